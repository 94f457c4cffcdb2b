"""`annotate ingest`: papers become clean documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import ProjectOption, data, open_project, progress, refuse_if_failed, say
from annotate.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotate.errors import AnnotateError
    from annotate.model import Document
    from annotate.store import Project


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
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
    errors = _read(study)
    _tell(errors, study, missing=missing, explain=explain)
    if review:
        _review(study, review)
    refuse_if_failed(len(errors), "of the papers could not be read.")


def _read(study: Project) -> list[AnnotateError]:
    """Read all papers of a study and write their documents, one at a time; return what went wrong."""
    from annotate.errors import AnnotateError, NotFoundError
    from annotate.ingest import find_papers, suffixes
    from annotate.ingest import ingest as read_all
    from annotate.model import Document

    papers = find_papers(study.papers)
    if not papers:
        todo = f"Put papers ({' '.join(suffixes())}) there, or give their paths."
        raise NotFoundError(str(study.papers), "there are no papers here", todo)
    errors: list[AnnotateError] = []

    def documents(paths: Iterable[Path]) -> Iterator[Document]:
        known = study.read(Document) if study.path(Document).exists() else ()
        for result in read_all(paths, study.papers, known):
            if isinstance(result, AnnotateError):
                errors.append(result)
            else:
                yield result

    with progress(papers, "ingest") as bar:
        study.write(Document, documents(bar))
    return errors


def _check(study: Project) -> None:
    from annotate.ingest import misfits
    from annotate.model import Document

    found = list(misfits(study.read_all(Document), study.papers))
    for line in found:
        data(visible(line))
    refuse_if_failed(len(found), "of the documents do not fit. Run: annotate ingest")


def _review(study: Project, path: Path) -> None:
    from annotate.files import replacing
    from annotate.ingest import review_page
    from annotate.model import Document

    page = review_page(study.read(Document), study.papers)
    with replacing(path) as file:
        file.write(page)
    say(f"wrote {path}")


def _copy_in(paths: Sequence[Path], study: Project) -> None:
    from annotate.ingest import copy_in

    for source, target in copy_in(paths, study.papers):
        say(f"copied {source} to {target}")


def _tell(errors: Sequence[AnnotateError], study: Project, *, missing: bool, explain: bool) -> None:
    from annotate.ingest import explain_document, summary, unknown
    from annotate.model import Document

    for document in study.read(Document):
        say(summary(document))
        for notice in document.notices:
            say(f"{document.id}: {notice}", warn=True)
        if missing and (names := unknown(document)):
            data(f"{document.id}: {', '.join(names)}")
        if explain:
            data(explain_document(document, study.papers))
    for error in errors:
        say(f"error: {error}", warn=True)
