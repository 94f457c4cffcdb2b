"""Tell which documents no longer fit their sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.errors import AnnotateError
from annotate.ingest.collecting import find_papers
from annotate.ingest.pipeline import document_id, steps_for
from annotate.ingest.readers import read_bytes
from annotate.model import Document


def misfits(documents: Iterable[Document], papers: Path) -> Iterator[str]:
    """Yield a line for each document that ingesting again would change, and each paper that has none."""
    known: set[str] = set()
    for document in documents:
        known.add(document.id)
        if what := _misfit(document, papers):
            yield f"{document.id}: {what}"
    for path in find_papers(papers):
        if document_id(path, papers) not in known:
            yield f"{document_id(path, papers)}: not ingested yet"


def _misfit(document: Document, papers: Path) -> str:
    path = papers / document.source.path
    try:
        data = read_bytes(path)
    except AnnotateError as error:
        return f"{error.what} ({document.source.path})"
    if hashlib.sha256(data).hexdigest() != document.source.sha256:
        return "the file has changed since it was ingested"
    old, new = set(document.cleaners), set(steps_for(path))
    changed = sorted({step.partition("/")[0] for step in old ^ new})
    return f"made by other versions of: {', '.join(changed)}" if changed else ""
