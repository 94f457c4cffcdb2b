"""Join the spans of a paragraph by how its sentences follow each other.

back       例如 …  this sentence supports the one before it
forward    因此 …  the sentence before supports this one
topic      evidence supports the first claim or advice of its paragraph
unfolds    a claim close behind the first claim or advice of its paragraph supports it
addressee  a recommendation is addressed to the actor that is its subject
source     evidence is attributed to the actor whose words it tells
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.model import Document, Relation, Sentence, Span, stable_id
from annotate.seeding.clauses import MAX_SENTENCE
from annotate.seeding.decide import ADVICE
from annotate.seeding.format import RelationRule
from annotate.seeding.packs import Pack
from annotate.seeding.spans import Marked

OF_ACTORS = {"addressee", "source"}
REASONS = ("evidence", "claim")
SUPPORTED = ("claim", ADVICE)
CLOSE = 2
"""How many sentences behind the head of its paragraph a claim still unfolds it."""


@dataclass
class Before:
    """What a paragraph held so far.

    Args:
        reason: the last evidence or claim.
        supported: the last claim or advice.
        head: the first claim or advice.
        sentence: which marked sentence of the paragraph this is.
        head_at: that of the head.
    """

    reason: Marked | None = None
    supported: Marked | None = None
    head: Marked | None = None
    sentence: int = 0
    head_at: int = 0
    last: Sentence | None = None

    def take(self, each: Marked) -> None:
        """Remember a span."""
        if each.span.label in REASONS:
            self.reason = each
        if each.span.label in SUPPORTED:
            self.supported = each
            if self.head is None:
                self.head, self.head_at = each, self.sentence


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
    before = Before()
    for each in parts:
        before.sentence += each.read.sentence is not before.last
        before.last = each.read.sentence
        for rule, source, target in _joins(each, before):
            yield _relation(document, rule, source.span, target.span)
        place = each.subject or each.span.extent
        within = actors[bisect_left(starts, place.start) : bisect_left(starts, place.end)]
        for rule, actor in _actors(each, within):
            yield _relation(document, rule, each.span, actor)
        before.take(each)


def _joins(each: Marked, before: Before) -> Iterator[tuple[RelationRule, Marked, Marked]]:
    """Yield the first rule that joins a span with one before it that can support, or be supported."""
    label, opening = each.span.label, ""
    for rule, regex in each.read.pack.relations:
        if rule.kind in OF_ACTORS:
            continue
        if rule.kind == "forward":
            other = before.reason if label in SUPPORTED else None
        else:
            other = _supported(rule.kind, label, before)
        if other is None:  # told before the words are looked at, which takes longer
            continue
        opening = opening or _opening(each)
        if regex and not regex.match(opening):
            continue
        yield (rule, other, each) if rule.kind == "forward" else (rule, each, other)
        return


def _supported(kind: str, label: str, before: Before) -> Marked | None:
    """Return what a span of a label supports by a rule of a kind: the last that can be supported, or the head."""
    if kind == "back":
        return before.supported if label in REASONS else None
    if kind == "topic":
        return before.head if label == "evidence" else None
    close = 0 < before.sentence - before.head_at <= CLOSE
    return before.head if label == "claim" and close else None


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
