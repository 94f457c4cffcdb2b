"""What comes in broken is a listed Issue or rejection, or reconciles rightly; nothing crashes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotate.agreement import METRICS, agree
from annotate.model import Annotation, Document, Extent, Span
from annotate.reconcile import RECONCILERS, reconcile
from annotate.schema import load

Work = Callable[..., Annotation]
METHODS = ("majority", "weighted", "union", "intersection", "adjudicated")


def add(annotation: Annotation, *extents: tuple[int, int]) -> Annotation:
    """The same work with claims at these offsets, which no text may have."""
    more = tuple(
        Span(id=f"d:{annotation.annotator}:x{n}", label="claim", extent=Extent(*extent))
        for n, extent in enumerate(extents)
    )
    return replace(annotation, spans=(*annotation.spans, *more))


@pytest.mark.parametrize("method", METHODS)
def test_broken_spans_are_rejected_with_their_reason(document: Document, work: Work, method: str) -> None:
    """Past the end, start after end, empty: in the ledger, each with the reason; the rest stands."""
    good = [("claim", "分散的系统代价很高")]
    made = [add(work("A", good), (40, 999), (9, 3), (5, 5)), work("B", good), work("C", good)]
    result = reconcile(document, made, load(), method=RECONCILERS.load(method)(made))

    fates = {entry.item: (entry.fate, entry.reason) for entry in result.ledger}
    assert fates["d:A:x0"] == ("rejected", f"the span lies outside the text of {len(document.text)} characters")
    assert fates["d:A:x1"] == fates["d:A:x2"] == ("rejected", "the span is empty")
    assert [document.quote(span.extent) for span in result.consensus.spans] == ["分散的系统代价很高"]


@pytest.mark.parametrize("method", METHODS)
def test_copies_are_one_vote(document: Document, work: Work, method: str) -> None:
    """Who marks a place twice has one voice there, and both marks are accounted for."""
    good = [("claim", "分散的系统代价很高")]
    made = [work("A", good * 3), work("B", good), work("C", good)]
    result = reconcile(document, made, load(), method=RECONCILERS.load(method)(made))

    (span,) = result.consensus.spans
    assert span.support is not None
    assert span.support.by == ("A", "B", "C")
    assert len(span.support.members) == 5


def test_relations_onto_themselves_are_rejected_and_cycles_stand(document: Document, work: Work) -> None:
    """A relation from a span to itself is none; a cycle that most drew is what they drew."""
    marks = [("claim", "分散的系统代价很高"), ("evidence", "去年该市因迟报损失三千万元")]
    drawn = [("supports", 0, 1), ("supports", 1, 0), ("supports", 0, 0)]
    result = reconcile(document, [work(name, marks, drawn) for name in "ABC"], load())

    assert len(result.consensus.relations) == 2
    reasons = {entry.reason for entry in result.ledger if entry.fate == "rejected"}
    assert reasons == {"it joins a span to itself"}


@pytest.mark.parametrize("method", METHODS)
def test_an_annotator_with_nothing_counts_as_asked(document: Document, work: Work, method: str) -> None:
    """Who submitted and marked nothing is one of m, and nobody's place is lost."""
    good = [("claim", "分散的系统代价很高")]
    made = [work("A", good), work("B", good), work("C", [])]
    result = reconcile(document, made, load(), method=RECONCILERS.load(method)(made))

    assert len(result.ledger) == 2
    for span in result.consensus.spans:
        assert span.support is not None
        assert span.support.asked == ("A", "B", "C")


@pytest.mark.parametrize("method", METHODS)
def test_a_hundred_annotators(document: Document, work: Work, method: str) -> None:
    """Sixty who mark a place and forty who do not: the count is right, under every method."""
    good = [("claim", "分散的系统代价很高")]
    made = [work(f"{n:03}", good if n < 60 else []) for n in range(100)]
    result = reconcile(document, made, load(), method=RECONCILERS.load(method)(made))

    assert len(result.ledger) == 60
    counts = [(len(s.support.by), len(s.support.asked)) for s in result.consensus.spans if s.support]
    assert counts == ([] if method in ("intersection", "adjudicated") else [(60, 100)])


def test_agreement_survives_all_of_it(document: Document, work: Work) -> None:
    """No figure crashes on broken spans, copies, cycles or an annotator with nothing."""
    marks = [("claim", "分散的系统代价很高"), ("evidence", "去年该市因迟报损失三千万元")]
    broken = add(work("A", marks * 2, [("supports", 0, 0), ("supports", 0, 1)]), (40, 999), (9, 3), (5, 5), (-4, 3))
    result = agree(
        [broken, work("B", marks, [("supports", 1, 0)]), work("C", [])], METRICS.names(), documents=[document]
    )

    assert all(score.value is None or -1.5 <= score.value <= 1 for score in result.scores)
    assert all(score.reason for score in result.scores if score.value is None)
