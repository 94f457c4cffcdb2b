"""Papers into documents: beside bare reading, and beside the sentences that spaCy cuts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measuring import OURS, Case


def _ours(study: Path) -> list[Path]:
    from annotate.ingest import find_papers

    return list(find_papers(study / "papers"))


def _ingest(papers: list[Path]) -> int:
    from annotate.files import dump_record
    from annotate.ingest import ingest

    top = next(parent for parent in papers[0].parents if parent.name == "papers")
    done = 0
    for document in ingest(papers, top):
        if isinstance(document, Exception):
            raise document
        dump_record(document)
        done += document.source.length
    return done


def _read(papers: list[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8")) for path in papers)


def _spacy(study: Path) -> tuple[Any, list[Path]]:
    import spacy

    nlp = spacy.blank("zh")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。", "！", "？"]})
    return nlp, _ours(study)


def _sentences(given: tuple[Any, list[Path]]) -> int:
    nlp, papers = given
    done = 0
    for path in papers:
        text = path.read_text(encoding="utf-8")
        done += len(text)
        sum(1 for _ in nlp(text).sents)
    return done


CASES = (
    Case(stage="ingest", name=OURS, prepare=_ours, run=_ingest, unit="character"),
    Case(stage="ingest", name="bare reading", prepare=_ours, run=_read, unit="character", bound=True),
    Case(
        stage="ingest", name="spaCy, characters and sentences only", prepare=_spacy, run=_sentences, unit="character",
        needs=("spacy",),
    ),
)  # fmt: skip
