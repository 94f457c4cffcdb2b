"""Label Studio's JSON of projects that this toolkit did not make: every mark comes in, is told, or is counted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.errors import InputError, ProblemsError
from annotate.exchange import READERS, Found
from annotate.exchange.label_studio import read
from annotate.model import Annotation, Attribute, Document, Extent, Issue
from annotate.store import Project

TEXT = "海堤😀须在三年内加高。\n去年潮水两次漫过。"


def region(key: str, words: str, *labels: str, text: str = TEXT, **value: Any) -> dict[str, Any]:
    """Return a region on the first occurrence of words."""
    start = text.index(words)
    value = {"start": start, "end": start + len(words), "text": words, "labels": list(labels), **value}
    return {"id": key, "type": "labels", "from_name": "ner", "to_name": "t", "value": value}


def annotation(*result: dict[str, Any], by: object = "li@example.org", at: str = "1", **more: object) -> dict[str, Any]:
    """Return one annotation of a task."""
    return {"id": int(at), "completed_by": by, "updated_at": f"2024-01-0{at}", "result": list(result), **more}


def task(*annotations: dict[str, Any], text: str = TEXT, **data: str) -> dict[str, Any]:
    """Return a task as Label Studio exports it."""
    return {"id": 7, "data": {"content": text, **data}, "annotations": list(annotations)}


def file_of(folder: Path, *tasks: object) -> Path:
    """Write an export."""
    path = folder / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


def found_in(folder: Path, *tasks: object) -> list[Found]:
    """Return what is read of an export."""
    return READERS.load("label-studio")(file_of(folder, *tasks))  # type: ignore[no-any-return]


ADVICE = region("a", "海堤😀须在三年内加高。", "Advice")
REASON = region("b", "去年潮水两次漫过。", "Premise", "Fact")


def test_marks_answers_and_relations_are_read(tmp_path: Path) -> None:
    """A region of two labels is two spans; answers are named by their control; a relation to the left points left."""
    answers: list[dict[str, Any]] = [
        {"id": "a", "type": "choices", "from_name": "modality", "value": {"choices": ["must"]}},
        {"id": "a", "type": "textarea", "from_name": "why", "value": {"text": ["一", "二"]}},
        {"id": "b", "type": "rating", "from_name": "sure", "value": {"rating": 4}},
        {"id": "b", "type": "taxonomy", "from_name": "kind", "value": {"taxonomy": [["x", "y"]]}},
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left", "labels": ["backs"]},
        {"type": "relation", "from_id": "b", "to_id": "a", "direction": "right"},
    ]
    (one,) = found_in(tmp_path, task(annotation(ADVICE, REASON, *answers), title="海堤"))

    assert (one.name, one.who, one.text) == ("海堤", "li@example.org", TEXT)
    assert [(s.label, one.text[s.extent.start : s.extent.end]) for s in one.spans] == [
        ("Advice", "海堤😀须在三年内加高。"), ("Premise", "去年潮水两次漫过。"), ("Fact", "去年潮水两次漫过。"),
    ]  # fmt: skip
    assert one.spans[0].attributes == (
        Attribute(name="modality", values=("must",)),
        Attribute(name="why", values=("一", "二")),
    )
    assert one.spans[1].attributes == one.spans[2].attributes
    assert [(r.type, r.source, r.target) for r in one.relations] == [("backs", "b", "a"), ("relation", "b", "a")]
    assert not one.lost


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    """Skipped, earlier and unfinished work, answers about the whole, other kinds of results: each by its number."""
    odd: list[dict[str, Any]] = [
        {"id": "w", "type": "choices", "from_name": "whole", "value": {"choices": ["good"]}},
        {"id": "r", "type": "rectanglelabels", "value": {"x": 1}},
        {"type": "relation", "from_id": "a", "to_id": "b", "direction": "bi"},
        {"type": "relation", "from_id": "a", "to_id": "gone"},
        {"id": "n", "type": "labels", "value": {"start": 0, "end": 2, "text": "海堤", "labels": []}},
    ]
    later = annotation(ADVICE, *odd, at="3")
    skipped = annotation(REASON, at="4", was_cancelled=True)
    whole = task(annotation(REASON, at="2"), later, skipped, annotation(by=5, at="1"))
    one, other = found_in(tmp_path, {**whole, "drafts": [{"id": 9}]})

    assert [(one.who, len(one.spans)), (other.who, len(other.spans))] == [("5", 0), ("li@example.org", 1)]
    assert one.lost + other.lost == {
        "answers about no span": 1, "drafts": 1, "earlier annotations by the same annotator": 1,
        "regions without a label": 1, "relations of what is no span": 1, "relations that point both ways": 1,
        "results of the kind rectanglelabels": 1, "skipped annotations": 1,
    }  # fmt: skip


def test_the_text_is_where_the_words_stand(tmp_path: Path) -> None:
    """Of several values the one that holds the regions, though another is longer or is called `text`."""
    data = {"text": "x" * 99, "body": TEXT}
    (one,) = found_in(tmp_path, {"id": 1, "data": data, "annotations": [annotation(ADVICE)]})
    assert one.text == TEXT


def test_units_of_sixteen_bits_are_known_by_their_words(tmp_path: Path) -> None:
    """Offsets that count 😀 twice are taken at the words; without the words code points hold."""
    words = "去年潮水两次漫过。"
    start = TEXT.index(words)
    (one,) = found_in(tmp_path, task(annotation(region("a", words, "Fact", start=start + 1, end=start + 10))))
    assert one.spans[0].extent == Extent(start, start + 9)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"[", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"a": 1}', "is not a list of tasks"),
        (b"[1]", "is not a list of tasks"),
        (b"\xff", "is not UTF-8"),
        (b'[{"id": 1, "annotations": [{"id": 2, "result": []}]}]', "has no text in its data"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, content: bytes, what: str) -> None:
    """A file that cannot be read is one line that says why."""
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises((InputError, ProblemsError), match=what):
        read(path)


def test_every_region_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    """Other words, ends beyond the text, offsets that are no numbers: all of them, with task and region."""
    value = {"labels": ["Fact"], "text": "海堤"}
    bad = [
        {"id": key, "type": "labels", "value": {**value, "start": start, "end": end}}
        for key, start, end in (("a", 1, 3), ("b", 0, 999), ("c", "0", "2"), ("d", True, 2), ("e", 2, 2), ("f", -1, 1))
    ]
    with pytest.raises(ProblemsError) as told:
        found_in(tmp_path, task(annotation(ADVICE, *bad)))

    assert re.findall(r"task 7 annotation 1 (\w):", str(told.value)) == list("abcdef")


def test_hostile_values_are_no_traceback(tmp_path: Path) -> None:
    """Whatever stands where a list or an object should, nothing but our own errors comes out."""
    odd: Any
    for odd in (None, 3, "x", [], {}, [None], {"id": []}, [[1]], True, "\ud800"):
        if odd is not None and odd != []:
            with pytest.raises((InputError, ProblemsError)):
                found_in(tmp_path, task({**annotation(ADVICE), "result": odd}))
        for place in ("completed_by", "updated_at", "id"):
            item = task({**annotation(ADVICE), place: odd})
            assert len(found_in(tmp_path, item)) == 1
        for part in ("id", "type", "value", "from_name"):
            answer = {"id": "a", "type": "choices", "from_name": "m", "value": {"choices": ["x"]}, part: odd}
            assert found_in(tmp_path, task(annotation(ADVICE, answer)))[0].spans
        assert found_in(tmp_path, task(annotation(ADVICE, {"id": "a", "type": "choices", "value": {"choices": odd}})))
        relation = {"type": "relation", "from_id": odd, "to_id": "a", "labels": odd}
        assert found_in(tmp_path, task(annotation(ADVICE, relation)))[0].spans


def test_a_project_of_another_maker_becomes_a_study(tmp_path: Path) -> None:
    """Texts become papers, two annotators' work comes in under the schema's names, and no task of ours is needed."""
    run = CliRunner().invoke
    root = tmp_path / "study"
    assert run(app, ["init", str(root)]).exit_code == 0
    relation = {"type": "relation", "from_id": "b", "to_id": "a", "labels": ["backs"]}
    reason = region("b", "去年潮水两次漫过。", "Premise")
    theirs = file_of(
        tmp_path, task(annotation(ADVICE, reason, relation), annotation(ADVICE, by={"id": 3}, at="2"), title="海堤")
    )
    words = ["import", str(theirs), "--project", str(root)]
    names = ["--map", "Advice=policy_recommendation", "--map", "Premise=evidence", "--map", "backs=supports"]
    done = run(app, [*words, "--format", "label-studio", "--as-papers", *names])
    assert done.exit_code == 0, done.stderr
    study = Project.open(root)
    (paper,) = study.read_all(Document)
    works = {work.annotator: work for work in study.read_all(Annotation)}
    assert {name: len(work.spans) for name, work in works.items()} == {"li@example.org": 2, "3": 1}
    assert {paper.text[s.extent.start : s.extent.end] for s in works["3"].spans} == {"海堤😀须在三年内加高。"}
    assert [one.type for one in works["li@example.org"].relations] == ["supports"]
    assert not study.read_all(Issue)

    refused = run(app, words)
    assert refused.exit_code == 1
    assert "--format label-studio" in re.sub(r"\s+", " ", refused.stderr)
    assert len(study.read_all(Annotation)) == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"annotations": ["lost", 3]},
            ["annotations 1: is not an object: 'lost'", "annotations 2: is not an object: '3'"],
        ),
        ({"annotations": {"id": 1}}, ["annotations: is not a list"]),
        ({"drafts": [None]}, ["drafts 1: is not an object: 'None'"]),
        (
            {"annotations": [annotation(ADVICE) | {"result": [ADVICE, "lost"]}]},
            ["annotation 1 result 2: is not an object"],
        ),
        ({"annotations": [annotation(ADVICE) | {"result": "lost"}]}, ["annotation 1 result: is not a list: 'lost'"]),
    ],
)
def test_what_is_no_object_is_told_and_nothing_is_taken(tmp_path: Path, given: dict[str, Any], told: list[str]) -> None:
    """A damaged file is refused with every place, instead of being read without it."""
    with pytest.raises((InputError, ProblemsError)) as error:
        found_in(tmp_path, task(annotation(ADVICE)) | given)

    assert all(f"task 7 {one}" in str(error.value) for one in told)
