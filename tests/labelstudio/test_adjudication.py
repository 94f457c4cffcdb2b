"""Disputes go to a project of their own; what the adjudicator decides there stands in decisions.jsonl, once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.files import read_edited
from annotate.labelstudio.adjudication import pull_decisions, push_disputes
from annotate.labelstudio.config import WHY
from annotate.labelstudio.connection import Connection, connect
from annotate.labelstudio.disputed import SUGGESTED
from annotate.model import (
    Annotation,
    Asked,
    Attribute,
    Consensus,
    Decision,
    Dispute,
    Document,
    Extent,
    Relation,
    Span,
)
from annotate.store import Project

pytestmark = pytest.mark.server

REC = "policy_recommendation"
COST, PLATFORM, FISHERS, DATA = "迟报代价高昂", "港务局应建立统一的潮位预警平台", "渔民😀", "并向渔民开放数据"


def work(
    document: Document, who: str, marks: Iterable[tuple[str, ...]], *relations: tuple[str, int, int]
) -> Annotation:
    """Return one annotator's work: marks are label, words and perhaps an attribute and its value."""
    spans = []
    for number, (label, words, *attribute) in enumerate(marks):
        start = document.text.index(words)
        attributes = (Attribute(name=attribute[0], values=(attribute[1],)),) if attribute else ()
        extent = Extent(start, start + len(words))
        spans.append(Span(id=f"tides:{who}:{number}", label=label, extent=extent, attributes=attributes))
    labels = ("actor", "claim", "evidence", REC)
    return Annotation(
        document="tides",
        annotator=who,
        spans=tuple(spans),
        relations=tuple(
            Relation(id=f"tides:{who}:r{n}", type=kind, source=spans[a].id, target=spans[b].id)
            for n, (kind, a, b) in enumerate(relations)
        ),
        asked=(Asked(extent=Extent(0, len(document.text)), labels=labels),),
    )


@pytest.fixture
def disputed(study: Project, document: Document) -> Project:
    """Return the study with the work of two who differ: in a label, a missing mark, an attribute, a relation."""
    both = [("actor", "某市", "type", "government"), (REC, PLATFORM)]
    li = work(
        document,
        "li",
        [*both, ("claim", COST), ("actor", FISHERS, "type", "group"), ("claim", DATA)],
        ("supports", 2, 1),
    )
    wang = work(document, "wang", [both[0], both[1], ("evidence", COST), ("actor", FISHERS, "type", "person")])
    study.write(Annotation, [li, wang])
    (study.root / "annotate.yaml").write_text(
        f"format: project/1\ntitle: {study.config.title}\nlabel_studio: {{url: '{study.config.label_studio.url}'}}\n",
        encoding="utf-8",
    )
    assert run(study, "reconcile").exit_code == 0
    return study


def run(study: Project, *arguments: str) -> Result:
    """Run a command on the study."""
    return CliRunner().invoke(app, [*arguments, "--project", str(study.root)])


def tasks(connection: Connection, number: int) -> list[Any]:
    """Return the project's tasks with all they hold, in the order in which they are shown."""
    return sorted(connection.client.tasks.list(project=number, fields="all"), key=lambda task: int(task.id))


def suggestion(task: Any) -> list[dict[str, Any]]:
    """Return the regions from which the adjudicator begins."""
    found = next(p for p in task.predictions if _get(p, "model_version") == SUGGESTED)
    return list(_get(found, "result"))


def _get(value: Any, key: str) -> Any:
    return value[key] if isinstance(value, dict) else getattr(value, key)


def why(text: str) -> dict[str, Any]:
    """Return the item by which the page stores the reason."""
    return {"id": "w", "from_name": WHY, "to_name": "text", "type": "textarea", "value": {"text": [text]}}


def decide(study: Project, number: int, kind: str, change: Any) -> str:
    """Submit a changed suggestion of the one dispute of a kind; return the task's id."""
    with connect(study) as connection:
        task = next(task for task in tasks(connection, number) if task.data["kind"] == kind)
        result = change(suggestion(task))
        connection.client.annotations.create(id=task.id, result=[*result, why(f"因为{kind}")], lead_time=5)
    return str(task.id)


def test_each_dispute_is_a_task_with_every_version(disputed: Project, document: Document) -> None:
    """Worst first, the passage in whole paragraphs, each annotator's version beside the suggestion."""
    sent = push_disputes(disputed)
    disputes = disputed.read_all(Dispute)
    assert {dispute.kind for dispute in disputes} == {"label", "missing", "attribute"}
    assert (sent.disputes, sent.sent, sent.worked, sent.removed) == (3, 3, 0, 0)
    with connect(disputed) as connection:
        found = tasks(connection, sent.project)
        assert connection.client.projects.get(id=sent.project).model_version == SUGGESTED
    assert [task.data["dispute"] for task in found] == [dispute.id for dispute in disputes]
    for task in found:
        assert {_get(p, "model_version") for p in task.predictions} == {SUGGESTED, "annotator: li", "annotator: wang"}
        start = task.data["char_offset"]
        assert task.data["text"] == document.text[start : start + len(task.data["text"])]
        assert task.data["text"].strip() in document.text.split("\n")
    assert f"论点 Claim 「{COST}」" in found[0].data["versions"]
    missing = next(task for task in found if task.data["kind"] == "missing")
    assert "wang: 未标 nothing" in missing.data["versions"]
    said = "2 人中 1 人标出；其余被要求而未标 · 1 of 2 marked it; the others were asked and did not"
    assert missing.data["question"].endswith(said)


def test_labels_can_be_sent_one_after_the_other(disputed: Project) -> None:
    """Only disputes on the label are there, and what was worked on; with all labels named by none the rest is back."""
    number = push_disputes(disputed).project
    decide(disputed, number, "missing", lambda result: result)
    some = run(disputed, "adjudicate", "push", "--label", "actor", "--label", "claim", "--json")
    assert some.exit_code == 0, some.output
    assert {key: json.loads(some.stdout)[key] for key in ("disputes", "sent", "removed", "worked")} == {
        "disputes": 3, "sent": 2, "removed": 2, "worked": 1,
    }  # fmt: skip
    with connect(disputed) as connection:
        question = {task.data["kind"]: task.data["question"] for task in tasks(connection, number)}
    assert question["label"].startswith("标签 label 0.90 论点/论据 Claim/Evidence: 2 人中 2 人标出此处")
    assert "类型" in question["attribute"]
    one = push_disputes(disputed, ["actor"])
    assert (one.disputes, one.removed, one.worked) == (1, 2, 0)
    with connect(disputed) as connection:
        assert {task.data["kind"] for task in tasks(connection, number)} == {"missing", "attribute"}
    assert "1 decisions added" in run(disputed, "adjudicate", "pull").stderr
    everything = push_disputes(disputed)
    assert (everything.disputes, everything.worked, everything.removed) == (3, 1, 1)
    assert "0 decisions added" in run(disputed, "adjudicate", "pull").stderr


def test_a_second_push_changes_nothing(disputed: Project) -> None:
    """Nothing is sent twice, and nobody's open task is taken away."""
    first = push_disputes(disputed)
    with connect(disputed) as connection:
        # As a push leaves it that broke off behind its last task.
        connection.client.projects.update(id=first.project, model_version="annotator: li")
    second = push_disputes(disputed)
    assert (second.project, second.sent, second.removed) == (first.project, 0, 0)
    with connect(disputed) as connection:
        assert connection.client.projects.get(id=first.project).model_version == SUGGESTED


def test_what_stands_otherwise_is_brought_up_to_date(disputed: Project) -> None:
    """Where a dispute is gone, its task goes, unless somebody worked on it; doubled tasks go too."""
    number = push_disputes(disputed).project
    disputes = disputed.read_all(Dispute)
    decide(disputed, number, disputes[0].kind, lambda result: result)
    with connect(disputed) as connection:
        there = tasks(connection, number)
        connection.client.projects.import_tasks(id=number, request=[{"data": there[-1].data}])
    disputed.write(Dispute, disputes[-1:])
    again = push_disputes(disputed)
    assert (again.disputes, again.worked, again.removed, again.sent) == (1, 0, 2, 0)
    with connect(disputed) as connection:
        left = tasks(connection, number)
    assert [task.data["dispute"] for task in left] == [disputes[0].id, disputes[-1].id]
    assert left[-1].id == there[-1].id


def test_decisions_come_back_once_and_stand(disputed: Project) -> None:
    """Keep, drop and set come back with who, when and why; read twice they stand once; reconcile keeps them."""
    number = push_disputes(disputed).project

    def as_claim(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        result[0]["value"]["labels"] = ["claim"]
        return result

    def as_company(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        choices = next(item for item in result if item["type"] == "choices")
        choices["value"]["choices"] = ["company"]
        return result

    decide(disputed, number, "label", as_claim)
    decide(disputed, number, "missing", lambda _: [])
    decide(disputed, number, "attribute", as_company)
    done = run(disputed, "adjudicate", "pull")
    assert done.exit_code == 0, done.stderr
    before = (disputed.root / "decisions.jsonl").read_bytes()
    assert "0 decisions added to decisions.jsonl" in run(disputed, "adjudicate", "pull").stderr
    assert (disputed.root / "decisions.jsonl").read_bytes() == before
    decisions = read_edited(disputed.root / "decisions.jsonl", Decision)
    assert {(d.by, d.why) for d in decisions} == {
        ("admin", f"因为{kind}") for kind in ("label", "missing", "attribute")
    }
    assert all(d.at.endswith("+00:00") for d in decisions)
    assert run(disputed, "reconcile").exit_code == 0
    # With its end decided, the relation that only one drew comes up: a second round.
    assert [dispute.kind for dispute in disputed.read(Dispute)] == ["relation"]
    assert push_disputes(disputed).sent == 1
    decide(disputed, number, "relation", lambda result: result)
    assert "1 decisions added" in run(disputed, "adjudicate", "pull").stderr
    assert run(disputed, "reconcile").exit_code == 0
    assert disputed.read_all(Dispute) == ()
    (consensus,) = disputed.read(Consensus)
    assert [(r.type, r.support.adjudicated) for r in consensus.relations if r.support] == [("supports", True)]
    stands = {(s.label, s.support.adjudicated, s.values("type")) for s in consensus.spans if s.support}
    assert stands == {
        ("actor", False, ("government",)), ("actor", True, ("company",)), ("claim", True, ()), (REC, False, ()),
    }  # fmt: skip


def test_a_changed_mind_is_a_later_decision(disputed: Project) -> None:
    """An annotation that was changed on the server adds a decision; saved without a change it adds none."""
    number = push_disputes(disputed).project
    decide(disputed, number, "missing", lambda _: [])
    run(disputed, "adjudicate", "pull")
    with connect(disputed) as connection:
        task = next(task for task in tasks(connection, number) if task.data["kind"] == "missing")
        made = _get(task.annotations[0], "id")
        same = list(_get(task.annotations[0], "result"))
        connection.client.annotations.update(id=made, result=same)
        assert "0 decisions added" in run(disputed, "adjudicate", "pull").stderr
        connection.client.annotations.update(id=made, result=[*suggestion(task), *same])
    assert "1 decisions added" in run(disputed, "adjudicate", "pull").stderr
    kinds = [decision.kind for decision in read_edited(disputed.root / "decisions.jsonl", Decision)]
    assert kinds == ["drop", "keep"]


def test_where_nothing_is_disputed_nothing_is_decided(disputed: Project) -> None:
    """A project without a task is no error."""
    disputed.write(Dispute, [])
    assert push_disputes(disputed).disputes == 0
    assert pull_decisions(disputed)[0].decisions == ()


def test_a_skipped_dispute_is_not_decided(disputed: Project) -> None:
    """Who skips decides nothing."""
    number = push_disputes(disputed).project
    with connect(disputed) as connection:
        for task in tasks(connection, number):
            connection.client.annotations.create(id=task.id, result=[], was_cancelled=True)
    decided, snapshot = pull_decisions(disputed)
    assert (decided.decisions, decided.issues) == ((), ())
    assert snapshot.parent.name == "adjudication"
