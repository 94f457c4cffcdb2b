"""spaCy's DocBin: what is written can be read and trained on."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.tokens import DocBin

from annotate.exchange import Layer
from annotate.exchange.docbin import KEY, write
from annotate.schema import load as load_schema


def test_spacy_reads_the_span_group(layer: Layer, tmp_path: Path) -> None:
    """Every span stands in the group, at its characters; what spaCy's format cannot hold is counted."""
    done = write([layer], load_schema(), tmp_path)
    (doc,) = DocBin().from_disk(done.paths[0]).get_docs(spacy.blank("zh").vocab)
    assert doc.text == layer.document.text
    found = {(span.label_, span.start_char, span.end_char) for span in doc.spans[KEY]}
    assert found == {(s.label, s.extent.start, s.extent.end) for s in layer.labelling.spans}
    assert (done.lost["relations"], done.lost["attributes"]) == (1, 4)


def test_a_span_categorizer_can_be_trained_on_it(layer: Layer, tmp_path: Path) -> None:
    """One step of training on the file runs and has a loss."""
    from spacy.training import Corpus

    path = write([layer], load_schema(), tmp_path).paths[0]
    nlp = spacy.blank("zh")
    nlp.add_pipe("spancat", config={"spans_key": KEY})
    examples = list(Corpus(path)(nlp))
    nlp.initialize(lambda: examples)
    assert nlp.update(examples)["spancat"] > 0


def test_hostile_text_is_kept(hostile: Layer, tmp_path: Path) -> None:
    """Whatever the text holds, it is read back as it was, with its spans."""
    (doc,) = DocBin().from_disk(write([hostile], load_schema(), tmp_path).paths[0]).get_docs(spacy.blank("zh").vocab)
    assert doc.text == hostile.document.text
    assert len(doc.spans[KEY]) == len(hostile.labelling.spans)
