"""The tokenizer in real spaCy pipelines, beside spaCy's own for pkuseg."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.zh import Chinese
from spacy.tokens import Doc

from annotate.segmenters import Segmenter
from annotate.segmenters.tokenizer import NAME, PkusegTokenizer
from tests.segmenters.helping import Oracle

if TYPE_CHECKING:
    from spacy.language import Language

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": NAME}}}
TEXTS = [
    "", " ", "  ", "\n", "应", " 应",
    "应 ", "应  当", "应\n 当", "\n\n应", "应 \n", "政府应当 AI 监管。\n\n　　第二段  ，end ",
    "a b  c\td \u3000 应当",
]  # fmt: skip


@pytest.fixture(scope="module")
def peer(oracle: Oracle) -> Language:
    """Return spaCy's own pipeline over the same model."""
    nlp = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "pkuseg"}}})
    tokenizer: Any = nlp.tokenizer
    tokenizer.pkuseg_seg = oracle.joined
    return nlp


@pytest.fixture(scope="module")
def nlp(segmenter: Segmenter) -> Language:  # noqa: ARG001 - the model must be there
    """Return a pipeline whose configuration names the tokenizer."""
    return spacy.blank("zh", config=CONFIG)


def said(doc: Doc) -> list[tuple[str, str, int]]:
    """Return what a Doc holds, token by token."""
    return [(token.text, token.whitespace_, token.idx) for token in doc]


@pytest.mark.parametrize("text", TEXTS)
def test_docs_are_equal(nlp: Language, peer: Language, text: str) -> None:
    """White space at every place; nothing of the text is lost."""
    doc = nlp(text)

    assert said(doc) == said(peer(text))
    assert doc.text == text


def test_docs_of_papers_are_equal(nlp: Language, peer: Language, demo_texts: list[str]) -> None:
    """The demo's papers, and through `pipe` the same."""
    for text, doc in zip(demo_texts, nlp.pipe(demo_texts), strict=True):
        assert said(doc) == said(peer(text))


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("应当加强监管中国人民12aB。，  \n\t\u3000𠮷😀"), max_size=60))
def test_any_doc_is_equal(nlp: Language, peer: Language, text: str) -> None:
    """Any mixture of words and white space."""
    assert said(nlp(text)) == said(peer(text))


def test_spacy_finds_it_by_its_name() -> None:
    """In a fresh process nothing of ours is imported; the entry point alone makes it known."""
    code = f"import spacy, sys; print('annotate' in sys.modules, {NAME!r} in spacy.registry.tokenizers)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


def test_a_saved_pipeline_comes_back(nlp: Language, tmp_path: Path, demo_texts: list[str]) -> None:
    """It names the tokenizer and its setting; the model is not copied into it."""
    plain = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": NAME, "dictionary_pass": False}}})
    for pipeline in (nlp, plain):
        pipeline.to_disk(tmp_path / "saved")
        loaded = spacy.load(tmp_path / "saved")

        assert sum(path.stat().st_size for path in (tmp_path / "saved").rglob("*") if path.is_file()) < 1_000_000
        assert said(loaded(demo_texts[0])) == said(pipeline(demo_texts[0]))
        assert said(spacy.blank("zh", config=CONFIG).from_bytes(pipeline.to_bytes())(demo_texts[0])) == said(
            pipeline(demo_texts[0])
        )
    assert said(nlp(demo_texts[0])) != said(plain(demo_texts[0]))


def test_it_can_be_pickled(nlp: Language) -> None:
    """As spaCy's `n_process` needs it where processes are not forked."""
    tokenizer = pickle.loads(pickle.dumps(nlp.tokenizer))  # noqa: S301 - our own

    assert isinstance(tokenizer, PkusegTokenizer)
    assert said(tokenizer("中国应当加强监管。")) == said(nlp("中国应当加强监管。"))


def test_two_processes_give_the_same(nlp: Language, demo_texts: list[str]) -> None:
    """`nlp.pipe(n_process=2)`, in the order of the texts."""
    assert [said(doc) for doc in nlp.pipe(demo_texts, n_process=2)] == [said(nlp(text)) for text in demo_texts]
