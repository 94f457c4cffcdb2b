"""Tasks and predictions go to Label Studio's JSON and come back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_studio_sdk.label_interface.interface import LabelInterface

from annotate.errors import InputError, NotFoundError
from annotate.labelstudio.config import to_xml
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.items import read_items
from annotate.labelstudio.regions import from_result
from annotate.labelstudio.tasks import read_tasks, task_from_json, task_paths, to_json, write_tasks
from annotate.model import Attribute, Document, Extent, Passage, Prediction, Relation, Span, Task
from annotate.schema import Schema, load
from annotate.store import Project, TaskConfig

SCHEMA = load()
TEXT = "沿海𠮷市与渔民😀之间\t没有　共同的<b>数据</b>&amp;平台。\n港务局应开放数据。"
LINES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Any spans of the schema over the text, with any attributes it allows."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(TEXT) - 1))
        label = draw(st.sampled_from(SCHEMA.labels))
        attributes = []
        for kind in label.attributes:
            if not draw(st.booleans()) or (kind.kind != "text" and not kind.choices):
                continue
            one = (
                [draw(st.sampled_from([c.id for c in kind.choices]))]
                if kind.choices
                else draw(st.lists(LINES, min_size=1))
            )
            attributes.append(Attribute(name=kind.id, values=tuple(one)))
        if draw(st.booleans()):
            attributes.append(Attribute(name="note", values=(draw(LINES),)))
        found.append(
            Span(
                id=f"r{number}",
                label=label.id,
                extent=Extent(100 + start, 100 + draw(st.integers(start + 1, len(TEXT)))),
                attributes=tuple(attributes),
                score=draw(st.none() | st.floats(0, 1)),
                rule=draw(st.sampled_from(["", "zh.modal-1", "规则：甲"])),
                origin=draw(st.sampled_from(["manual", "prediction", "prediction-changed"])),
            )
        )
    return tuple(found)


def task_of(text: str = TEXT, offset: int = 100) -> Task:
    """Return a task somewhere inside a document."""
    from annotate.labelstudio.cutting import text_sha256

    return Task(
        paper="tides.txt",
        document="tides",
        section=("二、建议", "（一）› 平台"),
        title="潮位",
        text=text,
        char_offset=offset,
        text_sha256=text_sha256(text),
        labels=("policy_recommendation",),
        passages=(Passage(extent=Extent(2, 9), labels=("claim", "actor")),),
    )


@given(marked=spans(), data=st.data())
def test_results_come_back_as_they_went(marked: tuple[Span, ...], data: st.DataObject) -> None:
    """Spans, attributes, scores, rules and relations survive the way through JSON."""
    ids = [span.id for span in marked]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), unique=True)) if ids else []
    types = [relation.id for relation in SCHEMA.relations]
    from annotate.model import stable_id

    relations = tuple(
        Relation(id=stable_id(source, kind, target), type=kind, source=source, target=target)
        for source, target in pairs
        for kind in data.draw(st.lists(st.sampled_from(types), min_size=1, unique=True))
    )
    prediction = Prediction(document="tides", spans=marked, relations=relations, model_version="m1")
    item = json.loads(json.dumps(to_json(task_of(), prediction, SCHEMA, marked, relations)))
    assert task_from_json(item, "") == task_of()
    reading = from_result(item["predictions"][0]["result"], task_of(), SCHEMA, "tides")
    assert reading.issues == []
    assert tuple(reading.spans) == marked
    assert tuple(reading.relations) == relations


def test_the_keys_are_those_of_the_contract(document: Document, prediction: Prediction, schema: Schema) -> None:
    """`data`, `predictions` and `result` have exactly the keys that others rely on."""
    (task,) = cut(document, ["claim"], TaskConfig(unit="paper"))
    item = to_json(task, prediction, schema, prediction.spans, prediction.relations)
    assert set(item["data"]) == {
        *("paper", "document", "section", "title", "text", "char_offset", "text_sha256", "labels", "status")
    }
    (seeded,) = item["predictions"]
    assert set(seeded) == {"model_version", "score", "result"}
    first = next(entry for entry in seeded["result"] if entry.get("id") == "p1")
    assert first["meta"] == {"text": ["rule: policy_recommendation.demo"]}
    assert first["value"]["labels"] == ["policy_recommendation"]
    names = [entry["from_name"] for entry in seeded["result"] if entry.get("id") == "p1"]
    assert names == ["span", "policy_recommendation_modality", "policy_recommendation_addressee", "note"]
    assert seeded["result"][-1] == {
        "type": "relation",
        "from_id": "p1",
        "to_id": "a1",
        "direction": "right",
        "labels": ["addressed_to"],
    }


def test_the_sdk_accepts_the_predictions(document: Document, prediction: Prediction, schema: Schema) -> None:
    """Label Studio's own offline check of a prediction against the page finds nothing."""
    (task,) = cut(document, ["claim"], TaskConfig(unit="paper"))
    item = to_json(task, prediction, schema, prediction.spans, prediction.relations)
    interface = LabelInterface(to_xml(schema))
    assert interface.validate_prediction(item["predictions"][0], return_errors=True) == []  # type: ignore[no-untyped-call]


def test_written_tasks_hold_every_span_once(
    project: Project, document: Document, prediction: Prediction, schema: Schema
) -> None:
    """What is in the file and what is told as homeless together are the prediction."""
    config = replace(project.config, tasks=TaskConfig(min_length=20, max_length=60))
    project = Project(project.root, config)
    written = write_tasks(project, [document], [prediction], schema)
    items = list(read_tasks(project))
    assert written.tasks == len(items) > 1
    results = [entry for item in items for entry in item["predictions"][0]["result"]]
    assert sorted(e["id"] for e in results if e["type"] == "labels") == sorted(s.id for s in prediction.spans)
    assert all(len(item["predictions"]) == 1 for item in items)
    for item in items:
        start = item["data"]["char_offset"]
        assert document.text[start : start + len(item["data"]["text"])] == item["data"]["text"]
    assert (written.spans, written.relations, written.issues) == (6, 2, ())


def test_what_crosses_a_border_is_told(
    project: Project, document: Document, prediction: Prediction, schema: Schema
) -> None:
    """A span or relation between two tasks is in none, and an Issue names it."""
    project = Project(project.root, replace(project.config, tasks=TaskConfig(min_length=5, max_length=30)))
    whole = Span(id="w", label="claim", extent=Extent(0, len(document.text)))
    far = Relation(id="far", type="supports", source="e1", target="x1")
    fed = Span(id="fed", label="claim", extent=Extent(0, document.text.index("\n") + 1))
    prediction = replace(prediction, spans=(*prediction.spans, whole, fed), relations=(*prediction.relations, far))
    written = write_tasks(project, [document], [prediction], schema)
    assert [issue.code for issue in written.issues] == ["W411", "W412"]
    first = next(read_tasks(project))["predictions"][0]["result"][0]
    assert (first["id"], first["value"]["text"]) == ("fed", "潮位预警的分工")


def test_a_document_without_a_prediction_is_blank(project: Project, document: Document, schema: Schema) -> None:
    """A blank task says so and shows no prediction; an empty prediction is still one."""
    other = replace(document, id="other")
    empty = Prediction(document="other", spans=(), model_version="m")
    write_tasks(project, [document, other], [empty], schema)
    blank, seeded = read_tasks(project)
    assert blank["data"]["status"] == "blank"
    assert "predictions" not in blank
    assert seeded["predictions"] == [{"model_version": "m", "score": 0.0, "result": []}]


def test_a_large_file_splits_and_no_old_part_stays(
    project: Project, document_of: Callable[..., Document], schema: Schema
) -> None:
    """Parts are lists of their own, together the same tasks; a smaller run removes them."""
    documents = [document_of(name=f"d{n}") for n in range(7)]
    written = write_tasks(project, documents, [], schema, max_bytes=2500)
    assert [path.name for path in written.paths] == [f"tasks-{n:03}.json" for n in range(1, len(written.paths) + 1)]
    assert len(written.paths) > 1
    assert all(path.stat().st_size <= 2500 for path in written.paths)
    split = list(read_tasks(project))
    write_tasks(project, documents, [], schema)
    assert [path.name for path in task_paths(project.work)] == ["tasks.json"]
    assert list(read_tasks(project)) == split
    assert not list(project.work.glob(".tasks*"))


def test_a_second_run_gives_the_same_bytes(
    project: Project, document: Document, prediction: Prediction, schema: Schema
) -> None:
    """Unchanged inputs give byte-identical tasks."""
    first = write_tasks(project, [document], [prediction], schema).paths[0].read_bytes()
    assert write_tasks(project, [document], [prediction], schema).paths[0].read_bytes() == first


def test_a_failure_leaves_the_old_file(project: Project, document: Document, schema: Schema) -> None:
    """No half-written file: what was there stays if the writing breaks off."""
    before = write_tasks(project, [document], [], schema).paths[0].read_bytes()

    def breaking() -> Iterator[Document]:
        yield document
        raise InputError("papers/b.txt", "is broken")

    with pytest.raises(InputError, match="is broken"):
        write_tasks(project, breaking(), [], schema)
    assert (project.work / "tasks.json").read_bytes() == before
    assert [path.name for path in project.work.iterdir()] == ["tasks.json"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("{}", "is not a list of tasks"),
        ("[1]", "is not a list of tasks"),
        ("[]", "holds no tasks"),
        ("[{", "is not JSON"),
    ],
)
def test_a_wrong_file_is_refused(project: Project, text: str, message: str) -> None:
    """A file that is no task list gets one message that names it."""
    path = project.root / "wrong.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_items(path)
    assert "wrong.json" in str(caught.value)


def test_tasks_before_seed_are_missing(project: Project) -> None:
    """Without a task file the message says which command makes it."""
    with pytest.raises(NotFoundError, match="annotate seed"):
        list(read_tasks(project))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Somebody edited this."}, "does not fit its text_sha256"),
        ({"char_offset": "7"}, "data.char_offset is missing"),
        ({"document": None}, "data.document is missing"),
        ({"passages": [{"start": 0, "end": 999, "labels": []}]}, "outside the text"),
        ({"passages": [{"start": 0}]}, "lacks start, end or labels"),
    ],
)
def test_a_task_that_cannot_be_trusted_is_refused(change: dict[str, object], message: str) -> None:
    """A changed text or a missing key of a task is told, not guessed."""
    item = to_json(task_of(), None, SCHEMA)
    item["data"] |= change
    with pytest.raises(InputError, match=message):
        task_from_json(item, "task 7")


def test_json_min_is_named() -> None:
    """An item without data tells which export format to choose."""
    with pytest.raises(InputError, match="JSON-MIN"):
        task_from_json({"text": "x", "span": []}, "item 1")


def test_parts_are_read_in_the_order_of_their_numbers(project: Project) -> None:
    """The thousandth too, and nothing that is no part."""
    project.work.mkdir(parents=True, exist_ok=True)
    for name in ("tasks-1000.json", "tasks-101.json", "tasks-999.json", "tasks-1.json", "tasks-old.json"):
        (project.work / name).write_text("[]", encoding="utf-8")

    assert [path.name for path in task_paths(project.work)] == ["tasks-101.json", "tasks-999.json", "tasks-1000.json"]
