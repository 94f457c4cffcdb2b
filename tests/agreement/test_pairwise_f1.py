"""Pairwise F1, by spans and by characters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.agreement import agree
from annotate.model import Agreement, Annotation, Asked, Extent, Span

Work = Callable[..., Annotation]


def value(result: Agreement, metric: str, label: str = "*", who: tuple[str, ...] = ("A", "B")) -> float | None:
    """One figure over all documents."""
    (score,) = [s for s in result.scores if (s.metric, s.label, s.document, s.annotators) == (metric, label, "*", who)]
    return score.value


def test_the_three_ways_of_counting(work: Work) -> None:
    """Exact edges: one of three; by overlap: two of three; characters: 21 of both, 25 and 24 of each."""
    made = [
        work("A", [("claim", 0, 10), ("claim", 20, 30), ("evidence", 50, 55)]),
        work("B", [("claim", 0, 10), ("claim", 22, 31), ("evidence", 54, 59)]),
    ]

    result = agree(made, ["pairwise_f1_exact", "pairwise_f1_overlap", "pairwise_f1_character"])

    assert value(result, "pairwise_f1_exact") == pytest.approx(2 / 6)
    assert value(result, "pairwise_f1_overlap") == pytest.approx(4 / 6)
    assert value(result, "pairwise_f1_character") == pytest.approx(2 * 19 / (25 + 24))
    assert value(result, "pairwise_f1_overlap", "evidence") == 0


def test_overlapping_spans_of_one_annotator_are_a_union_for_characters(work: Work) -> None:
    """Two nested spans hold no character twice; copies are paired one to one as spans."""
    made = [work("A", [("claim", 0, 10), ("claim", 2, 6)]), work("B", [("claim", 0, 10), ("claim", 0, 10)])]

    result = agree(made, ["pairwise_f1_exact", "pairwise_f1_character"])

    assert value(result, "pairwise_f1_character") == 1
    assert value(result, "pairwise_f1_exact") == pytest.approx(2 / 4)


def test_only_what_both_were_asked_counts(work: Work) -> None:
    """Outside of B's passages A's spans are left out; spans over an edge count, their characters inside do."""
    made = [
        work("A", [("claim", 5, 25), ("claim", 60, 70)]),
        work("B", [("claim", 5, 20)], asked=((0, 20, "claim"), (20, 100, "evidence"))),
    ]

    result = agree(made, ["pairwise_f1_exact", "pairwise_f1_overlap", "pairwise_f1_character"])

    assert value(result, "pairwise_f1_overlap", "claim") == 1
    assert value(result, "pairwise_f1_character", "claim") == 1
    assert value(result, "pairwise_f1_exact", "claim") == 0


def test_every_passage_that_both_were_asked_counts(work: Work) -> None:
    """Two passages of a document with something between: what is marked in the second counts as in the first."""
    asked = ((0, 20, "claim"), (40, 60, "claim"))
    made = [work("A", [("claim", 5, 15), ("claim", 45, 55)], asked=asked), work("B", [("claim", 5, 15)], asked=asked)]

    result = agree(made, ["pairwise_f1_character", "position_f1"])

    assert value(result, "pairwise_f1_character") == value(result, "position_f1") == pytest.approx(2 / 3)


@pytest.mark.shared
def test_a_published_study(shared: Path) -> None:
    """The brat project of four annotators: mean pairwise F1 by instances, overall and by label (bratiaa)."""
    root = shared / "data/brat/four-annotators"
    labels = ("LOC", "MISC", "ORG", "PER")
    made = []
    for path in sorted(root.glob("*/*.ann")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("T")]
        spans = []
        for name, place, _ in rows:
            label, start, end = place.split(" ")
            spans.append(Span(id=f"{path}:{name}", label=label, extent=Extent(int(start), int(end))))
        asked = (Asked(extent=Extent(0, 10**6), labels=labels),)
        made.append(Annotation(document=path.stem, annotator=path.parent.name, spans=tuple(spans), asked=asked))

    result = agree(made, ["pairwise_f1_exact"])

    found = {label: value(result, "pairwise_f1_exact", label, result.annotators) for label in ("*", *labels)}
    expected = {"*": 0.8903501, "LOC": 0.8191, "MISC": 0.8400, "ORG": 0.9060, "PER": 0.9378}
    assert found == pytest.approx(expected, abs=6e-5)
    assert found["*"] == pytest.approx(0.8903501, abs=1e-6)
