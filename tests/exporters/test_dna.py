from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.exporters import EXPORTERS, Options
from annotate.exporters.to_dna import DOCUMENTS, HEAD, PAPER, SCRIPT, statements
from annotate.model import Table
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, as its readers find them."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_statement_for_each_author_of_each_recommendation(tables: list[Table], tmp_path: Path) -> None:
    """Who says what, for or against, and when; machine marks and what has no theme are no statements."""
    (path,) = EXPORTERS.load("dna")(tables, tmp_path, Options())
    rows = read(path)
    assert tuple(rows[0]) == HEAD
    found = {(row["person"], row["concept"], row["agreement"], row["time"][:4]) for row in rows}
    assert ("作者甲", "统一平台", "1", "2024") in found
    assert {("作者乙", "统一平台", "0", "2023"), ("作者戊", "统一平台", "0", "2023")} <= found
    assert not any(row["person"] == "Author D" for row in rows)
    assert {(row["start"], row["stop"]) for row in rows} == {("", "")}  # no places without the texts


def test_a_paper_without_a_year_has_no_date(tables: list[Table]) -> None:
    """A date is not invented."""
    drills = [dict(zip(HEAD, line, strict=True)) for line in statements(tables[0], "en", {}) if "Drills" in line]
    assert [(row["time"], row["person"]) for row in drills] == [("", "佚")]


@pytest.mark.parametrize("before", ["", "😀𠮷", "=", "\x00\ud800", "\n'=", "，"])
def test_every_statement_stands_at_its_units_of_the_papers_text(before: str, study: Study, tmp_path: Path) -> None:
    """Counted as Java counts, in the text as it stands in the file, whatever the paper begins with."""
    documents = tuple(replace(d, text=before + d.text[len(before) :]) for d in study.documents)
    table = tabulate(load_profile("comparison"), replace(study, documents=documents))
    paths = EXPORTERS.load("dna")([table], tmp_path, Options(documents=documents))
    assert [path.name for path in paths] == [DOCUMENTS, SCRIPT, "comparison.dna.csv"]
    papers, rows = read(tmp_path / DOCUMENTS), read(tmp_path / "comparison.dna.csv")
    assert tuple(papers[0]) == PAPER
    units = {paper["ID"]: paper["text"].encode("utf-16-le") for paper in papers}
    assert len(rows) > 4
    for row in rows:
        start, stop = int(row["start"]), int(row["stop"])
        assert units[row["document_id"]][2 * start : 2 * stop].decode("utf-16-le") == row["text"]


def test_a_paper_is_dated_as_exactly_as_it_says(study: Study, tmp_path: Path) -> None:
    """By the day it was published, else put online, else by its year; papers and statements alike."""
    dates = {"jia": {"published": "2024-03"}, "yi": {"online": "2023-11-05"}}
    documents = tuple(
        replace(d, metadata=replace(d.metadata, **dates.get(d.id, {})))  # type: ignore[arg-type]
        for d in study.documents
    )
    table = tabulate(load_profile("comparison"), replace(study, documents=documents))
    EXPORTERS.load("dna")([table], tmp_path, Options(documents=documents))
    times = {paper["ID"]: paper["date_time"] for paper in read(tmp_path / DOCUMENTS)}
    assert (times["jia"], times["yi"], times["bing"]) == ("2024-03-01 00:00:00", "2023-11-05 00:00:00", "")
    for row in read(tmp_path / "comparison.dna.csv"):
        assert row["time"] == times[row["document_id"]]
