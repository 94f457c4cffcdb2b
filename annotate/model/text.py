"""The paper as text: what ingest makes and every later stage reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.offsets import OffsetMap, Run


@dataclass(frozen=True, slots=True, order=True)
class Extent:
    """A half-open stretch of code points.

    >>> Extent(3, 9).overlap(Extent(7, 12))
    2
    """

    start: int
    end: int

    def __len__(self) -> int:
        """Return the number of code points."""
        return self.end - self.start

    def overlap(self, other: Extent) -> int:
        """Return how many code points both hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def overlaps(self, other: Extent) -> bool:
        """True if both hold at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Extent) -> bool:
        """True if `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def iou(self, other: Extent) -> float:
        """Return intersection over union, 0 where nothing is shared."""
        shared = self.overlap(other)
        return shared / (len(self) + len(other) - shared) if shared else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file a document came from.

    Args:
        path: below `papers/`, with `/`.
        sha256: of the file's bytes.
        encoding: as found, `utf-8`, `gb18030`, …
        length: code points of the decoded text, the range of source offsets.
        reader: which reader read it.
    """

    path: str
    sha256: str
    encoding: str
    length: int
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about a paper; empty where nothing is known.

    The abstract is part of the text: a section of the kind `abstract`.

    Args:
        received: the dates that a paper prints (收稿日期, 修回日期, 录用日期, 出版日期 or
            发布时间, 网络首发), in ISO 8601 as exact as printed: `2023-02-06`, `2023-02`, `2023`.
        revised: see `received`.
        accepted: see `received`.
        published: see `received`; a web page's date too.
        online: first published on the net, where that is said apart.
        origins: field name -> where it was found (`text`, `metadata.csv`, …).
        places: field name -> where its words stand in the source, for all that came
            from the text.
        extra: further columns that the user gave.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    classification: str = ""
    funding: str = ""
    url: str = ""
    received: str = ""
    revised: str = ""
    accepted: str = ""
    published: str = ""
    online: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[Extent, ...]] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the text below it, up to the next heading of any level.

    Sections follow each other without overlap and together hold the whole text.

    Args:
        path: titles from the outermost heading to this one; empty before the
            first heading.
        level: 1 for the outermost; 0 before the first heading.
        extent: from the heading's first character to the next heading's.
        heading: extent of the heading's paragraph, None where there is none.
        kind: `body`, `abstract`, `conclusion`, `references` or `other`.
    """

    id: str
    path: tuple[str, ...]
    level: int
    extent: Extent
    heading: Extent | None = None
    kind: str = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, or one heading; never across a paragraph's end."""

    extent: Extent
    kind: str = "sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A note set aside from the text.

    Args:
        mark: as printed, `①`, `[1]`, `*`.
        anchor: clean offset of the place of its mark; None if no mark was found.
        text: the note's own words, lines joined.
        source_extents: where they stand in the source.
    """

    id: str
    mark: str
    anchor: int | None
    text: str
    source_extents: tuple[Extent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A stretch of the source that is not in the clean text, and why.

    Args:
        extent: in source offsets.
        reason: `line-break`, `running-head`, `footnote`, `footnote-mark`, `title`, …
    """

    extent: Extent
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper as clean running text, with the way back to its source.

    Args:
        id: from the source's path, unique in a project.
        text: paragraphs joined by one line feed, the only line break there is.
        sections: a partition of the text, in order.
        sentences: in order; what lies between them is white space.
        runs: the offset map's runs, see `annotate.offsets`.
        removals: with the runs, a partition of the source.
        cleaners: names and versions of the steps that made the text.
        pages: where each printed page begins in the text, and its label; empty
            where the source has no pages.
        notices: what the reader of the source had to leave out, for people.
    """

    id: str
    source: Source
    metadata: Metadata
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    footnotes: tuple[Footnote, ...]
    runs: tuple[Run, ...]
    removals: tuple[Removal, ...]
    cleaners: tuple[str, ...] = ()
    pages: tuple[tuple[int, str], ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def offset_map(self) -> OffsetMap:
        """Return the map from clean to source offsets; keep it where you ask often."""
        return OffsetMap(self.runs)

    def quote(self, extent: Extent) -> str:
        """Return the words of an extent."""
        return self.text[extent.start : extent.end]

    def section_at(self, offset: int) -> Section:
        """Return the section that holds an offset (the last one for the text's end)."""
        for section in self.sections:
            if offset < section.extent.end:
                return section
        return self.sections[-1]

    def page_at(self, offset: int) -> str:
        """Return the label of the printed page that holds an offset; empty where no page is known."""
        at = bisect_right(self.pages, offset, key=lambda page: page[0])
        return self.pages[at - 1][1] if at else ""

    def paragraphs(self) -> tuple[Extent, ...]:
        """Return the paragraphs' extents, headings among them, without line feeds."""
        extents, at = [], 0
        for line in self.text.split("\n"):
            extents.append(Extent(at, at + len(line)))
            at += len(line) + 1
        return tuple(extents)
