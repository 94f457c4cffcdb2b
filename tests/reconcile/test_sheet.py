"""Disputes as a table that a person fills in, and the decisions that it holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotate.errors import InputError, ProblemsError
from annotate.model import Annotation, Asked, Decision, Document, Extent, Metadata, Source, Span
from annotate.reconcile import reconcile
from annotate.reconcile.sheet import COLUMNS, Proposal, Row, to_proposals
from annotate.reconcile.sheet_reading import from_rows
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


def proposed(document: Document, made: list[Annotation]) -> list[Proposal]:
    """What the sheet of a reconciliation proposes."""
    result = reconcile(document, made, SCHEMA)
    standing = {span.id: span for span in result.consensus.spans}
    return list(to_proposals(document, result.disputes, made, standing))


def rows_of(proposals: list[Proposal]) -> list[Row]:
    """The sheet as it is written."""
    return [proposal.row for proposal in proposals]


def decided(document: Document, made: list[Annotation], **changes: dict[str, str]) -> tuple[Decision, ...]:
    """The decisions of a sheet with changes in the rows whose text is named."""
    proposals = proposed(document, made)
    originals = {proposal.key: proposal for proposal in proposals}
    return from_rows(filled(rows_of(proposals), **changes), originals, {"d": document}, SCHEMA, at="")


def filled(rows: list[Row], **changes: dict[str, str]) -> list[tuple[str, Row]]:
    """The rows with changes in those whose text is named."""
    return [(f"row {n}", row | changes.get(row["text"], {})) for n, row in enumerate(rows)]


def test_each_proposal_is_a_row(document: Document, made: list[Annotation]) -> None:
    """A dispute has a row for each mark that stands against another, with who made it."""
    rows = rows_of(proposed(document, made))

    assert [(row["kind"], row["annotators"], row["text"]) for row in rows] == [
        ("split", "B", SENTENCE), ("split", "A", FIRST), ("split", "A", SECOND),
        ("missing", "B", COST), ("attribute", "A, B", "去年该市"),
    ]  # fmt: skip
    assert all(tuple(row) == COLUMNS for row in rows)


def test_a_filled_sheet_settles_the_disputes(document: Document, made: list[Annotation]) -> None:
    """Kept clauses stand and the sentence supports them in part; what is dropped is gone."""
    changes = {FIRST: {"decision": "keep", "by": "Z"}, SECOND: {"decision": " Keep "}, COST: {"decision": "舍去"}}
    changes["去年该市"] = {"decision": "保留", "attributes": "type=case"}

    decisions = decided(document, made, **changes)
    result = reconcile(document, made, SCHEMA, decisions=decisions)

    assert not result.disputes
    assert [document.quote(span.extent) for span in result.consensus.spans] == [FIRST, SECOND, "去年该市"]
    assert [span.support.partial for span in result.consensus.spans if span.support] == [("B",), ("B",), ()]
    assert result.consensus.spans[2].values("type") == ("case",)


def test_changed_words_set_the_edges(document: Document, made: list[Annotation]) -> None:
    """A kept row with other words of the passage stands with these."""
    changes = {COST: {"decision": "keep", "text": "系统代价很高", "label": "evidence"}}

    (decision,) = decided(document, made, **changes)

    assert decision.kind == "set"
    assert document.text[decision.start : decision.end] == "系统代价很高"
    assert (decision.label, decision.attributes) == ("evidence", {})


def test_every_problem_of_a_sheet_is_told(document: Document, made: list[Annotation]) -> None:
    """Unknown words, text from elsewhere, attributes without a value, members that are gone: all at once."""
    changes = {
        FIRST: {"decision": "kepe"},
        SECOND: {"decision": "keep", "text": "别处的话"},
        SENTENCE: {"decision": "keep", "attributes": "modality"},
        COST: {"decision": "keep", "members": "d:X:1"},
    }

    with pytest.raises(ProblemsError) as error:
        decided(document, made, **changes)

    told = str(error.value).splitlines()
    assert [line.split(":")[0] for line in told] == ["row 0 attributes", "row 1 decision", "row 2 text", "row 3"]


def test_a_relation_is_a_proposal(document: Document, work: Work) -> None:
    """A disputed relation is a row with both ends; kept, it stands."""
    marks = [("evidence", "去年该市"), ("claim", COST)]
    made = [work("A", marks, [("supports", 0, 1)]), work("B", marks)]
    rows = rows_of(proposed(document, made))

    text = f"去年该市 → {COST}"
    assert [(row["kind"], row["label"], row["text"]) for row in rows] == [("relation", "supports", text)]
    decisions = decided(document, made, **{text: {"decision": "keep"}})
    result = reconcile(document, made, SCHEMA, decisions=decisions)

    assert not result.disputes
    assert [relation.type for relation in result.consensus.relations] == ["supports"]
    for column, value in (("label", "attacks"), ("text", COST), ("attributes", "note=x")):
        with pytest.raises(InputError, match=f"row 0 {column}: a relation can only be kept or dropped"):
            decided(document, made, **{text: {"decision": "keep", column: value}})


def test_an_empty_sheet_decides_nothing(document: Document, made: list[Annotation]) -> None:
    """A row without a word in the column is left open."""
    assert decided(document, made) == ()


def test_what_the_schema_does_not_have_is_refused(document: Document, made: list[Annotation]) -> None:
    """A label, an attribute, a value: each with its column, and with what was probably meant."""
    changes = {
        FIRST: {"decision": "keep", "label": "clam"},
        COST: {"decision": "keep", "attributes": "mood=gay"},
        "去年该市": {"decision": "keep", "attributes": "type=statistics"},
    }

    with pytest.raises(ProblemsError) as error:
        decided(document, made, **changes)

    assert [str(problem).partition(". ")[0] for problem in error.value.problems] == [
        "row 1 label: the label is not in the schema (clam)",
        "row 3 attributes: the label claim has no such attribute (mood)",
        "row 4 attributes: the value of type is not among the choices (statistics)",
    ]
    assert "Did you mean claim?" in str(error.value)
    assert "Did you mean statistic?" in str(error.value)


def test_what_annotators_typed_comes_back_as_they_typed_it(document: Document, work: Work) -> None:
    """Signs that part values in the cell are words in them; kept as suggested, nothing of it is changed."""
    note = "甲; 乙=丙\\丁"
    made = [work(name, [("evidence", "去年该市", {"type": kind, "note": note})]) for name, kind in
            (("A", "case"), ("B", "statistic"))]  # fmt: skip

    (kept,) = decided(document, made, 去年该市={"decision": "keep"})
    (row,) = rows_of(proposed(document, made))
    changed = row["attributes"].replace("type=statistic", "type=case")
    (other,) = decided(document, made, 去年该市={"decision": "keep", "attributes": changed})

    assert kept.attributes == {"type": ("statistic",), "note": (note,)}
    assert other.attributes == {"type": ("case",), "note": (note,)}


def test_an_attribute_that_is_taken_out_is_unset(document: Document, made: list[Annotation]) -> None:
    """Nothing in the cell means that nothing is set, not that the annotators' values stand."""
    decisions = decided(document, made, 去年该市={"decision": "keep", "attributes": ""})

    assert [decision.attributes for decision in decisions] == [{"type": ()}]
    result = reconcile(document, made, SCHEMA, decisions=decisions)
    assert [span.values("type") for span in result.consensus.spans] == [()]


def test_new_words_stand_where_the_old_ones_stood() -> None:
    """A passage may stand in the paper twice, and words in the passage: the place decided on is meant."""
    text = "各港应联网，各港应公开。" * 12 + "结尾独有的话。"
    document = Document(
        id="d", source=Source(path="d.txt", sha256="", encoding="utf-8", length=len(text), reader="txt"),
        metadata=Metadata(), text=text, sections=(), sentences=(), footnotes=(), runs=(), removals=(),
    )  # fmt: skip
    whole = Extent(48, 60)
    asked = (Asked(extent=Extent(0, len(text)), labels=("claim",)),)
    marks = {"A": (Span(id="d:A:0", label="claim", extent=whole),), "B": ()}
    made = [Annotation(document="d", annotator=name, spans=own, asked=asked) for name, own in marks.items()]

    (decision,) = decided(document, made, **{document.quote(whole): {"decision": "keep", "text": "各港应公开"}})

    assert (decision.start, decision.end) == (54, 59)
    with pytest.raises(InputError, match="does not stand in the passage"):
        decided(document, made, **{document.quote(whole): {"decision": "keep", "text": "结尾独有"}})
