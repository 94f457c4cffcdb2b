"""F1 of one annotator's spans against another's: exact, by overlap, and by characters.

F1 does not depend on which of the two is taken for the truth. With the unmarked
places uncounted it is what Cohen's kappa tends to (Hripcsak & Rothschild 2005,
"Agreement, the F-measure, and reliability in information retrieval", JAMIA
12(3), 296-298, doi 10.1197/jamia.M1733): 2a / (2a + b + c), a marked by both, b
and c by one only. It does not correct for chance.

* exact: a span counts as marked by both where both edges are equal. Copies of
  one span by one annotator are paired one to one.
* overlap: spans are matched one to one at an intersection over union of at least
  0.5 (`annotate.matching.match`).
* characters: a is the number of characters that both marked; overlapping spans
  of one annotator and label are taken as their union.

Over several labels or documents the counts are added up (micro average). Unit:
spans, or characters. Undefined where neither marked anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from annotate.agreement.comparison import Comparison, LabelView
from annotate.agreement.metric import Basis, Count, Counted, Figure, Metric
from annotate.agreement.units import union
from annotate.collecting import uncollected
from annotate.matching import match
from annotate.model import Extent

SOURCE = "Hripcsak & Rothschild 2005, JAMIA 12(3), 296-298, doi 10.1197/jamia.M1733"
Counts = tuple[int, int, int]
"""Marked by both, by the first, by the second."""


def f1(both: int, left: int, right: int) -> float | None:
    """Return 2a / (2a + b + c) from what both and what each marked; None if neither did.

    >>> f1(3, 4, 5)
    0.6666666666666666
    """
    return 2 * both / (left + right) if left + right else None


def exact_counts(left: Sequence[Extent], right: Sequence[Extent]) -> Counts:
    """Count spans with equal edges."""
    return (Counter(left) & Counter(right)).total(), len(left), len(right)


def overlap_counts(left: Sequence[Extent], right: Sequence[Extent]) -> Counts:
    """Count spans that match at an intersection over union of 0.5."""
    return len(match(left, right)), len(left), len(right)


def character_counts(left: Sequence[Extent], right: Sequence[Extent]) -> Counts:
    """Count characters."""
    one, other = union(left), union(right)
    either = union([*one, *other])
    both = sum(map(len, one)) + sum(map(len, other)) - sum(map(len, either))
    return both, sum(map(len, one)), sum(map(len, other))


@uncollected()
def _count(comparison: Comparison, count: Callable[[Sequence[Extent], Sequence[Extent]], Counts]) -> Count:
    both = left = right = 0
    for view in comparison.views:
        for one, other in _sides(view, comparison.annotators, clip=count is character_counts):
            a, b, c = count(one, other)
            both, left, right = both + a, left + b, right + c
    return {"both": both, "left": left, "right": right}


def _exact(comparison: Comparison) -> Count:
    return _count(comparison, exact_counts)


def _overlap(comparison: Comparison) -> Count:
    return _count(comparison, overlap_counts)


def _character(comparison: Comparison) -> Count:
    return _count(comparison, character_counts)


def _figure(count: Count, basis: Basis) -> Figure:
    both, left, right = (int(count.get(name, 0)) for name in ("both", "left", "right"))
    if not basis.of_any_label:
        return Figure(value=None, n_units=0, reason="no passage was asked of both")
    value = f1(both, left, right)
    if value is None:
        return Figure(value=None, n_units=0, reason="neither marked anything")
    reason = "" if left and right else f"only {basis.annotators[0 if left else 1]} marked anything"
    return Figure(value=value, n_units=left + right, reason=reason)


def _sides(
    view: LabelView, annotators: Sequence[str], *, clip: bool
) -> Iterable[tuple[Sequence[Extent], Sequence[Extent]]]:
    for document, by in view.spans.items():
        sides = [[span.extent for span in by.get(annotator, ())] for annotator in annotators]
        if clip:
            sides = [_clipped(extents, view.inside.get(document, ())) for extents in sides]
        yield sides[0], sides[1]


def _clipped(extents: Iterable[Extent], inside: Sequence[Extent]) -> list[Extent]:
    return [
        Extent(max(extent.start, limit.start), min(extent.end, limit.end))
        for extent in extents
        for limit in inside
        if extent.overlaps(limit)
    ]


EXACT = Metric(
    name="pairwise_f1_exact", unit="span", source=SOURCE, pairs=True, compute=Counted(count=_exact, conclude=_figure)
)
OVERLAP = Metric(
    name="pairwise_f1_overlap",
    unit="span",
    source=SOURCE,
    pairs=True,
    compute=Counted(count=_overlap, conclude=_figure),
)
CHARACTER = Metric(
    name="pairwise_f1_character",
    unit="character",
    source=SOURCE,
    pairs=True,
    compute=Counted(count=_character, conclude=_figure),
)
