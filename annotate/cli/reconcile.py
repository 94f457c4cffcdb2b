"""`annotate reconcile`: several annotators' work into one consensus, with what is disputed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, open_project, progress, refuse_if_failed, say
from annotate.errors import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotate.model import Annotation, Dispute, Issue, LedgerEntry
    from annotate.reconcile import Reconciliation
    from annotate.store import Project

FATES = ("consensus", "dispute", "rejected")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reconcile")(reconcile)


def reconcile(
    method: Annotated[
        str, typer.Option(help="majority, weighted, intersection, union, adjudicated, or an installed one.")
    ] = "majority",
    ledger: Annotated[bool, typer.Option("--ledger", help="Print what became of each span and relation.")] = False,
    disputes_file: Annotated[
        Path | None, typer.Option("--disputes", metavar="FILE", help="List the disputes as .csv, .xlsx or .html.")
    ] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Merge the annotators' work into a consensus; list what is disputed.

    Example: annotate reconcile --ledger
    """
    from annotate.model import Consensus, Dispute, LedgerEntry
    from annotate.reconcile.document import worst_first
    from annotate.reconcile.listing import check_format

    if disputes_file is not None:
        check_format(disputes_file)
    study = open_project(project)
    results = _reconcile_all(study, method)
    entries = [entry for result in results for entry in result.ledger]
    disputes = worst_first(dispute for result in results for dispute in result.disputes)
    study.write(Consensus, (result.consensus for result in results))
    study.write(Dispute, disputes)
    study.write(LedgerEntry, entries)
    _summarize(results, entries)
    if disputes_file is not None:
        _list_disputes(study, disputes, disputes_file)
    if ledger or as_json:
        data(_ledger_text(entries, as_json=as_json))
    errors = _tell([issue for result in results for issue in result.issues])
    refuse_if_failed(errors, "decisions could not be applied")


def _list_disputes(study: Project, disputes: Sequence[Dispute], path: Path) -> None:
    from annotate.model import Annotation, Document
    from annotate.reconcile.listing import to_rows, write

    documents = {document.id: document for document in study.read(Document)}
    write(to_rows(disputes, documents, tuple(study.read(Annotation))), path, study.config.title)
    say(f"{len(disputes)} disputes → {path}")


def _reconcile_all(study: Project, method: str) -> list[Reconciliation]:
    from annotate.files import read_edited
    from annotate.model import Annotation, Decision, Document, Issue
    from annotate.reconcile import RECONCILERS
    from annotate.reconcile import reconcile as reconcile_document

    make = RECONCILERS.load(method)
    annotations: tuple[Annotation, ...] = tuple(study.read(Annotation))
    decisions = read_edited(study.root / "decisions.jsonl", Decision)
    schema, chosen = study.schema(), make(annotations)
    _tell(chosen.issues)
    by_document: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        by_document.setdefault(annotation.document, []).append(annotation)
    documents = [document for document in study.read(Document) if document.id in by_document]
    results = []
    with progress(documents, "reconcile") as bar:
        for document in bar:
            own = [decision for decision in decisions if decision.document == document.id]
            work = by_document[document.id]
            results.append(reconcile_document(document, work, schema, method=chosen, decisions=own))
    known = {document.id for document in documents}
    _refuse_unknown(sorted(by_document.keys() - known))
    _tell(
        [
            Issue(code="W501", where=f"decisions.jsonl {d.document}", message="nobody's work on that document is there")
            for d in decisions
            if d.document not in known
        ]
    )
    return results


def _refuse_unknown(documents: Sequence[str]) -> None:
    from annotate.errors import InputError, raise_problems

    todo = "Run: annotate ingest, with the paper in papers/."
    raise_problems([InputError(name, "is annotated, but is not among the documents", todo) for name in documents])


def _summarize(results: Sequence[Reconciliation], entries: Sequence[LedgerEntry]) -> None:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    counts = Counter((entry.kind, entry.label, entry.fate) for entry in entries)
    table = Table(
        box=box.SIMPLE, title="marks that came in, and what became of them", title_justify="left", title_style="bold"
    )
    for heading in ("", *FATES, "came in", "stand now"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    stands = Counter(("span", span.label) for result in results for span in result.consensus.spans)
    stands.update(("relation", relation.type) for result in results for relation in result.consensus.relations)
    for kind, label in sorted({(kind, label) for kind, label, _ in counts}, key=lambda row: (row[0] != "span", row)):
        figures = [counts[kind, label, fate] for fate in FATES]
        name = escape(visible(label if kind == "span" else f"→ {label}"))
        table.add_row(name, *map(str, figures), str(sum(figures)), str(stands[kind, label]))
    Console(stderr=True).print(table)
    kinds = Counter(dispute.kind for result in results for dispute in result.disputes)
    listed = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())) or "none"
    say(f"{len(results)} documents, disputes: {listed}. Next: annotate export")


def _ledger_text(entries: Sequence[LedgerEntry], *, as_json: bool) -> str:
    from annotate.files import dump_record

    if as_json:
        return "\n".join(dump_record(entry) for entry in entries)
    return "\n".join(
        "\t".join(map(visible, (e.document, e.annotator, e.kind, e.label, e.item, e.fate, e.target, e.reason)))
        for e in entries
    )


def _tell(issues: Sequence[Issue]) -> int:
    for issue in issues:
        say(str(issue), warn=True)
    return sum(issue.is_error for issue in issues)
