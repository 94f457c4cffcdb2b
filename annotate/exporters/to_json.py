"""JSON: the table itself, with its format version; the form that holds everything.

Beside a matrix stand its papers as CSL-JSON, which reference managers and
citation processors read, for lists of references in any journal's style.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from annotate.exporters import Options
from annotate.files import FORMATS, adapter, replacing
from annotate.inert import ACTING
from annotate.model import Cell, Row, Rows, Table, Texts, Work

PAPERS = "papers.csl.json"


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.json for each table."""
    del options  # the data hold both languages
    written = []
    for table in tables:
        path = folder / f"{table.id}.json"
        with replacing(path) as file:
            file.writelines(pieces(table))
        written.append(path)
    matrix = next((table for table in tables if table.kind == "matrix"), None)
    if matrix is not None:
        written.append(folder / PAPERS)
        with replacing(folder / PAPERS) as file:
            text = json.dumps([csl(work) for work in matrix.works], ensure_ascii=False, indent=1)
            file.write(ACTING.sub(_escape, text) + "\n")
    return written


def csl(work: Work) -> dict[str, Any]:
    """Return one paper as CSL-JSON has it; what is not known is left out there."""
    known = {
        "title": work.title,
        "container-title": work.venue,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "DOI": work.doi,
        "author": [{"literal": name} for name in work.authors],
        "issued": {"date-parts": [[work.year]]} if work.year else None,
    }
    return {"id": work.document, "type": "article-journal", **{name: value for name, value in known.items() if value}}


def pieces(table: Table) -> Iterator[str]:
    """Yield a table as JSON, in pieces; characters that would act on a terminal are escaped, not changed."""
    start = "{" + f'\n "format": {json.dumps(FORMATS[Table])},\n '
    head, _, tail = _laid_out(Table, replace(table, rows=(), works=())).partition('\n "rows": []')
    before, _, after = tail.partition('\n "works": []')
    rows: Sequence[Row] = table.rows
    yield start + head[1:].lstrip() + '\n "rows": '
    yield from _list(_listed(rows) if isinstance(rows, Rows) else map(_row, rows))
    yield before + '\n "works": '
    yield from _list((_laid_out(Work, work, within=2),) for work in table.works)
    yield after + "\n"


def _list(items: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a list of the first level, of items that stand two spaces deep."""
    any_item = False
    for item in items:
        yield ",\n  " if any_item else "[\n  "
        yield from item
        any_item = True
    yield "\n ]" if any_item else "[]"


def _row(row: Row) -> Iterator[str]:
    """Yield a row as it stands among the others, a cell at a time."""
    head, _, tail = _laid_out(Row, replace(row, cells=()), within=2).partition('\n   "cells": []')
    yield head + '\n   "cells": ['
    for number, cell in enumerate(row.cells):
        yield (",\n    " if number else "\n    ") + _laid_out(Cell, cell, within=4)
    yield ("\n   ]" if row.cells else "]") + tail


def _listed(rows: Rows) -> Iterator[tuple[str]]:
    """Yield rows of plain words, each at once: the layout is that of `_row`, without making cells."""
    for name, title, cells in rows.lines():
        row = Row(id=name, title={"zh": title, "en": title} if title else {}, cells=())
        head, _, tail = _laid_out(Row, row, within=2).partition('\n   "cells": []')
        said = ",\n    ".join(map(_said, cells))
        yield (f'{head}\n   "cells": [\n    {said}\n   ]{tail}' if cells else f'{head}\n   "cells": []{tail}',)


def _said(words: str | Texts) -> str:
    return _cell(words) if isinstance(words, str) else _laid_out(Cell, Cell(texts=words), within=4)


@lru_cache(maxsize=1 << 12)
def _cell(text: str) -> str:
    """Return a cell of words; most are the same few again and again."""
    before, after = _around()
    return before + ACTING.sub(_escape, encode_basestring(text)) + after


@cache
def _around() -> tuple[str, str]:
    """Return what stands before and after the words of a cell."""
    before, _, after = _laid_out(Cell, Cell(), within=4).partition('""')
    return before, after


def _laid_out(kind: type[Any], value: object, within: int = 0) -> str:
    """Return a value as JSON, one space a level, that stands so many spaces deep."""
    try:
        text = adapter(kind).dump_json(value, indent=1).decode()
    except ValueError:  # a lone surrogate, which the quick way cannot write
        text = json.dumps(adapter(kind).dump_python(value, mode="json"), ensure_ascii=False, indent=1)
    # What acts and is not escaped yet stands inside strings only: the layout needs line feeds and spaces.
    text = ACTING.sub(_escape, text)
    return text.replace("\n", "\n" + " " * within) if within else text


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
