"""A rule pack, compiled and ready to be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from annotate.seeding.asking import Finding, finding
from annotate.seeding.folding import table_of
from annotate.seeding.format import ActorList, ActorRule, PackFile, PackHead, RelationRule, Rule
from annotate.seeding.kinds import RULE_KINDS, RuleKind, load_kind
from annotate.seeding.necessary import necessary
from annotate.seeding.rulebook import Combinations, Compiled, Rulebook

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from annotate.seeding.index import Index

MODALS = ("prohibit", "must", "should", "advisable", "need", "want", "may")
SEARCHED = (*MODALS, "reporting", "agent")
"""Lexicons whose words are looked for in the midst of a clause."""
OPENING = "opening"
"""What names whom a sentence speaks to (`annotate.seeding.heads`)."""


@dataclass(frozen=True, slots=True)
class Words:
    """A compiled lexicon.

    Args:
        source: the expression that stands for `{name}` in patterns.
        regex: the same, compiled.
        tokens: one-character hits count only on token borders.
        starts: the characters that a hit may begin with.
        singles: one-character words whose borders a segmenter is asked about.
    """

    source: str
    regex: re.Pattern[str]
    tokens: bool
    starts: frozenset[str]
    singles: frozenset[str]


@dataclass(frozen=True)
class Pack:
    """A rule pack, ready to be used.

    Args:
        fold: code point -> the character that rules see in its place.
    """

    head: PackHead
    words: Mapping[str, Words]
    rules: tuple[Compiled, ...]
    lists: PackFile
    actor_rules: tuple[tuple[ActorRule, re.Pattern[str]], ...]
    relations: tuple[tuple[RelationRule, re.Pattern[str] | None], ...]
    fold: Mapping[int, str]
    themes: tuple[tuple[str, re.Pattern[str]], ...] = ()
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    fingerprint: str = ""

    @cached_property
    def book(self) -> Rulebook:
        """The rules as bits; the first bits of `index`."""
        return Rulebook(self.rules, self.head.bias)

    @cached_property
    def told(self) -> Combinations:
        """What was told of clauses so far: combinations of facts, and which rules hold under each."""
        from annotate.seeding.facts import FACTS

        return Combinations((*FACTS, *(name for name, _ in self.kinds)), self.book)

    @cached_property
    def kinds(self) -> tuple[tuple[str, RuleKind], ...]:
        """The facts of other packages that the rules ask for, by name."""
        asked = {fact for each in self.rules for fact in each.rule.when}
        return tuple((name, load_kind(name)) for name in sorted(asked & set(RULE_KINDS.names())))

    @cached_property
    def index(self) -> Index:
        """The rules, the lexicons that are searched for, and the patterns of actors, by the words that they need."""
        from annotate.seeding.index import Index

        rules = [necessary(each.pattern) if each.pattern else () for each in self.rules]
        others = [necessary(pattern) for pattern in self._searched.values()]
        actors = [necessary(regex.pattern) for _, regex in self.actor_rules]
        return Index([*rules, *others, *actors], ignore_case=self.head.language == "en")

    @cached_property
    def _searched(self) -> Mapping[str, str]:
        """What is looked for beside rules and actors: name -> expression."""
        from annotate.seeding.heads import OPENINGS

        return {
            **{name: self.words[name].source for name in SEARCHED},
            OPENING: OPENINGS[self.head.language].pattern,
            **{f"theme {number}": regex.pattern for number, (_, regex) in enumerate(self.themes)},
        }

    @cached_property
    def bits(self) -> Mapping[str, int]:
        """What else is searched for, such as lexicons -> its bit in what the index says is possible."""
        return {name: 1 << (len(self.rules) + number) for number, name in enumerate(self._searched)}

    @cached_property
    def theme_words(self) -> tuple[tuple[int, str, re.Pattern[str]], ...]:
        """The themes, each with its bit, its title and its words."""
        return tuple((self.bits[f"theme {number}"], *theme) for number, theme in enumerate(self.themes))

    @cached_property
    def agent(self) -> int:
        """The bit of the words for actors."""
        return self.bits["agent"]

    @cached_property
    def opening(self) -> int:
        """The bit of what names whom a sentence speaks to."""
        return self.bits[OPENING]

    @cached_property
    def formed(self) -> frozenset[str]:
        """The characters that a clause begins with whose form is not plain, or not for certain."""
        return frozenset().union(*(self.words[name].starts for name in ("adverb", "action", "preposition")))

    @cached_property
    def unfolded(self) -> NDArray[np.bool_]:
        """Code point -> whether rules see another character in its place."""
        return table_of(self.fold)

    @cached_property
    def any_modal(self) -> int:
        """The bits of all classes of modal words."""
        return sum(self.bits[kind] for kind in MODALS)

    @cached_property
    def actor_patterns(self) -> tuple[tuple[ActorRule, str | int, Finding], ...]:
        """The patterns of actors: the rule, the group that is the actor, and what finds it."""
        return tuple(
            (rule, "actor" if "actor" in regex.groupindex else 0, finding(regex)) for rule, regex in self.actor_rules
        )

    @cached_property
    def first_actor_rule(self) -> int:
        """The place of the first pattern of actors among the bits."""
        return len(self.rules) + len(self._searched)

    @cached_property
    def modals(self) -> tuple[tuple[str, int, Words], ...]:
        """The classes of modal words, with their bits and expressions."""
        return tuple((kind, self.bits[kind], self.words[kind]) for kind in MODALS)

    @cached_property
    def short_cues(self) -> Mapping[str, tuple[str, ...]]:
        """The one-character modal words that count only as tokens, with their classes."""
        kinds: dict[str, tuple[str, ...]] = {}
        for kind in MODALS:
            for char in sorted(self.words[kind].singles):
                kinds[char] = (*kinds.get(char, ()), kind)
        return kinds

    @cached_property
    def short_cue(self) -> re.Pattern[str]:
        """Any of the one-character modal words."""
        return re.compile("|".join(map(re.escape, self.short_cues)) or "(?!)")

    @cached_property
    def openers(self) -> frozenset[str]:
        """The characters that a connective or a mark of enumeration may begin with."""
        return self.words["connective"].starts | self.words["enumeration"].starts

    @cached_property
    def longest_opener(self) -> int:
        """Length of the longest connective or mark of enumeration."""
        lists = (self.lists.lexicons["connective"], self.lists.lexicons["enumeration"])
        return max(len(word) for lexicon in lists for word in lexicon.words)

    @cached_property
    def adverbs_at_end(self) -> re.Pattern[str]:
        """Adverbs up to the end of what is searched."""
        return re.compile(rf"(?:\s*{self.words['adverb'].source})+\s*$", self.words["adverb"].regex.flags)

    @property
    def name(self) -> str:
        """The pack, its version and a fingerprint of its files: another rule is another name."""
        return f"{self.head.id}-{self.head.version}-{self.fingerprint}"

    @property
    def all_rules(self) -> tuple[Rule | ActorList | ActorRule | RelationRule, ...]:
        """The rules of every kind, in the order of the files."""
        return (
            *(compiled.rule for compiled in self.rules),
            *self.lists.actors,
            *(rule for rule, _ in self.actor_rules),
            *(rule for rule, _ in self.relations),
        )
