"""Take out invisible characters and Markdown's markup, keep the words."""

from __future__ import annotations

import re

from annotate.ingest.characters import found_at
from annotate.ingest.cleaning.draft import Draft, Line

# U+200C and U+200D stay: emoji and some scripts need them.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(?=\S)")
_ITEM = re.compile(r"[-*+•][ \t]+(?=\S)")
_QUOTE = re.compile(r">[> \t]*(?=\S)")
_RULE = re.compile(r"(?:[-*_=~—#·][ \t]*){3,}")
# a*b*c is a product.
_STARS = re.compile(r"(?<![A-Za-z0-9*])(\*{1,3})(?=[^\s*])([^*\n]{1,200}?)(?<=\S)\1(?![A-Za-z0-9*])")
_UNDERSCORES = re.compile(r"(?<![\w/])(_{1,2})(?=[^\s_])([^_\n]{1,200}?)(?<=\S)\1(?!\w)")
_LINK = re.compile(r"(!?\[)(?!\^)([^\[\]\n]{0,300})(\]\([^()\s]{0,500}\))")


def drop_invisible(draft: Draft) -> None:
    """Cut control characters, zero-width spaces and marks of direction."""
    for line, match in matches(draft, _INVISIBLE):
        draft.cut(line, match.start(), match.end(), "invisible")


def drop_markup(draft: Draft) -> None:
    """Cut emphasis everywhere; in Markdown also what begins a line."""
    for line in draft.running():
        if _RULE.fullmatch(line.text):
            draft.drop(line, "rule")
        elif draft.markdown:
            _line_start(draft, line)
    for pattern in (_STARS, _UNDERSCORES) if draft.markdown else (_STARS,):
        for line, match in matches(draft, pattern):
            draft.cut(line, match.start(1), match.end(1), "markup")
            draft.cut(line, match.end(2), match.end(), "markup")
    if draft.markdown:
        for line, match in matches(draft, _LINK):
            draft.cut(line, match.start(1), match.end(1), "markup")
            draft.cut(line, match.start(3), match.end(3), "markup")


def _line_start(draft: Draft, line: Line) -> None:
    if line.text.startswith("![") and line.text.endswith(")"):
        draft.drop(line, "image")
    elif line.text.startswith("|") and line.text.endswith("|") and len(line.text) > 1:
        draft.drop(line, "table")
    elif match := _HEADING.match(line.text):
        line.level, line.family = len(match[1]), "#" * len(match[1])
        draft.cut(line, line.start, line.start + match.end(), "markup")
    elif match := _ITEM.match(line.text):
        line.item = True
        draft.cut(line, line.start, line.start + match.end(), "markup")
    elif match := _QUOTE.match(line.text):
        draft.cut(line, line.start, line.start + match.end(), "markup")


def matches(
    draft: Draft, pattern: re.Pattern[str], first: re.Pattern[str] | None = None
) -> list[tuple[Line, re.Match[str]]]:
    """Return what a pattern finds in running lines, each with its line.

    The pattern must not match over a line's end. Offsets are source offsets.

    Args:
        draft: where to look.
        pattern: what to look for.
        first: one character of those that a match may begin with, if they are rare.
    """
    found: list[tuple[Line, re.Match[str]]] = []
    at, lines = 0, draft.lines
    for match in found_at(first, pattern, draft.text) if first else pattern.finditer(draft.text):
        while at < len(lines) and lines[at].end <= match.start():
            at += 1
        if at == len(lines):
            break
        line = lines[at]
        if not line.removed and line.start <= match.start() and match.end() <= line.end:
            found.append((line, match))
    return found
