"""The disputes as a list: every version, in three formats that run nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from annotate.errors import InputError
from annotate.model import Annotation, Dispute, Document
from annotate.reconcile import reconcile
from annotate.reconcile.disputes_page import NOTHING
from annotate.reconcile.listing import Row, to_rows, write
from annotate.schema import load

Work = Callable[..., Annotation]
Disputed = tuple[Document, Sequence[Dispute], Sequence[Annotation]]


@pytest.fixture
def disputed(document: Document, work: Work) -> Disputed:
    """Two of four marked a claim, under two labels another place; all drew different relations."""
    made = [
        work("A", [("claim", "分散的系统代价很高"), ("evidence", "去年该市因迟报损失三千万元")], [("supports", 1, 0)]),
        work("B", [("claim", "分散的系统代价很高"), ("claim", "去年该市因迟报损失三千万元")]),
        work("C", [("evidence", "去年该市因迟报损失三千万元")]),
        work("D", [("claim", "去年该市因迟报损失三千万元")]),
    ]
    found = reconcile(document, made, load())
    return document, found.disputes, made


@pytest.fixture
def rows(disputed: Disputed) -> Sequence[Row]:
    """The list of these disputes, worst first."""
    return to_rows([disputed])


def test_every_version_is_listed_worst_first(rows: Sequence[Row]) -> None:
    """The label dispute comes first; who was asked and marked nothing has a dash."""
    assert [row["kind"] for row in rows][:2] == ["label", "missing"]
    assert [row["severity"] for row in rows] == sorted((row["severity"] for row in rows), reverse=True)
    assert rows[0]["version: A"] == "evidence: 去年该市因迟报损失三千万元"
    assert rows[0]["version: B"] == "claim: 去年该市因迟报损失三千万元"
    assert rows[1]["version: C"] == NOTHING
    assert "分散的系统代价很高" in rows[1]["passage"]


def test_three_formats_say_the_same(rows: Sequence[Row], tmp_path: Path) -> None:
    """CSV, XLSX and HTML hold every version, and are the same bytes on a second run."""
    for name in ("d.csv", "d.xlsx", "d.html"):
        write(rows, tmp_path / name, "研究")
        first = (tmp_path / name).read_bytes()
        write(rows, tmp_path / name, "研究")
        assert (tmp_path / name).read_bytes() == first, name

    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["detail"] for row in csv.DictReader(file)] == [row["detail"] for row in rows]
    sheet = load_workbook(tmp_path / "d.xlsx").active
    assert sheet is not None
    assert [[str(c) for c in line][1] for line in sheet.iter_rows(values_only=True)] == [
        "kind",
        *(r["kind"] for r in rows),
    ]
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert page.count("<article>") == len(rows)


def test_nothing_runs(rows: Sequence[Row], tmp_path: Path) -> None:
    """Formulas and scripts in people's text stay text."""
    evil = [{**rows[0], "passage": "=1+1", "detail": "<script>x</script>", "version: A": "@SUM(A1)"}]
    for name in ("d.csv", "d.xlsx", "d.html"):
        write(evil, tmp_path / name, "<b>")

    assert ",'=1+1," in (tmp_path / "d.csv").read_text(encoding="utf-8")
    sheet = load_workbook(tmp_path / "d.xlsx").active
    assert sheet is not None
    assert [c.data_type for c in sheet[2] if c.value in ("=1+1", "@SUM(A1)")] == ["s", "s"]
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>" not in page


def test_a_long_list_is_the_same_on_disk(
    rows: Sequence[Row], disputed: Disputed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither what is sorted nor the rows fit into memory; who disputed nothing has a column, too."""
    monkeypatch.setattr("annotate.records.HELD", 2)
    monkeypatch.setattr("annotate.spool.HELD", 1)
    document, disputes, made = disputed
    other = replace(document, id="other")
    long = to_rows([(document, reversed(disputes), made), (other, [], [replace(made[0], annotator="Z")])])

    assert long.on_disk
    assert list(long) == [row | {"version: Z": ""} for row in rows]


def test_what_one_sheet_cannot_hold_stands_in_the_next(
    rows: Sequence[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its own heading."""
    monkeypatch.setattr("annotate.reconcile.listing.MOST_ROWS", 2)
    write(rows, tmp_path / "d.xlsx", "研究")
    book = load_workbook(tmp_path / "d.xlsx")
    sheets = [list(book[name].iter_rows(values_only=True)) for name in book.sheetnames]

    assert book.sheetnames == ["disputes", *(f"disputes {n}" for n in range(2, (len(rows) + 3) // 2))]
    assert {sheet[0] for sheet in sheets} == {tuple(rows[0])}
    assert [line[7] for sheet in sheets for line in sheet[1:]] == [row["detail"] for row in rows]


def test_what_one_cell_cannot_hold_says_where_it_stands(rows: Sequence[Row], tmp_path: Path) -> None:
    """A workbook's cell ends at 32,767 characters; the other formats hold everything."""
    long = [{**rows[0], "version: A": "claim: " + "潮" * 40_000}]
    for name in ("d.csv", "d.xlsx", "d.html"):
        write(long, tmp_path / name, "研究")
    sheet = load_workbook(tmp_path / "d.xlsx").active
    assert sheet is not None
    (cell,) = [str(c.value) for c in sheet[2] if str(c.value).startswith("claim: 潮")]

    assert len(cell) == 32_767
    assert cell.endswith("all of it in the .csv or .html")
    assert all("潮" * 40_000 in (tmp_path / name).read_text(encoding="utf-8") for name in ("d.csv", "d.html"))


def test_no_dispute_is_an_empty_list(tmp_path: Path) -> None:
    """The heading stands all the same."""
    write([], tmp_path / "d.csv", "t")

    assert (tmp_path / "d.csv").read_text(encoding="utf-8-sig").startswith("severity,kind")


def test_an_unknown_ending_is_told(tmp_path: Path, document: Document) -> None:
    """With the endings there are, before anything is computed."""
    assert list(to_rows([(document, [], [])])) == []
    with pytest.raises(InputError, match=r"\.csv, \.xlsx, \.html"):
        write([], tmp_path / "d.pdf", "t")
