"""spaCy's DocBin: span groups under the key that spaCy's span categorizer trains on.

This module alone imports spaCy outside seeding: the format is spaCy's own, and
nothing else can write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.tokens import DocBin, SpanGroup

from annotate.exchange import CONSENSUS, Layer, Written
from annotate.files import replacing
from annotate.schema import Schema

KEY = "sc"
HAN = 0.25  # of a text in Chinese characters, and it is read character by character


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write annotations.spacy with the consensus; spans snap to the tokens that hold them."""
    del schema  # labels are named in the spans themselves
    lost: Counter[str] = Counter()
    pipelines = {lang: spacy.blank(lang) for lang in ("zh", "en")}
    bin_ = DocBin(store_user_data=False)
    for layer in layers:
        if layer.who != CONSENSUS:
            lost["annotators' own labellings"] += 1
            continue
        text = layer.document.text
        language = "zh" if sum("\u3400" <= char <= "\u9fff" for char in text) > HAN * len(text) else "en"
        doc = pipelines[language].make_doc(text)
        spans = []
        for span in sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id)):
            found = doc.char_span(span.extent.start, span.extent.end, label=span.label, alignment_mode="expand")
            if found is None:
                lost["spans outside every token"] += 1
                continue
            lost["edges that fell inside a token, moved outward"] += (found.start_char, found.end_char) != (
                span.extent.start,
                span.extent.end,
            )
            spans.append(found)
        doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans)
        lost["relations"] += len(layer.labelling.relations)
        lost["attributes"] += sum(len(span.attributes) for span in layer.labelling.spans)
        bin_.add(doc)
    path = folder / "annotations.spacy"
    with replacing(path, "wb") as file:
        file.write(bin_.to_bytes())
    return Written(paths=(path,), lost=lost)
