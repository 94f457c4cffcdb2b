"""Fit what few figures can be fitted on few papers, and say how far to trust it.

Two convex problems with one solution each, found by Newton's method:

groups       one factor for each family of rules of a label, all drawn strongly
             towards 1, the weights that ship. Not for recommendations: on few
             papers a fit learns the papers, and new papers lose by it.
calibration  a + b * margin, drawn towards a = 0, b = 1, so that a score is the
             share of marks of that score that people keep.

Every figure of quality is measured leaving one paper out; everything that is
measured or fitted has an interval from a bootstrap over sections or papers, in
which what is fitted is fitted anew in every round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotate.seeding.decide import ADVICE
from annotate.seeding.intervals import ENOUGH_PAPERS, Array, Clusters, Estimate, f1, interval
from annotate.seeding.observing import LABELS, Unit
from annotate.seeding.reliability import Reliability, left_out_base, reliability

GROUP_PRIOR = 30.0
CALIBRATION_PRIOR = 2.0
MIN_PAPERS = 2
REFITS = 200
STEPS = 50
MAX_FACTOR = 3.0
AS_IT_IS = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted for one label, and how it does on papers that it was not fitted on.

    Args:
        units: how many units were asked about.
        held: how many of them hold the label.
        drawn: what the intervals are drawn over, `papers` or `sections`.
        calibration: a and b.
        groups: family -> factor.
        f1_shipped: of the rules as they are.
        f1_fitted: with the group factors.
        gain: what the factors add to F1, in the same rounds.
        shipped: of the scores as they are.
        fitted: of the scores by the fitted calibration.
    """

    label: str
    papers: int
    units: int
    held: int
    drawn: str
    calibration: tuple[Estimate, Estimate]
    groups: Mapping[str, Estimate]
    f1_shipped: Estimate
    f1_fitted: Estimate
    gain: Estimate
    shipped: Reliability
    fitted: Reliability

    @property
    def enough(self) -> bool:
        """True where there are enough papers to trust the fit."""
        return self.papers >= ENOUGH_PAPERS


@dataclass(frozen=True, slots=True)
class Columns:
    """The units of one label as arrays, in an order that does not depend on how they came.

    Args:
        margin: log odds by which the label stands before the others.
        sums: shape (units, families): what each family adds.
        held: 1 where people hold the label.
        paper: name of the unit's paper.
    """

    names: tuple[str, ...]
    margin: Array
    sums: Array
    held: Array
    paper: np.ndarray  # type: ignore[type-arg] # an array of names
    clusters: Clusters

    @classmethod
    def of(cls, label: str, units: Sequence[Unit]) -> Columns:
        """Put the units that were asked about a label into arrays."""
        asked = sorted(units, key=lambda unit: (unit.document, unit.extent))
        names = sorted({name for unit in asked for name in unit.families.get(label, {})}) if label != ADVICE else []
        return cls(
            tuple(names),
            np.array([unit.margins[label] for unit in asked]),
            np.array([[unit.families.get(label, {}).get(name, 0.0) for name in names] for unit in asked]),
            np.array([float(unit.held[label]) for unit in asked]),
            np.array([unit.document for unit in asked]),
            Clusters.of([(unit.document, unit.section) for unit in asked]),
        )


def fit(units: Sequence[Unit], shipped: Mapping[str, tuple[float, float]] | None = None) -> tuple[Fit, ...]:
    """Return the fit of each label that was asked for in at least two papers.

    Args:
        units: of one pack.
        shipped: label -> a and b of the pack as it is.
    """
    fits = []
    for label in LABELS:
        asked = [unit for unit in units if label in unit.held]
        if len({unit.document for unit in asked}) >= MIN_PAPERS:
            fits.append(_fit(label, Columns.of(label, asked), (shipped or {}).get(label, AS_IT_IS)))
    return tuple(fits)


def _fit(label: str, columns: Columns, shipped: tuple[float, float]) -> Fit:
    margin, sums, held, clusters = columns.margin, columns.sums, columns.held, columns.clusters
    everything = np.ones(len(held))
    chance, fitted = np.zeros(len(held)), np.zeros(len(held))
    for left_out in sorted(set(columns.paper)):
        train, test = columns.paper != left_out, columns.paper == left_out
        factors = _groups(margin[train], sums[train], held[train], everything[train])
        fitted[test] = margin[test] + sums[test] @ (factors - 1)
        a, b = _calibration(margin[train], held[train], everything[train])
        chance[test] = _logistic(a + b * margin[test])
    base = left_out_base(held, columns.paper)
    as_shipped, as_fitted = _counts(margin >= 0, held), _counts(fitted >= 0, held)
    both = np.concatenate([as_shipped, as_fitted], axis=1)
    groups, calibration = _refitted(columns)
    return Fit(
        label=label,
        papers=len(set(columns.paper)),
        units=len(held),
        held=int(held.sum()),
        drawn=clusters.kind,
        calibration=(calibration[0], calibration[1]),
        groups=dict(zip(columns.names, groups, strict=True)),
        f1_shipped=clusters.estimate(as_shipped, f1),
        f1_fitted=clusters.estimate(as_fitted, f1),
        gain=clusters.estimate(both, lambda rows: f1(rows[..., 3:]) - f1(rows[..., :3])),
        shipped=reliability(_logistic(shipped[0] + shipped[1] * margin), held, base, clusters),
        fitted=reliability(chance, held, base, clusters),
    )


def _refitted(columns: Columns) -> tuple[list[Estimate], list[Estimate]]:
    """Return the factors and the calibration fitted on all papers, with intervals from fits of drawn ones."""
    margin, sums, held = columns.margin, columns.sums, columns.held
    weights = [np.ones(len(held)), *(drawn[columns.clusters.members] for drawn in columns.clusters.draws[:REFITS])]
    factors = np.array([_groups(margin, sums, held, weight) for weight in weights])
    calibration = np.array([_calibration(margin, held, weight) for weight in weights])
    return _estimates(factors), _estimates(calibration)


def _estimates(fitted: Array) -> list[Estimate]:
    """Return an estimate for each column: the first row is the fit, the others its rounds."""
    return [interval(float(fitted[0, n]), fitted[1:, n]) for n in range(fitted.shape[1])]


def _counts(said: np.ndarray, held: Array) -> Array:  # type: ignore[type-arg] # an array of truths
    """Return for each unit whether it is rightly said, said, and held."""
    return np.stack([said * held, said.astype(float), held], axis=1)


def _groups(margin: Array, sums: Array, held: Array, weight: Array) -> Array:
    if not sums.shape[1]:
        return np.ones(0)
    factors = _newton(sums, margin - sums.sum(axis=1), held, weight, np.ones(sums.shape[1]), GROUP_PRIOR)
    return np.clip(factors, 0.0, MAX_FACTOR)


def _calibration(margin: Array, held: Array, weight: Array) -> tuple[float, float]:
    features = np.stack([np.ones_like(margin), margin], axis=1)
    a, b = _newton(features, np.zeros_like(margin), held, weight, np.array(AS_IT_IS), CALIBRATION_PRIOR)
    return float(a), float(max(b, 0.0))


def _newton(features: Array, offset: Array, held: Array, weight: Array, prior: Array, strength: float) -> Array:
    """Return the weights that minimise the log loss and the squared distance from the prior.

    `weight` says how often each unit counts.
    """
    weights = prior.copy()
    for _ in range(STEPS):
        chance = _logistic(offset + features @ weights)
        slope = features.T @ (weight * (chance - held)) + strength * (weights - prior)
        curve = (features.T * (weight * chance * (1 - chance))) @ features + strength * np.eye(len(prior))
        step = np.linalg.solve(curve, slope)
        weights = weights - np.clip(step, -1.0, 1.0)
        if float(np.abs(step).max()) < 1e-9:  # noqa: PLR2004 - nothing moves any more
            break
    return weights


def _logistic(weight: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(weight, -30, 30)))
