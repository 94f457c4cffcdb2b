"""F1 of relations whose ends need not have equal edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotate.agreement import agree
from annotate.model import Annotation, Relation

Work = Callable[..., Annotation]
MARKS = [("evidence", 0, 10), ("claim", 20, 30), ("claim", 40, 50)]
NEARLY = [("claim", 40, 51), ("claim", 19, 30), ("evidence", 1, 10)]


def joined(made: Annotation, *relations: tuple[str, int, int]) -> Annotation:
    """The work with relations between its spans, by number."""
    drawn = tuple(
        Relation(id=f"{made.annotator}:r{n}", type=kind, source=made.spans[a].id, target=made.spans[b].id)
        for n, (kind, a, b) in enumerate(relations)
    )
    return replace(made, relations=drawn)


def figures(one: Annotation, other: Annotation) -> dict[tuple[str, str], float | None]:
    """(metric, type) -> figure."""
    return {(s.metric, s.label): s.value for s in agree([one, other], ["relation_f1", "relation_f1_edge"]).scores}


def test_ends_match_by_overlap(work: Work) -> None:
    """One relation of both, one of the first only; edges differ by a character."""
    one = joined(work("A", MARKS), ("supports", 0, 1), ("supports", 0, 2))
    other = joined(work("B", NEARLY), ("supports", 2, 1))

    found = figures(one, other)

    assert found["relation_f1", "supports"] == found["relation_f1", "*"] == pytest.approx(2 / 3)


def test_type_and_direction_on_their_own(work: Work) -> None:
    """Another type, or the other direction, is no agreement on the relation, but one on the edge."""
    one = joined(work("A", MARKS), ("supports", 0, 1), ("supports", 1, 2))
    other = joined(work("B", NEARLY), ("attacks", 2, 1), ("supports", 0, 1))

    found = figures(one, other)

    assert found["relation_f1", "*"] == 0
    assert found["relation_f1_edge", "*"] == 1


def test_only_ends_that_both_were_asked_for_count(work: Work) -> None:
    """A relation to a span outside of what the other was asked for is left out; none left: undefined."""
    one = joined(work("A", MARKS), ("supports", 0, 2))
    other = work("B", NEARLY[1:], asked=((0, 35, "claim evidence"),))

    assert figures(one, other) == {("relation_f1", "*"): None, ("relation_f1_edge", "*"): None}
