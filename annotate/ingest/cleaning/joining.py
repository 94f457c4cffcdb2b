"""Join the lines that are left into paragraphs.

Whether a line ends its paragraph is seen from how it ends (a full stop), how
long it is (shorter than a printed line), and what follows. What was cut between
two halves of a sentence, a page's notes or its number, does not part them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from annotate.han import is_han
from annotate.ingest.characters import CLOSERS, is_wide
from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.cleaning.hyphens import Hyphens
from annotate.ingest.cleaning.points import Points, point_of
from annotate.ingest.cleaning.wrapping import need, taken
from annotate.ingest.structure.numbering import number_of
from annotate.offsets import Run, merge_runs

_URL_OPEN = re.compile(r"(?:https?://|www\.)[^\s<>，。；）》”]{0,500}$")
_URL_GOES_ON = re.compile(r"[A-Za-z0-9/_.%?=&#~:+-]")
_HYPHENATED = re.compile(r"[a-z]-$")
# Marks are cut by now, save in reference lists.
_ENTRY = re.compile(r"\[\d{1,3}\]")
_SLACK = 4
_SHORT_POINT = 40


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's extent in the joined text, and what its lines were.

    Args:
        start: offset of its first character.
        end: behind its last one.
        level: a heading's level, 0 for text.
        kind: the abstract's label where it belongs to one.
    """

    start: int
    end: int
    level: int
    kind: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The text with lines joined, its runs into the source, and its paragraphs."""

    text: str
    runs: tuple[Run, ...]
    paragraphs: tuple[Paragraph, ...]


def join_lines(draft: Draft) -> Joined:
    """Return the running lines as paragraphs, one line feed between each two."""
    builder = _Builder(draft)
    lines = draft.running()
    if not lines:
        return Joined("", (), ())
    points = Points(draft, lines)
    builder.add(lines[0])
    for line, after in pairwise(lines):
        gap = draft.place(after) - draft.place(line) > 1
        if _parts(draft, line, after, gap=gap) or _is_next_point(draft, line, after, points):
            builder.end(line, after)
        else:
            builder.join(line, after)
        builder.add(after)
    return builder.done()


class _Builder:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.chunks: list[str] = []
        self.runs: list[Run] = []
        self.paragraphs: list[Paragraph] = []
        self.at = self.start = 0
        self.first: Line | None = None
        self.hyphens = Hyphens(draft)

    def add(self, line: Line) -> None:
        self.first = self.first or line
        for start, end in line.pieces():
            self._take(start, end)

    def _take(self, start: int, end: int, words: str | None = None) -> None:
        self.chunks.append(self.draft.text[start:end] if words is None else words)
        self.runs.append((self.at, start, end - start))
        self.at += end - start

    def join(self, line: Line, after: Line) -> None:
        if not _spaced(line, after, airy=self.draft.airy):
            return
        if _HYPHENATED.search(line.text[-2:]):
            clean, source, length = self.runs[-1]
            if source + length == line.end and after.visible[0].islower():
                if not self.hyphens.belongs(line.text, after.visible):
                    self._drop_hyphen(clean, source, length)
                return
        # White space behind the line stands for the space, else the line break does.
        at = line.end if self.draft.text[line.end].isspace() else line.next - 1
        self._take(at, at + 1, " ")

    def _drop_hyphen(self, clean: int, source: int, length: int) -> None:
        self.draft.cuts.append((source + length - 1, source + length, "hyphen"))
        self.chunks[-1] = self.chunks[-1][:-1]
        self.at -= 1
        if length == 1:
            self.runs.pop()
        else:
            self.runs[-1] = (clean, source, length - 1)

    def end(self, line: Line, after: Line) -> None:
        self._close()
        # The line break right before the next paragraph stands for the one between the two.
        at = self.draft.text.rfind("\n", line.end, after.start)
        at = at if at >= 0 else after.raw - 1
        self._take(at, at + 1, "\n")
        self.start, self.first = self.at, None

    def _close(self) -> None:
        if self.first is not None:
            self.paragraphs.append(Paragraph(self.start, self.at, self.first.level, self.first.kind))

    def done(self) -> Joined:
        self._close()
        return Joined("".join(self.chunks), merge_runs(self.runs), tuple(self.paragraphs))


def _parts(draft: Draft, line: Line, after: Line, *, gap: bool) -> bool:
    """True if a paragraph ends between two running lines."""
    if line.level or after.level:
        return not after.joined
    if line.kind != after.kind or after.item or draft.blocks:
        return True
    if draft.wrapped:
        return _parts_wrapped(draft, line, after)
    text = line.visible
    if line.finished or text[-1] in ":：":
        return True
    if text.rstrip(CLOSERS)[-1:] in ";；":
        return not gap or number_of(after.visible) is not None
    # Short lines without an end are points of a list or verses, unless a page broke them.
    short = len(text) < _SHORT_POINT and not gap and text[-1] not in ",，、"
    return (short or line.item) and after.visible[0] not in "，。；、）)》”,.;:"


def _is_short(draft: Draft, line: Line, after: Line) -> bool:
    """True if more would have fitted on the line: two Han, or the next line's first word."""
    if draft.columns:
        return taken(draft, line) + need(after.text, han=draft.han) <= draft.columns
    if draft.han:
        return line.width < draft.full - _SLACK
    return line.width + 1 + len(after.text.split(maxsplit=1)[0]) < draft.full


def _parts_wrapped(draft: Draft, line: Line, after: Line) -> bool:
    short = _is_short(draft, line, after)
    if draft.placed:
        return _parts_placed(line, after, short=short)
    ended = line.visible.rstrip(CLOSERS)[-1:]
    if line.finished:
        marked = (draft.marked_ends and line.trailing) or (draft.indented and after.indent > 1)
        # A first line whose indent was lost in extraction is two characters narrower than the others.
        narrower = draft.han and not (draft.columns or after.finished or after.page)
        narrower = narrower and after.width <= draft.full - _SLACK
        return short or marked or narrower or bool(_ENTRY.match(after.visible)) or (after.blank and not draft.spaced)
    if ended in set(":：;；"):
        return short and (bool(point_of(after)) or (after.blank and not draft.spaced))
    if draft.indented and after.indent > 1 and short:
        return True
    return short and after.blank and not draft.spaced and not line.page and line.width < draft.full // 2


def _is_next_point(draft: Draft, line: Line, after: Line, points: Points) -> bool:
    """True if a point begins behind a line that is full, where the other points clearly begin paragraphs."""
    if not draft.wrapped or draft.placed or not line.finished or line.kind or after.joined:
        return False
    return points.begins(after, (pair for pair in pairwise(points.lines) if _parts(draft, *pair, gap=False)))


def _parts_placed(line: Line, after: Line, *, short: bool) -> bool:
    """What is set apart is a paragraph of its own, unless a page or a figure broke a sentence."""
    if line.finished and _ENTRY.match(after.visible):
        return True
    return after.blank and (line.finished or line.visible[-1] in ":：;；" or (short and not after.page))


def _spaced(line: Line, after: Line, *, airy: bool) -> bool:
    """True if a space belongs between two joined lines.

    It does between Latin words, not within an address, and between Han and Latin
    only where the author's other lines have one there.
    """
    left, right = line.visible[-1], after.visible[0]
    if is_han(left) != is_han(right) and (left + right).isalnum():
        return airy
    if is_wide(left) or is_wide(right):
        return False
    return not (_URL_OPEN.search(line.visible[-500:]) and _URL_GOES_ON.match(right))
