"""`annotate status`, and `annotate` alone: where a study stands, and what comes next."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.labelstudio.local import Account, LocalServer, write_accounts, write_server
from annotate.model import Annotation, Answer, Consensus, Dispute, Document, Extent, Metadata, Prediction, Source
from annotate.store import Project

run = CliRunner().invoke
DOCUMENT = Document(
    id="a",
    source=Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=4, reader="txt"),
    metadata=Metadata(),
    text="潮位数据",
    sections=(),
    sentences=(),
    footnotes=(),
    runs=((0, 0, 4),),
    removals=(),
)
DISPUTE = Dispute(id="x", document="a", kind="missing", label="claim", extent=Extent(0, 2), versions=(), severity=0.5)


def work(annotator: str, *states: str) -> Annotation:
    """Return one annotator's work, a task for each state."""
    answers = tuple(Answer(task=f"{n}", annotation="", extent=Extent(0, 4), state=s) for n, s in enumerate(states))
    return Annotation(document="a", annotator=annotator, spans=(), asked=(), answers=answers)


def aged(paths: Sequence[Path]) -> None:
    """Let files be a minute apart, the first the oldest."""
    for number, path in enumerate(paths):
        os.utime(path, ns=(number * 60 * 10**9,) * 2)


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """Return a study that went all the way, each file newer than what it is made of."""
    root = tmp_path / "study"
    assert run(app, ["init", str(root), "--title", "潮\x1b[31m"]).exit_code == 0
    project = Project.open(root)
    (project.papers / "a.txt").write_text("潮位数据", encoding="utf-8")
    project.write(Document, [DOCUMENT])
    project.write(Prediction, [Prediction(document="a", spans=(), model_version="1")])
    project.write(Annotation, [work("wu", "submitted", "submitted", "draft"), work("li", "submitted", "skipped")])
    project.write(Consensus, [Consensus(document="a", spans=(), method="majority", annotators=("li", "wu"))])
    project.write(Dispute, [])
    project.out.mkdir()
    for name in ("comparison.html", "manifest.json"):
        (project.out / name).write_text("x", encoding="utf-8")
    kinds = (Document, Prediction, Annotation, Consensus, Dispute)
    own = [root / "themes.yaml", root / "annotate.yaml", project.papers / "a.txt"]
    aged([*own, *map(project.path, kinds), project.out / "manifest.json"])
    return project


def states(project: Project) -> dict[str, str]:
    """Return what the command says for programs: stage -> state."""
    result = run(app, ["status", "--json", "--project", str(project.root)])
    assert result.exit_code == 0, result.output
    return {stage["name"]: stage["state"] for stage in json.loads(result.stdout)}


def told(project: Project) -> str:
    """Return what the command shows to people."""
    result = run(app, ["status", "--project", str(project.root)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_finished_study_is_up_to_date(study: Project) -> None:
    """Every stage is done, with what is there; nothing comes next; a title does not act on the terminal."""
    shown = told(study)

    assert set(states(study).values()) == {"done"}
    assert "1 in papers/, 1 read" in shown
    assert "tasks submitted: li 1, wu 2; drafts: 1, skipped: 1" in shown
    assert "1 files in out/" in shown
    assert "All is up to date" in shown
    assert "\x1b" not in shown


def test_a_new_study_begins_with_papers(tmp_path: Path) -> None:
    """Nothing is there: all is open, and the first step is told."""
    root = tmp_path / "new"
    run(app, ["init", str(root)])

    assert set(states(Project.open(root)).values()) == {"open"}
    assert "Next: put papers into" in told(Project.open(root))


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("papers/a.txt", "papers"),
        ("papers/metadata.csv", "papers tables"),
        ("work/documents.jsonl", "pre-marks consensus tables"),
        ("work/annotations.jsonl", "consensus"),
        ("decisions.jsonl", "consensus tables"),
        ("work/consensus.jsonl", "tables"),
        ("themes.yaml", "tables"),
        ("actors.csv", "tables"),
        ("translations.csv", "tables"),
        ("annotate.yaml", "tables"),
        ("exports/own.yaml", "tables"),
        ("schemas/own.yaml", "tables"),
    ],
)
def test_what_is_older_than_what_it_is_made_of_is_stale(study: Project, changed: str, stale: str) -> None:
    """A change makes those stages stale that follow from it, and no others."""
    path = study.root / changed
    path.touch()
    os.utime(path, ns=(10**12,) * 2)

    assert [name for name, state in states(study).items() if state == "stale"] == stale.split()
    assert "older than what it is made of" in told(study)


def test_what_comes_next_is_the_first_that_is_open(study: Project) -> None:
    """An unread paper before a stale table; disputes only when nothing else waits."""
    study.write(Dispute, [DISPUTE])
    assert states(study)["disputes"] == "open"
    assert "Next: annotate adjudicate push" in told(study)
    (study.out / "manifest.json").unlink()
    assert "Next: annotate export; or first decide the disputes: annotate adjudicate push" in told(study)
    (study.papers / "b.md").write_text("# 潮", encoding="utf-8")
    assert states(study)["papers"] == "open"
    assert "Next: annotate ingest" in told(study)


def test_people_get_accounts_before_tasks(tmp_path: Path) -> None:
    """On a server of one's own: first the server, then people on it, then the tasks."""
    root = tmp_path / "new"
    run(app, ["init", str(root)])
    project = Project.open(root)
    (project.papers / "a.md").write_text("# 潮\n\n港口应建立预警平台。", encoding="utf-8")
    for command in (["ingest"], ["seed", "--segmenter", "char"]):
        assert run(app, [*command, "--project", str(root)]).exit_code == 0

    assert "Next: annotate studio start, annotate studio users add" in told(project)
    write_server(project, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    account = Account(**dict.fromkeys(("email", "password", "token"), "x"))
    write_accounts(project, {"admin": account})
    assert "Next: annotate studio users add" in told(project)
    write_accounts(project, {"admin": account, "li": account})
    assert "Next: annotate push" in told(project)


def test_outside_of_any_study_two_ways_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`annotate` alone tells them; a program, and who named a folder, get an error."""
    monkeypatch.chdir(tmp_path)
    alone = run(app, [])

    assert (alone.exit_code, alone.stdout) == (0, "")
    assert "annotate init my-study" in alone.stderr
    assert run(app, ["status", "--json"]).exit_code == 1
    assert run(app, ["status", "--project", str(tmp_path)]).exit_code == 1


def test_annotate_alone_is_the_status(study: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a study, and in a folder below it."""
    monkeypatch.chdir(study.papers)

    assert run(app, []).stdout == told(study)
