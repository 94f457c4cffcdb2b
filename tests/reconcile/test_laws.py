"""What holds for any annotations whatever: no mark is lost, nothing is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from annotate.model import Annotation, Asked, Document, Extent, Metadata, Relation, Source, Span
from annotate.reconcile import RECONCILERS, Method, reconcile
from annotate.schema import load

SCHEMA = load()
TEXT = "甲方应加强合作，乙方应开放数据。各方宜共享成果；例如，港口可以先行试点，并公布结果。" * 2
LABELS = ("claim", "evidence", "policy_recommendation")
NAMES = ("A", "B", "C", "D", "E", "F")


def document(text: str = TEXT) -> Document:
    """A document of one text."""
    source = Source(path="d.txt", sha256="", encoding="utf-8", length=len(text), reader="txt")
    return Document(
        id="d", source=source, metadata=Metadata(), text=text, sections=(), sentences=(), footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip


def work(annotator: str, spans: Sequence[tuple[str, int, int]], asked: Sequence[Asked] | None = None) -> Annotation:
    """One annotator's spans; all labels were asked for everywhere unless said otherwise."""
    everything = (Asked(extent=Extent(0, len(TEXT)), labels=LABELS),)
    made = tuple(
        Span(id=f"d:{annotator}:{n:03}", label=label, extent=Extent(start, end))
        for n, (label, start, end) in enumerate(spans)
    )
    return Annotation(
        document="d", annotator=annotator, spans=made, asked=everything if asked is None else tuple(asked)
    )


edges = st.tuples(st.integers(-2, len(TEXT) + 2), st.integers(-2, len(TEXT) + 2))
proper = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30)).map(lambda x: (x[0], min(len(TEXT), sum(x))))
labels = st.sampled_from(LABELS)


@st.composite
def works(draw: st.DrawFn, extents: st.SearchStrategy[tuple[int, int]] = edges) -> list[Annotation]:
    """Work of one to six annotators: overlaps, nesting, copies, cycles, marks where nothing was asked."""
    # Few places, so that annotators meet.
    places = draw(st.lists(extents, min_size=1, max_size=5))
    made = []
    for name in NAMES[: draw(st.integers(1, 6))]:
        spans = draw(
            st.lists(
                st.tuples(labels, st.one_of(st.sampled_from(places), extents)).map(lambda x: (x[0], *x[1])), max_size=6
            )
        )
        asked = None
        if draw(st.booleans()):
            some = draw(st.lists(st.tuples(proper, st.sets(labels, min_size=1)), max_size=3))
            asked = [Asked(extent=Extent(*extent), labels=tuple(sorted(chosen))) for extent, chosen in some]
        annotation = work(name, spans, asked)
        ends = st.sampled_from([*(span.id for span in annotation.spans), "d:nobody:0"])
        drawn = draw(st.lists(st.tuples(st.sampled_from(("supports", "attacks")), ends, ends), max_size=4))
        relations = tuple(
            Relation(id=f"d:{name}:r{n}", type=kind, source=source, target=target)
            for n, (kind, source, target) in enumerate(drawn)
        )
        made.append(replace(annotation, relations=relations))
    return made


methods = st.sampled_from(RECONCILERS.names()).map(lambda name: RECONCILERS.load(name)(()))


@given(works(), methods)
def test_every_mark_has_one_fate(made: list[Annotation], method: Method) -> None:
    """Each span and relation that came in stands in the ledger once, and its target is there."""
    result = reconcile(document(), made, SCHEMA, method=method)

    came_in = sorted([s.id for a in made for s in a.spans] + [r.id for a in made for r in a.relations])
    assert sorted(entry.item for entry in result.ledger) == came_in
    targets = {
        "consensus": {s.id for s in result.consensus.spans} | {r.id for r in result.consensus.relations},
        "dispute": {dispute.id for dispute in result.disputes},
        "rejected": {""},
    }
    for entry in result.ledger:
        assert entry.target in targets[entry.fate], entry
        assert entry.fate != "rejected" or entry.reason


@given(works(), methods)
def test_nothing_is_invented(made: list[Annotation], method: Method) -> None:
    """Each character of a consensus span was marked, with its label, by a member."""
    result = reconcile(document(), made, SCHEMA, method=method)

    spans = {span.id: span for a in made for span in a.spans}
    for span in result.consensus.spans:
        assert span.support is not None
        assert span.extent.start < span.extent.end
        members = [spans[member] for member in span.support.members]
        assert {member.label for member in members} == {span.label}
        marked = {at for member in members for at in range(member.extent.start, member.extent.end)}
        assert set(range(span.extent.start, span.extent.end)) <= marked


@given(works(), methods)
def test_support_is_of_those_asked(made: list[Annotation], method: Method) -> None:
    """Who stands behind a span was asked; nobody is both behind it and partial."""
    result = reconcile(document(), made, SCHEMA, method=method)

    for span in result.consensus.spans:
        assert span.support is not None
        assert set(span.support.by) <= set(span.support.asked) <= set(result.consensus.annotators)
        assert not set(span.support.by) & set(span.support.partial)


@given(works(), st.randoms(use_true_random=False), methods)
def test_order_does_not_matter(made: list[Annotation], random: Random, method: Method) -> None:
    """The annotators' order and that of their marks change nothing."""
    shuffled = [
        replace(
            a,
            spans=tuple(random.sample(a.spans, len(a.spans))),
            relations=tuple(random.sample(a.relations, len(a.relations))),
        )
        for a in random.sample(made, len(made))
    ]

    assert reconcile(document(), shuffled, SCHEMA, method=method) == reconcile(document(), made, SCHEMA, method=method)


@given(works(), st.permutations(LABELS), methods)
def test_label_names_do_not_matter(made: list[Annotation], names: Sequence[str], method: Method) -> None:
    """Renaming the labels renames those of the result, and moves nothing."""
    new = dict(zip(LABELS, names, strict=True))
    renamed = [
        replace(
            a,
            spans=tuple(replace(s, label=new[s.label]) for s in a.spans),
            asked=tuple(replace(x, labels=tuple(new[label] for label in x.labels)) for x in a.asked),
        )
        for a in made
    ]

    before = reconcile(document(), made, SCHEMA, method=method)
    after = reconcile(document(), renamed, SCHEMA, method=method)
    assert sorted((new[s.label], s.extent, s.support) for s in before.consensus.spans) == sorted(
        (s.label, s.extent, s.support) for s in after.consensus.spans
    )
    assert {e.item: e.fate for e in before.ledger} == {e.item: e.fate for e in after.ledger}
    assert sorted(str((d.kind, d.extent, d.versions, d.severity)) for d in before.disputes) == sorted(
        str((d.kind, d.extent, d.versions, d.severity)) for d in after.disputes
    )


@given(st.lists(st.tuples(labels, proper), unique=True, max_size=12), st.integers(1, 6), methods)
def test_unanimous_work_reconciles_to_itself(marks: list[tuple[str, tuple[int, int]]], n: int, method: Method) -> None:
    """Where all marked the same, that is the consensus: to the character, with the relations."""
    spans = [(label, *extent) for label, extent in marks]
    made = []
    for name in NAMES[:n]:
        annotation = work(name, spans)
        chain = pairwise(annotation.spans)
        relations = tuple(
            Relation(id=f"d:{name}:r{i}", type="supports", source=a.id, target=b.id) for i, (a, b) in enumerate(chain)
        )
        made.append(replace(annotation, relations=relations))

    result = reconcile(document(), made, SCHEMA, method=method)

    places = {span.id: (span.label, span.extent.start, span.extent.end) for span in result.consensus.spans}
    assert sorted(places.values()) == sorted(spans)
    assert {(places[r.source], places[r.target]) for r in result.consensus.relations} == set(pairwise(spans))
    assert not result.disputes
    assert {len(span.support.by) for span in result.consensus.spans if span.support} <= {n}


@given(works(proper))
def test_a_supporter_never_removes_a_span(made: list[Annotation]) -> None:
    """When one more annotator marks just what stands, all of it goes on standing."""
    before = reconcile(document(), made, SCHEMA).consensus.spans
    agreeing = work("Z", [(span.label, span.extent.start, span.extent.end) for span in before])

    after = reconcile(document(), [*made, agreeing], SCHEMA).consensus.spans

    for span in before:
        assert any(s.label == span.label and s.extent.iou(span.extent) >= 0.5 for s in after), span
