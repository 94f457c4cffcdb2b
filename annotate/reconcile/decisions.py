"""What an adjudicator decided, applied before any vote.

Issues: W501 none of a decision's members is there any more, W502 some are not,
W503 a later decision on the same members stands, E504 it sets edges outside the
text, W505 it keeps a relation whose ends are not in the consensus, W507 it sets what
the schema does not have, W508 when it was made cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotate.matching import THRESHOLD
from annotate.model import Attribute, Decision, Extent, Issue, Labelling, Span, moment_of
from annotate.reconcile.pool import Pool
from annotate.schema import Schema, check


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A decision with those of its spans that are there."""

    decision: Decision
    spans: tuple[Span, ...]

    def label(self) -> str:
        """Return the decided label; if none is given, that of most members, the first in the text of equals."""
        if self.decision.label:
            return self.decision.label
        labels = [span.label for span in sorted(self.spans, key=lambda s: (s.extent.start, s.extent.end))]
        return max(labels, key=labels.count)

    def extent(self, otherwise: Extent) -> Extent:
        """Return the decided edges; what is not decided is as otherwise."""
        if self.decision.kind != "set":
            return otherwise
        start = otherwise.start if self.decision.start is None else self.decision.start
        end = otherwise.end if self.decision.end is None else self.decision.end
        return Extent(start, end) if start < end else otherwise


@dataclass(slots=True, kw_only=True)
class Rulings:
    """All decisions on a document, resolved to what is there.

    Args:
        dropped: id of a span or relation -> reason.
        kept_relations: ids of relations that stand if their ends do.
    """

    spans: list[Ruled] = field(default_factory=list)
    dropped: dict[str, str] = field(default_factory=dict)
    kept_relations: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def resolve(pool: Pool, decisions: Iterable[Decision], schema: Schema) -> Rulings:
    """Find what each decision speaks of; of two on one member the later stands."""
    rulings = Rulings()
    own = [decision for decision in decisions if decision.document == pool.document.id]
    ordered = sorted(own, key=lambda decision: decision.moment)
    latest = {member: place for place, decision in enumerate(ordered) for member in decision.members}
    for place, decision in enumerate(ordered):
        there = [member for member in decision.members if member in pool.owner]
        stands = [member for member in there if latest[member] == place]
        rulings.issues.extend(_issues(pool, decision, there, stands))
        spans = tuple(pool.spans[m] for m in dict.fromkeys(stands) if m in pool.spans and m not in pool.refused)
        if decision.kind == "drop":
            reason = f"dropped by {decision.by or 'an adjudicator'}: {decision.why or 'no reason given'}"
            rulings.dropped.update(dict.fromkeys(stands, reason))
            continue
        rulings.kept_relations.extend(member for member in stands if member in pool.relations)
        if spans and not _outside(pool, decision):
            ruled = Ruled(decision=decision, spans=spans)
            rulings.spans.append(ruled)
            rulings.issues.extend(_misfits(pool, ruled, schema))
    return rulings


def _issues(pool: Pool, decision: Decision, there: Sequence[str], stands: Sequence[str]) -> Iterable[Issue]:
    where = _where(decision)
    gone = ", ".join(member for member in decision.members if member not in pool.owner)
    if not there:
        message = "the decision fits nothing any more and is not applied; decide again"
        yield Issue(code="W501", where=where, message=message, found=gone)
    elif gone:
        message = "some of the decision's members are not there any more; it holds for the others"
        yield Issue(code="W502", where=where, message=message, found=gone)
    if len(stands) < len(there):
        yield Issue(code="W503", where=where, message="a later decision on the same members stands")
    if decision.at and moment_of(decision.at) is None:
        message = "the decision's moment is no date; it counts as the earliest of all"
        yield Issue(code="W508", where=where, message=message, expected="2026-03-01T08:00:00+00:00", found=decision.at)
    if stands and _outside(pool, decision):
        message = "the decision's edges lie outside the text, or its end before its start; it is not applied"
        found = f"{decision.start}:{decision.end}"
        yield Issue(code="E504", where=where, message=message, expected=f"0:{len(pool.document.text)}", found=found)


def _where(decision: Decision) -> str:
    return f"decisions.jsonl {decision.document} {decision.kind} {', '.join(decision.members)}"


def _misfits(pool: Pool, ruled: Ruled, schema: Schema) -> Iterable[Issue]:
    """Tell what a decision sets and the schema does not have; it stands all the same, since a person wrote it."""
    decision = ruled.decision
    if decision.kind != "set":
        return
    attributes = tuple(Attribute(name=name, values=values) for name, values in decision.attributes.items() if values)
    span = Span(id="", label=ruled.label(), extent=Extent(0, 1), attributes=attributes)
    for issue in check(Labelling(document=pool.document.id, spans=(span,)), schema):
        message = f"what the decision sets is not in the schema: {issue.message}"
        yield Issue(code="W507", where=_where(decision), message=message, expected=issue.expected, found=issue.found)


def _outside(pool: Pool, decision: Decision) -> bool:
    if decision.kind != "set":
        return False
    length = len(pool.document.text)
    start = 0 if decision.start is None else decision.start
    end = length if decision.end is None else decision.end
    return not 0 <= start < end <= length


def joins(ruled: Extent, span: Span) -> bool:
    """True if a span that the decision does not name marks the decided place too."""
    return span.extent.iou(ruled) >= THRESHOLD
