"""What was pushed last is known without the server; what was seeded or assigned anew is to be pushed again."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.errors import InputError
from annotate.labelstudio.assigning import FILE
from annotate.labelstudio.local import LocalServer, write_server
from annotate.labelstudio.remembering import is_of_earlier_schema, is_pushed, remember, to_send
from annotate.labelstudio.sync import push
from annotate.labelstudio.tasks import task_paths, write_tasks
from annotate.loading import find
from annotate.model import Annotation, Answer, Document, Extent, Prediction, Push
from annotate.store import CONFIG, Project, ServerConfig

LATER = 4 * 10**18


def seeded(project: Project, document: Document, predictions: Sequence[Prediction] = ()) -> None:
    """Write a study's tasks, as of a time to come: nothing can hold them for old."""
    write_tasks(project, [document], predictions, project.schema())
    for path in task_paths(project.work):
        os.utime(path, ns=(LATER, LATER))


@pytest.fixture
def pushed(project: Project, document: Document) -> Project:
    """Return a study whose blank tasks were pushed."""
    write_tasks(project, [document], [], project.schema())
    remember(project, to_send(project))
    return project


def next_step(project: Project) -> str:
    """Return what the status of a study says that comes next, of its tasks and people."""
    result = CliRunner().invoke(app, ["status", "--json", "--project", str(project.root)])
    assert result.exit_code == 0, result.output
    stages = {stage["name"]: stage for stage in json.loads(result.stdout)}
    return str(stages["annotators"]["todo"])


def test_a_study_that_never_pushed_says_nothing(project: Project, document: Document) -> None:
    """As one into which work was imported: there may be no server at all."""
    write_tasks(project, [document], [], project.schema())
    assert is_pushed(project) is None


def test_the_same_tasks_are_pushed_whenever_they_were_written(pushed: Project, document: Document) -> None:
    """A second `seed` that gives the same bytes asks for no push."""
    assert is_pushed(pushed) is True
    seeded(pushed, document)
    assert is_pushed(pushed) is True


def test_other_tasks_are_to_be_pushed(pushed: Project, document: Document, prediction: Prediction) -> None:
    """Also where they are cut into other files."""
    seeded(pushed, document, [prediction])
    assert is_pushed(pushed) is False
    seeded(pushed, document)
    (pushed.work / "tasks.json").rename(pushed.work / "tasks-001.json")
    assert is_pushed(pushed) is False


def test_new_assignments_are_to_be_pushed(pushed: Project) -> None:
    """The push makes each annotator a tab of their own."""
    (pushed.root / FILE).write_text("document,char_offset,annotator,round\n", encoding="utf-8")
    assert is_pushed(pushed) is False
    remember(pushed, to_send(pushed))
    assert is_pushed(pushed) is True


@pytest.mark.parametrize("other", [ServerConfig(url="https://label.example"), ServerConfig(project="另一个项目")])
def test_another_server_or_project_has_none_of_them(pushed: Project, other: ServerConfig) -> None:
    """What one holds the other does not."""
    assert is_pushed(Project(pushed.root, replace(pushed.config, label_studio=other))) is False


def test_no_password_is_kept(pushed: Project) -> None:
    """An address may hold one; the record does not."""
    config = replace(pushed.config, label_studio=ServerConfig(url="https://li:geheim@label.example:8443/ls/"))
    study = Project(pushed.root, config)
    remember(study, to_send(study))
    kept = study.path(Push).read_text(encoding="utf-8")

    assert '"server":"https://label.example:8443/ls"' in kept
    assert "geheim" not in kept
    assert is_pushed(study) is True


def test_a_damaged_record_is_told(pushed: Project) -> None:
    """With its place."""
    pushed.path(Push).write_text("{\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pushed\.jsonl"):
        is_pushed(pushed)


def test_the_status_tells_the_step_after_the_push(pushed: Project, document: Document, prediction: Prediction) -> None:
    """People annotate; another seed, and it is push again, work or not; without a server there is no one to ask."""
    assert next_step(pushed).startswith("annotate studio start")
    write_server(pushed, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    assert next_step(pushed).endswith("then: annotate pull")
    assert "push" not in next_step(pushed)
    seeded(pushed, document, [prediction])
    assert "annotate push" in next_step(pushed)
    answer = Answer(task="0", annotation="", extent=Extent(0, 4), state="submitted")
    pushed.write(Annotation, [Annotation(document="tides", annotator="li", spans=(), asked=(), answers=(answer,))])
    assert next_step(pushed) == "annotate push"
    remember(pushed, to_send(pushed))
    assert next_step(pushed) == "annotate pull"


SHIPPED = find("schemas", "policy-argument").read_text(encoding="utf-8")
COMMENTED = "# 本研究的方案\n" + SHIPPED
RENAMED = SHIPPED.replace("zh: 论点", "zh: 主张", 1)
PROBLEM = """labels:
  - id: problem
    title: {en: Problem, zh: 问题}
    definition: {en: What is wrong., zh: 何处不妥。}
    colour: "#445566"
    hotkey: "8"
"""
EXTENDED = SHIPPED.replace("labels:\n", PROBLEM, 1)


def own_schema(project: Project, text: str) -> None:
    """Give a study a schema of its own, in place of the one that ships."""
    (project.root / "schemas").mkdir(exist_ok=True)
    (project.root / "schemas" / "policy-argument.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "other"), [(SHIPPED, False), (COMMENTED, False), (RENAMED, True), (EXTENDED, True), ("[", True)]
)
def test_a_schema_that_changes_after_the_push_is_told(pushed: Project, text: str, *, other: bool) -> None:
    """What it says counts, not its bytes; one that cannot be read is another, and the status still stands."""
    own_schema(pushed, text)
    write_server(pushed, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    assert is_of_earlier_schema(pushed) is other
    assert is_pushed(pushed) is True
    assert (next_step(pushed) == "annotate seed, then: annotate push") is other


def test_themes_are_no_change_of_the_schema(pushed: Project) -> None:
    """They are gathered after the work, and the next push brings them."""
    themes = "format: themes/1\nthemes:\n  - id: warning\n    title: {zh: 预警, en: Warning}\n"
    (pushed.root / "themes.yaml").write_text(themes, encoding="utf-8")
    assert "warning" in str(pushed.schema())
    assert is_of_earlier_schema(pushed) is False


def test_tasks_of_the_new_schema_are_to_be_pushed_only(pushed: Project, document: Document) -> None:
    """Once they were made anew, there is no need to make them again; assignments are no tasks."""
    own_schema(pushed, EXTENDED)
    (pushed.root / FILE).write_text("document,char_offset,annotator,round\n", encoding="utf-8")
    assert is_of_earlier_schema(pushed) is True
    seeded(pushed, document)
    assert (is_of_earlier_schema(pushed), is_pushed(pushed)) == (False, False)


def test_a_record_of_an_earlier_version_is_read(pushed: Project) -> None:
    """It says nothing of the schema, so that nothing is said."""
    record = pushed.path(Push)
    lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    assert [len(line.pop("schema")) for line in lines] == [64]
    record.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    own_schema(pushed, RENAMED)
    assert (is_of_earlier_schema(pushed), is_pushed(pushed)) == (False, True)


@pytest.mark.server
def test_the_commands_tell_of_a_schema_that_changed(study: Project) -> None:
    """Pushed, changed, seeded, pushed: what comes next is told each time, and the page follows."""
    run, where = CliRunner().invoke, ["--project", str(study.root)]
    server = study.config.label_studio.url
    (study.root / CONFIG).write_text(
        f"format: project/1\ntitle: {study.config.title}\nlabel_studio: {{url: '{server}'}}\n", encoding="utf-8"
    )
    study.papers.mkdir()
    (study.papers / "a.txt").write_text("潮位研究\n\n港口应建立预警平台。分散的系统代价很高。\n", encoding="utf-8")

    def done(*command: str) -> None:
        result = run(app, [*command, *where])
        assert result.exit_code == 0, result.output

    for command in (["ingest"], ["seed", "--segmenter", "char"], ["push"]):
        done(*command)
    assert next_step(study).startswith("people annotate")
    own_schema(study, EXTENDED)
    assert next_step(study) == "annotate seed, then: annotate push"
    assert "the schema has changed since the push" in run(app, ["status", *where]).stdout
    done("seed", "--segmenter", "char")
    assert next_step(study).startswith("annotate push")
    done("push")
    assert next_step(study).startswith("people annotate")


@pytest.mark.server
def test_a_push_leaves_its_record(study: Project, document: Document, prediction: Prediction) -> None:
    """After it the tasks are with people; one that is refused leaves the record of the last."""
    push(study)
    before = study.path(Push).read_bytes()
    assert is_pushed(study) is True
    seeded(study, document, [replace(prediction, spans=())])
    task_paths(study.work)[0].write_text("[{}]", encoding="utf-8")
    with pytest.raises(InputError):
        push(study)

    assert study.path(Push).read_bytes() == before
    assert is_pushed(study) is False
