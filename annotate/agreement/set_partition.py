"""The cheapest choice of unitary alignments that holds each unit once: a set partition, solved exactly.

What shares no unit falls into connected parts that are solved by themselves. Two
annotators are an assignment problem. More are a linear program (HiGHS); where it
ends in fractions, its duals price every choice, and the cheapest whole one is found
by a search that always goes on from the least sum of reduced costs (A*, whose
estimate of what is left the duals are). That sum is what the whole solution costs
more than the program's bound: mostly next to nothing, so that a few steps do. Where
they do not, an integer program decides.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]

EMPTY = -1
"""In the place of a unit: none of this annotator."""
PRECISION = 1e-6
HALF = 0.5
MOST_STEPS = 20_000
NEAR = 0.3
"""Rows of a higher reduced cost are left out of a first search; what it finds below that is the best there is."""
Choice = tuple[float, int, int]
"""Reduced cost, the units it holds as bits, and its row."""
Path = tuple[int, "Path | None"]


def best_partition(rows: Places, costs: Vector, starts: Sequence[Vector]) -> Places:
    """Return the places of the rows that hold each unit once and cost least together.

    Args:
        rows: a choice a row, an annotator a column: places of units, or `EMPTY`;
            each unit by itself is among them.
        costs: of each row, above 0.
        starts: for each annotator where their units start.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    sizes = [len(own) for own in starts]
    offsets = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    which, column = np.nonzero(rows != EMPTY)
    unit = rows[which, column] + offsets[column]
    # Units are numbered as they come in the text, so that a search goes through it.
    order = np.argsort(np.concatenate(starts), kind="stable")
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    unit = rank[unit]
    holds = csr_matrix((np.ones(len(unit)), (unit, which)), shape=(sum(sizes), len(rows)))
    part: Places = connected_components(holds @ holds.T, directed=False)[1].astype(np.intp)
    first_unit = np.zeros(len(rows), np.intp)
    first_unit[which] = unit
    part_of_row = part[first_unit]
    if len(sizes) == 2:  # noqa: PLR2004 - a pair
        chosen = [at for part_rows in _by_part(part_of_row) for at in _assign(rows, costs, part_rows)]
        return np.array(sorted(chosen), np.intp)
    return _programmed(holds, costs, part_of_row)


def _by_part(part_of_row: Places) -> Iterator[Places]:
    order = np.argsort(part_of_row, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(part_of_row[order])) + 1)


def _assign(rows: Places, costs: Vector, part_rows: Places) -> list[int]:
    from scipy.optimize import linear_sum_assignment

    if len(part_rows) == 1:
        return [int(part_rows[0])]
    own = rows[part_rows]
    left, right = np.unique(own[own[:, 0] != EMPTY, 0]), np.unique(own[own[:, 1] != EMPTY, 1])
    alone = own.min(axis=1) == EMPTY
    of_left = {int(unit): int(at) for (unit, other), at in zip(own[alone], part_rows[alone], strict=True) if other < 0}
    of_right = {int(unit): int(at) for (other, unit), at in zip(own[alone], part_rows[alone], strict=True) if other < 0}
    gain = np.zeros((len(left), len(right)))
    place = np.full(gain.shape, -1, np.intp)
    i, j = np.searchsorted(left, own[~alone, 0]), np.searchsorted(right, own[~alone, 1])
    singles = costs[[of_left[int(u)] for u in own[~alone, 0]]] + costs[[of_right[int(u)] for u in own[~alone, 1]]]
    gain[i, j], place[i, j] = singles - costs[part_rows[~alone]], part_rows[~alone]
    chosen = []
    for a, b in zip(*linear_sum_assignment(gain, maximize=True), strict=True):
        if gain[a, b] > 0:
            chosen.append(int(place[a, b]))
            del of_left[int(left[a])], of_right[int(right[b])]
    return [*chosen, *of_left.values(), *of_right.values()]


def _programmed(holds: Any, costs: Vector, part_of_row: Places) -> Places:  # noqa: ANN401 - scipy's matrix
    from scipy.optimize import linprog

    n_units = holds.shape[0]
    solved: Any = linprog(
        costs, A_eq=holds, b_eq=np.ones(n_units), bounds=(0, None), method="highs-ds",
        options={"dual_feasibility_tolerance": 1e-9},
    )  # fmt: skip
    share: Vector = solved.x
    fractional = np.unique(part_of_row[(share > PRECISION) & (share < 1 - PRECISION)])
    chosen = (share > HALF) & ~np.isin(part_of_row, fractional)
    if len(fractional):
        reduced = np.maximum(costs - holds.T @ solved.eqlin.marginals, 0.0)
        columns = holds.tocsc()
        for part in fractional:
            own = np.flatnonzero(part_of_row == part)
            found = _search(columns, own, reduced, NEAR) or _search(columns, own, reduced, np.inf)
            chosen[own] = _integral(columns[:, own], costs[own]) if found is None else np.isin(own, found)
    return np.flatnonzero(chosen)


def _search(columns: Any, own: Places, reduced: Vector, most: float) -> list[int] | None:  # noqa: ANN401 - scipy's
    """Return the rows of a part that cost least; None if that is more than `most`, or takes too many steps."""
    bit = {unit: place for place, unit in enumerate(np.unique(columns[:, own].indices).tolist())}
    own = own[reduced[own] <= most]
    held = [columns.indices[columns.indptr[row] : columns.indptr[row + 1]].tolist() for row in own]
    # By their first unit: the first one that is still free must be in the next choice.
    by_first: list[list[Choice]] = [[] for _ in bit]
    for row, cost, units in zip(own.tolist(), reduced[own].tolist(), held, strict=True):
        places = [bit[unit] for unit in units]
        by_first[min(places)].append((cost, sum([1 << place for place in places]), row))
    whole = (1 << len(bit)) - 1
    least = {0: 0.0}
    waiting: list[tuple[float, int, int, Path | None]] = [(0.0, 0, 0, None)]
    for _ in range(MOST_STEPS):
        sum_so_far, _, taken, path = heapq.heappop(waiting) if waiting else (np.inf, 0, 0, None)
        if sum_so_far > most:
            return None
        if taken == whole:
            return list(_rows(path))
        if sum_so_far > least[taken]:
            continue
        free = (~taken & (taken + 1)).bit_length() - 1
        for cost, units_held, row in by_first[free]:
            now, after = taken | units_held, sum_so_far + cost
            if not taken & units_held and after < least.get(now, np.inf):
                least[now] = after
                # Of equal sums the one that is further on.
                heapq.heappush(waiting, (after, -now.bit_count(), now, (row, path)))
    return None


def _rows(path: Path | None) -> Iterator[int]:
    while path is not None:
        yield path[0]
        path = path[1]


def _integral(holds: Any, costs: Vector) -> NDArray[np.bool_]:  # noqa: ANN401 - scipy's matrix
    from scipy.optimize import Bounds, LinearConstraint, milp

    held: Any = holds[np.diff(holds.tocsr().indptr) > 0]
    solved: Any = milp(
        costs, constraints=LinearConstraint(held, 1, 1), integrality=np.ones(len(costs), int), bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    solution: Vector = solved.x
    found: NDArray[np.bool_] = solution > HALF
    return found
