"""The rules as a component of spaCy pipelines.

A document becomes a `Doc`; the component `annotate_seeds` puts spans into
`doc.spans["seeds"]`, each with its label and its rule as span id, the scores in
the group's `attrs["scores"]`. A token of such a `Doc` is a character in texts
with Chinese characters (edges are exact then), else a word; texts that are given
to the pipeline itself are cut by its tokenizer, the segmenter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy import blank
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from annotate.han import has_han
from annotate.model import Document
from annotate.seeding.pipeline import GROUP
from annotate.segmenters.tokenizer import PkusegTokenizer

if TYPE_CHECKING:
    from annotate.seeding.pipeline import Pipeline

COMPONENT = "annotate_seeds"


def make_language(pipeline: Pipeline) -> Language:
    """Return a Chinese pipeline with the component in it."""
    nlp = blank("zh")
    if pipeline.segmenter is not None:
        nlp.tokenizer = PkusegTokenizer(nlp.vocab, pipeline.segmenter)
    nlp.add_pipe(COMPONENT)
    component: SeedComponent = nlp.get_pipe(COMPONENT)  # type: ignore[assignment]
    component.pipeline = pipeline
    return nlp


def empty_doc(nlp: Language, document: Document) -> Doc:
    """Return the Doc of a document without any spans."""
    pattern = r"." if has_han(document.text) else r"\w+|\W"
    words = re.findall(pattern, document.text, re.DOTALL)
    return Doc(nlp.vocab, words=words, spaces=[False] * len(words), user_data={"document": document})


class SeedComponent:
    """Puts what the packs find into a Doc; filled by `make_language`."""

    def __init__(self) -> None:
        """Begin without packs: the Doc passes unchanged."""
        self.pipeline: Pipeline | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Mark a Doc that carries its Document."""
        document: Document | None = doc.user_data.get("document")
        if self.pipeline is None or document is None:
            return doc
        marked = tuple(self.pipeline.marked(document))
        doc.user_data["marked"] = marked
        group = SpanGroup(doc, name=GROUP, attrs={"scores": [each.span.score for each in marked]})
        for each in marked:
            place = doc.char_span(each.span.extent.start, each.span.extent.end, alignment_mode="expand")
            if place is not None:
                group.append(Span(doc, place.start, place.end, label=each.span.label, span_id=each.span.rule))
        doc.spans[GROUP] = group
        return doc


@Language.factory(COMPONENT)
def make_component(nlp: Language, name: str) -> SeedComponent:  # noqa: ARG001 - spaCy's signature
    """Make the component; spaCy calls this."""
    return SeedComponent()
