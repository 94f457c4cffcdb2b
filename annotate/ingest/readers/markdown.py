"""Markdown: plain text whose line starts are markup."""

from __future__ import annotations

from annotate.ingest.encoding import decode
from annotate.ingest.readers.reading import Reading


def read_markdown(data: bytes, where: str) -> Reading:
    """Return Markdown text in whatever encoding it was saved."""
    text, encoding = decode(data, where)
    return Reading(text=text, encoding=encoding, reader="md", markdown=True)
