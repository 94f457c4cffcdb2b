"""Set what the rules say of each unit beside what people marked in it.

A unit (a sentence, or a part of it between ；) is asked about a label where
annotators who submitted were asked for the label there; it holds the label
where more than half of them marked it. Beside the units stand the single marks
and relations (`annotate.seeding.comparing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.codebook import Codebook
from annotate.model import Annotation, Document, Extent
from annotate.seeding.actors import ActorFinder
from annotate.seeding.comparing import Mark, compare
from annotate.seeding.decide import ADVICE, MIN_LETTERS, Verdict
from annotate.seeding.packs import Pack
from annotate.seeding.reading import Borders, Read, read
from annotate.seeding.relations import relate
from annotate.seeding.rulebook import strengths
from annotate.seeding.spans import mark

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
    section: str
    extent: Extent
    pack: str
    margins: Mapping[str, float]
    families: Mapping[str, Mapping[str, float]]
    fired: frozenset[str]
    held: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Survey:
    """What rules and people say of the papers that people annotated."""

    units: tuple[Unit, ...]
    marks: tuple[Mark, ...]


def survey(
    documents: Iterable[Document],
    annotations: Iterable[Annotation],
    packs: Sequence[Pack],
    borders: Borders | None = None,
    *,
    headings: bool = True,
) -> Survey:
    """Read the annotated papers with the packs, and set the annotators' work beside it.

    Args:
        documents: as ingest made them; those without annotations are passed over.
        annotations: of any of the documents.
        packs: from `load_packs`.
        borders: as for `annotate.seeding.reading.read`.
        headings: False reads every paper as if it had no headings.
    """
    finders = [ActorFinder.of(pack) for pack in packs]
    by_document: dict[str, list[Annotation]] = {}
    used: set[str] = set()
    for annotation in annotations:
        by_document.setdefault(annotation.document, []).append(annotation)
        used.update(relation.type for relation in annotation.relations)
    units: list[Unit] = []
    marks: list[Mark] = []
    for document in documents:
        work = by_document.get(document.id, [])
        seen = list(read(document if headings else without_headings(document), finders, borders)) if work else []
        found = [_unit(document, sentence, verdict, work) for sentence in seen for verdict in sentence.verdicts]
        units.extend(unit for unit in found if unit.held)
        marked = [each for sentence in seen for each in mark(document, sentence, Codebook())]
        joined = [each for each in relate(document, marked) if each.type in used]  # else nobody was asked to join
        marks.extend(compare(document, [each.span for each in marked], joined, work) if work else ())
    return Survey(tuple(units), tuple(marks))


def without_headings(document: Document) -> Document:
    """Return a document whose headings are not read, all of one section; its text and offsets stay."""
    sections = tuple(
        replace(each, id="stripped", path=(), heading=None, kind="body") if each.kind != "references" else each
        for each in document.sections
    )
    covered = [each.heading for each in document.sections if each.heading]
    sentences = tuple(
        each
        for each in document.sentences
        if each.kind != "heading" and not any(heading.contains(each.extent) for heading in covered)
    )
    return replace(document, sections=sections, sentences=sentences)


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
        families[reading.label] = strengths(reading.rules)
    readings = (*verdict.readings, *(part.advice for part in verdict.parts))
    fired = frozenset(rule.id for reading in readings for rule in reading.rules)
    long_enough = sum(map(str.isalnum, document.quote(extent))) >= MIN_LETTERS
    held = _held(extent, work) if long_enough else {}
    section = document.section_at(extent.start).id
    return Unit(document.id, section, extent, verdict.pack.head.id, margins(verdict), families, fired, held)


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
