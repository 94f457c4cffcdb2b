"""Krippendorff's unitized alpha, the family of 2016.

Krippendorff, Mathet, Bouvry, Widlöcher 2016, "On the reliability of unitizing
textual continua: Further developments", Quality & Quantity 50(6), 2347-2364, doi
10.1007/s11135-015-0266-1, with its erratum, doi 10.1007/s11135-015-0289-7; told
again in Krippendorff, Content Analysis, 4th ed. 2019, section 12.6, whose
equation numbers stand below. Unit: characters. `alpha = 1 - D_o / D_e` with

* observed coincidences (eq. 32): l_ck, the lengths over which two annotators
  have the values c and k, gaps being a value, summed over all ordered pairs of
  annotators and divided by m - 1;
* expected coincidences (eq. 33): proportional to l_c l_k, less, for c = k, what a
  unit shares with itself: the square of each unit's length, and the length of
  gaps, which are no units but characters.

The four figures: `alpha_u` over all values (eq. 34), `alpha_u_binary` (|uα) on
marked or not (eq. 35), `alpha_cu` on the values where two annotators both
marked something (eq. 36-37, a unit's length being what others' units cover of
it), `alpha_ku` on one of these values against the others (eq. 38).

Stretches that were asked of different annotators enter with their own m, and
their coincidences are added. One label alone has two values, it and nothing,
so that its `alpha_u` is also its `alpha_u_binary`. How overlapping spans become
units: see `annotate.agreement.units`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.agreement.comparison import Comparison
from annotate.agreement.metric import NO_PASSAGE, NOTHING_MARKED, Basis, Count, Counted, Figure, Metric
from annotate.agreement.units import Continuum

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Table = NDArray[np.int_]

SOURCE = "Krippendorff, Mathet, Bouvry & Widlöcher 2016, doi 10.1007/s11135-015-0266-1, with erratum"
GAP = ""
"""The value of what is not marked."""
NO_VARIATION = "everything is marked the same, so that chance would agree as well"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coincidences:
    """The pooled coincidences of some continua.

    Args:
        values: names of the values; place 0 of the matrices is the gap.
        observed: l_ck.
        own: by value, what units share with themselves.
        own_paired: the same of what others' units cover of them.
        n_units: units of all annotators.
    """

    values: tuple[str, ...]
    observed: Matrix
    own: Matrix
    own_paired: Matrix
    n_units: int


def coincidences(continua: Sequence[Continuum]) -> Coincidences:
    """Count the coincidences of values, over runs of characters between edges."""
    return _pooled(count(continua))


def count(continua: Sequence[Continuum]) -> Count:
    """Count what `Coincidences` are made of, in whole numbers, which can be added in any order.

    The keys: (`observed`, number of annotators, value, value), before it is divided by m - 1;
    (`own`, value), (`own_paired`, value), and (`units`,).
    """
    import numpy as np

    values = (GAP, *sorted({value for c in continua for units in c.units for _, _, value in units}))
    place = {value: number for number, value in enumerate(values)}
    size = len(values)
    observed: dict[int, Table] = {}
    own, own_paired = np.zeros(size, int), np.zeros(size, int)
    for continuum in continua:
        tables = [
            np.array([(start, end, place[value]) for start, end, value in units], int).reshape(-1, 3)
            for units in continuum.units
        ]
        met = observed.setdefault(len(tables), np.zeros((size, size), int))
        _count(continuum.length, tables, met, own, own_paired)
    counts: dict[tuple[object, ...], int] = {("units",): sum(len(units) for c in continua for units in c.units)}
    for m, table in observed.items():
        for c, k in zip(*(found.tolist() for found in table.nonzero()), strict=True):
            counts["observed", m, values[c], values[k]] = int(table[c, k])
    for name, totals in (("own", own), ("own_paired", own_paired)):
        counts |= {(name, value): n for value, n in zip(values, totals.tolist(), strict=True) if n}
    return counts


def _pooled(counts: Count) -> Coincidences:
    import numpy as np

    values = tuple(sorted({key[1] for key in counts if key[0] == "own"} - {GAP}))
    place = {value: number for number, value in enumerate((GAP, *values))}
    size = len(values) + 1
    own = {name: np.zeros(size) for name in ("own", "own_paired")}
    observed: dict[int, Matrix] = {}
    for key, n in counts.items():
        if key[0] == "observed":
            _, m, one, other = key
            observed.setdefault(m, np.zeros((size, size)))[place[one], place[other]] = n
        elif key[0] in own:
            own[key[0]][place[key[1]]] = n
    total = np.zeros((size, size))
    for m in sorted(observed):
        total += observed[m] / (m - 1)
    n_units = int(counts.get(("units",), 0))
    return Coincidences(values=values, observed=total, n_units=n_units, **own)


def _count(length: int, tables: Sequence[Table], observed: Table, own: Table, own_paired: Table) -> None:
    import numpy as np

    edges = np.unique(np.concatenate([[0, length], *(table[:, :2].ravel() for table in tables)]))
    widths = np.diff(edges)
    runs = [(np.searchsorted(edges, table[:, 0]), np.searchsorted(edges, table[:, 1])) for table in tables]
    steps = np.zeros((len(tables), len(edges)), int)
    for row, (table, (first, last)) in enumerate(zip(tables, runs, strict=True)):
        # Units do not overlap, so that steps up and down give each run its value.
        np.add.at(steps[row], first, table[:, 2])
        np.add.at(steps[row], last, -table[:, 2])
    codes = steps.cumsum(axis=1)[:, :-1]
    counts = np.stack([(codes == value).sum(axis=0) for value in range(len(own))])
    weighted = counts * widths
    # A value held by n annotators meets itself n (n - 1) times.
    observed += weighted @ counts.T - np.diag(weighted.sum(axis=1))
    own[0] += weighted[0].sum()
    marked = codes > 0
    for row, (table, (first, last)) in enumerate(zip(tables, runs, strict=True)):
        others = marked.sum(axis=0) - marked[row] > 0
        reach = np.concatenate([[0], np.cumsum(widths * others)])
        np.add.at(own, table[:, 2], (table[:, 1] - table[:, 0]) ** 2)
        np.add.at(own_paired, table[:, 2], (reach[last] - reach[first]) ** 2)


def _expected(observed: Matrix, own: Matrix) -> Matrix | None:
    import numpy as np

    totals = observed.sum(axis=1)
    total = totals.sum()
    scale = total * total - own.sum()
    if scale <= 0:
        return None
    expected: Matrix = total * (np.outer(totals, totals) - np.diag(own)) / scale
    return expected


def _alpha(observed: Matrix, own: Matrix) -> float | None:
    expected = _expected(observed, own)
    if expected is None:
        return None
    by_chance = expected.sum() - expected.trace()
    return float(1 - (observed.sum() - observed.trace()) / by_chance) if by_chance > 0 else None


def alpha_u(counted: Coincidences) -> float | None:
    """Return uα over all values, gaps among them (eq. 34)."""
    return _alpha(counted.observed, counted.own)


def alpha_u_binary(counted: Coincidences) -> float | None:
    """Return |uα: marked or not, whatever the value (eq. 35)."""
    import numpy as np

    o = counted.observed
    collapsed = np.array([[o[0, 0], o[0, 1:].sum()], [o[1:, 0].sum(), o[1:, 1:].sum()]])
    return _alpha(collapsed, np.array([counted.own[0], counted.own[1:].sum()]))


def alpha_cu(counted: Coincidences) -> float | None:
    """Return cuα: the values, where two annotators both marked something (eq. 36-37)."""
    return _alpha(counted.observed[1:, 1:], counted.own_paired[1:])


def alpha_ku(counted: Coincidences) -> Mapping[str, tuple[float | None, float]]:
    """Return value -> (k)uα (eq. 38), and the share of its characters that another annotator marked too."""
    inner = counted.observed[1:, 1:]
    expected = _expected(inner, counted.own_paired[1:])
    figures: dict[str, tuple[float | None, float]] = {}
    for k, value in enumerate(counted.values):
        paired, total = float(inner[k].sum()), float(counted.observed[k + 1].sum())
        alpha = None
        # With next to nothing paired a unit may share more with itself than is expected at all.
        if expected is not None and paired > 0 and expected[k].sum() > max(0.0, expected[k, k]):
            by_chance = 1 - expected[k, k] / expected[k].sum()
            alpha = float(1 - (1 - inner[k, k] / paired) / by_chance)
        figures[value] = (alpha, paired / total if total else 0.0)
    return figures


def _figure(value: float | None, counted: Coincidences, undefined: str) -> Figure:
    if counted.observed.sum() == 0:
        return Figure(value=None, n_units=0, reason=NO_PASSAGE)
    if not counted.values:
        return Figure(value=None, n_units=0, reason=NOTHING_MARKED)
    return Figure(value=value, n_units=counted.n_units, reason=undefined if value is None else "")


def _in_scope(comparison: Comparison) -> Count:
    return count(comparison.scope.continua)


def _u(counts: Count, _: Basis) -> Figure:
    counted = _pooled(counts)
    return _figure(alpha_u(counted), counted, NO_VARIATION)


def _binary(counts: Count, _: Basis) -> Figure:
    counted = _pooled(counts)
    return _figure(alpha_u_binary(counted), counted, NO_VARIATION)


def _cu(counts: Count, _: Basis) -> Figure:
    counted = _pooled(counts)
    return _figure(alpha_cu(counted), counted, "no two labels meet where two annotators marked something")


def _ku(counts: Count, basis: Basis) -> Figure:
    counted = _pooled(counts)
    label = basis.label
    value, coverage = alpha_ku(counted).get(label, (None, 0.0))
    found = _figure(value, counted, f"{label} meets no other value where two annotators marked something")
    reason = found.reason or f"{coverage:.0%} of its characters are marked by another annotator too"
    return Figure(value=found.value, n_units=found.n_units, reason=reason)


ALPHA_U = Metric(name="alpha_u", unit="character", source=SOURCE, compute=Counted(count=_in_scope, conclude=_u))
ALPHA_U_BINARY = Metric(
    name="alpha_u_binary",
    unit="character",
    source=SOURCE,
    compute=Counted(count=_in_scope, conclude=_binary),
    per_label=False,
)
ALPHA_CU = Metric(
    name="alpha_cu",
    unit="character",
    source=SOURCE,
    compute=Counted(count=_in_scope, conclude=_cu),
    per_label=False,
)
ALPHA_KU = Metric(
    name="alpha_ku",
    unit="character",
    source=SOURCE,
    compute=Counted(count=_in_scope, conclude=_ku, joint=True),
    overall=False,
)
