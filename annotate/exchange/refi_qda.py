"""REFI-QDA: a .qdpx project with a codebook, the papers' texts, coded selections, and links between them.

Labels are codes, and their chosen attributes codes beneath them; free texts
stand in a selection's description. The consensus is one user, each annotator
another: every span is a selection and codings of the user whose it is. Every
id follows from what it names, so that a second run gives the same file.

The elements stand in the order of the standard's Project.xsd (2019), and are
written as they are made: a study's selections need no place in memory.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from annotate import __version__
from annotate.exchange import CONSENSUS, Layer, Written, name_of
from annotate.exchange.lines import one_line
from annotate.files import replacing
from annotate.inert import NOT_XML, safe
from annotate.model import Document, Span
from annotate.schema import Label, Schema

SPACE = "urn:QDA-XML:project:1.0"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
LONGEST_NAME = 60
BETWEEN = "："
"""Stands between an attribute and its value in the name of the code of a choice."""


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write annotations.qdpx with every layer of every paper."""
    lost: Counter[str] = Counter()
    by_document: dict[str, list[Layer]] = {}
    for layer in layers:
        by_document.setdefault(layer.document.id, []).append(layer)
    path = folder / "annotations.qdpx"
    with replacing(path, "wb") as file, zipfile.ZipFile(file, "w") as archive:
        with archive.open(_member("project.qde"), "w") as member:
            for piece in _project(layers, by_document, schema, lost):
                member.write(piece.encode())
        for own in by_document.values():
            document = own[0].document
            lost["characters that no XML can hold"] += len(NOT_XML.findall(document.text))
            archive.writestr(_member(f"sources/{_text(document)}"), safe(document.text).encode())
    return Written(paths=(path,), lost=lost)


def _member(name: str) -> zipfile.ZipInfo:
    """Return a file of the archive that tells no time."""
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _element(name: str, given: Mapping[str, str], inside: Iterable[str] = ()) -> str:
    """Return an element of XML; what is inside is XML already."""
    said = "".join(f" {key}={quoteattr(safe(value))}" for key, value in given.items())
    body = "".join(inside)
    return f"<{name}{said}>{body}</{name}>" if body else f"<{name}{said}/>"


def _project(
    layers: Sequence[Layer], by_document: Mapping[str, Sequence[Layer]], schema: Schema, lost: Counter[str]
) -> Iterator[str]:
    people = dict.fromkeys((CONSENSUS, *(layer.who for layer in layers)))
    about = {"name": "annotate", "origin": f"annotate {__version__}", "creatingUserGUID": _user(CONSENSUS)}
    said = "".join(f" {key}={quoteattr(value)}" for key, value in {"xmlns": SPACE, **about}.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<Project{said}>\n'
    yield _element("Users", {}, (_element("User", {"guid": _user(who), "name": name_of(who)}) for who in people))
    yield _element("CodeBook", {}, [_element("Codes", {}, map(_code, schema.labels))])
    if by_document:
        yield "\n<Sources>\n"
        for own in by_document.values():
            yield from _source(own, schema, lost)
        yield "</Sources>\n"
    links = [link for layer in layers for link in _links(layer, lost)]
    if links:
        yield _element("Links", {}, links)
    yield "</Project>\n"


def _guid(*parts: str) -> str:
    """Return an id that is always the same for the same thing."""
    return str(uuid5(NAMESPACE_URL, "annotate:" + "\x1f".join(parts).encode("utf-8", "replace").decode()))


def _user(who: str) -> str:
    return _guid("user", who)


def _text(document: Document) -> str:
    return f"{_guid('source', document.id)}.txt"


def _code(label: Label) -> str:
    title = label.title.get("zh") or label.title.get("en") or label.id
    beneath = [
        _element(
            "Code",
            {
                "guid": _guid("code", label.id, attribute.id, choice.id),
                "name": f"{attribute.title.get('zh', attribute.id)}{BETWEEN}{choice.title.get('zh', choice.id)}",
                "isCodable": "true",
            },
        )
        for attribute in label.attributes
        for choice in attribute.choices
    ]
    return _element("Code", {"guid": _guid("code", label.id), "name": title, "isCodable": "true"}, beneath)


def _source(layers: Sequence[Layer], schema: Schema, lost: Counter[str]) -> Iterator[str]:
    """Yield a text with the selections of all who marked it."""
    document = layers[0].document
    given = {
        "guid": _guid("source", document.id),
        "name": document.metadata.title or document.source.path,
        "plainTextPath": f"internal://{_text(document)}",
    }
    selections = []
    for layer in layers:
        spans = sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id))
        lost["support of spans (n of m)"] += sum(span.support is not None for span in spans)
        # A user is heard of only where a selection is theirs.
        lost["labellings without a mark"] += not spans
        selections += [_selection(layer, span, schema, lost) for span in spans]
    yield _element("TextSource", given, selections) + "\n"


def _selection(layer: Layer, span: Span, schema: Schema, lost: Counter[str]) -> str:
    guid, user = _selected(layer, span.id), _user(layer.who)
    label = schema.label(span.label)
    if label is None:
        lost["spans whose label is not in the schema"] += 1
    codes = [_guid("code", span.label)] if label else []
    free: list[str] = []
    for attribute in span.attributes:
        kind = label.attribute(attribute.name) if label else None
        known = {choice.id for choice in kind.choices} if kind else set()
        codes += [_guid("code", span.label, attribute.name, value) for value in attribute.values if value in known]
        free += [f"{_key(attribute.name)}: {one_line(value)}" for value in attribute.values if value not in known]
    words = escape(safe("\n".join(free)), {"\r": "&#13;"})
    given = {
        "guid": guid,
        "name": " ".join(layer.document.quote(span.extent).split())[:LONGEST_NAME],
        "startPosition": str(span.extent.start),
        "endPosition": str(span.extent.end),
        "creatingUser": user,
    }
    description = [f"<Description>{words}</Description>"] if words else []
    codings = (
        _element(
            "Coding",
            {"guid": _guid("coding", guid, code), "creatingUser": user},
            [_element("CodeRef", {"targetGUID": code})],
        )
        for code in codes
    )
    return _element("PlainTextSelection", given, (*description, *codings))


def _selected(layer: Layer, span: str) -> str:
    """Return the id of a span's selection; spans of two layers may be called the same."""
    return _guid("selection", layer.who, layer.document.id, span)


def _key(name: str) -> str:
    return one_line(name).replace(":", r"\u003a")


def _links(layer: Layer, lost: Counter[str]) -> Iterator[str]:
    known = {span.id for span in layer.labelling.spans}
    for relation in sorted(layer.labelling.relations, key=lambda r: (r.source, r.target, r.type)):
        if relation.source not in known or relation.target not in known:
            lost["relations with a missing end"] += 1
            continue
        given = {
            "guid": _guid("link", layer.who, layer.document.id, relation.type, relation.source, relation.target),
            "name": relation.type,
            "direction": "OneWay",
            "originGUID": _selected(layer, relation.source),
            "targetGUID": _selected(layer, relation.target),
        }
        yield _element("Link", given)
