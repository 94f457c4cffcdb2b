"""A matrix in plain words, for the formats whose cells hold text: CSV, XLSX, Markdown, terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from annotate.exporters.words import say
from annotate.model import Cell, Column, Entry, Facts, Reading, Row, Table

DOTS: Mapping[str, str] = {"marked": "●", "partial": "◐", "unmarked": "○", "not-asked": "–"}
MANY = 8
NAMED = 100
"""Columns that a sentence names; nobody reads the names of thousands."""
NUMBERS = frozenset({
    "year", "paragraph", "start", "end", "depth", "n_papers", "mentions", "addressed", "attributed", "characters",
    "paragraphs", "against", "relations", "labels", "strengths",
})  # fmt: skip
"""Fields of lists whose cells are whole numbers; of an id such as `labels:claim`, what stands before the colon."""


class Plain:
    """Says parts of a table in one language."""

    def __init__(self, table: Table, lang: str) -> None:
        """Keep the table's words."""
        self.table = table
        self.lang = lang
        self.short = short_names(table)

    def word(self, key: str, n: object = "", m: object = "") -> str:
        """Return one of the tool's own words."""
        return say(self.lang, key, n, m)

    def choice(self, key: str) -> str:
        """Return a word of the schema, or the last part of its key."""
        return self.table.vocabulary.get(key, {}).get(self.lang) or key.rpartition(".")[2]

    def strength(self, entry: Entry) -> str:
        """Return the strength, against said first; a ° where only the words say so."""
        title = self.choice(f"modality.{entry.modality}") if entry.modality else self.word("no_modality")
        against = f"{self.word('against')}·" if entry.polarity == "against" else ""
        return f"{against}{title}{'°' if entry.read_from_words else ''}"

    def place(self, entry: Entry) -> str:
        """Return section path, paragraph, and page where the source has pages."""
        number, page = entry.place.paragraph, entry.place.page
        tail = self.word("paragraph", number) if number else self.word("heading")
        return " › ".join((*entry.place.section, tail, *((self.word("page", page),) if page else ())))

    def dots(self, entry: Entry) -> str:
        """Return ●◐○ in the annotators' order, or n/m where there are many or no versions."""
        support = entry.support
        if support is None or entry.machine:
            return ""
        count = f"{len(support.by)}/{len(support.asked)}"
        count += f" {self.word('single')}" if support.single else ""
        asked = [r for r in entry.readings if r.state != "not-asked"]
        if not asked or len(entry.readings) > MANY:
            return count
        return "".join(DOTS[r.state] for r in entry.readings) + f" {count}"

    def entry(self, entry: Entry) -> str:
        """Return an entry as lines of text: what the profile wants of it."""
        contents = self.table.contents
        parts = [self.word("machine")] if entry.machine else []
        parts += self.about(entry)
        if "place" in contents:
            parts.append(self.place(entry))
        lines = [f"{entry.reference}　{entry.quotation}"]
        if "translation" in contents and entry.translation:
            lines.append(entry.translation)
        lines.append(" · ".join(parts))
        return "\n".join(lines)

    def about(self, entry: Entry) -> list[str]:
        """Return strength, addressee, support and reasons of an entry, as far as the profile wants them."""
        contents = self.table.contents
        parts = [self.strength(entry)] if "modality" in contents or "polarity" in contents else []
        if "addressee" in contents and entry.addressees:
            parts.append(f"{self.word('to')} {'、'.join(entry.addressees)}")
        if "support" in contents:
            parts.append(self.dots(entry))
        if "reasons" in contents and entry.reasons:
            parts.append(self.reasons(entry))
        return [part for part in parts if part]

    def reasons(self, entry: Entry) -> str:
        """Return how many reasons stand behind an entry."""
        n = count_reasons(entry)
        return self.word("reasons_1" if n == 1 else "reasons_n", n)

    def cell(self, cell: Cell, column: Column) -> str:
        """Return a cell: why it is empty, then its entries."""
        lines = [self.absence(cell, column)] if cell.absence else []
        return "\n".join([*lines, *(self.entry(entry) for entry in cell.entries)])

    def absence(self, cell: Cell, column: Column) -> str:
        """Return why a cell is empty."""
        partly = cell.absence == "silent" and column.share < 1
        return f"— {self.word('silent_part' if partly else cell.absence)}"

    def verdict(self, row: Row) -> str:
        """Return the scholar's verdict, or that there is none."""
        return self.word(row.verdict) if row.verdict else self.word("not_judged")

    def facts(self, facts: Facts, *, judged: bool = False) -> str:
        """Return who speaks, who is silent, who was not examined or asked, and what should be checked."""
        said = [self.word("both_sides" if judged else "contested")] if facts.contested else []
        groups = (("silent", facts.silent), ("not-examined", facts.not_examined), ("not-asked", facts.not_asked))
        said.append(self.named("speak", facts.speak) if facts.speak else self.word("nobody"))
        said += [self.named(key, ids) for key, ids in groups if ids]
        return ("；" if self.lang == "zh" else "; ").join(said)

    def named(self, key: str, ids: tuple[str, ...]) -> str:
        """Return a word with the short names of columns; of very many the first, and how many there are."""
        mark = "、" if self.lang == "zh" else ", "
        return f"{self.word(key)} {self.shorts(ids, mark)}"

    def shorts(self, ids: Sequence[str], mark: str = "、") -> str:
        """Return the short names of columns as a list; of very many the first, and how many there are."""
        return mark.join(self.short[i] for i in ids[:NAMED]) + (f" …… ({len(ids)})" if len(ids) > NAMED else "")


def notes(table: Table, lang: str) -> list[str]:
    """Return how to read a table: what its profile says of it, and what its filters keep."""
    return [said for note in table.notes if (said := note.get(lang) or note.get("zh") or note.get("en", ""))]


def short_names(table: Table) -> Mapping[str, str]:
    """Return column id -> a name short enough for a list: the sign, told apart by year where two share it."""
    signs = {work.document: work for work in table.works}
    names = {}
    for column in table.columns:
        work = signs.get(column.id)
        names[column.id] = work.sign if work else column.title.get("zh", column.id)
    taken = Counter(names.values())
    dated = Counter((work.sign, work.year) for work in table.works)
    for number, column in enumerate(table.columns, 1):
        work = signs.get(column.id)
        if work and taken[names[column.id]] > 1:
            year = str(work.year) if work.year and dated[work.sign, work.year] == 1 else f"#{number}"
            names[column.id] = f"{work.sign}{year}"
    return names


def count_reasons(entry: Entry) -> int:
    """Return how many different spans stand behind an entry."""
    seen: set[str] = set()
    stack = list(entry.reasons)
    while stack:
        reason = stack.pop()
        seen.add(reason.span)
        stack += reason.reasons
    return len(seen)


def edges(entry: Entry, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return how one annotator's edges differ from the entry's: (`+` or `-`, words) before, then after.

    The words are those of the paragraph; what lies outside it is not shown.
    """
    if not reading.extents:
        return ()
    here, base, text = entry.place.extent, entry.context_start, entry.context
    start = min(extent.start for extent in reading.extents)
    end = max(extent.end for extent in reading.extents)

    def words(low: int, high: int) -> str:
        return text[max(0, low - base) : max(0, high - base)]

    before = ("+", words(start, here.start)) if start < here.start else ("-", words(here.start, start))
    after = ("+", words(here.end, end)) if end > here.end else ("-", words(end, here.end))
    return tuple(change for change in (before, after) if change[1])
