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
from annotate.agreement.metric import Figure, Metric
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


def _figure(left: Counter[Edge], right: Counter[Edge]) -> Figure:
    value = f1((left & right).total(), left.total(), right.total())
    if value is None:
        return Figure(value=None, n_units=0, reason="neither drew a relation")
    return Figure(value=value, n_units=left.total() + right.total())


def _by_type(comparison: Comparison) -> dict[str, Figure]:
    if not any(view.stretches for view in comparison.views):
        return {ALL: NO_PASSAGE}
    one, other = comparison.annotators
    names = _names(comparison)
    left, right = _edges(comparison, one, names[0]), _edges(comparison, other, names[1])
    figures = {ALL: _figure(left, right)}
    for kind in sorted({edge[0] for edge in left | right}):
        of_kind = [Counter({edge: n for edge, n in edges.items() if edge[0] == kind}) for edges in (left, right)]
        figures[kind] = _figure(*of_kind)
    return figures


def _joined(comparison: Comparison) -> dict[str, Figure]:
    if not any(view.stretches for view in comparison.views):
        return {ALL: NO_PASSAGE}
    one, other = comparison.annotators
    names = _names(comparison)
    sides = []
    for annotator, own in ((one, names[0]), (other, names[1])):
        edges = {("", min(edge[1:]), max(edge[1:])) for edge in _edges(comparison, annotator, own)}
        sides.append(Counter(dict.fromkeys(edges, 1)))
    return {ALL: _figure(*sides)}


RELATION_F1 = Metric(name="relation_f1", unit="relation", source=SOURCE, pairs=True, parts=_by_type)
RELATION_F1_EDGE = Metric(name="relation_f1_edge", unit="relation", source=SOURCE, pairs=True, parts=_joined)
