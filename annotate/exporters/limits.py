"""How large a table each format can show; what is larger is refused before any file is written.

A page of a hundred thousand columns takes an hour to write, and no browser opens
it. Formats that are not named here take tables of any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.model import Table

SHEET = 16_384
"""Columns of a sheet, as Excel has them; what lies beyond would be dropped without a word."""
MATRIX_HEADS = 4
"""Columns of a sheet before those of a matrix: title, verdict, gloss, facts."""
LIST_TODO = "Export it as csv, xlsx or parquet, or let a profile of your own filter it by year, venue, theme or paper."
MATRIX_TODO = "Export it as json or parquet, or let its profile make columns of years or venues."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How much of a table a format shows; None: any number.

    Args:
        rows: of a list.
        list_columns: of a list.
        columns: of a matrix.
        cells: of a matrix, rows times columns.
        entries: of a matrix.
    """

    rows: int | None = None
    list_columns: int | None = None
    columns: int | None = None
    cells: int | None = None
    entries: int | None = None


LIMITS: Mapping[str, Limit] = {
    # In Chromium a list of 85,000 rows was ready in 8 seconds with 0.5 GB, a matrix of 1,000 papers and 20 themes in
    # 10 with 0.6 GB, one of 3,000 in 46 with 1.6 GB, on two cores that had much else to do.
    "html": Limit(rows=100_000, columns=2_000, cells=40_000, entries=20_000),
    # Word takes 32 MB of text (its "operating parameter limitations"): of these rows some 600 characters each.
    "docx": Limit(rows=50_000, entries=50_000),
    "xlsx": Limit(list_columns=SHEET, columns=SHEET - MATRIX_HEADS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a table is, or at least will be.

    Args:
        id: of the table.
        kind: `matrix` or `long`.
        entries: of a matrix; one that stands in several columns counts in each.
    """

    id: str
    kind: str
    rows: int = 0
    columns: int = 0
    entries: int = 0


def size(table: Table) -> Size:
    """Return how large a table is, without reading its rows."""
    entries = sum((column.count or 0) + column.n_machine for column in table.columns)
    return Size(id=table.id, kind=table.kind, rows=len(table.rows), columns=len(table.columns), entries=entries)


def refuse_too_large(wanted: Iterable[tuple[str, Iterable[Size]]]) -> None:
    """Refuse tables that are larger than their format shows.

    Args:
        wanted: names of formats, each with the sizes of the tables it is to write.

    Raises:
        InputError, ProblemsError: with everything that is too large.
    """
    problems = [
        problem
        for name, sizes in wanted
        if name in LIMITS
        for own in sizes
        for problem in (_of_list if own.kind == "long" else _of_matrix)(name, LIMITS[name], own)
    ]
    raise_problems(problems)


def _of_list(name: str, limit: Limit, own: Size) -> list[AnnotateError]:
    where = f"exports/{own.id}"
    if _over(own.rows, limit.rows):
        what = f"{name} shows lists of at most {limit.rows} rows, this one has {own.rows}"
        return [InputError(where, what, LIST_TODO)]
    if _over(own.columns, limit.list_columns):
        what = f"{name} shows at most {limit.list_columns} columns, this table has {own.columns}"
        return [InputError(where, what, "Export it as csv, or choose fewer fields.")]
    return []


def _of_matrix(name: str, limit: Limit, own: Size) -> list[AnnotateError]:
    cells, what = own.rows * own.columns, ""
    if _over(own.columns, limit.columns):
        what = f"{name} shows at most {limit.columns} columns, this table has {own.columns}"
    elif _over(cells, limit.cells):
        what = f"{name} shows at most {limit.cells} cells, this table has {cells}"
    elif _over(own.entries, limit.entries):
        what = f"{name} shows at most {limit.entries} entries, this table has {own.entries}"
    return [InputError(f"exports/{own.id}", what, MATRIX_TODO)] if what else []


def _over(found: int, most: int | None) -> bool:
    return most is not None and found > most
