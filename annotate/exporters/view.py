"""What the page's templates ask of a table, so that they hold no logic of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from annotate.codebook import VERDICTS
from annotate.exporters import pieces
from annotate.exporters.packing import behind, squeezed
from annotate.exporters.plain import MANY, Plain, count_reasons, edges
from annotate.exporters.rows import rows_store
from annotate.exporters.words import WORDS
from annotate.han import has_han
from annotate.model import Cell, Column, Entry, Reading, Row, Table

HEIGHTS: Mapping[str, int] = {"must": 14, "should": 10, "may": 6, "bare": 3, "": 3}
PITCH, WIDEST, TALLEST = 4, 64, 14
APPARATUS = ("modality", "polarity", "addressee", "theme", "theme_note", "note")
LONG_CHANGE = 24
PACKED = 600  # more entries than this, and their details wait packed until they are asked for
FIRST = 200  # rows of a long table that stand in such a page without its script
BESIDE = 6  # columns with which the glance always stands beside the title; with more if it is not too wide
ROOM, HEAD, GAP = 460, 110, 14  # of the glance beside the title, of its heads, between its columns, in pixels


@dataclass(frozen=True, slots=True)
class Tick:
    """One recommendation at a glance."""

    x: float
    height: int
    against: bool


@dataclass(frozen=True, slots=True)
class Change:
    """How one annotator's edge differs."""

    sign: str
    text: str


class View:
    """A table as its page shows it, in the language it opens with."""

    def __init__(self, table: Table, lang: str) -> None:
        """Look everything up once."""
        self.table = table
        self.lang = lang
        self.plain = Plain(table, lang)
        self.letters = {a.id: a.letter for a in table.annotators}
        self.entries = table.entries() if table.kind == "matrix" else {}
        self.numbers = {reference: number for number, reference in enumerate(self.entries, 1)}
        self.works = {work.document: work for work in table.works}
        people = [e for e in self.entries.values() if not e.machine]
        self.people = people
        self.all_from_words = bool(people) and all(e.read_from_words for e in people)
        self._filled: list[int] | None = None
        self._rows_of: dict[str, list[Row]] = {}
        for row in table.rows if table.kind == "matrix" else ():
            for reference in dict.fromkeys(e.reference for cell in row.cells for e in cell.entries):
                self._rows_of.setdefault(reference, []).append(row)
        self.any_settled = any(e.support is not None and e.support.adjudicated for e in people)
        self.wide = table.kind == "matrix" and len(table.columns) > BESIDE and self._glance_width() > ROOM
        # Both hundreds of thousands of elements and megabytes keep a browser from showing anything.
        self.packed = len(self.entries) > PACKED
        self._kept: dict[str, str] = {}
        self._sought: dict[str, list[str]] = {}

    # ---- words -------------------------------------------------------------

    def words_json(self) -> str:
        """Return the tool's and the schema's words in both languages, safe inside a script element."""
        words = {
            lang: {
                **WORDS[lang],
                **{f"v:{key}": texts.get(lang, key) for key, texts in self.table.vocabulary.items()},
            }
            for lang in ("zh", "en")
        }
        text = json.dumps(words, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    def short(self, column: str) -> str:
        """Return a column's name for lists."""
        return self.plain.short[column]

    def shorts(self, columns: tuple[str, ...]) -> str:
        """Return columns' names for a list."""
        return self.plain.shorts(columns)

    def filled(self) -> list[int]:
        """Return which columns of a long table hold anything."""
        if self._filled is None:
            empty = dict.fromkeys(range(len(self.table.columns)))
            for words in self.table.said(self.lang):
                for n in [n for n in empty if words[n]]:
                    del empty[n]
                if not empty:
                    break
            self._filled = [n for n in range(len(self.table.columns)) if n not in empty]
        return self._filled

    def least(self, head: int, full: int, seeded: int, empty: int) -> int:
        """Return the least width of the table at which columns can still be read, in pixels."""
        return head + sum(full if c.count else seeded if c.n_machine else empty for c in self.table.columns)

    def fixed(self) -> int:
        """Return what the columns that hold nothing people found take of the width, in pixels."""
        return 252 + sum(0 if c.count else 176 if c.n_machine else 150 for c in self.table.columns)

    def widths(self) -> list[tuple[Column, float]]:
        """Return the columns, each with its share of the rest: a paper that says much gets more room."""
        most = max((c.count or 0 for c in self.table.columns), default=0)
        weights = [1 + 0.5 * (c.count or 0) / most if c.count else 0 for c in self.table.columns]
        whole = sum(weights) or 1
        return [(c, round(w / whole, 4)) for c, w in zip(self.table.columns, weights, strict=True)]

    # ---- the summary ---------------------------------------------------------

    def summary(self) -> dict[str, int | list[tuple[str, int]]]:
        """Return the counts that the opening sentence tells; all are facts or the scholar's own."""
        rows = [row for row in self.table.rows if row.grouped]
        loose = sum(row.facts.count for row in self.table.rows if not row.grouped)
        unread = sum(len(c.documents) for c in self.table.columns if not c.examined)
        judged = [(v, sum(row.verdict == v for row in rows)) for v in VERDICTS]
        spoken = [row for row in rows if row.facts.speak]
        return {
            "papers": sum(len(c.documents) for c in self.table.columns) - unread,
            "unread": unread,
            "items": len(self.people),
            "rows": len(rows),
            "verdicts": [(v, n) for v, n in judged if n],
            "unjudged": sum(not row.verdict for row in spoken),
            "one": sum(len(row.facts.speak) == 1 for row in rows),
            "silent": sum(not row.facts.speak for row in rows),
            "contested": sum(self.to_check(row) for row in rows),
            "loose": loose,
        }

    def to_check(self, row: Row) -> bool:
        """True if a person should look: advice for and against, and no verdict yet."""
        return row.facts.contested and not row.verdict

    # ---- at a glance -----------------------------------------------------------

    def ticks(self, cell: Cell) -> tuple[list[Tick], float, float]:
        """Return the ticks of what people found in a cell, how wide they are together, and each."""
        people = [e for e in cell.entries if not e.machine]
        pitch = min(PITCH, WIDEST / max(1, len(people)))
        ticks = [
            Tick(round(n * pitch, 2), HEIGHTS.get(e.modality, 3), e.polarity == "against") for n, e in enumerate(people)
        ]
        return ticks, round(max(PITCH, len(people) * pitch), 2), round(pitch * 0.55, 2)

    def _glance_width(self) -> float:
        """Return about how wide the glance is, in pixels."""
        rows, columns = self.table.rows, range(len(self.table.columns))
        widest = (max((self.ticks(row.cells[n])[1] for row in rows), default=0) for n in columns)
        return HEAD + sum(max(PITCH * 3, width) + GAP for width in widest)

    def n_machine(self, cell: Cell) -> int:
        """Return how many entries only rules marked."""
        return sum(e.machine for e in cell.entries)

    def cut_above(self, index: int) -> bool:
        """True if a darker rule parts this row from the one above."""
        return index > 0 and self._group(self.table.rows[index]) != self._group(self.table.rows[index - 1])

    def _group(self, row: Row) -> tuple[bool, str, int, bool]:
        several = min(len(row.facts.speak), 2)
        unjudged = not row.verdict
        return (row.grouped, row.verdict, several if unjudged else 0, unjudged and row.facts.contested)

    # ---- entries ---------------------------------------------------------------

    def cells(self, row: Row) -> Iterator[tuple[Column, Cell]]:
        """Yield a row's cells with their columns."""
        yield from zip(self.table.columns, row.cells, strict=True)

    def absence(self, cell: Cell, column: Column) -> str:
        """Return the word's key for why a cell is empty."""
        return "silent_part" if cell.absence == "silent" and column.share < 1 else cell.absence

    def shows(self, content: str) -> bool:
        """True if the profile wants an entry to show this of itself."""
        return content in self.table.contents

    def doubtful(self, entry: Entry) -> bool:
        """True if the strength needs its own mark: only words say so, and not of all entries."""
        return entry.read_from_words and not self.all_from_words

    def quotation(self, entry: Entry) -> list[pieces.Piece]:
        """Return the quotation in pieces."""
        return pieces.quotation(entry)

    def passage(self, entry: Entry) -> list[pieces.Piece]:
        """Return the paragraph in pieces."""
        return pieces.passage(entry, self.letters)

    def count_reasons(self, entry: Entry) -> int:
        """Return how many reasons stand behind an entry."""
        return count_reasons(entry)

    def dots(self, entry: Entry) -> list[str]:
        """Return the state of each annotator; none where there are too many for dots."""
        return [] if len(entry.readings) > MANY else [reading.state for reading in entry.readings]

    def task_link(self, entry: Entry) -> str:
        """Return the address of an entry's Label Studio task, if it is one of the web."""
        return entry.link if entry.link.startswith(("https://", "http://")) else ""

    def who(self, entry: Entry) -> str:
        """Return the letters of those who marked it, for readers who cannot see dots."""
        return "、".join(self.letters[r.annotator] for r in entry.readings if r.state == "marked")

    def themes(self, entry: Entry) -> list[Row]:
        """Return the rows in which an entry stands."""
        return self._rows_of.get(entry.reference, [])

    def json(self, values: tuple[str, ...]) -> str:
        """Return values for a data attribute."""
        return json.dumps(values, ensure_ascii=False)

    def language(self, entry: Entry) -> str:
        """Return the language of a quotation, which its typeface follows."""
        return text_language(entry.quotation)

    # ---- what a big page keeps packed -----------------------------------------------

    def keep(self, key: str, html: str, entry: Entry | None = None) -> str:
        """Put aside a piece of the page, to be unpacked by its script; nothing is left in its place."""
        self._kept[key] = str(html)
        if entry is not None:
            self._sought[key] = behind(entry)
        return ""

    def store(self) -> str:
        """Return all that was put aside."""
        return squeezed({"html": self._kept, "text": self._sought})

    def later(self) -> bool:
        """True if most rows of a long table do not stand in the page itself: there are a great many."""
        return len(self.table.rows) > PACKED

    def first_rows(self) -> Iterator[Row]:
        """Yield the rows of a long table that stand in the page itself."""
        return islice(self.table.rows, FIRST if self.later() else None)

    def rows_store(self, beside: str) -> str:
        """Return the rows of a long table as its script takes them."""
        return rows_store(self.table, self.filled(), beside)

    # ---- the apparatus ------------------------------------------------------------

    def apparatus(self, entry: Entry) -> list[str]:
        """Return the attributes of which at least one annotator said something."""
        return [key for key in APPARATUS if any(key in reading.attributes for reading in entry.readings)]

    def changes(self, entry: Entry, reading: Reading) -> list[Change]:
        """Return how an annotator's edges differ; long words are cut in the middle."""
        return [Change(sign, _middle_cut(text)) for sign, text in edges(entry, reading)]

    def differs(self, entry: Entry, reading: Reading, key: str) -> bool:
        """True if what an annotator set is not what the table shows."""
        own = reading.attributes.get(key, ())
        if key == "addressee":
            return bool(own) and not set(own) & {*entry.addressees, *entry.addressed_as}
        if key in ("modality", "polarity"):
            shown = entry.modality if key == "modality" else entry.polarity
            return bool(own) and shown not in own
        return False

    def value(self, key: str, values: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return values with the key of their word in the schema, empty for free text."""
        return [(v, f"v:{key}.{v}" if f"{key}.{v}" in self.table.vocabulary else "") for v in values]

    def annotator_name(self, annotator: str) -> str:
        """Return an annotator's name where it says more than the letter."""
        found = next((a for a in self.table.annotators if a.id == annotator), None)
        return found.name if found and found.name != found.letter else ""

    def by(self, reason_by: tuple[str, ...]) -> list[tuple[str, bool]]:
        """Return each annotator's letter and whether it stands behind a link."""
        return [(a.letter, a.id in reason_by) for a in self.table.annotators]


def text_language(text: str) -> str:
    """Return `zh-CN` for text with Chinese characters, `en` otherwise."""
    return "zh-CN" if has_han(text) else "en"


def _middle_cut(text: str) -> str:
    if len(text) <= LONG_CHANGE:
        return text
    half = LONG_CHANGE // 2 - 1
    return f"{text[:half]}……{text[-half:]}"
