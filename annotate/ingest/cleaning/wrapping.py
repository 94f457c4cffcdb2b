"""What the widths of hard-wrapped lines tell, where a program counted columns.

Such a program fills every line: its next word or character would not have fitted.
So a line on which it would have fitted ends a paragraph, however little is free.

    ……各有一套潮位站、一套分级标准    <- 60 of 60 columns: the next character does not fit
    和一条发布渠道。                  <- it would have fitted: a paragraph's end
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from annotate.ingest.characters import width
from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.structure.numbering import number_of

# What one line must take whole: a Latin word or figure, or one character; marks that may not begin a line, or
# may not end one, go with it.
_UNIT = re.compile(
    r"[“‘《〈（(「『【〔]*(?P<word>[A-Za-z\u00c0-\u024f0-9][\w'’.,%/+-]*|.)[，。、；：？！）)》〉」』】〕”’…—,.;:?!]*",
    re.ASCII,
)
_FEWEST = 12
_MOST_ODD = 0.04
_HANGING = 2
_CLEARLY_SHORT = 0.6


def need(after: str, *, han: bool) -> int:
    """Return the columns that the first word of a line would have taken at the end of the line above.

    >>> need("标准”，而且", han=True), need("centre with", han=False)
    (2, 7)
    """
    if not han:
        return 1 + len(after.split(maxsplit=1)[0])
    match = _UNIT.match(after)
    return width(match[0]) if match else 2


def columns(draft: Draft, lines: Sequence[Line]) -> int:
    """Return how many columns the lines were filled to; 0 if no program counted columns.

    Args:
        draft: to tell the language.
        lines: printed lines in order; those in mid-sentence are looked at.
    """
    pairs = [
        (taken(draft, line), taken(draft, line) + need(after.text, han=draft.han))
        for line, after in pairwise(lines)
        if not line.finished
        and line.width >= _CLEARLY_SHORT * draft.full
        and (draft.spaced or not after.blank)
        and number_of(line.text) is None
    ]
    if len(pairs) < _FEWEST:
        return 0
    odd = int(_MOST_ODD * len(pairs))
    filled = sorted(would for _, would in pairs)[odd] - 1
    widest = sorted(now for now, _ in pairs)[len(pairs) - 1 - odd]
    # A mark may hang over the edge.
    return filled if widest <= filled + _HANGING and filled <= widest + _HANGING else 0


def taken(draft: Draft, line: Line) -> int:
    """Return the columns of a line, its indent among them."""
    return width(draft.text[line.raw : line.end].lstrip("\f\ufeff"))


def are_set_apart(draft: Draft, lines: Sequence[Line]) -> bool:
    """True if an empty line stands between every two paragraphs, and only there."""
    ends = [after.blank for line, after in pairwise(lines) if _ends(draft, line)]
    inside = [after.blank for line, after in pairwise(lines) if _goes_on(draft, line)]
    return len(ends) >= 3 and sum(ends) >= 0.9 * len(ends) and sum(inside) <= 0.05 * len(inside)  # noqa: PLR2004


def _ends(draft: Draft, line: Line) -> bool:
    return line.finished and line.width < _CLEARLY_SHORT * draft.full


def _goes_on(draft: Draft, line: Line) -> bool:
    return not line.finished and line.width >= draft.full - 4


def block_at(draft: Draft, line: Line, most: int) -> list[Line]:
    """Return the lines from one that an empty line or an indent sets apart to the next such; none if over `most`."""
    at = draft.place(line)
    if at and not _is_apart(draft, line):
        return []
    for end in range(at + 1, min(at + most + 1, len(draft.lines))):
        if _is_apart(draft, draft.lines[end]):
            return draft.lines[at:end]
    return []


def _is_apart(draft: Draft, line: Line) -> bool:
    return line.page or (line.blank and not draft.spaced) or (draft.indented and line.indent > 1)
