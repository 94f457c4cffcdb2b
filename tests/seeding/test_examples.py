"""Every rule's own examples, and the checklist of invented sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from annotate.seeding import Pack, load_packs
from annotate.seeding.actors import ActorFinder
from annotate.seeding.examples import Example, example_document, examples, failures, fired
from annotate.seeding.pipeline import Pipeline

PACKS = load_packs(["zh", "en"])
DATA = Path(__file__).parent
PASSAGES: list[list[tuple[str, str]]] = yaml.safe_load((DATA / "passages.yaml").read_text(encoding="utf-8"))
CHECKLIST: dict[str, list[str]] = yaml.safe_load((DATA / "checklist.yaml").read_text(encoding="utf-8"))


@cache
def finder(name: str) -> ActorFinder:
    """Return the compiled finder of a pack."""
    return ActorFinder.of(next(pack for pack in PACKS if pack.head.id == name))


def parameters(kinds: tuple[str, ...]) -> Iterator[object]:
    """Yield the examples of some kinds as test parameters."""
    for pack in PACKS:
        for number, example in enumerate(each for each in examples(pack) if each.kind in kinds):
            yield pytest.param(example, id=f"{example.pack}-{example.rule}-{example.kind}-{number}")


@pytest.mark.parametrize("example", list(parameters(("match", "skip"))))
def test_example(example: Example) -> None:
    """A rule fires on its `match` and not on its `skip` examples."""
    assert (example.rule in fired(example.text, finder(example.pack))) == (example.kind == "match")


def test_known_misses() -> None:
    """What a rule is known to miss it still misses; else the list is out of date."""
    known = [each for pack in PACKS for each in examples(pack) if each.kind == "known_misses"]

    assert [each for each in known if each.rule in fired(each.text, finder(each.pack))] == []


def test_failures_names_what_is_wrong(packs: tuple[Pack, ...]) -> None:
    """Of a rule whose examples are exchanged each is named with its kind, and none of another rule."""
    pack = packs[1]
    broken = tuple(
        replace(each, rule=replace(each.rule, match=each.rule.skip, skip=each.rule.match))
        if each.rule.id == "en-caption"
        else each
        for each in pack.rules
    )
    skipped, matched = next((each.rule.skip, each.rule.match) for each in pack.rules if each.rule.id == "en-caption")
    found = [(each.rule, each.kind, each.text) for each in failures(replace(pack, rules=broken))]

    assert found == [
        *(("en-caption", "match", text) for text in skipped),
        *(("en-caption", "skip", text) for text in matched),
    ]


def marked(pipeline: Pipeline, text: str) -> set[str]:
    """Return the labels other than actors that a text is marked with."""
    return {span.label for span in pipeline.predict(example_document(text)).spans if span.label != "actor"}


def cases(key: str) -> list[str]:
    """Return the sentences of a kind, known misses as strict expected failures."""
    missed = set(CHECKLIST["known_misses"])
    sentences = [*CHECKLIST[key], *CHECKLIST.get(f"en_{key}", [])]
    return [
        pytest.param(each, marks=pytest.mark.xfail(reason="a known miss", strict=True)) if each in missed else each  # type: ignore[misc]
        for each in sentences
    ]


@pytest.mark.parametrize("sentence", cases("policy_recommendation"))
def test_recommendation(sentence: str, pipeline: Pipeline) -> None:
    """The author's advice is marked as a recommendation, and as nothing else."""
    assert marked(pipeline, sentence) == {"policy_recommendation"}


@pytest.mark.parametrize("sentence", cases("not_advice"))
def test_look_alike(sentence: str, pipeline: Pipeline) -> None:
    """What only looks like advice is not marked as a recommendation."""
    assert "policy_recommendation" not in marked(pipeline, sentence)


@pytest.mark.parametrize("label", ["claim", "evidence"])
def test_claims_and_evidence(label: str, pipeline: Pipeline) -> None:
    """Claims are marked as claims, evidence as evidence, never as both."""
    missed = set(CHECKLIST["known_misses"])
    sentences = [each for each in [*CHECKLIST[label], *CHECKLIST[f"en_{label}"]] if each not in missed]

    assert {each: marked(pipeline, each) for each in sentences} == {each: {label} for each in sentences}


@pytest.mark.parametrize("sentence", cases("nothing"))
def test_nothing(sentence: str, pipeline: Pipeline) -> None:
    """Sentences about the paper itself, captions and the like are not marked."""
    assert marked(pipeline, sentence) == set()


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage[0][1][:6])
def test_passage(passage: list[tuple[str, str]], pipeline: Pipeline) -> None:
    """Without headings, what goes before in a passage does not lead its sentences astray."""
    text = "".join(sentence for _, sentence in passage)
    spans = [span for span in pipeline.predict(example_document(text)).spans if span.label != "actor"]
    found, at = [], 0
    for _, sentence in passage:
        inside = {span.label for span in spans if at <= span.extent.start < at + len(sentence)}
        found.append((sorted(inside), sentence))
        at += len(sentence)

    assert found == [([label], sentence) for label, sentence in passage]


def test_checklist_is_large() -> None:
    """The checklist holds 120 recommendations and 120 look-alikes, 400 sentences in all and 200 in English."""
    everything = [each for key in CHECKLIST if key != "known_misses" for each in CHECKLIST[key]]

    assert len(CHECKLIST["policy_recommendation"]) >= 120
    assert len(CHECKLIST["not_advice"]) >= 120
    assert len(everything) >= 400
    assert sum(map(str.isascii, everything)) >= 200
