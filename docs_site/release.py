"""Prepare a release: `make release VERSION=0.2.0`.

A version stands in four places, and each release says it in all of them:

    annotate/__init__.py   __version__ = "0.2.0"         the wheel, `annotate --version`
    CITATION.cff           version, date-released        who cites
    CHANGELOG.md           ## [0.2.0] - 2026-01-31       who reads what is new
    git                    the tag v0.2.0                who looks for the code of a study

`disagreements` says where they differ, for the working tree and for every tag.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
NEW = "Unreleased"
NUMBER = r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)"
PACKAGE, CITATION, CHANGELOG = "annotate/__init__.py", "CITATION.cff", "CHANGELOG.md"
IN_PACKAGE = re.compile(rf'^__version__ = "({NUMBER})"$', re.MULTILINE)
IN_CITATION = re.compile(rf"^version: ({NUMBER})$", re.MULTILINE)
DAY = re.compile(r"^date-released: (\S+)$", re.MULTILINE)
HEADING = re.compile(r"^## \[([^\]\n]+)\](?: - (\d{4}-\d\d-\d\d))?$", re.MULTILINE)
Read = Callable[[str], str]


def disagreements(read: Read, tag: str = "") -> list[str]:
    """Say what does not fit together.

    Args:
        read: gives the text of a file, by its path below the root.
        tag: the name of the tag under which the files stand; empty for the working tree.
    """
    package, citation = _only(IN_PACKAGE, read(PACKAGE)), _only(IN_CITATION, read(CITATION))
    headings = HEADING.findall(read(CHANGELOG))
    days = {name: day for name, day in headings if name != NEW}
    cited = DAY.findall(read(CITATION))
    found = []
    if package != citation:
        found.append(f"{PACKAGE} says {package}, {CITATION} says {citation}")
    if not headings or headings[0][0] not in {NEW, package}:
        found.append(f"{CHANGELOG} begins with neither {NEW} nor {package}")
    found += [f"{CHANGELOG}: {name} has no date" for name, day in days.items() if not day]
    if cited != [day for name, day in days.items() if name == package]:
        found.append(f"{CITATION} was released on {cited}, {CHANGELOG} has {days.get(package)} for {package}")
    names = [name for name, _ in headings if name != NEW]
    order = [_order(name) for name in (names if names[:1] == [package] else [package, *names])]
    if any(older >= newer for newer, older in pairwise(order)):
        found.append(f"{CHANGELOG}: the versions do not fall from {package} on")
    if tag and (tag != f"v{package}" or headings[:1] != [(package, days.get(package))]):
        found.append(f"the tag {tag} holds {package}, and {CHANGELOG} begins with {headings[:1]}")
    return found


def prepare(root: Path, version: str, today: str) -> list[str]:
    """Write a version into the three files; return what speaks against it, and then write nothing."""
    texts = {path: (root / path).read_text(encoding="utf-8") for path in (PACKAGE, CITATION, CHANGELOG)}
    if not re.fullmatch(NUMBER, version):
        return [f"{version!r} is no version like 0.2.0"]
    _, _, behind = texts[CHANGELOG].partition(f"## [{NEW}]\n")
    if not re.split(r"^## ", behind, maxsplit=1, flags=re.MULTILINE)[0].strip():
        return [f"{CHANGELOG}: nothing stands under {NEW}"]
    new = {
        PACKAGE: IN_PACKAGE.sub(f'__version__ = "{version}"', texts[PACKAGE]),
        CITATION: IN_CITATION.sub(f"version: {version}\ndate-released: {today}", DAY.sub("", texts[CITATION])),
        CHANGELOG: texts[CHANGELOG].replace(f"## [{NEW}]\n", f"## [{version}] - {today}\n", 1),
    }
    new[CITATION] = re.sub(r"\n{2,}", "\n", new[CITATION])
    against = disagreements(new.__getitem__, f"v{version}")
    if not against:
        for path, text in new.items():
            (root / path).write_text(text, encoding="utf-8")
    return against


def tagged(root: Path) -> Iterator[tuple[str, Read]]:
    """Yield each tag of a version with what reads the files that it holds."""
    for tag in _git(root, "tag", "--list", "v[0-9]*").split():
        yield tag, partial(_held, root, tag)


def _held(root: Path, tag: str, path: str) -> str:
    return _git(root, "show", f"{tag}:{path}")


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607


def _only(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.findall(text)
    return found[0] if len(found) == 1 else f"{len(found)} versions"


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


if __name__ == "__main__":
    number = sys.argv[1] if len(sys.argv) > 1 else ""
    problems = prepare(ROOT, number, datetime.now(UTC).date().isoformat())
    if problems:
        sys.exit("\n".join(problems))
    message = (
        f"Look at it, then: git commit --all --message 'Release {number}' && git tag --annotate v{number} && make wheel"
    )
    sys.stdout.write(message + "\n")
