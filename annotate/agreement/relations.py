"""F1 of one annotator's relations against another's, tolerant of unequal ends.

The spans of the two are matched one to one, label by label, at an intersection
over union of at least 0.5 (`annotate.matching.match`); a relation of one is also
the other's if both its ends match the ends of one of theirs. F1 is that of
`annotate.agreement.pairwise_f1` (Hripcsak & Rothschild 2005), over relations:

* `relation_f1`: with the same type and direction, for each type and for all;
* `relation_f1_edge`: whatever type and direction: are the two spans joined at all?

Only relations count whose ends both lie where their labels were asked for of
both annotators. What one annotator does not mark as a span costs its relations,
too: read these figures beside those of the spans. Unit: relations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from annotate.agreement.comparison import Comparison
from annotate.agreement.metric import Basis, Count, Counted, Figure, Metric
from annotate.agreement.pairwise_f1 import SOURCE, f1
from annotate.matching import match

ALL = "*"
NO_PASSAGE = Figure(value=None, n_units=0, reason="no passage was asked of both")
Edge = tuple[str, str, str]
"""Type, source and target."""


def _edges(comparison: Comparison, annotator: str, names: Mapping[str, str]) -> Counter[Edge]:
    edges: Counter[Edge] = Counter()
    for relation in comparison.relations.get(annotator, ()):
        if relation.source in names and relation.target in names:
            edges[relation.type, names[relation.source], names[relation.target]] += 1
    return edges


def _names(comparison: Comparison) -> tuple[dict[str, str], dict[str, str]]:
    """Name the spans of both that may be ends; spans that match have one name."""
    one, other = comparison.annotators
    left: dict[str, str] = {}
    right: dict[str, str] = {}
    for view in comparison.views:
        for by in view.spans.values():
            a, b = by.get(one, ()), by.get(other, ())
            left.update((span.id, f"1 {span.id}") for span in a)
            right.update((span.id, f"2 {span.id}") for span in b)
            for pair in match([span.extent for span in a], [span.extent for span in b]):
                right[b[pair.right].id] = left[a[pair.left].id]
    return left, right


def _figure(both: int, left: int, right: int) -> Figure:
    value = f1(both, left, right)
    if value is None:
        return Figure(value=None, n_units=0, reason="neither drew a relation")
    return Figure(value=value, n_units=left + right)


def _sides(comparison: Comparison) -> tuple[Counter[Edge], Counter[Edge]]:
    """Return each annotator's relations, their ends by names that both share."""
    names = comparison.known.once("ends", lambda: _names(comparison))
    one, other = (_edges(comparison, who, own) for who, own in zip(comparison.annotators, names, strict=True))
    return one, other


def _counted(left: Counter[Edge], right: Counter[Edge]) -> Count:
    """Count by type what both drew, and what each."""
    counts: Counter[tuple[str, str]] = Counter()
    for side, edges in (("both", left & right), ("left", left), ("right", right)):
        for (kind, _, _), n in edges.items():
            counts[kind, side] += n
    return counts


def _typed(comparison: Comparison) -> Count:
    return _counted(*_sides(comparison))


def _joined(comparison: Comparison) -> Count:
    # A pair of spans is joined or not, however often and whichever way.
    one, other = (
        Counter(dict.fromkeys((("", min(edge[1:]), max(edge[1:])) for edge in edges), 1))
        for edges in _sides(comparison)
    )
    return _counted(one, other)


def _by_type(count: Count, basis: Basis) -> dict[str, Figure]:
    if not basis.of_any_label:
        return {ALL: NO_PASSAGE}
    kinds = sorted({kind for kind, _ in count})
    sides = {kind: [int(count.get((kind, side), 0)) for side in ("both", "left", "right")] for kind in kinds}
    every = _figure(*(sum(own[side] for own in sides.values()) for side in range(3)))
    return {ALL: every} | {kind: _figure(*own) for kind, own in sides.items()}


def _of_any_type(count: Count, basis: Basis) -> dict[str, Figure]:
    return {ALL: _by_type(count, basis)[ALL]}


RELATION_F1 = Metric(
    name="relation_f1", unit="relation", source=SOURCE, pairs=True, parts=Counted(count=_typed, conclude=_by_type)
)
RELATION_F1_EDGE = Metric(
    name="relation_f1_edge",
    unit="relation",
    source=SOURCE,
    pairs=True,
    parts=Counted(count=_joined, conclude=_of_any_type),
)
