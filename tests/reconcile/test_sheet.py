"""Disputes as a table that a person fills in, and the decisions that it holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotate.errors import ProblemsError
from annotate.model import Annotation, Document
from annotate.reconcile import Reconciliation, reconcile
from annotate.reconcile.sheet import COLUMNS, Row, from_rows, to_rows
from annotate.schema import load

Work = Callable[..., Annotation]
SCHEMA = load()
REC = "policy_recommendation"
SENTENCE = "例如，港口应建立预警平台，并向渔民开放数据。"
FIRST, SECOND = "港口应建立预警平台", "并向渔民开放数据"
COST = "分散的系统代价很高"


@pytest.fixture
def made(work: Work) -> list[Annotation]:
    """A split, a missing claim, and an attribute on which the two differ."""
    return [
        work("A", [(REC, FIRST), (REC, SECOND), ("evidence", "去年该市", {"type": "case"})]),
        work("B", [(REC, SENTENCE), ("claim", COST), ("evidence", "去年该市", {"type": "statistic"})]),
    ]


def rows_of(document: Document, made: list[Annotation]) -> tuple[Reconciliation, list[Row]]:
    """The reconciliation and its sheet."""
    result = reconcile(document, made, SCHEMA)
    return result, list(to_rows(document, result.disputes, made, result.consensus))


def filled(rows: list[Row], **changes: dict[str, str]) -> list[tuple[str, Row]]:
    """The rows with changes in those whose text is named."""
    return [(f"row {n}", row | changes.get(row["text"], {})) for n, row in enumerate(rows)]


def test_each_proposal_is_a_row(document: Document, made: list[Annotation]) -> None:
    """A dispute has a row for each mark that stands against another, with who made it."""
    _, rows = rows_of(document, made)

    assert [(row["kind"], row["annotators"], row["text"]) for row in rows] == [
        ("split", "B", SENTENCE), ("split", "A", FIRST), ("split", "A", SECOND),
        ("missing", "B", COST), ("attribute", "A, B", "去年该市"),
    ]  # fmt: skip
    assert all(tuple(row) == COLUMNS for row in rows)


def test_a_filled_sheet_settles_the_disputes(document: Document, made: list[Annotation]) -> None:
    """Kept clauses stand and the sentence supports them in part; what is dropped is gone."""
    _, rows = rows_of(document, made)
    changes = {FIRST: {"decision": "keep", "by": "Z"}, SECOND: {"decision": " Keep "}, COST: {"decision": "drop"}}
    changes["去年该市"] = {"decision": "keep", "attributes": "type=case"}
    originals = {(row["dispute"], row["members"]): row for row in rows}

    decisions = from_rows(filled(rows, **changes), originals, {"d": document}, at="2026-01-01")
    result = reconcile(document, made, SCHEMA, decisions=decisions)

    assert not result.disputes
    assert [document.quote(span.extent) for span in result.consensus.spans] == [FIRST, SECOND, "去年该市"]
    assert [span.support.partial for span in result.consensus.spans if span.support] == [("B",), ("B",), ()]
    assert result.consensus.spans[2].values("type") == ("case",)


def test_changed_words_set_the_edges(document: Document, made: list[Annotation]) -> None:
    """A kept row with other words of the passage stands with these."""
    _, rows = rows_of(document, made)
    originals = {(row["dispute"], row["members"]): row for row in rows}
    changed = filled(rows, **{COST: {"decision": "keep", "text": "系统代价很高", "label": "evidence"}})

    (decision,) = from_rows(changed, originals, {"d": document}, at="")

    assert decision.kind == "set"
    assert document.text[decision.start : decision.end] == "系统代价很高"
    assert (decision.label, decision.attributes) == ("evidence", {})


def test_every_problem_of_a_sheet_is_told(document: Document, made: list[Annotation]) -> None:
    """Unknown words, text from elsewhere, attributes without a value, members that are gone: all at once."""
    _, rows = rows_of(document, made)
    originals = {(row["dispute"], row["members"]): row for row in rows}
    changes = {
        FIRST: {"decision": "kepe"},
        SECOND: {"decision": "keep", "text": "别处的话"},
        SENTENCE: {"decision": "keep", "attributes": "modality"},
        COST: {"decision": "keep", "members": "d:X:1"},
    }

    with pytest.raises(ProblemsError) as error:
        from_rows(filled(rows, **changes), originals, {"d": document}, at="")

    told = str(error.value).splitlines()
    assert [line.split(":")[0] for line in told] == ["row 0 attributes", "row 1 decision", "row 2 text", "row 3"]


def test_a_relation_is_a_proposal(document: Document, work: Work) -> None:
    """A disputed relation is a row with both ends; kept, it stands."""
    marks = [("evidence", "去年该市"), ("claim", COST)]
    made = [work("A", marks, [("supports", 0, 1)]), work("B", marks)]
    _, rows = rows_of(document, made)
    originals = {(row["dispute"], row["members"]): row for row in rows}

    text = f"去年该市 → {COST}"
    assert [(row["kind"], row["label"], row["text"]) for row in rows] == [("relation", "supports", text)]
    decisions = from_rows(filled(rows, **{text: {"decision": "keep"}}), originals, {"d": document}, at="")
    result = reconcile(document, made, SCHEMA, decisions=decisions)

    assert not result.disputes
    assert [relation.type for relation in result.consensus.relations] == ["supports"]


def test_an_empty_sheet_decides_nothing(document: Document, made: list[Annotation]) -> None:
    """A row without a word in the column is left open."""
    _, rows = rows_of(document, made)

    assert from_rows(filled(rows), {}, {}, at="") == ()
