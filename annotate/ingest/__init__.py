"""The ingest stage: papers become clean Documents that stay quotable.

    file ─readers→ source text ─cleaning→ clean text, runs, removals, notes, fields
                   fields, metadata files ─metadata→ Metadata
                   paragraphs ─structure→ Sections ─segmentation→ Sentences

Every step says what it took out and why.
"""

from __future__ import annotations

from annotate.ingest.checking import misfits
from annotate.ingest.collecting import Papers, copy_in, find_papers
from annotate.ingest.pipeline import document_id, ingest, read_document
from annotate.ingest.readers import suffixes
from annotate.ingest.review import review_page, review_pieces
from annotate.ingest.telling import explain_document, summary, unknown

__all__ = [
    "Papers", "copy_in", "document_id", "explain_document", "find_papers", "ingest", "misfits", "read_document",
    "review_page", "review_pieces", "suffixes", "summary", "unknown",
]  # fmt: skip
