"""How each rule did: where it fired, how often it was right, and what people did with its marks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.model import Annotation, Prediction, Span
from annotate.seeding.observing import Unit
from annotate.seeding.packs import Pack

Z = 1.959964
FATES = ("kept", "moved", "relabelled", "deleted")


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its Wilson interval at 95 %."""

    hits: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the interval; everything is possible where nothing was seen.

        >>> tuple(round(end, 2) for end in Share(9, 10).interval)
        (0.6, 0.98)
        """
        if not self.of:
            return 0.0, 1.0
        share, spread = self.hits / self.of, Z * Z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = Z / (1 + spread) * math.sqrt(share * (1 - share) / self.of + spread / (4 * self.of))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """Show the share, its interval and what it is of."""
        if not self.of:
            return "-"
        low, high = self.interval
        return f"{self.hits / self.of:.2f} [{low:.2f}-{high:.2f}] of {self.of}"


@dataclass(frozen=True, slots=True)
class RuleReport:
    """How one rule did.

    Args:
        precision: of the units it fired on, how many hold its label; for a rule
            that speaks against its label, how many do not.
        recall: of the units that hold its label (or do not), how many it fired on.
        fates: what annotators did with the marks that name this rule.
    """

    rule: str
    label: str
    weight: float
    firings: int
    precision: Share
    recall: Share
    fates: Mapping[str, int]


def report(units: Sequence[Unit], packs: Sequence[Pack], fates: Mapping[str, Counter[str]]) -> tuple[RuleReport, ...]:
    """Return a report on every rule of the packs, in their order."""
    reports = []
    for pack in packs:
        read = [unit for unit in units if unit.pack == pack.head.id]
        for rule in (compiled.rule for compiled in pack.rules):
            asked = [unit for unit in read if rule.label in unit.held]
            fired = [unit for unit in asked if rule.id in unit.fired]
            aim = rule.weight > 0
            right = sum(unit.held[rule.label] == aim for unit in fired)
            all_right = sum(unit.held[rule.label] == aim for unit in asked)
            shares = Share(right, len(fired)), Share(right, all_right)
            firings = sum(rule.id in unit.fired for unit in read)
            reports.append(
                RuleReport(rule.id, rule.label, rule.weight, firings, *shares, fates.get(rule.id, Counter()))
            )
    return tuple(reports)


def missed_by_all(units: Iterable[Unit], packs: Sequence[Pack]) -> tuple[tuple[str, Unit], ...]:
    """Return label and unit where people marked a label for which no rule spoke."""
    speaks = {
        (pack.head.id, compiled.rule.id): compiled.rule.label
        for pack in packs
        for compiled in pack.rules
        if compiled.rule.weight > 0
    }
    return tuple(
        (label, unit)
        for unit in units
        for label, held in unit.held.items()
        if held and label not in {speaks.get((unit.pack, rule)) for rule in unit.fired}
    )


def fates(predictions: Iterable[Prediction], annotations: Sequence[Annotation]) -> dict[str, Counter[str]]:
    """Return rule -> what annotators who began with its marks did with them.

    Only annotators in whose work a mark of the prediction still stands are
    counted: the others began with an empty page.
    """
    counted: dict[str, Counter[str]] = {}
    for prediction in predictions:
        for work in (each for each in annotations if each.document == prediction.document):
            left = {_region(span): span for span in work.spans}
            if not any(_region(mark) in left for mark in prediction.spans):
                continue
            shown = [a.extent for a in work.answers if a.state == "submitted" and a.status == "seeded"]
            for mark in prediction.spans:
                if any(extent.contains(mark.extent) for extent in shown):
                    counted.setdefault(mark.rule, Counter())[_fate(mark, left.get(_region(mark)))] += 1
    return counted


def _region(span: Span) -> str:
    """Return the part of a stitched id that an annotation inherits from its prediction."""
    return span.id.rsplit(":", 1)[-1]


def _fate(mark: Span, now: Span | None) -> str:
    if now is None:
        return "deleted"
    if now.label != mark.label:
        return "relabelled"
    return "kept" if now.extent == mark.extent else "moved"
