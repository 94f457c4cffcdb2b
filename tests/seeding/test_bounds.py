"""Whatever the text: no crash, sound spans, the same result again, and time in proportion to its length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.model import Document, Extent, Sentence
from annotate.seeding.examples import example_document
from annotate.seeding.pipeline import Pipeline
from tests import clock
from tests.clock import least, yardstick

CUES = (
    "应 必须 不得 可以 要 学校 美国 欧盟 政府 表示 认为 加强监管 通过 以 因此 例如 2019年 下降 （BIS） 《 》 （ ） “ ”"
)
MARKS = "， 。 ； ： , . ; \n \n#\x20对策\n \x20 \u3000 \u200b \u2028 \x00 𠮷 🙂 e\u0301 應 should Washington"
ANYTHING = st.one_of(st.sampled_from([*CUES.split(" "), *MARKS.split(" ")]), st.text(max_size=6))
TEXT = st.lists(ANYTHING, max_size=60).map("".join)
SHORT, LONG = 5_000, 40_000
PIECES = [
    *[
        "应",
        "学校应加强监管",
        "“《",
        "美国",
        "通过以在对",
        "美国，",
        "应，",
        "中国应，",
        "中国应加强；",
        "美国表示，",
        "也都",
    ],
    *["（BIS）", "美国（ABC）", "加强监管，", "2019年，", "a, ", "also still ", "The US should act, "],
]


@given(TEXT)
@settings(max_examples=150)
def test_any_text_is_read_soundly(pipeline: Pipeline, text: str) -> None:
    """No text crashes the seeder; spans lie inside it and are not empty; a second look sees the same."""
    document = example_document(text)
    prediction = pipeline.predict(document)
    ids = {span.id for span in prediction.spans}

    assert all(0 <= span.extent.start < span.extent.end <= len(document.text) for span in prediction.spans)
    assert all({relation.source, relation.target} <= ids for relation in prediction.relations)
    assert pipeline.predict(document) == prediction


@given(TEXT)
@settings(max_examples=80)
def test_no_span_is_both_claim_and_evidence(pipeline: Pipeline, text: str) -> None:
    """A claim and a piece of evidence never share a character, and no actor is marked twice."""
    spans = pipeline.predict(example_document(text)).spans
    for one, other in (("claim", "evidence"), ("actor", "actor")):
        firsts = [span for span in spans if span.label == one]
        seconds = [span for span in spans if span.label == other]
        assert not any(a.extent.overlaps(b.extent) for a in firsts for b in seconds if a is not b)


def one_sentence(piece: str, length: int) -> Document:
    """Return a document of one sentence that repeats a piece."""
    document = example_document((piece * length)[:length])
    return replace(document, sentences=(Sentence(extent=Extent(0, length)),))


def one_paragraph(piece: str, length: int) -> Document:
    """Return a document of one paragraph with thousands of sentences."""
    return example_document((piece * length)[:length])


def seconds(pipeline: Pipeline, document: Document, times: int) -> float:
    """Return the processor time that a document takes, the least of some runs."""
    return min(clock.seconds(lambda: pipeline.predict(document)) for _ in range(times))


def in_proportion(pipeline: Pipeline, short: Document, long: Document) -> bool:
    """True where eight times the text takes about eight times as long, not sixty-four."""
    pipeline.predict(short)  # what is made at first use is no part of either
    return least(lambda: seconds(pipeline, long, 1) / max(seconds(pipeline, short, 3), yardstick() / 10), 24) <= 24


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.timing
def test_time_grows_with_length(piece: str, pipeline: Pipeline) -> None:
    """A sentence without a full stop, whatever it is made of, takes time in proportion to its length."""
    assert in_proportion(pipeline, one_sentence(piece, SHORT), one_sentence(piece, LONG))


@pytest.mark.parametrize(
    "piece",
    [
        "中国应加强监管。例如，2019年下降。因此，预警重要。",
        "2019年下降。",
        "China should act. For example, it fell in 2019. ",
    ],
)
@pytest.mark.timing
def test_time_grows_with_a_paragraph(piece: str, pipeline: Pipeline) -> None:
    """Relations are looked for near by: a paragraph of thousands of sentences takes its time and no more."""
    assert in_proportion(pipeline, one_paragraph(piece, SHORT), one_paragraph(piece, LONG))
