"""Statements as the Discourse Network Analyzer lists them: who says what, for or against, when.

The person is the author, the concept the row (the theme), agreement the
polarity. A paper of which only the year is known is dated to its first day;
one without a year has no date, and the analyzer will ask for it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotate.exporters import Options
from annotate.files import replacing
from annotate.inert import for_spreadsheet
from annotate.model import Entry, Table, Work

HEAD = ("ID", "time", "docTitle", "author", "source", "person", "organization", "concept", "agreement", "text")


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.dna.csv for each matrix; other tables hold no statements."""
    written = []
    for table in tables:
        if table.kind != "matrix":
            continue
        path = folder / f"{table.id}.dna.csv"
        with replacing(path) as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(HEAD)
            for line in statements(table, options.lang):
                writer.writerow([for_spreadsheet(cell) for cell in line])
        written.append(path)
    return written


def statements(table: Table, lang: str) -> Iterator[tuple[str, ...]]:
    """Yield one statement for each recommendation of people in each grouped row."""
    works = {work.document: work for work in table.works}
    number = 0
    for row in table.rows:
        title = row.title.get(lang) or row.title.get("zh", row.id)
        for entry in (entry for cell in row.cells for entry in cell.entries if row.grouped and not entry.machine):
            for person in works[entry.document].authors or (works[entry.document].sign,):
                number += 1
                yield (str(number), *_statement(entry, works[entry.document], person, title))


def _statement(entry: Entry, work: Work, person: str, concept: str) -> tuple[str, ...]:
    time = f"{work.year:04d}-01-01 00:00:00" if work.year else ""
    agreement = "0" if entry.polarity == "against" else "1"
    source = work.venue or work.source
    return (time, work.title, "; ".join(work.authors), source, person, "", concept, agreement, entry.quotation)
