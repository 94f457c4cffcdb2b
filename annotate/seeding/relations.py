"""Join the spans of a paragraph by how its sentences follow each other.

back       例如 …  this sentence supports the one before it
forward    因此 …  the sentence before supports this one
topic      evidence supports the first claim of its paragraph
addressee  a recommendation is addressed to the actor that is its subject
source     evidence is attributed to the actor whose words it tells
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from annotate.model import Document, Extent, Relation, Span, stable_id
from annotate.seeding.decide import ADVICE
from annotate.seeding.format import RelationRule
from annotate.seeding.packs import Pack
from annotate.seeding.spans import Marked

REASONS = ("evidence", "claim")
SUPPORTED = ("claim", ADVICE)


def relate(document: Document, marked: Sequence[Marked]) -> Iterator[Relation]:
    """Yield the relations of a document, each pair of spans joined once."""
    seen: set[tuple[str, str]] = set()
    for _, group in itertools.groupby(marked, key=lambda each: each.read.paragraph):
        for relation in _paragraph(document, list(group)):
            if (relation.source, relation.target) not in seen:
                seen.add((relation.source, relation.target))
                yield relation


def _paragraph(document: Document, marked: list[Marked]) -> Iterator[Relation]:
    parts = [each for each in marked if each.span.label != "actor" and each.read.context.place != "heading"]
    actors = [each.span for each in marked if each.span.label == "actor"]
    for index, each in enumerate(parts):
        before = parts[:index]
        for rule, source, target in _joins(each, before):
            yield _relation(document, rule, source.span, target.span)
        for rule, actor in _actors(each, actors):
            yield _relation(document, rule, each.span, actor)


def _joins(each: Marked, before: list[Marked]) -> Iterator[tuple[RelationRule, Marked, Marked]]:
    """Yield the first rule that joins a span with one before it."""
    opening = _opening(each)
    for rule, regex in each.read.pack.relations:
        if rule.kind not in {"back", "forward", "topic"} or (regex and not regex.match(opening)):
            continue
        pair = _pair(rule.kind, each, before)
        if pair:
            yield rule, *pair
            return


def _pair(kind: str, each: Marked, before: list[Marked]) -> tuple[Marked, Marked] | None:
    label = each.span.label
    if kind == "forward" and label in SUPPORTED:
        reason = next((b for b in reversed(before) if b.span.label in REASONS), None)
        return (reason, each) if reason else None
    if kind == "back" and label in REASONS:
        supported = next((b for b in reversed(before) if b.span.label in SUPPORTED), None)
        return (each, supported) if supported else None
    if kind == "topic" and label == "evidence":
        topic = next((b for b in reversed(before) if b.span.label in SUPPORTED), None)
        return (each, topic) if topic else None
    return None


def _opening(each: Marked) -> str:
    """Return the sentence from where the span's unit begins, with its connectives."""
    folded = each.read.folded
    starts = [verdict.parts[0].clause.start for verdict in each.read.verdicts if verdict.parts]
    own = [start for start in starts if folded.start(start) <= each.span.extent.start]
    return folded.text[own[-1] if own else 0 :]


def _actors(each: Marked, actors: Sequence[Span]) -> Iterator[tuple[RelationRule, Span]]:
    pack: Pack = each.read.pack
    for rule, _ in pack.relations:
        if rule.kind == "addressee" and each.span.label == ADVICE and each.subject:
            subject: Extent = each.subject
            found = [actor for actor in actors if subject.contains(actor.extent)]
            if found:
                yield rule, found[-1]
        if rule.kind == "source" and each.span.label == "evidence" and _told(each):
            found = [actor for actor in actors if each.span.extent.contains(actor.extent)]
            if found:
                yield rule, found[0]


def _told(each: Marked) -> bool:
    """True where the span's own first reporting clause has a named subject."""
    return any(
        part.facts.values["reported"] == "yes" and part.facts.values["subject"] == "actor"
        for verdict in each.read.verdicts
        for part in verdict.parts[:1]
        if each.read.folded.start(part.facts.core) == each.span.extent.start
    )


def _relation(document: Document, rule: RelationRule, source: Span, target: Span) -> Relation:
    return Relation(
        id=stable_id(document.id, rule.id, source.id, target.id),
        type=rule.relation,
        source=source.id,
        target=target.id,
        score=rule.score,
        rule=rule.id,
        origin="rule",
    )
