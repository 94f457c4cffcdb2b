"""The frozen values that the stages hand to each other.

    papers ─ingest→ Document ─seed→ Prediction ─push→ Label Studio ─pull→ Annotation
                                     Annotation ─agree→ Agreement
                                     Annotation ─reconcile→ Consensus, Dispute, LedgerEntry
                                     Consensus, Document ─export→ Table

Every value is immutable and keyword-only; every offset is a Python code point
into `Document.text`, every extent half-open.
"""

from __future__ import annotations

from annotate.model.agreement import Agreement, Score
from annotate.model.consensus import Consensus, Decision, Dispute, LedgerEntry, Tie, Version
from annotate.model.entry import Entry, Place, Reading, Reason
from annotate.model.issue import Issue
from annotate.model.labelling import (
    Annotation,
    Answer,
    Asked,
    Attribute,
    Labelling,
    Prediction,
    Relation,
    Span,
    Support,
    stable_id,
)
from annotate.model.moment import EARLIEST, moment_of
from annotate.model.table import Annotator, Cell, Column, Facts, Row, Rows, Table, Texts, Work
from annotate.model.task import Passage, Push, Task
from annotate.model.text import Document, Extent, Footnote, Metadata, Removal, Section, Sentence, Source

__all__ = [
    "EARLIEST",
    "Agreement",
    "Annotation",
    "Annotator",
    "Answer",
    "Asked",
    "Attribute",
    "Cell",
    "Column",
    "Consensus",
    "Decision",
    "Dispute",
    "Document",
    "Entry",
    "Extent",
    "Facts",
    "Footnote",
    "Issue",
    "Labelling",
    "LedgerEntry",
    "Metadata",
    "Passage",
    "Place",
    "Prediction",
    "Push",
    "Reading",
    "Reason",
    "Relation",
    "Removal",
    "Row",
    "Rows",
    "Score",
    "Section",
    "Sentence",
    "Source",
    "Span",
    "Support",
    "Table",
    "Task",
    "Texts",
    "Tie",
    "Version",
    "Work",
    "moment_of",
    "stable_id",
]
