"""XLSX: one workbook, one sheet a table; strings stay strings, heads stay in sight.

Nothing in the file tells when it was made, so that a second run gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.exporters import Options
from annotate.exporters.back_sheets import add_back_sheets, sheet_name, web
from annotate.exporters.limits import refuse_too_large, size
from annotate.exporters.plain import NUMBERS
from annotate.exporters.sheet_layout import MOST_LINES, height, lay_out, lines
from annotate.exporters.to_csv import grid
from annotate.exporters.words import say
from annotate.files import replacing
from annotate.inert import fitted, shown
from annotate.model import Table

if TYPE_CHECKING:
    from annotate.exporters.quick_sheet import Linked

NAME = "tables.xlsx"
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
WORKBOOK = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEAD = {"bold": True, "top": 5, "bottom": 1, "valign": "top", "text_wrap": True}
LINK = {"valign": "top", "bottom": 4, "bottom_color": "#BBBBBB", "font_color": "#25489A", "underline": 1}
LINKED = ("reference", "link")
MOST_LINKS = 65_000  # of a sheet, as Excel has it
BODY = {"valign": "top", "text_wrap": True, "bottom": 4, "bottom_color": "#BBBBBB"}
NUMBER = BODY | {"align": "center"}  # at the right it would touch the words of the next column
WIDE = {"quotation": 60, "claims": 50, "evidence": 50, "attacked_by": 40, "translation": 50, "title": 30, "theme": 18,
        "section": 24, "note": 30, "sentence": 60, "target": 50, "reason": 60, "place": 30, "actor": 24, "linked": 18,
        "aliases": 30, "addressed_by": 20}  # fmt: skip
MATRIX_HEADS = (22, 10, 28, 28)
MATRIX_COLUMN, EMPTY_COLUMN, LONG_COLUMN = 52, 12, 12
MANY_CELLS = 200_000  # more are written line by line, each with its own text, so that memory stays small
MOST_ROWS = 1_048_576  # of a sheet; what lies beyond would be dropped without a word
BELOW = 4  # rows that are kept for what stands below a matrix
PAPER_COLUMN = 34
ENTRY = re.compile(r"\n(?=\S+\u3000)")  # before each entry of a cell: its reference, and the space behind it


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write tables.xlsx with a sheet for each table; one with more rows than a sheet holds goes on in the next.

    Raises:
        InputError: a table has more columns than a sheet holds.
    """
    import xlsxwriter

    from annotate.exporters.quick_sheet import QuickSheet

    refuse_too_large([("xlsx", map(size, tables))])
    path = folder / NAME
    with replacing(path, "wb") as file:
        cells = sum(len(table.rows) * len(table.columns) for table in tables)
        large = cells > MANY_CELLS
        book = xlsxwriter.Workbook(file, WORKBOOK | {"constant_memory": large})
        book.set_properties({"created": CREATED, "title": shown(tables[0].study if tables else "")})
        named = {"head": HEAD, "body": BODY, "number": NUMBER, "link": LINK}
        formats = {name: book.add_format(form) for name, form in named.items()}
        taken: set[str] = set()
        links: dict[str, str] = {}
        for table in tables:
            for rows in _sheets(_low(table, options.lang)):
                name = sheet_name(table.title.get(options.lang, ""), taken, table.id)
                sheet = book.add_worksheet(name, QuickSheet if large else None)
                _fill(sheet, table, rows, options, formats, links)
            links = links or _rows_of(table, sheet.get_name(), options.lang)
        add_back_sheets(book, tables, options.lang, formats, taken)
        book.close()
    return [path]


def _few_links(table: Table) -> bool:
    """True if a sheet holds all its links: a longer one has none, rather than some."""
    return table.kind == "long" and len(table.rows) * len(LINKED) < MOST_LINKS


def _rows_of(table: Table, sheet: str, lang: str) -> dict[str, str]:
    """Return reference -> the place of its row in a list of entries, to which the sheets after it link."""
    if not _few_links(table) or [c.id for c in table.columns[:1]] != ["reference"]:
        return {}
    return {words[0]: f"internal:'{sheet}'!A{n}" for n, words in enumerate(table.said(lang), 2) if words[0]}


def _target(column: str, text: str, links: Mapping[str, str]) -> str:
    return links.get(text, "") if column == "reference" else web(text)


def _low(table: Table, lang: str) -> Iterator[Sequence[str]]:
    """Yield the rows of a table; one that needs more height than a row can have goes on in the next."""
    widths = _widths(table)
    for y, row in enumerate(grid(table, lang)):
        if not y or table.kind != "matrix" or lines(row, widths) <= MOST_LINES:
            yield row
            continue
        parts = [_parts(text, width) for text, width in zip(row, widths, strict=True)]
        yield [part[0] for part in parts]
        for n in range(1, max(map(len, parts))):
            head = f"{row[0]}{say(lang, 'continued')}"
            yield [head, *(part[n] if n < len(part) else "" for part in parts[1:])]


def _parts(text: str, width: int) -> list[str]:
    """Return a cell in parts of whole entries, each no higher than a row if its entries are not."""
    parts: list[str] = []
    taken = MOST_LINES
    for entry in ENTRY.split(text):
        high = lines([entry], [width])
        if parts and taken + high <= MOST_LINES:
            parts[-1] += f"\n{entry}"
            taken += high
        else:
            parts.append(entry)
            taken = high
    return parts


def _sheets(rows: Iterable[Sequence[str]]) -> Iterator[Iterator[Sequence[str]]]:
    """Yield the rows of one sheet after the other, each with the head; each must be read before the next."""
    coming = iter(rows)
    head = next(coming, ())
    first = next(coming, None)
    yield chain([head], [] if first is None else [first], islice(coming, MOST_ROWS - BELOW - 2))
    while (first := next(coming, None)) is not None:
        yield chain([head, first], islice(coming, MOST_ROWS - BELOW - 2))


def _fill(
    sheet: Any,  # noqa: ANN401 - untyped package
    table: Table,
    rows: Iterable[Sequence[str]],
    options: Options,
    formats: Mapping[str, Any],
    links: Mapping[str, str],
) -> None:
    tail = say(options.lang, "cut")
    counted = {n for n, c in enumerate(table.columns) if table.kind == "long" and c.id.partition(":")[0] in NUMBERS}
    linked = {n: c.id for n, c in enumerate(table.columns) if c.id in LINKED and _few_links(table)}
    last, widths = 0, _widths(table)
    from annotate.exporters.quick_sheet import Linked, QuickSheet

    put: Callable[..., None] = QuickSheet.put_row if isinstance(sheet, QuickSheet) else _put
    for y, row in enumerate(rows):
        last = y
        form, numbers = formats["body" if y else "head"], counted if y else ()
        cells: list[tuple[str | int | Linked, Any]] = list(_values(row, numbers, formats, form, tail))
        if y and linked:
            for x, column in linked.items():
                if target := _target(column, row[x], links):
                    cells[x] = (Linked(target, str(cells[x][0])), formats["link"])
        put(sheet, y, height(row, widths), cells)
    lay_out(sheet, widths, last)
    if table.kind == "matrix":
        for number, key in enumerate(("whose_judged", "whose_absent"), last + 2):
            sheet.write_string(number, 0, say(options.lang, key))


def _values(
    row: Sequence[str],
    counted: Collection[int],
    formats: Mapping[str, Any],
    form: Any,  # noqa: ANN401 - untyped package
    tail: str,
) -> Iterator[tuple[str | int, Any]]:
    """Yield what stands in each cell of a row, with its format; nothing in it acts."""
    for x, text in enumerate(row):
        if x in counted and text.isdecimal():
            yield int(text), formats["number"]
        else:
            yield fitted(shown(text), tail) if text else "", form


def _put(
    sheet: Any,  # noqa: ANN401 - untyped package
    y: int,
    height: float,
    cells: Iterable[tuple[str | int | Linked, Any]],
) -> None:
    """Write a row cell by cell."""
    from annotate.exporters.quick_sheet import Linked

    sheet.set_row(y, height)
    for x, (value, form) in enumerate(cells):
        if isinstance(value, Linked):
            sheet.write_url(y, x, value.target, form, value.words)
        elif isinstance(value, int):
            sheet.write_number(y, x, value, form)
        elif value:
            sheet.write_string(y, x, value, form)
        else:
            sheet.write_blank(y, x, None, form)


def _widths(table: Table) -> list[int]:
    if table.kind == "long":
        return [PAPER_COLUMN if c.documents else WIDE.get(c.id, LONG_COLUMN) for c in table.columns]
    columns = [MATRIX_COLUMN if column.count or column.n_machine else EMPTY_COLUMN for column in table.columns]
    return [*MATRIX_HEADS, *columns]
