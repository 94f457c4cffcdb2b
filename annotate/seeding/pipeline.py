"""The spaCy pipeline that carries what rules find.

A document becomes a `Doc`; the component `annotate_seeds` puts spans into
`doc.spans["seeds"]`, each with its label and its rule as span id, the scores in
the group's `attrs["scores"]`, so that any spaCy tool can go on from there. A
token is a character in texts with Chinese characters (edges are exact then),
else a word. The segmenter of the pipeline's tokenizer is asked only for the
sentences in which a one-character cue stands.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy import blank
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as SpacySpan

from annotate.codebook import Codebook
from annotate.model import Document, Prediction
from annotate.seeding.actors import ActorFinder
from annotate.seeding.folding import is_han
from annotate.seeding.packs import Pack
from annotate.seeding.reading import Borders, read
from annotate.seeding.relations import relate
from annotate.seeding.spans import Marked, mark
from annotate.segmenters import Segmenter
from annotate.segmenters.tokenizer import PkusegTokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP = "seeds"
COMPONENT = "annotate_seeds"


@dataclass(frozen=True)
class Pipeline:
    """A loaded pipeline: packs compiled, segmenter ready."""

    nlp: Language
    packs: tuple[Pack, ...]

    def doc(self, document: Document) -> Doc:
        """Return the document as a spaCy Doc with all spans in it."""
        doc = self._empty(document)
        doc.user_data["document"] = document
        return self.nlp(doc)

    def predict(self, document: Document) -> Prediction:
        """Return what the rules find in a document."""
        component: SeedComponent = self.nlp.get_pipe(COMPONENT)  # type: ignore[assignment]
        marked = tuple(component.marked(document))  # a Doc of characters would say the same, and cost more
        names = tuple(pack.name for pack in self.packs)
        spans = tuple(sorted((each.span for each in marked), key=lambda span: (span.extent, span.label)))
        scores = [span.score for span in spans if span.score is not None]
        return Prediction(
            document=document.id,
            spans=spans,
            relations=tuple(relate(document, marked)),
            model_version="+".join(names),
            packs=names,
            score=round(sum(scores) / len(scores), 3) if scores else None,
        )

    def _empty(self, document: Document) -> Doc:
        pattern = r"." if any(map(is_han, document.text)) else r"\w+|\W"
        words = re.findall(pattern, document.text, re.DOTALL)
        return Doc(self.nlp.vocab, words=words, spaces=[False] * len(words))


def load_pipeline(
    packs: Sequence[Pack], codebook: Codebook | None = None, segmenter: Segmenter | None = None
) -> Pipeline:
    """Make the pipeline; its tokenizer is the segmenter, one character a token if there is none."""
    nlp = blank("zh")
    if segmenter is not None:
        nlp.tokenizer = PkusegTokenizer(nlp.vocab, segmenter)
    gc.freeze()  # packs and automata stay as they are: no collection need look at them again
    nlp.add_pipe(COMPONENT)
    component: SeedComponent = nlp.get_pipe(COMPONENT)  # type: ignore[assignment]
    component.finders = tuple(ActorFinder.of(pack) for pack in packs)
    component.codebook = codebook or Codebook()
    component.borders = segmenter.borders if segmenter is not None else None
    return Pipeline(nlp, tuple(packs))


class SeedComponent:
    """Puts what the packs find into a Doc; filled by `load_pipeline`."""

    def __init__(self) -> None:
        """Begin without packs: the Doc passes unchanged."""
        self.finders: tuple[ActorFinder, ...] = ()
        self.codebook = Codebook()
        self.borders: Borders | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Mark a Doc that carries its Document."""
        document: Document = doc.user_data["document"]
        marked = tuple(self.marked(document))
        doc.user_data["marked"] = marked
        group = SpanGroup(doc, name=GROUP, attrs={"scores": [each.span.score for each in marked]})
        for each in marked:
            place = doc.char_span(each.span.extent.start, each.span.extent.end, alignment_mode="expand")
            if place is not None:
                group.append(SpacySpan(doc, place.start, place.end, label=each.span.label, span_id=each.span.rule))
        doc.spans[GROUP] = group
        return doc

    def marked(self, document: Document) -> Iterator[Marked]:
        """Yield what the packs find in a document, with the sentences it was found in."""
        for sentence in read(document, self.finders, self.borders):
            yield from mark(document, sentence, self.codebook)


@Language.factory(COMPONENT)
def make_component(nlp: Language, name: str) -> SeedComponent:  # noqa: ARG001 - spaCy's signature
    """Make the component; spaCy calls this."""
    return SeedComponent()
