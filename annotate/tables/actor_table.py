"""The actor table: who is named where, how often, who is advised and by whom, on whose word reasons rest.

Names are joined as `actors.csv` says, and as `annotate seed` found; what neither
names keeps the author's words. Only what people found is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from annotate.model import Column, Consensus, Document, Table, Texts
from annotate.tables.keys import column_title
from annotate.tables.listing import Listing, joined, told
from annotate.tables.papers import Paper
from annotate.tables.profile import Profile
from annotate.tables.reasons import ATTRIBUTED, Links
from annotate.tables.study import Study

ACTOR, BY_PAPER = "actor", "by_paper"
# With more papers a column each would make a table that grows with their square and is empty almost everywhere.
MOST_COLUMNS = 40
FIELDS: Mapping[str, Texts] = {
    "actor": {"zh": "行为体", "en": "Actor"},
    "actor_type": {"zh": "类型", "en": "Type"},
    "n_papers": {"zh": "论文数", "en": "Papers"},
    "mentions": {"zh": "提及次数", "en": "Mentions"},
    "addressed": {"zh": "被建议条数", "en": "Advised in"},
    "addressed_by": {"zh": "由谁建议", "en": "Advised by"},
    "attributed": {"zh": "理由出自该方", "en": "Reasons attributed"},
    "aliases": {"zh": "文中称呼", "en": "Named as"},
    "by_paper": {"zh": "各文", "en": "By paper"},
}
ROLES: Mapping[str, Texts] = {
    "mentions": {"zh": "提及 {n} 次", "en": "named {n}×"},
    "addressed": {"zh": "被建议 {n} 条：{who}", "en": "advised {n}×: {who}"},
    "attributed": {"zh": "理由出自该方 {n} 处", "en": "reasons attributed {n}×"},
}


@dataclass(slots=True)
class Deeds:
    """What one actor does in the papers; the keys are documents."""

    mentions: Counter[str] = field(default_factory=Counter)
    attributed: Counter[str] = field(default_factory=Counter)
    addressed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    types: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)

    def documents(self) -> set[str]:
        """Return the papers in which the actor does anything."""
        return {*self.mentions, *self.attributed, *self.addressed}

    def n_addressed(self) -> int:
        """Return how many recommendations are addressed to the actor."""
        return sum(map(len, self.addressed.values()))

    def weight(self) -> int:
        """Return how often the actor appears at all."""
        return self.mentions.total() + self.n_addressed() + self.attributed.total()


class ActorTable:
    """Makes the actor table that a profile describes."""

    def __init__(self, profile: Profile, study: Study, *, with_seeds: bool = False) -> None:
        """Begin without actors."""
        self.profile = profile
        self.study = study
        self._found: dict[str, Deeds] = defaultdict(Deeds)
        self._read: list[Column] = []
        self._n_read = 0
        self._signs: dict[str, str] = {}
        self._listing = Listing(profile, study, with_seeds=with_seeds)

    def add(self, paper: Paper) -> None:
        """Count what the actors do in a paper."""
        self._listing.paper(paper)
        document, consensus = paper.document, paper.consensus
        self._signs[document.id] = paper.work.sign
        if consensus is None:
            return
        self._n_read += 1
        if self._n_read <= MOST_COLUMNS:
            title, subtitle = column_title("paper", document.id, (document,))
            column = Column(id=f"paper:{document.id}", title=title, subtitle=subtitle, documents=(document.id,))
            self._read.append(column)
        self._count(document, consensus)
        for entry in paper.entries(self.profile.label):
            for name in entry.addressees:
                self._found[name].addressed[document.id].append(entry.reference)

    def _count(self, document: Document, consensus: Consensus) -> None:
        links = Links(consensus)
        known = self.study.actors.within(document.id)
        for span in consensus.spans:
            if span.label == ACTOR:
                mention = document.quote(span.extent)
                for name in known.canonical(mention):
                    deeds = self._found[name]
                    deeds.mentions[document.id] += 1
                    deeds.types.update(span.values("type"))
                    deeds.aliases[mention] += 1
            mentions = [document.quote(actor.extent) for actor in links.targets(span.id, ATTRIBUTED)]
            for name in known.all_of(mentions):
                self._found[name].attributed[document.id] += 1

    def table(self) -> Table:
        """Return the table of all papers that were added."""
        found, listing = self._found, self._listing
        columns: list[Column] = []
        for field_ in self.profile.fields:
            columns += self._papers() if field_ == BY_PAPER else [Column(id=field_, title=FIELDS[field_])]
        listing.columns = tuple(columns)
        for name in sorted(found, key=lambda name: (-found[name].weight(), name)):
            write = _Writer(name, found[name], self.study, listing.words, self._signs)
            cells = [told(CELLS[c.id](write) if c.id in CELLS else write.in_paper(c.id)) for c in columns]
            listing.row(name, name, cells)
        return listing.table()

    def _papers(self) -> list[Column]:
        """Return a column for each paper that somebody annotated; one for all where they are very many."""
        many = self._n_read > MOST_COLUMNS
        return [Column(id=BY_PAPER, title=FIELDS[BY_PAPER])] if many else self._read


class _Writer:
    """Writes the cells of one actor."""

    def __init__(
        self, name: str, own: Deeds, study: Study, words: Mapping[str, Texts], signs: Mapping[str, str]
    ) -> None:
        self.name = name
        self.own = own
        self.study = study
        self.words = words
        self.signs = signs

    def type(self) -> Texts | str:
        """Return what the files of names say, else what annotators set most often."""
        most = sorted(self.own.types, key=lambda kind: (-self.own.types[kind], kind))[:1]
        kind = self.study.actors.type(self.name) or next(iter(most), "")
        return self.words.get(f"{ACTOR}.type.{kind}", kind)

    def in_paper(self, column: str) -> Texts:
        """Say what the actor does in one paper; nothing where it is not named."""
        document = column.removeprefix("paper:")
        own = self.own
        references = own.addressed.get(document, [])
        counts = {
            "mentions": own.mentions[document],
            "addressed": len(references),
            "attributed": own.attributed[document],
        }
        return {
            lang: "\n".join(
                ROLES[role][lang].replace("{n}", str(n)).replace("{who}", joined(references)[lang])
                for role, n in counts.items()
                if n
            )
            for lang in ("zh", "en")
        }

    def by_paper(self) -> Texts:
        """Say what the actor does, paper after paper, in one cell."""
        own = sorted(self.own.documents())
        said = [(self.signs[document], self.in_paper(f"paper:{document}")) for document in own]
        return {
            lang: "\n".join(f"{sign}: {texts[lang].replace(chr(10), '; ')}" for sign, texts in said)
            for lang in ("zh", "en")
        }

    def addressed_by(self) -> str:
        """Return the signs of the papers that advise the actor, each with its count."""
        return "、".join(f"{self.signs[d]} {len(own)}" for d, own in self.own.addressed.items())

    def aliases(self) -> str:
        """Return the words by which papers name the actor, where they differ from its name."""
        others = [alias for alias in self.own.aliases if alias != self.name]
        return "、".join(sorted(others, key=lambda alias: (-self.own.aliases[alias], alias)))


CELLS: Mapping[str, Callable[[_Writer], Texts | str]] = {
    "actor": lambda w: w.name,
    "actor_type": _Writer.type,
    "n_papers": lambda w: str(len(w.own.documents())),
    "mentions": lambda w: str(w.own.mentions.total()),
    "addressed": lambda w: str(w.own.n_addressed()),
    "addressed_by": _Writer.addressed_by,
    "attributed": lambda w: str(w.own.attributed.total()),
    "aliases": _Writer.aliases,
    "by_paper": _Writer.by_paper,
}
