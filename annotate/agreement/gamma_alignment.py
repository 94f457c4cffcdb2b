"""The best alignment of several annotators' units: the one of least disorder.

Mathet, Widlöcher & Métivier 2015, "The unified and holistic method gamma (γ) for
inter-annotator agreement measure and alignment", Computational Linguistics 41(3),
437-479, doi 10.1162/COLI_a_00227 (J15-3003), section 4:

* two units (eq. 3-5): d = α ((|start - start'| + |end - end'|) / (length + length'))²
  + β [categories differ], in units of Δ_empty; a unit and the empty unit, and two
  empty units: Δ_empty (4.3.1);
* a unitary alignment (4.4.1): at most one unit of each of n annotators; its
  disorder is the mean of d over its n (n - 1) / 2 pairs;
* an alignment (4.4.2): unitary alignments that hold each unit once; its disorder
  is the sum of theirs divided by the mean number of units an annotator has.

Finding the best one is a set partition. What can be left out without loss: a
unitary alignment from which taking one unit out, to stand alone, costs nothing.
With n annotators and k units in it, that is where the sum of d from that unit to
the others exceeds n (n - 1) / 2 + k - 1. What is left falls into connected parts
that are solved by themselves (`set_partition`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from annotate.agreement.set_partition import EMPTY, best_partition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]

MOST = 500_000
"""Unitary alignments kept before it is said that there are too many."""
TIE = 1e-7
"""Of equally good alignments that with fewer unitary alignments is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissimilarity:
    """The weights of place and category, and what a missing unit costs."""

    alpha: float = 1.0
    beta: float = 1.0
    empty: float = 1.0

    def between(self, one: Vector, other: Vector) -> Vector:
        """Return d of units, row by row: columns are start, end and category."""
        found: Vector = self.empty * (
            self.alpha * position(one, other) + self.beta * (one[:, 2] != other[:, 2]).astype(float)
        )
        return found


def position(one: Vector, other: Vector) -> Vector:
    """Return the dissimilarity of place alone, without its weight (eq. 3)."""
    apart = np.abs(one[:, 0] - other[:, 0]) + np.abs(one[:, 1] - other[:, 1])
    found: Vector = (apart / (one[:, 1] - one[:, 0] + other[:, 1] - other[:, 0])) ** 2
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A best alignment.

    Args:
        rows: a unitary alignment a row, an annotator a column: places of units,
            or -1 for none.
        cost: the sum of the unitary alignments' disorders.
        disorder: the cost divided by the mean number of units; 0 without units.
    """

    rows: Places
    cost: float
    disorder: float


class TooManyError(ValueError):
    """The annotators overlap so much that the exact alignment is out of reach."""


def best_alignment(units: Sequence[Vector], using: Dissimilarity) -> Alignment:
    """Return the alignment of least disorder.

    Args:
        units: for each annotator a table of start, end and category, in the order of starts.
        using: what units that differ cost.

    Raises:
        TooManyError: more unitary alignments would have to be weighed than can be held.
    """
    sizes = [len(table) for table in units]
    if not sum(sizes):
        return Alignment(rows=np.zeros((0, len(units)), np.intp), cost=0.0, disorder=0.0)
    rows, costs = _candidates(units, using)
    chosen = best_partition(rows, costs + TIE, [table[:, 0] for table in units])
    cost = float(costs[chosen].sum())
    return Alignment(rows=rows[chosen], cost=cost, disorder=cost / (sum(sizes) / len(sizes)))


def _near(one: Vector, other: Vector, using: Dissimilarity, most: float) -> tuple[Places, Places, Vector]:
    """Return the pairs of units whose d is at most `most`, looking only where starts are near enough."""
    if not len(one) or not len(other):
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    longest = max((one[:, 1] - one[:, 0]).max(), (other[:, 1] - other[:, 0]).max())
    reach = 2 * longest * np.sqrt(most / (using.alpha * using.empty)) if using.alpha else np.inf
    first = np.searchsorted(other[:, 0], one[:, 0] - reach)
    counts = np.searchsorted(other[:, 0], one[:, 0] + reach, side="right") - first
    i = np.repeat(np.arange(len(one)), counts)
    j = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    d = using.between(one[i], other[j])
    kept = d <= most
    return i[kept], j[kept], d[kept]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of two annotators' units, by the first one's place, to be looked up in bulk."""

    first: Places
    second: Places
    keys: Places
    d: Vector
    width: int

    def of(self, place: Places) -> tuple[Places, Places]:
        """Return, for each place, which row it is of and where its pairs stand."""
        low = np.searchsorted(self.first, place)
        counts = np.searchsorted(self.first, place, side="right") - low
        row = np.repeat(np.arange(len(place)), counts)
        at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
        return row, at

    def look_up(self, first: Places, second: Places) -> Vector:
        """Return d of each pair, infinite where it is not kept."""
        if not len(self.keys):
            return np.full(len(first), np.inf)
        wanted = first * self.width + second
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, self.d[at], np.inf)


def _candidates(units: Sequence[Vector], using: Dissimilarity) -> tuple[Places, Vector]:
    n = len(units)
    n_pairs = n * (n - 1) // 2
    most = (n_pairs + n - 1) * using.empty
    pairs: dict[tuple[int, int], _Pairs] = {}
    for b in range(n):
        for a in range(b):
            i, j, d = _near(units[a], units[b], using, most)
            width = max(1, len(units[b]))
            order = np.argsort(i * width + j, kind="stable")
            pairs[a, b] = _Pairs(i[order], j[order], (i * width + j)[order], d[order], width)
    rows: Places = np.zeros((0, n), np.intp)
    sums: Vector = np.zeros((0, n))
    for b in range(n):
        made = [(rows, sums), _alone(len(units[b]), b, n)]
        made.extend(_grown(rows, sums, a, b, pairs, most) for a in range(b))
        rows, sums = np.concatenate([m[0] for m in made]), np.concatenate([m[1] for m in made])
        if len(rows) > MOST:
            raise TooManyError
    n_real = (rows != EMPTY).sum(axis=1)
    kept = sums.max(axis=1) <= (n_pairs + n_real - 1) * using.empty + 1e-9
    rows, sums, n_real = rows[kept], sums[kept], n_real[kept]
    missing = n_pairs - n_real * (n_real - 1) // 2
    return rows, (sums.sum(axis=1) / 2 + missing * using.empty) / n_pairs


def _alone(size: int, annotator: int, n: int) -> tuple[Places, Vector]:
    rows = np.full((size, n), EMPTY, np.intp)
    rows[:, annotator] = np.arange(size)
    return rows, np.zeros((size, n))


def _grown(
    rows: Places, sums: Vector, a: int, b: int, pairs: dict[tuple[int, int], _Pairs], most: float
) -> tuple[Places, Vector]:
    """Add units of annotator b to the rows whose first unit is annotator a's."""
    start = np.flatnonzero((rows[:, a] != EMPTY) & (rows[:, :a] == EMPTY).all(axis=1))
    found = pairs[a, b]
    row, at = found.of(rows[start, a])
    row = start[row]
    new_rows, new_sums, unit = rows[row], sums[row], found.second[at]
    new_rows[:, b] = unit
    kept = np.ones(len(row), bool)
    for c in range(a, b):
        has = new_rows[:, c] != EMPTY
        d = np.where(has, pairs[c, b].look_up(new_rows[:, c], unit), 0.0)
        kept &= np.isfinite(d)
        new_sums[:, c] += d
        new_sums[:, b] += d
    kept &= new_sums.max(axis=1, initial=0.0) <= most + 1e-9
    return new_rows[kept], new_sums[kept]
