"""The disputes as a list of values: worst first, each with its passage and every annotator's version.

    severity kind label document start-end  passage   A: claim 潮位…   B: (asked, marked nothing)   C was not asked

Each format says in its own way what they are (`annotate.reconcile.listing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from json import dumps, loads
from pathlib import Path
from typing import Any

from annotate.model import Annotation, Dispute, Document, Relation, Span, Tie, Version
from annotate.records import sorted_lines
from annotate.spool import Spool

AROUND = 30
"""Characters of text shown on either side of the passage."""
Disputed = tuple[Document, Iterable[Dispute], Sequence[Annotation]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What an annotator made: a span, or a relation.

    Args:
        label: of the span, or the relation's type.
        words: that were marked; of a relation, those that it goes out from.
        attributes: names and values of the span's.
        target: words that a relation leads to; None for a span.
    """

    label: str
    words: str
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One dispute, as who reads the list needs it.

    Args:
        label: of what is disputed; several are parted by `/`.
        document: the paper's title, or the name of its file.
        start, end: of the passage in the document.
        passage: its words, with those around it.
        detail: why, in English words; `ties` say it as values where an attribute is disputed.
        versions: annotator -> marks; who was asked and marked nothing has none, who was not asked is not there.
    """

    severity: float
    kind: str
    label: str
    document: str
    start: int
    end: int
    passage: str
    detail: str
    versions: Mapping[str, tuple[Mark, ...]]
    ties: tuple[Tie, ...] = ()

    def parts(self) -> tuple[str, str, str]:
        """Return what stands before, in and after the passage; `…` where the paper goes on."""
        first = min(self.start, AROUND)
        last = first + self.end - self.start
        before, after = self.passage[:first], self.passage[last:]
        return (
            f"{'…' if self.start > AROUND else ''}{before}",
            self.passage[first:last],
            f"{after}{'…' if len(after) == AROUND else ''}",
        )


@dataclass(frozen=True, slots=True)
class DisputeList:
    """All disputes of a study.

    Args:
        rows: worst first; many lie on disk.
        annotators: all who worked on its documents, in order.
    """

    rows: Sequence[Listed]
    annotators: tuple[str, ...]


def to_list(disputed: Iterable[Disputed], folder: Path | None = None) -> DisputeList:
    """Return the list of a study's disputes.

    Args:
        disputed: each annotated document with its disputes, perhaps none, and everybody's work on it.
        folder: where what is on disk lies meanwhile.
    """
    annotators: set[str] = set()
    rows: Spool[Listed] = Spool(_pack, _unpack, folder)
    made = ((dispute.order, dumps(_pack(row))) for dispute, row in _rows(disputed, annotators))
    for line in sorted_lines(made, folder):  # all documents are passed before the first line comes
        rows.append(_unpack(loads(line)))
    return DisputeList(rows, tuple(sorted(annotators)))


def _rows(disputed: Iterable[Disputed], annotators: set[str]) -> Iterator[tuple[Dispute, Listed]]:
    """Yield each dispute with its row; note all who worked."""
    for document, disputes, works in disputed:
        annotators.update(work.annotator for work in works)
        spans = {span.id: span for work in works for span in work.spans}
        relations = {relation.id: relation for work in works for relation in work.relations}
        for dispute in disputes:
            start, end = dispute.extent.start, dispute.extent.end
            yield (
                dispute,
                Listed(
                    severity=dispute.severity,
                    kind=dispute.kind,
                    label=dispute.label,
                    document=document.metadata.title or document.source.path,
                    start=start,
                    end=end,
                    passage=document.text[max(0, start - AROUND) : end + AROUND],
                    detail=dispute.detail,
                    versions={v.annotator: tuple(_marks(v, document, spans, relations)) for v in dispute.versions},
                    ties=dispute.ties,
                ),
            )


def _marks(
    version: Version, document: Document, spans: Mapping[str, Span], relations: Mapping[str, Relation]
) -> Iterator[Mark]:
    for member in version.relations:
        relation = relations[member]
        source, target = (document.quote(spans[end].extent) for end in (relation.source, relation.target))
        yield Mark(relation.type, source, target=target)
    for member in version.spans if not version.relations else ():
        span = spans[member]
        yield Mark(span.label, document.quote(span.extent), tuple((a.name, a.values) for a in span.attributes))


def _pack(row: Listed) -> tuple[Any, ...]:
    versions = [(annotator, [astuple(mark) for mark in marks]) for annotator, marks in row.versions.items()]
    head = (row.severity, row.kind, row.label, row.document, row.start, row.end, row.passage, row.detail)
    return (*head, versions, [(tie.name, dict(tie.votes), tie.values, tie.is_text) for tie in row.ties])


def _unpack(own: Sequence[Any]) -> Listed:
    severity, kind, label, document, start, end, passage, detail, versions, ties = own
    return Listed(
        severity=severity,
        kind=kind,
        label=label,
        document=document,
        start=start,
        end=end,
        passage=passage,
        detail=detail,
        versions={annotator: tuple(map(_mark, marks)) for annotator, marks in versions},
        ties=tuple(map(_tie, ties)),
    )


def _mark(own: Sequence[Any]) -> Mark:
    label, words, attributes, target = own
    return Mark(label, words, tuple((name, tuple(values)) for name, values in attributes), target)


def _tie(own: Sequence[Any]) -> Tie:
    name, votes, values, is_text = own
    given = {annotator: tuple(said) for annotator, said in votes.items()}
    return Tie(name=name, votes=given, values=tuple(values), is_text=is_text)
