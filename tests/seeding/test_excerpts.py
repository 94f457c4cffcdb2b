"""Invented excerpts of seven fields: sentence by sentence, and the edges of the advice in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from annotate.model import Extent, Span
from annotate.seeding.examples import example_document
from annotate.seeding.pipeline import Pipeline

FOLDER = Path(__file__).parent / "excerpts"
LABELS = {"c": "claim", "e": "evidence", "r": "policy_recommendation", "n": "nothing"}
OVERLAP, HALF = 5, 0.5
FLOORS = {
    "zh-1": {"policy_recommendation": 0.96, "claim": 0.92, "evidence": 0.92},
    "zh-2": {"policy_recommendation": 0.92, "claim": 0.92, "evidence": 0.92},
    "zh-3": {"policy_recommendation": 0.89, "claim": 0.89, "evidence": 0.92},
    "zh-4": {"policy_recommendation": 0.87, "claim": 0.89, "evidence": 0.94},
    "zh-5": {"policy_recommendation": 0.84, "claim": 0.80, "evidence": 0.80},
    "zh-6": {"policy_recommendation": 0.90, "claim": 0.90, "evidence": 0.95},
    "en-1": {"policy_recommendation": 0.95, "claim": 0.90, "evidence": 0.86},
    "en-2": {"policy_recommendation": 0.95, "claim": 0.95, "evidence": 0.95},
}
"""A little under what the rules reach; the first look at each file stands in its README."""
SPAN_FLOOR = 0.74


@dataclass(frozen=True)
class Excerpt:
    """A text, its sentences with their labels, and the marked edges of its advice."""

    text: str
    sentences: tuple[tuple[str, Extent], ...]
    edges: tuple[Extent, ...]


def excerpts(name: str) -> Iterator[Excerpt]:
    """Yield the excerpts of a file."""
    join = "" if name.startswith("zh") else " "
    for part in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("## ")[1:]:
        text, opened = "", 0
        sentences: list[tuple[str, Extent]] = []
        edges: list[Extent] = []
        for line in part.splitlines()[1:]:
            start = len(text)
            for piece in re.split("([‹›])", line[2:]):
                if piece == "‹":
                    opened = len(text)
                elif piece == "›":
                    edges.append(Extent(opened, len(text)))
                else:
                    text += piece
            sentences.append((LABELS[line[0]], Extent(start, len(text))))
            text += join
        yield Excerpt(text, tuple(sentences), tuple(edges))


def labels_at(spans: list[Span], place: Extent) -> set[str]:
    """Return the labels of spans that lie in a sentence by more than a stray character."""
    return {each.label for each in spans if each.extent.overlap(place) >= min(OVERLAP, len(each.extent))}


def components(pipeline: Pipeline, text: str) -> list[Span]:
    """Return what is marked in a text, but for actors."""
    return [span for span in pipeline.predict(example_document(text)).spans if span.label != "actor"]


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_sentences(name: str, pipeline: Pipeline) -> None:
    """Every label is found in the sentences that hold it, and in few others."""
    counts = dict.fromkeys(FLOORS[name], (0, 0))
    for excerpt in excerpts(name):
        spans = components(pipeline, excerpt.text)
        for gold, place in excerpt.sentences:
            found = labels_at(spans, place)
            for label, (hits, marked) in counts.items():
                counts[label] = (hits + (label == gold and label in found), marked + (label == gold) + (label in found))
    scores = {label: round(2 * hits / marked, 3) for label, (hits, marked) in counts.items()}

    assert {label: score for label, score in scores.items() if score < FLOORS[name][label]} == {}


def test_edges(pipeline: Pipeline) -> None:
    """Most pieces of advice are marked from edge to edge: intersection over union at least one half."""
    hits, marked = 0, 0
    for name in ("zh-3", "zh-4"):
        for excerpt in excerpts(name):
            spans = components(pipeline, excerpt.text)
            found = [span.extent for span in spans if span.label == "policy_recommendation"]
            hits += sum(any(edge.iou(each) >= HALF for each in found) for edge in excerpt.edges)
            marked += len(found) + len(excerpt.edges)

    assert 2 * hits / marked >= SPAN_FLOOR


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("中国应扩大农产品的进口规模，简化口岸通关的手续，完善跨境的结算体系。", ["中国", "中国", "中国"]),
        ("这需要沿岸各国摒弃门户之见。", ["沿岸各国"]),
        ("建议民政部门公布补贴的名单。", ["民政部门"]),
        ("对沿海国家而言，需要加快港口的改造。", ["沿海国家"]),
        ("请有关部门把渡口列入今年的检查。", ["有关部门"]),
        ("行业协会应尽早建立价格自律机制。", ["行业协会"]),
        ("加快港口的改造，完善冷链的布局。", []),
    ],
)
def test_addressees(text: str, whom: list[str], pipeline: Pipeline) -> None:
    """The one who is advised is found before the cue, behind it, or in the advice just before."""
    spans = [s for s in pipeline.predict(example_document(text)).spans if s.label == "policy_recommendation"]

    assert [each.values[0] for span in spans for each in span.attributes if each.name == "addressee"] == whom


def test_who_is_advised_is_an_actor(pipeline: Pipeline) -> None:
    """Whom no list names is an actor where he is advised, with a type, and nowhere else."""
    text = "行业协会应尽早建立价格自律机制。行业协会的历史很长。"
    actors = [span for span in pipeline.predict(example_document(text)).spans if span.label == "actor"]

    assert [(each.extent, each.attributes[0].values) for each in actors] == [(Extent(0, 4), ("organization",))]


def test_a_fact_and_what_it_means(pipeline: Pipeline) -> None:
    """A sentence may turn from evidence to a claim; the two never share a span."""
    text = "2019年，该国关闭了两个港口，这意味着小国失去了出海口。"

    assert [(span.label, text[span.extent.start : span.extent.end]) for span in components(pipeline, text)] == [
        ("evidence", "2019年，该国关闭了两个港口"),
        ("claim", "这意味着小国失去了出海口"),
    ]


def test_polarity_is_of_the_part_that_advises(pipeline: Pipeline) -> None:
    """A purpose tail (避免 …) does not turn advice for something into advice against it."""
    values = [
        {each.name: each.values for each in span.attributes}.get("polarity")
        for text in ("为渔船的作业订立规范，避免邻市单方面改变航道。", "应避免用单一指标评价高校。")
        for span in components(pipeline, text)
    ]

    assert values == [("for",), ("against",)]


def test_status_runs_on_over_semicolons(pipeline: Pipeline) -> None:
    """The parts of a list are of one kind, also where each is a sentence of its own, as ingest makes them."""
    text = "2019年，该国扩建了三个港口；铁路联运在次月开通；货船的等候明显缩短。货船的等候仍然很长。"
    document = example_document(text)
    places = [Extent(*found.span()) for found in re.finditer("[^；。]+[；。]", text)]
    split = replace(document, sentences=tuple(replace(document.sentences[0], extent=place) for place in places))
    spans = [span for span in pipeline.predict(split).spans if span.label != "actor"]

    assert [span.label for span in spans] == ["evidence", "evidence", "evidence", "claim"]
