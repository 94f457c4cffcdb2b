"""What the segmenter is for: the marks of `annotate seed`, and what the documentation shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.ingest import find_papers, read_document
from annotate.seeding import load_packs
from annotate.seeding.pipeline import load_pipeline
from annotate.segmenters import Segmenter
from tests.segmenters.helping import Oracle

ROOT = Path(__file__).parents[2]


def test_marks_are_those_of_spacy_pkuseg(segmenter: Segmenter, oracle: Oracle) -> None:
    """The demo's papers are marked as with the borders that spacy-pkuseg gives, sentence by sentence."""
    asked: list[str] = []

    def borders(self: Segmenter, texts: Sequence[str]) -> list[frozenset[int]]:  # noqa: ARG001 - in a method's place
        asked.extend(texts)
        found = []
        for text in texts:
            cuts, at = {0}, 0
            for word in oracle.cut(text, dictionary_pass=True):
                at = text.index(word, at)
                cuts.update((at, at + len(word)))
                at += len(word)
            found.append(frozenset(cuts))
        return found

    slow = type("Slow", (Segmenter,), {"borders": borders})(segmenter.arrays)
    pipeline = load_pipeline(load_packs(["zh", "en"]), None, segmenter)
    papers = ROOT / "examples" / "demo" / "papers"
    for path in find_papers(papers):
        document = read_document(path, papers)

        assert pipeline.predict(document) == replace(pipeline, segmenter=slow).predict(document)
    assert len(asked) > 5


@pytest.mark.usefixtures("segmenter")
@pytest.mark.parametrize("page", ["segment.md", "segment.zh.md"])
def test_what_the_page_shows_runs(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The Python of the page, in its order, prints what it says."""
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, page, "exec"), {})  # noqa: S102 - our own page
    said = capsys.readouterr().out.splitlines()

    assert said == ["['供应链', '应', '加强']", "['政府', '应当', '加强', '监管', '。']"]
