"""From spans of a consensus (or of a prediction) to the entries of a table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from annotate.model import Annotation, Annotator, Consensus, Document, Entry, Extent, Prediction, Reading, Span
from annotate.tables.cues import cues_for, find_cues, read
from annotate.tables.places import Places
from annotate.tables.readings import Hands, votes
from annotate.tables.reasons import ADDRESSED, Links, chain
from annotate.tables.shortening import shortened
from annotate.tables.signs import document_sign
from annotate.tables.study import Study, TaskPlace
from annotate.tables.themes import Themes

OWN_FIELDS = {"modality", "polarity", "theme", "addressee", "note"}
REASONS = ("claim", "evidence")
ACTOR = "actor"


def make_entries(study: Study, label: str, *, with_seeds: bool = False) -> dict[str, tuple[Entry, ...]]:
    """Return document id -> its entries in text order, all at once.

    A paper with a consensus shows what people found; one without shows, only
    if asked for, what rules marked.
    """
    from annotate.tables.papers import papers

    return {paper.document.id: paper.entries(label, with_seeds=with_seeds) for paper in papers(study)}


class Maker:
    """Makes the entries of one document.

    Args:
        marked: what people found, or what rules marked.
        annotators: of the study, in the order of the dots.
        tasks: of the document, where they are known.
    """

    def __init__(
        self,
        study: Study,
        document: Document,
        marked: Consensus | Prediction,
        annotations: Sequence[Annotation],
        themes: Themes,
        annotators: Sequence[Annotator],
        tasks: Sequence[TaskPlace] = (),
    ) -> None:
        """Index once what is marked, and what each annotator marked."""
        self.study = study
        self.document = document
        self.sign = document_sign(document)
        self.marked = marked
        self.themes = themes
        self.places = Places(document)
        self.links = Links(marked)
        self.names = study.actors.within(document.id)
        self.annotators = annotators
        self.hands = Hands(annotations, document.text)
        self.asked = marked.asked if isinstance(marked, Consensus) else None
        self.actors = sorted((s for s in marked.spans if s.label == ACTOR), key=lambda s: (s.extent, s.id))
        self.actor_starts = [actor.extent.start for actor in self.actors]
        self.tasks = tasks

    def entries(self, label: str, wanted: Collection[str] | None = None) -> tuple[Entry, ...]:
        """Return the entries of a label in text order; of the wanted spans only, if any are named."""
        spans = sorted((s for s in self.marked.spans if s.label == label), key=lambda s: (s.extent, s.id))
        given = self.study.references.names(self.document.id, label)
        if self.asked is None:
            # Machine marks get no reference of their own, only a number that says what they are.
            given = {span.id: f"{self.sign}*{n}" for n, span in enumerate(spans, 1)}
        return tuple(self._entry(span, given) for span in spans if wanted is None or span.id in wanted)

    def _entry(self, span: Span, given: Mapping[str, str]) -> Entry:
        reference = given.get(span.id) or f"{self.sign}?{span.id[:4]}"
        machine = self.asked is None
        readings = () if machine else self.hands.readings(span, self.annotators, self.names)
        paragraph, sentence = self.places.paragraph(span.extent), self.places.sentence(span.extent)
        modality, polarity, read_from_words, cues = self._strength(span, sentence)
        addressees, addressed_as = self._addressees(span, readings)
        entry = Entry(
            reference=reference,
            span=span.id,
            label=span.label,
            document=self.document.id,
            quotation=self.document.quote(span.extent),
            place=self.places.place(span.extent),
            context=self.document.quote(paragraph),
            context_start=paragraph.start,
            sentence=sentence,
            modality=modality,
            polarity=polarity,
            read_from_words=read_from_words,
            cues=cues,
            themes=self.themes.of(reference, span, readings),
            addressees=addressees,
            addressed_as=addressed_as,
            attributes={a.name: a.values for a in span.attributes if a.name not in OWN_FIELDS},
            reasons=chain(span, self.links, self.places, self.names.canonical),
            examined=self._examined(span.extent),
            support=span.support,
            readings=readings,
            machine=machine,
            translation=self.study.translations.get(reference, ""),
            note="\n".join(span.values("note")),
            rule=span.rule,
            score=span.score,
            actors=self._actors(span, addressees),
            link=next((task.url for task in self.tasks if task.extent.contains(span.extent)), ""),
        )
        return shortened(entry, self.study.max_quote, self._free()) if self.study.max_quote else entry

    def _free(self) -> set[str]:
        """Return the attributes into which annotators write; who is addressed is a name, which is nobody's."""
        kinds = {a.id for label in self.study.schema.labels for a in label.attributes if a.kind == "text"}
        return {*kinds, "note"} - {"addressee"}

    def _actors(self, span: Span, addressees: Sequence[str]) -> tuple[str, ...]:
        """Return who is named in a span's words, or addressed by it."""
        low = bisect_left(self.actor_starts, span.extent.start)
        high = bisect_left(self.actor_starts, span.extent.end)
        named = [self.document.quote(actor.extent) for actor in self.actors[low:high]]
        return tuple(dict.fromkeys((*self.names.all_of(named), *addressees)))

    def _strength(self, span: Span, sentence: Extent) -> tuple[str, str, bool, tuple[Extent, ...]]:
        """Return modality, polarity, whether the words alone say so, and the cues to mark."""
        inside = find_cues(self.document.quote(span.extent), span.extent.start)
        before = find_cues(self.document.text[sentence.start : span.extent.start], sentence.start)
        modality = next(iter(span.values("modality")), "")
        polarity = next(iter(span.values("polarity")), "")
        from_words = not modality and not polarity
        if from_words:
            modality, polarity = read(inside, before)
        polarity = polarity or self._default("polarity", span.label)
        return modality, polarity, from_words, cues_for(inside, before, modality, polarity)

    def _default(self, attribute: str, label: str) -> str:
        found = self.study.schema.label(label)
        kind = found.attribute(attribute) if found else None
        return kind.default if kind else ""

    def _addressees(self, span: Span, readings: Sequence[Reading]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return canonical names and the author's words: a relation before the attribute."""
        mentions = tuple(self.document.quote(actor.extent) for actor in self.links.targets(span.id, ADDRESSED))
        mentions = mentions or span.values("addressee")
        if not mentions:
            # Free words rarely agree to the letter: what most annotators wrote, the first of equals.
            counted = votes(readings, "addressee")
            most = max(counted.values(), default=0)
            mentions = next(((value,) for value, count in counted.items() if count == most), ())
        return self.names.all_of(mentions), tuple(dict.fromkeys(mentions))

    def _examined(self, extent: Extent) -> bool:
        if self.asked is None:
            return False
        return any(a.extent.overlaps(extent) and any(r in a.labels for r in REASONS) for a in self.asked)
