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
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from annotate.errors import InputError
from annotate.exchange import Layer, Written, file_names
from annotate.files import replacing
from annotate.model import Attribute, Document, Extent, Relation, Span
from annotate.schema import Schema

NAME = re.compile(r"[^A-Za-z0-9_-]")
ENDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standoff:
    """What an .ann file holds."""

    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    lost: Counter[str]


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
        paths.append(_saved(at / f"{stem}.txt", layer.document.text))
        lines = list(dump(layer, lost))
        paths.append(_saved(at / f"{stem}.ann", "".join(f"{line}\n" for line in lines)))
    return Written(paths=tuple(paths), lost=lost)


def _saved(path: Path, text: str) -> Path:
    with replacing(path, "wb") as file:
        file.write(text.encode("utf-8", "replace"))
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
    spans = sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id))
    number = {span.id: n for n, span in enumerate(spans, 1)}
    for span in spans:
        where, words = _offsets(layer.document, span), _words(layer.document, span)
        yield f"T{number[span.id]}\t{_name(span.label)} {where}\t{words}"
    lost["support of spans (n of m)"] += sum(span.support is not None for span in spans)
    known = [r for r in layer.labelling.relations if r.source in number and r.target in number]
    lost["relations with a missing end"] += len(layer.labelling.relations) - len(known)
    for n, relation in enumerate(sorted(known, key=lambda r: (number[r.source], number[r.target], r.type)), 1):
        yield f"R{n}\t{_name(relation.type)} Arg1:T{number[relation.source]} Arg2:T{number[relation.target]}"
    chosen = notes = 0
    for span in spans:
        for attribute in sorted(span.attributes, key=lambda a: a.name):
            name = f"{_name(span.label)}_{_name(attribute.name)}"
            for value in attribute.values:
                # Only a plain word can be a brat attribute; whatever else people typed is a note.
                if value and not NAME.search(value):
                    chosen += 1
                    yield f"A{chosen}\t{name} T{number[span.id]} {value}"
                else:
                    notes += 1
                    yield f"#{notes}\t{name} T{number[span.id]}\t{_one_line(value)}"


def _pieces(document: Document, span: Span) -> Iterator[Extent]:
    """Yield the span without its line breaks, which brat cannot mark."""
    at = span.extent.start
    for part in document.quote(span.extent).split("\n"):
        if part:
            yield Extent(at, at + len(part))
        at += len(part) + 1


def _offsets(document: Document, span: Span) -> str:
    return ";".join(f"{piece.start} {piece.end}" for piece in _pieces(document, span))


def _words(document: Document, span: Span) -> str:
    return " ".join(document.quote(piece) for piece in _pieces(document, span))


def _one_line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _lines(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r", "t": "\t"}.get(m.group(1), m.group(1)), text)


def load(path: Path, text: str) -> Standoff:
    """Read an .ann file; offsets are code points into `text`, as brat counts them.

    A span in several pieces becomes one from its first to its last character.

    Raises:
        InputError: a line is no brat, a span lies outside the text or does not hold the words that it names.
    """
    raw: dict[str, list[tuple[str, list[str]]]] = {}
    lost: Counter[str] = Counter()
    for n, line in enumerate(path.read_bytes().decode("utf-8-sig").split("\n"), 1):
        line = line.removesuffix("\r")  # noqa: PLW2901 - the same line without its end
        if not line.strip():
            continue
        key, _, rest = line.partition("\t")
        head, _, tail = rest.partition("\t")
        words = head.split(" ")
        if key[:1] not in "TRAM#" or not rest or (key[0] in "TR" and len(words) <= ENDS):
            if key[:1] in "E*N":
                lost["events, equivalences and normalizations"] += 1
                continue
            raise InputError(f"{path}:{n}", f"is no line of brat: {line[:60]!r}", "Export it again.")
        raw.setdefault(key[0].replace("M", "A"), []).append((f"{path}:{n}", [key, *words, tail]))
    extents = {row[0]: _extent(where, row, text, lost) for where, row in raw.get("T", [])}
    labels = {row[0]: row[1] for _, row in raw.get("T", [])}
    attributes = _attributes(raw, labels, lost)
    spans = tuple(
        Span(id=key, label=labels[key], extent=extent, attributes=attributes.get(key, ()))
        for key, extent in extents.items()
    )
    relations = []
    for where, row in raw.get("R", []):
        ends = dict(word.partition(":")[::2] for word in row[2:4])
        source, target = ends.get("Arg1", ""), ends.get("Arg2", "")
        if source not in extents or target not in extents:
            raise InputError(where, "joins a span that is not there", "Export it again.")
        relations.append(Relation(id=row[0], type=row[1], source=source, target=target))
    return Standoff(spans=spans, relations=tuple(relations), lost=+lost)


def _extent(where: str, row: Sequence[str], text: str, lost: Counter[str]) -> Extent:
    pieces = [piece.split(" ") for piece in " ".join(row[2:-1]).split(";")]
    try:
        extents = [Extent(int(start), int(end)) for start, end in pieces]
    except ValueError:
        raise InputError(where, f"has no offsets: {' '.join(row[2:-1])[:60]!r}", "Export it again.") from None
    whole = Extent(extents[0].start, extents[-1].end)
    if not 0 <= whole.start < whole.end <= len(text):
        raise InputError(where, "lies outside the text", "Read it with the text it was made for.")
    if " ".join(text[e.start : e.end] for e in extents) != row[-1]:
        raise InputError(where, f"names other words than stand there: {row[-1][:40]!r}", "Read it with its own text.")
    gaps = [text[one.end : two.start] for one, two in pairwise(extents)]
    lost["gaps inside spans"] += sum(bool(gap.strip()) for gap in gaps)
    return whole


def _attributes(
    raw: Mapping[str, Sequence[tuple[str, list[str]]]], labels: Mapping[str, str], lost: Counter[str]
) -> dict[str, tuple[Attribute, ...]]:
    found: dict[str, dict[str, list[str]]] = {}
    for kind in "A#":
        for _, row in raw.get(kind, []):
            if len(row) <= ENDS or row[2] not in labels:
                lost["attributes and notes of what is no span"] += 1
                continue
            name = row[1].removeprefix(f"{_name(labels[row[2]])}_")
            value = _lines(row[-1]) if kind == "#" else (row[3] if row[3:-1] else "true")
            found.setdefault(row[2], {}).setdefault(name, []).append(value)
    return {
        span: tuple(Attribute(name=name, values=tuple(values)) for name, values in sorted(own.items()))
        for span, own in found.items()
    }
