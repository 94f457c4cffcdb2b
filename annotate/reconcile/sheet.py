r"""A table of disputes that a person fills in, from which decisions are read back (`sheet_reading`).

One row a proposal: a mark as one or more annotators made it, in a dispute. In the
column `decision` the adjudicator writes `keep` or `drop` (保留, 舍去); what is left empty is
not decided. Who changes `label`, `text` or `attributes` of a kept row sets them:
the new text must stand in the paper, in or beside the dispute's passage, and
what is set must be in the schema. An attribute that is taken out is unset.

    type=statistic; theme=ports|tides; note=first\; second

A backslash before ; | or \ makes it a sign of the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.inert import safe
from annotate.model import Annotation, Dispute, Document, Extent, Relation, Span

COLUMNS = (
    "dispute", "document", "kind", "severity", "detail", "passage", "annotators",
    "label", "text", "attributes", "members", "decision", "by", "why",
)  # fmt: skip
AROUND = 40
"""Characters of text shown on either side, and searched for a new text."""
BETWEEN = " | "
PARTING = re.compile(r"[\\;|]")
ESCAPED = r"\\\g<0>"
Row = dict[str, str]
Attributes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One row, and what it says as values.

    Args:
        row: as it is written.
        passage: in the document, in which a new text is looked for.
        members: stitched ids of the marks that it stands for.
        extent: of its text in the document; None for a relation, which has two ends.
        attributes: the mark's.
    """

    row: Row
    passage: Extent
    members: tuple[str, ...]
    extent: Extent | None = None
    attributes: Attributes = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What a filled row is known by: the dispute, and the members."""
        return self.row["dispute"], self.row["members"]


def to_proposals(
    document: Document, disputes: Iterable[Dispute], annotations: Sequence[Annotation], standing: Mapping[str, Span]
) -> Iterator[Proposal]:
    """Yield the proposals of a document's disputes, worst first.

    Args:
        document: whose disputes they are.
        disputes: worst first.
        annotations: of the document; every mark that the disputes name is there.
        standing: id -> span of the consensus.
    """
    spans = {span.id: span for work in annotations for span in work.spans}
    relations = {relation.id: relation for work in annotations for relation in work.relations}
    for dispute in disputes:
        passage = Extent(max(0, dispute.extent.start - AROUND), min(len(document.text), dispute.extent.end + AROUND))
        head = {
            "dispute": dispute.id,
            "document": dispute.document,
            "kind": dispute.kind,
            "severity": f"{dispute.severity:.2f}",
            "detail": dispute.detail,
            "passage": document.quote(passage),
        }
        empty = Proposal(row=dict.fromkeys(COLUMNS, "") | head, passage=passage, members=())
        if dispute.kind == "relation":
            yield from _relation_proposals(document, dispute, spans, relations, empty)
        elif dispute.kind in ("attribute", "boundary") and dispute.consensus in standing:
            span = standing[dispute.consensus]
            by, members = (span.support.by, span.support.members) if span.support else ((), ())
            yield _of_span(document, span, by, members, empty)
        else:
            yield from _span_proposals(document, dispute, spans, empty)


def _span_proposals(
    document: Document, dispute: Dispute, spans: Mapping[str, Span], empty: Proposal
) -> Iterator[Proposal]:
    found: dict[tuple[Extent, str], dict[str, list[str]]] = {}
    for version in dispute.versions:
        for member in version.spans:
            span = spans[member]
            found.setdefault((span.extent, span.label), {}).setdefault(version.annotator, []).append(member)
    for _, by in sorted(found.items()):
        members = [member for own in by.values() for member in own]
        # Of several marks of one place the first that says something of it speaks.
        span = next((spans[m] for m in members if spans[m].attributes), spans[members[0]])
        yield _of_span(document, span, by, members, empty)


def _of_span(document: Document, span: Span, by: Iterable[str], members: Iterable[str], empty: Proposal) -> Proposal:
    attributes = {attribute.name: attribute.values for attribute in span.attributes}
    words = (span.label, document.quote(span.extent), "; ".join(map(_said, attributes.items())))
    return _proposal(empty, by, words, members, span.extent, attributes)


def _relation_proposals(
    document: Document, dispute: Dispute, spans: Mapping[str, Span], relations: Mapping[str, Relation], empty: Proposal
) -> Iterator[Proposal]:
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for version in dispute.versions:
        for member in version.relations:
            relation = relations[member]
            source, target = (document.quote(spans[end].extent) for end in (relation.source, relation.target))
            by, members = found.setdefault((f"{source} → {target}", relation.type), ([], []))
            by.append(version.annotator)
            members.append(member)
    for (text, kind), (by, members) in sorted(found.items()):
        yield _proposal(empty, by, (kind, text, ""), members)


def _proposal(
    empty: Proposal,
    by: Iterable[str],
    words: tuple[str, str, str],
    members: Iterable[str],
    extent: Extent | None = None,
    attributes: Attributes | None = None,
) -> Proposal:
    label, text, said = words
    ids = tuple(members)
    filled = {
        "annotators": ", ".join(by),
        "label": label,
        "text": text,
        "attributes": said,
        "members": BETWEEN.join(ids),
    }
    row = {column: as_cell(words) for column, words in (empty.row | filled).items()}
    return Proposal(row=row, passage=empty.passage, members=ids, extent=extent, attributes=attributes or {})


def as_cell(text: str) -> str:
    """Return text as a workbook holds it and gives it back: it knows no other line break, and not every character."""
    return safe(text.replace("\r\n", "\n").replace("\r", "\n"))


def _said(attribute: tuple[str, Sequence[str]]) -> str:
    name, values = attribute
    return f"{name}={'|'.join(PARTING.sub(ESCAPED, value) for value in values)}"
