"""Join the names of one actor: which entity each mention of a paper names, and by what it is known.

Asked in this order; the first that answers has the word:

defined    the paper says so itself: 挪威水资源管理委员会（以下简称“水资委”）, （NWC）, 奥尔森（Mancur Olson）
alias      a pack has the name among the `aliases` of a list, or CLDR among the names of a country
several    names or one-character short forms side by side: 中美, 美日韩, 中国和美国, 中美两国
company    a listed company with 公司 or 集团 behind its name
office     a known person behind an office or before it: 德国总理默克尔, 默克尔总理
surname    of the one person of the paper who has it: 奥斯特罗姆, 陈院长, Minister Okafor
epithet    a listed name behind what its bearer is: 知名智库兰德公司
tail       a listed name that ends the one name that the paper defines: 工业与安全局

What a paper defines, and what hangs on its persons, holds in that paper only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from annotate.model import Document, Span
from annotate.seeding.actors import countries_by_code
from annotate.seeding.decide import ADVICE
from annotate.seeding.definitions import Definition, definitions
from annotate.seeding.packs import Pack

QUOTES = "“”‘’「」『』\"'"
UNQUOTED = dict.fromkeys(map(ord, QUOTES))
WHOLE = re.compile(f"[{QUOTES}]([^{QUOTES}]+)[{QUOTES}]")
EPITHET = re.compile(r".{0,8}?(?:智库|机构|企业|巨头|媒体)")
BETWEEN = re.compile(r"[、和与及跟同]|以及| and ")
TOGETHER = re.compile(r"(?:两国|三国|四国|双方|三方|各方)(?:政府)?$")
COMPANY = re.compile(r"(?:科技|股份)?(?:有限)?(?:公司|集团)$")
MOST_TOGETHER, LEAST_TAIL = 6, 5
PERSON = "person"
LONGEST_CHAIN = 2
MOST_SEEN = 50_000
"""Names whose entities are remembered from one paper to the next."""
Named = tuple[bool, tuple[str, ...], str, str]
"""Whether it holds in one paper only, canonical names, type and reason; no names where nobody is known."""


@dataclass(frozen=True, slots=True, order=True)
class Joined:
    """A name, and whom it names.

    Args:
        document: the paper in which it holds; empty where it holds everywhere.
        names: canonical names, several for names such as 中美.
        type: of the entity, empty where nothing says it.
        because: the reason, as the module lists them, and what it rests on.
    """

    document: str
    names: tuple[str, ...]
    alias: str
    type: str
    because: str


@dataclass(frozen=True)
class Entities:
    """What packs know of names, compiled.

    Args:
        known: key of a name -> canonical name, type, and the list that has it.
    """

    packs: tuple[Pack, ...]
    known: Mapping[str, tuple[str, str, str]]
    seen: dict[tuple[str, str], Named] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, packs: Sequence[Pack]) -> Entities:
        """Compile the names of packs; where two packs name one actor, the first has its canonical name."""
        self = cls(tuple(packs), {})
        known: dict[str, tuple[str, str, str]] = {}
        self._add_countries(known)
        lists = [(f"{pack.head.id}/{actors.id}", actors) for pack in packs for actors in pack.lists.actors]
        for by, actors in lists:
            for name, others in actors.aliases.items():
                keys = [self.key(each) for each in (name, *others)]
                title, kind, _ = next((known[key] for key in keys if key in known), (name, actors.type, by))
                for key in keys:
                    known.setdefault(key, (title, kind, by))
        for by, actors in lists:
            for name in actors.names:
                plain = name.translate(UNQUOTED)
                known.setdefault(self.key(plain), (plain, actors.type, by))
        return cls(tuple(packs), known)

    def _add_countries(self, known: dict[str, tuple[str, str, str]]) -> None:
        """Add the names of countries, each under its name in the language of the first pack."""
        titles: dict[str, str] = {}
        for pack in self.packs:
            for code, (kind, names) in countries_by_code(pack.head.language).items():
                title = titles.setdefault(code, names[-1])
                for name in names:
                    known.setdefault(self.key(name), (title, kind, "CLDR"))

    @cached_property
    def fold(self) -> Mapping[int, str]:
        """The folded characters of all packs."""
        return {code: char for pack in self.packs for code, char in pack.fold.items()}

    @cached_property
    def office(self) -> re.Pattern[str] | None:
        """An office before a name, or behind it, in the languages whose packs list offices."""
        for pack in self.packs:
            if {"office", "country"} <= set(pack.words):
                office = pack.words["office"].source
                before = rf"(?:{pack.words['country'].source})?(?:前|时任|现任)?{office}"
                return re.compile(rf"{before}(?P<behind>.+)|(?P<before>.+?){office}")
        return None

    @cached_property
    def persons(self) -> frozenset[str]:
        """The names of persons that packs list."""
        return frozenset(
            self.key(word)
            for pack in self.packs
            if PERSON in pack.lists.lexicons
            for word in pack.lists.lexicons[PERSON].words
        )

    def key(self, name: str) -> str:
        """Return what two ways to print a name have in common."""
        words = " ".join(name.translate(UNQUOTED).split()).translate(self.fold).casefold()
        return words.removeprefix("the ")

    def joined(self, document: Document, spans: Iterable[Span]) -> tuple[Joined, ...]:
        """Return the names in a paper that are not their own canonical names, in order.

        Args:
            document: the paper.
            spans: what was marked in it, in text order; its actors are read, and
                whom its recommendations are addressed to.
        """
        actors: list[Span] = []
        mentions: dict[str, str] = {}
        for span in spans:
            if span.label == "actor":
                actors.append(span)
                words = document.quote(span.extent)
                if mentions.get(words, "") == "":
                    mentions[words] = next(iter(span.values("type")), "")
            elif span.label == ADVICE:
                for words in span.values("addressee"):
                    mentions.setdefault(words, "")
        paper = _Paper(self, mentions, definitions(document.text, actors))
        found = {each for words, kind in mentions.items() for each in paper.resolve(words, kind)}
        found |= {each for words in paper.defined for each in paper.resolve(words, "")}
        return tuple(
            sorted(Joined(document.id if own else "", *rest) for own, *rest in found)  # type: ignore[arg-type]
        )

    def named(self, words: str, kind: str) -> Named:
        """Return whom words name by what packs know; no names where they know nothing."""
        found = self.seen.get((words, kind))
        if found is None:
            if len(self.seen) >= MOST_SEEN:
                self.seen.clear()
            found = self.seen[words, kind] = self._named(words, kind)
        return found

    def _named(self, words: str, kind: str) -> Named:
        if known := self.known.get(self.key(words)):
            return False, (known[0],), known[1], f"alias: {known[2]}"
        if several := self._several(words):
            return False, several, kind or "state", "several"
        for pattern, because in ((COMPANY, "company"), (EPITHET, "epithet")):
            known = self.known.get(self.key(pattern.sub("", words, count=1)))
            if known and (because != "company" or known[1] == "company"):
                return False, (known[0],), known[1], f"{because}: {known[2]}"
        if kind == PERSON and (name := self._without_office(words)) != words:
            known = self.known.get(self.key(name))
            return False, (known[0] if known else name,), PERSON, "office"
        whole = WHOLE.fullmatch(words)
        return (False, (whole[1],), kind, "quotation marks") if whole else (False, (), "", "")

    def _without_office(self, words: str) -> str:
        found = self.office.fullmatch(words) if self.office else None
        name: str = (found["behind"] or found["before"]) if found else words
        return name if len(name) > 1 else words

    def _several(self, words: str) -> tuple[str, ...]:
        """Return the actors that names side by side name; all have to be known."""
        plain = TOGETHER.sub("", words.translate(UNQUOTED))
        parts = [part for part in BETWEEN.split(plain) if part]
        if len(parts) == 1 and len(plain) <= MOST_TOGETHER and not plain.isascii():
            parts = [plain] if self.key(plain) in self.known else list(plain)
        known = [self.known.get(self.key(part)) for part in parts]
        names = tuple(dict.fromkeys(each[0] for each in known if each))
        return names if all(known) and len(names) > 1 else ()


class _Paper:
    """The names of one paper."""

    def __init__(self, entities: Entities, mentions: Mapping[str, str], defined: Sequence[Definition]) -> None:
        self.entities = entities
        self.defined = self._unambiguous(defined)
        self.full = {entities.key(each.full): each for each in self.defined.values()}
        persons = {words for words, kind in mentions.items() if kind == PERSON}
        self.by_surname: dict[str, set[str]] = {}
        for words in persons:
            for surname in _surnames(words):
                self.by_surname.setdefault(surname, set()).add(words)
        self.titled = {short: each for short, each in self.defined.items() if each.titled}

    def _unambiguous(self, defined: Sequence[Definition]) -> dict[str, Definition]:
        """Return short form -> definition; a form that stands for two actors of the paper stands for none."""
        found: dict[str, Definition] = {}
        names: dict[str, set[tuple[str, ...]]] = {}
        for each in defined:
            found.setdefault(each.short, each)
            names.setdefault(each.short, set()).add(self._full(each)[0])
        return {short: each for short, each in found.items() if len(names[short]) == 1}

    def _full(self, each: Definition) -> tuple[tuple[str, ...], str]:
        """Return the canonical name and type of what a short form stands for."""
        _, names, kind, _ = self.entities.named(each.full, each.type)
        return names or (each.full,), kind or each.type

    def resolve(self, words: str, kind: str) -> Iterator[tuple[bool, tuple[str, ...], str, str, str]]:
        """Yield whether it holds here only, names, alias, type and reason; nothing where the words are the name."""
        own, names, type_, because = self._resolve(words, kind)
        if not names:
            return
        for _ in range(LONGEST_CHAIN):  # a name that stands for a name: who bears the last one is meant
            further = [(name, self._resolve(name, type_)) for name in names]
            names = tuple(dict.fromkeys(each for name, (_, on, _, _) in further for each in on or (name,)))
            own = own or any(here and on != (name,) for name, (here, on, _, _) in further)
        if words not in names:
            yield own, names, words, type_, because

    def _resolve(self, words: str, kind: str) -> Named:
        if each := self.defined.get(words):
            return True, *self._full(each), f"defined: {each.quotation}"
        own, names, type_, because = self.entities.named(words, kind)
        if not names and kind == PERSON:
            return self._person(words)
        if not names and kind == "government" and len(words) >= LEAST_TAIL:
            return self._tail(words)
        return own, names, type_, because

    def _person(self, words: str) -> Named:
        """Return who of the paper's persons is called by a surname, or by a surname and a title."""
        if each := self.titled.get(words):
            return True, (each.full,), PERSON, f"surname: {each.quotation}"
        parts = words.split()
        bearers = self.by_surname.get(f"{parts[0]} {parts[-1]}" if len(parts) > 1 else words, set()) - {words}
        if len(bearers) == 1 and self.entities.key(words) not in self.entities.persons:
            (full,) = bearers
            return True, (full,), PERSON, f"surname: {full}"
        return False, (), "", ""

    def _tail(self, words: str) -> Named:
        ends = [each for key, each in self.full.items() if key.endswith(self.entities.key(words))]
        names = {self._full(each)[0] for each in ends}
        if len(names) == 1 and ends[0].full != words:
            return True, names.pop(), ends[0].type, f"tail: {ends[0].full}"
        return False, (), "", ""


def _surnames(words: str) -> Iterator[str]:
    """Yield the surname of a full name: behind the last · in Chinese, with its title in English."""
    if "·" in words:
        yield words.rpartition("·")[2]
    parts = words.split()
    if len(parts) > len(("title", "name")) and words.isascii():
        yield f"{parts[0]} {parts[-1]}"
