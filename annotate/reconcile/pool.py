"""What came in for one document: who marked what, who was asked what, what cannot be counted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.model import Annotation, Asked, Document, Extent, Relation, Span


class AskedIndex:
    """Who was asked for a label at a place; quick to ask often."""

    def __init__(self, annotations: Sequence[Annotation]) -> None:
        """Merge each annotator's passages, label by label."""
        passages: dict[str, dict[str, list[Extent]]] = {}
        for annotation in annotations:
            for asked in annotation.asked:
                for label in asked.labels:
                    passages.setdefault(label, {}).setdefault(annotation.annotator, []).append(asked.extent)
        self._passages = {
            label: [(annotator, *_merged(extents)) for annotator, extents in sorted(by.items())]
            for label, by in passages.items()
        }

    def at(self, label: str, extent: Extent) -> tuple[str, ...]:
        """Return the annotators who were asked for the label somewhere in the extent."""
        found = []
        for annotator, starts, ends in self._passages.get(label, ()):
            last = bisect_left(starts, extent.end) - 1
            if last >= 0 and ends[last] > extent.start:
                found.append(annotator)
        return tuple(found)


def _merged(extents: Sequence[Extent]) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for extent in sorted(extents):
        if ends and extent.start <= ends[-1]:
            ends[-1] = max(ends[-1], extent.end)
        elif extent.start < extent.end:
            starts.append(extent.start)
            ends.append(extent.end)
    return starts, ends


@dataclass(slots=True, kw_only=True)
class Pool:
    """All spans and relations of a document, by their stitched ids.

    Args:
        owner: id of a span or relation -> its annotator.
        refused: id of a span -> why it cannot be counted.
    """

    document: Document
    annotators: tuple[str, ...]
    asked: AskedIndex
    passages: tuple[Asked, ...]
    spans: dict[str, Span] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def asked_for(self, label: str, extent: Extent, by: Sequence[str]) -> tuple[str, ...]:
        """Return who was asked there; whoever marked it was."""
        asked = self.asked.at(label, extent)
        return asked if set(by) <= set(asked) else tuple(sorted({*asked, *by}))


def gather(document: Document, annotations: Sequence[Annotation]) -> Pool:
    """Collect the annotations of a document, in an order that does not depend on theirs."""
    ordered = sorted(annotations, key=lambda annotation: annotation.annotator)
    pool = Pool(
        document=document,
        # Who only skipped or drafted has submitted nothing and is not counted.
        annotators=tuple(sorted({a.annotator for a in ordered if a.asked or a.spans})),
        asked=AskedIndex(ordered),
        passages=_passages(ordered),
    )
    for annotation in ordered:
        for span in sorted(annotation.spans, key=lambda span: span.id):
            pool.spans[span.id] = span
            pool.owner[span.id] = annotation.annotator
            reason = _refusal(span, annotation, pool)
            if reason:
                pool.refused[span.id] = reason
        for relation in sorted(annotation.relations, key=lambda relation: relation.id):
            pool.relations[relation.id] = relation
            pool.owner[relation.id] = annotation.annotator
    return pool


def _refusal(span: Span, annotation: Annotation, pool: Pool) -> str:
    length = len(pool.document.text)
    if span.extent.start >= span.extent.end:
        return "the span is empty"
    if span.extent.start < 0 or span.extent.end > length:
        return f"the span lies outside the text of {length} characters"
    if annotation.annotator not in pool.asked.at(span.label, span.extent):
        return f"{span.label} was not asked of {annotation.annotator} here"
    return ""


def _passages(annotations: Sequence[Annotation]) -> tuple[Asked, ...]:
    labels: dict[Extent, set[str]] = {}
    for annotation in annotations:
        for asked in annotation.asked:
            labels.setdefault(asked.extent, set()).update(asked.labels)
    return tuple(Asked(extent=extent, labels=tuple(sorted(labels[extent]))) for extent in sorted(labels))
