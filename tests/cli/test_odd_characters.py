"""What UTF-8, XML or a spreadsheet cannot hold, in work that is imported: no traceback anywhere, and no silence."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.tasks import to_json
from annotate.model import Annotation, Document, Issue
from annotate.store import Project
from tests.tables.conftest import flood

ODD = "\ud800\x00\ufffe\x1b\r"
SHOWN = "⟨U+D800⟩⟨U+0000⟩⟨U+FFFE⟩⟨U+001B⟩"
LABELS = ("claim", "evidence")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a study into which two people's work was imported: other labels of one place, odd ids, names and notes."""
    run("init", str(tmp_path / "study"))
    made = Project.open(tmp_path / "study")
    document = flood().documents[0]
    made.write(Document, [document])
    task, *_ = cut(document, ["claim", "evidence", "policy_recommendation"], made.config.tasks)
    item = to_json(task, None, made.schema(), (), ())
    item |= {"id": 1, "drafts": [], "predictions": [], "annotations": [work(task.text, n) for n in (0, 1)]}
    (tmp_path / "work.json").write_text(json.dumps([item]), encoding="utf-8")
    told = run("import", str(tmp_path / "work.json"), "--project", str(made.root))
    assert "W408" in told
    return made


def work(text: str, number: int) -> dict[str, object]:
    """Return an annotation: one place under a label of one's own, with a note, and one that both advise."""
    place = {"start": 2, "end": 12, "text": text[2:12]}
    advice = {"start": 38, "end": 51, "text": text[38:51]}
    key, other = f"r{ODD}", f"s{ODD}"
    result = [
        {"id": key, "from_name": "span", "type": "labels", "value": {**place, "labels": [LABELS[number]]}},
        {"id": key, "from_name": "note", "type": "textarea", "value": {**place, "text": [f"={ODD}注"]}},
        {"id": other, "from_name": "span", "type": "labels", "value": {**advice, "labels": ["policy_recommendation"]}},
        {"id": other, "from_name": "note", "type": "textarea", "value": {**advice, "text": [f"{ODD}注{number}"]}},
    ]
    return {"id": 5 + number, "completed_by": {"id": number, "email": f"{ODD}{'甲乙'[number]}"}, "result": result}


def run(*words: str) -> str:
    """Run a command that must go well."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stderr


def test_lists_of_disputes_hold_it_by_its_number(project: Project) -> None:
    """In every format; names, which stand in heads and file names, have a sign in its place."""
    at = ["--project", str(project.root)]
    assert {w.annotator for w in project.read(Annotation)} == {
        "\ufffd\ufffd\ufffd\ufffd\r甲",
        "\ufffd\ufffd\ufffd\ufffd\r乙",
    }
    assert [issue.code for issue in project.read(Issue)] == ["W408"] * 4
    for ending in ("csv", "xlsx", "html"):
        run("reconcile", "--disputes", str(project.out / f"d.{ending}"), *at)
    run("agree", "--html", str(project.out / "a.html"), *at)

    with (project.out / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    sheet = load_workbook(project.out / "d.xlsx").active
    assert sheet is not None
    for words in ("".join(cells), "".join(str(c) for line in sheet.values for c in line)):
        assert f"[note=={SHOWN}⟨U+000D⟩注]" in words
    assert f"={SHOWN}⟨U+000D⟩注" in (project.out / "d.html").read_text(encoding="utf-8")
    assert (project.out / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_comes_back(project: Project, ending: str) -> None:
    """What was not changed is what was proposed: a kept row is a decision on the marks themselves."""
    at = ["--project", str(project.root)]
    run("reconcile", *at)
    run("adjudicate", "sheet", *(["--csv"] if ending == "csv" else []), *at)
    path = project.out / f"disputes.{ending}"
    if ending == "xlsx":
        book = load_workbook(path)
        lines = [["" if cell is None else str(cell) for cell in line] for line in book.active.values]
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    decision, label = lines[0].index("decision"), lines[0].index("label")
    for line in lines[1:]:
        line[decision] = "keep" if line[label] == "claim" else "drop" if line[label] == "evidence" else ""
    filled = project.root / "filled.csv"
    with filled.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    run("adjudicate", "sheet", "--read", str(filled), *at)

    made = _decided(project)
    marks = {span.label: span.id for work in project.read(Annotation) for span in work.spans}
    assert made == {"keep": (marks["claim"],), "drop": (marks["evidence"],)}
    assert "W50" not in run("reconcile", *at)
    run("adjudicate", "sheet", "--read", str(filled), *at)
    assert _decided(project) == made


def _claim(project: Project) -> str:
    return next(span.id for work in project.read(Annotation) for span in work.spans if span.label == "claim")


def _decided(project: Project) -> dict[str, tuple[str, ...]]:
    lines = (project.root / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert len(found) == 2
    return {one["kind"]: tuple(one["members"]) for one in found}


def test_tables_hold_it_by_its_number(project: Project) -> None:
    """Every format is one that its readers open."""
    at = ["--project", str(project.root)]
    config = project.root / "annotate.yaml"
    config.write_text(
        re.sub("(?m)^title: .*", r'title: "题\\ud800\\0"', config.read_text(encoding="utf-8")), encoding="utf-8"
    )
    drop = {
        "format": "decision/1",
        "document": "jia",
        "kind": "keep",
        "members": [_claim(project)],
        "by": "丙",
        "why": ODD,
    }
    (project.root / "decisions.jsonl").write_text(json.dumps(drop) + "\n", encoding="utf-8")
    run("reconcile", *at)
    run("export", "--replication", *at)
    with zipfile.ZipFile(next(project.out.glob("*.zip"))) as pack:
        members = {name: pack.read(name).decode("utf-8") for name in pack.namelist()}
    assert json.loads(members["decisions.jsonl"])["why"] == ODD
    for name in ("csv", "json", "html", "markdown", "xlsx", "docx"):
        run("export", "--format", name, *at)
    shown = [path for path in project.out.iterdir() if path.suffix in {".csv", ".html", ".md", ".json"}]
    assert len(shown) > 4
    assert all("\ufffe" not in path.read_text(encoding="utf-8") for path in shown)
    assert f"{SHOWN}" in (project.out / "recommendations.csv").read_text(encoding="utf-8-sig")
    words = {}
    for path in (*project.out.glob("*.xlsx"), *project.out.glob("*.docx")):
        with zipfile.ZipFile(path) as pack:
            parts = [ET.fromstring(pack.read(name)) for name in pack.namelist() if name.endswith(".xml")]  # noqa: S314 - our own
        words[path.name] = "".join(text for part in parts for text in part.itertext())
    assert SHOWN in words["tables.xlsx"]
