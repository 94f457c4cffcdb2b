from __future__ import annotations

import csv
from pathlib import Path

from annotate.exporters import EXPORTERS, Options
from annotate.exporters.to_dna import HEAD, statements
from annotate.model import Table


def test_one_statement_for_each_author_of_each_recommendation(tables: list[Table], tmp_path: Path) -> None:
    """Who says what, for or against, and when; machine marks and what has no theme are no statements."""
    (path,) = EXPORTERS.load("dna")(tables, tmp_path, Options())
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == HEAD
    found = {(row["person"], row["concept"], row["agreement"], row["time"][:4]) for row in rows}
    assert ("作者甲", "统一平台", "1", "2024") in found
    assert {("作者乙", "统一平台", "0", "2023"), ("作者戊", "统一平台", "0", "2023")} <= found
    assert not any(row["person"] == "Author D" for row in rows)


def test_a_paper_without_a_year_has_no_date(tables: list[Table]) -> None:
    """A date is not invented."""
    drills = [line for line in statements(tables[0], "en") if line[7] == "Drills"]
    assert [(line[1], line[5]) for line in drills] == [("", "佚")]
