"""Find mentions of actors: names from lists, patterns for names no list has, names learnt from the paper.

Candidates of all kinds compete: the longest wins, then the first. Nothing is
marked inside the title of a document (《》). A paper that writes "full name
（ABC）" once teaches the short form for the rest of the paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from annotate.seeding.folding import Folded
from annotate.seeding.necessary import Index, characters, necessary, ones
from annotate.seeding.packs import Pack
from annotate.seeding.patterns import alternation
from annotate.seeding.subjects import Place

LEARN = re.compile(
    r"[（(](?:简称|以下简称|英文缩写|缩写)?[“\"]?"
    r"(?:[A-Z][A-Za-z ,&'.-]{3,80}[，,；;] ?(?:简称)?)?"
    r"([A-Z][A-Za-z&]{0,3}[A-Z][A-Za-z0-9-]{0,6})[”\"]?[）)]"
)
LONGER = re.compile(r"部门|[部局厅署院会委]长(?![期久年远效江])")
"""An agency's last character, where what follows makes another word of it."""
TITLES = re.compile(r"《[^》]{1,80}》|〈[^〉]{1,80}〉")
Names = Callable[[str], list[tuple[int, int]]]
LIST_SCORE = 0.9
BLOCKED = "none"
LEARNT_SCORE = 0.85


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """An actor's mention in a folded sentence."""

    start: int
    end: int
    type: str
    rule: str
    score: float


@dataclass(frozen=True)
class ActorFinder:
    """The lists and patterns of a pack, compiled; `learnt` is filled per paper."""

    pack: Pack
    names: Names
    entries: Mapping[str, tuple[str, str]]
    patterns: Index
    learnt: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pack: Pack) -> ActorFinder:
        """Compile the finder of a pack."""
        entries: dict[str, tuple[str, str]] = {}
        blocked = pack.lists.lexicons["not_actor"].words
        entries.update(dict.fromkeys(blocked, (BLOCKED, BLOCKED)))
        for actors in pack.lists.actors:
            for name in actors.names:
                entries.setdefault(name, (actors.type, actors.id))
        for name, kind in countries(pack.head.language).items():
            entries.setdefault(name, (kind, "country"))
        return cls(
            pack,
            literal_names(entries, pack.head.language),
            entries,
            Index.of([necessary(regex.pattern) for _, regex in pack.actor_rules]),
        )

    def for_paper(self, sentences: Iterable[Folded]) -> ActorFinder:
        """Return the finder with the abbreviations that a paper introduces."""
        learnt: dict[str, str] = {}
        for folded in sentences:
            if "（" not in folded.text and "(" not in folded.text:
                continue
            taught = list(LEARN.finditer(folded.text))
            ending = {mention.end: mention.type for mention in self.find(folded)} if taught else {}
            for found in taught:
                if found.start() in ending:
                    learnt.setdefault(found[1], ending[found.start()])
        return ActorFinder(self.pack, self.names, self.entries, self.patterns, learnt)

    @cached_property
    def abbreviations(self) -> re.Pattern[str] | None:
        """The abbreviations that the paper introduces, in one expression."""
        longest_first = sorted(self.learnt, key=lambda short: (-len(short), short))
        joined = "|".join(map(re.escape, longest_first))
        return re.compile(rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])") if joined else None

    def find(self, folded: Folded) -> tuple[Mention, ...]:
        """Return the mentions of a sentence in order, none overlapping another."""
        text = folded.text
        occupied = bytearray(len(text))
        for found in TITLES.finditer(text):
            occupied[found.start() : found.end()] = b"\1" * len(found[0])
        taken: list[Mention] = []
        for mention in sorted(self._candidates(text), key=lambda m: (m.start - m.end, -m.score, m.start)):
            if not any(occupied[mention.start : mention.end]):
                occupied[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                taken.append(mention)
        ends = {mention.end for mention in taken}
        return tuple(sorted(m for m in taken if m.type != BLOCKED and not _explains(text, m, ends)))

    def _candidates(self, text: str) -> Iterator[Mention]:
        for start, end in self.names(text):
            kind, rule = self.entries[text[start:end]]
            if _whole(text, start, end):
                yield Mention(start, end, kind, rule, LIST_SCORE)
        for number in ones(self.patterns.possible(characters(text))):
            rule_, regex = self.pack.actor_rules[number]
            group = "actor" if "actor" in regex.groupindex else 0
            for found in regex.finditer(text):
                if found[group]:
                    yield Mention(*found.span(group), rule_.type, rule_.id, rule_.score)
        for found in self.abbreviations.finditer(text) if self.abbreviations else ():
            yield Mention(*found.span(), self.learnt[found[0]], "learnt-abbreviation", LEARNT_SCORE)


def literal_names(names: Iterable[str], language: str) -> Names:
    """Return a function that gives the places of names in a text, leftmost and longest first.

    An automaton reads a Chinese text once, however many names there are; in
    English a name also has to begin and end with a word, which `re` can see to.
    """
    words = sorted(names)
    if language == "en":
        regex = re.compile(f"(?<![A-Za-z]){alternation(words)}(?![A-Za-z])")
        return lambda text: [found.span() for found in regex.finditer(text)]
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
    return lambda text: [(start, end) for _, start, end in automaton.find_matches_as_indexes(text)]


def _explains(text: str, mention: Mention, ends: Container[int]) -> bool:
    """True for an abbreviation in brackets behind the name it stands for: one mention, not two."""
    at = mention.start - 1
    return text[at : at + 1] in {"（", "("} and at in ends and text[mention.start : mention.end].isascii()


def _whole(text: str, start: int, end: int) -> bool:
    """Refuse a Latin name that is a part of a longer word, and 民政部 in 民政部门."""
    if not text[start:end].isascii():
        return not LONGER.match(text, end - 1)
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return not ((before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()))


@cache
def countries(language: str) -> Mapping[str, str]:
    """Return the names of countries as authors write them, from CLDR."""
    from babel import Locale

    territories: Mapping[str, str] = Locale.parse(language).territories
    names = {name: "state" for code, name in sorted(territories.items()) if code.isalpha() and len(code) == len("CN")}
    for code in ("EU", "UN"):
        names[territories[code]] = "organization"
    for code in ("EZ", "QO", "AQ", "ZZ", "XA", "XB"):
        names.pop(territories.get(code, ""), None)
    return {**names, **{_short(name): kind for name, kind in names.items()}}


def _short(name: str) -> str:
    """Return a territory's name without what CLDR adds in brackets."""
    return re.sub(r"(?:\s*[（(].*|特别行政区)$", "", name)


def places(mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """Return the extents with their types, in order."""
    return tuple((mention.start, mention.end, mention.type) for mention in mentions)
