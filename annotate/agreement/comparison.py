"""What is compared: the stretches in which a label was asked for, and what was marked there.

A document is cut into stretches by who was asked for the label. A stretch that
fewer than two of the compared annotators were asked for is left out, with all
that lies in it. A span counts in the stretches it has a character in: whole
where spans are counted, clipped to the stretch where characters are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

from annotate.agreement.units import Continuum, Unit, flatten, union
from annotate.collecting import uncollected
from annotate.matching import overlapping
from annotate.model import Annotation, Extent, Relation, Span

T = TypeVar("T")


class Known:
    """What several metrics want is counted once, and forgotten with what it was counted of."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._found: dict[str, object] = {}

    def once(self, name: str, count: Callable[[], T]) -> T:
        """Return what is known by that name, counting it the first time."""
        if name not in self._found:
            self._found[name] = count()
        return cast("T", self._found[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a document that the same annotators were asked for."""

    document: str
    extent: Extent
    annotators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LabelView:
    """One label: where it was asked for of whom, and who marked what there.

    Args:
        spans: document -> annotator -> spans that lie in a stretch, each once.
    """

    label: str
    stretches: tuple[Stretch, ...]
    spans: Mapping[str, Mapping[str, tuple[Span, ...]]]

    def counts(self) -> dict[str, int]:
        """Return annotator -> number of spans."""
        counts: dict[str, int] = {}
        for by in self.spans.values():
            for annotator, spans in by.items():
                counts[annotator] = counts.get(annotator, 0) + len(spans)
        return counts

    def units_in(self, stretch: Stretch, annotator: str) -> list[Unit]:
        """Return an annotator's units of the label in a stretch, clipped to it."""
        limit = stretch.extent
        inside = [
            Extent(max(span.extent.start, limit.start) - limit.start, min(span.extent.end, limit.end) - limit.start)
            for span in self.spans.get(stretch.document, {}).get(annotator, ())
            if span.extent.overlaps(limit)
        ]
        return [(extent.start, extent.end, self.label) for extent in union(inside)]

    @cached_property
    def continua(self) -> tuple[Continuum, ...]:
        """The continua of the label by itself: it, or nothing."""
        return tuple(_continuum(stretch, [self]) for stretch in self.stretches)

    @cached_property
    def inside(self) -> Mapping[str, tuple[Extent, ...]]:
        """Document -> the extents of its stretches, in the order of the text."""
        return _extents(self.stretches)


@dataclass(frozen=True, kw_only=True)
class Joint:
    """All labels of a study at once, for metrics over all of them.

    Args:
        stretches: those in which all labels were asked for of the same annotators.
    """

    views: tuple[LabelView, ...]
    stretches: tuple[Stretch, ...]
    known: Known = field(default_factory=Known, compare=False)

    @cached_property
    def continua(self) -> tuple[Continuum, ...]:
        """The continua of all labels; several metrics want them, so they are made once."""
        return tuple(_continuum(stretch, self.views) for stretch in self.stretches)

    @cached_property
    def inside(self) -> Mapping[str, tuple[Extent, ...]]:
        """Document -> the extents of its stretches, in the order of the text; documents in their order."""
        return _extents(self.stretches)


def _extents(found: Iterable[Stretch]) -> dict[str, tuple[Extent, ...]]:
    by_document: dict[str, list[Extent]] = {}
    for stretch in found:
        by_document.setdefault(stretch.document, []).append(stretch.extent)
    return {document: tuple(extents) for document, extents in by_document.items()}


def _continuum(stretch: Stretch, views: Sequence[LabelView]) -> Continuum:
    rows = []
    for annotator in stretch.annotators:
        units = [unit for view in views for unit in view.units_in(stretch, annotator)]
        rows.append(tuple(flatten(units) if len(views) > 1 else units))
    return Continuum(length=len(stretch.extent), units=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a metric is given.

    Args:
        annotators: who are compared, sorted.
        views: one for each label compared.
        joint: all labels of the study, whatever labels are compared.
        relations: annotator -> all relations they drew.
        sentences: document -> its sentences, where the documents are given.
        known: what several metrics want and one of them has counted already.
    """

    annotators: tuple[str, ...]
    views: tuple[LabelView, ...]
    joint: Joint
    relations: Mapping[str, tuple[Relation, ...]]
    sentences: Mapping[str, tuple[Extent, ...]] = field(default_factory=dict)
    known: Known = field(default_factory=Known, compare=False)

    def for_label(self, label: str) -> Comparison:
        """Return the comparison on one label by itself."""
        return replace(self, views=tuple(view for view in self.views if view.label == label), known=Known())

    def whole(self) -> Comparison:
        """Return the comparison on all labels of the study."""
        return replace(self, views=self.joint.views, known=self.joint.known)

    @property
    def scope(self) -> LabelView | Joint:
        """The one label compared, or all labels at once."""
        return self.views[0] if len(self.views) == 1 else self.joint

    @property
    def scope_views(self) -> tuple[LabelView, ...]:
        """The one label compared, or each label of the study."""
        return self.views if len(self.views) == 1 else self.joint.views


@uncollected()
def compare(
    annotations: Sequence[Annotation],
    annotators: Collection[str],
    labels: Sequence[str],
    sentences: Mapping[str, tuple[Extent, ...]] | None = None,
) -> Comparison:
    """Set up the comparison of some annotators' work on all labels of a study."""
    own = [annotation for annotation in annotations if annotation.annotator in annotators]
    views = tuple(_view(own, label) for label in labels)
    joint = Joint(views=views, stretches=tuple(stretches(own, labels)))
    drawn: dict[str, list[Relation]] = {}
    for work in sorted(own, key=lambda a: (a.document, a.annotator)):
        drawn.setdefault(work.annotator, []).extend(work.relations)
    return Comparison(
        annotators=tuple(sorted(annotators)),
        views=views,
        joint=joint,
        relations={annotator: tuple(relations) for annotator, relations in drawn.items()},
        sentences=sentences or {},
    )


def _view(annotations: Sequence[Annotation], label: str) -> LabelView:
    found = tuple(stretches(annotations, [label]))
    by_document: dict[str, list[Stretch]] = {}
    for stretch in found:
        by_document.setdefault(stretch.document, []).append(stretch)
    spans: dict[str, dict[str, list[Span]]] = {document: {} for document in sorted(by_document)}
    for annotation in sorted(annotations, key=lambda a: (a.document, a.annotator)):
        own = [stretch.extent for stretch in by_document.get(annotation.document, ()) if _has(stretch, annotation)]
        if own:
            marked = sorted((span for span in annotation.spans if span.label == label), key=lambda s: (s.extent, s.id))
            inside = sorted({i for i, _ in overlapping([span.extent for span in marked], own)})
            kept = spans[annotation.document].setdefault(annotation.annotator, [])
            kept.extend(marked[i] for i in inside)
    frozen = {document: {a: tuple(own) for a, own in by.items()} for document, by in spans.items()}
    return LabelView(label=label, stretches=found, spans=frozen)


def _has(stretch: Stretch, annotation: Annotation) -> bool:
    return annotation.annotator in stretch.annotators


def stretches(annotations: Sequence[Annotation], labels: Collection[str]) -> Iterable[Stretch]:
    """Yield the stretches in which at least two annotators were asked for all the labels.

    In the order of documents and text; neighbouring stretches have different annotators.
    """
    by_document: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        by_document.setdefault(annotation.document, []).append(annotation)
    for document, works in sorted(by_document.items()):
        events: list[tuple[int, int, str, str]] = []
        for work in works:
            for asked in work.asked:
                for label in asked.labels:
                    if label in labels and asked.extent.start < asked.extent.end:
                        events.append((asked.extent.start, 1, work.annotator, label))
                        events.append((asked.extent.end, -1, work.annotator, label))
        yield from _sweep(document, sorted(events), len(set(labels)))


def _sweep(document: str, events: Sequence[tuple[int, int, str, str]], n_labels: int) -> Iterable[Stretch]:
    depth: dict[tuple[str, str], int] = {}
    n_open: dict[str, int] = {}
    start = 0
    present: tuple[str, ...] = ()
    place = 0
    while place < len(events):
        at = events[place][0]
        while place < len(events) and events[place][0] == at:
            _, change, annotator, label = events[place]
            before = depth.get((annotator, label), 0)
            depth[annotator, label] = before + change
            n_open[annotator] = n_open.get(annotator, 0) + (before + change > 0) - (before > 0)
            place += 1
        now = tuple(sorted(annotator for annotator, n in n_open.items() if n == n_labels))
        if now != present:
            if len(present) > 1 and start < at:
                yield Stretch(document=document, extent=Extent(start, at), annotators=present)
            start, present = at, now
