"""`annotate reconcile`: several annotators' work into one consensus, with what is disputed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import (
    ClusterOption,
    JobsOption,
    JsonOption,
    ProjectOption,
    data,
    open_project,
    progress,
    refuse_if_failed,
    say,
    show,
    tell_issue,
)
from annotate.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotate.model import Issue
    from annotate.reconcile.running import Summary
    from annotate.store import Project

FATES = ("consensus", "dispute", "rejected")
COLUMNS = (
    {"en": "consensus", "zh": "进入共识"},
    {"en": "dispute", "zh": "进入争议"},
    {"en": "rejected", "zh": "被否决"},
    {"en": "came in", "zh": "共计"},
    {"en": "stand now", "zh": "现有"},
)


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
    jobs: JobsOption = 1,
    cluster: ClusterOption = "",
    project: ProjectOption = None,
) -> None:
    """Merge the annotators' work into a consensus; list what is disputed.

    Example: annotate reconcile --ledger
    """
    from annotate.reconcile.listing import check_format

    if disputes_file is not None:
        check_format(disputes_file)
    study = open_project(project)
    summary = _reconcile_all(study, method, jobs, cluster)
    _summarize(summary, study)
    if disputes_file is not None:
        _list_disputes(study, disputes_file)
    if ledger or as_json:
        for entry in _ledger(study, as_json=as_json):
            data(entry)
    errors = _tell(summary.issues)
    refuse_if_failed(errors, "decisions could not be applied")


def _list_disputes(study: Project, path: Path) -> None:
    from annotate.language import current
    from annotate.reconcile.listed import to_list
    from annotate.reconcile.listing import write
    from annotate.reconcile.running import disputed

    found = to_list(disputed(study), study.work)
    write(found, path, study.config.title, schema=study.schema(), lang=current())
    say(f"{len(found.rows)} disputes → {path}")


def _reconcile_all(study: Project, method: str, jobs: int, cluster: str) -> Summary:
    from annotate.model import Annotation
    from annotate.parallel import mapping
    from annotate.reconcile import RECONCILERS
    from annotate.reconcile.running import Annotated, reconcile_all
    from annotate.records import Records

    make = RECONCILERS.load(method)
    annotated = Annotated(study)
    chosen = make(Records(study.path(Annotation), Annotation))
    _tell(chosen.issues)
    with mapping(jobs, cluster) as mapper, progress(annotated, "reconcile") as works:
        summary = reconcile_all(study, annotated, works, chosen, mapper)
    if summary.kept:
        say(f"went on after {summary.kept} documents that a run before had done")
    _tell(annotated.idle())
    return summary


def _summarize(summary: Summary, study: Project) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from annotate.agreement.names import titles_of
    from annotate.language import current, translate
    from annotate.reconcile import KIND_NAMES

    # In English labels stand by their ids, by which files know them.
    titles = titles_of(study.schema()) if current() == "zh" else {}
    title = translate("marks that came in, and what became of them")
    table = Table(box=box.SIMPLE, title=title, title_justify="left", title_style="bold")
    for heading in ("", *(column[current()] for column in COLUMNS)):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for kind, label in sorted({(kind, label) for kind, label, _ in summary.came}, key=lambda r: (r[0] != "span", r)):
        figures = [summary.came[kind, label, fate] for fate in FATES]
        called = titles.get(label, {}).get(current(), label)
        name = escape(visible(called if kind == "span" else f"→ {called}"))
        table.add_row(name, *map(str, figures), str(sum(figures)), str(summary.stand[kind, label]))
    show(table)
    listed = ", ".join(
        f"{n} {KIND_NAMES.get(kind, {}).get(current(), kind)}" for kind, n in sorted(summary.disputes.items())
    )
    if not listed:
        say(f"{summary.documents} documents, disputes: none. Next: annotate export")
        return
    say(f"{summary.documents} documents, disputes: {listed}.")
    say("Next: annotate adjudicate push (or: annotate adjudicate sheet) to decide them, or annotate export")


def _ledger(study: Project, *, as_json: bool) -> Iterator[str]:
    from annotate.files import dump_record
    from annotate.model import LedgerEntry

    for e in study.read(LedgerEntry):
        parts = (e.document, e.annotator, e.kind, e.label, e.item, e.fate, e.target, e.reason)
        yield dump_record(e) if as_json else "\t".join(map(visible, parts))


def _tell(issues: Sequence[Issue]) -> int:
    for issue in issues:
        tell_issue(issue)
    return sum(issue.is_error for issue in issues)
