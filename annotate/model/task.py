"""A unit of annotators' work: an exact slice of a document."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.model.text import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a task's text in which further labels are asked for."""

    extent: Extent
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one Label Studio task shows, without Label Studio's own ids.

    Args:
        paper: the source's path below `papers/`.
        document: the document's id.
        section: the path of headings at the task's start.
        title: the paper's title, or its file name.
        text: `document.text[char_offset : char_offset + len(text)]`.
        labels: ids asked for in the whole task.
        passages: further ids asked for in these stretches of `text` only.
        status: `seeded` or `blank` (no prediction shown).
        before: what stands before the text in the document, for reading on; no part of the task.
        after: what stands after it.
    """

    paper: str
    document: str
    section: tuple[str, ...]
    title: str
    text: str
    char_offset: int
    text_sha256: str
    labels: tuple[str, ...]
    passages: tuple[Passage, ...] = ()
    status: str = "seeded"
    before: str = ""
    after: str = ""

    @property
    def extent(self) -> Extent:
        """Return the task's extent in the document."""
        return Extent(self.char_offset, self.char_offset + len(self.text))
