"""The catalogue of all that the tool says: found in the code, kept with its translations and codes.

Help comes from the commands themselves, every other message from the code (`sources`).
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from annotate.files import replacing
from annotate.language import DOMAIN, EXAMPLE, FOLDER, VALUE, paragraphs
from annotate.language.keys import FILES, keys
from annotate.language.sources import COMPOSED, composed, spoken

ROOT = FOLDER.parent
HEAD = "# 工具对人所说的一切，及其中文译文。 What the tool says to people, and the Chinese of it."
# The words of the command line's library that a reader of our help meets.
BORROWED = (
    "Usage:", "Options", "Arguments", "Commands", "required", "default: {default}", "[OPTIONS]",
    "Show this message and exit.", "Missing command.", "No such command {name!r}.", "Missing argument",
    "Missing option", "Missing parameter", "No such option: {name}", "Try '{command} {option}' for help.",
    "Did you mean {possibility}?", "Got unexpected extra argument ({args})",
    "Example:", "error:", "COMMAND [ARGS]...", "[default: {default}]", "[required]", "[default: {default}; {range}]",
    "No such command {name}. Did you mean {names}?",
    "Invalid value for {param_hint}: {message}", "Invalid value: {message}", "Aborted!", "Options:", "Commands:",
)  # fmt: skip


class Still(Catalog):
    """A catalogue whose head does not change from day to day and from version to version."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the head's fields, which can be set in Babel's own."""
        return [
            ("Project-Id-Version", "annotate"),
            ("Language", "zh"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


class Found(dict[str, tuple[str, str]]):
    """Message -> letter of its code, place in the code (the first)."""

    def note(self, text: str, letter: str, place: str) -> None:
        """Keep a message that has words in it."""
        words = any(char.isalpha() for char in VALUE.sub("", text))
        if words and (text not in self or (letter and not self[text][0])):
            self[text] = (letter, place)


def collect() -> Found:
    """Return every message of the code, and the help of every command."""
    found = Found()
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(ROOT.parent).as_posix()
        # The words of tables stand in both languages from the beginning.
        passed = {"say"} if place.startswith("annotate/exporters/") else set()
        for text, letter in spoken(tree, passed):
            found.note(text, letter, place)
        for text in composed(tree, COMPOSED.get(place, ())):
            found.note(text, "", place)
    for text, place in _help():
        found.note(text, "", place)
    for text in BORROWED:
        found.note(text, "", "command line")
    for file in FILES:
        for key in keys(file):
            found.note(key.text, "", file)
    return found


def updated(old: Catalog) -> Catalog:
    """Return the catalogue as the code has it now: kept translations and codes, new codes for new errors."""
    found = collect()
    numbers = _numbers(old)
    catalogue = Still(locale="zh", domain=DOMAIN, fuzzy=False, charset="utf-8", header_comment=HEAD)
    for text, (letter, place) in sorted(found.items()):
        before = old.get(text)
        code = next(iter(before.auto_comments), "") if before else ""
        if letter and code[:1] != letter:
            numbers[letter] = numbers.get(letter, 0) + 1
            code = f"{letter}{numbers[letter]:03d}"
        string = before.string if before else ""
        flags = ("no-python-format",) if "%" in text else ()
        catalogue.add(text, string, [(place, 0)], auto_comments=[code] if letter else [], flags=flags)
    return catalogue


def read() -> Catalog:
    """Read the catalogue as it lies in its file; an empty one where there is none yet."""
    path = _path("po")
    if not path.exists():
        return Catalog(locale="zh")
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def written(catalogue: Catalog) -> bytes:
    """Return the bytes of `messages.po`."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, sort_output=True, include_lineno=False)
    return stream.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of `messages.mo`."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def rewrite() -> list[str]:
    """Write both files anew; return what has no translation yet."""
    catalogue = updated(read())
    for suffix, content in (("po", written(catalogue)), ("mo", compiled(catalogue))):
        with replacing(_path(suffix), "wb") as file:
            file.write(content)
    return [str(entry.id) for entry in catalogue if entry.id and not entry.string]


def _path(suffix: str) -> Path:
    return FOLDER / "zh" / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


def _numbers(catalogue: Catalog) -> dict[str, int]:
    """Return letter -> highest number in the catalogue, above which new codes begin."""
    numbers: dict[str, int] = {}
    for entry in [*catalogue, *catalogue.obsolete.values()]:
        for code in entry.auto_comments[:1]:
            numbers[code[0]] = max(numbers.get(code[0], 0), int(code[1:]))
    return numbers


def _help() -> Iterator[tuple[str, str]]:
    """Yield the help of every command and option, as the commands hold it."""
    import typer

    from annotate.cli.main import TITLES, app

    for title in TITLES.values():
        yield title, "annotate --help"
    waiting: list[tuple[Any, str]] = [(typer.main.get_command(app), "annotate")]
    while waiting:
        command, name = waiting.pop()
        for text in [command.help, *(getattr(one, "help", None) for one in command.params)]:
            for paragraph in paragraphs(text or ""):
                if not paragraph.startswith(EXAMPLE):
                    yield paragraph, f"{name} --help"
        commands = getattr(command, "commands", {})
        waiting += [(commands[sub], f"{name} {sub}") for sub in commands]
