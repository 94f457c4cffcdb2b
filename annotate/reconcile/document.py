"""Reconcile one document: decisions, candidates, votes, disputes, relations, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.model import (
    Annotation,
    Attribute,
    Consensus,
    Decision,
    Dispute,
    Document,
    Issue,
    LedgerEntry,
    Span,
    Support,
)
from annotate.reconcile.attributes import merge_attributes
from annotate.reconcile.candidates import (
    Candidate,
    Marks,
    absorb,
    add_partial,
    group,
    make_candidate,
    marks_by_label,
    vote,
)
from annotate.reconcile.decisions import Ruled, Rulings, joins, resolve
from annotate.reconcile.disputes import attribute_dispute, boundary_dispute, settle
from annotate.reconcile.methods import Method, majority
from annotate.reconcile.pool import Pool, gather
from annotate.reconcile.relations import Fate, join
from annotate.reconcile.stretches import candidates_in
from annotate.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What became of one document's annotations.

    Args:
        disputes: worst first.
        ledger: one entry for every span and relation that came in.
        issues: decisions that could not be applied as they stand.
    """

    consensus: Consensus
    disputes: tuple[Dispute, ...]
    ledger: tuple[LedgerEntry, ...]
    issues: tuple[Issue, ...] = ()


def reconcile(
    document: Document,
    annotations: Sequence[Annotation],
    schema: Schema,
    *,
    method: Method | None = None,
    decisions: Iterable[Decision] = (),
) -> Reconciliation:
    """Reconcile the annotations of one document.

    Args:
        document: whose annotations they are.
        annotations: of that document, in any order.
        schema: says which attributes are choices.
        method: from a reconciler in `RECONCILERS`; the majority if none is given.
        decisions: an adjudicator's, of any document.
    """
    method = method or majority()
    pool = gather(document, annotations)
    rulings = resolve(pool, decisions, schema)
    fates: dict[str, Fate] = {item: ("rejected", "", reason) for item, reason in pool.refused.items()}
    fates.update((item, ("rejected", "", reason)) for item, reason in rulings.dropped.items())
    standing, others = _decide_places(pool, rulings, set(fates), method, fates)
    spans, disputes = _consensus_spans(pool, standing, schema)
    disputes += _settle_rest(pool, standing, others, method, fates)
    joined = join(pool, {span.id: span for span in spans}, fates, rulings.kept_relations, method)
    fates.update(joined.fates)
    consensus = Consensus(
        document=document.id,
        spans=tuple(spans),
        relations=tuple(sorted(joined.relations, key=lambda r: (r.type, r.source, r.target))),
        method=method.name,
        annotators=pool.annotators,
        asked=pool.passages,
    )
    return Reconciliation(
        consensus=consensus,
        disputes=tuple(sorted([*disputes, *joined.disputes], key=lambda dispute: dispute.order)),
        ledger=_ledger(pool, fates),
        issues=(*rulings.issues, *_idle(pool, rulings, fates)),
    )


def _settle_rest(
    pool: Pool, standing: Sequence[Candidate], others: Sequence[Candidate], method: Method, fates: dict[str, Fate]
) -> list[Dispute]:
    for candidate in standing:
        home = candidate.id_in(pool.document.id)
        fates.update((member, ("consensus", home, "")) for member in candidate.members)
    outcome = settle(pool, others, standing, method)
    for dispute, members in outcome.disputes:
        fates.update((member, ("dispute", dispute.id, dispute.detail)) for member in members)
    fates.update((member, ("rejected", "", reason)) for member, reason in outcome.rejected.items())
    return [dispute for dispute, _ in outcome.disputes]


def _decide_places(
    pool: Pool, rulings: Rulings, refused: set[str], method: Method, fates: dict[str, Fate]
) -> tuple[list[Candidate], list[Candidate]]:
    decided = {span.id for ruled in rulings.spans for span in ruled.spans}
    marks_of = marks_by_label(pool, refused | decided)
    adjudicated: dict[str, list[Candidate]] = {}
    for ruled in rulings.spans:
        label = ruled.label()
        candidate = _ruled_candidate(pool, ruled, marks_of.get(label, {}), method)
        adjudicated.setdefault(label, []).append(candidate)
        marks_of[label] = _without(marks_of.get(label, {}), candidate)
    standing: list[Candidate] = []
    others: list[Candidate] = []
    for label, marks in sorted(marks_of.items()):
        stands, rest = _stands(pool, label, marks, adjudicated.get(label, ()), method)
        stands = add_partial(stands, marks)
        rest, homes = absorb(pool, rest, stands, method)
        for item, home in homes.items():
            fates[item] = ("consensus", home.id_in(pool.document.id), "marks it in part: longer, or one of several")
        standing.extend(stands)
        others.extend(rest)
    return sorted(standing, key=Candidate.position), sorted(others, key=Candidate.position)


def _stands(
    pool: Pool, label: str, marks: Marks, adjudicated: Sequence[Candidate], method: Method
) -> tuple[list[Candidate], list[Candidate]]:
    if method.places is None:
        return vote([*adjudicated, *group(pool, label, marks, method)], method)
    decided = [candidate.extent for candidate in adjudicated]
    open_places = [
        place for place in method.places(pool.document.id, label) if not any(map(place[0].overlaps, decided))
    ]
    found, left = candidates_in(pool, label, marks, open_places, method)
    return [*adjudicated, *found], group(pool, label, left, method)


def _ruled_candidate(pool: Pool, ruled: Ruled, marks: Marks, method: Method) -> Candidate:
    by: dict[str, list[Span]] = {}
    for span in ruled.spans:
        by.setdefault(pool.owner[span.id], []).append(span)
    made = make_candidate(pool, ruled.label(), by, method, adjudicated=True)
    extent = ruled.extent(made.extent)
    # Who marked the same place but is not named, since their work came later, stands behind it too.
    for annotator, own in marks.items():
        if annotator not in by:
            near = [span for spans in own.values() for span in spans if joins(extent, span)]
            if near:
                best = max(near, key=lambda span: (span.extent.iou(extent), -span.extent.start, -span.extent.end))
                by[annotator] = list(own[best.extent])
    return replace(
        made,
        extent=extent,
        by={annotator: tuple(by[annotator]) for annotator in sorted(by)},
        asked=pool.asked_for(made.label, extent, tuple(by)),
        decided=dict(ruled.decision.attributes),
    )


def _without(marks: Marks, candidate: Candidate) -> Marks:
    taken = set(candidate.members)
    return {
        annotator: {extent: spans for extent, spans in own.items() if spans[0].id not in taken}
        for annotator, own in marks.items()
    }


def _consensus_spans(pool: Pool, standing: Sequence[Candidate], schema: Schema) -> tuple[list[Span], list[Dispute]]:
    spans: list[Span] = []
    disputes: list[Dispute] = []
    for candidate in standing:
        attributes, ties = merge_attributes(candidate.label, _of_label(candidate), schema)
        ties = tuple(tie for tie in ties if tie.name not in candidate.decided)
        spans.append(_consensus_span(pool, candidate, attributes))
        boundary = boundary_dispute(pool, candidate)
        if boundary:
            disputes.append(boundary)
        if ties:
            disputes.append(attribute_dispute(pool, candidate, ties))
    return spans, disputes


def _of_label(candidate: Candidate) -> Mapping[str, tuple[Span, ...]]:
    return {
        annotator: own
        for annotator, spans in candidate.by.items()
        if (own := tuple(span for span in spans if span.label == candidate.label))
    }


def _consensus_span(pool: Pool, candidate: Candidate, attributes: Sequence[Attribute]) -> Span:
    by = tuple(_of_label(candidate))
    extents = [span.extent for spans in candidate.by.values() for span in spans]
    support = Support(
        by=by,
        asked=candidate.asked,
        partial=candidate.partial,
        members=candidate.members,
        adjudicated=candidate.adjudicated,
        starts=(min(e.start for e in extents), max(e.start for e in extents)),
        ends=(min(e.end for e in extents), max(e.end for e in extents)),
        probability=_probability(candidate),
    )
    decided = tuple(
        Attribute(name=name, values=values, support=Support(by=(), asked=by, adjudicated=True))
        for name, values in candidate.decided.items()
        if values
    )
    rules = {span.rule for spans in candidate.by.values() for span in spans}
    return Span(
        id=candidate.id_in(pool.document.id),
        label=candidate.label,
        extent=candidate.extent,
        attributes=(*decided, *(a for a in attributes if a.name not in candidate.decided)),
        rule=rules.pop() if len(rules) == 1 else "",
        origin="consensus",
        support=support,
    )


def _probability(candidate: Candidate) -> float:
    """Return the method's own estimate, or Laplace's rule of succession: (n + 1) / (m + 2)."""
    if candidate.adjudicated:
        return 1.0
    if candidate.probability is None:
        return round((len(candidate.by) + 1) / (len(candidate.asked) + 2), 4)
    return round(candidate.probability, 4)


def _ledger(pool: Pool, fates: Mapping[str, Fate]) -> tuple[LedgerEntry, ...]:
    items = [(span.extent, span.id, "span", span.label) for span in pool.spans.values()]
    entries = []
    for _, item, kind, label in [*sorted(items), *((None, r.id, "relation", r.type) for r in pool.relations.values())]:
        fate, target, reason = fates[item]
        entries.append(
            LedgerEntry(
                document=pool.document.id,
                annotator=pool.owner[item],
                item=item,
                kind=kind,
                label=label,
                fate=fate,
                target=target,
                reason=reason,
            )
        )
    return tuple(entries)


def _idle(pool: Pool, rulings: Rulings, fates: Mapping[str, Fate]) -> Iterable[Issue]:
    for item in rulings.kept_relations:
        if fates[item][0] != "consensus":
            where = f"decisions.jsonl {pool.document.id} keep {item}"
            message = f"the relation is kept by a decision, but {fates[item][2]}"
            yield Issue(code="W505", where=where, message=message)
