"""Join the spans of a paragraph by how its sentences follow each other.

back       例如 …  this sentence supports the one before it
forward    因此 …  the sentence before supports this one
topic      evidence supports the first claim of its paragraph
addressee  a recommendation is addressed to the actor that is its subject
source     evidence is attributed to the actor whose words it tells
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from annotate.model import Document, Relation, Span, stable_id
from annotate.seeding.clauses import MAX_SENTENCE
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
    parts = [each for each in marked if each.verdict is not None and each.read.context.place != "heading"]
    actors = [each.span for each in marked if each.verdict is None]
    actors.sort(key=lambda actor: (actor.extent.start, actor.extent.end))
    starts = [actor.extent.start for actor in actors]
    reason: Marked | None = None
    supported: Marked | None = None
    for each in parts:
        for rule, source, target in _joins(each, reason, supported):
            yield _relation(document, rule, source.span, target.span)
        place = each.subject or each.span.extent
        within = actors[bisect_left(starts, place.start) : bisect_left(starts, place.end)]
        for rule, actor in _actors(each, within):
            yield _relation(document, rule, each.span, actor)
        reason = each if each.span.label in REASONS else reason
        supported = each if each.span.label in SUPPORTED else supported


def _joins(
    each: Marked, reason: Marked | None, supported: Marked | None
) -> Iterator[tuple[RelationRule, Marked, Marked]]:
    """Yield the first rule that joins a span with the last one before it that can support, or be supported."""
    opening = _opening(each)
    for rule, regex in each.read.pack.relations:
        if rule.kind not in {"back", "forward", "topic"} or (regex and not regex.match(opening)):
            continue
        label = each.span.label
        if rule.kind == "forward" and label in SUPPORTED and reason:
            yield rule, reason, each
            return
        supports = label in REASONS if rule.kind == "back" else rule.kind == "topic" and label == "evidence"
        if supports and supported:
            yield rule, each, supported
            return


def _opening(each: Marked) -> str:
    """Return the span's unit from its beginning, with its connectives."""
    start = each.verdict.parts[0].clause.start if each.verdict else 0
    return each.read.folded.text[start : start + MAX_SENTENCE]


def _actors(each: Marked, actors: Sequence[Span]) -> Iterator[tuple[RelationRule, Span]]:
    """Yield the rules that join a span with an actor named in its subject, or else in itself."""
    pack: Pack = each.read.pack
    for rule, _ in pack.relations:
        if rule.kind == "addressee" and each.span.label == ADVICE and each.subject:
            found = [actor for actor in actors if each.subject.contains(actor.extent)]
            if found:
                yield rule, found[-1]
        if rule.kind == "source" and each.span.label == "evidence" and _told(each):
            found = [actor for actor in actors if each.span.extent.contains(actor.extent)]
            if found:
                yield rule, found[0]


def _told(each: Marked) -> bool:
    """True where the first clause of the span's unit tells somebody's words, with a named subject."""
    first = each.verdict.parts[0].facts.values if each.verdict else {}
    return first.get("reported") == "yes" and first.get("subject") == "actor"


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
