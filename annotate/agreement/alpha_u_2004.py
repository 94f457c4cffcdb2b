"""Krippendorff's alpha for unitizing in its form of 2004, kept for comparison with older figures.

Krippendorff, Content Analysis, 2nd ed. 2004, section 11.6 (worked example p.
254). For each value c by itself, over all ordered pairs of annotators:

* observed (D_oc): for units of both that intersect, the squared distance of their
  starts plus that of their ends; for a unit of one that lies wholly in a gap of
  the other, its squared length; divided by m (m - 1) L²;
* expected (D_ec): the same for units placed by chance.

The figure over several values is 1 - sum D_oc / sum D_ec. For more than two
annotators it behaves otherwise than one expects, which is why the family of
2016 (`alpha_u`) came; prefer that. Stretches that lie apart are added, weighted
by their squared lengths, expected over each by itself. Unit: characters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from annotate.agreement.comparison import Comparison
from annotate.agreement.metric import NO_PASSAGE, NOTHING_MARKED, Basis, Count, Counted, Figure, Metric
from annotate.agreement.units import Continuum, Unit
from annotate.matching import overlapping
from annotate.model import Extent

SOURCE = "Krippendorff 2004, Content Analysis, 2nd ed., section 11.6"


def disagreements(continuum: Continuum, value: str) -> tuple[float, float]:
    """Return observed and expected disagreement on one value, D_oc and D_ec."""
    m, length = len(continuum.units), continuum.length
    units = [[Extent(s, e) for s, e, v in own if v == value] for own in continuum.units]
    gaps = [list(_gaps(own, length)) for own in units]
    observed = 0
    for i in range(m):
        for j in range(m):
            if i != j:
                observed += _between(units[i], units[j], gaps[j])
    flat = [len(unit) for own in units for unit in own]
    if not flat:
        return 0.0, 0.0
    room = sorted(len(gap) for own in gaps for gap in own)
    sums = [0, *accumulate(room)]
    chance = 0.0
    for size in flat:
        first = bisect_left(room, size)
        places = sums[-1] - sums[first] - (len(room) - first) * (size - 1)
        chance += (len(flat) - 1) / 3 * (2 * size**3 - 3 * size**2 + size) + size**2 * places
    possible = m * length * (m * length - 1) - sum(size * (size - 1) for size in flat)
    expected = 2 / length * chance / possible if possible else 0.0
    return observed / (m * (m - 1) * length**2), expected


def _between(units: Sequence[Extent], others: Sequence[Extent], gaps: Sequence[Extent]) -> int:
    squares = 0
    for i, j in overlapping(units, others):
        squares += (units[i].start - others[j].start) ** 2 + (units[i].end - others[j].end) ** 2
    for i, j in overlapping(units, gaps):
        # Counted from both sides: the unit against the gap, and the gap against the unit.
        squares += 2 * len(units[i]) ** 2 if gaps[j].contains(units[i]) else 0
    return squares


def _gaps(units: Sequence[Extent], length: int) -> Iterable[Extent]:
    at = 0
    for unit in units:
        if unit.start > at:
            yield Extent(at, unit.start)
        at = unit.end
    if at < length:
        yield Extent(at, length)


def alpha(continua: Sequence[Continuum], values: Iterable[str]) -> float | None:
    """Return 1 - sum D_oc / sum D_ec over the values; None if nothing could disagree."""
    return _alpha(*_sums(continua, values))


def _sums(continua: Sequence[Continuum], values: Iterable[str]) -> tuple[float, float]:
    observed = expected = 0.0
    for continuum in continua:
        for value in values:
            o, e = disagreements(continuum, value)
            observed += o * continuum.length**2
            expected += e * continuum.length**2
    return observed, expected


def _alpha(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None


def _values(units: Iterable[Iterable[Unit]]) -> list[str]:
    return sorted({value for own in units for _, _, value in own})


def _count(comparison: Comparison) -> Count:
    continua = comparison.scope.continua
    every = [units for continuum in continua for units in continuum.units]
    observed, expected = _sums(continua, _values(every))
    return {"observed": observed, "expected": expected, "units": sum(map(len, every))}


def _figure(count: Count, basis: Basis) -> Figure:
    if not basis.passages:
        return Figure(value=None, n_units=0, reason=NO_PASSAGE)
    n_units = int(count.get("units", 0))
    if not n_units:
        return Figure(value=None, n_units=0, reason=NOTHING_MARKED)
    value = _alpha(count.get("observed", 0.0), count.get("expected", 0.0))
    reason = "everything is marked, so that nothing could disagree" if value is None else ""
    return Figure(value=value, n_units=n_units, reason=reason)


ALPHA_U_2004 = Metric(
    name="alpha_u_2004", unit="character", source=SOURCE, compute=Counted(count=_count, conclude=_figure)
)
