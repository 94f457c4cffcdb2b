"""Read all papers of a study, however many, and write their documents one line at a time.

path, bytes' size and time ─┐
line of an earlier run ─────┴→ [process or worker: paper → Document → line] → work/documents.jsonl
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import AnnotateError, InputError, ProblemsError
from annotate.files import dump_record, move_if_changed, read_record
from annotate.ingest.cleaning import cleaners
from annotate.ingest.earlier import Earlier, place_in
from annotate.ingest.metadata import Records, load_records
from annotate.ingest.pipeline import document_id, make_document
from annotate.ingest.readers import read_bytes
from annotate.ingest.telling import summary, unknown
from annotate.journal import Journal
from annotate.model import Document
from annotate.store import Project

if TYPE_CHECKING:
    from annotate.parallel import Mapper

NAME = "documents.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper on its way to a process.

    Args:
        key: by which it is known again after a kill.
        line: of an earlier run's document, empty if there is none.
        data: the bytes, for processes that do not see the file.
    """

    key: str
    path: Path
    line: str = ""
    data: bytes | None = None
    error: AnnotateError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What people are told of one paper: its document in a line, or what is wrong with it."""

    id: str = ""
    summary: str = ""
    notices: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    errors: tuple[AnnotateError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Turns papers into lines: what the processes run."""

    papers: Path
    records: Records

    def __call__(self, paper: Paper) -> tuple[Paper, str, Told]:
        """Return the document's line, empty if the paper cannot be read, and what to tell."""
        try:
            if paper.error:
                raise paper.error
            document = make_document(paper.path, self.papers, self.records, _known(paper.line), paper.data)
        except AnnotateError as error:
            errors = error.problems if isinstance(error, ProblemsError) else (error,)
            return _bare(paper), "", Told(errors=errors)
        told = Told(id=document.id, summary=summary(document), notices=document.notices, unknown=unknown(document))
        return _bare(paper), dump_record(document) + "\n", told


def ingest_all(project: Project, paths: Iterable[Path], mapper: Mapper, resumed: Callable[[int], None]) -> Journal:
    """Write the documents of all papers; return the journal of what is to be told (`told`), to be dropped then.

    Args:
        project: the study; its own `work/documents.jsonl` is replaced at the end.
        paths: the papers, sorted.
        mapper: here, in processes, or on a cluster: the same bytes.
        resumed: is told how many papers a killed run before had done.

    Raises:
        InputError, ProblemsError: a metadata file is wrong.
    """
    records = load_records(project.papers)
    journal = Journal(project.work / ".ingest", [NAME], ["ingest", cleaners(), records])
    seen: dict[str, str] = {}
    kept = 0

    def keep(note: Any) -> None:  # noqa: ANN401 - as JSON gives it
        nonlocal kept
        kept += 1
        if note["id"]:
            seen[note["id"]] = note["file"]

    try:
        things = journal.open_things(_papers(project, paths, read=mapper.remote), keep)
        for paper, line, told in mapper(Reading(papers=project.papers, records=records), things):
            taken = seen.get(told.id)  # none for a paper that could not be read: that is what is told of it
            if taken:
                journal.add(paper.key, [""], _note(paper.path, _doubled(paper.path, taken, project.papers)))
                continue
            if line:
                seen[told.id] = paper.path.name
            journal.add(paper.key, [line], _note(paper.path, told))
        if kept:
            resumed(kept)
        _settle(journal.done()[NAME], project)
    except BaseException:
        journal.close()
        raise
    return journal


def _settle(made: Path, project: Project) -> None:
    """Put the documents where they belong; the same bytes get a new time only where a paper has a newer one."""
    documents = project.path(Document)
    move_if_changed(made, documents)
    written = documents.stat().st_mtime_ns
    # Not `rglob`, which remembers every path that it gave.
    paths = (Path(folder, name) for folder, _, names in os.walk(project.papers) for name in names)
    if any(path.stat().st_mtime_ns > written for path in paths if path.is_file()):
        documents.touch()


def _doubled(path: Path, other: str, papers: Path) -> Told:
    what = f"has the same id as {other}: {document_id(path, papers)}"
    return Told(errors=(InputError(str(path), what, "Rename one of the two."),))


def told(journal: Journal) -> Iterator[Told]:
    """Yield what is to be told of each paper, in order."""
    for note in journal.notes():
        yield Told(
            id=note["id"],
            summary=note["summary"],
            notices=tuple(note["notices"]),
            unknown=tuple(note["unknown"]),
            errors=tuple(InputError(*parts) for parts in note["errors"]),
        )


def _note(path: Path, told: Told) -> dict[str, Any]:
    """Return what the journal keeps of a paper; the id is empty for one that could not be read."""
    errors = [(error.where, error.what, error.todo) for error in told.errors]
    return {
        "id": told.id, "file": path.name, "summary": told.summary, "notices": told.notices, "unknown": told.unknown,
        "errors": errors,
    }  # fmt: skip


def _papers(project: Project, paths: Iterable[Path], *, read: bool) -> Iterator[Paper]:
    earlier: Earlier[str] = Earlier(_lines(project.path(Document)), place_in)
    top = project.papers.absolute()
    for path in paths:
        place = path.absolute().relative_to(top).as_posix()
        line = earlier.find(place) or ""
        paper = Paper(key=_key(path, place), path=path, line=line)
        yield _loaded(paper) if read else paper


def _loaded(paper: Paper) -> Paper:
    try:
        return Paper(key=paper.key, path=paper.path, line=paper.line, data=read_bytes(paper.path))
    except AnnotateError as error:
        return Paper(key=paper.key, path=paper.path, error=error)


def _bare(paper: Paper) -> Paper:
    """Return the paper without what need not travel back."""
    return Paper(key=paper.key, path=paper.path)


def _key(path: Path, place: str) -> str:
    try:
        found = path.stat()
    except OSError:
        return place
    return f"{place} {found.st_size} {found.st_mtime_ns}"


def _lines(path: Path) -> Iterator[str]:
    if path.exists():
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from file


def _known(line: str) -> Document | None:
    try:
        return read_record(line, Document, NAME) if line else None
    except AnnotateError:
        return None
