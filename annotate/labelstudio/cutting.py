r"""Cut a document into tasks: whole paragraphs, at section borders where possible.

Every character of the text lies in exactly one task; only the line feed between
two tasks lies in none. Where to cut is an optimum, not a greedy walk: a walk
leaves a stub of two hundred characters at the end of every other section.

>>> list(borders([30, 30, 30], [True, False, True], [False] * 3, low=50, high=80))
[(0, 2), (2, 3)]
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from annotate.model import Document, Extent, Task
from annotate.store import TaskConfig

CONTEXT = 160
"""Characters of the neighbouring paragraphs that are shown beside a task."""
INSIDE_SECTION = 1500
AFTER_HEADING = 4000
OVERLONG = 2000
EMPTY = 10**9
"""What a cut costs, in characters by which a task might rather be too short."""


def cut(document: Document, labels: Sequence[str], config: TaskConfig) -> tuple[Task, ...]:
    """Return the tasks of a document in the text's order.

    Args:
        document: the whole paper.
        labels: ids that annotators are asked to mark in all of it.
        config: the unit, and the least and largest number of characters.
    """
    extents = [Extent(0, len(document.text))] if config.unit == "paper" else _section_extents(document, config)
    return tuple(task_of(document, extent, labels) for extent in extents if document.quote(extent).strip("\n"))


def text_sha256(text: str) -> str:
    """Return the fingerprint by which a task's text is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def borders(
    lengths: Sequence[int], opens: Sequence[bool], headings: Sequence[bool], *, low: int, high: int
) -> Iterator[tuple[int, int]]:
    """Yield runs of paragraphs `(first, last + 1)` with the least cost.

    Args:
        lengths: characters of each paragraph.
        opens: whether a section starts with the paragraph.
        headings: whether the paragraph is a heading, not to be left behind.
        low: a shorter task costs what it lacks.
        high: a longer task is made only of a single paragraph.
    """
    count = len(lengths)
    cuts = [0, *(_cut_cost(opens=opens[n], after_heading=headings[n - 1]) for n in range(1, count))]
    cost = [0] + [EMPTY * count] * count
    start = [0] * (count + 1)
    for end in range(1, count + 1):
        length = -1
        for first in range(end - 1, -1, -1):
            length += lengths[first] + 1
            if length > high and first < end - 1:
                break
            here = cost[first] + max(0, low - length) + (OVERLONG if length > high else 0) + cuts[first]
            if length <= 0:
                here += EMPTY
            if here < cost[end]:
                cost[end], start[end] = here, first
    runs, end = [], count
    while end:
        runs.append((start[end], end))
        end = start[end]
    yield from reversed(runs)


def _cut_cost(*, opens: bool, after_heading: bool) -> int:
    """Return what it costs to start a task with a paragraph."""
    if after_heading:
        return AFTER_HEADING
    return 0 if opens else INSIDE_SECTION


def _section_extents(document: Document, config: TaskConfig) -> list[Extent]:
    paragraphs = document.paragraphs()
    starts = {section.extent.start for section in document.sections}
    opens = [paragraph.start in starts for paragraph in paragraphs]
    heads = {section.heading.start for section in document.sections if section.heading}
    headings = [paragraph.start in heads for paragraph in paragraphs]
    lengths = [len(paragraph) for paragraph in paragraphs]
    runs = borders(lengths, opens, headings, low=config.min_length, high=config.max_length)
    return [Extent(paragraphs[first].start, paragraphs[end - 1].end) for first, end in runs]


def task_of(document: Document, extent: Extent, labels: Sequence[str]) -> Task:
    """Return the task that shows an extent of a document and asks for labels in all of it."""
    text = document.quote(extent)
    return Task(
        paper=document.source.path,
        document=document.id,
        section=document.section_at(extent.start).path if document.sections else (),
        title=document.metadata.title or document.source.path.rpartition("/")[2],
        text=text,
        char_offset=extent.start,
        text_sha256=text_sha256(text),
        labels=tuple(labels),
        before=_before(document.text, extent.start),
        after=_after(document.text, extent.end),
    )


def _before(text: str, end: int) -> str:
    """Return the end of the paragraph before a place, for reading only."""
    end -= text[end - 1 : end] == "\n"
    start = max(text.rfind("\n", 0, end) + 1, end - CONTEXT)
    return ("…" if start and text[start - 1] != "\n" else "") + text[start:end]


def _after(text: str, start: int) -> str:
    """Return the beginning of the paragraph after a place, for reading only."""
    start += text[start : start + 1] == "\n"
    line = text.find("\n", start)
    end = min(len(text) if line < 0 else line, start + CONTEXT)
    return text[start:end] + ("…" if text[end : end + 1] not in {"", "\n"} else "")
