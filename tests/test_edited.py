"""Files of CSV that people edit: what was written is read, whatever stands in the cells."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.cli.sheets import as_csv, read_sheet
from annotate.edited import csv_lines, edited_rows, write_rows
from annotate.errors import InputError

CELLS = st.text(st.sampled_from("'=+@－\t\r\n ,\"\\a字𠮷\x00\ufffe\u2028"), max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_what_was_written_is_read(rows: list[tuple[str, str]]) -> None:
    """Line breaks of every kind, quotation marks, signs of formulas."""
    file = io.StringIO()
    write_rows(file, [("一", "二"), *rows])

    assert [tuple(cells) for _, cells in csv_lines(file.getvalue(), "x")[1:]] == rows
    assert not file.getvalue().endswith("\r\n")


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
def test_a_sheet_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    """Its guards come off as they were put on."""
    path = tmp_path_factory.getbasetemp() / "sheet.csv"
    sheet = [{"text": one, "why": other} for one, other in rows]
    path.write_text(as_csv(["text", "why"], sheet, {}), encoding="utf-8", newline="")

    assert read_sheet(path, ["text", "why"]) == sheet


def test_rows_are_told_by_their_last_line(tmp_path: Path) -> None:
    """Empty ones are passed over; a cell that is not there is empty; what is too much is told."""
    path = tmp_path / "x.csv"
    path.write_text('a,b\n"1\n2",\'=3\n,\n4\n5,6,\n', encoding="utf-8")
    assert list(edited_rows(path, ["a"], ["a", "b"])) == [
        (3, {"a": "1\n2", "b": "=3"}), (5, {"a": "4", "b": ""}), (6, {"a": "5", "b": "6"}),
    ]  # fmt: skip

    path.write_text("a,b\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.csv:2: holds 3 cells, the first line 2"):
        list(edited_rows(path, ["a"], ["a", "b"]))
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="has no column 'a'"):
        list(edited_rows(path, ["a"], ["a", "b"]))
