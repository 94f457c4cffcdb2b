"""What the documents tell people to type can be typed, and what they link to is there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from annotate import json_schemas
from annotate.cli.main import app
from annotate.store import WORK

ROOT = Path(__file__).parent.parent
MADE = ROOT / "docs" / "reference"  # by `make docs`, whose build checks the links to it
DOCS = [page for page in ROOT.glob("docs/**/*.md") if MADE not in page.parents]
PAGES = sorted([*ROOT.glob("*.md"), *DOCS, *ROOT.glob("examples/*/README.md")])
BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(annotate [a-z][^`\n]*)`")
LINK = re.compile(r"\]\(([^)#:]+)\)")


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the words of every `annotate` command on a page, shown or in the running text."""
    text = page.read_text(encoding="utf-8")
    lines = [line.removeprefix("$ ") for block in BLOCK.findall(text) for line in block.splitlines()]
    # Alternatives such as `schema list|check` are one way to write several commands.
    inline = [command for command in INLINE.findall(text) if "|" not in command and "`" not in command]
    for line in [*lines, *inline]:
        words = shlex.split(line, comments=True)
        if words and words[0].removeprefix(".venv/bin/") == "annotate":
            yield words[1:]


def resolve(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that words name, and the words behind its name."""
    command: Any = typer.main.get_command(app)
    rest = list(words)
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        name = rest.pop(0).strip(",.")
        assert name in command.commands, f"there is no command {' '.join(words)}"
        command = command.commands[name]
    return command, rest


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_in_the_documents_exists(page: Path) -> None:
    """Each command has the name, and each option the spelling, that the documents give."""
    for words in commands(page):
        command, rest = resolve(words)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known | {"--help"}, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    """A link to a file of the repository finds it."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve()
        assert path.exists() or MADE in path.parents, target


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_way_to_ones_own_papers_is_short_and_true(name: str, tmp_path: Path) -> None:
    """Ten commands at most; those before the network run as they stand."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line.removeprefix("$ ") for line in BLOCK.findall(text)[1].splitlines()]
    runner = CliRunner()
    study = tmp_path / "my-study"

    assert len(lines) <= 10
    init = shlex.split(lines[0])[1:]
    assert runner.invoke(app, [word if word != "my-study" else str(study) for word in init]).exit_code == 0
    for line in lines:
        words = shlex.split(line)[1:]
        if words[0] == "ingest":
            papers = [str(ROOT / "examples" / "demo" / "papers") for _ in words[1:]]
            assert papers
            assert runner.invoke(app, ["ingest", *papers, "--project", str(study)]).exit_code == 0
    assert (study / "work" / "documents.jsonl").stat().st_size > 0


def test_both_readmes_show_the_same_commands() -> None:
    """The Chinese page tells to type what the English one does, titles apart."""
    english, chinese = (
        [[word for word in words if word.isascii() and " " not in word] for words in commands(ROOT / name)]
        for name in ("README.md", "README.zh.md")
    )

    assert [words for words in english if "--lang" not in words] == [w for w in chinese if "--lang" not in w]


def test_every_file_in_work_is_told() -> None:
    """The page on formats names each file that a stage writes, and each of its formats."""
    text = (ROOT / "docs" / "file-formats.md").read_text(encoding="utf-8")

    for name in WORK.values():
        assert f"work/{name}" in text
    for name in json_schemas.names():
        schema = json_schemas.load_schema(name)
        const = schema.get("properties", {}).get("format", {}).get("const", "tasks")
        assert name == "table" or f"`{const}`" in text, json.dumps(const)
