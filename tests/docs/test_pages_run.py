"""What the tutorial and the how-to pages tell people to type is typed here, in a shell, in their order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [DOCS / "tutorial.md", *sorted(page for page in DOCS.glob("how-to/*.md") if ".zh" not in page.name)]
PART = re.compile(
    r"^```console\n(?P<console>.*?)^```|^<!-- run:[^\n]*\n(?P<hidden>.*?)^-->"
    r"|^<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<content>.*?)^```",
    re.MULTILINE | re.DOTALL,
)


def steps(page: Path) -> Iterator[str]:
    """Yield a page's shell lines: what it shows with a `$`, what happens between, the files it shows."""
    for part in PART.finditer(page.read_text(encoding="utf-8")):
        if part["console"] is not None:
            yield from (line.removeprefix("$ ") for line in part["console"].splitlines() if line.startswith("$ "))
        elif part["hidden"] is not None:
            yield part["hidden"]
        else:
            yield f"cat > {part['file']} <<'END_OF_FILE'\n{part['content']}END_OF_FILE"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demo's study once."""
    folder = tmp_path_factory.mktemp("demo") / "demo-study"
    command = Path(sys.executable).with_name("annotate")
    subprocess.run([command, "demo", folder], check=True, capture_output=True)
    return folder


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_every_command_of_a_page_does_what_the_page_says(page: Path, demo: Path, tmp_path: Path) -> None:
    """Each line ends with status 0, on a bare machine's settings."""
    shutil.copytree(demo, tmp_path / "demo-study")
    binaries = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "REPOSITORY": str(ROOT),
        "DEMO": str(demo),
    }
    lines = ["set -eu", f"trap '{binaries}/annotate studio stop >/dev/null 2>&1 || true' EXIT"]
    lines += [f"echo '+ '{quoted(step)}\n{step}" for step in steps(page)]
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def quoted(step: str) -> str:
    """Return a step's first line as one word of the shell."""
    return "'" + step.splitlines()[0].replace("'", "'\\''") + "'"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_the_chinese_page_tells_to_type_the_same(page: Path) -> None:
    """Both languages show the same steps, titles apart."""
    chinese = page.with_name(page.name.replace(".md", ".zh.md"))

    def plain(step: str) -> str:
        return re.sub(r'--title "[^"]*"', "--title T", step)

    assert [plain(step) for step in steps(page)] == [plain(step) for step in steps(chinese)]


def test_every_page_stands_in_both_languages() -> None:
    """What is read in English can be read in Chinese."""
    english = {page.relative_to(DOCS) for page in DOCS.rglob("*.md") if not page.name.endswith(".zh.md")}
    chinese = {page.relative_to(DOCS) for page in DOCS.rglob("*.zh.md")}

    assert {page.with_name(page.name.replace(".md", ".zh.md")) for page in english} == chinese
