"""Find mentions of actors: names from lists, patterns for names no list has, names learnt from the paper.

Candidates of all kinds compete: the longest wins, then the first. Nothing is
marked inside the title of a document (《》). A paper that writes "full name
（ABC）" once teaches the short form for the rest of the paper, a full name the surname.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate
from typing import NamedTuple

from annotate.han import HAN
from annotate.seeding.folding import Folded
from annotate.seeding.packs import Pack
from annotate.seeding.patterns import alternation
from annotate.seeding.rulebook import ones

LEARN = re.compile(
    r"[（(](?:简称|以下简称|英文缩写|缩写)?[“\"]?"
    r"(?:[A-Z][A-Za-z ,&'.-]{3,80}[，,；;] ?(?:简称)?)?"
    r"([A-Z][A-Za-z&]{0,3}[A-Z][A-Za-z0-9-]{0,6})[”\"]?[）)]"
)
CALLED = re.compile(rf"（(?:以下|下文)?(?:简称|下称)为?[“\"]?([{HAN}]{{2,10}})[”\"]?）")
LATIN = re.compile(r"（[A-Z][A-Za-z.]{0,14} [A-Za-z. ]{1,30}[，）]")
LEAST_SURNAME = 3
"""A shorter surname is too often a part of another word."""
LONGER = re.compile(r"部门|[部局厅署院会委]长(?![期久年远效江])")
"""An agency's last character, where what follows makes another word of it."""
TITLES = re.compile(r"《[^》]{1,80}》|〈[^〉]{1,80}〉")
Names = Callable[[str], list[tuple[int, int]]]
LIST_SCORE = 0.9
BLOCKED = "none"
ABBREVIATION, SURNAME, PERSON = "learnt-abbreviation", "learnt-surname", "person"
LEARNT_SCORES = {ABBREVIATION: 0.85, SURNAME: 0.75}
NO_PERSON = "主义|公司|集团|大学|学院|定理|定律|模型|指数|曲线|州|市|县"
"""What makes another name of a person's, or of a short form."""


class Mention(NamedTuple):
    """An actor's mention in a folded sentence."""

    start: int
    end: int
    type: str
    rule: str
    score: float


Candidates = list[Mention]
"""What may be a mention in a sentence."""


@dataclass(frozen=True)
class ActorFinder:
    """The lists and patterns of a pack, compiled; `learnt` is filled per paper."""

    pack: Pack
    names: Names
    entries: Mapping[str, tuple[str, str]]
    learnt: Mapping[str, tuple[str, str]] = field(default_factory=dict)

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
        return cls(pack, literal_names(entries, pack.head.language), entries)

    def for_paper(self, texts: Iterable[str], known: Mapping[str, Candidates]) -> ActorFinder:
        """Return the finder with the abbreviations and surnames that a paper introduces.

        Args:
            texts: of all its folded sentences, in order.
            known: text -> what may be a mention in it; others are searched.
        """
        teaching = [lesson for lesson in map(_lesson, texts) if lesson[1] or lesson[2]]
        if not teaching:
            return self
        learnt: dict[str, tuple[str, str]] = {}
        new = [text for text, _, _ in teaching if text not in known]
        others = dict(zip(new, self.candidates(new, self.pack.index.possible(new)), strict=True)) if new else {}
        for text, taught, named in teaching:
            mentions = _chosen(text, others[text] if text in others else known[text])
            ending = {mention.end: mention.type for mention in mentions}
            for found in taught:
                if found.start() in ending:
                    learnt.setdefault(found[1], (ending[found.start()], ABBREVIATION))
            for mention in mentions if named else ():
                surname = _surname(text, mention)
                if surname and surname not in self.entries:
                    learnt.setdefault(surname, (PERSON, SURNAME))
        return ActorFinder(self.pack, self.names, self.entries, learnt)

    @cached_property
    def abbreviations(self) -> re.Pattern[str] | None:
        """The abbreviations and surnames that the paper introduces, in one expression."""
        longest_first = sorted(self.learnt, key=lambda short: (-len(short), short))
        joined = "|".join(map(re.escape, longest_first))
        return re.compile(rf"(?<![A-Za-z·])(?:{joined})(?![A-Za-z·]|{NO_PERSON})") if joined else None

    def find(self, folded: Folded) -> tuple[Mention, ...]:
        """Return the mentions of a text in order, none overlapping another."""
        return next(self.find_in([folded.text]))

    def find_in(self, texts: Sequence[str]) -> Iterator[tuple[Mention, ...]]:
        """Yield the mentions of each of some texts."""
        return self.choose(texts, self.candidates(texts, self.pack.index.possible(texts)))

    def candidates(self, texts: Sequence[str], possible: Sequence[int]) -> list[Candidates]:
        """Return what may be a mention in each sentence, but for what a paper taught; all are searched in one go.

        Args:
            texts: of the folded sentences.
            possible: of each the bits of what may match in it, as the pack's index has them.
        """
        found: list[Candidates] = [[] for _ in texts]
        joined, at, lines = "\n".join(texts), 0, _borders(texts)  # no name has a line feed in it
        for start, end in self.names(joined):
            if _whole(joined, start, end):
                at = bisect_right(lines, start, at) - 1
                kind, name = self.entries[joined[start:end]]
                found[at].append(Mention(start - lines[at], end - lines[at], kind, name, LIST_SCORE))
        first = self.pack.first_actor_rule
        asked: dict[int, list[int]] = {}
        for at, bits in enumerate(possible):
            for number in ones(bits >> first):
                asked.setdefault(number, []).append(at)
        for number in sorted(asked):  # one pattern after the other: a processor that stays with one is quicker
            rule, group, finding = self.pack.actor_patterns[number]
            for at in asked[number]:
                for each in finding(texts[at]):
                    if each[group]:
                        found[at].append(Mention(*each.span(group), rule.type, rule.id, rule.score))
        return found

    def choose(self, texts: Sequence[str], candidates: Sequence[Candidates]) -> Iterator[tuple[Mention, ...]]:
        """Yield the mentions of each sentence: of its candidates, and of what the paper taught, the best."""
        taught = self._learnt(texts)
        for at, (text, own) in enumerate(zip(texts, candidates, strict=True)):
            found = [*own, *taught[at]] if at in taught else own
            yield _chosen(text, found) if found else ()

    def _learnt(self, texts: Sequence[str]) -> Mapping[int, Candidates]:
        """Return number of a sentence -> what the paper taught and is in it."""
        learnt: dict[int, Candidates] = {}
        if self.abbreviations:
            at, lines = 0, _borders(texts)
            for found in self.abbreviations.finditer("\n".join(texts)):
                at = bisect_right(lines, found.start(), at) - 1
                kind, rule = self.learnt[found[0]]
                place = found.start() - lines[at], found.end() - lines[at]
                learnt.setdefault(at, []).append(Mention(*place, kind, rule, LEARNT_SCORES[rule]))
        return learnt


def _chosen(text: str, candidates: list[Mention]) -> tuple[Mention, ...]:
    """Return those that do not overlap a better one, or the title of a document, in order."""
    if len(candidates) == 1 and "《" not in text and "〈" not in text:  # as most are
        return tuple(candidates) if candidates[0].type != BLOCKED else ()
    occupied = bytearray(len(text))
    for found in TITLES.finditer(text) if "《" in text or "〈" in text else ():
        occupied[found.start() : found.end()] = b"\1" * len(found[0])
    taken: list[Mention] = []
    for mention in sorted(candidates, key=_rank):
        start, end = mention[:2]
        if 1 not in occupied[start:end]:
            occupied[start:end] = b"\1" * (end - start)
            taken.append(mention)
    ends = {mention.end for mention in taken}
    return tuple(sorted(m for m in taken if m.type != BLOCKED and not _explains(text, m, ends)))


def _lesson(text: str) -> tuple[str, list[re.Match[str]], bool]:
    """Return a sentence, the short forms that it introduces, and whether it has a name that teaches a surname."""
    bracketed = "（" in text or "(" in text
    taught = [*LEARN.finditer(text), *CALLED.finditer(text)] if bracketed else []
    return text, taught, "·" in text or (bracketed and LATIN.search(text) is not None)


def _borders(lines: Sequence[str]) -> list[int]:
    """Return where each line begins when all are joined, and last where one more would."""
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def _rank(mention: Mention) -> tuple[int, float, int]:
    return mention.start - mention.end, -mention.score, mention.start


def literal_names(names: Iterable[str], language: str) -> Names:
    """Return a function that gives the places of names in a text, leftmost and longest first.

    An automaton reads a Chinese text once, however many names there are; in
    English a name also has to begin and end with a word, which `re` can see to.
    """
    words = sorted(name for name in names if "\n" not in name)
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


def _surname(text: str, mention: Mention) -> str:
    """Return how a person may be called later: by the surname behind ·, or as before the Latin name in brackets."""
    words = text[mention.start : mention.end]
    if mention.type != PERSON:
        return ""
    if "·" in words:
        surname = words.rpartition("·")[2]
        return surname if len(surname) >= LEAST_SURNAME else ""
    return words if LATIN.match(text, mention.end) and len(words) > 1 else ""


def _whole(text: str, start: int, end: int) -> bool:
    """Refuse a Latin name that is a part of a longer word, and 民政部 in 民政部门."""
    if not text[start:end].isascii():
        return not LONGER.match(text, end - 1)
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return not ((before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()))


@cache
def countries(language: str) -> Mapping[str, str]:
    """Return the names of countries as authors write them, from CLDR."""
    found = countries_by_code(language).values()
    full = {names[0]: kind for kind, names in found}
    return {**full, **{_short(name): kind for name, kind in full.items()}}


@cache
def countries_by_code(language: str) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Return territory code -> type and names from CLDR, the full one first, the one for tables last.

    A short name that two territories share (刚果) stands with neither.
    """
    from babel import Locale

    territories: Mapping[str, str] = Locale.parse(language).territories
    left_out = {territories[code] for code in ("EZ", "QO", "AQ", "ZZ", "XA", "XB") if code in territories}
    named = {
        code: name
        for code, name in sorted(territories.items())
        if code.isalpha() and len(code) == len("CN") and name not in left_out
    }
    shared = Counter(map(_short, named.values()))
    found = {}
    for code, name in named.items():
        short = _short(name) if shared[_short(name)] == 1 else name
        found[code] = ("organization" if code in {"EU", "UN"} else "state", tuple(dict.fromkeys((name, short))))
    return found


def _short(name: str) -> str:
    """Return a territory's name without what CLDR adds in brackets."""
    return re.sub(r"(?:\s*[（(].*|特别行政区)$", "", name)
