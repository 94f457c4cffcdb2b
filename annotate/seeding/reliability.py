"""Do scores mean what they say: of what scores 0.8, do people keep eight in ten?

error   expected calibration error: how far scores and shares lie apart, weighted
        over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015)
skill   Brier skill: 1 - (mean squared error of the scores) / (that of always
        saying how often the label is held in the other papers); 0 is no better
        than that, 1 is perfect (Murphy 1973)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotate.seeding.intervals import Array, Clusters, Estimate

BINS = 10


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a label's scores can be taken at their word."""

    error: Estimate
    skill: Estimate


def reliability(chance: Array, held: Array, base: Array, clusters: Clusters) -> Reliability:
    """Measure scores against what people held.

    Args:
        chance: a score between 0 and 1 for each unit.
        held: 1 where people held the label, else 0.
        base: how often the label is held in the other papers.
        clusters: the units' papers and sections.
    """
    squares = np.stack([(chance - held) ** 2, (base - held) ** 2], axis=1)
    return Reliability(
        error=clusters.estimate(_binned(chance, held), _error),
        skill=clusters.estimate(squares, lambda sums: 1 - sums[..., 0] / np.maximum(sums[..., 1], 1e-9)),
    )


def calibration_error(chance: Array, held: Array) -> float:
    """Return the expected calibration error.

    >>> calibration_error(np.array([0.2, 0.2, 0.2, 0.2, 0.2]), np.array([1.0, 0.0, 0.0, 0.0, 0.0]))
    0.0
    """
    return round(float(_error(_binned(chance, held).sum(axis=0))), 6)


def left_out_base(held: Array, paper: np.ndarray) -> Array:  # type: ignore[type-arg] # an array of names
    """Return for each unit how often the label is held in the other papers."""
    base = np.zeros(len(held))
    for name in sorted(set(paper)):
        base[paper == name] = held[paper != name].mean() if (paper != name).any() else held.mean()
    return base


def _binned(chance: Array, held: Array) -> Array:
    """Return for each unit, in the columns of its bin: score, held."""
    bins = np.minimum((chance * BINS).astype(int), BINS - 1)
    rows = np.zeros((len(chance), BINS, 2))
    rows[np.arange(len(chance)), bins] = np.stack([chance, held], axis=1)
    return np.concatenate([rows.reshape(len(chance), BINS * 2), np.ones((len(chance), 1))], axis=1)


def _error(sums: Array) -> Array:
    bins = sums[..., :-1].reshape(*sums.shape[:-1], BINS, 2)
    gaps = np.abs(bins[..., 0] - bins[..., 1]).sum(axis=-1)
    return np.asarray(gaps / np.maximum(sums[..., -1], 1e-9))
