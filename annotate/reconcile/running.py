"""Reconcile all documents of a study, however many: each document's lines in, its consensus out.

The lines of a document and of its annotations go to a process or a worker
(`Reconciling`); what comes back is written in the documents' order. Disputes are
sorted at the end, on disk, worst first.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError, raise_problems
from annotate.files import dump_record, read_edited, read_record, replacing
from annotate.journal import Journal
from annotate.model import Annotation, Consensus, Decision, Dispute, Document, Issue, LedgerEntry
from annotate.reconcile.document import Reconciliation, reconcile
from annotate.reconcile.methods import Method
from annotate.records import Filed, Index, Line, Lines, sorted_lines
from annotate.schema import Schema
from annotate.store import Project

if TYPE_CHECKING:
    from annotate.parallel import Mapper

CONSENSUS, LEDGER, DISPUTES = "consensus.jsonl", "ledger.jsonl", "disputes.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One document on its way to a process: its line, everybody's lines, what was decided on it."""

    key: str
    document: Line
    annotations: tuple[Line, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciling:
    """What the processes run."""

    schema: Schema
    method: Method

    def __call__(self, work: Work) -> tuple[str, tuple[str, str, str], dict[str, Any]]:
        """Return the key, the lines of consensus, ledger and disputes, and what to count and tell.

        Raises:
            InputError, ProblemsError: a line is no document, or no annotation.
        """
        document = read_record(work.document.text, Document, work.document.where)
        annotations = [read_record(line.text, Annotation, line.where) for line in work.annotations]
        result = reconcile(document, annotations, self.schema, method=self.method, decisions=work.decisions)
        texts = (_dumped([result.consensus]), _dumped(result.ledger), _dumped(result.disputes))
        return work.key, texts, _note(result)


def _dumped(values: Iterable[object]) -> str:
    return "".join(f"{dump_record(value)}\n" for value in values)


def _note(result: Reconciliation) -> dict[str, Any]:
    came = Counter((entry.kind, entry.label, entry.fate) for entry in result.ledger)
    stand = Counter(("span", span.label) for span in result.consensus.spans)
    stand.update(("relation", relation.type) for relation in result.consensus.relations)
    kinds = Counter(dispute.kind for dispute in result.disputes)
    return {
        "came": list(came.items()),
        "stand": list(stand.items()),
        "disputes": list(kinds.items()),
        "issues": [astuple(issue) for issue in result.issues],
    }


@dataclass(slots=True)
class Summary:
    """What became of everything, counted.

    Args:
        came: (kind, label, fate) -> how many marks came in.
        stand: (kind, label) -> how many stand in the consensus.
        disputes: kind -> how many.
        issues: of the decisions, and what a killed run before had done.
    """

    documents: int = 0
    kept: int = 0
    came: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    stand: Counter[tuple[str, str]] = field(default_factory=Counter)
    disputes: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)

    def add(self, note: dict[str, Any]) -> None:
        """Count what was noted of one document."""
        self.documents += 1
        self.came.update({(kind, label, fate): n for (kind, label, fate), n in note["came"]})
        self.stand.update({(kind, label): n for (kind, label), n in note["stand"]})
        self.disputes.update(dict(note["disputes"]))
        names = ("code", "message", "where", "expected", "found")
        self.issues += [Issue(**dict(zip(names, parts, strict=True))) for parts in note["issues"]]


class Annotated:
    """The documents that somebody annotated, each with everybody's lines.

    Raises:
        NotFoundError, InputError, ProblemsError: a file is missing or wrong.
    """

    def __init__(self, project: Project) -> None:
        """Find each document's lines, and read the decisions."""
        self.documents = Lines(project.path(Document))
        self.index = Index(project.path(Annotation))
        self.decisions = read_edited(project.root / "decisions.jsonl", Decision)
        self.passed: set[str] = set()

    def __iter__(self) -> Iterator[Work]:
        """Yield one work a document, in the order of the documents."""
        decided: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            decided.setdefault(decision.document, []).append(decision)
        for line in self.documents:
            name = line.value("id")
            lines = self.index.lines(name)
            if not lines:
                continue
            if name in decided:
                self.passed.add(name)
            own = tuple(decided.get(name, ()))
            keys = repr((line.key, [one.key for one in lines], own))
            key = hashlib.blake2b(keys.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
            yield Work(key=key, document=line, annotations=lines, decisions=own)

    def __len__(self) -> int:
        """Return how many documents were annotated."""
        return len(self.index)

    def refuse_unknown(self) -> None:
        """Refuse work on what is not among the documents; ask when all are passed.

        Raises:
            InputError, ProblemsError: there is such work.
        """
        todo = "Run: annotate ingest, with the paper in papers/."
        names = sorted(self.index.unasked())
        raise_problems([InputError(name, "is annotated, but is not among the documents", todo) for name in names])

    def idle(self) -> list[Issue]:
        """Return what is to be said of decisions on documents that nobody annotated."""
        message = "nobody's work on that document is there"
        return [
            Issue(code="W501", where=f"decisions.jsonl {decision.document}", message=message)
            for decision in self.decisions
            if decision.document not in self.passed
        ]


def disputed(project: Project) -> Iterator[tuple[Document, tuple[Dispute, ...], tuple[Annotation, ...]]]:
    """Yield each annotated document with its disputes, worst first, and everybody's work on it; none of them is held.

    Raises:
        NotFoundError, InputError, ProblemsError: a file is missing or wrong, or a dispute speaks of
            what is not there any more: a document (told at the end), or a mark.
    """
    disputes, works = Index(project.path(Dispute)), Filed(project.path(Annotation), Annotation)
    for line in Lines(project.path(Document)):
        own = works.of(line.value("id"))
        if own:
            document = read_record(line.text, Document, line.where)
            found = tuple(read_record(one.text, Dispute, one.where) for one in disputes.lines(document.id))
            there = {span.id for work in own for span in work.spans} | {r.id for work in own for r in work.relations}
            project.refuse_stale_disputes([name for dispute in found for name in dispute.gone(there)])
            yield document, found, own
    project.refuse_stale_disputes(sorted(disputes.unasked()))


def reconcile_all(
    project: Project, annotated: Annotated, works: Iterable[Work], method: Method, mapper: Mapper
) -> Summary:
    """Write the consensus, the ledger and the disputes of all documents; say what became of everything.

    Args:
        project: the study.
        annotated: what `works` come from.
        works: the documents, each with what was made of it; perhaps behind a bar.
        method: that has seen all annotations, if it needs them.
        mapper: here, in processes, or on a cluster: the same bytes.

    Raises:
        NotFoundError, InputError, ProblemsError: a line is wrong, or a document is not there.
    """
    schema = project.schema()
    seen = project.path(Annotation).stat()  # a method may have learnt from all of it
    recipe = ["reconcile", method.name, schema, seen.st_size, seen.st_mtime_ns]
    journal = Journal(project.work / ".reconcile", [CONSENSUS, LEDGER, DISPUTES], recipe)
    summary = Summary()

    def keep(_: object) -> None:
        summary.kept += 1

    try:
        for key, texts, note in mapper(Reconciling(schema=schema, method=method), journal.open_things(works, keep)):
            journal.add(key, texts, note)
        annotated.refuse_unknown()
        for note in journal.notes():
            summary.add(note)
        files = journal.done()
        _sort(files[DISPUTES], project.path(Dispute))
        files[LEDGER].replace(project.path(LedgerEntry))
        files[CONSENSUS].replace(project.path(Consensus))
    except BaseException:
        journal.close()
        raise
    journal.drop()
    return summary


def _sort(made: Path, path: Path) -> None:
    """Write the disputes worst first, in the order of documents and places."""
    with replacing(path) as file:
        file.writelines(sorted_lines(_with_severity(Lines(made)), made.parent))


def _with_severity(lines: Iterable[Line]) -> Iterator[tuple[tuple[float, str, int, int, str], str]]:
    for line in lines:
        yield read_record(line.text, Dispute, line.where).order, line.text
