"""Where a span stands: section path, paragraph, the sentences around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from annotate.model import Document, Extent, Place

STOPS = "。！？；!?;"
WHOLE = 0.98
"""The share of a text from which on it counts as the whole: line feeds between tasks belong to no task."""


class Places:
    """The look-ups of one document, made once: paragraphs, sections, sentences."""

    def __init__(self, document: Document) -> None:
        """Sort what is searched by offset, and number the running paragraphs."""
        self.document = document
        self._paragraphs = document.paragraphs()
        headings = {section.heading.start for section in document.sections if section.heading}
        self._numbers: list[int] = []
        at = 0
        for extent in self._paragraphs:
            running = extent.start not in headings and len(extent) > 0
            at += running
            self._numbers.append(at if running else 0)
        self._paragraph_starts = [p.start for p in self._paragraphs]
        self._section_starts = [s.extent.start for s in document.sections]
        self._sentence_starts = [s.extent.start for s in document.sentences]

    def place(self, extent: Extent) -> Place:
        """Return where an extent stands."""
        at = max(0, bisect_right(self._section_starts, extent.start) - 1)
        path = self.document.sections[at].path if self.document.sections else ()
        number = self._numbers[self._paragraph_at(extent.start)]
        page = self.document.page_at(extent.start)
        return Place(document=self.document.id, section=path, paragraph=number, extent=extent, page=page)

    def _paragraph_at(self, offset: int) -> int:
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def paragraph(self, extent: Extent) -> Extent:
        """Return the extent of the paragraph, or paragraphs, that hold an extent."""
        first = self._paragraphs[self._paragraph_at(extent.start)]
        last = self._paragraphs[self._paragraph_at(max(extent.start, extent.end - 1))]
        return Extent(first.start, last.end)

    def sentence(self, extent: Extent) -> Extent:
        """Return the extent of the sentence, or sentences, that an extent touches."""
        around = self.paragraph(extent)
        if self._sentence_starts:
            sentences = self.document.sentences
            first = sentences[max(0, bisect_right(self._sentence_starts, extent.start) - 1)].extent
            last = sentences[max(0, bisect_right(self._sentence_starts, extent.end - 1) - 1)].extent
            return Extent(max(around.start, first.start), min(around.end, max(last.end, extent.end)))
        text = self.document.text
        start = max((text.rfind(stop, around.start, extent.start) + 1 for stop in STOPS), default=0)
        ends = [text.find(stop, max(extent.start, extent.end - 1), around.end) for stop in STOPS]
        end = min((at + 1 for at in ends if at >= 0), default=around.end)
        return Extent(max(around.start, start), max(end, extent.end))


def covered(extents: Iterable[Extent]) -> int:
    """Return how many characters extents cover, each counted once.

    >>> covered([Extent(0, 4), Extent(2, 6), Extent(8, 9)])
    7
    """
    whole, at = 0, 0
    for extent in sorted(extents):
        whole += max(0, extent.end - max(at, extent.start))
        at = max(at, extent.end)
    return whole


def share(extents: Iterable[Extent], document: Document) -> float:
    """Return how much of a document's text extents cover, 0 to 1."""
    found = covered(extents) / max(1, len(document.text))
    return 1.0 if found >= WHOLE else found
