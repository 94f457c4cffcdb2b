"""Words: our segmenter, and the tokenizer of spaCy pipelines over it, beside spacy-pkuseg and spaCy with it.

All read the same documents with the same model and find the same tokens
(tests/segmenters), so that only the time differs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measuring import OURS, Case

STAGES = ("segment", "segment in spaCy", "open the model")


def texts(study: Path) -> list[str]:
    """Return the texts of a study's documents."""
    from annotate.model import Document
    from annotate.store import Project

    return [document.text for document in Project.open(study).read(Document)]


def _ours(study: Path) -> tuple[Any, list[str]]:
    from annotate.segmenters import open_segmenter

    segmenter = open_segmenter()
    segmenter.cut("供应链应加强")
    return segmenter.cut, texts(study)


def _peer(study: Path) -> tuple[Any, list[str]]:
    import spacy_pkuseg

    from annotate.segmenters.model import installed

    return spacy_pkuseg.pkuseg(str(installed())).cut, texts(study)


def _ours_in_spacy(study: Path) -> tuple[Any, list[str]]:
    import spacy

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "annotate.pkuseg.v1"}}})
    nlp("供应链应加强")
    return nlp, texts(study)


def spacy_with_pkuseg() -> Any:
    """Return spaCy's own pipeline with pkuseg, over the installed model."""
    from spacy.lang.zh import Chinese

    from annotate.segmenters.model import installed

    nlp = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "pkuseg"}}})
    tokenizer: Any = nlp.tokenizer
    tokenizer.initialize(pkuseg_model=str(installed()))
    return nlp


def _peer_in_spacy(study: Path) -> tuple[Any, list[str]]:
    return spacy_with_pkuseg(), texts(study)


def _each(given: tuple[Any, list[str]]) -> int:
    call, found = given
    for text in found:
        call(text)
    return sum(map(len, found))


def _open(_: object) -> int:
    from annotate.segmenters import open_segmenter

    open_segmenter()
    return 1


def _load(_: object) -> int:
    import spacy_pkuseg

    from annotate.segmenters.model import folder

    spacy_pkuseg.pkuseg(str(folder()))
    return 1


def _nothing(_: Path) -> None:
    """Import what both need."""
    import numpy  # noqa: ICN001, F401 - only imported

    import annotate.segmenters  # noqa: F401 - only imported


CASES = (
    Case(stage="segment", name=OURS, prepare=_ours, run=_each, unit="character"),
    Case(
        stage="segment", name="spacy-pkuseg", prepare=_peer, run=_each, unit="character", needs=("spacy_pkuseg",),
        repeats=1,
    ),
    Case(stage="segment in spaCy", name=OURS, prepare=_ours_in_spacy, run=_each, unit="character", needs=("spacy",)),
    Case(
        stage="segment in spaCy", name="spaCy with pkuseg", prepare=_peer_in_spacy, run=_each, unit="character",
        needs=("spacy", "spacy_pkuseg"), repeats=1,
    ),
    Case(stage="open the model", name=OURS, prepare=_nothing, run=_open, unit="start", largest=1),
    Case(
        stage="open the model", name="spacy-pkuseg", prepare=_nothing, run=_load, unit="start", largest=1, repeats=1,
        needs=("spacy_pkuseg",),
    ),
)  # fmt: skip
