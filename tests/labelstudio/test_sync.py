"""Push and pull against a real server: nothing twice, nothing lost, nothing shifted."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from label_studio_sdk import LabelStudio

from annotate.errors import InputError, ProblemsError, ServerError
from annotate.labelstudio.answers import Answers
from annotate.labelstudio.connection import Connection, connect
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.people import add_users
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.regions import to_result
from annotate.labelstudio.sync import push
from annotate.labelstudio.tasks import read_tasks, write_tasks
from annotate.model import Attribute, Document, Extent, Prediction, Span
from annotate.store import Project

pytestmark = pytest.mark.server


@contextmanager
def as_user(study: Project, token: str) -> Iterator[Any]:
    """Open the server as one of the annotators."""
    import httpx

    with httpx.Client(trust_env=False, timeout=60) as http:
        yield LabelStudio(  # type: ignore[no-untyped-call]
            base_url=study.config.label_studio.url, api_key=token, httpx_client=http
        )


def tasks_of(connection: Connection, number: int) -> list[SimpleNamespace]:
    """Return the project's tasks as the server's JSON has them, oldest first."""
    import httpx

    token = os.environ["LABEL_STUDIO_API_KEY"]
    with httpx.Client(trust_env=False, timeout=60, headers={"Authorization": f"Token {token}"}) as http:
        answer = http.get(f"{connection.url}/api/tasks", params={"project": number, "fields": "all", "page_size": 100})
    answer.raise_for_status()
    return sorted((SimpleNamespace(**task) for task in answer.json()["tasks"]), key=lambda task: int(task.id))


def submit(study: Project, number: int) -> None:
    """Submit the pre-marks of every task as the administrator."""
    with connect(study) as connection:
        for task in tasks_of(connection, number):
            connection.client.annotations.create(id=task.id, result=task.predictions[0]["result"])


def codes(answers: Answers) -> list[str]:
    """Return the codes of all Issues."""
    return [issue.code for issue in answers.issues]


def test_a_second_push_sends_nothing(study: Project) -> None:
    """Tasks and predictions arrive once, byte for byte, however often they are pushed."""
    first, second = push(study), push(study)
    assert (first.new, first.known) == (3, 0)
    assert (second.new, second.known, second.predictions, second.removed) == (0, 3, 0, 0)
    assert not (study.work / "snapshots").exists()
    with connect(study) as connection:
        found = tasks_of(connection, first.project)
        project = connection.client.projects.get(id=first.project)
        views = list(connection.client.views.list(project=first.project))
    sent = list(read_tasks(study))
    assert [task.data for task in found] == [item["data"] for item in sent]
    assert [task.predictions[0]["result"] for task in found] == [item["predictions"][0]["result"] for item in sent]
    assert all(len(task.predictions) == 1 for task in found)
    assert (project.model_version, project.maximum_annotations, len(views)) == ("seeds-1", 2, 1)


def test_three_annotators_come_back_equal(study: Project, studio: Project, document: Document) -> None:
    """Every span, attribute and relation of three users is there again, at the document's offsets."""
    number = push(study).project
    schema = study.schema()
    accounts = add_users(studio, ["li", "wang", "zhao"])
    prediction = study.read_all(Prediction)[0]
    tasks = cut(document, (), study.config.tasks)
    chance = random.Random(7)  # noqa: S311 - the same draw on every run
    drawn: dict[str, set[tuple[str, int, int, tuple[str, ...]]]] = {}
    for name, account in accounts.items():
        spans: list[Span] = []
        for task in tasks:
            for n in range(60):
                start = chance.randrange(task.extent.start, task.extent.end)
                extent = Extent(start, chance.randint(start + 1, task.extent.end))
                note = Attribute(name="note", values=(f"{name}{n}😀\t<b>&amp;",))
                label = chance.choice(schema.labels).id
                spans.append(Span(id=f"{name}{len(spans)}", label=label, extent=extent, attributes=(note,)))
        drawn[name] = {(s.label, s.extent.start, s.extent.end, s.values("note")) for s in spans}
        with connect(study) as connection:
            remote = tasks_of(connection, number)
        with as_user(study, account.token) as client:
            for task, there in zip(tasks, remote, strict=True):
                inside = [s for s in spans if task.extent.contains(s.extent)]
                seeded = there.predictions[0]
                result = [*seeded["result"], *to_result(inside, [], task, schema)]
                client.annotations.create(id=there.id, result=result, lead_time=30.5)
    answers, snapshot = pull(study)
    assert set(codes(answers)) <= {"E104"}
    assert [annotation.annotator for annotation in answers.annotations] == ["li", "wang", "zhao"]
    for annotation in answers.annotations:
        who = annotation.annotator
        mine = [span for span in annotation.spans if span.id.startswith(f"tides:{who}:{who}")]
        assert {(s.label, s.extent.start, s.extent.end, s.values("note")) for s in mine} == drawn[annotation.annotator]
        kept = {s.id.rpartition(":")[2]: s for s in annotation.spans if s not in mine}
        assert {n: (s.label, s.extent, s.attributes, s.rule, s.score) for n, s in kept.items()} == {
            s.id: (s.label, s.extent, s.attributes, s.rule, s.score) for s in prediction.spans
        }
        assert {(r.type, r.source.rpartition(":")[2]) for r in annotation.relations} == {
            (r.type, r.source) for r in prediction.relations
        }
        assert [answer.lead_time for answer in annotation.answers] == [30.5] * 3
    assert json.loads(snapshot.read_text(encoding="utf-8"))[0]["data"]["document"] == "tides"


def test_skipped_tasks_and_drafts_come_back_as_such(study: Project, studio: Project) -> None:
    """A skipped task is skipped, unsubmitted work is a draft; neither is counted."""
    import httpx

    number = push(study).project
    account = add_users(studio, ["qian"])["qian"]
    with connect(study) as connection:
        ids = [task.id for task in tasks_of(connection, number)]
    with as_user(study, account.token) as client:
        client.annotations.create(id=ids[0], result=[], was_cancelled=True)
    url = f"{study.config.label_studio.url}/api/tasks/{ids[1]}/drafts"
    headers = {"Authorization": f"Token {account.token}"}
    httpx.post(url, json={"result": [], "lead_time": 3}, headers=headers, trust_env=False).raise_for_status()
    answers, _ = pull(study)
    (annotation,) = answers.annotations
    assert [answer.state for answer in annotation.answers] == ["skipped", "draft"]
    assert (annotation.spans, annotation.asked) == ((), ())
    assert codes(answers) == ["W422"]


def test_newer_predictions_come_beside_the_older(study: Project, document: Document) -> None:
    """A new model version is added to known tasks and chosen; the old one stays for provenance."""
    number = push(study).project
    prediction = study.read_all(Prediction)[0]
    newer = replace(prediction, model_version="seeds-2", spans=prediction.spans[:1], relations=())
    write_tasks(study, [document], [newer], study.schema())
    again = push(study)
    assert (again.new, again.known, again.predictions) == (0, 3, 3)
    assert push(study).predictions == 0
    with connect(study) as connection:
        found = tasks_of(connection, number)
        assert connection.client.projects.get(id=number).model_version == "seeds-2"
    assert [sorted(p["model_version"] for p in task.predictions) for task in found] == [["seeds-1", "seeds-2"]] * 3


def changed(study: Project, document: Document) -> None:
    """Rewrite the study's tasks with another first paragraph."""
    text = "改" + document.text
    other = replace(document, text=text, runs=((0, 0, len(text)),), sections=())
    write_tasks(study, [other], [], study.schema())


def test_a_changed_text_is_refused_where_somebody_worked(study: Project, document: Document) -> None:
    """Annotations keep their text; the message names the task, and nothing is sent."""
    number = push(study).project
    submit(study, number)
    changed(study, document)
    with pytest.raises(ProblemsError, match="was annotated, but its text or its borders have changed") as caught:
        push(study)
    assert ": [+改+]潮位预警的分工." in str(caught.value)
    assert "in tasks with other borders" in str(caught.value)
    with connect(study) as connection:
        assert len(tasks_of(connection, number)) == 3


def test_a_changed_text_is_replaced_where_nobody_worked(study: Project, document: Document) -> None:
    """Tasks without work give way to the new ones."""
    number = push(study).project
    changed(study, document)
    again = push(study)
    assert again.removed == 3
    with connect(study) as connection:
        assert [task.data for task in tasks_of(connection, number)] == [item["data"] for item in read_tasks(study)]


def test_tasks_that_stand_twice_are_mended(study: Project) -> None:
    """What somebody imported a second time is removed, unless somebody worked on it."""
    number = push(study).project
    with connect(study) as connection:
        connection.client.projects.import_tasks(id=number, request=list(read_tasks(study)))
        worked = tasks_of(connection, number)[-1].id
        connection.client.annotations.create(id=worked, result=[])
    assert push(study).removed == 3
    with connect(study) as connection:
        found = tasks_of(connection, number)
    assert len(found) == 3
    assert worked in {task.id for task in found}


def test_wrong_tasks_are_refused_before_anything_is_sent(study: Project) -> None:
    """All problems of the file are told with their codes, and the server has no project yet."""
    item = next(read_tasks(study))
    item["predictions"][0]["result"][0]["value"]["end"] = 9999
    item["predictions"][0]["result"].append(
        {"type": "relation", "from_id": "c1", "to_id": "gone", "direction": "right", "labels": ["supports"]}
    )
    study.write_text("work/tasks.json", json.dumps([item, item]))
    with pytest.raises(ProblemsError) as caught:
        push(study)
    message = str(caught.value)
    assert "E404" in message
    assert "E201" in message
    assert "the task stands twice" in message
    with connect(study) as connection:
        assert not list(connection.client.projects.list(title=study.config.title))


def test_predictions_that_change_under_one_version_go_beside_it(study: Project, document: Document) -> None:
    """What was sent stays under its version; what is here becomes a version of its own, once, and is shown."""
    number = push(study).project
    prediction = study.read_all(Prediction)[0]
    write_tasks(study, [document], [replace(prediction, spans=prediction.spans[:1], relations=())], study.schema())
    assert push(study).predictions == 3
    assert push(study).predictions == 0
    with connect(study) as connection:
        found = tasks_of(connection, number)
        shown = connection.client.projects.get(id=number).model_version
    assert shown.startswith("seeds-1#")
    sent = {item["data"]["char_offset"]: item["predictions"][0]["result"] for item in read_tasks(study)}
    for task in found:
        by_version = {p["model_version"]: p["result"] for p in task.predictions}
        assert set(by_version) == {"seeds-1", shown}
        assert by_version[shown] == sent[task.data["char_offset"]]
    write_tasks(study, [document], [prediction], study.schema())
    assert push(study).predictions == 0
    with connect(study) as connection:
        assert connection.client.projects.get(id=number).model_version == "seeds-1"


def test_a_page_that_loses_work_needs_force(study: Project, document: Document) -> None:
    """What would be lost is counted, choices among it, a snapshot lies in work/; --force changes the page."""
    number = push(study).project
    submit(study, number)
    (study.root / "schemas").mkdir()
    from annotate.loading import find

    text = find("schemas", "policy-argument").read_text(encoding="utf-8")
    assert "id: statistic," in text
    (study.root / "schemas" / "other.yaml").write_text(text.replace("id: statistic,", "id: figure,"), encoding="utf-8")
    other = Project(study.root, replace(study.config, schema="other"))
    write_tasks(other, [document], [], other.schema())
    with pytest.raises(ServerError, match="1 × choice statistic") as caught:
        push(other)
    assert "annotate push --force" in str(caught.value)
    assert len(list((study.work / "snapshots").glob("*.json"))) == 1
    push(other, force=True)
    with connect(study) as connection:
        assert 'alias="figure"' in connection.client.projects.get(id=number).label_config
    assert len(list((study.work / "snapshots").glob("*.json"))) == 2


def test_a_used_label_cannot_vanish(study: Project, document: Document) -> None:
    """A schema without a label that annotations hold is refused by name, and the page stays."""
    number = push(study).project
    submit(study, number)
    (study.root / "schemas").mkdir()
    from annotate.loading import find

    text = find("schemas", "policy-argument").read_text(encoding="utf-8")
    text = text.replace("id: claim\n", "id: thesis\n").replace("claim]", "thesis]").replace("[claim", "[thesis")
    (study.root / "schemas" / "other.yaml").write_text(text, encoding="utf-8")
    other = Project(study.root, replace(study.config, schema="other"))
    write_tasks(other, [document], [], other.schema())
    with pytest.raises(ServerError, match="claim"):
        push(other)
    with connect(study) as connection:
        assert 'alias="claim"' in connection.client.projects.get(id=number).label_config


def test_deleted_work_is_noticed(study: Project) -> None:
    """An annotation that the last snapshot has and the server no longer is told, and stays in the snapshot."""
    number = push(study).project
    submit(study, number)
    before, snapshot = pull(study)
    assert codes(before) == []
    with connect(study) as connection:
        gone = tasks_of(connection, number)[0].annotations[0]["id"]
        connection.client.annotations.delete(id=gone)
    after, _ = pull(study)
    assert codes(after) == ["W431"]
    assert str(gone) in after.issues[0].found
    assert snapshot.exists()


def test_other_tasks_of_the_project_are_left_alone(study: Project) -> None:
    """What somebody put into the project by hand stays, however alike it is."""
    number = push(study).project
    with connect(study) as connection:
        connection.client.projects.import_tasks(id=number, request=[{"data": {"text": "a"}}, {"data": {"text": "a"}}])
    again = push(study)
    assert (again.new, again.removed) == (0, 0)
    with connect(study) as connection:
        assert len(tasks_of(connection, number)) == 5


def test_a_new_title_reaches_known_tasks(study: Project, document: Document) -> None:
    """Better metadata are brought to the server without new tasks."""
    number = push(study).project
    better = replace(document, metadata=replace(document.metadata, title="新题"))
    write_tasks(study, [better], study.read_all(Prediction), study.schema())
    again = push(study)
    assert (again.new, again.renewed, again.predictions) == (0, 3, 0)
    with connect(study) as connection:
        assert [task.data for task in tasks_of(connection, number)] == [item["data"] for item in read_tasks(study)]
    assert push(study).renewed == 0


def test_two_projects_of_one_name_are_refused(study: Project) -> None:
    """Which of two is meant cannot be guessed."""
    with connect(study) as connection:
        for _ in range(2):
            connection.client.projects.create(title=study.config.title)
    with pytest.raises(ServerError, match="2 projects are called"):
        push(study)


@pytest.mark.parametrize("title", ["潮位", "长" * 51])
def test_titles_that_the_server_refuses_are_refused_here(title: str, study: Project) -> None:
    """Label Studio takes titles of 3 to 50 characters; the message says which key to set."""
    with pytest.raises(InputError, match=r"label_studio\.project"):
        push(Project(study.root, replace(study.config, title=title)))


def test_pull_before_push_says_so(study: Project) -> None:
    """Without a project on the server there is nothing to pull."""
    with pytest.raises(ServerError, match="annotate push"):
        pull(study)


def test_a_wrong_token_is_told_without_showing_it(study: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says where the token came from, never what it is."""
    token = "feedfacefeedfacefeedfacefeedfacefeedface"  # noqa: S105 - an invented one
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", token)
    with pytest.raises(ServerError, match="refuses the token") as caught:
        push(study)
    assert "the environment variable LABEL_STUDIO_API_KEY" in str(caught.value)
    assert token not in str(caught.value)
