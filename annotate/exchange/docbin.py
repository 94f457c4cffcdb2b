"""spaCy's DocBin: span groups under the key that spaCy's span categorizer trains on.

This module alone imports spaCy outside seeding: the format is spaCy's own, and
nothing else can write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.vocab import Vocab

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.exchange import CONSENSUS, Found, Layer, Written
from annotate.exchange.finding import files_below, who_of
from annotate.files import replacing
from annotate.model import Extent, Span
from annotate.schema import Schema

KEY = "sc"
HAN = 0.25  # of a text in Chinese characters, and it is read character by character
NOT_UTF8 = range(0xD800, 0xE000)


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write annotations.spacy with the consensus; spans snap to the tokens that hold them."""
    del schema  # labels are named in the spans themselves
    lost: Counter[str] = Counter()
    bin_ = DocBin(store_user_data=False)
    for layer in layers:
        if layer.who != CONSENSUS:
            lost["annotators' own labellings"] += 1
            continue
        bin_.add(_doc(layer, lost))
        lost["relations"] += len(layer.labelling.relations)
        lost["attributes"] += sum(len(span.attributes) for span in layer.labelling.spans)
        lost["support of spans (n of m)"] += sum(span.support is not None for span in layer.labelling.spans)
    path = folder / "annotations.spacy"
    with replacing(path, "wb") as file:
        file.write(bin_.to_bytes())
    return Written(paths=(path,), lost=lost)


@cache
def _pipeline(language: str) -> Any:  # noqa: ANN401 - spaCy's own type is its module's
    return spacy.blank(language)


def _doc(layer: Layer, lost: Counter[str]) -> Doc:
    whole = layer.document.text
    # spaCy keeps texts as UTF-8, in which half a surrogate pair cannot stand.
    text = "".join("\ufffd" if ord(char) in NOT_UTF8 else char for char in whole)
    lost["characters that no UTF-8 can hold"] += sum(one != two for one, two in zip(text, whole, strict=True))
    language = "zh" if sum("\u3400" <= char <= "\u9fff" for char in text) > HAN * len(text) else "en"
    doc: Doc = _pipeline(language).make_doc(text)
    spans = []
    for span in sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id)):
        edges = (span.extent.start, span.extent.end)
        found = doc.char_span(*edges, label=span.label, alignment_mode="expand")
        if found is None:
            lost["spans outside every token"] += 1
            continue
        lost["spans whose edges moved to those of spaCy's tokens"] += (found.start_char, found.end_char) != edges
        spans.append(found)
    doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans)
    return doc


def read(path: Path) -> list[Found]:
    """Read .spacy files: the spans of every group, and the entities.

    Raises:
        InputError, ProblemsError: every file that is no DocBin.
    """
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for file in files_below(path, [".spacy"]):
        try:
            docs = list(DocBin().from_bytes(file.read_bytes()).get_docs(Vocab()))
        except (ValueError, KeyError, TypeError, IndexError, EOFError, OSError, OverflowError) as error:
            what = f"is no DocBin of spaCy ({type(error).__name__})"
            problems.append(InputError(str(file), what, "Write it with DocBin.to_disk."))
            continue
        found += [_found(doc, n, file, path) for n, doc in enumerate(docs, 1)]
    raise_problems(problems)
    return found


def _found(doc: Doc, number: int, file: Path, top: Path) -> Found:
    marked = dict.fromkeys(_marked(doc))
    spans = (
        Span(id=f"{number}.{n}", label=label, extent=extent) for n, (label, extent) in enumerate(sorted(marked), 1)
    )
    lost = Counter({"categories of whole texts": len(doc.cats)})
    name = f"{file.stem}-{number}"
    return Found(
        where=f"{file} text {number}",
        name=name,
        who=who_of(file, top),
        text=doc.text,
        spans=tuple(spans),
        lost=+lost,
    )


def _marked(doc: Doc) -> Iterator[tuple[str, Extent]]:
    groups = [span for key in doc.spans for span in doc.spans[key]]
    for span in (*groups, *doc.ents):
        yield span.label_, Extent(span.start_char, span.end_char)
