"""`annotate ingest`: papers become clean documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import ProjectOption, data, open_project, progress, refuse_if_failed, say
from annotate.errors import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    documents, errors = _read(study)
    _tell(documents, errors, study, missing=missing, explain=explain)
    if review:
        _review(documents, study, review)
    refuse_if_failed(len(errors), "of the papers could not be read.")


def _read(study: Project) -> tuple[list[Document], list[AnnotateError]]:
    """Read all papers of a study and write their documents."""
    from annotate.errors import AnnotateError, NotFoundError
    from annotate.ingest import find_papers, suffixes
    from annotate.ingest import ingest as read_all

    papers = find_papers(study.papers)
    if not papers:
        todo = f"Put papers ({' '.join(suffixes())}) there, or give their paths."
        raise NotFoundError(str(study.papers), "there are no papers here", todo)
    known = {document.id: document for document in _known(study)}
    documents: list[Document] = []
    errors: list[AnnotateError] = []
    with progress(papers, "ingest") as bar:
        for result in read_all(bar, study.papers, known):
            (errors if isinstance(result, AnnotateError) else documents).append(result)  # type: ignore[arg-type]
    from annotate.model import Document

    study.write(Document, documents)
    return documents, errors


def _check(study: Project) -> None:
    from annotate.ingest import misfits
    from annotate.model import Document

    found = list(misfits(study.read_all(Document), study.papers))
    for line in found:
        data(visible(line))
    refuse_if_failed(len(found), "of the documents do not fit. Run: annotate ingest")


def _review(documents: Sequence[Document], study: Project, path: Path) -> None:
    from annotate.files import replacing
    from annotate.ingest import review_page

    page = review_page(documents, study.papers)
    with replacing(path) as file:
        file.write(page)
    say(f"wrote {path}")


def _known(study: Project) -> Sequence[Document]:
    """Return the documents of an earlier run; none if their file is of another version."""
    from annotate.errors import AnnotateError
    from annotate.model import Document

    try:
        return study.read_all(Document)
    except AnnotateError:
        return ()


def _copy_in(paths: Sequence[Path], study: Project) -> None:
    from annotate.ingest import copy_in

    for source, target in copy_in(paths, study.papers):
        say(f"copied {source} to {target}")


def _tell(
    documents: Sequence[Document], errors: Sequence[AnnotateError], study: Project, *, missing: bool, explain: bool
) -> None:
    from annotate.ingest import explain_document, summary, unknown

    for document in documents:
        say(summary(document))
        for notice in document.notices:
            say(f"{document.id}: {notice}", warn=True)
        if missing and (names := unknown(document)):
            data(f"{document.id}: {', '.join(names)}")
        if explain:
            data(explain_document(document, study.papers))
    for error in errors:
        say(f"error: {error}", warn=True)
