"""The names that rules joined, of more papers than memory holds."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotate import records
from annotate.cli.naming import BETWEEN, COLUMNS, write_names

Joined = tuple[str, tuple[str, ...], str, str, str]
JOINED: tuple[Joined, ...] = (
    ("p2", ("港务局",), "局", "government", "p2 says so"),
    ("p1", ("海事处", "渔业处"), "两处", "", "p1 says so"),
    ("", ("临澜市政府",), "市政府", "government", "the list"),
    ("p1", ("港务局",), "本局", "", "a bracket"),
    ("p1", ("港务局",), "港局", "government", "a bracket"),
    ("", ("临澜市政府",), "市政府", "other", "said twice: the first counts"),
    ("", ("临澜市政府",), "=市府", "", "the list"),
)


@pytest.mark.parametrize("held", [1, 2, 20_000])
def test_rows_are_the_same_however_few_lines_memory_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    """What holds everywhere stands first, then paper by paper; what was said first of an alias counts."""
    monkeypatch.setattr(records, "HELD", held)
    path = tmp_path / "work" / "actors.csv"
    write_names(path, iter(JOINED))
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)

    assert tuple(head) == COLUMNS
    assert rows == [
        ["临澜市政府", f"'=市府{BETWEEN}市政府", "government", "", "the list"],
        ["海事处；渔业处", "两处", "", "p1", "p1 says so"],
        ["港务局", f"本局{BETWEEN}港局", "government", "p1", "a bracket"],
        ["港务局", "局", "government", "p2", "p2 says so"],
    ]
    assert [each.name for each in path.parent.iterdir()] == [path.name]
