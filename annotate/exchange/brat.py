"""brat standoff: `paper.txt` beside `paper.ann`, and the configuration that brat needs to show them.

T1	claim 4 17	words of the span       a span; over a line break it is given in pieces
R1	supports Arg1:T1 Arg2:T2            a relation
A1	evidence_type T1 statistic          a chosen value
#1	claim_note T1	free words              a free text
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotate.exchange import Found, Layer, Written, file_names
from annotate.exchange.lines import BREAK, one_line
from annotate.files import replacing
from annotate.inert import NOT_UTF8, encodable
from annotate.model import Document, Extent, Span
from annotate.schema import Schema

NAME = re.compile(r"[^A-Za-z0-9_-]")


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write brat/WHO/PAPER.txt and .ann for each layer, and brat/WHO/annotation.conf."""
    whose = file_names([layer.who for layer in layers])
    papers = file_names([layer.document.id for layer in layers])
    lost: Counter[str] = Counter()
    conf = configuration(schema)
    paths = [_saved(folder / "brat" / who / "annotation.conf", conf) for who in whose.values()]
    for layer in layers:
        at = folder / "brat" / whose[layer.who]
        stem = papers[layer.document.id]
        lost["characters that no UTF-8 can hold"] += len(NOT_UTF8.findall(layer.document.text))
        paths.append(_saved(at / f"{stem}.txt", layer.document.text))
        lines = list(dump(layer, lost))
        paths.append(_saved(at / f"{stem}.ann", "".join(f"{line}\n" for line in lines)))
    return Written(paths=tuple(paths), lost=lost)


def _saved(path: Path, text: str) -> Path:
    with replacing(path, "wb") as file:
        file.write(encodable(text).encode())
    return path


def configuration(schema: Schema) -> str:
    """Return annotation.conf: brat refuses to show what is not declared in it."""
    labels = [_name(label.id) for label in schema.labels]
    relations = [f"{_name(r.id)}\tArg1:<ENTITY>, Arg2:<ENTITY>" for r in schema.relations]
    attributes = [
        f"{_name(label.id)}_{_name(a.id)}\tArg:{_name(label.id)}, Value:{'|'.join(_name(c.id) for c in a.choices)}"
        for label in schema.labels
        for a in label.attributes
        if a.choices
    ]
    parts: tuple[tuple[str, list[str]], ...] = (
        ("entities", labels),
        ("relations", relations),
        ("events", []),
        ("attributes", attributes),
    )
    return "\n".join(f"[{head}]\n" + "".join(f"{line}\n" for line in lines) for head, lines in parts)


def _name(text: str) -> str:
    return NAME.sub("_", text) or "_"


def dump(layer: Layer, lost: Counter[str]) -> Iterator[str]:
    """Yield the lines of an .ann file."""
    marked = sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id))
    spans = [span for span in marked if layer.document.quote(span.extent).strip()]
    lost["spans of white space alone"] += len(marked) - len(spans)
    number = {span.id: n for n, span in enumerate(spans, 1)}
    for span in spans:
        where, words = _offsets(layer.document, span), _words(layer.document, span)
        whole = layer.document.quote(span.extent)
        lost["line breaks and tabs at the edges of spans"] += bool(BREAK.match(whole) or BREAK.match(whole[-1]))
        yield f"T{number[span.id]}\t{_name(span.label)} {where}\t{words}"
    lost["support of spans (n of m)"] += sum(span.support is not None for span in spans)
    known = [r for r in layer.labelling.relations if r.source in number and r.target in number]
    lost["relations with a missing end"] += len(layer.labelling.relations) - len(known)
    for n, relation in enumerate(sorted(known, key=lambda r: (number[r.source], number[r.target], r.type)), 1):
        yield f"R{n}\t{_name(relation.type)} Arg1:T{number[relation.source]} Arg2:T{number[relation.target]}"
    yield from _values(spans, number, lost)


def _values(spans: Sequence[Span], number: Mapping[str, int], lost: Counter[str]) -> Iterator[str]:
    """Yield the attributes and notes of the spans."""
    chosen = notes = 0
    for span in spans:
        for attribute in sorted(span.attributes, key=lambda a: a.name):
            name = f"{_name(span.label)}_{_name(attribute.name)}"
            for value in attribute.values:
                # Only a plain word can be a brat attribute; whatever else people typed is a note.
                lost["characters that no UTF-8 can hold"] += len(NOT_UTF8.findall(value))
                lost["empty values"] += not value
                if not value:
                    continue
                if not NAME.search(value):
                    chosen += 1
                    yield f"A{chosen}\t{name} T{number[span.id]} {value}"
                else:
                    notes += 1
                    yield f"#{notes}\t{name} T{number[span.id]}\t{one_line(value)}"


def _pieces(document: Document, span: Span) -> Iterator[Extent]:
    """Yield the span without its line breaks and tabs, which brat cannot mark."""
    at = span.extent.start
    for part in BREAK.split(document.quote(span.extent)):
        if part:
            yield Extent(at, at + len(part))
        at += len(part) + 1


def _offsets(document: Document, span: Span) -> str:
    return ";".join(f"{piece.start} {piece.end}" for piece in _pieces(document, span))


def _words(document: Document, span: Span) -> str:
    return " ".join(document.quote(piece) for piece in _pieces(document, span))


def read(path: Path) -> list[Found]:
    """Read an .ann file, or all below a folder; the folder a file lies in says whose work it is."""
    from annotate.exchange.brat_reading import read_files

    return read_files(path)
