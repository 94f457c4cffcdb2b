"""The disputes as a list: every version, in three formats that run nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from annotate.errors import InputError
from annotate.model import Annotation, Dispute, Document, Version
from annotate.reconcile import reconcile
from annotate.reconcile.listed import DisputeList, Mark, to_list
from annotate.reconcile.listing import NOTHING, write
from annotate.schema import load
from annotate.spool import Spool

Work = Callable[..., Annotation]
LOSS, COST = "去年该市因迟报损失三千万元", "分散的系统代价很高"
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
def found(disputed: Disputed) -> DisputeList:
    """The list of these disputes, worst first."""
    return to_list([disputed])


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a list in CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_version_is_listed_worst_first(found: DisputeList, tmp_path: Path) -> None:
    """The label dispute comes first; who was asked and marked nothing has no marks, and a dash in the formats."""
    rows = found.rows
    assert [row.kind for row in rows] == ["label", "missing"]
    assert [row.severity for row in rows] == sorted((row.severity for row in rows), reverse=True)
    assert rows[0].versions["A"] == (Mark("evidence", LOSS),)
    assert rows[0].versions["B"] == (Mark("claim", LOSS),)
    assert rows[1].versions["C"] == ()
    assert COST in rows[1].passage

    write(found, tmp_path / "d.csv", "研究")
    lines = csv_rows(tmp_path / "d.csv")
    assert list(lines[0])[:8] == ["severity", "kind", "label", "document", "start", "end", "passage", "detail"]
    assert (lines[0]["severity"], lines[0]["version: A"]) == ("0.90", f"evidence: {LOSS}")
    assert lines[1]["version: C"] == NOTHING
    assert [line["version: D"] for line in lines] == [f"claim: {LOSS}", NOTHING]


def test_a_relation_is_listed_with_both_ends(disputed: Disputed, tmp_path: Path) -> None:
    """And one who was not asked has an empty cell."""
    document, disputes, made = disputed
    drawn = Version(annotator="A", spans=(), relations=(made[0].relations[0].id,))
    found = to_list([(document, [replace(disputes[0], kind="relation", versions=(drawn,))], made)])
    write(found, tmp_path / "d.csv", "研究")
    (line,) = csv_rows(tmp_path / "d.csv")

    assert found.rows[0].versions == {"A": (Mark("supports", LOSS, target=COST),)}
    assert (line["version: A"], line["version: B"]) == (f"{LOSS} → supports → {COST}", "")


def test_three_formats_say_the_same(found: DisputeList, tmp_path: Path) -> None:
    """CSV, XLSX and HTML hold every version, and are the same bytes on a second run."""
    for name in ("d.csv", "d.xlsx", "d.html"):
        write(found, tmp_path / name, "研究")
        first = (tmp_path / name).read_bytes()
        write(found, tmp_path / name, "研究")
        assert (tmp_path / name).read_bytes() == first, name

    assert [row["detail"] for row in csv_rows(tmp_path / "d.csv")] == [row.detail for row in found.rows]
    sheet = load_workbook(tmp_path / "d.xlsx").active
    assert sheet is not None
    assert [[str(c) for c in line][1] for line in sheet.iter_rows(values_only=True)] == [
        "kind",
        *(row.kind for row in found.rows),
    ]
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert page.count("<article>") == len(found.rows)


def test_nothing_runs(found: DisputeList, tmp_path: Path) -> None:
    """Formulas and scripts in people's text stay text."""
    marks = {"A": (Mark("@SUM(A1)", "<script>y</script>"),), "B": (Mark("=1", "=2", target="=3"),)}
    row = replace(found.rows[0], passage="=1+1", detail="<script>x</script>", versions=marks)
    evil = DisputeList([row], found.annotators)
    for name in ("d.csv", "d.xlsx", "d.html"):
        write(evil, tmp_path / name, "<i>")

    assert ",'=1+1," in (tmp_path / "d.csv").read_text(encoding="utf-8")
    sheet = load_workbook(tmp_path / "d.xlsx").active
    assert sheet is not None
    assert [c.data_type for c in sheet[2] if str(c.value).startswith(("=", "@"))] == ["s"] * 3
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<i>" not in page


def test_a_long_list_is_the_same_on_disk(
    found: DisputeList, disputed: Disputed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither what is sorted nor the rows fit into memory; who disputed nothing has a column, too."""
    monkeypatch.setattr("annotate.records.HELD", 2)
    monkeypatch.setattr("annotate.spool.HELD", 1)
    document, disputes, made = disputed
    other = replace(document, id="other")
    long = to_list([(document, reversed(disputes), made), (other, [], [replace(made[0], annotator="Z")])])

    assert isinstance(long.rows, Spool)
    assert long.rows.on_disk
    assert list(long.rows) == list(found.rows)
    assert long.annotators == (*found.annotators, "Z")


def test_what_one_sheet_cannot_hold_stands_in_the_next(
    found: DisputeList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its own heading."""
    monkeypatch.setattr("annotate.reconcile.listing.MOST_ROWS", 2)
    write(found, tmp_path / "d.xlsx", "研究")
    book = load_workbook(tmp_path / "d.xlsx")
    sheets = [list(book[name].iter_rows(values_only=True)) for name in book.sheetnames]

    assert book.sheetnames == ["disputes", *(f"disputes {n}" for n in range(2, (len(found.rows) + 3) // 2))]
    assert {sheet[0][7:] for sheet in sheets} == {("detail", *(f"version: {name}" for name in "ABCD"))}
    assert [line[7] for sheet in sheets for line in sheet[1:]] == [row.detail for row in found.rows]


def test_what_one_cell_cannot_hold_says_where_it_stands(found: DisputeList, tmp_path: Path) -> None:
    """A workbook's cell ends at 32,767 characters; the other formats hold everything."""
    row = replace(found.rows[0], versions={"A": (Mark("claim", "潮" * 40_000),)})
    long = DisputeList([row], found.annotators)
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
    write(DisputeList([], ()), tmp_path / "d.csv", "t")

    assert (tmp_path / "d.csv").read_text(encoding="utf-8-sig").startswith("severity,kind")


def test_an_unknown_ending_is_told(tmp_path: Path, document: Document) -> None:
    """With the endings there are, before anything is computed."""
    assert list(to_list([(document, [], [])]).rows) == []
    with pytest.raises(InputError, match=r"\.csv, \.xlsx, \.html"):
        write(DisputeList([], ()), tmp_path / "d.pdf", "t")
