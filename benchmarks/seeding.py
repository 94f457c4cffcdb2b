"""Pre-marking with all rules on: beside spaCy's segmentation alone, and beside the same rules in spaCy's matchers."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.matching import add_pack
from benchmarks.measuring import OURS, Case
from benchmarks.segmentation import spacy_with_pkuseg, texts


def _ours(study: Path) -> tuple[Any, list[Any]]:
    from annotate.model import Document
    from annotate.seeding import load_packs, open_pipeline
    from annotate.seeding.examples import example_document
    from annotate.store import Project

    pipeline = open_pipeline(load_packs(["zh", "en"]), "pkuseg")
    pipeline.predict(example_document("双方应加强沟通。"))
    return pipeline, list(Project.open(study).read(Document))


def _seed(given: tuple[Any, list[Any]]) -> int:
    pipeline, documents = given
    for document in documents:
        pipeline.predict(document)
    return sum(len(document.text) for document in documents)


def _bare(study: Path) -> tuple[Any, list[str]]:
    return spacy_with_pkuseg(), texts(study)


def _tokenise(given: tuple[Any, list[str]]) -> int:
    nlp, found = given
    for text in found:
        nlp(text)
    return sum(map(len, found))


def _matchers(study: Path, *, gathered: bool) -> tuple[Any, Any, Any, list[str]]:
    from annotate.seeding import load_packs

    nlp = spacy_with_pkuseg()
    matcher, phrases, _ = add_pack(nlp, load_packs(["zh"])[0], gathered=gathered)
    return nlp, matcher, phrases, texts(study)


def _match(given: tuple[Any, Any, Any, list[str]]) -> int:
    nlp, matcher, phrases, found = given
    for text in found:
        doc = nlp(text)
        matcher(doc)
        phrases(doc)
    return sum(map(len, found))


SPACY = ("spacy", "spacy_pkuseg")
CASES = (
    Case(stage="seed", name=OURS, prepare=_ours, run=_seed, unit="character"),
    Case(
        stage="seed", name="spaCy with pkuseg, no rules", prepare=_bare, run=_tokenise, unit="character", needs=SPACY,
        repeats=1,
    ),
    Case(
        stage="seed", name="the same rules in spaCy's Matcher", prepare=partial(_matchers, gathered=False), run=_match,
        unit="character", needs=SPACY, largest=1, repeats=1,
        why="a pattern of tokens for each alternative with a gap; what has no gap in a PhraseMatcher",
    ),
    Case(
        stage="seed", name="the same, alternatives gathered", prepare=partial(_matchers, gathered=True), run=_match,
        unit="character", needs=SPACY, largest=1, repeats=1,
        why="alternatives that differ in one word only share a pattern, as somebody who knows Matcher well would write",
    ),
)  # fmt: skip
