"""Set what the rules say of each unit beside what people marked in it.

A unit (a sentence, or a part of it between ；) is asked about a label where
annotators who submitted were asked for the label there; it holds the label
where more than half of them marked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.model import Annotation, Document, Extent
from annotate.seeding.actors import ActorFinder
from annotate.seeding.decide import ADVICE, MIN_LETTERS, Verdict, strengths
from annotate.seeding.packs import Pack
from annotate.seeding.reading import Borders, Read, read

LABELS = (ADVICE, "claim", "evidence")
MIN_OVERLAP = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """What rules and people say of one unit.

    Args:
        pack: id of the pack that read it.
        margins: label -> log odds that the unit is taken for it and nothing else.
        families: label -> family -> what the family added to the label's reading.
        fired: ids of the rules that fired.
        held: label -> whether most annotators marked it; only labels that were asked for.
    """

    document: str
    extent: Extent
    pack: str
    margins: Mapping[str, float]
    families: Mapping[str, Mapping[str, float]]
    fired: frozenset[str]
    held: Mapping[str, bool]


def observe(
    documents: Iterable[Document],
    annotations: Iterable[Annotation],
    packs: Sequence[Pack],
    borders: Borders | None = None,
) -> Iterator[Unit]:
    """Yield the units that annotators were asked about."""
    finders = [ActorFinder.of(pack) for pack in packs]
    by_document: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        by_document.setdefault(annotation.document, []).append(annotation)
    for document in documents:
        work = by_document.get(document.id, [])
        for sentence in read(document, finders, borders) if work else ():
            for verdict in sentence.verdicts:
                unit = _unit(document, sentence, verdict, work)
                if unit.held:
                    yield unit


def margins(verdict: Verdict) -> dict[str, float]:
    """Return for each label the log odds by which it stands before all other readings."""
    weights = {reading.label: reading.weight for reading in verdict.readings}
    advice = weights[ADVICE]
    found = {ADVICE: advice}
    for label in ("claim", "evidence"):
        others = [weight for other, weight in weights.items() if other not in {label, ADVICE}]
        found[label] = min(weights[label] - max(others), -advice)
    return found


def _unit(document: Document, sentence: Read, verdict: Verdict, work: Sequence[Annotation]) -> Unit:
    clauses = [part.clause for part in verdict.parts]
    extent = Extent(sentence.folded.start(clauses[0].start), sentence.folded.end(clauses[-1].end))
    families: dict[str, dict[str, float]] = {}
    for reading in verdict.readings:
        families[reading.label] = strengths(reading.firings)
    readings = (*verdict.readings, *(part.advice for part in verdict.parts))
    fired = frozenset(firing.rule.id for reading in readings for firing in reading.firings)
    long_enough = sum(map(str.isalnum, document.quote(extent))) >= MIN_LETTERS
    held = _held(extent, work) if long_enough else {}
    return Unit(document.id, extent, verdict.pack.head.id, margins(verdict), families, fired, held)


def _held(extent: Extent, work: Sequence[Annotation]) -> dict[str, bool]:
    held: dict[str, bool] = {}
    for label in LABELS:
        asked = [annotation for annotation in work if annotation.was_asked(label, extent)]
        if asked:
            marked = sum(any(_marks(span.extent, extent) for span in a.spans if span.label == label) for a in asked)
            held[label] = marked * 2 > len(asked)
    return held


def _marks(span: Extent, unit: Extent) -> bool:
    """True where a span lies in a unit by more than a stray character."""
    shared = min(span.end, unit.end) - max(span.start, unit.start)
    return shared >= min(MIN_OVERLAP, span.end - span.start)
