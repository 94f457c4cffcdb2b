"""Statements as the Discourse Network Analyzer keeps them: who says what, for or against, when, and where it stands.

NAME.dna.csv       a statement a row, with the columns of its own table of statements, then words for people
dna-documents.csv  the papers, with the fields that its documents have
dna-import.R       hands both to its R package, the one way in for statements from elsewhere

The person is the author, the concept the row (the theme), agreement the
polarity. A paper is dated by the day it says it was published, else by the
first of the year; without either it has no date, and the analyzer asks for one.
Places count UTF-16 units of the text as it stands in the file, as Java does.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from annotate.exporters import Options
from annotate.files import replacing
from annotate.inert import for_spreadsheet, guarded, safe
from annotate.model import Document, Entry, Table, Work

HEAD = (
    "ID", "document_id", "start", "stop", "person", "organization", "concept", "agreement",
    "time", "title", "author", "source", "text",
)  # fmt: skip
PAPER = ("ID", "title", "text", "author", "source", "section", "type", "notes", "date_time")
DOCUMENTS, SCRIPT = "dna-documents.csv", "dna-import.R"
WHOLE_DATE = "0001-01-01"
ONE_UNIT = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Paper:
    """What statements need to know of a paper.

    Args:
        time: when it was published.
        before: units that stand before its text in the file.
        wide: offsets of the characters that take two units.
    """

    time: str
    before: int = 0
    wide: Sequence[int] = ()

    def unit(self, offset: int) -> int:
        """Return how many units stand before a code point of the text."""
        return self.before + offset + bisect_left(self.wide, offset)


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.dna.csv for each matrix, and the papers beside them; other tables hold no statements."""
    matrices = [table for table in tables if table.kind == "matrix"]
    if not matrices:
        return []
    written = []
    papers: dict[str, _Paper] = {}
    if options.documents:
        with replacing(folder / DOCUMENTS) as file:
            papers = _write_papers(file, options.documents)
        script = Path(__file__).parent / "static" / SCRIPT
        with replacing(folder / SCRIPT, "wb") as raw:
            raw.write(script.read_bytes())
        written += [folder / DOCUMENTS, folder / SCRIPT]
    for table in matrices:
        path = folder / f"{table.id}.dna.csv"
        with replacing(path) as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(HEAD)
            for line in statements(table, options.lang, papers):
                writer.writerow([for_spreadsheet(cell) for cell in line])
        written.append(path)
    return written


def _write_papers(file: IO[str], documents: Iterable[Document]) -> dict[str, _Paper]:
    """Write the papers; return by their ids what statements need of them."""
    papers = {}
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(PAPER)
    for document in documents:
        known = document.metadata
        time = _time(known.published or known.online or str(known.year or ""))
        text = guarded(safe(document.text))
        wide = [at for at, char in enumerate(document.text) if ord(char) > ONE_UNIT]
        papers[document.id] = _Paper(time, len(text) - len(document.text), wide)
        title, source = known.title or document.source.path, known.venue or document.source.path
        cells = (document.id, title, "; ".join(known.authors), source, time)
        name, title, author, source, time = map(for_spreadsheet, cells)
        writer.writerow((name, title, text, author, source, "", "", "", time))
    return papers


def _time(date: str) -> str:
    """Return the first second of a day, month or year in ISO 8601.

    >>> _time("2023-02"), _time("")
    ('2023-02-01 00:00:00', '')
    """
    return f"{date}{WHOLE_DATE[len(date) :]} 00:00:00" if date else ""


def statements(table: Table, lang: str, papers: Mapping[str, _Paper]) -> Iterator[tuple[str, ...]]:
    """Yield one statement for each recommendation of people in each grouped row."""
    works = {work.document: work for work in table.works}
    number = 0
    for row in table.rows:
        title = row.title.get(lang) or row.title.get("zh", row.id)
        for entry in (entry for cell in row.cells for entry in cell.entries if row.grouped and not entry.machine):
            work = works[entry.document]
            paper = papers.get(entry.document)
            for person in work.authors or (work.sign,):
                number += 1
                yield (str(number), *_statement(entry, work, paper, person, title))


def without_concept(table: Table) -> int:
    """Return how many recommendations of a matrix are no statements, since they stand in no row of a name."""
    if table.kind != "matrix":
        return 0
    lone = (cell for row in table.rows if not row.grouped for cell in row.cells)
    return sum(not entry.machine for cell in lone for entry in cell.entries)


def _statement(entry: Entry, work: Work, paper: _Paper | None, person: str, concept: str) -> tuple[str, ...]:
    extent = entry.place.extent
    # Without the paper's text beside it a place says nothing.
    units = (str(paper.unit(extent.start)), str(paper.unit(extent.end))) if paper else ("", "")
    time = paper.time if paper else _time(str(work.year or ""))
    agreement = "0" if entry.polarity == "against" else "1"
    source = work.venue or work.source
    about = (time, work.title, "; ".join(work.authors), source, entry.quotation)
    return (entry.document, *units, person, "", concept, agreement, *about)
