"""`annotate agree`, `reconcile` and `adjudicate sheet` on a small study."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.labelstudio.assigning import read_assignments
from annotate.labelstudio.tasks import read_tasks
from annotate.model import (
    Annotation,
    Answer,
    Asked,
    Consensus,
    Document,
    Extent,
    LedgerEntry,
    Metadata,
    Prediction,
    Relation,
    Source,
    Span,
)
from annotate.store import Project

TEXT = "分散的系统代价很高。去年该市因迟报损失三千万元。"


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """A study of one document and two annotators, who agree on a claim and not on the evidence."""
    assert run("init", str(tmp_path)).exit_code == 0
    project = Project.open(tmp_path)
    source = Source(path="d.txt", sha256="", encoding="utf-8", length=len(TEXT), reader="txt")
    document = Document(
        id="d", source=source, metadata=Metadata(), text=TEXT, sections=(), sentences=(), footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip
    asked = (Asked(extent=Extent(0, len(TEXT)), labels=("claim", "evidence")),)
    claims = {"A": Extent(0, 9), "B": Extent(0, 10)}
    works = []
    for name, extent in claims.items():
        spans = [Span(id=f"d:{name}:1", label="claim", extent=extent)]
        if name == "A":
            spans.append(Span(id="d:A:2", label="evidence", extent=Extent(10, 23)))
        works.append(Annotation(document="d", annotator=name, spans=tuple(spans), asked=asked))
    project.write(Document, [document])
    project.write(Annotation, works)
    return project


def test_agree_prints_a_table_and_json(study: Project) -> None:
    """The table and the JSON are data, on stdout; warnings are for people, on stderr."""
    table = run("agree", "--project", str(study.root), "--metric", "pairwise_f1_overlap")
    told = run("agree", "--project", str(study.root), "--json")

    assert (table.exit_code, told.exit_code) == (0, 0)
    assert [line.split()[0] for line in table.stdout.splitlines()[1:3]] == ["A", "B"]
    assert "0.667" in table.stdout
    assert "W603 evidence" in table.stderr
    body = json.loads(told.stdout)
    assert body["format"] == "agreement/1"
    assert body == json.loads((study.work / "agreement.jsonl").read_text(encoding="utf-8"))


@pytest.mark.parametrize("people", [3, 5])
def test_a_narrow_terminal_keeps_the_names_of_metrics_and_labels(
    study: Project, monkeypatch: pytest.MonkeyPatch, people: int
) -> None:
    """However many pairs there are and with intervals, no column is squeezed away: pairs give way to the extremes."""
    first, *_ = study.read(Annotation)
    paper, *_ = study.read(Document)
    ids = [f"d{number}" for number in range(12)]
    names = [f"annotator-{letter}" for letter in "abcdefg"[:people]]
    study.write(Document, [replace(paper, id=each) for each in ids])
    study.write(Annotation, [replace(first, document=each, annotator=name) for each in ids for name in names])
    monkeypatch.setenv("COLUMNS", "80")
    plain = run("agree", "--project", str(study.root), "--metric", "alpha_u").stdout
    bounded = run("agree", "--project", str(study.root), "--metric", "alpha_u", "--intervals", "5").stdout

    for shown in (plain, bounded):
        assert {"alpha_u", "claim", "evidence"} <= {line.split()[0] for line in shown.splitlines() if line.strip()}
    assert ("annotator-a" in plain, "lowest pair" in plain) == (people == 3, people == 5)
    assert "lowest pair" in bounded
    assert "[1.00, 1.00]" in bounded


def test_an_unknown_metric_is_told(study: Project) -> None:
    """One line with the nearest name, status 1, and no file."""
    result = run("agree", "--project", str(study.root), "--metric", "alpha")

    assert result.exit_code == 1
    assert "'alpha' is not known. Did you mean alpha_u?" in result.stderr
    assert not (study.work / "agreement.jsonl").exists()


@pytest.fixture
def two_rounds(tmp_path: Path) -> Project:
    """A study assigned by the command line; both mark the same in the main round, and nothing the same before it."""
    assert run("init", str(tmp_path)).exit_code == 0
    parts = [f"{n}、第{n}节\n\n{TEXT * 60}\n" for n in "一二三四五六"]
    (tmp_path / "papers/d.txt").write_text("\n".join(["合作研究", "", *parts]), encoding="utf-8")
    at = ("--project", str(tmp_path))
    assert run("ingest", *at).exit_code == 0
    assert run("seed", "--segmenter", "char", *at).exit_code == 0
    assert run("assign", "A", "B", "--pilot", "2", "--overlap", "1", *at).exit_code == 0
    project = Project.open(tmp_path)
    pilot = {one.place for one in read_assignments(project) if one.round == "pilot"}
    tasks = [item["data"] for item in read_tasks(project)]
    assert len(pilot) == 2 < len(tasks)
    works = []
    for name in "AB":
        spans, asked, answers = [], [], []
        for number, task in enumerate(tasks):
            start, end = task["char_offset"], task["char_offset"] + len(task["text"])
            moved = 8 if name == "B" and (task["document"], start) in pilot else 0
            spans.append(Span(id=f"{name}{number}", label="claim", extent=Extent(start + moved, start + moved + 8)))
            asked.append(Asked(extent=Extent(start, end), labels=("claim",)))
            answers.append(Answer(task=f"{number}", annotation="", extent=Extent(start, end), state="submitted"))
        document = tasks[0]["document"]
        works.append(
            Annotation(
                document=document, annotator=name, spans=tuple(spans), asked=tuple(asked), answers=tuple(answers)
            )
        )
    project.write(Annotation, works)
    return project


def test_agree_tells_the_rounds_apart(two_rounds: Project) -> None:
    """What `assign` dealt comes back as figures of the pilot and of the main round, in the table and the JSON."""
    at = ("--project", str(two_rounds.root), "--metric", "pairwise_f1_exact")
    table, told = run("agree", *at), run("agree", "--json", *at)
    scores = json.loads(told.stdout)["scores"]
    values = {score["document"]: score["value"] for score in scores if score["label"] == "*"}

    assert (table.exit_code, told.exit_code) == (0, 0)
    assert (values["*pilot"], values["*main"]) == (0.0, 1.0)
    assert 0 < values["*"] < 1
    (heading,) = (line for line in table.stdout.splitlines() if "pilot" in line)
    (figures,) = (line for line in table.stdout.splitlines() if "0.000" in line and "1.000" in line)
    assert heading.split() == ["pilot", "main"]
    assert figures.split() == ["pairwise_f1_exact", "0.000", "1.000"]


def test_a_task_in_two_rounds_is_told(two_rounds: Project) -> None:
    """Every such task by its place, and no file."""
    path = two_rounds.root / "assignments.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    wrong = [row.replace(",pilot,A", ",main,A") for row in rows]
    path.write_text("\n".join(wrong), encoding="utf-8")

    result = run("agree", "--project", str(two_rounds.root))

    assert result.exit_code == 1
    assert result.stderr.count("the task is in two rounds, main and pilot. Give all its rows the same round.") == 2
    assert not (two_rounds.work / "agreement.jsonl").exists()


def test_reconcile_writes_three_files_and_prints_the_ledger(study: Project) -> None:
    """Consensus, disputes and ledger; the same bytes on a second run."""
    first = run("reconcile", "--project", str(study.root), "--ledger")
    files = {path.name: path.read_bytes() for path in study.work.iterdir()}
    again = run("reconcile", "--project", str(study.root), "--ledger")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert {"consensus.jsonl", "disputes.jsonl", "ledger.jsonl"} <= files.keys()
    assert files == {path.name: path.read_bytes() for path in study.work.iterdir()}
    lines = [line.split("\t") for line in first.stdout.splitlines()]
    assert [(line[4], line[5]) for line in lines] == [
        ("d:A:1", "consensus"), ("d:B:1", "consensus"), ("d:A:2", "dispute"),
    ]  # fmt: skip
    assert "1 missing" in first.stderr


def test_reconcile_by_another_method(study: Project) -> None:
    """The method is named in the consensus; an unknown one is told with the known ones."""
    assert run("reconcile", "--project", str(study.root), "--method", "union").exit_code == 0
    (consensus,) = study.read(Consensus)
    assert (consensus.method, len(consensus.spans)) == ("union", 2)

    unknown = run("reconcile", "--project", str(study.root), "--method", "mojority")
    assert unknown.exit_code == 1
    assert "Did you mean majority?" in unknown.stderr


def test_work_on_an_unknown_document_is_refused(study: Project) -> None:
    """Annotations of a document that is not there stop the run; nothing is written."""
    study.write(Document, [])

    result = run("reconcile", "--project", str(study.root))

    assert result.exit_code == 1
    assert "is annotated, but is not among the documents" in result.stderr
    assert not (study.work / "consensus.jsonl").exists()


def test_a_decision_that_cannot_hold_is_told(study: Project) -> None:
    """A doubt is told with status 0; edges outside the text are an error, status 1, the rest is written."""
    path = study.root / "decisions.jsonl"
    path.write_text('{"format":"decision/1","document":"d","kind":"keep","members":["x"]}\n', encoding="utf-8")
    doubt = run("reconcile", "--project", str(study.root))
    path.write_text(
        '{"format":"decision/1","document":"d","kind":"set","members":["d:A:2"],"start":5,"end":99}\n', encoding="utf-8"
    )
    error = run("reconcile", "--project", str(study.root))

    assert (doubt.exit_code, error.exit_code) == (0, 1)
    assert "W501" in doubt.stderr
    assert "E504" in error.stderr
    assert len(study.read_all(LedgerEntry)) == 3


def fill_csv(sheet: Path) -> None:
    """Keep the first proposal, as a person would in an editor."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["decision"], rows[0]["by"] = "keep", "Z"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def fill_workbook(sheet: Path) -> None:
    """Keep the first proposal, as a person would in a spreadsheet."""
    book = openpyxl.load_workbook(sheet)
    page = book.active
    names = [cell.value for cell in page[1]]
    page.cell(2, names.index("decision") + 1).value = "keep"
    page.cell(2, names.index("by") + 1).value = "Z"
    book.save(sheet)


@pytest.mark.parametrize(("lang", "choices"), [("en", '"keep,drop"'), ("zh", '"保留,舍去"')])
def test_a_sheet_offers_the_decisions_in_the_language_spoken(study: Project, lang: str, choices: str) -> None:
    """A spreadsheet shows them as a list to choose from."""
    assert run("reconcile", "--project", str(study.root)).exit_code == 0
    assert run("--lang", lang, "adjudicate", "sheet", "--project", str(study.root)).exit_code == 0
    page = openpyxl.load_workbook(study.out / "disputes.xlsx").active

    assert [each.formula1 for each in page.data_validations.dataValidation] == [choices]


@pytest.mark.parametrize(("name", "fill", "options"), [("xlsx", fill_workbook, []), ("csv", fill_csv, ["--csv"])])
def test_disputes_go_through_a_sheet(
    study: Project, name: str, fill: Callable[[Path], None], options: list[str]
) -> None:
    """The sheet is filled in and read back; the next reconcile has no dispute left."""
    root = str(study.root)
    run("reconcile", "--project", root)
    assert run("adjudicate", "sheet", "--project", root, *options).exit_code == 0
    sheet = study.out / f"disputes.{name}"
    first = sheet.read_bytes()
    run("adjudicate", "sheet", "--project", root, *options)
    assert sheet.read_bytes() == first
    fill(sheet)

    read = run("adjudicate", "sheet", "--project", root, "--read", str(sheet))
    after = run("reconcile", "--project", root)

    assert (read.exit_code, after.exit_code) == (0, 0)
    assert "disputes: none" in after.stderr
    (consensus,) = study.read(Consensus)
    assert [span.support.adjudicated for span in consensus.spans if span.support] == [False, True]


@pytest.mark.parametrize(("name", "fill", "options"), [("xlsx", fill_workbook, []), ("csv", fill_csv, ["--csv"])])
def test_a_sheet_is_read_as_often_as_one_likes(
    study: Project, name: str, fill: Callable[[Path], None], options: list[str]
) -> None:
    """What was read is known, before and after the next reconcile; what was not read is not written over."""
    root = str(study.root)
    run("reconcile", "--project", root)
    run("adjudicate", "sheet", "--project", root, *options)
    sheet = study.out / f"disputes.{name}"
    fill(sheet)
    filled = sheet.read_bytes()

    over = run("adjudicate", "sheet", "--project", root, *options)
    assert over.exit_code == 1
    assert "1 filled rows were not read" in over.stderr
    assert sheet.read_bytes() == filled

    said = [run("adjudicate", "sheet", "--project", root, "--read", str(sheet)).stderr for _ in range(2)]
    run("reconcile", "--project", root)
    said.append(run("adjudicate", "sheet", "--project", root, "--read", str(sheet)).stderr)
    assert [text.split(" decisions")[0] for text in said] == ["1", "0", "0"]
    assert "1 known" in said[1]
    assert "1 known" in said[2]
    assert len((study.root / "decisions.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert run("adjudicate", "sheet", "--project", root, *options).exit_code == 0
    assert sheet.read_bytes() != filled


@pytest.mark.parametrize("command", [("adjudicate", "sheet"), ("adjudicate", "push")])
def test_disputes_on_marks_that_are_gone_are_refused(
    study: Project, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work that came in after `reconcile`: one line that says what to run, and nothing is written or sent."""
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    run("reconcile", "--project", str(study.root))
    works = study.read_all(Annotation)
    study.write(Annotation, [replace(work, spans=()) for work in works])

    result = run(*command, "--project", str(study.root))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "speaks of what is not there any more" in " ".join(result.stderr.split())
    assert "annotate reconcile" in " ".join(result.stderr.split())
    assert not study.out.exists()


def test_what_is_no_sheet_is_told(study: Project, tmp_path: Path) -> None:
    """A missing file, no workbook, a missing column: one line each, status 1, no decision made."""
    run("reconcile", "--project", str(study.root))
    broken, other = tmp_path / "broken.xlsx", tmp_path / "other.csv"
    broken.write_bytes(b"PK no workbook")
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    wide = tmp_path / "wide.csv"
    run("adjudicate", "sheet", "--project", str(study.root), "--csv")
    wide.write_text((study.out / "disputes.csv").read_text(encoding="utf-8") + "x," * 40 + "x\n", encoding="utf-8")
    gone = tmp_path / "gone.xlsx"
    for path, said in ((gone, "not there"), (broken, "no workbook"), (other, "no column"), (wide, "cells, the first")):
        result = run("adjudicate", "sheet", "--project", str(study.root), "--read", str(path))
        assert result.exit_code == 1
        assert said in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
    assert not (study.root / "decisions.jsonl").exists()


def test_a_cell_of_any_length_is_read_back(study: Project) -> None:
    """What no workbook holds goes by CSV, both ways, and an empty line between is no proposal."""
    root = str(study.root)
    run("reconcile", "--project", root)
    run("adjudicate", "sheet", "--project", root, "--csv")
    sheet = study.out / "disputes.csv"
    fill_csv(sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["why"] = "潮" * 200_000
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        file.write("\r\n")
        writer.writerows(rows)
    read = run("adjudicate", "sheet", "--project", root, "--read", str(sheet))

    assert read.exit_code == 0, read.output
    (line,) = (study.root / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(json.loads(line)["why"]) == 200_000


def test_reconcile_is_quiet_on_request(study: Project) -> None:
    """The table of marks is for people: who wants quiet gets warnings only."""
    quiet = run("--quiet", "reconcile", "--project", str(study.root))

    assert (quiet.exit_code, quiet.output) == (0, "")
    assert run("reconcile", "--project", str(study.root)).stderr


def test_agree_writes_the_page(study: Project) -> None:
    """With γ, which the table leaves out; too few sections for intervals is said."""
    path = study.out / "agreement.html"
    result = run("agree", "--project", str(study.root), "--html", str(path), "--intervals", "3")

    assert result.exit_code == 0
    assert "W607" in result.stderr
    assert "<th>gamma<" in path.read_text(encoding="utf-8")


def test_agree_reads_no_paper_that_nobody_annotated(study: Project) -> None:
    """Of a large corpus people read a sample: the rest is not held, in no form, and so not even understood."""
    words = ("agree", "--project", str(study.root), "--json", "--html", str(study.out / "agreement.html"))
    study.write(Prediction, [Prediction(document="d", model_version="rules", spans=())])
    before, page = run(*words), (study.out / "agreement.html").read_bytes()
    for kind, name in ((Document, "id"), (Prediction, "document")):
        with study.path(kind).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"format": "a later one", name: "nobody's"}) + "\n")
    after = run(*words)

    assert (before.exit_code, after.exit_code) == (0, 0)
    assert after.stdout == before.stdout
    assert (study.out / "agreement.html").read_bytes() == page


def test_reconcile_lists_disputes(study: Project) -> None:
    """As the name's ending says; another ending is refused before anything is written."""
    path = study.out / "disputes.csv"
    good = run("reconcile", "--project", str(study.root), "--disputes", str(path))
    bad = run("reconcile", "--project", str(study.root), "--disputes", "d.pdf")

    assert (good.exit_code, bad.exit_code) == (0, 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["kind"] for row in csv.DictReader(file)] == ["missing"]
    assert "is no format for disputes" in bad.stderr


def test_few_annotators_are_warned_of(study: Project) -> None:
    """`weighted` says that two annotators are too few, and works."""
    result = run("reconcile", "--project", str(study.root), "--method", "weighted")

    assert result.exit_code == 0
    assert "W506" in result.stderr


@pytest.mark.parametrize("method", ["majority", "weighted", "union", "intersection", "adjudicated"])
def test_broken_marks_are_listed_and_the_rest_goes_on(study: Project, method: str) -> None:
    """Past the end, start after end, empty, copies, a relation onto itself, a cycle, nobody's mark: told, no crash."""
    (first, second) = study.read(Annotation)
    broken = {"past": (20, 9000), "crossed": (9, 3), "empty": (5, 5), "copy": (0, 9)}
    spans = [Span(id=f"d:A:{name}", label="claim", extent=Extent(*places)) for name, places in broken.items()]
    ends = {"self": ("1", "1"), "there": ("1", "2"), "back": ("2", "1")}
    drawn = [
        Relation(id=f"d:A:{name}", type="supports", source=f"d:A:{source}", target=f"d:A:{target}")
        for name, (source, target) in ends.items()
    ]
    nothing = replace(first, annotator="C", spans=())
    works = [replace(first, spans=(*first.spans, *spans), relations=tuple(drawn)), second, nothing]
    study.write(Annotation, works)

    agreed = run("agree", "--project", str(study.root))
    reconciled = run("reconcile", "--project", str(study.root), "--method", method)

    assert (agreed.exit_code, reconciled.exit_code) == (0, 0), agreed.output + reconciled.output
    fates = {entry.item: (entry.fate, entry.reason) for entry in study.read(LedgerEntry)}
    assert set(fates) == {span.id for work in works for span in work.spans} | {relation.id for relation in drawn}
    assert fates["d:A:past"] == ("rejected", f"the span lies outside the text of {len(TEXT)} characters")
    assert fates["d:A:crossed"] == fates["d:A:empty"] == ("rejected", "the span is empty")
    assert fates["d:A:self"][0] == "rejected"
    assert all(reason for fate, reason in fates.values() if fate == "rejected")


def test_the_tables_speak_chinese(study: Project) -> None:
    """Titles, columns, labels and what each metric says; English words of ours are in none of them."""
    at = ("--project", str(study.root))
    agreed, reconciled = run("--lang", "zh", "agree", *at), run("--lang", "zh", "reconcile", *at)

    assert (agreed.exit_code, reconciled.exit_code) == (0, 0)
    for word in ("全部文档", "全部标签", "论点", "片段的 F1，起止相同"):
        assert word in agreed.stdout
    assert not {"all documents", "all labels", "claim"} & {line.strip() for line in agreed.stdout.splitlines()}
    for word in ("进来的标注及其去向", "进入争议", "论点", "1 缺失"):
        assert word in reconciled.stderr
    assert "claim" not in reconciled.stderr


@pytest.mark.parametrize("origin", ["manual", "prediction-changed"])
def test_pre_marks_are_told_of_where_people_began_with_them(study: Project, origin: str) -> None:
    """Where no span comes from one, that is said; the figures stay in the file."""
    told = origin != "manual"
    answer = Answer(task="1", annotation="", extent=Extent(0, len(TEXT)), state="submitted", status="seeded")
    works = study.read_all(Annotation)
    spans = {work.annotator: tuple(replace(span, origin=origin) for span in work.spans) for work in works}
    study.write(Annotation, [replace(work, answers=(answer,), spans=spans[work.annotator]) for work in works])
    shown = Span(id="1", label="claim", extent=Extent(0, 9))
    study.write(Prediction, [Prediction(document="d", model_version="rules", spans=(shown,))])
    page = study.out / "agreement.html"

    result = run("agree", "--project", str(study.root), "--html", str(page))

    assert result.exit_code == 0, result.output
    assert ("shares of the spans in pre-marked tasks" in " ".join(result.stdout.split())) is told
    assert ("nobody's spans come from one" in result.stderr) is not told
    assert ("W605" in result.stderr) is told
    made = page.read_text(encoding="utf-8")
    assert ("What became of the pre-marks" in made) is told
    assert ("which inflates agreement" in made) is ("预标文本上的一致性会偏高" in made) is told
    assert ("from which nobody&#39;s spans come" in made) is ("但无一片段出自预标" in made) is not told
    assert "pre_marks_kept" in (study.work / "agreement.jsonl").read_text(encoding="utf-8")
