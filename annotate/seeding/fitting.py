"""Fit what few figures can be fitted on few papers, and say how far to trust it.

Two convex problems with one solution each, found by Newton's method:

groups       one factor for each family of rules of a label, all drawn strongly
             towards 1, the weights that ship. Not for recommendations: on few
             papers a fit learns the papers, and new papers lose by it.
calibration  a + b * margin, drawn towards a = 0, b = 1, so that a score is the
             share of marks of that score that people keep.

Every figure is measured leaving one paper out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.seeding.decide import ADVICE
from annotate.seeding.observing import LABELS, Unit

GROUP_PRIOR = 30.0
CALIBRATION_PRIOR = 2.0
ENOUGH_PAPERS = 10
MIN_PAPERS = 2
BINS = 10
STEPS = 50
MAX_FACTOR = 3.0
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted for one label, and how it does on papers that it was not fitted on.

    Args:
        calibration: a and b.
        groups: family -> factor.
        error: expected calibration error over ten bins.
        skill: Brier skill against always saying the share of the other papers.
        f1_shipped: of the rules as they are.
        f1_fitted: with the group factors.
    """

    label: str
    papers: int
    units: int
    calibration: tuple[float, float]
    groups: Mapping[str, float]
    error: float
    skill: float
    f1_shipped: float
    f1_fitted: float

    @property
    def enough(self) -> bool:
        """True where there are enough papers to trust the fit."""
        return self.papers >= ENOUGH_PAPERS


def fit(units: Sequence[Unit]) -> tuple[Fit, ...]:
    """Return the fit of each label that was asked for in at least two papers."""
    fits = []
    for label in LABELS:
        asked = [unit for unit in units if label in unit.held]
        if len({unit.document for unit in asked}) >= MIN_PAPERS:
            fits.append(_fit(label, asked))
    return tuple(fits)


def _fit(label: str, units: Sequence[Unit]) -> Fit:
    names = sorted({name for unit in units for name in unit.families.get(label, {})}) if label != ADVICE else []
    margin = np.array([unit.margins[label] for unit in units])
    held = np.array([float(unit.held[label]) for unit in units])
    sums = np.array([[unit.families.get(label, {}).get(name, 0.0) for name in names] for unit in units])
    paper = np.array([unit.document for unit in units])
    chance, base, fitted = np.zeros(len(units)), np.zeros(len(units)), np.zeros(len(units))
    for left_out in sorted(set(paper)):
        train, test = paper != left_out, paper == left_out
        factors = _groups(margin[train], sums[train], held[train])
        fitted[test] = margin[test] + sums[test] @ (factors - 1)
        a, b = _calibration(margin[train], held[train])
        chance[test] = _logistic(a + b * margin[test])
        base[test] = held[train].mean()
    factors, (a, b) = _groups(margin, sums, held), _calibration(margin, held)
    return Fit(
        label=label,
        papers=len(set(paper)),
        units=len(units),
        calibration=(round(a, 3), round(b, 3)),
        groups={name: round(float(factor), 3) for name, factor in zip(names, factors, strict=True)},
        error=round(calibration_error(chance, held), 3),
        skill=round(1 - float(((chance - held) ** 2).mean() / max(((base - held) ** 2).mean(), 1e-9)), 3),
        f1_shipped=_f1(margin >= 0, held),
        f1_fitted=_f1(fitted >= 0, held),
    )


def _groups(margin: Array, sums: Array, held: Array) -> Array:
    if not sums.shape[1]:
        return np.ones(0)
    factors = _newton(sums, margin - sums.sum(axis=1), held, np.ones(sums.shape[1]), GROUP_PRIOR)
    return np.clip(factors, 0.0, MAX_FACTOR)


def _calibration(margin: Array, held: Array) -> tuple[float, float]:
    features = np.stack([np.ones_like(margin), margin], axis=1)
    a, b = _newton(features, np.zeros_like(margin), held, np.array([0.0, 1.0]), CALIBRATION_PRIOR)
    return float(a), float(max(b, 0.0))


def _newton(features: Array, offset: Array, held: Array, prior: Array, strength: float) -> Array:
    """Return the weights that minimise the log loss and the squared distance from the prior."""
    weights = prior.copy()
    for _ in range(STEPS):
        chance = _logistic(offset + features @ weights)
        slope = features.T @ (chance - held) + strength * (weights - prior)
        curve = (features.T * (chance * (1 - chance))) @ features + strength * np.eye(len(prior))
        step = np.linalg.solve(curve, slope)
        weights = weights - np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-9:  # noqa: PLR2004 - nothing moves any more
            break
    return weights


def _logistic(weight: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(weight, -30, 30)))


def calibration_error(chance: Array, held: Array) -> float:
    """Return how far scores and shares lie apart, weighted over ten bins of equal width.

    >>> calibration_error(np.array([0.2, 0.2, 0.2, 0.2, 0.2]), np.array([1.0, 0.0, 0.0, 0.0, 0.0]))
    0.0
    """
    bins = np.minimum((chance * BINS).astype(int), BINS - 1)
    gaps = [
        float((bins == each).mean() * abs(chance[bins == each].mean() - held[bins == each].mean()))
        for each in sorted(set(bins.tolist()))
    ]
    return round(sum(gaps), 6)


def _f1(said: np.ndarray[Any, np.dtype[np.bool_]], held: Array) -> float:
    right = float((said & (held > 0)).sum())
    return round(2 * right / max(float(said.sum() + held.sum()), 1.0), 3)
