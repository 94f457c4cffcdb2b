"""What an adjudicator's regions decide, without a server."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from annotate.labelstudio.config import WHY
from annotate.labelstudio.decided import Decided, new_decisions, read_decisions
from annotate.labelstudio.disputed import to_items
from annotate.model import Annotation, Consensus, Decision, Dispute, Document, Extent, Relation, Span, Version
from annotate.schema import Schema

FIRST, SECOND = "港务局应建立统一的潮位预警平台", "向渔民开放数据"
WHOLE = "港务局应建立统一的潮位预警平台，并向渔民开放数据"
REC = "policy_recommendation"


def span(document: Document, name: str, label: str, words: str) -> Span:
    """Return a mark on some words."""
    start = document.text.index(words)
    return Span(id=name, label=label, extent=Extent(start, start + len(words)))


def annotation(who: str, *spans: Span, relations: tuple[Relation, ...] = ()) -> Annotation:
    """Return somebody's work."""
    return Annotation(document="tides", annotator=who, spans=spans, relations=relations, asked=())


def item_of(
    document: Document, schema: Schema, kind: str, works: list[Annotation], *, stands: tuple[Span, ...] = ()
) -> dict[str, Any]:
    """Return the one task of a dispute on everything in some works."""
    spans = [s for work in works for s in work.spans]
    dispute = Dispute(
        id="q1", document="tides", kind=kind, label="", severity=0.8,
        extent=Extent(min(s.extent.start for s in spans), max(s.extent.end for s in spans)),
        versions=tuple(
            Version(
                annotator=w.annotator, spans=tuple(s.id for s in w.spans), relations=tuple(r.id for r in w.relations)
            )
            for w in works
        ),
        consensus=stands[0].id if stands else "",
    )  # fmt: skip
    consensus = Consensus(document="tides", spans=stands, method="majority", annotators=("li", "wang"))
    (item,) = to_items([dispute], {"tides": document}, works, [consensus], schema)
    return item


def answered(item: dict[str, Any], result: list[dict[str, Any]], **annotation: Any) -> dict[str, Any]:
    """Return the task as exported, with the adjudicator's regions."""
    done = {"id": 9, "completed_by": 1, "result": result, "updated_at": "2026-01-02T03:04:05.600000Z", **annotation}
    return {**item, "id": 5, "annotations": [done]}


def read(document: Document, schema: Schema, item: dict[str, Any]) -> Decided:
    """Read one task."""
    return read_decisions([item], {"tides": document}, schema, {"1": "甲"})


@pytest.fixture
def split(document: Document, schema: Schema) -> dict[str, Any]:
    """Return the task of a sentence that li marks as one and wang as two recommendations."""
    li = annotation("li", span(document, "l1", REC, WHOLE))
    wang = annotation("wang", span(document, "w1", REC, FIRST), span(document, "w2", REC, SECOND))
    return item_of(document, schema, "split", [li, wang])


def test_the_more_numerous_way_is_suggested(split: dict[str, Any]) -> None:
    """Of equals the finer version is shown first; both stand beside it."""
    suggested, *versions = split["predictions"]
    assert [region["value"]["text"] for region in suggested["result"]] == [FIRST, SECOND]
    assert [len(version["result"]) for version in versions] == [1, 2]


def test_what_is_kept_as_suggested_is_kept(split: dict[str, Any], document: Document, schema: Schema) -> None:
    """Who, when and why are there; the sentence that holds the kept clauses is left to count in part."""
    why = {"id": "w", "from_name": WHY, "to_name": "text", "type": "textarea", "value": {"text": ["两项建议"]}}
    decided = read(document, schema, answered(split, [*split["predictions"][0]["result"], why]))
    assert decided.issues == ()
    assert decided.decisions == tuple(
        Decision(document="tides", kind="keep", members=(m,), by="甲", at="2026-01-02T03:04:05+00:00", why="两项建议")
        for m in ("w1", "w2")
    )


def test_what_is_removed_is_dropped(split: dict[str, Any], document: Document, schema: Schema) -> None:
    """An empty page drops every mark in one decision."""
    silent: list[dict[str, Any]] = [{"id": "w", "from_name": WHY, "type": "textarea"}]
    (decision,) = read(document, schema, answered(split, silent)).decisions
    assert (decision.kind, decision.members, decision.why) == ("drop", ("l1", "w1", "w2"), "")


def test_a_region_drawn_anew_takes_what_was_there(split: dict[str, Any], document: Document, schema: Schema) -> None:
    """Another label on new edges is set, for all marks of the place."""
    region = split["predictions"][1]["result"][0]
    drawn = {**region, "id": "new", "value": {**region["value"], "labels": ["claim"], "text": WHOLE}}
    (decision,) = read(document, schema, answered(split, [drawn])).decisions
    start = document.text.index(WHOLE)
    assert (decision.kind, decision.label) == ("set", "claim")
    assert (decision.start, decision.end) == (start, start + len(WHOLE))
    assert set(decision.members) == {"l1", "w1", "w2"}


def test_a_region_where_nobody_marked_is_told(split: dict[str, Any], document: Document, schema: Schema) -> None:
    """Decisions are keyed by marks: without one there is nothing to decide on, and it is said."""
    region = split["predictions"][0]["result"][0]
    value = {"start": 0, "end": 2, "text": split["data"]["text"][:2], "labels": ["actor"]}
    regions = [*split["predictions"][0]["result"], {**region, "id": "new", "value": value}]
    wrong = {**split["predictions"][0]["result"][1]}
    (li,) = [m for m in split["data"]["members"] if m["id"] == "l1"]
    split["data"]["members"] = [m for m in split["data"]["members"] if m is not li]
    decided = read(document, schema, answered(split, [*regions[:1], wrong, regions[-1]]))
    assert [issue.code for issue in decided.issues] == ["W512"]
    assert [decision.kind for decision in decided.decisions] == ["keep", "keep"]


def test_relations_are_kept_or_dropped(document: Document, schema: Schema) -> None:
    """A relation that stays is kept, one that goes is dropped, one that nobody drew is told."""
    ends = [span(document, "c", "claim", "迟报代价高昂"), span(document, "r", REC, FIRST)]
    stands = tuple(replace(s, id=f"k{s.id}") for s in ends)
    supports = Relation(id="l>", type="supports", source="c", target="r")
    attacks = Relation(id="w>", type="attacks", source="c", target="r")
    works = [annotation("li", *ends, relations=(supports,)), annotation("wang", relations=(attacks,))]
    item = item_of(document, schema, "relation", works, stands=stands)
    result = item["predictions"][0]["result"]
    assert [region["type"] for region in result] == ["labels", "labels", "relation"]
    kept, other = result[-1]["labels"][0], {"supports": "attacks", "attacks": "supports"}[result[-1]["labels"][0]]
    back = {**result[-1], "labels": ["supports"], "from_id": result[-1]["to_id"], "to_id": result[-1]["from_id"]}
    decided = read(document, schema, answered(item, [*result, back]))
    assert {d.members: d.kind for d in decided.decisions} == {
        ({"supports": "l>", "attacks": "w>"}[kept],): "keep",
        ({"supports": "l>", "attacks": "w>"}[other],): "drop",
    }
    assert [issue.code for issue in decided.issues] == ["W513"]


def test_what_cannot_be_read_is_told(split: dict[str, Any], document: Document, schema: Schema) -> None:
    """Foreign tasks, drafts and passages that have moved decide nothing and are named."""
    foreign = {"id": 1, "data": {"text": "a"}, "annotations": [{"id": 1}]}
    draft = {**split, "id": 2, "annotations": [], "drafts": [{"id": 3, "user": "x", "result": []}]}
    moved = replace(document, text="改" + document.text)
    older = {**answered(split, []), "data": {key: value for key, value in split["data"].items() if key != "kind"}}
    assert [i.code for i in read(document, schema, foreign).issues] == ["E511"]
    assert [i.code for i in read(document, schema, older).issues] == ["E511"]
    assert [i.code for i in read(document, schema, draft).issues] == ["W511"]
    assert [i.code for i in read(moved, schema, answered(split, [])).issues] == ["E512"]


def test_a_decision_is_new_once() -> None:
    """Equal but for the time is not new, unless another decision on the same marks came between."""
    first = Decision(document="d", kind="keep", members=("a", "b"), by="甲", at="2026-01-01")
    later = replace(first, at="2026-01-03")
    between = replace(first, kind="drop", at="2026-01-02")
    assert new_decisions([], [first]) == [first]
    assert new_decisions([first], [first, later]) == []
    assert new_decisions([first, between], [later]) == [later]
    eastern = replace(first, at="2026-01-03T01:00:00+08:00")  # the day before, in UTC
    last = replace(first, kind="drop", at="2026-01-02T18:00:00Z")
    assert new_decisions([eastern, last], [replace(last, at="2026-01-04")]) == []
    assert new_decisions([last, eastern], [replace(first, at="2026-01-04")]) == [replace(first, at="2026-01-04")]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("2026-01-02T03:04:05", "2026-01-02T03:04:05+00:00"),  # without a zone: UTC, wherever the machine stands
        ("2026-01-02T03:04:05+08:00", "2026-01-01T19:04:05+00:00"),
        ("0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00+08:00"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_are_written_in_utc(
    document: Document, schema: Schema, monkeypatch: pytest.MonkeyPatch, given: str, written: str
) -> None:
    """A moment that is none in UTC stays as the server wrote it."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        item = item_of(document, schema, "label", [annotation("li", span(document, "a", REC, FIRST))])
        (decision,) = read(document, schema, answered(item, [], updated_at=given)).decisions
    finally:
        monkeypatch.undo()
        time.tzset()

    assert decision.at == written


def test_what_is_no_annotation_of_a_dispute_is_told(document: Document, schema: Schema) -> None:
    """Neither what stands for an annotation nor what stands for a region goes without a word."""
    item = item_of(document, schema, "label", [annotation("li", span(document, "a", REC, FIRST))])
    found = read(document, schema, answered(item, ["region"]) | {"drafts": ["draft"]})  # type: ignore[list-item]

    assert [(issue.code, issue.found) for issue in found.issues] == [("E407", "draft"), ("E405", "region")]
