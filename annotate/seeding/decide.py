"""Weigh the readings of each unit of a sentence, and choose one.

Readings: a unit is a recommendation if its best clause passes zero; else
nothing, evidence or a claim, whichever weighs most. Weights are log odds and
add up, but within a family only the strongest rule on each side counts: five
ways to see one modal word are still one modal word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from annotate.seeding.clauses import Clause
from annotate.seeding.facts import ClauseFacts, Context
from annotate.seeding.folding import Folded
from annotate.seeding.format import Rule
from annotate.seeding.layout import Unit
from annotate.seeding.packs import Pack
from annotate.seeding.rulebook import OTHERS, Told, ones

ADVICE = "policy_recommendation"
NOTHING = "nothing"
MIN_LETTERS = 4
STRONG = frozenset({"must", "should", "advisable", "prohibit"})
"""Modal words that a date elsewhere in the sentence does not turn into narration."""


class Firing(NamedTuple):
    """A rule that held; the place is in the folded sentence."""

    rule: Rule
    start: int
    end: int


class Whole(NamedTuple):
    """A unit, and what held in all of it.

    Args:
        fired: the bits of the rules.
        cue: the first clause's modal cue.
    """

    text: str
    pack: Pack
    start: int
    end: int
    fired: int
    cue: tuple[int, int]


@dataclass(slots=True)  # not frozen, as `ClauseFacts`
class Part:
    """A clause with its facts and its own weight as advice.

    Args:
        fired: the bits of the rules that held in it.
        weight: of the clause as advice.
    """

    clause: Clause
    facts: ClauseFacts
    fired: int
    weight: float
    whole: Whole

    @property
    def advice(self) -> Reading:
        """The clause as advice."""
        return Reading(ADVICE, self.weight, self.whole, (self,))

    @property
    def advises(self) -> bool:
        """True where the clause itself, not only its sentence, speaks for advice."""
        book = self.whole.pack.book
        return self.weight >= 0 and bool(self.fired & book.of_label[ADVICE] & book.of_clause & book.speaking_for)


class Reading(NamedTuple):
    """The weight of one label for a unit or clause, and the rules behind it: those of the unit, then by clause."""

    label: str
    weight: float
    whole: Whole
    parts: tuple[Part, ...]

    @property
    def fired(self) -> tuple[int, ...]:
        """The bits of the rules that speak for and against it."""
        own = self.whole.pack.book.of_label[self.label]
        return (self.whole.fired & own, *[part.fired & own for part in self.parts])

    @property
    def rules(self) -> Iterator[Rule]:
        """The rules that speak for and against it."""
        return self.whole.pack.book.chosen(self.fired)

    @property
    def firings(self) -> tuple[Firing, ...]:
        """The same with their places, which are looked for where somebody asks."""
        whole, book = self.whole, self.whole.pack.book
        stretches = [(whole.start, whole.end, _shown(whole.cue, whole))]
        stretches += [(part.facts.core, part.facts.end, _shown(part.facts.cue, part.clause)) for part in self.parts]
        found = []
        for (start, end, shown), bits in zip(stretches, self.fired, strict=True):
            for number in ones(bits):
                match = book.search(number, whole.text[start:end])
                place = (start + match.start(), start + match.end()) if match else shown
                found.append(Firing(book.rules[number], *place))
        return tuple(found)

    @property
    def foremost(self) -> tuple[str, Mapping[str, tuple[str, ...]]]:
        """The id of the rule that counted most for it, or `default`, and the attributes that its rules set."""
        return self.whole.pack.book.foremost(self.label, self.fired)


class Verdict(NamedTuple):
    """What a unit is taken for, and why.

    Args:
        margin: log odds of the reading against the next one.
        best: the part that advises most.
    """

    label: str
    margin: float
    parts: tuple[Part, ...]
    best: Part
    folded: Folded
    pack: Pack

    @property
    def score(self) -> float:
        """The margin as a probability, by the pack's calibration."""
        a, b = self.pack.calibration.get(self.label, (0.0, 1.0))
        return logistic(a + b * self.margin)

    def foremost(self, label: str) -> tuple[str, Mapping[str, tuple[str, ...]]]:
        """Return the id of the rule that counted most for a label that is no advice, and what its rules set."""
        book = self.pack.book
        own = book.of_label[label]
        return book.foremost(label, (self.best.whole.fired & own, *[part.fired & own for part in self.parts]))

    def reading(self, label: str) -> Reading:
        """Return the reading of a label."""
        if label == ADVICE:
            return self.best.advice
        whole = self.best.whole
        bits = whole.fired
        for part in self.parts:
            bits |= part.fired
        return Reading(label, self.pack.book.weight(label, bits), whole, self.parts)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of all labels, advice first."""
        return tuple(self.reading(label) for label in (ADVICE, *OTHERS))


@lru_cache(maxsize=1 << 16)
def logistic(weight: float) -> float:
    """Return the probability for log odds, to three places.

    >>> logistic(0), logistic(2.2)
    (0.5, 0.9)
    """
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, weight)))), 3)


def judge(
    folded: Folded, units: Sequence[Unit], observed: Sequence[list[ClauseFacts]], pack: Pack, context: Context
) -> tuple[Verdict, ...]:
    """Return a verdict for each unit of a sentence, in order.

    Args:
        folded: the sentence.
        units: of the sentence.
        observed: the facts of the clauses of each, which are settled here.
        pack: whose rules are asked.
        context: of the sentence.
    """
    verdicts: list[Verdict] = []
    inherited, told = context.inherited, context.told
    for unit, facts in zip(units, observed, strict=True):
        around = (context.section, context.place, inherited, context.course, context.previous)
        for each in facts:
            each.told = pack.told[each.own + around + each.others]
            each.values = each.told.values
        if told and _still_told(facts[0]):
            for each in facts:  # a report runs on over ；: its parts are told by the same voice
                each.told = pack.told.but(each.told, "reported", "yes")
                each.values = each.told.values
        verdict = _weigh(folded, unit, facts, pack)
        verdicts.append(verdict)
        inherited = verdict.label
        told = facts[-1].values["reported"] == "yes"
    return tuple(verdicts)


def _still_told(facts: ClauseFacts) -> bool:
    """True where a part behind ；does not turn to the author's own side or to a new subject."""
    values = facts.values
    return values["modal"] == "none" or values["subject"] == "none" or values["who"] not in {"none", "own"}


def _weigh(folded: Folded, unit: Unit, facts: Sequence[ClauseFacts], pack: Pack) -> Verdict:
    text, book = folded.text, pack.book
    words = text[unit.start : unit.end]
    shared = unit.possible_in_all & book.of_sentence & _of_whole(facts, pack).holding
    shared = shared and book.fired(words, shared)
    whole = Whole(text, pack, unit.start, unit.end, shared, facts[0].cue)
    parts: list[Part] = []
    of_all = shared
    weights, of_advice, of_clause, by_words = book.weights[ADVICE], book.of_label[ADVICE], book.of_clause, book.by_words
    for clause, own, possible in zip(unit.clauses, facts, unit.possible, strict=True):
        found = possible & of_clause & own.told.holding
        if found & by_words:
            found = book.fired(text[own.core : own.end], found)
        of_all |= found
        parts.append(Part(clause, own, found, weights[(shared | found) & of_advice], whole))
    best = parts[0] if len(parts) == 1 else max(parts, key=_weight)
    label, margin = _chosen(words, best.weight, book.heaviest[of_all & book.of_others])
    return Verdict(label, margin, tuple(parts), best, folded, pack)


def _chosen(words: str, advice: float, other: tuple[str, float]) -> tuple[str, float]:
    """Return the label of a unit and its margin; `other` is the heaviest of the other labels, and by how much."""
    plenty = len(words) >= MIN_LETTERS and words[:MIN_LETTERS].isalnum()
    if not plenty and sum(map(str.isalnum, words)) < MIN_LETTERS:
        return NOTHING, -advice
    if advice >= 0:
        return ADVICE, advice
    label, margin = other
    return NOTHING if label == "none" else label, min(margin, -advice)


def _weight(part: Part) -> float:
    return part.weight


def _of_whole(facts: Sequence[ClauseFacts], pack: Pack) -> Told:
    """Return what holds of a unit: what does of its first clause, with the first strong modal word of any."""
    first = facts[0].told
    for each in facts:
        modal = each.values["modal"]
        if modal in STRONG:
            return first if each is facts[0] else pack.told.but(first, "modal", modal)
    return first


def _shown(cue: tuple[int, int], stretch: Whole | Clause) -> tuple[int, int]:
    """Return the place of a rule that only facts decide: the modal cue, or else the whole stretch."""
    return cue if cue[0] < cue[1] else (stretch.start, stretch.end)
