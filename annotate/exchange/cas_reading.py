"""Read UIMA CAS XMI, ours and that of INCEpTION and other programs.

A type with Governor and Dependent is a relation, every other annotation a
span: its label is the value of `label` or `value`, else the name of its type;
its other strings are attributes. Sentences, tokens and what else a pipeline
says of the text itself are no annotations of arguments.
"""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

import cassis  # the extra `exchange`; this module is loaded only when it is asked for
from lxml.etree import XMLSyntaxError

from annotate.errors import AnnotateError, InputError, collected, raise_problems
from annotate.exchange import Found
from annotate.exchange.cas import OTHER, RELATION, SPAN
from annotate.exchange.finding import DAMAGED, files_below, who_of
from annotate.exchange.xml import refuse_entities
from annotate.model import Attribute, Extent, Relation, Span

LABELS = ("label", "value", "Label", "Value", "category", "name")
OURS = {"n", "m", "annotate_id", OTHER}
OF_THE_TEXT = (
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.",
    "uima.",
)
LARGEST = 1 << 30
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
# What cassis raises at a CAS that is none, or does not fit its types.
BROKEN = (
    XMLSyntaxError,
    cassis.typesystem.TypeNotFoundError,
    cassis.typesystem.TypeCheckError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    Warning,
)


def read_files(path: Path) -> list[Found]:
    """Read an .xmi file with the TypeSystem.xml beside or above it, a .zip that holds both, or all below a folder.

    Raises:
        InputError, ProblemsError: every problem of every file.
    """
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for file in files_below(path, [".xmi", ".zip"]):
        with collected(problems):
            if file.suffix.lower() == ".zip":
                found += _packed(file)
            else:
                types = _types_near(file)
                found.append(load(file.read_bytes(), types, str(file), who=who_of(file, path), name=file.stem))
    raise_problems(problems)
    return found


def _types_near(file: Path) -> bytes:
    for folder in (file.parent, file.parent.parent):
        if (folder / "TypeSystem.xml").is_file():
            return (folder / "TypeSystem.xml").read_bytes()
    what = "TypeSystem.xml is neither beside it nor one folder above"
    raise InputError(str(file), what, "Export it with its type system.")


def _packed(file: Path) -> Iterator[Found]:
    """Yield what a ZIP of INCEpTION holds: USER.xmi with its type system, in a folder called as the text is."""
    try:
        with zipfile.ZipFile(BytesIO(file.read_bytes())) as archive:
            inside = {info.filename: info for info in archive.infolist()}
            if any(info.file_size > LARGEST for info in inside.values()):
                raise InputError(str(file), "holds a file larger than a text can be", "Export fewer texts.")
            types = next((archive.read(name) for name in inside if PurePosixPath(name).name == "TypeSystem.xml"), None)
            texts = sorted(name for name in inside if name.lower().endswith(".xmi") and not _is_blank(name))
            if not texts and any(map(_is_blank, inside)):
                return  # the text before anybody worked on it
            if types is None or not texts:
                raise InputError(str(file), "holds no XMI with its TypeSystem.xml", "Export as UIMA CAS XMI.")
            raw = {name: archive.read(name) for name in texts}
    except AnnotateError:
        raise
    except DAMAGED:
        raise InputError(str(file), "is no ZIP archive", "Export it again.") from None
    for name, data in raw.items():
        who = PurePosixPath(name).stem
        yield load(data, types, f"{file} {name}", who=who, name=file.parent.name or file.stem)


def _is_blank(name: str) -> bool:
    return PurePosixPath(name).stem == "INITIAL_CAS"


def load(xmi: bytes, types: bytes, where: str, *, who: str = "", name: str = "") -> Found:
    """Read one CAS.

    Raises:
        InputError: it is no CAS, does not fit its types, or a span lies within a character.
    """
    for data in (xmi, types):
        refuse_entities(data, where)
    _refuse_code(types, where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # cassis only warns of an offset within a character
            system = cassis.load_typesystem(BytesIO(types))
            cas = cassis.load_cas_from_xmi(BytesIO(xmi), typesystem=system, trusted=True)
    except BROKEN as error:
        what = f"is no UIMA CAS that fits its type system ({type(error).__name__}: {str(error)[:80]})"
        raise InputError(where, what, "Export it again as UIMA CAS XMI, with TypeSystem.xml.") from None
    return _found(cas, where, who, name)


def _refuse_code(types: bytes, where: str) -> None:
    """Refuse types and features that are not named as UIMA names them: cassis makes Python code of the names."""
    try:
        root = ET.fromstring(types)  # noqa: S314 - entities are refused as well
    except (ET.ParseError, ValueError, LookupError) as error:
        raise InputError(where, f"its TypeSystem.xml is no XML ({error})", "Export it again.") from None
    for kind in ("typeDescription", "featureDescription"):
        for name in root.iterfind(f".//{{*}}{kind}/{{*}}name"):
            if not IDENTIFIER.fullmatch((name.text or "").strip()):
                what = f"its TypeSystem.xml names a type or feature {(name.text or '')[:60]!r}"
                raise InputError(where, what, "Name it with letters, digits and _.")


def _found(cas: Any, where: str, who: str, name: str) -> Found:  # noqa: ANN401 - untyped package
    text = cas.sofa_string or ""
    marks = [mark for mark in cas.select_all_annotations() if _is_mark(mark)]
    others = [view for view in cas.views if view.sofa.sofaID != cas.get_sofa().sofaID]
    elsewhere = sum(_is_mark(mark) for view in others for mark in view.get_all_fs())
    lost = Counter({"marks of other views of the text": elsewhere})
    spans: dict[int, Span] = {}
    for mark in marks:
        if not _is_relation(mark):
            if not 0 <= mark.begin < mark.end <= len(text):
                lost["marks of no or of foreign characters"] += 1
                continue
            spans[mark.xmiID] = _span(mark, len(spans) + 1)
    relations: list[Relation] = []
    for mark in filter(_is_relation, marks):
        source, target = (spans.get(getattr(end, "xmiID", -1)) for end in (mark.Governor, mark.Dependent))
        if source and target:
            own = f"r{len(relations) + 1}"
            relations.append(Relation(id=own, type=_label(mark), source=source.id, target=target.id))
        else:
            lost["relations between what is no span"] += 1
    ids = [span.id for span in spans.values()]
    if len(set(ids)) < len(ids):
        raise InputError(where, "two spans have the same annotate_id", "Empty the feature annotate_id of one.")
    return Found(
        where=where,
        name=name,
        who=who,
        text=text,
        spans=tuple(spans.values()),
        relations=tuple(relations),
        lost=+lost,
    )


def _is_mark(mark: Any) -> bool:  # noqa: ANN401 - untyped package
    return hasattr(mark, "begin") and not mark.type.name.startswith(OF_THE_TEXT)


def _is_relation(mark: Any) -> bool:  # noqa: ANN401 - untyped package
    return mark.type.name == RELATION or (hasattr(mark, "Governor") and hasattr(mark, "Dependent"))


def _label(mark: Any) -> str:  # noqa: ANN401 - untyped package
    values = (getattr(mark, name, None) for name in LABELS)
    return next((value for value in values if isinstance(value, str) and value), mark.type.name.rpartition(".")[2])


def _span(mark: Any, number: int) -> Span:  # noqa: ANN401 - untyped package
    label = _label(mark)
    is_ours = mark.type.name == SPAN
    values: dict[str, tuple[str, ...]] = {}
    for feature in mark.type.all_features:
        value: Any = getattr(mark, feature.name, None)
        if feature.name in OURS and is_ours:
            continue
        if isinstance(value, str) and value != label:
            values[feature.name] = (value,)
        elif hasattr(value, "elements"):
            values[feature.name] = tuple(str(one) for one in value.elements or () if one is not None)
        elif isinstance(value, (bool, int, float)) and feature.name not in {"begin", "end"}:
            values[feature.name] = (str(value),)
    if is_ours and (other := getattr(mark, OTHER, None)):
        values.update(_others(other))
    attributes = tuple(
        Attribute(name=name.removeprefix(f"{label}_"), values=given) for name, given in sorted(values.items()) if given
    )
    own = getattr(mark, "annotate_id", None) if is_ours else None
    return Span(id=own or f"m{number}", label=label, extent=Extent(mark.begin, mark.end), attributes=attributes)


def _others(packed: str) -> dict[str, tuple[str, ...]]:
    try:
        found = json.loads(packed)
        return {str(name): tuple(map(str, values)) for name, values in found.items()}
    except (ValueError, AttributeError, TypeError):
        return {OTHER: (packed,)}  # edited by hand: kept as words
