"""How well the rules find what people hold, label by label, and what each family of rules is worth.

Units (sentences, or parts of them) for claims, evidence and recommendations;
single marks for actors and, beside the units, for all others. Beside F1 stands
that of marking everything, and Cohen's kappa, which means more where a label is
common.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotate.errors import NotFoundError, nearest
from annotate.seeding.comparing import Mark
from annotate.seeding.decide import logistic
from annotate.seeding.intervals import Array, Clusters, Estimate, f1, kappa, precision, recall
from annotate.seeding.observing import LABELS, Survey, Unit
from annotate.seeding.packs import Pack
from annotate.seeding.reliability import Reliability, left_out_base, reliability


@dataclass(frozen=True, slots=True)
class Figures:
    """How one label did.

    Args:
        of: what was counted: `units` or `marks`.
        asked: number of units, or of marks that rules made or people hold.
        held: how many of them people hold.
        everything: F1 of saying the label of every unit; None for marks.
        kappa: Cohen's; None for marks, which have no number of true negatives.
        scores: reliability of the scores: of units, whether the label is held; of
            marks, whether those that rules made are; None where there is none.
        drawn: what the intervals are drawn over, `papers` or `sections`.
    """

    label: str
    of: str
    asked: int
    held: int
    f1: Estimate
    precision: Estimate
    recall: Estimate
    everything: float | None
    kappa: Estimate | None
    scores: Reliability | None
    drawn: str


def figures(survey: Survey, packs: Sequence[Pack]) -> tuple[Figures, ...]:
    """Return the figures of every label that was asked for: of units first, then of marks."""
    asked = [label for label in LABELS if any(label in unit.held for unit in survey.units)]
    of_units = [_of_units(label, _asked(survey.units, label), packs) for label in asked]
    labels = sorted({mark.label for mark in survey.marks})
    return (*of_units, *(_of_marks(label, [m for m in survey.marks if m.label == label]) for label in labels))


def _asked(units: Sequence[Unit], label: str) -> list[Unit]:
    return sorted((unit for unit in units if label in unit.held), key=lambda unit: (unit.document, unit.extent))


def unit_counts(label: str, units: Sequence[Unit]) -> Array:
    """Return for each unit whether it is rightly said, said, held, and there."""
    said = np.array([float(unit.margins[label] >= 0) for unit in units])
    held = np.array([float(unit.held[label]) for unit in units])
    return np.stack([said * held, said, held, np.ones(len(units))], axis=1)


def _of_units(label: str, units: Sequence[Unit], packs: Sequence[Pack]) -> Figures:
    clusters = Clusters.of([(unit.document, unit.section) for unit in units])
    counts = unit_counts(label, units)
    held = counts[:, 2]
    calibration = {pack.head.id: pack.calibration.get(label, (0.0, 1.0)) for pack in packs}
    chance = np.array([_score(unit, label, *calibration[unit.pack]) for unit in units])
    base = left_out_base(held, np.array([unit.document for unit in units]))
    return Figures(
        label=label,
        of="units",
        asked=len(units),
        held=int(held.sum()),
        f1=clusters.estimate(counts, f1),
        precision=clusters.estimate(counts, precision),
        recall=clusters.estimate(counts, recall),
        everything=round(2 * held.sum() / (len(units) + held.sum()), 3),
        kappa=clusters.estimate(counts, kappa),
        scores=reliability(chance, held, base, clusters),
        drawn=clusters.kind,
    )


def _score(unit: Unit, label: str, a: float, b: float) -> float:
    return logistic(a + b * unit.margins[label])


def _of_marks(label: str, marks: Sequence[Mark]) -> Figures:
    ordered = sorted(marks, key=lambda mark: (mark.document, mark.extent, mark.rule))
    clusters = Clusters.of([(mark.document, mark.section) for mark in ordered])
    made = np.array([float(bool(mark.rule)) for mark in ordered])
    held = np.array([float(mark.held) for mark in ordered])
    counts = np.stack([made * held, made, held], axis=1)
    return Figures(
        label=label,
        of="marks",
        asked=len(ordered),
        held=int(held.sum()),
        f1=clusters.estimate(counts, f1),
        precision=clusters.estimate(counts, precision),
        recall=clusters.estimate(counts, recall),
        everything=None,
        kappa=None,
        scores=_of_scores([mark for mark in ordered if mark.rule]),
        drawn=clusters.kind,
    )


def _of_scores(marks: Sequence[Mark]) -> Reliability | None:
    if not marks:
        return None
    held = np.array([float(mark.held) for mark in marks])
    base = left_out_base(held, np.array([mark.document for mark in marks]))
    clusters = Clusters.of([(mark.document, mark.section) for mark in marks])
    return reliability(np.array([mark.score for mark in marks]), held, base, clusters)


def families(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the families of the packs' rules."""
    return tuple(sorted({each.rule.family for pack in packs for each in pack.rules}))


def without(packs: Sequence[Pack], left_out: Collection[str]) -> tuple[Pack, ...]:
    """Return the packs without the rules of some families.

    Raises:
        NotFoundError: there is no such family.
    """
    known = families(packs)
    for name in left_out:
        if name not in known:
            raise NotFoundError("--without", f"no rule is of the family {name!r}", nearest(name, known))
    return tuple(
        replace(pack, rules=tuple(each for each in pack.rules if each.rule.family not in left_out)) for pack in packs
    )


@dataclass(frozen=True, slots=True)
class Change:
    """F1 of a label's units under a change of the rules, and by how much it differs from that of all rules."""

    label: str
    f1: Estimate
    difference: Estimate


def changes(before: Survey, after: Survey) -> tuple[Change, ...]:
    """Return what a change did, label by label, on the units that both sides read."""
    found = []
    for label in LABELS:
        first, second = ({(u.document, u.extent): u for u in _asked(each.units, label)} for each in (before, after))
        places = sorted({*first} & {*second})
        if not places:
            continue
        clusters = Clusters.of([(document, first[document, extent].section) for document, extent in places])
        rows = np.concatenate([unit_counts(label, [side[at] for at in places]) for side in (first, second)], axis=1)
        difference = clusters.estimate(rows, lambda sums: f1(sums[..., 4:]) - f1(sums[..., :4]))
        found.append(Change(label, clusters.estimate(rows[:, 4:], f1), difference))
    return tuple(found)
