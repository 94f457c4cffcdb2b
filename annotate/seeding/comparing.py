"""Set the marks and relations of rules beside those of people, one by one.

People hold a mark where more than half of those who were asked for its label
there marked the place (intersection over union of at least one half); of a
rule's mark it is asked whether people hold it, of theirs whether a rule made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.matching import THRESHOLD, align, match
from annotate.model import Annotation, Document, Extent, Relation, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark or relation that a rule made, that people hold, or both.

    Args:
        label: of the span, or the type of the relation.
        extent: of the span, or of the relation's source.
        rule: of what a rule made; empty for what only people hold.
        score: of what a rule made.
        held: whether people hold it.
    """

    document: str
    section: str
    label: str
    extent: Extent
    rule: str = ""
    score: float = 0.0
    held: bool = True


def compare(
    document: Document, spans: Sequence[Span], relations: Sequence[Relation], work: Sequence[Annotation]
) -> Iterator[Mark]:
    """Yield what rules made where people were asked, and what people hold that no rule made."""
    for label in sorted({label for each in work for asked in each.asked for label in asked.labels}):
        yield from _spans(document, label, [span for span in spans if span.label == label], work)
    yield from _relations(document, {span.id: span for span in spans}, relations, work)


def _spans(document: Document, label: str, made: Sequence[Span], work: Sequence[Annotation]) -> Iterator[Mark]:
    marks = {each.annotator: [span.extent for span in each.spans if span.label == label] for each in work}
    held = [
        group.centre
        for group in align(marks)
        if len(group.members) * 2 > sum(each.was_asked(label, group.centre) for each in work)
    ]
    asked = [span for span in made if any(each.was_asked(label, span.extent) for each in work)]
    pairs = match([span.extent for span in asked], held)
    right = {pair.left for pair in pairs}
    for number, span in enumerate(asked):
        section = document.section_at(span.extent.start).id
        yield Mark(document.id, section, label, span.extent, span.rule or "", span.score or 0.0, number in right)
    for number in sorted(set(range(len(held))) - {pair.right for pair in pairs}):
        yield Mark(document.id, document.section_at(held[number].start).id, label, held[number])


def _relations(
    document: Document, spans: Mapping[str, Span], relations: Sequence[Relation], work: Sequence[Annotation]
) -> Iterator[Mark]:
    """Yield the relations both of whose ends were asked for."""
    held = _held(work)
    found: set[int] = set()
    for relation in relations:
        made = (relation.type, spans[relation.source], spans[relation.target])
        if any(_asked(each, made) for each in work):
            same = {number for number, other in enumerate(held) if _same(made, other)}
            found |= same
            yield _mark(document, made, relation.rule or "", relation.score or 0.0, held=bool(same))
    for number, missed in enumerate(held):
        if number not in found:
            yield _mark(document, missed, "", 0.0, held=True)


Joined = tuple[str, Span, Span]


def _held(work: Sequence[Annotation]) -> list[Joined]:
    """Return the relations that most of those who were asked have, each once."""
    held: list[Joined] = []
    theirs = [list(_joined(each)) for each in work]
    for mine in theirs:
        for one in mine:
            votes = sum(any(_same(one, other) for other in joined) for joined in theirs)
            most = votes * 2 > sum(_asked(each, one) for each in work)
            if most and not any(_same(one, other) for other in held):
                held.append(one)
    return held


def _joined(work: Annotation) -> Iterator[Joined]:
    spans = {span.id: span for span in work.spans}
    for each in work.relations:
        if each.source in spans and each.target in spans:
            yield each.type, spans[each.source], spans[each.target]


def _asked(work: Annotation, joined: Joined) -> bool:
    return all(work.was_asked(span.label, span.extent) for span in joined[1:])


def _same(one: Joined, other: Joined) -> bool:
    return one[0] == other[0] and _alike(one[1], other[1]) and _alike(one[2], other[2])


def _alike(one: Span, other: Span) -> bool:
    return one.label == other.label and one.extent.iou(other.extent) >= THRESHOLD


def _mark(document: Document, joined: Joined, rule: str, score: float, *, held: bool) -> Mark:
    kind, source, _ = joined
    return Mark(document.id, document.section_at(source.extent.start).id, kind, source.extent, rule, score, held)
