"""Markdown: a section a row, since cells of many sentences make no readable pipe table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotate.exporters import Options
from annotate.exporters.plain import Plain, notes
from annotate.exporters.to_csv import grid
from annotate.files import replacing
from annotate.inert import shown
from annotate.model import Cell, Column, Entry, Row, Table

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
OPENING = re.compile(r"^(\s*)([-+>=]|\d+[.)])", re.MULTILINE)


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.md for each table."""
    written = []
    for table in tables:
        path = folder / f"{table.id}.md"
        lines = _matrix(table, options.lang) if table.kind == "matrix" else _long(table, options.lang)
        with replacing(path) as file:
            file.writelines(f"{line}\n" for line in lines)
        written.append(path)
    return written


def escaped(text: str) -> str:
    r"""Return people's text without any meaning in Markdown or HTML.

    >>> escaped("<b> 1. *x*")
    '\\<b\\> 1. \\*x\\*'
    """
    safe = SPECIAL.sub(r"\\\1", shown(text))
    return OPENING.sub(lambda m: f"{m.group(1)}\\{m.group(2)}", safe)


def _head(table: Table, lang: str) -> str:
    return escaped("：".join(part for part in (table.study, table.title.get(lang, table.id)) if part))


def _matrix(table: Table, lang: str) -> Iterator[str]:
    plain = Plain(table, lang)
    yield f"# {_head(table, lang)}"
    for row in table.rows:
        yield ""
        yield f"## {escaped(row.title.get(lang) or row.title.get('zh', row.id))}"
        yield ""
        yield f"**{plain.verdict(row)}** · {escaped(plain.facts(row.facts, judged=bool(row.verdict)))}"
        if row.gloss.get(lang):
            yield ""
            yield escaped(row.gloss[lang])
        yield from _row(row, table, plain)
    yield from _notes(table, lang)
    yield ""
    yield f"> {plain.word('whose_judged')} {plain.word('whose_absent')}"


def _row(row: Row, table: Table, plain: Plain) -> Iterator[str]:
    for cell, column in zip(row.cells, table.columns, strict=True):
        yield ""
        yield f"### {escaped(column.title.get(plain.lang, column.id))}"
        yield ""
        yield from _cell(cell, column, plain)


def _cell(cell: Cell, column: Column, plain: Plain) -> Iterator[str]:
    if cell.absence:
        yield plain.absence(cell, column)
    if cell.absence and cell.entries:
        yield ""
    for entry in cell.entries:
        yield from _entry(entry, plain)


def _entry(entry: Entry, plain: Plain) -> Iterator[str]:
    quotation, *rest = plain.entry(entry).removeprefix(f"{entry.reference}　").split("\n")
    yield f"- **{escaped(entry.reference)}** {escaped(quotation)}  "
    for line in rest:
        yield f"  {escaped(line)}  "


def _long(table: Table, lang: str) -> Iterator[str]:
    rows = grid(table, lang)
    heads = next(rows)
    yield f"# {_head(table, lang)}"
    yield ""
    yield f"| {' | '.join(map(_inline, heads))} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(map(_inline, row))} |"
    yield from _notes(table, lang)


def _notes(table: Table, lang: str) -> Iterator[str]:
    for note in notes(table, lang):
        yield ""
        yield f"> {escaped(' '.join(note.split()))}"


def _inline(text: str) -> str:
    return escaped(text).replace("\n", "<br>") if text else ""
