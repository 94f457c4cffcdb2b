"""Marks and relations of rules beside those of people, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from annotate.model import Annotation, Asked, Extent, Relation, Span
from annotate.seeding.comparing import compare
from annotate.seeding.examples import example_document

DOCUMENT = example_document("2019年，渔获量下降了四成。分散的预警代价很高。学校应当开放操场。")
FACT, VIEW, ADVICE = Extent(0, 13), Extent(14, 23), Extent(24, 32)
LABELS = ("claim", "evidence", "policy_recommendation")


def span(name: str, label: str, extent: Extent) -> Span:
    """Return a span of a rule or of an annotator."""
    return Span(id=name, label=label, extent=extent, rule="own", score=0.5)


def work(
    name: str, spans: Sequence[Span], relations: Sequence[tuple[str, str]] = (), labels: tuple[str, ...] = LABELS
) -> Annotation:
    """Return an annotator's work on the whole document; relations by the ids of their ends."""
    joined = tuple(Relation(id=f"{a}-{b}", type="supports", source=a, target=b) for a, b in relations)
    asked = (Asked(extent=Extent(0, len(DOCUMENT.text)), labels=labels),)
    return Annotation(document=DOCUMENT.id, annotator=name, spans=tuple(spans), relations=joined, asked=asked)


def told(
    spans: Sequence[Span], done: Sequence[Annotation], relations: Sequence[Relation] = ()
) -> list[tuple[str, str, str]]:
    """Return label, rule and whether people hold it, of everything that is compared."""
    marks = compare(DOCUMENT, spans, relations, done)
    return [(mark.label, mark.rule, "held" if mark.held else "not held") for mark in marks]


@pytest.mark.parametrize(("votes", "expected"), [(3, "held"), (2, "held"), (1, "not held"), (0, "not held")])
def test_most_of_those_who_were_asked_decide(votes: int, expected: str) -> None:
    """A mark is held where more than half of three have it; who was not asked for the label does not count."""
    done = [work(name, [span("x", "claim", VIEW)] if at < votes else []) for at, name in enumerate("abc")]
    silent = [work(name, [], labels=("evidence",)) for name in "def"]

    assert told([span("1", "claim", VIEW)], [*done, *silent]) == [("claim", "own", expected)]


def test_what_no_rule_made_is_told() -> None:
    """What people hold without a rule has an empty rule; a rule's mark where nobody was asked does not count."""
    done = [work("a", [span("x", "claim", VIEW)], labels=("claim",))]

    assert told([span("1", "evidence", FACT)], done) == [("claim", "", "held")]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("evidence", "claim", "held"),
        ("claim", "claim", "not held"),
        ("evidence", "policy_recommendation", "not held"),
    ],
)
def test_a_relation_is_the_same_only_between_the_same_labels(source: str, target: str, expected: str) -> None:
    """Ends at the same places under other labels make another relation."""
    rules = [span("1", "evidence", FACT), span("2", "claim", VIEW)]
    made = [Relation(id="r", type="supports", source="1", target="2", rule="joins", score=0.7)]
    people = work("a", [span("x", source, FACT), span("y", target, VIEW)], [("x", "y")])
    found = [mark for mark in told(rules, [people], made) if mark[0] == "supports"]

    assert found[0] == ("supports", "joins", expected)
    assert found[1:] == ([] if expected == "held" else [("supports", "", "held")])


def test_a_relation_that_several_have_is_told_once() -> None:
    """Of three annotators two join the same ends: one relation, held; the third's own is not."""
    spans = [span("x", "evidence", FACT), span("y", "claim", VIEW), span("z", "policy_recommendation", ADVICE)]
    done = [work("a", spans, [("x", "y")]), work("b", spans, [("x", "y")]), work("c", spans, [("x", "z")])]

    assert [mark for mark in told([], done) if mark[0] == "supports"] == [("supports", "", "held")]
