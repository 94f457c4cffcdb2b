"""A table as data: what exporters write, whatever the format.

    Table ─ columns: papers (matrix) or fields (long)
          └ rows ─ cells ─ entries ─ reasons ─ reasons …
                                   └ readings: each annotator's own version

Everything that a person said (verdict, gloss, attributes) is kept apart from
what was computed (`Facts`, `words`), so that no format can mix them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.model.entry import Entry

Texts = Mapping[str, str]
"""The same words by language, `en` and `zh`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: a paper (or author, year, …) in a matrix, a field in a long table.

    Args:
        count: entries that people found in it; machine marks are not counted.
        n_machine: entries that only rules marked.
        examined: somebody annotated at least one of its documents.
        share: how much of its text the label was asked in, 0 to 1.
    """

    id: str
    title: Texts
    subtitle: str = ""
    documents: tuple[str, ...] = ()
    count: int | None = None
    n_machine: int = 0
    examined: bool = True
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands where a row and a column meet.

    Args:
        text: of a long table's cell, the same in every language.
        texts: of a long table's cell whose words are the tool's or the schema's.
        entries: of a matrix' cell.
        absence: why a matrix' cell shows nothing that people found: `silent`,
            `not-examined`, `not-asked`, or `left-out` (something was found, and the
            profile leaves it out); empty where something is shown.
    """

    text: str = ""
    texts: Texts = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    absence: str = ""

    def say(self, lang: str) -> str:
        """Return a long table's cell in a language."""
        return self.texts.get(lang, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tool computed of a row; the ids are those of columns.

    Args:
        contested: some advise for and some against within the row, so that a
            person should look; it is no verdict.
    """

    speak: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    not_examined: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    count: int = 0
    contested: bool = False
    addressees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its head; `facts` hold what was computed, `verdict` what a person said.

    Args:
        grouped: False for the row of what belongs nowhere yet.
    """

    id: str
    title: Texts
    cells: tuple[Cell, ...]
    gloss: Texts = field(default_factory=dict)
    verdict: str = ""
    facts: Facts = field(default_factory=Facts)
    grouped: bool = True


class Rows(Sequence[Row]):
    """The rows of a long table that are not held: they are made anew each time they are asked for."""

    @abstractmethod
    def lines(self) -> Iterator[tuple[str, str, Sequence[str | Texts]]]:
        """Yield each row's id, its title (empty: none), and its cells, without making a `Row` of them."""

    def said(self, lang: str) -> Iterator[list[str]]:
        """Yield the words of each row in a language."""
        for _, _, cells in self.lines():
            yield [words if isinstance(words, str) else words.get(lang, "") for words in cells]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator:
    """Somebody whose dots stand in the table, under a letter that fits above a line."""

    id: str
    letter: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A paper as the list of sources names it."""

    document: str
    sign: str
    authors: tuple[str, ...]
    title: str
    source: str
    year: int | None = None
    venue: str = ""
    doi: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A finished table, independent of any format.

    In a table too long to be held, `rows` are `Rows`, and the cells of a matrix'
    row another sequence than a tuple: each is made when it is asked for.

    Args:
        kind: `matrix` (cells hold entries) or `long` (cells hold text).
        title: of the table; `study` is the study's.
        rows_by: what the rows are: `theme`, `addressee`, `modality`, …
        rows_title: how that is called.
        annotators: in the order of the dots.
        works: the papers, in the order of the columns.
        vocabulary: words of the schema by `attribute.choice`, `label.id`,
            `relation.id` and `attribute`, by language.
        shown: entries of a cell that are shown before the rest is unfolded.
        contents: what an entry shows of itself.
        with_seeds: machine marks were asked for.
        notes: how to read it, as the profile describes it.
    """

    id: str
    kind: str
    title: Texts
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    study: str = ""
    rows_by: str = ""
    rows_title: Texts = field(default_factory=dict)
    annotators: tuple[Annotator, ...] = ()
    works: tuple[Work, ...] = ()
    vocabulary: Mapping[str, Texts] = field(default_factory=dict)
    shown: int = 3
    contents: tuple[str, ...] = ()
    with_seeds: bool = False
    notes: tuple[Texts, ...] = ()

    def said(self, lang: str) -> Iterator[Sequence[str]]:
        """Yield the words of a long table's rows in a language."""
        rows: Sequence[Row] = self.rows
        return rows.said(lang) if isinstance(rows, Rows) else ([cell.say(lang) for cell in row.cells] for row in rows)

    def held(self) -> Table:
        """Return the table with all its rows and cells in memory, for those who go to and fro in it."""
        return replace(self, rows=tuple(replace(row, cells=tuple(row.cells)) for row in self.rows))

    def entries(self) -> dict[str, Entry]:
        """Return the entries of a matrix by reference, each once, in row order."""
        return {e.reference: e for row in self.rows for cell in row.cells for e in cell.entries}
