"""Say why a sentence was marked as it was: the rules that fired, and their weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.model import Document
from annotate.seeding.actors import ActorFinder
from annotate.seeding.decide import Reading, Verdict, logistic
from annotate.seeding.packs import Pack
from annotate.seeding.reading import Borders, Read, read


def explain(
    document: Document, packs: Sequence[Pack], at: int | None = None, borders: Borders | None = None
) -> Iterator[str]:
    """Yield lines on every sentence, or on the one that holds an offset."""
    finders = [ActorFinder.of(pack) for pack in packs]
    for sentence in read(document, finders, borders):
        extent = sentence.sentence.extent
        if at is None or extent.start <= at < extent.end:
            yield from _sentence(document, sentence)


def _sentence(document: Document, sentence: Read) -> Iterator[str]:
    extent = sentence.sentence.extent
    yield f"[{extent.start}:{extent.end}] {document.quote(extent)}"
    context = sentence.context
    yield f"  pack {sentence.pack.name}, section {context.section}, place {context.place}"
    for mention in sentence.mentions:
        words = sentence.folded.text[mention.start : mention.end]
        yield f"  actor {words}: {mention.type} ({mention.rule}, {mention.score:.2f})"
    for number, verdict in enumerate(sentence.verdicts, 1):
        yield from _verdict(verdict, number, len(sentence.verdicts))


def _verdict(verdict: Verdict, number: int, total: int) -> Iterator[str]:
    unit = f" (part {number} of {total})" if total > 1 else ""
    yield f"  → {verdict.label}{unit}, score {verdict.score:.2f}"
    for reading in sorted(verdict.readings, key=lambda each: -each.weight):
        yield from _reading(reading, verdict)
    for part in verdict.parts:
        words = verdict.folded.text[part.facts.core : part.clause.end]
        facts = ", ".join(
            f"{k}={v}" for k, v in part.facts.values.items() if v not in {"none", "no", "plain", "nothing"}
        )
        yield f"    clause {words}: advice {part.advice.weight:+.1f} ({facts})"
    yield from _turning(verdict)


def _turning(verdict: Verdict) -> Iterator[str]:
    """Say what would have changed the verdict: a family less, or so much more weight."""
    advice = verdict.readings[0]
    if verdict.label == advice.label:
        families = sorted({firing.rule.family for firing in advice.firings if firing.rule.weight > 0})
        for family in families:
            gain = max(0.0, *(f.rule.weight for f in advice.firings if f.rule.family == family))
            if advice.weight - gain < 0:
                yield f"    without the family {family} it would be no recommendation"
        return
    yield f"    {-advice.weight:.1f} more for advice would have made it a recommendation"
    others = sorted((r for r in verdict.readings if r.label != advice.label), key=lambda each: -each.weight)
    for reading in others[1:]:
        gap = others[0].weight - reading.weight
        became = "left it unmarked" if reading.label == "none" else f"made it {reading.label}"
        yield f"    {gap:.1f} more for {reading.label} would have {became}"


def _reading(reading: Reading, verdict: Verdict) -> Iterator[str]:
    bias = verdict.pack.head.bias.get(reading.label, 0.0)
    yield f"    {reading.label} {reading.weight:+.1f} (alone {logistic(reading.weight):.2f}; begins at {bias:+.1f})"
    for firing in sorted(reading.firings, key=lambda each: (-abs(each.rule.weight), each.rule.id)):
        words = verdict.folded.text[firing.start : firing.end]
        yield f"      {firing.rule.weight:+.1f} {firing.rule.id} [{firing.rule.family}] {firing.rule.title}: {words}"
