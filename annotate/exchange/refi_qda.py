"""REFI-QDA: a .qdpx project with a codebook, the papers' texts, coded selections, and links between them.

Labels are codes, and their chosen attributes codes beneath them; free texts
stand in a selection's description. The consensus is one user, each annotator
another: every span is a selection and codings of the user whose it is. Every
id follows from what it names, so that a second run gives the same file.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pyrefiqda.models import project as refi  # the extra `exchange`; loaded only when it is asked for
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata_pydantic.bindings import XmlSerializer

from annotate import __version__
from annotate.exchange import CONSENSUS, Layer, Written, name_of
from annotate.exchange.lines import one_line
from annotate.exchange.xml import NOT_XML, safe
from annotate.files import replacing
from annotate.model import Span
from annotate.schema import Label, Schema

SPACE = "urn:QDA-XML:project:1.0"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
LONGEST_NAME = 60


def write(layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
    """Write annotations.qdpx with every layer of every paper."""
    lost: Counter[str] = Counter()
    files: dict[str, str] = {}
    by_document: dict[str, list[Layer]] = {}
    for layer in layers:
        by_document.setdefault(layer.document.id, []).append(layer)
    sources = [_source(own, schema, files, lost) for own in by_document.values()]
    people = list(dict.fromkeys((CONSENSUS, *(layer.who for layer in layers))))
    project = refi.Project(
        name="annotate",
        origin=f"annotate {__version__}",
        creating_user_guid=_user(CONSENSUS),
        users=refi.UsersType(user=[refi.UserType(guid=_user(who), name=safe(name_of(who))) for who in people]),
        code_book=refi.CodeBookType(codes=refi.CodesType(code=[_code(label) for label in schema.labels])),
        sources=refi.SourcesType(text_source=sources) if sources else None,
        links=_links(layers, lost),
    )
    config = SerializerConfig(xml_declaration=True, encoding="UTF-8")
    xml = XmlSerializer(config=config).render(project, ns_map={None: SPACE})
    path = folder / "annotations.qdpx"
    with replacing(path, "wb") as file:
        file.write(_packed({"project.qde": xml, **files}))
    return Written(paths=(path,), lost=lost)


def _packed(files: dict[str, str]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return made.getvalue()


def _guid(*parts: str) -> str:
    """Return an id that is always the same for the same thing."""
    return str(uuid5(NAMESPACE_URL, "annotate:" + "\x1f".join(parts).encode("utf-8", "replace").decode()))


def _user(who: str) -> str:
    return _guid("user", who)


def _code(label: Label) -> refi.CodeType:
    title = label.title.get("zh") or label.title.get("en") or label.id
    beneath = [
        refi.CodeType(
            guid=_guid("code", label.id, attribute.id, choice.id),
            name=safe(f"{attribute.title.get('zh', attribute.id)}：{choice.title.get('zh', choice.id)}"),
            is_codable=True,
        )
        for attribute in label.attributes
        for choice in attribute.choices
    ]
    return refi.CodeType(guid=_guid("code", label.id), name=safe(title), is_codable=True, code=beneath)


def _source(layers: Sequence[Layer], schema: Schema, files: dict[str, str], lost: Counter[str]) -> refi.TextSourceType:
    """Return a text with the selections of all who marked it."""
    document = layers[0].document
    guid = _guid("source", document.id)
    files[f"sources/{guid}.txt"] = safe(document.text)
    lost["characters that no XML can hold"] += len(NOT_XML.findall(document.text))
    for layer in layers:
        lost["support of spans (n of m)"] += sum(span.support is not None for span in layer.labelling.spans)
        # A user is heard of only where a selection is theirs.
        lost["labellings without a mark"] += not layer.labelling.spans
    return refi.TextSourceType(
        guid=guid,
        name=safe(document.metadata.title or document.source.path),
        plain_text_path=f"internal://{guid}.txt",
        plain_text_selection=[
            _selection(layer, span, schema, lost)
            for layer in layers
            for span in sorted(layer.labelling.spans, key=lambda s: (s.extent, s.label, s.id))
        ],
    )


def _selection(layer: Layer, span: Span, schema: Schema, lost: Counter[str]) -> refi.PlainTextSelectionType:
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
    return refi.PlainTextSelectionType(
        guid=guid,
        name=safe(" ".join(layer.document.quote(span.extent).split()))[:LONGEST_NAME],
        start_position=span.extent.start,
        end_position=span.extent.end,
        description=safe("\n".join(free)) or None,
        creating_user=user,
        coding=[
            refi.CodingType(
                guid=_guid("coding", guid, code), creating_user=user, code_ref=refi.CodeRefType(target_guid=code)
            )
            for code in codes
        ],
    )


def _selected(layer: Layer, span: str) -> str:
    """Return the id of a span's selection; spans of two layers may be called the same."""
    return _guid("selection", layer.who, layer.document.id, span)


def _key(name: str) -> str:
    return one_line(name).replace(":", r"\u003a")


def _links(layers: Sequence[Layer], lost: Counter[str]) -> refi.LinksType | None:
    links = [link for layer in layers for link in _of(layer, lost)]
    return refi.LinksType(link=links) if links else None


def _of(layer: Layer, lost: Counter[str]) -> Iterator[refi.LinkType]:
    known = {span.id for span in layer.labelling.spans}
    for relation in sorted(layer.labelling.relations, key=lambda r: (r.source, r.target, r.type)):
        if relation.source not in known or relation.target not in known:
            lost["relations with a missing end"] += 1
            continue
        yield refi.LinkType(
            guid=_guid("link", layer.who, layer.document.id, relation.type, relation.source, relation.target),
            name=safe(relation.type),
            direction=refi.DirectionType.ONE_WAY,
            origin_guid=_selected(layer, relation.source),
            target_guid=_selected(layer, relation.target),
        )
