"""UIMA CAS XMI: a span layer and a relation layer, as INCEpTION takes custom layers.

    custom.Span      label, annotate_id, attributes (JSON), n, m
    custom.Relation  Governor (what is supported), Dependent (the reason), label

Offsets become UTF-16 units in the file, as UIMA counts; cassis turns them back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cassis  # the extra `exchange`; this module is loaded only when it is asked for

from annotate.exchange import Layer, Written, file_names
from annotate.exchange.xml import NOT_XML, safe
from annotate.files import replacing
from annotate.model import Attribute, Extent, Relation, Span
from annotate.schema import Schema

SPAN, RELATION = "custom.Span", "custom.Relation"
ANNOTATION, STRING, INTEGER = "uima.tcas.Annotation", "uima.cas.String", "uima.cas.Integer"


def type_system() -> Any:  # noqa: ANN401 - untyped package
    """Return the two layers' types."""
    types = cassis.TypeSystem()
    span = types.create_type(name=SPAN, supertypeName=ANNOTATION)
    for name, kind in (
        ("label", STRING),
        ("annotate_id", STRING),
        ("attributes", STRING),
        ("n", INTEGER),
        ("m", INTEGER),
    ):
        types.create_feature(domainType=span, name=name, rangeType=kind)
    relation = types.create_type(name=RELATION, supertypeName=ANNOTATION)
    types.create_feature(domainType=relation, name="label", rangeType=STRING)
    for name in ("Governor", "Dependent"):
        types.create_feature(domainType=relation, name=name, rangeType=span)
    return types


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write cas/WHO/PAPER.xmi for each layer, and cas/TypeSystem.xml."""
    del schema  # labels are named in the spans themselves
    types = type_system()
    lost: Counter[str] = Counter()
    whose = file_names([layer.who for layer in layers])
    papers = file_names([layer.document.id for layer in layers])
    paths = [folder / "cas" / "TypeSystem.xml"]
    with replacing(paths[0], "wb") as file:
        file.write(types.to_xml().encode())
    for layer in layers:
        path = folder / "cas" / whose[layer.who] / f"{papers[layer.document.id]}.xmi"
        with replacing(path, "wb") as file:
            file.write(_cas(layer, types, lost).to_xmi().encode())
        paths.append(path)
    return Written(paths=tuple(paths), lost=lost)


def _cas(layer: Layer, types: Any, lost: Counter[str]) -> Any:  # noqa: ANN401 - untyped package
    cas = cassis.Cas(typesystem=types)
    text = layer.document.text
    lost["characters that no XML can hold"] += len(NOT_XML.findall(text))
    cas.sofa_string = safe(text)
    cas.sofa_mime = "text/plain"
    made: dict[str, Any] = {}
    kind, link = types.get_type(SPAN), types.get_type(RELATION)
    for span in sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id)):
        support = span.support
        made[span.id] = kind(
            begin=span.extent.start,
            end=span.extent.end,
            label=safe(span.label),
            annotate_id=safe(span.id),
            attributes=safe(
                json.dumps({a.name: a.values for a in span.attributes}, ensure_ascii=False, sort_keys=True)
            ),
            n=len(support.by) if support else None,
            m=len(support.asked) if support else None,
        )
    cas.add_all(list(made.values()))
    lost["names of those who marked a span"] += sum(span.support is not None for span in layer.labelling.spans)
    for relation in sorted(layer.labelling.relations, key=lambda r: (r.source, r.target, r.type)):
        if relation.source not in made or relation.target not in made:
            lost["relations with a missing end"] += 1
            continue
        source, target = made[relation.source], made[relation.target]
        cas.add(link(begin=source.begin, end=source.end, label=safe(relation.type), Dependent=source, Governor=target))
    return cas


def load(xmi: Path, types: Path) -> tuple[str, tuple[Span, ...], tuple[Relation, ...]]:
    """Read a text with its spans and relations back."""
    with types.open("rb") as file:
        system = cassis.load_typesystem(file)
    with xmi.open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=system)
    spans = tuple(
        Span(
            id=found.annotate_id,
            label=found.label,
            extent=Extent(found.begin, found.end),
            attributes=tuple(
                Attribute(name=name, values=tuple(values))
                for name, values in json.loads(found.attributes or "{}").items()
            ),
        )
        for found in cas.select(SPAN)
    )
    relations = tuple(
        Relation(id=str(n), type=found.label, source=found.Dependent.annotate_id, target=found.Governor.annotate_id)
        for n, found in enumerate(cas.select(RELATION), 1)
    )
    return cas.sofa_string, spans, relations
