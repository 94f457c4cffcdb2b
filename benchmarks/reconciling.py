"""Three people's work into one consensus; nobody else does this, so the bound is reading it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measuring import OURS, Case


def _open(study: Path) -> Any:
    from annotate.store import Project

    return Project.open(study)


def _reconcile(project: Any) -> int:
    from annotate.parallel import Here
    from annotate.reconcile.methods import majority
    from annotate.reconcile.running import Annotated, reconcile_all

    annotated = Annotated(project)
    summary = reconcile_all(project, annotated, annotated, majority(), Here())
    return sum(n for (kind, _, _), n in summary.came.items() if kind == "span")


def _read(project: Any) -> int:
    from annotate.files import dump_record
    from annotate.model import Annotation, Consensus, Document, LedgerEntry

    spans = 0
    for annotation in project.read(Annotation):
        spans += len(annotation.spans)
    for _ in project.read(Document):
        pass
    for kind in (Consensus, LedgerEntry):
        for value in project.read(kind):
            dump_record(value)
    return spans


CASES = (
    Case(stage="reconcile", name=OURS, prepare=_open, run=_reconcile, unit="span"),
    Case(
        stage="reconcile", name="reading what goes in and what came out, writing the latter", prepare=_open, run=_read,
        unit="span", bound=True,
    ),
)  # fmt: skip
