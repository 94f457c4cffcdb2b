"""`import`, `push`, `pull`, `studio` and `doctor` as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.labelstudio.local import read_server
from annotate.labelstudio.tasks import read_tasks, write_tasks
from annotate.model import Annotation, Document, Issue, Prediction
from annotate.store import Project

Run = Callable[..., Result]


@pytest.fixture
def run(project: Project, document: Document, prediction: Prediction) -> Run:
    """Run a command in a study whose paper is ingested and seeded."""
    project.write(Document, [document])
    write_tasks(project, [document], [prediction], project.schema())

    def running(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--project", str(project.root)])

    return running


def export(project: Project, **annotation: Any) -> Path:
    """Write an export in which one annotator kept everything."""
    items = list(read_tasks(project))
    for number, item in enumerate(items, 1):
        made = {"id": number, "completed_by": 1, "result": item["predictions"][0]["result"], **annotation}
        item |= {"id": number, "annotations": [made]}
    path = project.root / "export.json"
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return path


def test_import_reads_an_export(run: Run, project: Project) -> None:
    """Status 0, the counts on stderr, JSON on stdout if asked for, annotations in work/."""
    done = run("import", str(export(project)), "--json")
    assert (done.exit_code, json.loads(done.stdout)["spans"]) == (0, 6)
    assert "6 spans" in done.stderr
    (annotation,) = project.read(Annotation)
    assert (annotation.annotator, len(annotation.relations)) == ("1", 2)


def test_import_names_the_annotator(run: Run, project: Project) -> None:
    """--annotator says whose work a file without names is."""
    assert run("import", str(export(project, completed_by=None)), "--annotator", "甲").exit_code == 0
    assert [annotation.annotator for annotation in project.read(Annotation)] == ["甲"]


def test_import_tells_what_does_not_fit(run: Run, project: Project) -> None:
    """What can be read is written, what cannot is told and kept as an Issue, and the status is 1."""
    wrong = {"id": "w", "from_name": "span", "type": "labels", "value": {"start": 0, "end": 1, "labels": ["clam"]}}
    done = run("import", str(export(project, result=[wrong])))
    assert done.exit_code == 1
    assert "E101" in done.stderr
    assert "clam" in done.stderr
    assert [issue.code for issue in project.read(Issue)] == ["E101"]
    assert [annotation.spans for annotation in project.read(Annotation)] == [()]


def test_import_of_a_bad_file_writes_nothing(run: Run, project: Project) -> None:
    """A file that cannot be read gets one line, and annotations.jsonl stays as it was."""
    run("import", str(export(project)))
    before = project.path(Annotation).read_bytes()
    (project.root / "bad.json").write_bytes(b"\xff\xfe")
    done = run("import", str(project.root / "bad.json"), str(project.root / "none.json"))
    assert done.exit_code == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["error", "error"]
    assert project.path(Annotation).read_bytes() == before


def test_import_of_another_studys_export_changes_nothing(run: Run, project: Project) -> None:
    """Work that is here does not give way to work on other papers."""
    path = export(project)
    run("import", str(path))
    before = project.path(Annotation).read_bytes(), project.path(Issue).read_bytes()
    path.write_text(path.read_text(encoding="utf-8").replace('"tides"', '"other"'), encoding="utf-8")
    done = run("import", str(path))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "or none holds work; the first: E402 other" in " ".join(done.stderr.split())
    assert (project.path(Annotation).read_bytes(), project.path(Issue).read_bytes()) == before


def test_an_untouched_import_gives_the_same_bytes(run: Run, project: Project) -> None:
    """Unchanged inputs give byte-identical annotations and issues."""
    path = export(project)
    run("import", str(path))
    before = project.path(Annotation).read_bytes(), project.path(Issue).read_bytes()
    run("import", str(path))
    assert (project.path(Annotation).read_bytes(), project.path(Issue).read_bytes()) == before


@pytest.mark.parametrize("command", ["push", "pull"])
def test_without_a_server_the_way_to_one_is_shown(
    command: str, run: Run, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, status 1, and no snapshot or annotation appears."""
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    done = run(command)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "annotate studio start" in done.stderr
    assert not project.path(Annotation).exists()
    assert not (project.work / "snapshots").exists()


def test_stop_without_a_server_is_calm(run: Run) -> None:
    """Nothing to stop is no error."""
    assert "no server was running" in run("studio", "stop").stderr
    assert "no server is running" in run("studio", "status").stderr


def test_doctor_says_what_to_do(run: Run) -> None:
    """Every finding that is not well says what to do; what is wrong makes status 1."""
    done = run("doctor", "--json")
    findings = json.loads(done.stdout)
    assert all(finding["todo"] for finding in findings if finding["state"] == "wrong")
    assert done.exit_code == 1
    assert "holds no papers" in run("doctor").stderr


@pytest.mark.server
def test_the_way_there_and_back(studio: Project, document: Document, prediction: Prediction) -> None:
    """push, users, status, pull and doctor work with nothing but the study's folder."""
    studio.write(Document, [document])
    studio.write(Prediction, [prediction])
    write_tasks(studio, [document], [prediction], studio.schema())

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--project", str(studio.root)])

    assert "Label Studio runs" in run("studio", "start").stderr
    pushed = run("push", "--json")
    assert (pushed.exit_code, pushed.stderr.count("error")) == (0, 0), pushed.stderr
    assert json.loads(pushed.stdout)["new"] == 1
    server = read_server(studio)
    assert server is not None
    assert f"{server.url}/projects/" in pushed.stderr
    assert "wu@studio.local" in run("studio", "users", "add", "wu").stdout
    assert "wu@studio.local" in run("studio", "users", "list").stdout
    assert "0 of 1 tasks" in run("studio", "status").stderr
    pulled = run("pull")
    assert pulled.exit_code == 0
    assert "nobody has worked on anything yet" in pulled.stderr
    assert len(list((studio.work / "snapshots").glob("*.json"))) == 1
    assert "is accepted" in run("doctor").stderr
