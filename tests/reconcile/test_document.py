"""The quarrels that annotators have, and what each becomes."""

from __future__ import annotations

from collections.abc import Callable

from annotate.model import Annotation, Asked, Document, Extent, Span, Support
from annotate.reconcile import RECONCILERS, Reconciliation, reconcile
from annotate.schema import load

Work = Callable[..., Annotation]

SCHEMA = load()
REC = "policy_recommendation"
SENTENCE = "例如，港口应建立预警平台，并向渔民开放数据。"
FIRST, SECOND = "港口应建立预警平台", "并向渔民开放数据"
LOSS, COST = "去年该市因迟报损失三千万元", "分散的系统代价很高"


def words(document: Document, result: Reconciliation) -> list[str]:
    """What the consensus spans say."""
    return [document.quote(span.extent) for span in result.consensus.spans]


def supports(result: Reconciliation) -> list[Support]:
    """The support of the consensus spans."""
    return [span.support for span in result.consensus.spans if span.support]


def kinds(result: Reconciliation) -> list[str]:
    """The disputes' kinds, worst first."""
    return [dispute.kind for dispute in result.disputes]


def fates(result: Reconciliation) -> dict[str, str]:
    """Id of each mark -> its fate."""
    return {entry.item: entry.fate for entry in result.ledger}


def test_two_of_three_without_the_full_stop(document: Document, work: Work) -> None:
    """Edges are those of the majority: without the full stop that one annotator marks."""
    made = [work("A", [("claim", COST)]), work("B", [("claim", COST + "。")]), work("C", [("claim", COST)])]

    result = reconcile(document, made, SCHEMA)

    assert words(document, result) == [COST]
    assert supports(result)[0].by == supports(result)[0].asked == ("A", "B", "C")
    assert not result.disputes


def test_a_tie_of_edges_is_trimmed_to_the_clause(document: Document, work: Work) -> None:
    """With one against one, punctuation goes, and so does a 例如， that only one marked."""
    made = [work("A", [(REC, FIRST)]), work("B", [(REC, "例如，" + FIRST + "，")])]

    assert words(document, reconcile(document, made, SCHEMA)) == [FIRST]


def test_a_tie_of_edges_keeps_the_whole_clause(document: Document, work: Work) -> None:
    """With one against one, an edge inside a clause gives way to one at its punctuation."""
    made = [work("A", [(REC, "港口应建立预警")]), work("B", [(REC, FIRST)])]

    assert words(document, reconcile(document, made, SCHEMA)) == [FIRST]


def test_two_clauses_stand_against_one_sentence(document: Document, work: Work) -> None:
    """The sentence of one annotator supports both clauses of the others in part, and is in the ledger."""
    clauses = [(REC, FIRST), (REC, SECOND)]
    made = [work("A", clauses), work("B", [(REC, SENTENCE)]), work("C", clauses)]

    result = reconcile(document, made, SCHEMA)

    assert words(document, result) == [FIRST, SECOND]
    assert [(s.by, s.partial) for s in supports(result)] == [(("A", "C"), ("B",))] * 2
    assert fates(result)["d:B:0"] == "consensus"
    assert not result.disputes


def test_one_sentence_stands_against_two_clauses(document: Document, work: Work) -> None:
    """Where most mark the sentence, who marked its clauses is partial."""
    made = [work("A", [(REC, SENTENCE)]), work("B", [(REC, SENTENCE)]), work("C", [(REC, FIRST), (REC, SECOND)])]

    result = reconcile(document, made, SCHEMA)

    assert words(document, result) == [SENTENCE]
    assert supports(result)[0].partial == ("C",)
    assert set(fates(result).values()) == {"consensus"}


def test_one_against_one_on_a_split_is_disputed(document: Document, work: Work) -> None:
    """A sentence against its two clauses, nobody else: no consensus, one dispute that holds all three."""
    made = [work("A", [(REC, FIRST), (REC, SECOND)]), work("B", [(REC, SENTENCE)])]

    result = reconcile(document, made, SCHEMA)

    assert words(document, result) == []
    assert kinds(result) == ["split"]
    assert [version.spans for version in result.disputes[0].versions] == [("d:A:0", "d:A:1"), ("d:B:0",)]


def test_one_of_two_is_missing(document: Document, work: Work) -> None:
    """What one of two marked is a dispute; it names the one who has nothing there."""
    result = reconcile(document, [work("A", [("claim", COST)]), work("B", [])], SCHEMA)

    assert kinds(result) == ["missing"]
    assert [(v.annotator, v.spans) for v in result.disputes[0].versions] == [("A", ("d:A:0",)), ("B", ())]


def test_one_of_three_is_rejected_with_its_reason(document: Document, work: Work) -> None:
    """The majority left it unmarked; the ledger says so."""
    result = reconcile(document, [work("A", [("claim", COST)]), work("B", []), work("C", [])], SCHEMA)

    assert not result.disputes
    assert [entry.reason for entry in result.ledger] == ["marked by 1 of 3; majority does not keep it"]


def test_one_annotator_alone_stands(document: Document, work: Work) -> None:
    """With one annotator all stands, with 1 of 1."""
    result = reconcile(document, [work("A", [("claim", COST)])], SCHEMA)

    assert [(s.by, s.asked) for s in supports(result)] == [(("A",), ("A",))]


def test_only_those_asked_there_count(document: Document, work: Work) -> None:
    """Who was not asked for the label there is not in m, and what they mark of it does not count."""
    elsewhere = [Asked(extent=Extent(0, 5), labels=("claim",))]
    made = [work("A", [("claim", COST)]), work("B", [("claim", COST)], asked=elsewhere), work("C", [("claim", COST)])]

    result = reconcile(document, made, SCHEMA)

    assert [(s.by, s.asked) for s in supports(result)] == [(("A", "C"), ("A", "C"))]
    assert [e.reason for e in result.ledger if e.annotator == "B"] == ["claim was not asked of B here"]


def test_a_label_that_lost_is_disputed_beside_the_consensus(document: Document, work: Work) -> None:
    """Two say claim, one says evidence: claim stands with 2 of 3, the other label is listed."""
    made = [work("A", [("claim", LOSS)]), work("B", [("evidence", LOSS)]), work("C", [("claim", LOSS)])]

    result = reconcile(document, made, SCHEMA)

    assert [(s.label, s.support.by if s.support else ()) for s in result.consensus.spans] == [("claim", ("A", "C"))]
    assert kinds(result) == ["label"]
    assert result.disputes[0].consensus == result.consensus.spans[0].id


def test_equal_labels_are_disputed(document: Document, work: Work) -> None:
    """Claim against evidence, one to one: both marked the place, neither label wins."""
    result = reconcile(document, [work("A", [("claim", LOSS)]), work("B", [("evidence", LOSS)])], SCHEMA)

    assert words(document, result) == []
    assert [(d.kind, d.label) for d in result.disputes] == [("label", "claim/evidence")]


def test_edges_too_far_apart_are_disputed(document: Document, work: Work) -> None:
    """Two marks of a place that cannot be one span are one boundary dispute, not two missing ones."""
    made = [work("A", [(REC, "建立预警平台")]), work("B", [(REC, "预警平台，并向渔民开放数据")])]

    assert kinds(reconcile(document, made, SCHEMA)) == ["boundary"]


def test_relations_are_counted_between_consensus_spans(document: Document, work: Work) -> None:
    """Ends of different edges are one end: the relation stands with both who drew it."""
    made = [
        work("A", [("evidence", LOSS), ("claim", COST)], [("supports", 0, 1)]),
        work("B", [("claim", COST + "。"), ("evidence", LOSS + "。")], [("supports", 1, 0)]),
        work("C", [("evidence", LOSS), ("claim", COST)]),
    ]

    result = reconcile(document, made, SCHEMA)

    by_id = {span.id: span.label for span in result.consensus.spans}
    (relation,) = result.consensus.relations
    assert (by_id[relation.source], by_id[relation.target]) == ("evidence", "claim")
    assert relation.support == Support(by=("A", "B"), asked=("A", "B", "C"), members=("d:A:r0", "d:B:r0"))


def test_types_and_directions_that_differ_are_disputed(document: Document, work: Work) -> None:
    """Both joined the two spans, one by support, one by attack: a relation dispute."""
    marks = [("evidence", LOSS), ("claim", COST)]
    made = [work("A", marks, [("supports", 0, 1)]), work("B", marks, [("attacks", 0, 1)])]

    result = reconcile(document, made, SCHEMA)

    assert not result.consensus.relations
    assert [(d.kind, d.label) for d in result.disputes] == [("relation", "attacks/supports")]


def test_a_relation_follows_its_ends(document: Document, work: Work) -> None:
    """With a rejected end it is rejected, with a disputed end it waits in that dispute."""
    marks = [("evidence", LOSS), ("claim", COST)]
    three = [work("A", marks, [("supports", 0, 1)]), work("B", marks[1:]), work("C", marks[1:])]
    two = three[:2]

    assert fates(reconcile(document, three, SCHEMA))["d:A:r0"] == "rejected"
    result = reconcile(document, two, SCHEMA)
    assert fates(result)["d:A:r0"] == "dispute"
    assert {e.target for e in result.ledger if e.fate == "dispute"} == {result.disputes[0].id}


def test_copies_share_one_fate(document: Document, work: Work) -> None:
    """The same span twice by one annotator counts once and leaves no mark behind."""
    result = reconcile(document, [work("A", [("claim", COST)] * 2), work("B", [("claim", COST)])], SCHEMA)

    assert [s.by for s in supports(result)] == [("A", "B")]
    assert set(fates(result).values()) == {"consensus"}


def test_methods_differ_in_who_must_agree(document: Document, work: Work) -> None:
    """Union keeps all with the outermost edges, intersection what all cover, majority what most mark."""
    made = [
        work("A", [("claim", COST), ("evidence", LOSS)]),
        work("B", [("claim", COST + "。")]),
        work("C", [("claim", COST)]),
    ]

    def by(name: str) -> list[str]:
        return words(document, reconcile(document, made, SCHEMA, method=RECONCILERS.load(name)(made)))

    assert (by("union"), by("intersection"), by("majority")) == ([LOSS, COST + "。"], [COST], [COST])


def test_the_consensus_span_knows_where_it_comes_from(document: Document, work: Work) -> None:
    """Its id depends on its members, its origin is consensus, its members are the stitched ids."""
    made = [work("A", [("claim", COST)]), work("B", [("claim", COST)])]

    (first,) = reconcile(document, made, SCHEMA).consensus.spans
    (again,) = reconcile(document, made[::-1], SCHEMA).consensus.spans

    assert isinstance(first, Span)
    assert first == again
    assert first.origin == "consensus"
    assert first.support is not None
    assert first.support.members == ("d:A:0", "d:B:0")


def test_a_span_deep_inside_another_is_a_nesting_dispute(document: Document, work: Work) -> None:
    """One marked the whole, another less than half of it: not a matter of edges, and not one missing."""
    made = [
        work("A", [("claim", "港口应建立预警平台，并向渔民开放数据")]),
        work("B", [("claim", "港口应建立")]),
        work("C", []),
        work("D", []),
    ]
    result = reconcile(document, made, SCHEMA)

    assert [dispute.kind for dispute in result.disputes] == ["nesting"]
