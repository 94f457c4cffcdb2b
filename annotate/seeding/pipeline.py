"""What carries the rules over documents: packs compiled, a segmenter at hand.

`predict` gives what is written into work/predictions.jsonl. `doc` gives the same
as a spaCy `Doc` (`annotate.seeding.component`), so that any spaCy tool can go on
from there; spaCy is imported when that is asked for. The segmenter is asked only
for the sentences in which a one-character cue stands.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from annotate.codebook import Codebook
from annotate.collecting import uncollected
from annotate.model import Document, Prediction, Span
from annotate.seeding.actors import ActorFinder
from annotate.seeding.entities import Entities
from annotate.seeding.packs import Pack
from annotate.seeding.reading import read
from annotate.seeding.relations import relate
from annotate.seeding.spans import Marked, mark

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotate.segmenters import Segmenter

GROUP = "seeds"
"""The group of spans in a `Doc`."""


@dataclass(frozen=True)
class Pipeline:
    """A loaded pipeline.

    Args:
        finders: of actors, one for each pack.
        segmenter: None to do without.
    """

    packs: tuple[Pack, ...]
    finders: tuple[ActorFinder, ...]
    codebook: Codebook
    segmenter: Segmenter | None = None

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline with the component that marks."""
        from annotate.seeding.component import make_language

        return make_language(self)

    @cached_property
    def entities(self) -> Entities:
        """What the packs know of the names of actors."""
        return Entities.of(self.packs)

    def doc(self, document: Document) -> Doc:
        """Return the document as a spaCy Doc with all spans in it."""
        from annotate.seeding.component import empty_doc

        return self.nlp(empty_doc(self.nlp, document))

    def marked(self, document: Document) -> Iterator[Marked]:
        """Yield what the packs find in a document, with the sentences it was found in."""
        borders = self.segmenter.borders if self.segmenter is not None else None
        # All are read before the first is marked: a processor that stays with one thing is quicker.
        for sentence in tuple(read(document, self.finders, borders)):
            yield from mark(document, sentence, self.codebook)

    def predict(self, document: Document) -> Prediction:
        """Return what the rules find in a document."""
        with uncollected():
            return self._predict(document)

    def _predict(self, document: Document) -> Prediction:
        marked = tuple(self.marked(document))
        names = tuple(pack.name for pack in self.packs)
        spans = tuple(sorted((each.span for each in marked), key=_place))
        scores = [span.score for span in spans if span.score is not None]
        return Prediction(
            document=document.id,
            spans=spans,
            relations=tuple(relate(document, marked)),
            model_version="+".join(names),
            packs=names,
            score=round(sum(scores) / len(scores), 3) if scores else None,
        )


def _place(span: Span) -> tuple[int, int, str]:
    return span.extent.start, span.extent.end, span.label


def load_pipeline(
    packs: Sequence[Pack], codebook: Codebook | None = None, segmenter: Segmenter | None = None
) -> Pipeline:
    """Make the pipeline of packs, themes and a segmenter."""
    gc.freeze()  # packs and automata stay as they are: no collection need look at them again
    return Pipeline(tuple(packs), tuple(ActorFinder.of(pack) for pack in packs), codebook or Codebook(), segmenter)
