"""The rules of a pack as bits of a number: which of them hold, and what those weigh, is looked up, not worked out.

The n-th bit stands for the n-th rule. Few combinations of facts occur, and few
of the rules of one label, so what follows from each is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from annotate.seeding.asking import Asked, anchored, asking, longest, opening
from annotate.seeding.format import Rule

OTHERS = ("claim", "evidence", "none")
"""What a unit may be that is no advice; of equal weights the first has the word."""
LABELS = ("policy_recommendation", *OTHERS)
MOST_KEPT = 50_000
"""Combinations that are kept at once."""


@dataclass(frozen=True)
class Compiled:
    """A rule with its pattern, lexicons written out.

    Args:
        pattern: empty where only facts decide.
        flags: of the expression.
    """

    rule: Rule
    pattern: str
    flags: re.RegexFlag = re.NOFLAG

    @cached_property
    def regex(self) -> re.Pattern[str] | None:
        """The expression, None where only facts decide; made when it is asked for, since most rules never are."""
        return re.compile(self.pattern, self.flags) if self.pattern else None

    @cached_property
    def is_bound(self) -> bool:
        """True where a match begins with the text that is asked about."""
        return bool(self.pattern) and anchored(self.pattern)

    @cached_property
    def opening(self) -> Asked | None:
        """Says for the first letter of a text whether the expression may match there, None where nobody knows."""
        return opening(self.pattern, self.flags)

    @cached_property
    def asked(self) -> Asked:
        """Says quickly whether the expression matches in a text."""
        return asking(self.pattern, self.flags)


class Rulebook:
    """The rules of a pack, and what was found out about them so far."""

    def __init__(self, rules: Sequence[Compiled], bias: Mapping[str, float]) -> None:
        """Make the bits of rules.

        Args:
            rules: in the order of their bits.
            bias: label -> the weight that it begins with.
        """
        self.rules = tuple(each.rule for each in rules)
        self._compiled = tuple(rules)
        self._tries = Tries(rules)
        self.by_facts = sum(1 << number for number, each in enumerate(rules) if not each.pattern)
        self.by_words = ~self.by_facts
        self._openings = Openings(rules)
        lengths = [longest(each.pattern) if each.pattern else None for each in rules]
        self._whole = sum(1 << number for number, length in enumerate(lengths) if length is not None)
        self._longest = max((length for length in lengths if length is not None), default=0)
        self.of_sentence = self._bits(lambda rule: rule.unit == "sentence")
        self.of_clause = self._bits(lambda rule: rule.unit == "clause")
        self.speaking_for = self._bits(lambda rule: rule.weight > 0)
        self.of_label = {label: self._naming(lambda rule: (rule.label,), label) for label in LABELS}
        facts = sorted({fact for rule in self.rules for fact in rule.when})
        self._asked = tuple((fact, *self._asking(fact)) for fact in facts)
        self._foremost: dict[tuple[str, tuple[int, ...]], tuple[str, Mapping[str, tuple[str, ...]]]] = {}
        self.weights = {label: Weights(self.rules, bias.get(label, 0.0)) for label in LABELS}
        self.of_others = self.of_label["claim"] | self.of_label["evidence"] | self.of_label["none"]
        self.heaviest = Heaviest(self)

    def _bits(self, wanted: Callable[[Rule], bool]) -> int:
        return sum(1 << number for number, rule in enumerate(self.rules) if wanted(rule))

    def _naming(self, names: Callable[[Rule], Sequence[str]], wanted: str) -> int:
        return self._bits(lambda rule: wanted in names(rule))

    def _asking(self, fact: str) -> tuple[Mapping[str, int], int]:
        """Return the rules that hold for each value of a fact that any rule names, and for all other values."""
        free = self._bits(lambda rule: fact not in rule.when)
        values = sorted({value for rule in self.rules for value in rule.when.get(fact, ())})
        return {value: free | self._naming(lambda rule: rule.when.get(fact, ()), value) for value in values}, free

    def holding(self, values: Mapping[str, str]) -> int:
        """Return the bits of the rules whose `when` holds; `values` are those of all facts."""
        bits = (1 << len(self.rules)) - 1
        for fact, by_value, others in self._asked:
            bits &= by_value.get(values[fact], others)
        return bits

    def fired(self, words: str, bits: int) -> int:
        """Return which of some rules fire on a stretch of a text: those without an expression, and those that match."""
        fired = bits & self.by_facts
        bits ^= fired
        if bits & self._openings.bound:
            bits &= self._openings[words[:1]]
            if len(words) > self._longest:
                bits &= ~self._whole
        for bit, asked in self._tries[bits]:
            if asked(words):
                fired |= bit
        return fired

    def search(self, number: int, words: str) -> re.Match[str] | None:
        """Return where a rule's expression matches first, None where it does not, or only facts decide."""
        regex = self._compiled[number].regex
        return regex.search(words) if regex else None

    def chosen(self, fired: Iterable[int]) -> Iterator[Rule]:
        """Yield the rules that fired on one stretch after the other."""
        return (self.rules[number] for bits in fired for number in ones(bits))

    def foremost(self, label: str, fired: tuple[int, ...]) -> tuple[str, Mapping[str, tuple[str, ...]]]:
        """Return the id of the rule that counts most for a label, and the attributes that its rules set.

        Args:
            label: of the rules.
            fired: the bits of those that fired on one stretch after the other; of equal weights the first has the word.
        """
        key = (label, fired)
        told = self._foremost.get(key)
        if told is None:
            ranked = sorted(self.chosen(fired), key=lambda rule: -rule.weight)
            values: dict[str, tuple[str, ...]] = {}
            for rule in ranked:
                for name, value in rule.set.items():
                    values.setdefault(name, (value,))
            name = ranked[0].id if ranked and ranked[0].weight > 0 else f"default-{label}"
            if len(self._foremost) >= MOST_KEPT:
                self._foremost.clear()
            told = self._foremost[key] = (name, values)
        return told

    def weight(self, label: str, fired: int) -> float:
        """Return the weight of a label, in log odds, where some rules have fired, its own among them."""
        return self.weights[label][fired & self.of_label[label]]


class Tries(dict[int, tuple[tuple[int, Asked], ...]]):
    """What is to be asked, for the bits of some rules: the bit of each, and how it is asked."""

    def __init__(self, rules: Sequence[Compiled]) -> None:
        """Begin with none."""
        super().__init__()
        self._rules = rules

    def __missing__(self, bits: int) -> tuple[tuple[int, Asked], ...]:
        """Gather what is asked."""
        if len(self) >= MOST_KEPT:
            self.clear()
        tries = self[bits] = tuple((1 << number, self._rules[number].asked) for number in ones(bits))
        return tries


class Openings(dict[str, int]):
    """The rules that may match in a text, by its first letter."""

    def __init__(self, rules: Sequence[Compiled]) -> None:
        """Begin with none."""
        super().__init__()
        self._asked = [(1 << number, each.opening) for number, each in enumerate(rules) if each.is_bound]
        self.bound = sum(bit for bit, _ in self._asked)

    def __missing__(self, letter: str) -> int:
        """Ask for a letter."""
        if len(self) >= MOST_KEPT:
            self.clear()
        bits = self[letter] = ~sum(bit for bit, asked in self._asked if asked and not asked(letter))
        return bits


class Told(NamedTuple):
    """A combination of facts, and the bits of the rules that hold under it."""

    values: Mapping[str, str]
    holding: int


class Combinations(dict[tuple[str, ...], Told]):
    """The combinations of facts that were met, by their values; few are, and each is worked out once."""

    def __init__(self, names: Sequence[str], book: Rulebook) -> None:
        """Begin with none.

        Args:
            names: of all facts, in the order of their values.
            book: the rules that may hold.
        """
        super().__init__()
        self._names, self._book = names, book

    def __missing__(self, key: tuple[str, ...]) -> Told:
        """Work out a combination."""
        if len(self) >= MOST_KEPT:
            self.clear()
        values = dict(zip(self._names, key, strict=True))
        told = self[key] = Told(values, self._book.holding(values))
        return told

    def but(self, told: Told, fact: str, value: str) -> Told:
        """Return a combination that differs in one fact."""
        return self[tuple(({**told.values, fact: value}).values())]


class Weights(dict[int, float]):
    """The weight of a label where some of its own rules have fired, by their bits; reckoned when it is first asked."""

    def __init__(self, rules: Sequence[Rule], bias: float) -> None:
        """Begin with none."""
        super().__init__()
        self._rules, self._bias = rules, bias

    def __missing__(self, fired: int) -> float:
        """Reckon a weight."""
        if len(self) >= MOST_KEPT:
            self.clear()
        total = self._bias + sum(strengths(self._rules[number] for number in ones(fired)).values())
        weight = self[fired] = round(total, 3)
        return weight


class Heaviest(dict[int, tuple[str, float]]):
    """The heaviest label that is no advice, and by how much, by the bits of the rules that fired for or against one."""

    def __init__(self, book: Rulebook) -> None:
        """Begin with none."""
        super().__init__()
        self._book = book

    def __missing__(self, fired: int) -> tuple[str, float]:
        """Compare the weights of the labels."""
        if len(self) >= MOST_KEPT:
            self.clear()
        weights = [self._book.weight(label, fired) for label in OTHERS]
        first, second = sorted(weights, reverse=True)[:2]
        heaviest = self[fired] = OTHERS[weights.index(first)], first - second
        return heaviest


def strengths(rules: Iterable[Rule]) -> dict[str, float]:
    """Return family -> what it adds: of its rules the strongest for and the strongest against."""
    most: dict[str, float] = {}
    least: dict[str, float] = {}
    for rule in rules:
        family, weight = rule.family, rule.weight
        if weight > most.get(family, 0.0):
            most[family] = weight
        elif weight < least.get(family, 0.0):
            least[family] = weight
    if not least or not most:
        return dict(sorted((most or least).items()))
    return {family: most.get(family, 0.0) + least.get(family, 0.0) for family in sorted(most.keys() | least.keys())}


def ones(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first.

    >>> list(ones(6))
    [1, 2]
    """
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
