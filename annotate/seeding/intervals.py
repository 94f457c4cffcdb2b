"""How far a figure may be off: percentile intervals at 95 % from a seeded bootstrap over papers or sections.

Sentences of one section are alike, so whole sections are drawn again with
replacement, and whole papers where there are at least ten of them. Every figure
here is a function of sums over units (right, wrong, missed; squared errors), so
a round is a product of two matrices (Efron and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

ENOUGH_PAPERS = 10
ROUNDS = 1000
SEED = 7
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Show the figure and its interval.

        >>> str(Estimate(0.861, 0.792, 0.913))
        '0.86 [0.79, 0.91]'
        """
        value, low, high = (round(each, 2) + 0.0 for each in (self.value, self.low, self.high))  # no -0.00
        return f"{value:.2f} [{low:.2f}, {high:.2f}]"


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which rows are drawn together, and how often each group is drawn in each round.

    Args:
        kind: what is drawn: `papers` or `sections`.
        members: number of the group that each row is in.
        draws: shape (rounds, groups).
    """

    kind: str
    members: np.ndarray[Any, np.dtype[np.int64]]
    draws: Array

    @classmethod
    def of(cls, places: Sequence[tuple[str, str]], rounds: int = ROUNDS, random_state: int = SEED) -> Clusters:
        """Make the groups from each row's paper and section; the order of the rows does not matter."""
        by_paper = len({paper for paper, _ in places}) >= ENOUGH_PAPERS
        keys = [(paper, "" if by_paper else section) for paper, section in places]
        number = {key: n for n, key in enumerate(sorted(set(keys)))}
        size = max(len(number), 1)
        draws = np.random.default_rng(random_state).multinomial(size, np.full(size, 1 / size), rounds)
        members = np.array([number[key] for key in keys], dtype=np.int64)
        return cls("papers" if by_paper else "sections", members, draws.astype(float))

    def estimate(self, rows: Array, figure: Callable[[Array], Array]) -> Estimate:
        """Return a figure with its interval.

        Args:
            rows: shape (rows, sums): what each row adds to the sums.
            figure: from sums, shape (…, sums), to the figure, shape (…).
        """
        sums = np.zeros((self.draws.shape[1], rows.shape[1]))
        np.add.at(sums, self.members, rows)
        return interval(float(figure(sums.sum(axis=0))), figure(self.draws @ sums))


def interval(value: float, rounds: Array) -> Estimate:
    """Return a figure with the percentiles 2.5 and 97.5 of its rounds, to three places."""
    low, high = np.percentile(rounds, [2.5, 97.5]) if len(rounds) else (value, value)
    return Estimate(round(value, 3), round(float(low), 3), round(float(high), 3))


def f1(sums: Array) -> Array:
    """Return F1 from sums of right, said and held; 0 where nothing is said or held."""
    right, said, held = sums[..., 0], sums[..., 1], sums[..., 2]
    return np.asarray(2 * right / np.maximum(said + held, 1e-9))


def precision(sums: Array) -> Array:
    """Return the share of what is said that is right."""
    return np.asarray(sums[..., 0] / np.maximum(sums[..., 1], 1e-9))


def recall(sums: Array) -> Array:
    """Return the share of what is held that is said."""
    return np.asarray(sums[..., 0] / np.maximum(sums[..., 2], 1e-9))


def kappa(sums: Array) -> Array:
    """Return Cohen's kappa of rules and annotators from right, said, held and all units (Cohen 1960)."""
    right, said, held, units = sums[..., 0], sums[..., 1], sums[..., 2], np.maximum(sums[..., 3], 1e-9)
    observed = (units - said - held + 2 * right) / units
    chance = (said * held + (units - said) * (units - held)) / units**2
    return np.asarray((observed - chance) / np.maximum(1 - chance, 1e-9))
