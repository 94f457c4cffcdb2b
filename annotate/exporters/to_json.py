"""JSON: the table itself, with its format version; the form that holds everything.

Beside a matrix stand its papers as CSL-JSON, which reference managers and
citation processors read, for lists of references in any journal's style.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.exporters import Options
from annotate.files import FORMATS, adapter, replacing
from annotate.inert import ACTING
from annotate.model import Row, Table, Work

PAPERS = "papers.csl.json"


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.json for each table."""
    del options  # the data hold both languages
    written = []
    for table in tables:
        path = folder / f"{table.id}.json"
        with replacing(path) as file:
            file.writelines(_pieces(table))
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


def dumped(table: Table) -> str:
    """Return a table as JSON; characters that would act on a terminal are escaped, not changed."""
    return "".join(_pieces(table))


def _pieces(table: Table) -> Iterator[str]:
    """Yield the JSON in pieces, a row at a time, so that no table stands in memory twice."""
    start = "{" + f'\n "format": {json.dumps(FORMATS[Table])},\n '
    head, _, tail = _laid_out(Table, replace(table, rows=())).partition('\n "rows": []')
    yield start + head[1:].lstrip() + '\n "rows": ['
    for number, row in enumerate(table.rows):
        yield (",\n  " if number else "\n  ") + _laid_out(Row, row).replace("\n", "\n  ")
    yield ("\n ]" if table.rows else "]") + tail + "\n"


def _laid_out(kind: type[Any], value: object) -> str:
    try:
        text = adapter(kind).dump_json(value, indent=1).decode()
    except ValueError:  # a lone surrogate, which the quick way cannot write
        text = json.dumps(adapter(kind).dump_python(value, mode="json"), ensure_ascii=False, indent=1)
    # What acts and is not escaped yet stands inside strings only: the layout needs line feeds and spaces.
    return ACTING.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
