"""`annotate adjudicate sheet` label by label, and in both languages."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.files import read_edited
from annotate.model import Annotation, Asked, Decision, Dispute, Document, Extent, Metadata, Source, Span
from annotate.reconcile.sheet import COLUMNS
from annotate.reconcile.sheet_words import HEADS
from annotate.store import Project

TEXT = "分散的系统代价很高。去年该市因迟报损失三千万元。"
COST, CITY = Extent(0, 9), Extent(12, 14)


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """A study of one document whose two annotators disagree on a label, and on whether an actor is there."""
    assert CliRunner().invoke(app, ["init", str(tmp_path)]).exit_code == 0
    project = Project.open(tmp_path)
    source = Source(path="d.txt", sha256="", encoding="utf-8", length=len(TEXT), reader="txt")
    document = Document(
        id="d", source=source, metadata=Metadata(), text=TEXT, sections=(), sentences=(), footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip
    asked = (Asked(extent=Extent(0, len(TEXT)), labels=("actor", "claim", "evidence")),)
    one = Span(id="d:A:1", label="claim", extent=COST)
    other = (Span(id="d:B:1", label="evidence", extent=COST), Span(id="d:B:2", label="actor", extent=CITY))
    works = [
        Annotation(document="d", annotator="A", spans=(one,), asked=asked),
        Annotation(document="d", annotator="B", spans=other, asked=asked),
    ]
    project.write(Document, [document])
    project.write(Annotation, works)
    assert run(project, "reconcile").exit_code == 0
    assert {dispute.label for dispute in project.read(Dispute)} == {"actor", "claim/evidence"}
    return project


def run(study: Project, *arguments: str, lang: str = "en") -> Result:
    """Run a command on the study."""
    return CliRunner().invoke(app, ["--lang", lang, *arguments, "--project", str(study.root)])


def sheet_of(study: Project, *options: str, lang: str = "en") -> list[list[str]]:
    """Write the sheet as CSV; return its lines."""
    result = run(study, "adjudicate", "sheet", "--csv", *options, lang=lang)
    assert result.exit_code == 0, result.output
    with (study.out / "disputes.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def decided(study: Project) -> list[tuple[str, tuple[str, ...]]]:
    """Return the decisions on record: kind and members."""
    return [(one.kind, one.members) for one in read_edited(study.root / "decisions.jsonl", Decision)]


@pytest.mark.parametrize(
    ("labels", "texts"),
    [(["actor"], ["该市"]), (["claim"], [TEXT[:9]] * 2), (["evidence", "actor"], [TEXT[:9], TEXT[:9], "该市"])],
)
def test_a_sheet_of_some_labels_has_no_other_disputes(study: Project, labels: list[str], texts: list[str]) -> None:
    """A dispute over two labels is on either."""
    options = [word for label in labels for word in ("--label", label)]
    _, *rows = sheet_of(study, *options)

    assert [row[COLUMNS.index("text")] for row in rows] == texts


def test_labels_that_are_not_there_are_told_with_the_nearest(study: Project) -> None:
    """All of them, and nothing is written; nor is anything sent, for which there is no server here."""
    for command in ("sheet", "push"):
        result = run(study, "adjudicate", command, "--label", "clam", "--label", "actor", "--label", "suports")
        told = " ".join(result.stderr.split())

        assert (result.exit_code, result.stdout, told.count("error: ")) == (1, "", 2)
        assert "'clam'. Did you mean claim?" in told
        assert "'suports'. Did you mean supports?" in told
    assert not study.out.exists()


def test_a_sheet_is_read_as_a_whole(study: Project) -> None:
    """A label beside `--read` would leave decisions out without a word."""
    sheet_of(study)
    result = run(study, "adjudicate", "sheet", "--read", str(study.out / "disputes.csv"), "--label", "actor")

    assert (result.exit_code, result.stderr.count("--label")) == (1, 1)


def fill(path: Path, text: str, word: str) -> None:
    """Decide on the mark of some words, whatever the language of the heads."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for row in book.active.iter_rows(min_row=2):
            if row[COLUMNS.index("text")].value == text:
                row[COLUMNS.index("decision")].value = word
        book.save(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        if row[COLUMNS.index("text")] == text:
            row[COLUMNS.index("decision")] = word
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("name", ["disputes.csv", "disputes.xlsx"])
@pytest.mark.parametrize(("written", "read"), [("zh", "en"), ("en", "zh"), ("zh", "zh")])
def test_a_sheet_of_either_language_is_read_in_either(study: Project, name: str, written: str, read: str) -> None:
    """Whoever fills it in need not speak as whoever wrote it."""
    options = ["--csv"] if name.endswith("csv") else []
    assert run(study, "adjudicate", "sheet", *options, lang=written).exit_code == 0
    fill(study.out / name, "该市", "保留" if written == "zh" else "keep")
    result = run(study, "adjudicate", "sheet", "--read", str(study.out / name), lang=read)

    assert result.exit_code == 0, result.output
    assert decided(study) == [("keep", ("d:B:2",))]


def test_a_chinese_sheet_tells_heads_kinds_and_reasons_in_chinese(study: Project) -> None:
    """In the schema's words; what may be changed or is compared stands as in the English one."""
    english = sheet_of(study)
    chinese = sheet_of(study, lang="zh")
    heads, first, *_ = chinese

    assert heads == [HEADS[column] for column in COLUMNS]
    assert english[0] == list(COLUMNS)
    assert first[COLUMNS.index("kind")] == "标签"
    assert first[COLUMNS.index("detail")].endswith("标为论点或论据")
    same = [COLUMNS.index(name) for name in ("dispute", "label", "text", "attributes", "members", "passage")]
    assert [[row[n] for n in same] for row in chinese[1:]] == [[row[n] for n in same] for row in english[1:]]


def test_a_column_that_stands_twice_is_refused(study: Project) -> None:
    """Also once in each language: only one of them would be read."""
    lines = sheet_of(study)
    path = study.root / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*line, "裁定" if n == 0 else "舍去"] for n, line in enumerate(lines)])
    result = run(study, "adjudicate", "sheet", "--read", str(path))

    assert result.exit_code == 1
    assert "holds the column decision twice" in " ".join(result.stderr.split())
    assert not (study.root / "decisions.jsonl").exists()


def test_what_was_decided_stays_when_another_label_comes(study: Project) -> None:
    """Label by label: each sheet covers the last, and each decision is kept."""
    sheet_of(study, "--label", "actor")
    path = study.out / "disputes.csv"
    fill(path, "该市", "drop")
    refused = run(study, "adjudicate", "sheet", "--csv", "--label", "claim")
    assert "1 filled rows were not read yet" in " ".join(refused.stderr.split())
    assert run(study, "adjudicate", "sheet", "--read", str(path)).exit_code == 0
    sheet_of(study, "--label", "claim")
    fill(path, TEXT[:9], "keep")
    assert run(study, "adjudicate", "sheet", "--read", str(path)).exit_code == 0

    assert decided(study) == [("drop", ("d:B:2",)), ("keep", ("d:A:1",)), ("keep", ("d:B:1",))]
