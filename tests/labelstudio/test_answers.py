"""What annotators did comes back whole: every region is a span or an Issue."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.errors import AnnotateError, InputError, ProblemsError
from annotate.labelstudio.answers import Answers, read_answers, read_exports
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.sharing import share
from annotate.labelstudio.tasks import to_json
from annotate.model import Asked, Document, Extent, Prediction
from annotate.schema import Schema
from annotate.store import Project, TaskConfig

Export = list[dict[str, Any]]


@pytest.fixture
def export(document: Document, prediction: Prediction, schema: Schema) -> Export:
    """Two annotators who submitted the pre-marks of three tasks as they were."""
    tasks = cut(document, [label.id for label in schema.labels], TaskConfig(min_length=30, max_length=100))
    shares = share(prediction, tasks, document.text).of
    items: Export = []
    for n, (task, (spans, relations)) in enumerate(zip(tasks, shares, strict=True), 1):
        item = to_json(task, prediction, schema, spans, relations)
        seeded = {"id": 70 + n, **item["predictions"][0]}
        annotations = [
            {
                "id": 10 * n + who,
                "completed_by": {"id": who, "email": f"{name}@studio.local"},
                "result": [{**entry, "origin": "prediction"} for entry in deepcopy(seeded["result"])],
                "was_cancelled": False,
                "ground_truth": False,
                "created_at": "2026-01-01T00:00:00Z",
                "updated_at": f"2026-01-0{who}T00:00:00Z",
                "lead_time": 61.5,
                "parent_prediction": 70 + n,
            }
            for who, name in enumerate(("li", "wang"), 1)
        ]
        items.append({**item, "id": n, "predictions": [seeded], "annotations": annotations, "drafts": []})
    return items


@pytest.fixture
def read(document: Document, schema: Schema) -> Callable[..., Answers]:
    """Read an export against the invented paper."""

    def reading(export: Export, **options: Any) -> Answers:
        return read_answers(export, [document], schema, **options)

    return reading


def codes(answers: Answers) -> list[str]:
    """Return the codes of all Issues."""
    return [issue.code for issue in answers.issues]


def test_pre_marks_that_were_kept_come_back_equal(
    export: Export, prediction: Prediction, read: Callable[..., Answers]
) -> None:
    """Spans, attributes, rules and relations of all tasks are those that went out, at the document's offsets."""
    answers = read(export)
    assert codes(answers) == []
    assert [annotation.annotator for annotation in answers.annotations] == ["li", "wang"]
    for annotation in answers.annotations:
        back = {span.id.removeprefix(f"tides:{annotation.annotator}:"): span for span in annotation.spans}
        assert set(back) == {span.id for span in prediction.spans}
        for span in prediction.spans:
            assert back[span.id] == replace(span, id=back[span.id].id, origin="prediction")
        ends = {(r.type, r.source.rpartition(":")[2], r.target.rpartition(":")[2]) for r in annotation.relations}
        assert ends == {(r.type, r.source, r.target) for r in prediction.relations}
        assert [answer.state for answer in annotation.answers] == ["submitted"] * 3
        assert annotation.answers[0].lead_time == 61.5
        assert annotation.answers[0].parent_prediction == "71"


def test_asked_passages_stay_with_the_annotator(export: Export, read: Callable[..., Answers]) -> None:
    """Labels asked for in the whole task, and in passages of it, count in the document's offsets."""
    export[1]["data"] |= {"labels": ["actor"], "passages": [{"start": 2, "end": 9, "labels": ["claim"]}]}
    asked = read(export).annotations[0].asked
    offset = export[1]["data"]["char_offset"]
    assert asked[1] == Asked(extent=Extent(offset, offset + len(export[1]["data"]["text"])), labels=("actor",))
    assert asked[2] == Asked(extent=Extent(offset + 2, offset + 9), labels=("claim",))


def test_a_changed_pre_mark_is_said_to_be_changed(export: Export, read: Callable[..., Answers]) -> None:
    """A moved edge, another label or another attribute makes `prediction-changed`; the rule stays known."""
    result = export[0]["annotations"][0]["result"]
    moved = next(entry for entry in result if entry.get("id") == "c1")
    moved["value"] |= {"end": moved["value"]["end"] - 1, "text": moved["value"]["text"][:-1]}
    del moved["meta"]
    typed = next(entry for entry in result if entry.get("from_name") == "evidence_type")
    typed["value"]["choices"] = ["case"]
    spans = {span.id: span for span in read(export).annotations[0].spans}
    assert spans["tides:li:c1"].origin == spans["tides:li:e1"].origin == "prediction-changed"
    assert spans["tides:li:c1"].rule == "claim.demo"
    assert spans["tides:li:a1"].origin == "prediction"


def test_the_pages_line_feeds_are_understood(export: Export, read: Callable[..., Answers]) -> None:
    """The page stores a line feed of a region as a backslash and an n; that is no difference."""
    text = export[0]["data"]["text"]
    end = text.index("\n") + 3
    value = {"start": 0, "end": end, "text": text[:end].replace("\n", "\\n"), "labels": ["claim"]}
    region = {"id": "ui", "from_name": "span", "to_name": "text", "type": "labels", "origin": "manual", "value": value}
    export[0]["annotations"][0]["result"].append(region)
    answers = read(export)
    assert codes(answers) == []
    assert any(span.id == "tides:li:ui" and span.origin == "manual" for span in answers.annotations[0].spans)


def test_what_stands_beside_the_rule_is_a_note(export: Export, read: Callable[..., Answers]) -> None:
    """The Info panel keeps the rule and takes remarks: each line is one, and no sign in a line parts it."""
    first = next(entry for entry in export[0]["annotations"][0]["result"] if entry.get("id") == "c1")
    first["meta"] = {"text": ["rule: claim.demo\r\n存疑\u2028见下文", " "]}
    (span,) = [span for span in read(export).annotations[0].spans if span.id == "tides:li:c1"]
    assert (span.rule, span.values("note")) == ("claim.demo", ("存疑\u2028见下文",))


def test_text_that_does_not_fit_is_told_with_both_strings(export: Export, read: Callable[..., Answers]) -> None:
    """A region whose text is not at its offsets is an Issue and no span anywhere."""
    value = next(e for e in export[0]["annotations"][0]["result"] if e.get("id") == "c1")["value"]
    words = value["text"]
    value |= {"start": value["start"] + 1, "end": value["end"] + 1}
    answers = read(export)
    issue = next(issue for issue in answers.issues if issue.code == "E403")
    assert (issue.found, issue.expected) == (words, words[1:] + "。")
    assert "tides:li:c1" not in {span.id for span in answers.annotations[0].spans}
    assert "E201" in codes(answers)


def region(name: str, start: Any, end: Any, *labels: str) -> dict[str, Any]:
    """Return a labels item without text."""
    value = {"start": start, "end": end, "labels": list(labels)}
    return {"id": name, "from_name": "span", "to_name": "text", "type": "labels", "value": value}


@pytest.mark.parametrize(
    ("code", "item"),
    [
        (
            "E101",
            region("n", 0, 2, "clam"),
        ),
        (
            "E404",
            region("n", 0, 9999, "claim"),
        ),
        (
            "E404",
            region("n", 3, 3, "claim"),
        ),
        (
            "E404",
            {
                "id": "n",
                "from_name": "span",
                "type": "labels",
                "value": {"start": "0", "end": "2", "labels": ["claim"]},
            },
        ),
        ("E405", region("n", 0, 2)),
        (
            "E405",
            region("n", 0, 2, "claim") | {"from_name": "other"},
        ),
        (
            "E405",
            region("c1", 0, 2, "claim"),
        ),
        ("E405", {"id": "n", "type": "rating", "value": {"rating": 3}}),
        ("E405", "nonsense"),
        ("E304", {"id": "gone", "from_name": "note", "type": "textarea", "value": {"text": ["x"]}}),
        ("E301", {"id": "c1", "from_name": "evidence_type", "type": "choices", "value": {"choices": ["case"]}}),
        ("E301", {"id": "c1", "from_name": "mood", "type": "choices", "value": {"choices": ["gay"]}}),
        (
            "E302",
            {"id": "p1", "from_name": "policy_recommendation_theme", "type": "choices", "value": {"choices": ["x"]}},
        ),
        ("E303", {"id": "a0", "from_name": "actor_type", "type": "choices", "value": {"choices": ["person"]}}),
        ("E201", {"type": "relation", "from_id": "c1", "to_id": "gone", "direction": "right", "labels": ["supports"]}),
        ("E202", {"type": "relation", "from_id": "e1", "to_id": "c1", "direction": "right", "labels": ["likes"]}),
        ("E202", {"type": "relation", "from_id": "e1", "to_id": "c1", "direction": "right"}),
        ("E203", {"type": "relation", "from_id": "c1", "to_id": "e1", "direction": "right", "labels": ["supports"]}),
        ("E205", {"type": "relation", "from_id": "e1", "to_id": "c1", "direction": "bi", "labels": ["attacks"]}),
    ],
)
def test_what_does_not_fit_is_one_issue(code: str, item: Any, export: Export, read: Callable[..., Answers]) -> None:
    """Each kind of wrong item has its code, and the rest is read as if it were not there."""
    where = {"a0": 1, "p1": 2}.get(str(item.get("id")), 0) if isinstance(item, dict) else 0
    before = read(export).annotations
    export[where]["annotations"][0]["result"].append(item)
    answers = read(export)
    assert codes(answers) == [code]
    assert [len(a.spans) for a in answers.annotations] == [len(a.spans) for a in before]


def test_a_relation_drawn_to_the_left_is_turned(export: Export, read: Callable[..., Answers]) -> None:
    """Direction `left` means that the second end is the source."""
    relation = next(e for e in export[0]["annotations"][0]["result"] if e.get("type") == "relation")
    relation |= {"from_id": relation["to_id"], "to_id": relation["from_id"], "direction": "left"}
    back = next(r for r in read(export).annotations[0].relations if r.type == "supports")
    assert (back.source, back.target) == ("tides:li:e1", "tides:li:c1")


@pytest.mark.parametrize(
    ("kind", "held", "found"),
    [
        ("annotations", ["lost"], ["lost"]),
        ("annotations", [7, None, []], ["7", "None", "[]"]),
        ("annotations", {"id": 1}, ["{'id': 1}"]),
        ("annotations", [{"id": 9, "completed_by": 5, "result": {"id": "r"}}], ["{'id': 'r'}"]),
        ("drafts", ["lost", {"user": "zhou", "result": "x"}], ["lost", "x"]),
        ("drafts", "lost", ["lost"]),
    ],
)
@pytest.mark.parametrize("paper", ["tides", "elsewhere"])
def test_what_is_no_annotation_is_told(
    kind: str, held: Any, found: list[str], paper: str, export: Export, read: Callable[..., Answers]
) -> None:
    """With its place, also where the task fits no document; nobody is held to have seen and marked nothing."""
    export[0] |= {"annotations": [], "drafts": [], kind: held}
    export[0]["data"]["document"] = paper
    answers = read(export)
    told = [issue for issue in answers.issues if issue.code == "E407"]

    assert [issue.found for issue in told] == found
    assert all(issue.where.startswith(f"task 1 {kind}") for issue in told)
    assert answers.counts()["errors"] == len(found) + (paper == "elsewhere")
    assert [(a.annotator, len(a.answers)) for a in answers.annotations] == [("li", 2), ("wang", 2)]


def test_skipped_tasks_are_kept_as_skipped(export: Export, read: Callable[..., Answers]) -> None:
    """A skipped task is an answer without spans, and nothing was asked there."""
    export[0]["annotations"][0]["was_cancelled"] = True
    answers = read(export)
    first = answers.annotations[0]
    assert [answer.state for answer in first.answers] == ["skipped", "submitted", "submitted"]
    assert not first.was_asked("claim", Extent(0, 5))
    assert codes(answers) == ["W423"]
    assert "tides:li:c1" not in {span.id for span in first.spans}


def test_drafts_are_kept_as_drafts(export: Export, read: Callable[..., Answers]) -> None:
    """What was never submitted is told and not counted."""
    mine = export[0]["annotations"].pop(0)
    export[0]["drafts"] = [{"id": 5, "user": "li@studio.local", "annotation": None, "result": mine["result"]}]
    answers = read(export)
    assert [answer.state for answer in answers.annotations[0].answers] == ["draft", "submitted", "submitted"]
    assert codes(answers) == ["W422"]


def test_the_latest_of_two_annotations_counts(export: Export, read: Callable[..., Answers]) -> None:
    """Of one annotator's two annotations on a task the later submitted one is taken, the other told."""
    later = deepcopy(export[0]["annotations"][0]) | {"id": 99, "updated_at": "2026-01-01T00:00:00.5Z", "result": []}
    skipped = later | {"id": 100, "was_cancelled": True, "updated_at": "2027-01-01T00:00:00Z"}
    export[0]["annotations"][:0] = [skipped, later]
    answers = read(export)
    assert codes(answers) == ["W421", "W421"]
    assert answers.annotations[0].answers[0].annotation == "99"


def test_the_same_file_twice_is_read_once(export: Export, read: Callable[..., Answers]) -> None:
    """The union of two files does not double what stands in both."""
    assert read([*export, *deepcopy(export)]) == read(export)


@pytest.mark.parametrize("names", [{"li@studio.local": "甲"}, {"li": "甲"}, {"1": "甲"}])
def test_names_come_from_the_study(names: dict[str, str], export: Export, read: Callable[..., Answers]) -> None:
    """annotate.yaml may name annotators by address, account or number."""
    assert [a.annotator for a in read(export, annotators=names).annotations] == ["wang", "甲"]


def test_one_name_for_several_people_is_refused(export: Export, read: Callable[..., Answers]) -> None:
    """--annotator names one person; an export of two is not merged into one."""
    with pytest.raises(InputError, match="2 annotators"):
        read(export, annotator="甲")
    for item in export:
        item["annotations"] = item["annotations"][:1]
    assert [a.annotator for a in read(export, annotator="甲").annotations] == ["甲"]


def test_a_changed_text_moves_nothing(export: Export, document: Document, schema: Schema) -> None:
    """Where the document is another than the task's, every region is told and none is placed."""
    changed = replace(document, text="新" + document.text)
    answers = read_answers(export, [changed], schema)
    assert answers.annotations == ()
    assert set(codes(answers)) == {"E401", "E406"}
    assert codes(answers).count("E406") == 12
    first = answers.issues[0]
    assert first.found.startswith("潮位")
    assert first.expected.startswith("新潮位")


def test_an_unknown_document_is_told(export: Export, document: Document, schema: Schema) -> None:
    """A task of another study is an Issue that names the document."""
    answers = read_answers(export, [replace(document, id="other")], schema)
    assert codes(answers)[0] == "E402"
    assert answers.issues[0].found == "tides"
    assert answers.annotations == ()


def test_equal_region_ids_of_two_tasks_stay_apart(export: Export, read: Callable[..., Answers]) -> None:
    """Region ids are unique only within a task; stitched ids are unique in the document."""
    for entry in export[1]["annotations"][0]["result"]:
        if entry.get("id") == "a0":
            entry["id"] = "c1"
    ids = [span.id for span in read(export).annotations[0].spans]
    assert len(ids) == len(set(ids)) == 6
    assert f"tides:li:c1@{export[1]['data']['char_offset']}" in ids
    shorter = deepcopy(export[1])
    shorter["data"] |= {"text": shorter["data"]["text"][:-1], "text_sha256": ""}
    answers = read([*export, shorter])
    ids = [span.id for span in answers.annotations[0].spans]
    assert "E403" not in codes(answers)
    assert len(ids) == len(set(ids)) == 8


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_region_is_a_span_or_an_issue(data: st.DataObject, export: Export, read: Callable[..., Answers]) -> None:
    """However regions are damaged: as many as came in stand as spans or as Issues that name them."""
    export = deepcopy(export)
    regions = [e for item in export for a in item["annotations"] for e in a["result"] if e.get("type") == "labels"]
    for entry in regions:
        damage = data.draw(st.sampled_from(["none", "none", "shift", "label", "id", "text", "range", "value"]))
        if damage == "shift":
            entry["value"]["start"] += data.draw(st.integers(-3, 3))
        elif damage == "label":
            entry["value"]["labels"] = data.draw(st.sampled_from([[], ["clam"], ["claim", "actor"], None]))
        elif damage == "id":
            entry["id"] = data.draw(st.sampled_from(["c1", "", None, 7]))
        elif damage == "text":
            entry["value"]["text"] = data.draw(st.text(max_size=5))
        elif damage == "range":
            entry["value"]["end"] = data.draw(st.integers(-5, 500) | st.none())
        elif damage == "value":
            entry["value"] = data.draw(st.none() | st.just("x"))
    answers = read(export)
    told = [i for i in answers.issues if i.code in {"E101", "E403", "E404", "E405"}]
    assert sum(len(a.spans) for a in answers.annotations) + len(told) == len(regions)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a JSON value that can hold something else."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_file_breaks_the_reading(data: st.DataObject, export: Export, read: Callable[..., Answers]) -> None:
    """Whatever stands where in an export: it is an Issue, a span, or of no interest, never a crash."""
    export = deepcopy(export)[:1]
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(places(export[0])))
        holder[key] = data.draw(JSON)
    answers = read(export)
    assert all(span.extent.end <= 1000 for annotation in answers.annotations for span in annotation.spans)


def test_drafts_of_a_named_annotator_are_theirs(export: Export, read: Callable[..., Answers]) -> None:
    """A draft tells only an address; the number's name in annotate.yaml holds for it too."""
    mine = export[0]["annotations"].pop(0)
    export[0]["drafts"] = [{"id": 5, "user": "li@studio.local", "annotation": None, "result": mine["result"]}]
    assert [a.annotator for a in read(export, annotators={"1": "甲"}).annotations] == ["wang", "甲"]


def write(path: Path, value: object) -> Path:
    """Write JSON for a test."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_all_bad_files_are_told_at_once(project: Project, export: Export, document: Document, tmp_path: Path) -> None:
    """One message a file: not there, not JSON, no list, no annotations; nothing is read of the good one."""
    project.write(Document, [document])
    unannotated = [{**item, "annotations": []} for item in export]
    files = [
        write(tmp_path / "good.json", export),
        tmp_path / "none.json",
        write(tmp_path / "object.json", {}),
        write(tmp_path / "tasks.json", unannotated),
    ]
    with pytest.raises(ProblemsError) as caught:
        read_exports(project, files)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "none.json: the file is not there" in lines[0]
    assert "object.json: is not a list of tasks" in lines[1]
    assert "tasks.json: holds no annotations" in lines[2]


def test_import_writes_annotations_and_issues(project: Project, export: Export, document: Document) -> None:
    """Exports are read against the project's documents, schema and names."""
    project.write(Document, [document])
    answers = read_exports(project, [write(project.root / "export.json", export)])
    assert answers.counts()["spans"] == 12
    assert "12 spans" in answers.summary()


def test_import_before_ingest_says_so(project: Project, export: Export) -> None:
    """Without documents there is nothing to stitch to."""
    with pytest.raises(AnnotateError, match="documents"):
        read_exports(project, [write(project.root / "export.json", export)])
