"""Disputes as tasks for an adjudicator: the passage, who says what, and a suggestion.

A dispute becomes one task. Its text is the whole paragraphs that the dispute
touches; its regions are **proposals**, a mark as one or more annotators (or the
consensus) made it. A proposal's id says nothing by itself: the task's data name
the stitched ids of the marks that it stands for, so that the decision can be
keyed by them::

    data.proposals   [{"id": "p1", "label", "start", "end", "attributes", "members": ["d:li:r1", "d:wang:r7"]}]
    data.members     every disputed mark: [{"id": "d:li:r1", "label", "start", "end"}]
    data.relations   [{"type", "source": "p1", "target": "p2", "members": ["d:li:r1>supports>r2"]}]

The suggestion is the prediction from which the adjudicator begins; each
annotator's version is a prediction beside it, with their name for model version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.labelstudio.config import bilingual
from annotate.labelstudio.cutting import task_of
from annotate.labelstudio.regions import to_result
from annotate.labelstudio.tasks import to_json
from annotate.language import chinese
from annotate.model import (
    Annotation,
    Attribute,
    Consensus,
    Dispute,
    Document,
    Extent,
    Relation,
    Span,
    Task,
    Version,
    stable_id,
)
from annotate.schema import Label, Schema

SUGGESTED = "suggested"
"""The model version of the suggestions; those of annotators have a prefix."""
VERSION_OF = "annotator: "
SHOWN = 60
Item = dict[str, Any]
Ask = Callable[[Dispute], str]
"""What an adjudicator reads over a dispute."""


def asked(dispute: Dispute) -> str:
    """Return what is disputed, how badly and why; in both languages, for the adjudicator's is not known here."""
    reasons = dict.fromkeys((chinese(dispute.detail), dispute.detail))
    return f"{dispute.kind} {dispute.severity:.2f}: {' · '.join(reasons)}"


@dataclass
class _Case:
    """A dispute with what it speaks of.

    Args:
        proposals: by id, each with the marks it stands for.
        by: annotator -> their proposals.
        suggested: proposals of the suggestion, in the text's order.
        drawn: (type, source, target) -> annotator -> the relations' ids.
    """

    dispute: Dispute
    proposals: dict[str, tuple[Span, tuple[str, ...]]] = field(default_factory=dict)
    members: dict[str, Span] = field(default_factory=dict)
    by: dict[str, list[str]] = field(default_factory=dict)
    suggested: list[str] = field(default_factory=list)
    drawn: dict[tuple[str, str, str], dict[str, list[str]]] = field(default_factory=dict)

    def propose(self, span: Span, members: Sequence[str]) -> str:
        """Add a proposal, or the marks to one that is there; return its id."""
        attributes = [(a.name, *a.values) for a in span.attributes]
        made = stable_id(self.dispute.id, span.label, span.extent.start, span.extent.end, attributes)
        known = self.proposals[made][1] if made in self.proposals else ()
        own = replace(span, id=made, origin="prediction", support=None, score=None)
        self.proposals[made] = (own, tuple(dict.fromkeys((*known, *members))))
        return made


def to_items(
    disputes: Iterable[Dispute],
    documents: Mapping[str, Document],
    annotations: Iterable[Annotation],
    consensus: Iterable[Consensus],
    schema: Schema,
    ask: Ask = asked,
) -> list[Item]:
    """Return one task a dispute, worst first.

    Args:
        disputes: of any of the documents.
        documents: id -> document.
        annotations: whose spans and relations the disputes name; all of them are there.
        consensus: what stands, for the suggestions.
        schema: for titles and controls.
        ask: what the page says of a dispute.
    """
    works: dict[str, list[Annotation]] = {}
    for work in annotations:
        works.setdefault(work.document, []).append(work)
    standing = {found.document: found for found in consensus}
    marks = {document: {span.id: span for work in own for span in work.spans} for document, own in works.items()}
    items = []
    for dispute in sorted(disputes, key=lambda dispute: dispute.order):
        name = dispute.document
        case = _case(dispute, works[name], marks[name], standing[name])
        item = _item(case, documents[name], schema)
        item["data"]["question"] = ask(dispute)
        items.append(item)
    return items


def _case(dispute: Dispute, works: Sequence[Annotation], spans: Mapping[str, Span], found: Consensus) -> _Case:
    """Return what a dispute speaks of; `spans` are all of its document."""
    case = _Case(dispute)
    if dispute.kind == "relation":
        _relations(case, {r.id: r for work in works for r in work.relations}, spans, found)
    else:
        _spans(case, spans, found)
    return case


def _item(case: _Case, document: Document, schema: Schema) -> Item:
    task = _task(case, document, schema)
    item = to_json(task, None, schema)
    item["data"] |= _told(case, document, schema)
    mine = {name: _result(case, name, ids, task, schema) for name, ids in sorted(case.by.items())}
    score = round(case.dispute.severity, 4)
    item["predictions"] = [
        {"model_version": SUGGESTED, "score": score, "result": _result(case, "", case.suggested, task, schema)},
        *({"model_version": VERSION_OF + name, "score": score, "result": result} for name, result in mine.items()),
    ]
    return item


def _spans(case: _Case, spans: Mapping[str, Span], found: Consensus) -> None:
    for version in case.dispute.versions:
        own = [spans[member] for member in version.spans if member in spans]
        case.members |= {span.id: span for span in own}
        case.by[version.annotator] = list(dict.fromkeys(case.propose(span, [span.id]) for span in own))
    stands = next((span for span in found.spans if span.id == case.dispute.consensus), None)
    if stands is not None:
        members = stands.support.members if stands.support else ()
        case.members |= {member: spans[member] for member in members if member in spans}
        case.suggested = [case.propose(stands, members)]
        return
    # Nothing stands: the version that most have, of equals the one with more marks, then the first in the text.
    ways = [tuple(sorted(ids, key=lambda p: case.proposals[p][0].extent)) for ids in case.by.values() if ids]
    if ways:
        best = min((-ways.count(way), -len(way), [case.proposals[p][0].extent for p in way], way) for way in ways)
        case.suggested = list(best[-1])


def _relations(case: _Case, relations: Mapping[str, Relation], spans: Mapping[str, Span], found: Consensus) -> None:
    """Propose the joined spans as the consensus has them, and every relation between them."""
    home = {member: span for span in found.spans if span.support for member in span.support.members}
    for version in case.dispute.versions:
        case.by[version.annotator] = []
        for member in version.relations:
            if member not in relations:
                continue
            relation = relations[member]
            ends = []
            for end in (relation.source, relation.target):
                stands = home.get(end) or _marks_it(spans[end], found)
                ends.append(case.propose(stands, ()))
            key = (relation.type, ends[0], ends[1])
            case.drawn.setdefault(key, {}).setdefault(version.annotator, []).append(member)
            case.by[version.annotator].extend(end for end in ends if end not in case.by[version.annotator])
    case.suggested = list(dict.fromkeys(end for ids in case.by.values() for end in ids))
    for ids in case.by.values():
        ids.extend(end for end in case.suggested if end not in ids)


def _marks_it(span: Span, found: Consensus) -> Span:
    """Return the consensus span that a span marks in part, or the span itself."""
    near = [other for other in found.spans if other.label == span.label and other.overlaps(span)]
    return max(near, key=lambda other: (other.extent.overlap(span.extent), -other.extent.start), default=span)


def _task(case: _Case, document: Document, schema: Schema) -> Task:
    """Return the paragraphs that the dispute and its proposals touch."""
    extents = [case.dispute.extent, *(span.extent for span, _ in case.proposals.values())]
    start, end = min(extent.start for extent in extents), max(extent.end for extent in extents)
    touched = [p for p in document.paragraphs() if p.start < end and p.end > start]
    extent = Extent(min(start, touched[0].start), max(end, touched[-1].end)) if touched else Extent(start, end)
    return task_of(document, extent, [label.id for label in schema.labels])


def _told(case: _Case, document: Document, schema: Schema) -> Item:
    """Return what the page shows beside the text, and what the decision is read by."""
    dispute = case.dispute
    versions = [_words(version, case, document, schema) for version in dispute.versions]
    return {
        "status": "seeded",
        "dispute": dispute.id,
        "kind": dispute.kind,
        "severity": dispute.severity,
        "versions": "\n".join(versions),
        "proposals": [
            _place(span) | {"attributes": {a.name: list(a.values) for a in span.attributes}, "members": list(members)}
            for span, members in case.proposals.values()
        ],
        "members": [_place(span) for span in case.members.values()],
        "relations": [
            {"type": kind, "source": source, "target": target, "members": sorted(m for own in by.values() for m in own)}
            for (kind, source, target), by in sorted(case.drawn.items())
        ],
    }


def _place(span: Span) -> Item:
    return {"id": span.id, "label": span.label, "start": span.extent.start, "end": span.extent.end}


def _words(version: Version, case: _Case, document: Document, schema: Schema) -> str:
    """Say one annotator's version in a line."""
    told = []
    if case.drawn:
        for (kind, source, target), by in sorted(case.drawn.items()):
            if version.annotator in by:
                ends = [document.quote(case.proposals[end][0].extent)[:SHOWN] for end in (source, target)]
                relation = schema.relation(kind)
                told.append(f"{ends[0]} → {bilingual(relation.title) if relation else kind} → {ends[1]}")
    else:
        for made in case.by.get(version.annotator, ()):
            span = case.proposals[made][0]
            label = schema.label(span.label)
            values = "; ".join(_attribute(a, label) for a in span.attributes)
            name = bilingual(label.title) if label else span.label
            told.append(f"{name} 「{document.quote(span.extent)[:SHOWN]}」{f' ({values})' if values else ''}")
    return f"{version.annotator}: {' / '.join(told) or '未标 nothing'}"


def _attribute(attribute: Attribute, label: Label | None) -> str:
    """Say an attribute in the words of the page."""
    kind = label.attribute(attribute.name) if label else None
    if kind is None:
        return f"{attribute.name}: {', '.join(attribute.values)}"
    titles = {choice.id: bilingual(choice.title) for choice in kind.choices}
    return f"{bilingual(kind.title)}: {', '.join(titles.get(value) or value for value in attribute.values)}"


def _result(case: _Case, who: str, ids: Sequence[str], task: Task, schema: Schema) -> list[Item]:
    """Return the regions of one version; the suggestion holds the relations that most drew."""
    most = max((len(by) for by in case.drawn.values()), default=0)
    drawn = sorted(key for key, by in case.drawn.items() if (who in by if who else len(by) == most))
    relations = [Relation(id="", type=kind, source=source, target=target) for kind, source, target in drawn]
    # Of two relations that as many drew, only one can be suggested.
    return to_result([case.proposals[made][0] for made in ids], relations if who else relations[:1], task, schema)
