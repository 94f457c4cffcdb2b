"""What people are told about a document: a line, what is unknown, what was taken out."""

from __future__ import annotations

from pathlib import Path

from annotate.ingest.cleaning import explain
from annotate.ingest.metadata import FIELDS
from annotate.ingest.readers import read_again
from annotate.model import Document

_SAMPLE = 40


def summary(document: Document) -> str:
    """Return one line about a document."""
    known = document.metadata
    who = "、".join(known.authors) or "author unknown"
    headings = sum(section.heading is not None for section in document.sections)
    return (
        f"{document.id}: {who}: {known.title or 'title unknown'} ({known.year or 'year unknown'}); "
        f"{len(document.text)} of {document.source.length} characters, {headings} headings, "
        f"{len(document.sentences)} sentences, {len(document.footnotes)} notes"
    )


def unknown(document: Document) -> tuple[str, ...]:
    """Return the names of the fields that tables use and nobody has filled."""
    return tuple(name for name in FIELDS if not getattr(document.metadata, name))


def explain_document(document: Document, papers: Path) -> str:
    """Return what each step took out of a document: how often, and the first samples.

    Raises:
        AnnotateError: the source cannot be read any more, or has changed.
    """
    reading = read_again(document.source, papers)
    lines = [f"{document.id}:"]
    for step, reason, count, samples in explain(reading.text, document.removals):
        shown = " | ".join(repr(words if len(words) <= _SAMPLE else f"{words[:_SAMPLE]}…") for words in samples)
        lines.append(f"  {step:12} {reason:16} {count:5}  {shown}")
    return "\n".join(lines)
