"""What is known about a paper: from its text, completed or overruled by the user's files."""

from __future__ import annotations

from annotate.ingest.metadata.found import TEXT, metadata_of
from annotate.ingest.metadata.records import Record, Records, load_records

__all__ = ["FIELDS", "TEXT", "Record", "Records", "load_records", "metadata_of"]

FIELDS = ("title", "authors", "affiliations", "year", "venue", "issue", "doi", "keywords")
