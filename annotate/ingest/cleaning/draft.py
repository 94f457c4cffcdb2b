"""The source text in the making: its printed lines and what was cut from it.

Steps never change the text. They cut stretches with a reason, give lines a role
(a heading's level, the abstract), and put notes and fields aside; assembling
then copies what is left. So every character is either kept or cut, never both,
and never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from annotate.ingest.characters import is_finished, width
from annotate.model import Extent


@dataclass(slots=True, eq=False)
class Line:
    """One printed line that holds more than white space; offsets into the source.

    Args:
        start: first character that is no white space.
        end: behind the last one.
        raw: where the line begins, its indent included.
        next: where the next line begins.
        text: the line's text, trimmed.
        blank: whether an empty line stands before it.
        removed: why the whole line is not running text; empty if it is.
        level: a heading's level, 0 for text.
        kind: `abstract` where the line belongs to one, else empty.
        joined: the line continues the heading above it.
        page: the line is the first of a page.
        item: the line is a point of a Markdown list.
        family: how the heading is numbered or marked, empty for text.
        marked: a footnote mark ends the line.
        large: rank of a type size larger than the text's, 1 the largest; 0 for the text's.
    """

    start: int
    end: int
    raw: int
    next: int
    text: str
    blank: bool
    removed: str = ""
    level: int = 0
    kind: str = ""
    item: bool = False
    joined: bool = False
    page: bool = False
    family: str = ""
    marked: bool = False
    large: int = 0
    cuts: list[tuple[int, int]] = field(default_factory=list)
    _visible: str | None = None
    _finished: bool | None = None
    _width: int | None = None

    @property
    def indent(self) -> int:
        """Return how many white characters stand before the text."""
        return self.start - self.raw

    @property
    def trailing(self) -> bool:
        """True if white space stands behind the text, apart from the line break and a mark's own."""
        return not self.marked and self.next - self.end > 1

    @property
    def visible(self) -> str:
        """Return the line's text without what was cut from it, trimmed."""
        if not self.cuts:
            return self.text
        if self._visible is None:
            self._visible = "".join(self.text[s - self.start : e - self.start] for s, e in self.pieces()).strip()
        return self._visible

    @property
    def width(self) -> int:
        """Return the printed width of the whole line."""
        if self._width is None:
            self._width = width(self.text)
        return self._width

    @property
    def finished(self) -> bool:
        """True if the line ends as a sentence ends."""
        if self._finished is None:
            self._finished = is_finished(self.visible)
        return self._finished

    def cut(self, start: int, end: int) -> None:
        """Take a stretch out of the line."""
        self.cuts.append((start, end))
        self._visible = self._finished = None

    def pieces(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches of the source that are left of the line."""
        at = self.start
        for start, end in sorted(self.cuts):
            if start > at:
                yield at, start
            at = max(at, end)
        if at < self.end:
            yield at, self.end


@dataclass(slots=True)
class Note:
    """A note set aside, with the source offset of its mark in the text, if found."""

    mark: str
    anchor: int | None
    texts: list[str]
    extents: list[Extent]
    family: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A piece of front or back matter: its name, its words, where they stand."""

    name: str
    text: str
    extent: Extent


@dataclass(slots=True)
class Draft:
    """A source on its way to clean text.

    Args:
        text: the source, never changed.
        lines: its printed lines.
        markdown: line starts may be markup.
        han: the text is mainly Chinese.
        wrapped: printed lines are lines; a paragraph runs over several.
        spaced: an empty line stands between every two printed lines.
        paged: where pages begin is known.
        marked_ends: white space behind a full stop ends a paragraph.
        indented: white space before a line begins a paragraph.
        airy: a space stands between Han and Latin.
        full: the width of a full printed line.
        columns: how many columns a program filled each line to, 0 if none did.
        blocks: every line is a whole paragraph.
        placed: an empty line stands before each paragraph, and only there.
        raised: extents of digits printed as superscripts.
        cuts: what was taken out, `(start, end, reason)`.
        notes: footnotes set aside.
        fields: front and back matter set aside.
    """

    text: str
    lines: list[Line]
    markdown: bool = False
    han: bool = True
    wrapped: bool = False
    spaced: bool = False
    paged: bool = False
    marked_ends: bool = False
    indented: bool = False
    airy: bool = False
    full: int = 0
    columns: int = 0
    blocks: bool = False
    placed: bool = False
    raised: tuple[tuple[int, int], ...] = ()
    cuts: list[tuple[int, int, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    places: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Note where each line stands."""
        self.places = {line.start: place for place, line in enumerate(self.lines)}

    def running(self) -> list[Line]:
        """Return the lines that are still part of the text: not dropped, and not cut to nothing."""
        return [line for line in self.lines if not line.removed and (not line.cuts or line.visible)]

    def place(self, line: Line) -> int:
        """Return which of all lines it is."""
        return self.places[line.start]

    def drop(self, line: Line, reason: str) -> None:
        """Take a whole line out of the text."""
        if not line.removed:
            line.removed = reason
            self.cuts.append((line.start, line.end, reason))

    def cut(self, line: Line, start: int, end: int, reason: str) -> None:
        """Take a stretch of a line out of the text."""
        line.cut(start, end)
        self.cuts.append((start, end, reason))

    def put(self, name: str, text: str, line: Line) -> None:
        """Set a field of front or back matter aside and drop its line."""
        self.fields.append(Field(name, text.strip(), Extent(line.start, line.end)))
        self.drop(line, name)

    def extend(self, line: Line) -> None:
        """Give the last field one more printed line."""
        last = self.fields[-1]
        # A number may be broken, too.
        both = last.text[-1:], line.text[:1]
        apart = " " if all(map(str.isascii, both)) and not all(map(str.isdecimal, both)) else ""
        self.fields[-1] = Field(last.name, f"{last.text}{apart}{line.text}", Extent(last.extent.start, line.end))
        self.drop(line, last.name)


_ZERO_WIDTH = "\ufeff\u200b"


def split_lines(text: str) -> list[Line]:
    """Return the printed lines of a text; lines of white space only tell that they were there."""
    lines: list[Line] = []
    at, blank, page = 0, False, False
    for raw in text.splitlines(keepends=True):
        begin, at = at, at + len(raw)
        body = raw.strip()
        if body and (body[0] in _ZERO_WIDTH or body[-1] in _ZERO_WIDTH):
            body = body.strip(_ZERO_WIDTH).strip()
        # A form feed ends the line before it; what follows begins a page.
        fed = raw.endswith("\f")
        if not body:
            blank, page = True, page or fed
            continue
        start = begin + raw.index(body)
        line = Line(start, start + len(body), begin, at, body, blank)
        line.page = page
        lines.append(line)
        blank, page = False, fed
    return lines
