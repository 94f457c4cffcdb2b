"""Weighing annotators without gold: published crowd work, its laws, and what a reader is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.model import Annotation, Asked, Document, Extent, Metadata, Source, Span
from annotate.reconcile import RECONCILERS, reconcile
from annotate.reconcile.reliability import estimate
from annotate.reconcile.votes import ballots, votes
from annotate.reconcile.weighted import weighted
from annotate.schema import load

SCHEMA = load()
LENGTH = 60
NAMES = tuple("ABCDEF")


def paper(name: str, text: str = "甲" * LENGTH) -> Document:
    """A document of one text."""
    source = Source(path=f"{name}.txt", sha256="", encoding="utf-8", length=len(text), reader="txt")
    return Document(
        id=name, source=source, metadata=Metadata(), text=text, sections=(), sentences=(), footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip


def work(annotator: str, extents: list[tuple[int, int]], name: str = "d", length: int = LENGTH) -> Annotation:
    """An annotator's claims in a document."""
    return Annotation(
        document=name,
        annotator=annotator,
        spans=tuple(
            Span(id=f"{name}:{annotator}:{n:03}", label="claim", extent=Extent(*extent))
            for n, extent in enumerate(extents)
        ),
        asked=(Asked(extent=Extent(0, length), labels=("claim",)),),
    )


def places(works: list[Annotation], document: Document, method: str = "weighted") -> list[tuple[int, int]]:
    """Where the consensus on a document has spans."""
    found = reconcile(document, works, SCHEMA, method=RECONCILERS.load(method)(works)).consensus
    return [(span.extent.start, span.extent.end) for span in found.spans]


def test_the_careless_are_outvoted() -> None:
    """Two who always agree outweigh three who mark at random, although these are more."""
    works = []
    for n in range(8):
        truth = [(5 + n, 20 + n), (40, 50)]
        works += [work("A", truth, f"d{n}"), work("B", truth, f"d{n}")]
        works += [
            work(name, [((7 * n + 11 * i) % 50, (7 * n + 11 * i) % 50 + 6)], f"d{n}") for i, name in enumerate("CDE")
        ]
    found = estimate(votes(ballots(works)["claim"]))
    last = [w for w in works if w.document == "d7"]

    assert min(found.sensitivity[name] for name in "AB") > 0.8
    assert max(found.sensitivity[name] for name in "CDE") < 0.4
    method = weighted(works)
    spans = reconcile(paper("d7"), last, SCHEMA, method=method).consensus.spans
    assert [(span.extent.start, span.extent.end) for span in spans] == [(12, 27), (40, 50)]


def crowd(n: int) -> list[Annotation]:
    """Ten documents: what all see, what only half see, and what one marks in error, elsewhere each time."""
    works = []
    for doc in range(10):
        for place in range(n):
            plain, hard = [(2, 12)], [(20 + doc, 30 + doc)] if place < n // 2 else []
            slip = [(45 + place, 50 + place)] if doc % n == place else []
            works.append(work(NAMES[place], plain + hard + slip, f"d{doc}"))
    return works


def test_half_who_err_nowhere_are_believed() -> None:
    """Three of six mark a place in every document and err nowhere: it stands; what one of them adds does not."""
    found = reconcile(paper("d3"), [w for w in crowd(6) if w.document == "d3"], SCHEMA, method=weighted(crowd(6)))

    assert [(s.extent.start, s.extent.end) for s in found.consensus.spans] == [(2, 12), (23, 33)]


def test_touching_spans_stay_two() -> None:
    """Where most end one span and begin another, the stretch is cut; who marked one is a member of the longer."""
    works = [work(name, [(0, 20), (20, 30)]) for name in "ABCD"] + [work("E", [(0, 30)])]
    result = reconcile(paper("d"), works, SCHEMA, method=weighted(works))

    supports = [span.support for span in result.consensus.spans]
    assert [(s.extent.start, s.extent.end) for s in result.consensus.spans] == [(0, 20), (20, 30)]
    assert [support.by for support in supports if support] == [tuple("ABCDE"), tuple("ABCD")]


def test_few_annotators_are_told() -> None:
    """Below five it warns; from five on it does not."""
    works = [work(name, [(0, 9)]) for name in "ABCDE"]

    assert [issue.code for issue in weighted(works[:4]).issues] == ["W506"]
    assert weighted(works).issues == ()


def test_a_span_keeps_its_spread_and_its_probability() -> None:
    """First and last start and end of the members, and how sure it is that they are right."""
    works = [work("A", [(0, 9)]), work("B", [(2, 9)]), work("C", [(0, 11)])]
    (span,) = reconcile(paper("d"), works, SCHEMA).consensus.spans

    assert span.support is not None
    assert (span.support.starts, span.support.ends, span.support.probability) == ((0, 2), (9, 11), 0.8)


marks = st.lists(st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 25)), max_size=5).map(
    lambda found: [(start, min(LENGTH, start + length)) for start, length in found]
)


@given(st.lists(marks, min_size=1, max_size=6))
def test_every_mark_has_one_fate_and_nothing_is_invented(made: list[list[tuple[int, int]]]) -> None:
    """The ledger is whole, and each character of the consensus was marked by a member, whatever comes in."""
    works = [work(name, own) for name, own in zip(NAMES, made, strict=False)]
    result = reconcile(paper("d"), works, SCHEMA, method=weighted(works))

    spans = {span.id: span for w in works for span in w.spans}
    assert sorted(entry.item for entry in result.ledger) == sorted(spans)
    for span in result.consensus.spans:
        assert span.support is not None
        covered = {at for m in span.support.members for at in range(spans[m].extent.start, spans[m].extent.end)}
        assert set(range(span.extent.start, span.extent.end)) <= covered
        assert span.support.probability is not None
        assert 0 <= span.support.probability <= 1


@given(st.lists(marks, min_size=2, max_size=5), st.permutations(range(5)))
def test_order_and_names_do_not_matter(made: list[list[tuple[int, int]]], order: list[int]) -> None:
    """The same places come out whoever is called what and comes first."""
    works = [work(name, own) for name, own in zip(NAMES, made, strict=False)]
    renamed = [work(NAMES[order[i]], own) for i, own in enumerate(made)]

    assert places(works, paper("d")) == places(renamed, paper("d"))


@given(marks, st.integers(1, 6))
def test_unanimous_work_stays(own: list[tuple[int, int]], n: int) -> None:
    """What all marked alike stands to the character."""
    works = [work(name, own) for name in NAMES[:n]]

    assert set(places(works, paper("d"))) == set(own)


def test_adjudicated_leaves_all_else_open() -> None:
    """Only what all marked stands; a majority is a dispute."""
    works = [work("A", [(0, 9), (20, 30)]), work("B", [(0, 9), (20, 30)]), work("C", [(0, 9)])]
    result = reconcile(paper("d"), works, SCHEMA, method=RECONCILERS.load("adjudicated")(works))

    assert [(s.extent.start, s.extent.end) for s in result.consensus.spans] == [(0, 9)]
    assert [(d.kind, d.extent.start) for d in result.disputes] == [("missing", 20)]


@pytest.mark.shared
def test_crowd_work_comes_near_the_expert(shared: Path) -> None:
    """Characters of medical abstracts (Nguyen et al., ACL 2017): F1 above .76, Dawid and Skene's is .755."""
    lines = (shared / "data/pico_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    works = [
        work(annotator, own, row["doc"], len(row["text"]))
        for row in rows
        for annotator, own in row["annotators"].items()
    ]
    figures = {}
    for name in ("majority", "weighted"):
        method = RECONCILERS.load(name)(works)
        both = ours = theirs = 0
        for row in rows:
            own = [w for w in works if w.document == row["doc"]]
            found = reconcile(paper(row["doc"], row["text"]), own, SCHEMA, method=method).consensus.spans
            said = {at for span in found for at in range(span.extent.start, span.extent.end)}
            expert = {at for start, end in row["expert"] for at in range(start, end)}
            both, ours, theirs = both + len(said & expert), ours + len(said), theirs + len(expert)
        figures[name] = 2 * both / (ours + theirs)

    assert figures["weighted"] > 0.76 > figures["majority"], figures
