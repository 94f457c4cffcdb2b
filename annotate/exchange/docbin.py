"""spaCy's DocBin: span groups, the consensus under the key that spaCy's span categorizer trains on.

sc              the consensus
annotator-NAME  what one annotator marked, beside it in the same text

A group may be empty: an annotator who marked nothing there is still one who was asked.
This module alone imports spaCy outside seeding: the format is spaCy's own, and
nothing else can write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.vocab import Vocab

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.exchange import CONSENSUS, OWN, Found, Layer, Written, name_of
from annotate.exchange.finding import files_below, who_of
from annotate.files import replacing
from annotate.han import count_han
from annotate.inert import NOT_UTF8, encodable
from annotate.model import Extent, Span
from annotate.schema import Schema

KEY = "sc"
SHARE = 0.25  # of a text in Chinese characters, and it is read character by character


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write annotations.spacy, a text of each document with a consensus; spans snap to the tokens that hold them."""
    del schema  # labels are named in the spans themselves
    lost: Counter[str] = Counter()
    bin_ = DocBin(store_user_data=False)
    by_document: dict[str, list[Layer]] = {}
    for layer in layers:
        by_document.setdefault(layer.document.id, []).append(layer)
    for own in by_document.values():
        if all(layer.who != CONSENSUS for layer in own):
            # A text without the trained group would teach that nothing is to be found in it.
            lost["labellings of texts without a consensus"] += len(own)
            continue
        bin_.add(_doc(own, lost))
        for layer in own:
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


def _doc(layers: Sequence[Layer], lost: Counter[str]) -> Doc:
    whole = layers[0].document.text
    text = encodable(whole)  # spaCy keeps it in UTF-8
    lost["characters that no UTF-8 can hold"] += len(NOT_UTF8.findall(whole))
    language = "zh" if count_han(text) > SHARE * len(text) else "en"
    doc: Doc = _pipeline(language).make_doc(text)
    for layer in layers:
        key = KEY if layer.who == CONSENSUS else encodable(layer.who)
        doc.spans[key] = SpanGroup(doc, name=key, spans=_spans(doc, layer, lost))
    return doc


def _spans(doc: Doc, layer: Layer, lost: Counter[str]) -> list[Any]:
    """Return the spans of a layer, on the tokens of its text."""
    spans = []
    for span in sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id)):
        edges = (span.extent.start, span.extent.end)
        found = doc.char_span(*edges, label=span.label, alignment_mode="expand")
        if found is None:
            lost["spans outside every token"] += 1
            continue
        lost["spans whose edges moved to those of spaCy's tokens"] += (found.start_char, found.end_char) != edges
        spans.append(found)
    return spans


def read(path: Path) -> list[Found]:
    """Read .spacy files: the spans of every group, and the entities; an annotator's own group is their work.

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
        found += [one for n, doc in enumerate(docs, 1) for one in _found(doc, n, file, path)]
    raise_problems(problems)
    return found


def _found(doc: Doc, number: int, file: Path, top: Path) -> Iterator[Found]:
    """Yield the labellings of a text; what is in no annotator's group is the consensus, if annotators have groups."""
    people = [key for key in doc.spans if key.startswith(OWN)]
    lost = Counter({"categories of whole texts": len(doc.cats)})
    rest = set(doc.spans) - set(people)
    groups = []
    if rest or doc.ents or not people:
        groups.append((CONSENSUS if people else who_of(file, top), _marked(doc, rest, doc.ents)))
    groups += [(name_of(key), _marked(doc, {key}, ())) for key in people]
    for who, marked in groups:
        spans = (Span(id=f"{number}.{n}", label=label, extent=extent) for n, (label, extent) in enumerate(marked, 1))
        yield Found(
            where=f"{file} text {number}" + (f" {who}" if people else ""),
            name=f"{file.stem}-{number}",
            who=who,
            text=doc.text,
            spans=tuple(spans),
            lost=+lost,
        )
        lost.clear()  # told once, with the first


def _marked(doc: Doc, keys: set[str], more: Iterable[Any]) -> list[tuple[str, Extent]]:
    """Return label and place of the spans of some groups, and of others besides; what two groups hold stands once."""
    groups = (span for key in doc.spans if key in keys for span in doc.spans[key])
    return sorted({(span.label_, Extent(span.start_char, span.end_char)) for span in (*groups, *more)})
