from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd

from annotate.exporters import EXPORTERS, Options
from annotate.model import Table


def _frames(tables: list[Table], folder: Path) -> dict[str, Any]:
    paths = EXPORTERS.load("parquet")(tables, folder, Options())
    return {path.stem: pd.read_parquet(path) for path in paths}


def test_a_matrix_is_one_entry_a_row(tables: list[Table], tmp_path: Path) -> None:
    """Every entry of every cell has a row, with its place and support as numbers."""
    frame = _frames(tables, tmp_path)["comparison"]
    assert len(frame) == sum(len(cell.entries) for row in tables[0].rows for cell in row.cells)
    first = frame[frame.reference == "甲1"].iloc[0]
    entry = tables[0].entries()["甲1"]
    assert (first.start, first.end, first.n, first.m) == (*dataclasses.astuple(entry.place.extent), 1, 2)
    assert list(first.addressees) == ["各市"]
    assert bool(frame[frame.reference == "D*1"].iloc[0].machine)


def test_a_long_table_keeps_its_columns(tables: list[Table], tmp_path: Path) -> None:
    """Fields are columns by their ids, and numbers are numbers."""
    frame = _frames(tables, tmp_path)["recommendations"]
    assert list(frame.columns) == [column.id for column in tables[1].columns]
    assert frame["start"].dtype.kind == "i"
    assert len(frame) == len(tables[1].rows)


def test_a_table_without_rows_has_its_columns(tables: list[Table], tmp_path: Path) -> None:
    """The types do not depend on what happens to stand in the table."""
    full = _frames(tables, tmp_path / "full")
    empty = _frames([dataclasses.replace(table, rows=()) for table in tables], tmp_path / "empty")
    assert {name: list(frame.columns) for name, frame in empty.items()} == {n: list(f.columns) for n, f in full.items()}
