"""Rules cost less than segmentation: a corpus is pre-marked in less time than spaCy needs to cut it into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from annotate.ingest.pipeline import read_document
from annotate.model import Document
from annotate.seeding import Pack
from annotate.seeding.pipeline import load_pipeline
from annotate.segmenters.model import install, installed, is_installed
from benchmarks.corpus import write_papers
from tests.clock import seconds

MOST = 0.75
ROUNDS = 3


class Peer:
    """spaCy with pkuseg as anybody has it, for both sides of the comparison."""

    def __init__(self, model: Path) -> None:
        """Load the model."""
        from spacy.lang.zh import Chinese

        self.nlp = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "pkuseg"}}})
        tokenizer: Any = self.nlp.tokenizer
        tokenizer.initialize(pkuseg_model=str(model))
        self.cut: Callable[[str], list[str]] = tokenizer.pkuseg_seg.cut

    def borders(self, texts: Sequence[str]) -> list[frozenset[int]]:
        """Return the offsets between the words of each text."""
        return [self._of(text) for text in texts]

    def _of(self, text: str) -> frozenset[int]:
        found, at = {0}, 0
        for word in self.cut(text):
            at = text.find(word, at)
            found.update((at, at + len(word)))
            at += len(word)
        return frozenset(found)


def cpu(work: Callable[[Document], object], documents: Sequence[Document]) -> float:
    """Return the processor time of some work on all documents."""
    return seconds(lambda: [work(document) for document in documents])


@pytest.mark.slow
@pytest.mark.timing
def test_seeding_is_quicker_than_segmenting(packs: tuple[Pack, ...], tmp_path: Path) -> None:
    """All rules on, spacy_pkuseg asked about one-character cues: at most three quarters of bare segmentation."""
    if not is_installed():
        install(lambda _: None)
    write_papers(tmp_path, 12, 6000)
    documents = [read_document(path, tmp_path) for path in sorted(tmp_path.rglob("*.txt"))]
    peer = Peer(installed())
    pipeline = load_pipeline(packs, None, peer)  # type: ignore[arg-type] # only its borders are asked for
    shares = []
    for _ in range(ROUNDS):
        bare = cpu(lambda document: peer.nlp(document.text), documents)
        shares.append(cpu(pipeline.predict, documents) / bare)

    assert sum(len(document.text) for document in documents) > 40_000
    assert median(shares) <= MOST
