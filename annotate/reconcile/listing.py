"""The disputes as a list to read: as CSV, workbook or page.

One row a dispute, one column an annotator: what they marked there, `–` where they
were asked and marked nothing, empty where they were not asked. For deciding there
is the sheet (`annotate.reconcile.sheet`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.edited import write_rows
from annotate.errors import InputError
from annotate.files import replacing
from annotate.inert import fitted, for_spreadsheet, shown
from annotate.reconcile.disputes_page import Words, page
from annotate.reconcile.listed import DisputeList, Listed, Mark
from annotate.schema import Schema

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD = ("severity", "kind", "label", "document", "start", "end", "passage", "detail")
FORMATS = (".csv", ".xlsx", ".html")
NOTHING = "–"
BETWEEN = " ‖ "
WIDE = {"passage": 60, "detail": 40}
CUT = " … 单元格容不下全文，见 .csv 或 .html · too long for a cell: all of it in the .csv or .html"
MOST_ROWS = 1_048_575
"""Rows that a sheet of XLSX holds below its heading; what is more stands in the next."""
Cells = list[str | float]


def check_format(path: Path) -> None:
    """Refuse a name whose ending is no format.

    Raises:
        InputError: with the endings that are.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(str(path), "is no format for disputes", f"End the name in {', '.join(FORMATS)}.")


def write(found: DisputeList, path: Path, title: str, *, schema: Schema | None = None, lang: str = "en") -> None:
    """Write the list as the name's ending says; one without disputes keeps its heading.

    Args:
        found: the disputes.
        path: the file; its ending names the format.
        title: the study's, for the page.
        schema: says what labels are called on the page; without it they stand by their ids.
        lang: the language in which the page, which holds both, is seen first.
    """
    check_format(path)
    columns = [*HEAD, *(shown(f"version: {annotator}") for annotator in found.annotators)]
    kind = path.suffix.lower()
    if kind == ".xlsx":
        _write_xlsx((_cells(row, found.annotators) for row in found.rows), columns, path)
        return
    with replacing(path) as file:
        if kind == ".html":
            file.writelines(page(found, title, Words(schema), lang))
        else:
            # Spreadsheets take a file without this mark for another encoding.
            file.write("\ufeff")
            rows = ([_text(cell) for cell in _cells(row, found.annotators)] for row in found.rows)
            write_rows(file, chain([columns], rows))


def _cells(row: Listed, annotators: Sequence[str]) -> Cells:
    """Return a row's cells, in the order of the columns."""
    head: Cells = [
        float(f"{row.severity:.2f}"),
        row.kind,
        row.label,
        row.document,
        row.start,
        row.end,
        row.passage,
        row.detail,
    ]
    return [*head, *(_told(row.versions.get(annotator)) for annotator in annotators)]


def _text(cell: str | float) -> str:
    """Return a cell as CSV has it: severities with two decimals."""
    return for_spreadsheet(f"{cell:.2f}" if isinstance(cell, float) else str(cell))


def _told(marks: Sequence[Mark] | None) -> str:
    """Return a version as one line; empty for who was not asked."""
    return "" if marks is None else BETWEEN.join(map(_line, marks)) or NOTHING


def _line(mark: Mark) -> str:
    if mark.target is not None:
        return f"{mark.words} → {mark.label} → {mark.target}"
    told = "; ".join(f"{name}={'|'.join(values)}" for name, values in mark.attributes)
    return f"{mark.label}: {mark.words}" + (f" [{told}]" if told else "")


def _write_xlsx(rows: Iterable[Cells], columns: Sequence[str], path: Path) -> None:
    from datetime import UTC, datetime

    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path, "wb") as file:
        book = xlsxwriter.Workbook(file, options)
        # Or the file would differ from run to run.
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        heading = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        coming = iter(rows)
        for number in count(1):
            # Beyond what a sheet holds, rows would be dropped without a word.
            part = islice(coming, MOST_ROWS)
            first = next(part, None)
            if first is None and number > 1:
                break
            sheet = book.add_worksheet("disputes" if number == 1 else f"disputes {number}")
            _fill(sheet, chain([] if first is None else [first], part), columns, (heading, body))
        book.close()


def _fill(sheet: Worksheet, rows: Iterable[Cells], columns: Sequence[str], forms: tuple[Format, Format]) -> None:
    heading, body = forms
    for at, column in enumerate(columns):
        sheet.set_column(at, at, WIDE.get(column, 40 if column not in HEAD else 12))
        sheet.write_string(0, at, column, heading)
    sheet.freeze_panes(1, 0)
    line = 0
    for line, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, at, fitted(shown(cell), CUT), body)
            else:
                sheet.write_number(line, at, cell, body)
    sheet.autofilter(0, 0, line, len(columns) - 1)
