"""Parquet: one tidy file a table, for those who go on counting; a matrix becomes one entry a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa  # the extra `parquet`; this module is loaded only when it is asked for
from pyarrow import parquet

from annotate.exporters import Options
from annotate.exporters.plain import NUMBERS, count_reasons
from annotate.files import replacing
from annotate.model import Entry, Row, Table

GROUP = 5_000  # rows that stand in memory at a time
Columns = dict[str, list[Any]]


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.parquet for each table."""
    written = []
    for table in tables:
        path = folder / f"{table.id}.parquet"
        schema = _schema(table)
        groups = _entries(table) if table.kind == "matrix" else _rows(table, options.lang)
        with replacing(path, "wb") as file, parquet.ParquetWriter(file, schema) as writer:  # type: ignore[no-untyped-call]
            # A group of rows at a time, and at least one, so that a table without rows has its columns.
            group: Columns | None = next(groups, {name: [] for name in schema.names})
            while group is not None:
                writer.write_table(pa.Table.from_pydict(group, schema=schema))
                group = None  # let go of before the next is made
                group = next(groups, None)
        written.append(path)
    return written


def _schema(table: Table) -> Any:  # noqa: ANN401 - untyped package
    """Return the types of the columns, so that a table without rows has them too."""
    kinds = {"text": pa.string(), "number": pa.int64(), "list": pa.list_(pa.string()), "yes": pa.bool_()}
    named = ENTRY if table.kind == "matrix" else _named(table)
    return pa.schema([(name, kinds[kind]) for name, kind in named.items()])


def _named(table: Table) -> dict[str, str]:
    return {c.id: "number" if c.id.partition(":")[0] in NUMBERS else "text" for c in table.columns}


def _rows(table: Table, lang: str) -> Iterator[Columns]:
    """Yield the columns of one group of rows after the other."""
    places = {column.id: n for n, column in enumerate(table.columns)}
    said = table.said(lang)
    while whole := list(zip(*islice(said, GROUP), strict=True)):
        columns = {
            name: list(map(_number if kind == "number" else _encodable, whole[places[name]]))
            for name, kind in _named(table).items()
        }
        whole.clear()
        yield columns
        del columns


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _encodable(text: str) -> str:
    r"""Return text without lone surrogates, which no UTF-8 holds: they are shown as \udcff."""
    return text.encode("utf-8", "backslashreplace").decode()


ENTRY = {
    "row": "text", "row_title": "text", "verdict": "text", "column": "text", "document": "text", "reference": "text",
    "quotation": "text", "translation": "text", "modality": "text", "polarity": "text", "read_from_words": "yes",
    "addressees": "list", "section": "list", "paragraph": "number", "page": "text", "start": "number", "end": "number",
    "n": "number", "m": "number", "adjudicated": "yes", "reasons": "number", "reasons_asked": "yes", "machine": "yes",
    "note": "text",
}  # fmt: skip


def _entries(table: Table) -> Iterator[Columns]:
    """Yield the columns of one group of entries after the other."""
    records = (
        _entry(entry, row, column.id)
        for row in table.rows
        for cell, column in zip(row.cells, table.columns, strict=True)
        for entry in cell.entries
    )
    while group := list(islice(records, GROUP)):
        yield {name: [_clean(record[name]) for record in group] for name in ENTRY}


def _clean(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    if isinstance(value, str):
        return _encodable(value)
    return [_encodable(item) for item in value] if isinstance(value, tuple) else value


def _entry(entry: Entry, row: Row, column: str) -> dict[str, Any]:
    support, place = entry.support, entry.place
    return {
        "row": row.id,
        "row_title": row.title.get("zh") or row.title.get("en", row.id),
        "verdict": row.verdict,
        "column": column,
        "document": entry.document,
        "reference": entry.reference,
        "quotation": entry.quotation,
        "translation": entry.translation,
        "modality": entry.modality,
        "polarity": entry.polarity,
        "read_from_words": entry.read_from_words,
        "addressees": entry.addressees,
        "section": place.section,
        "paragraph": place.paragraph or None,
        "page": place.page,
        "start": place.extent.start,
        "end": place.extent.end,
        "n": len(support.by) if support and not entry.machine else None,
        "m": len(support.asked) if support and not entry.machine else None,
        "adjudicated": bool(support and support.adjudicated),
        "reasons": count_reasons(entry),
        "reasons_asked": entry.examined,
        "machine": entry.machine,
        "note": entry.note,
    }
