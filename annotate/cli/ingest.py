"""`annotate ingest`: papers become clean documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import (
    ClusterOption,
    JobsOption,
    ProjectOption,
    data,
    open_project,
    progress,
    refuse_if_failed,
    say,
    tell_error,
)
from annotate.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotate.journal import Journal
    from annotate.store import Project


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(  # noqa: PLR0917 - Typer declares options as parameters
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH…]", help="Papers or folders. Default: papers/.")
    ] = None,
    project: ProjectOption = None,
    missing: Annotated[bool, typer.Option("--missing", help="List what is still unknown about each paper.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Print what each step of cleaning took out.")] = False,
    review: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a page that shows what was removed and joined.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell which documents no longer fit their papers.")
    ] = False,
    jobs: JobsOption = 1,
    cluster: ClusterOption = "",
) -> None:
    """Read papers into work/documents.jsonl: clean text, sections, footnotes, metadata.

    Papers (.txt, .md, .html, .docx, .pdf) outside the study are copied into papers/ first.

    Example: annotate ingest ~/Downloads/paper.pdf --project my-study
    """
    study = open_project(project)
    if check:
        _check(study)
        return
    _copy_in(paths or [], study)
    journal = _read(study, jobs, cluster)
    failed = _tell(journal, study, missing=missing, explain=explain)
    journal.drop()
    if review:
        _review(study, review, paths or [])
    refuse_if_failed(failed, "of the papers could not be read.")


def _read(study: Project, jobs: int, cluster: str) -> Journal:
    """Read all papers of a study and write their documents, one at a time; return what is to be told."""
    from annotate.errors import NotFoundError
    from annotate.ingest import Papers, suffixes
    from annotate.ingest.running import ingest_all
    from annotate.parallel import mapping

    papers = Papers(study.papers)
    if not papers:
        todo = f"Put papers ({' '.join(suffixes())}) there, or give their paths."
        raise NotFoundError(str(study.papers), "there are no papers here", todo)

    def resumed(count: int) -> None:
        say(f"went on after {count} papers that a run before had read")

    with mapping(jobs, cluster) as mapper, progress(papers, "ingest") as bar:
        return ingest_all(study, bar, mapper, resumed)


def _check(study: Project) -> None:
    from annotate.ingest import misfits
    from annotate.model import Document

    found = list(misfits(study.read(Document), study.papers))
    for line in found:
        data(visible(line))
    refuse_if_failed(len(found), "of the documents do not fit. Run: annotate ingest")


def _review(study: Project, path: Path, named: Sequence[Path]) -> None:
    """Write the page of all papers, or of those that were named."""
    from annotate.files import replacing
    from annotate.ingest import review_pieces
    from annotate.ingest.collecting import places
    from annotate.language import current
    from annotate.model import Document

    chosen = places(named, study.papers)

    def documents() -> Iterator[Document]:
        return (one for one in study.read(Document) if not named or one.source.path in chosen)

    page = review_pieces(documents, study.papers, current())
    with replacing(path) as file:
        file.writelines(page)
    say(f"wrote {path}")


def _copy_in(paths: Sequence[Path], study: Project) -> None:
    from annotate.ingest import copy_in

    for source, target in copy_in(paths, study.papers):
        say(f"copied {source} to {target}")


def _tell(journal: Journal, study: Project, *, missing: bool, explain: bool) -> int:
    """Tell what became of each paper, errors last; return how many could not be read."""
    from annotate.ingest import explain_document
    from annotate.ingest.running import told
    from annotate.language import translate
    from annotate.model import Document

    documents = study.read(Document) if explain else iter(())
    for paper in told(journal):
        if not paper.id:
            continue
        say(paper.summary)
        for notice in paper.notices:
            say(f"{paper.id}: {translate(notice)}", warn=True)
        if missing and paper.unknown:
            data(f"{paper.id}: {', '.join(paper.unknown)}")
        if explain:
            data(explain_document(next(documents), study.papers))
    nameless = sum(1 for paper in told(journal) if {"title", "authors"} & {*paper.unknown})
    if nameless:
        say(
            f"{nameless} papers have no title or no author. Write them into {study.papers / 'metadata.csv'} "
            "(columns: file,title,authors,year,venue,issue,doi), then ingest again; --missing lists all unknown fields."
        )
    failed = 0
    for paper in told(journal):
        failed += bool(paper.errors)
        for error in paper.errors:
            tell_error(error)
    return failed
