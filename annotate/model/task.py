"""A unit of annotators' work: an exact slice of a document."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What the last push brought to Label Studio, so that a study knows without asking whether people have its tasks.

    Args:
        server: the address in annotate.yaml, without a name and a password; empty for the study's own server.
        project: title of the Label Studio project.
        sent: each file that the push read, tasks and assignments -> its SHA-256 in hexadecimal digits.
        schema: SHA-256 of what the study's schema said, whatever its comments; empty in records of earlier versions.
    """

    server: str
    project: str
    sent: Mapping[str, str]
    schema: str = ""
