"""Suggested groups at the end of `themes.yaml`; what stands there already is not touched, to the byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.codebook import Codebook
from annotate.errors import InputError

EMPTY = re.compile(r"^themes:[ \t]*(\[[ \t]*\]|null|~)?[ \t]*(#.*)?$", re.MULTILINE)
ENTRY = re.compile(r"^([ \t]*)- ", re.MULTILINE)
PREFIX = "suggested-"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One group as it is written: its name and the references of its members."""

    name: str
    members: tuple[str, ...]


def extended(text: str, book: Codebook, suggestions: Sequence[Suggestion], method: str) -> str:
    """Return the file's text with the groups after what it holds.

    Args:
        text: of `themes.yaml`, empty if there is none yet.
        book: what that text says.
        suggestions: the groups, in order.
        method: named in a comment, so that a reader knows where they come from.

    Raises:
        InputError: the file is written so that nothing can be added at its end.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    start, indent = _opening(text, book)
    lines = [f"{indent}# Suggested by annotate themes ({method}): correct names and members, then drop this line."]
    number = _next_number(book)
    for suggestion in suggestions:
        lines += _entry(f"{PREFIX}{number}", suggestion, indent)
        number += 1
    return start + "".join(f"{line}{ending}" for line in lines)


def _opening(text: str, book: Codebook) -> tuple[str, str]:
    """Return what stands before the new groups, and how far they are set in."""
    if not text.strip():
        return "format: themes/1\nthemes:\n", "  "
    body = text if text.endswith("\n") else text + "\n"
    if not book.themes:
        found = EMPTY.search(body)
        if found is None:
            return body + ("" if re.search(r"^themes:", body, re.MULTILINE) else "themes:\n"), "  "
        if body[found.end() :].strip() and any(
            line.strip() and not line.lstrip().startswith("#") for line in body[found.end() :].splitlines()
        ):
            raise _unclear()
        return body[: found.start()] + "themes:" + body[found.end() :], "  "
    after = body[body.index("themes:") :]
    entry = ENTRY.search(after)
    if entry is None:
        raise _unclear()
    return body, entry.group(1)


def _unclear() -> InputError:
    what = "is written so that nothing can be added at its end"
    return InputError("themes.yaml", what, "Write `themes:` last, one theme below the other, each with `- id:`.")


def _next_number(book: Codebook) -> int:
    taken = [theme.id.removeprefix(PREFIX) for theme in book.themes if theme.id.startswith(PREFIX)]
    return max((int(number) for number in taken if number.isascii() and number.isdigit()), default=0) + 1


def _entry(theme: str, suggestion: Suggestion, indent: str) -> list[str]:
    import yaml

    title = {"zh": suggestion.name, "en": suggestion.name}
    body = [{"id": theme, "title": title, "members": list(suggestion.members)}]
    # Width keeps a long list of members from being broken in the middle of a reference.
    written = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000)
    return [indent + line for line in written.splitlines()]
