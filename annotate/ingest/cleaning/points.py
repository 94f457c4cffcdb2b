"""Know enumerated points at a line's start: 第二， 其次， 二是 （2） Second.

Where a full line ends a sentence, nothing tells whether the paragraph ends with
it. But if the other points of the same kind clearly begin paragraphs, and none
stands within one, the point at the next line's start begins one, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from annotate.ingest.cleaning.draft import Draft, Line

_POINT = re.compile(
    r"""
      (?P<count>[一二三四五六七八九十]+是|其[一二三四五六七八九十][，,、是])
    | (?P<ordinal>第[一二三四五六七八九十]+[，,、])
    | (?P<words>(?:首先|其次|再次|再者|最后)[，,])
    | (?P<circled>[①-⑳])
    | (?P<digit>[（(]?\d{1,2}[）).、])
    | (?P<latin>(?:First|Second|Third|Fourth|Fifth|Finally)(?:ly)?,)
    """,
    re.VERBOSE,
)
_WITHIN = re.compile(rf"(?<=[。；！？.;])(?:{_POINT.pattern})", re.VERBOSE)


def point_of(line: Line) -> str:
    """Return the kind of point that a line begins with, empty if with none."""
    match = _POINT.match(line.visible)
    return match.lastgroup or "" if match else ""


class Points:
    """Which kinds of points begin paragraphs in a text, by those whose place is beyond doubt."""

    def __init__(self, draft: Draft, lines: Sequence[Line]) -> None:
        """Look at the draft's running lines when first asked."""
        self.draft, self.lines = draft, lines
        self.kinds: frozenset[str] | None = None

    def begins(self, line: Line, sure: Iterable[tuple[Line, Line]]) -> bool:
        """True if a point that begins a line begins a paragraph.

        Args:
            line: the line behind one that is full and ends a sentence.
            sure: the pairs of lines between which a paragraph ends for certain.
        """
        kind = point_of(line)
        if not kind:
            return False
        if self.kinds is None:
            at_start = Counter(point_of(after) for _, after in sure)
            within = Counter(match.lastgroup or "" for part in self.lines for match in _WITHIN.finditer(part.visible))
            self.kinds = frozenset(kind for kind, count in at_start.items() if kind and count > within[kind])
        return kind in self.kinds
