"""CSV: UTF-8, one file a table, every cell inert in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotate.exporters import Options
from annotate.exporters.plain import Plain
from annotate.files import replacing
from annotate.inert import for_spreadsheet
from annotate.model import Table


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.csv for each table."""
    written = []
    for table in tables:
        path = folder / f"{table.id}.csv"
        with replacing(path) as file:
            if options.bom:
                file.write("\ufeff")
            writer = csv.writer(file, lineterminator="\r\n")
            for row in grid(table, options.lang):
                writer.writerow([for_spreadsheet(cell) for cell in row])
        written.append(path)
    return written


def grid(table: Table, lang: str) -> Iterator[Sequence[str]]:
    """Yield a table's rows as text, the head first."""
    plain = Plain(table, lang)
    heads = [column.title.get(lang, column.id) for column in table.columns]
    if table.kind == "long":
        yield heads
        yield from table.said(lang)
        return
    yield [
        table.rows_title.get(lang, ""),
        plain.word("verdict"),
        plain.word("gloss"),
        plain.word("facts"),
        *(
            f"{head}\n{column.subtitle}" if column.subtitle else head
            for head, column in zip(heads, table.columns, strict=True)
        ),
    ]
    for row in table.rows:
        cells = [plain.cell(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)]
        title = row.title.get(lang) or row.title.get("zh", row.id)
        yield [
            title,
            plain.verdict(row),
            row.gloss.get(lang, ""),
            plain.facts(row.facts, judged=bool(row.verdict)),
            *cells,
        ]
