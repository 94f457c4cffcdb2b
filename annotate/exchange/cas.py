"""UIMA CAS XMI: a span layer and a relation layer, as INCEpTION takes custom layers.

    webanno.custom.ArgumentSpan      label, annotate_id, n, m, other,
                                     and a list of strings for each attribute of the schema: evidence_type, …
    webanno.custom.ArgumentRelation  Governor (where it begins: the reason), Dependent (what is supported), label

INCEpTION makes the layers from TypeSystem.xml, draws a relation from Governor
to Dependent, and lets it stand where its Dependent stands. Offsets become
UTF-16 units in the file, as UIMA counts; cassis turns them back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cassis  # the extra `exchange`; this module is loaded only when it is asked for

from annotate.exchange import Found, Layer, Written, file_names
from annotate.files import replacing
from annotate.inert import NOT_XML, safe
from annotate.model import Span
from annotate.schema import NOTE, Schema

SPAN, RELATION = "webanno.custom.ArgumentSpan", "webanno.custom.ArgumentRelation"
ANNOTATION, STRING, INTEGER = "uima.tcas.Annotation", "uima.cas.String", "uima.cas.Integer"
STRINGS = "uima.cas.StringArray"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
OTHER = "other"


def read(path: Path) -> list[Found]:
    """Read .xmi files, or what INCEpTION packs into a ZIP; the folder a file lies in says whose work it is."""
    from annotate.exchange.cas_reading import read_files

    return read_files(path)


def features(schema: Schema) -> dict[tuple[str, str], str]:
    """Return label and attribute -> the feature of the span layer that holds its values."""
    names = {pair: name for name, pair in schema.controls().items()}
    return {**names, **{(label.id, NOTE): NOTE for label in schema.labels}}


def type_system(schema: Schema) -> Any:  # noqa: ANN401 - untyped package
    """Return the two layers' types, and the sentence that INCEpTION knows."""
    types = cassis.TypeSystem()
    types.create_type(name=SENTENCE, supertypeName=ANNOTATION)
    span = types.create_type(name=SPAN, supertypeName=ANNOTATION)
    plain = {"label": STRING, "annotate_id": STRING, "n": INTEGER, "m": INTEGER, OTHER: STRING}
    lists = dict.fromkeys(sorted(set(features(schema).values())), STRINGS)
    for name, kind in {**plain, **lists}.items():
        element = STRING if kind == STRINGS else None
        types.create_feature(domainType=span, name=name, rangeType=kind, elementType=element)
    relation = types.create_type(name=RELATION, supertypeName=ANNOTATION)
    types.create_feature(domainType=relation, name="label", rangeType=STRING)
    for name in ("Governor", "Dependent"):
        types.create_feature(domainType=relation, name=name, rangeType=span)
    return types


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write cas/WHO/PAPER.xmi for each layer, and cas/TypeSystem.xml."""
    types = type_system(schema)
    lost: Counter[str] = Counter()
    whose = file_names([layer.who for layer in layers])
    papers = file_names([layer.document.id for layer in layers])
    paths = [folder / "cas" / "TypeSystem.xml"]
    with replacing(paths[0], "wb") as file:
        file.write(types.to_xml().encode())
    for layer in layers:
        path = folder / "cas" / whose[layer.who] / f"{papers[layer.document.id]}.xmi"
        with replacing(path, "wb") as file:
            file.write(_cas(layer, types, features(schema), lost).to_xmi().encode())
        paths.append(path)
    return Written(paths=tuple(paths), lost=lost)


def _cas(layer: Layer, types: Any, names: Mapping[tuple[str, str], str], lost: Counter[str]) -> Any:  # noqa: ANN401 - untyped package
    cas = cassis.Cas(typesystem=types)
    text = layer.document.text
    lost["characters that no XML can hold"] += len(NOT_XML.findall(text))
    cas.sofa_string = safe(text)
    cas.sofa_mime = "text/plain"
    sentence = types.get_type(SENTENCE)
    cas.add_all([sentence(begin=s.extent.start, end=s.extent.end) for s in layer.document.sentences])
    made: dict[str, Any] = {}
    for span in sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id)):
        made[span.id] = _span(span, types, names, lost)
    cas.add_all(list(made.values()))
    lost["names of those who marked a span"] += sum(span.support is not None for span in layer.labelling.spans)
    link = types.get_type(RELATION)
    for relation in sorted(layer.labelling.relations, key=lambda r: (r.source, r.target, r.type)):
        if relation.source not in made or relation.target not in made:
            lost["relations with a missing end"] += 1
            continue
        source, target = made[relation.source], made[relation.target]
        cas.add(link(begin=target.begin, end=target.end, label=safe(relation.type), Governor=source, Dependent=target))
    return cas


def _span(span: Span, types: Any, names: Mapping[tuple[str, str], str], lost: Counter[str]) -> Any:  # noqa: ANN401 - untyped package
    """Return the feature structure of a span; attributes that the schema does not have stand together as JSON."""
    strings = types.get_type(STRINGS)
    lists: dict[str, Any] = {}
    other: dict[str, list[str]] = {}
    for attribute in span.attributes:
        lost["characters that no XML can hold"] += sum(len(NOT_XML.findall(value)) for value in attribute.values)
        name = names.get((span.label, attribute.name))
        if name is None:
            other[attribute.name] = list(attribute.values)
        else:
            lists[name] = strings(elements=[safe(value) for value in attribute.values])
    return types.get_type(SPAN)(
        begin=span.extent.start,
        end=span.extent.end,
        label=safe(span.label),
        annotate_id=safe(span.id),
        n=len(span.support.by) if span.support else None,
        m=len(span.support.asked) if span.support else None,
        other=safe(json.dumps(other, ensure_ascii=False, sort_keys=True)) if other else None,
        **lists,
    )
