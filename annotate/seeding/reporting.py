"""How each rule did: where it fired, how often it was right, and what people did with its marks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from annotate.model import Annotation, Prediction, Span
from annotate.seeding.actors import LIST_SCORE
from annotate.seeding.comparing import Mark
from annotate.seeding.format import ActorList, ActorRule, RelationRule, Rule
from annotate.seeding.observing import Survey, Unit
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
        label: that it speaks of; the type, for a rule of relations.
        of: `units` for a rule of clauses, `marks` for one that makes a mark or relation by itself.
        weight: in log odds; the score, for one of marks.
        firings: on how many units it fired, asked about or not; or how many marks it made.
        precision: of the units it fired on, how many hold its label; for a rule
            that speaks against its label, how many do not. Of its marks, how many people hold.
        recall: of the units that hold its label (or do not), how many it fired on;
            of all marks of the label that people hold, how many are its own.
        fates: what annotators did with the marks that name this rule.
    """

    rule: str
    label: str
    of: str
    weight: float
    firings: int
    precision: Share
    recall: Share
    fates: Mapping[str, int]


def report(
    survey: Survey, packs: Sequence[Pack], fates: Mapping[str, Mapping[str, int]] | None = None
) -> tuple[RuleReport, ...]:
    """Return a report on every rule of the packs, in their order, those of marks last."""
    known = fates or {}
    reports: list[RuleReport] = []
    for pack in packs:
        read = [unit for unit in survey.units if unit.pack == pack.head.id]
        reports.extend(_of_units(compiled.rule, read, known) for compiled in pack.rules)
    by_rule: dict[tuple[str, str], list[Mark]] = {}
    for mark in survey.marks:
        by_rule.setdefault((mark.label, mark.rule), []).append(mark)
    held = Counter(mark.label for mark in survey.marks if mark.held)
    clauses = {each.rule for each in reports}
    others = {rule.id: rule for pack in packs for rule in pack.all_rules if rule.id not in clauses}
    names = [(_label(rule), rule.id) for rule in others.values()]
    extra = sorted(key for key in by_rule if key[1] and key[1] not in clauses and key not in names)
    for label, rule in (*names, *extra):
        made = by_rule.get((label, rule), [])
        right = sum(mark.held for mark in made)
        score = max((mark.score for mark in made), default=_score(others.get(rule)))
        shares = Share(right, len(made)), Share(right, held[label])
        reports.append(RuleReport(rule, label, "marks", score, len(made), *shares, dict(known.get(rule, {}))))
    return tuple(reports)


def _of_units(rule: Rule, read: Sequence[Unit], fates: Mapping[str, Mapping[str, int]]) -> RuleReport:
    asked = [unit for unit in read if rule.label in unit.held]
    fired = [unit for unit in asked if rule.id in unit.fired]
    aim = rule.weight > 0
    right = sum(unit.held[rule.label] == aim for unit in fired)
    shares = Share(right, len(fired)), Share(right, sum(unit.held[rule.label] == aim for unit in asked))
    firings = sum(rule.id in unit.fired for unit in read)
    return RuleReport(rule.id, rule.label, "units", rule.weight, firings, *shares, dict(fates.get(rule.id, {})))


def _label(rule: Rule | ActorList | ActorRule | RelationRule) -> str:
    return rule.relation if isinstance(rule, RelationRule) else "actor"


def _score(rule: Rule | ActorList | ActorRule | RelationRule | None) -> float:
    return getattr(rule, "score", LIST_SCORE) if rule else 0.0


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


def fates(
    predictions: Iterable[Prediction], annotations: Iterable[Annotation], by: Literal["rule", "label"] = "rule"
) -> dict[str, Counter[str]]:
    """Return rule (or label) -> what annotators who began with its marks did with them.

    Only annotators in whose work a mark of the prediction still stands are
    counted: the others began with an empty page.
    """
    counted: dict[str, Counter[str]] = {}
    by_document: dict[str, list[Annotation]] = {}
    for work in annotations:
        by_document.setdefault(work.document, []).append(work)
    for prediction in predictions:
        for work in by_document.get(prediction.document, ()):
            left = {_region(span): span for span in work.spans}
            if not any(_region(mark) in left for mark in prediction.spans):
                continue
            shown = [a.extent for a in work.answers if a.state == "submitted" and a.status == "seeded"]
            for mark in prediction.spans:
                if any(extent.contains(mark.extent) for extent in shown):
                    counted.setdefault(mark.label if by == "label" else mark.rule, Counter())[
                        _fate(mark, left.get(_region(mark)))
                    ] += 1
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
