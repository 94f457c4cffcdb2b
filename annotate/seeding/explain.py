"""Say why a sentence was marked as it was: the rules that fired, their weights, and what would have changed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.codebook import Codebook
from annotate.model import Document, Extent, Relation
from annotate.seeding.actors import ActorFinder
from annotate.seeding.decide import ADVICE, Reading, Verdict, logistic
from annotate.seeding.format import Rule
from annotate.seeding.packs import Pack
from annotate.seeding.reading import Borders, Read, read
from annotate.seeding.relations import relate
from annotate.seeding.rulebook import strengths
from annotate.seeding.spans import Marked, mark

UNSAID = {"none", "no", "plain", "nothing"}
OF_SENTENCE = {"section", "place", "course", "previous"}
NAMES = {ADVICE: "a recommendation", "claim": "a claim", "evidence": "evidence", "none": "left unmarked"}


def explain(
    document: Document,
    packs: Sequence[Pack],
    at: int | None = None,
    borders: Borders | None = None,
    codebook: Codebook | None = None,
) -> Iterator[str]:
    """Yield lines on every sentence, or on the one that holds an offset."""
    finders = [ActorFinder.of(pack) for pack in packs]
    seen = list(read(document, finders, borders))
    marked = [list(mark(document, sentence, codebook or Codebook())) for sentence in seen]
    relations = list(relate(document, [each for group in marked for each in group]))
    places = {each.span.id: each.span.extent for group in marked for each in group}
    for sentence, group in zip(seen, marked, strict=True):
        extent = sentence.sentence.extent
        if at is None or extent.start <= at < extent.end:
            yield from _sentence(document, sentence)
            yield from _marks(document, group, relations, places)


def _sentence(document: Document, sentence: Read) -> Iterator[str]:
    extent = sentence.sentence.extent
    yield f"[{extent.start}:{extent.end}] {document.quote(extent)}"
    context = sentence.context
    told = {"section": context.section, "place": context.place, "course": context.course, "previous": context.previous}
    yield f"  pack {sentence.pack.name}; " + ", ".join(f"{name} {value}" for name, value in told.items())
    for mention in sentence.mentions:
        words = sentence.folded.text[mention.start : mention.end]
        yield f"  actor {words}: {mention.type} ({mention.rule}, {mention.score:.2f})"
    for number, verdict in enumerate(sentence.verdicts, 1):
        yield from _verdict(verdict, number, len(sentence.verdicts))


def _verdict(verdict: Verdict, number: int, total: int) -> Iterator[str]:
    unit = f" (part {number} of {total})" if total > 1 else ""
    a, b = verdict.pack.calibration.get(verdict.label, (0.0, 1.0))
    score = f"{verdict.score:.2f} = logistic({a:g} + {b:g} * margin {verdict.margin:.1f})"
    yield f"  → {verdict.label}{unit}, score {score}"
    for reading in sorted(verdict.readings, key=lambda each: -each.weight):
        yield from _reading(reading, verdict)
    for part in verdict.parts:
        words = verdict.folded.text[part.facts.core : part.clause.end]
        facts = [f"{k}={v}" for k, v in part.facts.values.items() if v not in UNSAID and k not in OF_SENTENCE]
        yield f"    clause {words}: advice {part.weight:+.1f} ({', '.join(facts) or 'no facts of its own'})"
    yield from _turning(verdict)


def _reading(reading: Reading, verdict: Verdict) -> Iterator[str]:
    bias = verdict.pack.head.bias.get(reading.label, 0.0)
    label = "none (nothing to mark)" if reading.label == "none" else reading.label
    yield f"    {label} {reading.weight:+.1f} (alone {logistic(reading.weight):.2f}; begins at {bias:+.1f})"
    firings = reading.firings
    times = Counter(firing.rule.id for firing in firings)
    told: set[str] = set()
    for firing in sorted(firings, key=lambda each: (-abs(each.rule.weight), each.rule.id)):
        rule = firing.rule
        if rule.id not in told:
            told.add(rule.id)
            again = f" (and {times[rule.id] - 1} more, counted once)" if times[rule.id] > 1 else ""
            words = verdict.folded.text[firing.start : firing.end]
            yield f"      {rule.weight:+.1f} {rule.id} [{rule.family}] {rule.title}: {words}{again}"


def _turning(verdict: Verdict) -> Iterator[str]:
    """Say what would have changed the verdict: a family of rules less, or so much more weight."""
    others = sorted((each for each in verdict.readings if each.label != ADVICE), key=lambda each: -each.weight)
    advice = verdict.best.weight
    if verdict.label == ADVICE:
        for family in _families(verdict.best.advice.rules):
            if _advice_without(verdict, family) < 0:
                yield f"    without the family {family} it would be {NAMES[others[0].label]}"
        yield f"    {advice:.1f} less for advice would have {_become(others[0].label)}"
        return
    for family in _families(rule for part in verdict.parts for rule in part.advice.rules):
        if _advice_without(verdict, family) >= 0:
            yield f"    without the family {family} it would be {NAMES[ADVICE]}"
    yield f"    {-advice:.1f} more for advice would have made it {NAMES[ADVICE]}"
    for family in _families(others[0].rules):
        if others[0].weight - strengths(others[0].rules)[family] < others[1].weight:
            yield f"    without the family {family} it would be {NAMES[others[1].label]}"
    for reading in others[1:]:
        missing = others[0].weight - reading.weight
        yield f"    {missing:.1f} more for {reading.label} would have {_become(reading.label)}"


def _become(label: str) -> str:
    return "left it unmarked" if label == "none" else f"made it {NAMES[label]}"


def _families(rules: Iterable[Rule]) -> list[str]:
    return list(strengths(rules))


def _advice_without(verdict: Verdict, family: str) -> float:
    """Return the weight of the best clause as advice if a family of rules were not there."""
    return max(part.weight - strengths(part.advice.rules).get(family, 0.0) for part in verdict.parts)


def _marks(
    document: Document, marked: Sequence[Marked], relations: Sequence[Relation], places: Mapping[str, Extent]
) -> Iterator[str]:
    """Say what was marked, with attributes, and what it was joined to."""
    for span in (each.span for each in marked if each.verdict is not None):
        values = "".join(f"; {attribute.name} {', '.join(attribute.values)}" for attribute in span.attributes)
        place = f"[{span.extent.start}:{span.extent.end}]"
        yield f"  marked {place} {span.label} by {span.rule}{values}: {document.quote(span.extent)}"
        for relation in relations:
            if relation.source == span.id:
                target = places[relation.target]
                words = document.quote(target)
                yield f"    {relation.type} [{target.start}:{target.end}] {words} ({relation.rule}, {relation.score})"
