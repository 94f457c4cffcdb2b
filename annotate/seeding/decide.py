"""Weigh the readings of each unit of a sentence, and choose one.

Readings: a unit is a recommendation if its best clause passes zero; else
nothing, evidence or a claim, whichever weighs most. Weights are log odds and
add up, but within a family only the strongest rule on each side counts: five
ways to see one modal word are still one modal word.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotate.seeding.clauses import MAX_SENTENCE, Clause, split
from annotate.seeding.facts import ClauseFacts, Context, describe
from annotate.seeding.folding import Folded
from annotate.seeding.format import Rule
from annotate.seeding.necessary import Hits
from annotate.seeding.packs import Compiled, Pack

ADVICE = "policy_recommendation"
NOTHING = "nothing"
MIN_LETTERS = 4
OPENERS = ("connective", "enumeration")
STRONG = frozenset({"must", "should", "advisable", "prohibit"})
"""Modal words that a date elsewhere in the sentence does not turn into narration."""


class Firing(NamedTuple):
    """A rule that held; the place is in the folded sentence."""

    rule: Rule
    start: int
    end: int


class Reading(NamedTuple):
    """The weight of one label for a unit or clause, and the rules behind it."""

    label: str
    weight: float
    firings: tuple[Firing, ...]

    @property
    def rule(self) -> str:
        """Return the id of the rule that counted most for it, or `default`."""
        best = max(self.firings, key=lambda firing: firing.rule.weight, default=None)
        return best.rule.id if best and best.rule.weight > 0 else f"default-{self.label}"


class Part(NamedTuple):
    """A clause with its facts and its own weight as advice."""

    clause: Clause
    facts: ClauseFacts
    advice: Reading

    @property
    def advises(self) -> bool:
        """True where the clause itself, not only its sentence, speaks for advice."""
        own = any(firing.rule.unit == "clause" and firing.rule.weight > 0 for firing in self.advice.firings)
        return own and self.advice.weight >= 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a unit is taken for, and why.

    Args:
        margin: log odds of the reading against the next one.
    """

    label: str
    margin: float
    parts: tuple[Part, ...]
    readings: tuple[Reading, ...]
    folded: Folded
    pack: Pack

    @property
    def score(self) -> float:
        """The margin as a probability, by the pack's calibration."""
        a, b = self.pack.calibration.get(self.label, (0.0, 1.0))
        return logistic(a + b * self.margin)

    @property
    def reading(self) -> Reading | None:
        """The chosen reading with its rules."""
        return next((reading for reading in self.readings if reading.label == self.label), None)


def logistic(weight: float) -> float:
    """Return the probability for log odds, to three places.

    >>> logistic(0), logistic(2.2)
    (0.5, 0.9)
    """
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, weight)))), 3)


def judge(folded: Folded, pack: Pack, context: Context) -> tuple[Verdict, ...]:
    """Return a verdict for each unit of a sentence, in order."""
    clauses = _joined(folded.text, split(folded, pack.head.language), pack)
    hits = pack.index.hits(folded.text)
    verdicts: list[Verdict] = []
    inherited, told = context.inherited, context.told
    for _, group in itertools.groupby(clauses, key=lambda clause: clause.unit):
        own = list(group)
        facts: list[ClauseFacts] = []
        for clause in own:
            facts.append(describe(folded.text, clause, pack, context, facts[-1] if facts else None, inherited, hits))
        if told and _still_told(facts[0]):
            facts = [_as_reported(each) for each in facts]
        verdict = _weigh(folded, own, facts, pack, hits)
        verdicts.append(verdict)
        inherited = verdict.label
        told = facts[-1].values["reported"] == "yes"
    return tuple(verdicts)


def _joined(text: str, clauses: Sequence[Clause], pack: Pack) -> list[Clause]:
    """Join a clause that is nothing but a connective (首先，) to the one that it opens."""
    joined: list[Clause] = []
    start: int | None = None
    following = (*clauses[1:], None) if clauses else ()
    openers = [pack.words[name] for name in OPENERS]
    for clause, after in zip(clauses, following, strict=True):
        begin = clause.start if start is None else start
        bare = clause.end - clause.start <= pack.longest_opener and any(
            text[clause.start] in words.starts and words.regex.fullmatch(text, clause.start, clause.end)
            for words in openers
        )
        if bare and after is not None and after.unit == clause.unit:
            start = begin
            continue
        joined.append(Clause(begin, clause.end, clause.unit))
        start = None
    return joined


def _still_told(facts: ClauseFacts) -> bool:
    """True where a part behind ；does not turn to the author's own side or to a new subject."""
    values = facts.values
    return values["modal"] == "none" or values["subject"] == "none" or values["who"] not in {"none", "own"}


def _as_reported(facts: ClauseFacts) -> ClauseFacts:
    """Let a report run on over ；: its parts are told by the same voice."""
    return facts._replace(values={**facts.values, "reported": "yes"})


def _weigh(folded: Folded, clauses: Sequence[Clause], facts: Sequence[ClauseFacts], pack: Pack, hits: Hits) -> Verdict:
    end = clauses[-1].end
    while end < len(folded.text) and not folded.text[end].isalnum() and folded.text[end - 1] not in "。；;":
        end += 1
    whole = Clause(clauses[0].start, min(end, clauses[0].start + MAX_SENTENCE), clauses[0].unit)
    values = _of_whole(facts)
    shared = _fire(
        folded.text,
        (whole.start, whole.end),
        pack.rules_for("sentence", values, hits.possible(whole.start, whole.end)),
        _shown(whole, facts[0]),
    )
    by_clause = [
        _fire(folded.text, (f.core, f.end), pack.rules_for("clause", f.values, f.possible), _shown(c, f))
        for c, f in zip(clauses, facts, strict=True)
    ]
    by_label = _by_label(shared)
    advice_of_all = by_label.get(ADVICE, [])
    of_whole = _sum(ADVICE, advice_of_all, pack)
    parts: list[Part] = []
    for clause, fact, own in zip(clauses, facts, by_clause, strict=True):
        labels = _by_label(own)
        advising = labels.get(ADVICE)
        parts.append(Part(clause, fact, _sum(ADVICE, [*advice_of_all, *advising], pack) if advising else of_whole))
        for label, firings in labels.items():
            by_label[label] = [*by_label.get(label, ()), *firings]
    advice = max((part.advice for part in parts), key=_weight)
    others = [_sum(label, by_label.get(label, []), pack) for label in ("claim", "evidence", "none")]
    readings = (advice, *others)
    words = folded.text[whole.start : whole.end]
    plenty = len(words) >= MIN_LETTERS and words[:MIN_LETTERS].isalnum()
    if not plenty and sum(map(str.isalnum, words)) < MIN_LETTERS:
        return Verdict(NOTHING, -advice.weight, tuple(parts), readings, folded, pack)
    if advice.weight >= 0:
        return Verdict(ADVICE, advice.weight, tuple(parts), readings, folded, pack)
    ranked = sorted(others, key=_weight, reverse=True)
    label = NOTHING if ranked[0].label == "none" else ranked[0].label
    margin = min(ranked[0].weight - ranked[1].weight, -advice.weight)
    return Verdict(label, margin, tuple(parts), readings, folded, pack)


def _of_whole(facts: Sequence[ClauseFacts]) -> Mapping[str, str]:
    """Return what holds of a unit: what does of its first clause, with the first strong modal word of any."""
    values = facts[0].values
    strong = next((each.values["modal"] for each in facts if each.values["modal"] in STRONG), None)
    return values if strong is None else {**values, "modal": strong}


def _weight(reading: Reading) -> float:
    return reading.weight


def _by_label(firings: Iterable[Firing]) -> dict[str, list[Firing]]:
    found: dict[str, list[Firing]] = {}
    for firing in firings:
        label = firing.rule.label
        if label in found:
            found[label].append(firing)
        else:
            found[label] = [firing]
    return found


def _sum(label: str, firings: Sequence[Firing], pack: Pack) -> Reading:
    """Return the reading for a label of what fired for and against it."""
    total = pack.head.bias.get(label, 0.0)
    if len(firings) == 1:
        total += firings[0].rule.weight
    elif firings:
        total += sum(strengths(firings).values())
    return Reading(label, round(total, 3), tuple(firings))


def strengths(firings: Iterable[Firing]) -> dict[str, float]:
    """Return family -> what it adds: of its rules the strongest for and the strongest against."""
    most: dict[str, float] = {}
    least: dict[str, float] = {}
    for firing in firings:
        rule = firing.rule
        family, weight = rule.family, rule.weight
        if weight > most.get(family, 0.0):
            most[family] = weight
        elif weight < least.get(family, 0.0):
            least[family] = weight
    if not least or not most:
        return dict(sorted((most or least).items()))
    return {family: most.get(family, 0.0) + least.get(family, 0.0) for family in sorted(most.keys() | least.keys())}


def _shown(clause: Clause, facts: ClauseFacts) -> tuple[int, int]:
    """Return the place of a rule that only facts decide."""
    return facts.cue if facts.cue[0] < facts.cue[1] else (clause.start, clause.end)


def _fire(text: str, place: tuple[int, int], rules: Iterable[Compiled], shown: tuple[int, int]) -> list[Firing]:
    """Return what fires on a stretch; `shown` is the place of a rule that only facts decide."""
    start, end = place
    words = text[start:end]
    fired = []
    for compiled in rules:
        if compiled.regex is None:
            fired.append(Firing(compiled.rule, *shown))
        elif found := compiled.regex.search(words):
            fired.append(Firing(compiled.rule, start + found.start(), start + found.end()))
    return fired
