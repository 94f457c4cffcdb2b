"""The comparison: rows by theme (or another key), columns by paper, entries where they meet.

Counts, silence and conflict are facts of what people found. What only rules
marked stands in its cell, but never enters a fact.

The entries themselves may be too many to be held: of each, a note stays that
says in which row and paper it stands, and what the facts need (`Noted`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, cast

from annotate.codebook import VERDICTS
from annotate.model import Cell, Column, Consensus, Document, Entry, Facts, Row, Table, Texts, Work
from annotate.spool import Spool
from annotate.tables.cells import Cells
from annotate.tables.filtering import notes, parted
from annotate.tables.keys import NONE_TITLES, column_keys, column_title, known_rows, row_keys, row_title
from annotate.tables.packed import ENTRY
from annotate.tables.papers import Paper
from annotate.tables.places import share
from annotate.tables.profile import Profile, texts, vocabulary
from annotate.tables.study import Study

STRENGTHS = ("must", "should", "may", "bare", "")
UNGROUPED = "-"


class Noted(NamedTuple):
    """What is held of an entry; in the order of its fields the strongest stands first.

    Args:
        place: in the list of all entries.
    """

    machine: bool
    strength: int
    document: str
    start: int
    end: int
    place: int
    against: bool
    addressees: tuple[str, ...]


ByDocument = dict[str, list[Noted]]


class Matrix:
    """Makes the comparison that a profile describes."""

    def __init__(self, profile: Profile, study: Study, *, with_seeds: bool = False) -> None:
        """Begin without papers."""
        self.profile = profile
        self.study = study
        self.with_seeds = with_seeds
        self._entries: Spool[Entry] = Spool(ENTRY.pack, ENTRY.unpack, folder=study.folder)
        self._columns: dict[str, _Column] = {}
        self._found: dict[str, ByDocument] = {}
        # Row -> papers of which something that people found is left out.
        self._left: dict[str, set[str]] = {}
        self._works: list[Work] = []
        self._addressed: dict[tuple[str, ...], tuple[str, ...]] = {}

    def add(self, paper: Paper) -> None:
        """Add the entries of a paper to their rows, and the paper to its columns."""
        profile, document = self.profile, paper.document
        kept, left = parted(profile, document, paper.entries(profile.label, with_seeds=self.with_seeds))
        self._works.append(paper.work)
        asked = _asked(document, paper.consensus, profile.label) if paper.consensus else None
        n_machine = sum(entry.machine for entry in kept)
        for key in column_keys(profile.columns.by, document):
            if key not in self._columns:
                self._columns[key] = _Column(*column_title(profile.columns.by, key, (document,)))
            self._columns[key].add(document, len(kept) - n_machine, n_machine, asked)
        for entry in kept:
            note = self._noted(entry)
            for key in row_keys(profile.rows.by, entry, document) or (UNGROUPED,):
                self._found.setdefault(key, {}).setdefault(document.id, []).append(note)
        for entry in left:
            for key in () if entry.machine else row_keys(profile.rows.by, entry, document) or (UNGROUPED,):
                self._left.setdefault(key, set()).add(document.id)

    def _noted(self, entry: Entry) -> Noted:
        here = entry.place.extent
        return Noted(
            machine=entry.machine,
            strength=STRENGTHS.index(entry.modality if entry.modality in STRENGTHS else ""),
            document=entry.document,
            start=here.start,
            end=here.end,
            place=self._entries.append(entry),
            against=entry.polarity == "against",
            # The same few names again and again: one of each is enough.
            addressees=self._addressed.setdefault(entry.addressees, entry.addressees),
        )

    def table(self) -> Table:
        """Return the comparison of all papers that were added."""
        profile, study = self.profile, self.study
        columns = self._ordered()
        order = {document: n for n, column in enumerate(columns) for document in column.documents}
        return Table(
            id=profile.id,
            kind="matrix",
            title=profile.title,
            study=study.title,
            columns=columns,
            rows=self._rows(columns),
            rows_by=profile.rows.by,
            rows_title=row_title(profile, study),
            annotators=study.annotators(),
            works=tuple(sorted(self._works, key=lambda work: order[work.document])),
            vocabulary=vocabulary(study.schema, profile.label),
            shown=profile.cells.shown,
            contents=profile.cells.contents,
            with_seeds=self.with_seeds,
            notes=notes(profile, study),
        )

    def _ordered(self) -> tuple[Column, ...]:
        found, order = self._columns, self.profile.columns.order
        columns = [own.column(key) for key, own in found.items()]
        if order == "name":
            columns.sort(key=lambda c: (c.title["zh"], c.id))
        elif order == "year":
            columns.sort(key=lambda c: found[c.id].first_year)
        elif order == "count":
            columns.sort(key=lambda c: -(c.count or 0))
        # What can be compared stands side by side; papers that nobody annotated follow.
        return tuple(sorted(columns, key=lambda c: not c.examined))

    def _rows(self, columns: Sequence[Column]) -> tuple[Row, ...]:
        by = self.profile.rows.by
        titles = known_rows(self.profile, self.study)
        found = dict(self._found)
        loose = found.pop(UNGROUPED, {})
        if self.profile.rows.empty:
            found = {key: {} for key in titles} | found
        known = {key: n for n, key in enumerate(titles)}
        order = sorted(found, key=lambda key: (known.get(key, len(known)), key))
        rows = [self._row(key, titles.get(key, {"zh": key, "en": key}), found[key], columns) for key in order]
        rows = _sorted_rows(rows, self.profile.rows.order)
        if loose:
            rows.append(self._row(UNGROUPED, NONE_TITLES.get(by, NONE_TITLES[""]), loose, columns))
        return tuple(rows)

    def _row(self, key: str, title: Texts, own: ByDocument, columns: Sequence[Column]) -> Row:
        filtered = self._left.get(key, ())
        within = [self._within(column, own) for column in columns]
        absences = [_absence(c, notes_, filtered) for c, notes_ in zip(columns, within, strict=True)]
        places = {n: tuple([note.place for note in notes_]) for n, notes_ in enumerate(within) if notes_}
        cells: Sequence[Cell] = Cells(self._entries, places, absences)
        by_theme = self.profile.rows.by == "theme"
        theme = next((t for t in self.study.codebook.themes if t.id == key), None) if by_theme else None
        return Row(
            id=key,
            title=title,
            cells=cast("tuple[Cell, ...]", cells if self._entries.on_disk else tuple(cells)),
            gloss=texts(theme.gloss) if theme else {},
            verdict=theme.verdict if theme else "",
            facts=_facts(within, absences, columns),
            grouped=key != UNGROUPED,
        )

    def _within(self, column: Column, own: ByDocument) -> list[Noted]:
        """Return what stands in a cell, in its order."""
        here = [note for document in column.documents for note in own.get(document, ())]
        by_strength = self.profile.cells.order == "strength"
        return sorted(here, key=lambda n: n[:5] if by_strength else (n.start, n.end))


class _Column:
    """What is counted of a column while papers are added; there may be one for each of very many papers."""

    __slots__ = ("count", "documents", "examined", "first_year", "n_machine", "share", "subtitle", "title")

    def __init__(self, title: Texts, subtitle: str) -> None:
        self.title = title
        self.subtitle = subtitle
        self.documents: list[str] = []
        self.count = self.n_machine = self.examined = 0
        self.share = 0.0
        self.first_year = 9999

    def add(self, document: Document, count: int, n_machine: int, share: float | None) -> None:
        """Add a paper; one that nobody annotated has no share."""
        self.documents.append(document.id)
        self.count += count
        self.n_machine += n_machine
        self.examined += share is not None
        self.share += share or 0.0
        self.first_year = min(self.first_year, document.metadata.year or 9999)

    def column(self, key: str) -> Column:
        """Return the column."""
        return Column(
            id=key,
            title=self.title,
            subtitle=self.subtitle,
            documents=tuple(self.documents),
            count=self.count,
            n_machine=self.n_machine,
            examined=bool(self.examined),
            share=round(self.share / self.examined, 3) if self.examined else 0.0,
        )


def _asked(document: Document, consensus: Consensus, label: str) -> float:
    """Return how much of a document's text a label was asked in, 0 to 1."""
    return share((asked.extent for asked in consensus.asked if label in asked.labels), document)


def _absence(column: Column, here: Sequence[Noted], filtered: Collection[str]) -> str:
    """Return why a cell shows nothing that people found; empty where it shows something."""
    if any(not note.machine for note in here):
        return ""
    if any(document in filtered for document in column.documents):
        return "left-out"
    return "not-examined" if not column.examined else "silent" if column.share else "not-asked"


def _facts(within: Sequence[Sequence[Noted]], absences: Sequence[str], columns: Sequence[Column]) -> Facts:
    absent: dict[str, list[str]] = {kind: [] for kind in ("", "silent", "not-examined", "not-asked", "left-out")}
    for absence, column in zip(absences, columns, strict=True):
        absent[absence].append(column.id)
    # What stands in the columns of several authors is one entry all the same.
    people = {note.place: note for here in within for note in here if not note.machine}.values()
    addressed: dict[str, int] = {}
    for note in people:
        for name in note.addressees:
            addressed[name] = addressed.get(name, 0) + 1
    return Facts(
        speak=tuple(absent[""]),
        silent=tuple(absent["silent"]),
        not_examined=tuple(absent["not-examined"]),
        not_asked=tuple(absent["not-asked"]),
        count=len(people),
        contested=len({note.against for note in people}) > 1,
        addressees=tuple(sorted(addressed, key=lambda name: (-addressed[name], name))),
    )


def group(row: Row) -> int:
    """Return the group of rows among which a row stands; a darker rule parts the groups.

    What the scholar judged stands first; of the rest, what should be looked at
    (for and against), then where several speak, then one, then nobody.
    """
    if not row.grouped:
        return 9
    if row.verdict:
        return VERDICTS.index(row.verdict)
    if row.facts.contested and len(row.facts.speak) > 1:
        return 4
    return {0: 8, 1: 6}.get(len(row.facts.speak), 5)


def _sorted_rows(rows: list[Row], order: str) -> list[Row]:
    if order == "verdict":
        return sorted(rows, key=group)
    if order == "count":
        return sorted(rows, key=lambda row: -row.facts.count)
    if order == "name":
        return sorted(rows, key=lambda row: (row.title.get("zh", ""), row.id))
    return rows
