"""Tables that are larger than a sheet of XLSX can be."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from annotate.errors import InputError
from annotate.exporters import EXPORTERS, Options, to_xlsx
from annotate.exporters.limits import SHEET
from annotate.model import Cell, Column, Row, Table

TITLE = {"zh": "建议一览", "en": "All"}


def table(rows: int, columns: int) -> Table:
    """Return a table of numbered cells."""
    heads = tuple(Column(id=f"c{n}", title={"zh": f"列{n}", "en": f"c{n}"}) for n in range(columns))
    body = tuple(Row(id=str(n), title={}, cells=(Cell(text=f"第{n}条"),) * columns) for n in range(rows))
    return Table(id="large", kind="long", title=TITLE, columns=heads, rows=body)


@pytest.mark.parametrize(("rows", "sheets"), [(0, [1]), (3, [4]), (4, [5]), (5, [5, 2]), (9, [5, 5, 2])])
def test_rows_go_on_in_another_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, sheets: list[int]
) -> None:
    """Each has the head; no row is lost, none stands twice."""
    monkeypatch.setattr(to_xlsx, "MOST_ROWS", 5 + to_xlsx.BELOW)
    to_xlsx.write([table(rows, 2)], tmp_path, Options(lang="zh", bom=False))
    book = load_workbook(tmp_path / "tables.xlsx")
    found = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book]

    assert [len(own) for own in found] == sheets
    assert {own[0] for own in found} == {"列0"}
    assert [text for own in found for text in own[1:]] == [f"第{n}条" for n in range(rows)]
    assert book.sheetnames == ["建议一览", "建议一览 2", "建议一览 3"][: len(sheets)]


def test_too_many_columns_are_told(tmp_path: Path) -> None:
    """Before anything is written, with what to do."""
    said = r"exports/large: xlsx shows at most 16384 columns, this table has 16385\. Export"
    with pytest.raises(InputError, match=said):
        to_xlsx.write([table(1, SHEET + 1)], tmp_path, Options(lang="zh", bom=False))
    assert not list(tmp_path.iterdir())


def test_a_row_higher_than_a_sheets_rows_goes_on_in_the_next(tables: list[Table], tmp_path: Path) -> None:
    """A program shows no row over 409 points: whole entries follow in rows of the same name, none lost, none twice."""
    held = tables[0].held()
    first = held.rows[0]
    entry = next(entry for cell in first.cells for entry in cell.entries)
    many = tuple(dataclasses.replace(entry, reference=f"甲{n}") for n in range(1, 41))
    cells = (dataclasses.replace(first.cells[0], entries=many, absence=""), *first.cells[1:])
    high = dataclasses.replace(held, rows=(dataclasses.replace(first, cells=cells), *held.rows[1:]))
    (path,) = EXPORTERS.load("xlsx")([high], tmp_path, Options())
    sheet = load_workbook(path).worksheets[0]
    title = first.title["zh"]
    own = [row for row in sheet.iter_rows(min_row=2) if str(row[0].value or "").removesuffix("（续）") == title]
    assert len(own) > 2
    words = [str(row[4].value) for row in own]
    assert all(part.startswith("甲") for part in words)
    assert [n for part in words for n in re.findall(r"^甲(\d+)", part, re.MULTILINE)] == [str(n) for n in range(1, 41)]
    assert all((sheet.row_dimensions[row[0].row].height or 0) < 409 for row in own)
    csv_path = EXPORTERS.load("csv")([high], tmp_path, Options())[0]
    with csv_path.open(encoding="utf-8", newline="") as file:
        whole = next(row for row in csv.reader(file) if row[0] == title)[4]
    assert "\n".join(words) == whole
