"""Chance, for γ: continua that keep each annotator's habits and lose their places.

Mathet, Widlöcher & Métivier 2015, Computational Linguistics 41(3), section 5.2:
each annotator of a sampled continuum is one of the real ones, drawn at random,
with all their units moved by one random distance; what leaves the continuum at
its end comes in again at its beginning. The distances within one sample must lie
at least half the mean length of a unit apart, or two annotators would agree
because they moved alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]


def sample(units: Sequence[Vector], random: np.random.Generator) -> list[Vector]:
    """Return one sampled continuum with as many annotators as the real one.

    Args:
        units: for each annotator a table of start, end and category.
        random: where chance comes from.
    """
    every = np.concatenate(units)
    low, high = float(every[:, 0].min()), float(every[:, 1].max())
    apart = float((every[:, 1] - every[:, 0]).mean()) / 2
    free = [(low, high)]
    made = []
    for _ in units:
        distance = _draw(free or [(low, high)], random)
        free = _without(free, distance - apart, distance + apart)
        own = units[int(random.integers(len(units)))]
        moved = own.copy()
        moved[:, :2] += distance
        out = moved[:, 0] > high
        moved[out, :2] += low - high
        made.append(moved[np.lexsort((moved[:, 2], moved[:, 1], moved[:, 0]))])
    return made


def _draw(free: Sequence[tuple[float, float]], random: np.random.Generator) -> float:
    """Return a whole number in the free stretches, as the authors' own program does."""
    lengths = np.array([end - start for start, end in free])
    start, end = free[int(random.choice(len(free), p=lengths / lengths.sum()))]
    return float(int(random.uniform(start, end)))


def _without(free: Sequence[tuple[float, float]], start: float, end: float) -> list[tuple[float, float]]:
    parts = [(low, min(high, start)) for low, high in free] + [(max(low, end), high) for low, high in free]
    return sorted((low, high) for low, high in parts if low < high)
