"""An adjudicator's decisions stand over every method, as long as what they decide on is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from annotate.errors import ProblemsError
from annotate.files import dump_record, read_edited
from annotate.model import Annotation, Decision, Document
from annotate.reconcile import RECONCILERS, Reconciliation, reconcile
from annotate.schema import load

Work = Callable[..., Annotation]

SCHEMA = load()
LOSS, COST = "去年该市因迟报损失三千万元", "分散的系统代价很高"


def decide(kind: Literal["keep", "drop", "set"], *members: str, **further: object) -> Decision:
    """A decision on the document."""
    return Decision(document="d", kind=kind, members=members, by="Z", **further)  # type: ignore[arg-type]


def fates(result: Reconciliation) -> dict[str, str]:
    """Id of each mark -> its fate."""
    return {entry.item: entry.fate for entry in result.ledger}


@pytest.mark.parametrize("name", RECONCILERS.names())
def test_kept_over_every_method(document: Document, work: Work, name: str) -> None:
    """What one of three marked stands when an adjudicator keeps it, with its true support."""
    made = [work("A", [("claim", COST)]), work("B", []), work("C", [])]
    method = RECONCILERS.load(name)(made)

    (span,) = reconcile(document, made, SCHEMA, method=method, decisions=[decide("keep", "d:A:0")]).consensus.spans

    assert span.support is not None
    assert (span.support.by, span.support.asked, span.support.adjudicated) == (("A",), ("A", "B", "C"), True)


@pytest.mark.parametrize("name", RECONCILERS.names())
def test_dropped_over_every_method(document: Document, work: Work, name: str) -> None:
    """What all marked is rejected when an adjudicator drops it, with his reason."""
    made = [work("A", [("claim", COST)]), work("B", [("claim", COST)])]
    method = RECONCILERS.load(name)(made)

    result = reconcile(
        document, made, SCHEMA, method=method, decisions=[decide("drop", "d:A:0", "d:B:0", why="a heading")]
    )

    assert not result.consensus.spans
    assert {entry.reason for entry in result.ledger} == {"dropped by Z: a heading"}


def test_set_gives_label_edges_and_attributes(document: Document, work: Work) -> None:
    """What is set stands as it is set; whoever used another label does not stand behind it."""
    made = [work("A", [("claim", LOSS)]), work("B", [("evidence", LOSS + "。", {"type": "case"})])]
    decision = decide("set", "d:A:0", "d:B:0", label="evidence", start=22, end=30, attributes={"type": ("statistic",)})

    result = reconcile(document, made, SCHEMA, decisions=[decision])

    (span,) = result.consensus.spans
    assert (span.label, span.extent.start, span.extent.end) == ("evidence", 22, 30)
    assert [(a.name, a.values) for a in span.attributes] == [("type", ("statistic",))]
    assert span.support is not None
    assert (span.support.by, span.support.asked) == (("B",), ("A", "B"))
    assert not result.disputes
    assert set(fates(result).values()) == {"consensus"}


def test_later_work_on_a_decided_place_joins_it(document: Document, work: Work) -> None:
    """Who marks the place after the decision stands behind it too, and moves nothing."""
    made = [work("A", [("claim", COST)]), work("B", []), work("C", [("claim", COST + "。")])]

    (span,) = reconcile(document, made, SCHEMA, decisions=[decide("keep", "d:A:0")]).consensus.spans

    assert document.quote(span.extent) == COST
    assert span.support is not None
    assert span.support.by == ("A", "C")


def test_a_kept_relation_stands(document: Document, work: Work) -> None:
    """A relation that one of three drew stands when it is kept, if its ends do."""
    marks = [("evidence", LOSS), ("claim", COST)]
    made = [work("A", marks, [("supports", 0, 1)]), work("B", marks), work("C", marks)]

    result = reconcile(document, made, SCHEMA, decisions=[decide("keep", "d:A:r0")])

    assert [r.support.adjudicated for r in result.consensus.relations if r.support] == [True]
    assert not result.issues


def test_a_kept_relation_without_its_ends_is_told(document: Document, work: Work) -> None:
    """If an end is not in the consensus, the relation cannot stand, and an issue says so."""
    marks = [("evidence", LOSS), ("claim", COST)]
    made = [work("A", marks, [("supports", 0, 1)]), work("B", marks[1:]), work("C", marks[1:])]

    result = reconcile(document, made, SCHEMA, decisions=[decide("keep", "d:A:r0")])

    assert [issue.code for issue in result.issues] == ["W505"]


@pytest.mark.parametrize(
    ("decisions", "codes", "fate"),
    [
        ([decide("keep", "d:X:9")], ["W501"], "dispute"),
        ([decide("keep", "d:A:0", "d:X:9")], ["W502"], "consensus"),
        ([decide("drop", "d:A:0", at="2026-01-02"), decide("keep", "d:A:0", at="2026-01-01")], ["W503"], "rejected"),
        ([decide("set", "d:A:0", start=40, end=900)], ["E504"], "dispute"),
        (
            [decide("drop", "d:A:0", at="2026-03-01T07:00+08:00"), decide("keep", "d:A:0", at="2026-03-01T00:00Z")],
            ["W503"],
            "consensus",
        ),
        (
            [decide("keep", "d:A:0", at="20260301T000000Z"), decide("drop", "d:A:0", at="2026-02-28T23:00:00")],
            ["W503"],
            "consensus",
        ),
        (
            [decide("keep", "d:A:0", at="1 March"), decide("drop", "d:A:0", at="2026-01-01")],
            ["W503", "W508"],
            "rejected",
        ),
        ([decide("drop", "d:A:0"), decide("keep", "d:A:0")], ["W503"], "consensus"),
        ([decide("set", "d:A:0", start=9, end=3)], ["E504"], "dispute"),
    ],
)
def test_what_does_not_fit_is_told(
    document: Document, work: Work, decisions: list[Decision], codes: list[str], fate: str
) -> None:
    """A decision on nothing, on part, overruled, of no date, or outside the text is an issue; the marks keep a fate."""
    result = reconcile(document, [work("A", [("claim", COST)]), work("B", [])], SCHEMA, decisions=decisions)

    assert [issue.code for issue in result.issues] == codes
    assert fates(result)["d:A:0"] == fate


@pytest.mark.parametrize(
    ("further", "found"),
    [({"label": "clam"}, "clam"), ({"attributes": {"mood": ("x",)}}, "mood"), ({"attributes": {"mood": ()}}, "")],
)
def test_what_the_schema_does_not_have_is_told(
    document: Document, work: Work, further: dict[str, object], found: str
) -> None:
    """A label or an attribute that a person wrote stands, and is told; one that is unset is nothing to be told."""
    made = [work("A", [("claim", COST)]), work("B", [])]

    result = reconcile(document, made, SCHEMA, decisions=[decide("set", "d:A:0", **further)])

    assert [(issue.code, issue.found) for issue in result.issues] == ([("W507", found)] if found else [])
    assert [span.label for span in result.consensus.spans] == [further.get("label", "claim")]


def test_decisions_come_back_as_they_were_written(tmp_path: Path) -> None:
    """A line a decision; blank lines are allowed, a missing file holds none."""
    path = tmp_path / "decisions.jsonl"
    made = (decide("keep", "a"), decide("set", "b", start=1, end=2, attributes={"type": ("case",)}))
    path.write_text("\n\n".join(map(dump_record, made)) + "\n", encoding="utf-8")

    assert read_edited(path, Decision) == made
    assert read_edited(tmp_path / "none.jsonl", Decision) == ()


def test_every_wrong_line_is_told(tmp_path: Path) -> None:
    """All problems of the file at once, each with its line."""
    path = tmp_path / "decisions.jsonl"
    lines = [
        '{"format":"decision/1","document":"d","kind":"maybe","members":["a"]}',
        "not JSON",
        '{"format":"decision/9","document":"d","kind":"keep","members":["a"]}',
        '{"format":"decision/1","document":"d","kind":"keep","members":["a"],"lable":"claim"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(ProblemsError) as error:
        read_edited(path, Decision)

    assert [str(problem).split(" ")[0].rstrip(":")[-1] for problem in error.value.problems] == ["1", "2", "3", "4"]
