"""The adjudicator's sheet as a file: a workbook, or CSV; written, and read back as rows of text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from annotate.errors import InputError

Row = Mapping[str, str]
WIDTHS = {"detail": 28, "passage": 60, "text": 44, "attributes": 24, "why": 40, "annotators": 20, "decision": 12}
EMPTY = 10
TO_FILL = ("label", "text", "attributes", "decision", "by", "why")


def workbook(columns: Sequence[str], rows: Sequence[Row], heads: Mapping[str, str]) -> bytes:
    """Return a workbook: heads that stay, wrapped text, decisions to choose in the language spoken; cells are text.

    Args:
        columns: in order.
        rows: column -> text.
        heads: column -> its head; one that is not there is called as the column is.
    """
    import xlsxwriter

    from annotate.exporters.to_xlsx import CREATED
    from annotate.inert import LONGEST_CELL
    from annotate.language import current

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("disputes 争议")
    head = book.add_format({"bold": True, "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    fill = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#fff7e0"})
    for at, name in enumerate(columns):
        sheet.set_column(at, at, WIDTHS.get(name, EMPTY))
        sheet.write_string(0, at, heads.get(name, name), head)
        for line, row in enumerate(rows, 1):
            if len(row[name]) > LONGEST_CELL:
                raise InputError(f"{row['document']} {row['dispute']}", f"{name} is too long for a cell", "Use --csv.")
            sheet.write_string(line, at, row[name], fill if name in TO_FILL else plain)
    decision = columns.index("decision")
    if rows:
        choices = ["保留", "舍去"] if current() == "zh" else ["keep", "drop"]
        sheet.data_validation(1, decision, len(rows), decision, {"validate": "list", "source": choices})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    # A file of the same rows is the same bytes, whenever it is written.
    book.set_properties({"created": CREATED})
    book.close()
    return stream.getvalue()


def as_csv(columns: Sequence[str], rows: Sequence[Row], heads: Mapping[str, str]) -> str:
    """Return CSV of the same with a byte order mark, without which spreadsheets take it for another encoding."""
    from annotate.edited import write_rows
    from annotate.inert import encodable, guarded

    text = io.StringIO()
    first = [heads.get(name, name) for name in columns]
    write_rows(text, [first, *([encodable(guarded(row[column])) for column in columns] for row in rows)])
    return "\ufeff" + text.getvalue()


def read_sheet(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a filled sheet, in order, every cell as text; its heads may be in either language.

    Raises:
        InputError: the file is not there, is neither a workbook nor CSV, lacks a column or holds one
            twice, or has a row with more cells than the head.
    """
    from annotate.reconcile.sheet_words import columns_in

    if not path.is_file():
        raise InputError(str(path), "the file is not there", "Run: annotate adjudicate sheet")
    heads, *lines = (_workbook_lines(path) if path.suffix.lower() == ".xlsx" else _csv_lines(path)) or [[]]
    names = columns_in(heads)
    missing = [column for column in columns if column not in names]
    if missing:
        raise InputError(str(path), f"has no column {', '.join(missing)}", "Keep the columns of the sheet.")
    twice = [column for column in columns if names.count(column) > 1]
    if twice:
        raise InputError(str(path), f"holds the column {', '.join(twice)} twice", "Keep one of them.")
    rows = (dict(zip(names, line, strict=False)) for line in lines)
    return [{key: row.get(key, "") for key in columns} for row in rows]


def _workbook_lines(path: Path) -> list[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        # Not read-only: what another program saved may not tell its size.
        lines = [["" if cell is None else str(cell) for cell in line] for line in load_workbook(path).active.values]
    except (BadZipFile, KeyError, ValueError, OSError, AttributeError) as error:
        what = f"is no workbook ({type(error).__name__})"
        raise InputError(str(path), what, "Save it as .xlsx, or as CSV UTF-8.") from None
    while lines and not any(lines[-1]):
        lines.pop()  # a row between may be empty, and counts; behind the last there may be a million
    return lines


def _csv_lines(path: Path) -> list[list[str]]:
    from annotate.edited import csv_lines, csv_text, refuse_wider
    from annotate.inert import unguarded

    lines = csv_lines(csv_text(path), str(path))
    head = lines[0][1] if lines else []
    for line, cells in lines:
        refuse_wider(cells, head, f"{path}:{line}")
    # A row may be empty, and counts.
    return [head, *(list(map(unguarded, cells)) for _, cells in lines[1:])]
