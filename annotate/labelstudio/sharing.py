"""Share a document's prediction out to the tasks it was cut into.

Nothing is cut in two: a span across a border of tasks, and a relation between
two tasks, have no task and are told as Issues (W411, W412).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotate.model import Extent, Issue, Prediction, Relation, Span, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """A prediction shared out: for each task its spans and relations."""

    of: tuple[tuple[tuple[Span, ...], tuple[Relation, ...]], ...]
    issues: tuple[Issue, ...]


def share(prediction: Prediction, tasks: Sequence[Task], text: str) -> Shares:
    """Give every span to the task that holds it, every relation to the task of both ends.

    A span that leaves its task by line feeds alone is trimmed to it; one that
    crosses a border is in no task.
    """
    spans: list[list[Span]] = [[] for _ in tasks]
    relations: list[list[Relation]] = [[] for _ in tasks]
    starts = [task.char_offset for task in tasks]
    home: dict[str, int] = {}
    issues: list[Issue] = []
    for span in sorted(prediction.spans, key=lambda s: (s.extent, s.label, s.id)):
        extent = _trimmed(span.extent, text)
        number = bisect_right(starts, extent.start) - 1
        if number < 0 or not tasks[number].extent.contains(extent):
            where = f"{prediction.document} {span.id} [{extent.start}:{extent.end}]"
            issues.append(
                Issue(code="W411", where=where, message="the span crosses a border of tasks", found=span.label)
            )
            continue
        home[span.id] = number
        spans[number].append(span if extent == span.extent else replace(span, extent=extent))
    for relation in prediction.relations:
        ends = home.get(relation.source), home.get(relation.target)
        if ends[0] is None or ends[0] != ends[1]:
            message = "the relation's ends are not in one task"
            where = f"{prediction.document} {relation.source}→{relation.target}"
            issues.append(Issue(code="W412", where=where, message=message, found=relation.type))
        else:
            relations[ends[0]].append(relation)
    of = tuple((tuple(s), tuple(r)) for s, r in zip(spans, relations, strict=True))
    return Shares(of=of, issues=tuple(issues))


def _trimmed(extent: Extent, text: str) -> Extent:
    start, end = extent.start, extent.end
    while start < end and text[start : start + 1] == "\n":
        start += 1
    while end > start and text[end - 1 : end] == "\n":
        end -= 1
    return Extent(start, end)
