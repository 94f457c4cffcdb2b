"""Relations of the consensus: counted between its spans, whatever each annotator's ends were.

An end goes where its span went in the ledger. A relation stands by the method's
membership, among those who were asked for both ends' labels there. If no
relation between two spans stands although enough annotators joined them (by
other types or directions), that is a `relation` dispute, and so is exactly half.
A relation with an end in a dispute waits with it; one with a rejected end is
rejected, and one whose ends fell into one span.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.model import Dispute, Relation, Span, Support, Version, stable_id
from annotate.reconcile.disputes import SEVERITY
from annotate.reconcile.edges import hull
from annotate.reconcile.methods import Method
from annotate.reconcile.pool import Pool

Key = tuple[str, str, str]
Fate = tuple[str, str, str]
"""Fate, target and reason, as in a ledger entry."""


@dataclass(slots=True, kw_only=True)
class Bundle:
    """Relations of one type between the same two consensus spans, in one direction."""

    key: Key
    relations: list[Relation]
    by: tuple[str, ...]
    asked: tuple[str, ...]
    adjudicated: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """Return the stitched ids of its relations, sorted."""
        return tuple(sorted(relation.id for relation in self.relations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The relations that stand, the disputes on them, and the fate of each that came in."""

    relations: tuple[Relation, ...]
    disputes: tuple[Dispute, ...]
    fates: Mapping[str, Fate]


def join(
    pool: Pool, spans: Mapping[str, Span], fates: Mapping[str, Fate], kept: Sequence[str], method: Method
) -> Joined:
    """Decide the relations of a document.

    Args:
        pool: what came in.
        spans: id -> span of the consensus.
        fates: of the spans that came in, and of relations already decided.
        kept: relations that an adjudicator kept.
        method: decides on membership.
    """
    decided: dict[str, Fate] = {}
    bundles: dict[Key, list[Relation]] = {}
    for relation in pool.relations.values():
        if relation.id in fates:
            continue
        fate = _fate_by_ends(relation, fates)
        if fate is not None:
            decided[relation.id] = fate
        else:
            key = (relation.type, fates[relation.source][1], fates[relation.target][1])
            bundles.setdefault(key, []).append(relation)
    made = [_bundle(pool, key, found, spans, set(kept)) for key, found in sorted(bundles.items())]
    standing = [b for b in made if b.adjudicated or method.membership(b.by, b.asked) == "accept"]
    relations = []
    for bundle in standing:
        relation = _consensus(pool, bundle)
        relations.append(relation)
        decided.update((member, ("consensus", relation.id, "")) for member in bundle.members)
    disputes = _dispute_rest(pool, made, standing, spans, method, decided)
    return Joined(relations=tuple(relations), disputes=tuple(disputes), fates=decided)


def _fate_by_ends(relation: Relation, fates: Mapping[str, Fate]) -> Fate | None:
    ends = {"source": relation.source, "target": relation.target}
    for side, end in ends.items():
        if end not in fates:
            return "rejected", "", f"its {side} is missing"
        if fates[end][0] == "rejected":
            return "rejected", "", f"its {side} is not in the consensus: {fates[end][2]}"
    if relation.source == relation.target:
        return "rejected", "", "it joins a span to itself"
    for side, end in ends.items():
        if fates[end][0] == "dispute":
            return "dispute", fates[end][1], f"its {side} is in this dispute"
    if fates[relation.source][1] == fates[relation.target][1]:
        return "rejected", "", "both ends fell into one span of the consensus"
    return None


def _bundle(pool: Pool, key: Key, relations: list[Relation], spans: Mapping[str, Span], kept: set[str]) -> Bundle:
    source, target = spans[key[1]], spans[key[2]]
    by = tuple(sorted({pool.owner[relation.id] for relation in relations}))
    both = set(pool.asked.at(source.label, source.extent)) & set(pool.asked.at(target.label, target.extent))
    asked = tuple(sorted(both | set(by)))
    adjudicated = any(relation.id in kept for relation in relations)
    return Bundle(key=key, relations=relations, by=by, asked=asked, adjudicated=adjudicated)


def _consensus(pool: Pool, bundle: Bundle) -> Relation:
    kind, source, target = bundle.key
    return Relation(
        id=stable_id("consensus", pool.document.id, kind, *bundle.members),
        type=kind,
        source=source,
        target=target,
        origin="consensus",
        support=Support(by=bundle.by, asked=bundle.asked, members=bundle.members, adjudicated=bundle.adjudicated),
    )


def _dispute_rest(
    pool: Pool,
    bundles: Sequence[Bundle],
    standing: Sequence[Bundle],
    spans: Mapping[str, Span],
    method: Method,
    decided: dict[str, Fate],
) -> list[Dispute]:
    by_pair: dict[frozenset[str], list[Bundle]] = {}
    for bundle in bundles:
        by_pair.setdefault(frozenset(bundle.key[1:]), []).append(bundle)
    stands = {bundle.key for bundle in standing}
    disputes = []
    for pair in by_pair.values():
        left = [bundle for bundle in pair if bundle.key not in stands]
        if not left:
            continue
        by = sorted({annotator for bundle in left for annotator in bundle.by})
        verdict = method.membership(by, pair[0].asked)
        if len(left) < len(pair) or verdict == "reject":
            other = "; another relation between the two stands" if len(left) < len(pair) else ""
            for bundle in left:
                reason = f"drawn by {len(bundle.by)} of {len(bundle.asked)}{other}"
                decided.update((member, ("rejected", "", reason)) for member in bundle.members)
            continue
        dispute = _dispute(pool, left, spans, by)
        disputes.append(dispute)
        decided.update((member, ("dispute", dispute.id, "")) for bundle in left for member in bundle.members)
    return disputes


def _dispute(pool: Pool, bundles: Sequence[Bundle], spans: Mapping[str, Span], by: Sequence[str]) -> Dispute:
    _, source, target = bundles[0].key
    versions = {a: Version(annotator=a, spans=()) for bundle in bundles for a in bundle.asked}
    for bundle in bundles:
        for relation in bundle.relations:
            old = versions[pool.owner[relation.id]]
            ends = tuple(sorted({*old.spans, relation.source, relation.target}))
            versions[old.annotator] = replace(old, spans=ends, relations=(*old.relations, relation.id))
    quotes = [pool.document.quote(spans[end].extent) for end in (source, target)]
    kinds = sorted({b.key[0] + (" →" if b.key[1] == source else " ←") for b in bundles})
    members = sorted(member for bundle in bundles for member in bundle.members)
    return Dispute(
        id=stable_id("dispute", pool.document.id, "relation", *members),
        document=pool.document.id,
        kind="relation",
        label="/".join(sorted({bundle.key[0] for bundle in bundles})),
        extent=hull([spans[source].extent, spans[target].extent]),
        versions=tuple(versions[annotator] for annotator in sorted(versions)),
        severity=SEVERITY["relation"],
        detail=f"{len(by)} of {len(bundles[0].asked)} joined {quotes[0]} and {quotes[1]}: {', '.join(kinds)}",
        consensus=source,
    )
