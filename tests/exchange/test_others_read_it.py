"""What we write, in the hands of readers that we did not write; hostile words in every field stay words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import cassis
import pytest
from bioc import brat
from lxml import etree
from pyrefiqda.models import project as refi

from annotate.exchange import EXCHANGE, READERS, Found, Layer
from annotate.inert import safe
from annotate.model import Attribute, Labelling
from annotate.schema import load as load_schema

SCHEMA = load_schema()
WORDS = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "]]> &amp; &#0; <!-- --",
    "../../x",
    "\u202eabc\u2066",
    "\x1b[31m\x1b]0;x\x07",
    "a\r\nb\rc\td\u2028e\x85f\x0bg\\n\\u000a",
    "\x00\x08\ufffe\ud800",
    "T9\tclaim 0 1\tx\nR1\tsupports Arg1:T1 Arg2:T2",
    "潮" * 350_000,
    " ",
)


@pytest.fixture(params=WORDS, ids=range(len(WORDS)))
def everywhere(request: pytest.FixtureRequest, layer: Layer) -> Layer:
    """Return a layer with one hostile word in every field that people type."""
    word = str(request.param)
    document = layer.document
    metadata = replace(document.metadata, title=word, authors=(word,))
    spans = tuple(
        replace(span, attributes=(Attribute(name="note", values=(word, "x")), Attribute(name=word, values=(word,))))
        for span in layer.labelling.spans
    )
    text = document.text + " " + word.replace("\r", " ")
    return Layer(
        document=replace(document, id=word, text=text, metadata=metadata, source=replace(document.source, path=word)),
        labelling=Labelling(document=word, spans=spans, relations=layer.labelling.relations),
    )


def back(name: str, layer: Layer, folder: Path) -> tuple[Found, dict[str, int]]:
    """Write a layer and read it again; nothing lies outside the folder, and no name leads out of it."""
    done = EXCHANGE.load(name)([layer], SCHEMA, folder / "in")
    assert [path.name for path in folder.iterdir()] == ["in"]
    assert all(path.resolve().is_relative_to(folder / "in") for path in done.paths)
    top = folder / "in"
    paths = {"refi-qda": top / "annotations.qdpx", "docbin": top / "annotations.spacy"}
    (found,) = READERS.load(name)(paths.get(name, top))
    return found, dict(+done.lost)


@pytest.mark.parametrize("name", ["brat", "cas", "refi-qda", "docbin"])
def test_hostile_words_come_back_or_are_told_as_lost(name: str, everywhere: Layer, tmp_path: Path) -> None:
    """The text and the notes are the same words; characters that a format cannot hold are stood in for and counted."""
    if name == "docbin":  # whose own tokenizer takes time by the square of a text's length
        document = replace(everywhere.document, text=everywhere.document.text[:50_000])
        everywhere = replace(everywhere, document=document)
    found, lost = back(name, everywhere, tmp_path)
    spans = everywhere.labelling.spans
    word = everywhere.document.metadata.title
    can = (lambda text: re.sub("[\ud800-\udfff]", "\ufffd", text)) if name in {"brat", "docbin"} else safe
    assert found.text == can(everywhere.document.text)
    if name == "docbin":  # whose edges snap to tokens
        assert all(any(s.extent.contains(own.extent) for s in found.spans) for own in spans)
        assert lost["attributes"] == 6
    else:
        assert {s.extent for s in found.spans} == {s.extent for s in spans}
        notes = [value for span in found.spans for value in span.values("note")]
        assert list(map(can, notes)) == [can(word), "x"] * 3
    if can(word) != word:
        assert any(what.startswith("characters that no") for what in lost)


def test_brat_files_are_read_by_bioc(everywhere: Layer, tmp_path: Path) -> None:
    """Another parser of brat finds the same spans, words, relations and notes, and not one line more."""
    paths = EXCHANGE.load("brat")([everywhere], SCHEMA, tmp_path).paths
    ann = next(path for path in paths if path.suffix == ".ann")
    text = ann.with_suffix(".txt").read_bytes().decode()
    with ann.open(encoding="utf-8", newline="\n") as file:
        theirs = brat.load_ann(file)
    spans = everywhere.labelling.spans
    found = {(e.type, min(at.begin for at in e.locations), max(at.end for at in e.locations)) for e in theirs.entities}
    assert found == {(s.label, s.extent.start, s.extent.end) for s in spans}
    for entity in theirs.entities:
        assert " ".join(text[at.begin : at.end] for at in sorted(entity.locations)) == entity.text
    assert len(list(theirs.relations)) == 1
    assert len(list(theirs.notes)) + len(list(theirs.attributes)) == 9


@pytest.mark.shared
def test_bioc_reads_the_same_out_of_brats_own_files(shared: Path) -> None:
    """On files that neither wrote, our reader and another agree on every span."""
    top = shared / "data" / "brat" / "four-annotators"
    ours = {found.where: found for found in READERS.load("brat")(top)}
    assert len(ours) == 28
    for where, found in ours.items():
        with Path(where).open(encoding="utf-8") as file:
            theirs = brat.load_ann(file)
        assert {e.id: e.type for e in theirs.entities} == {s.id: s.label for s in found.spans}


# --- REFI-QDA: the standard's own types, from its schema, as pyrefiqda keeps them -----------------------------------


def misfits(element: Any, kind: Any, where: str = "Project") -> Iterator[str]:
    """Yield what the standard's schema would refuse: unknown, missing or misplaced parts, values out of pattern."""
    hints = get_type_hints(kind, vars(refi))
    parts = {info.xsdata_metadata.get("name", name): (name, info) for name, info in kind.model_fields.items()}
    attributes = {label: part for label, part in parts.items() if part[1].xsdata_metadata["type"] == "Attribute"}
    order = [label for label in parts if label not in attributes]
    for label, value in element.attrib.items():
        if label not in attributes:
            yield f"{where}: no attribute {label}"
        elif (pattern := parts[label][1].xsdata_metadata.get("pattern")) and not re.fullmatch(pattern, value):
            yield f"{where}: {label}={value!r}"
    for label, (_, info) in attributes.items():
        if info.is_required() and label not in element.attrib:
            yield f"{where}: {label} is missing"
    places = [order.index(label) if label in order else -1 for label in _labels(element)]
    if -1 in places or places != sorted(places):
        yield f"{where}: {_labels(element)} are not in the order {order}"
    for child, place in zip(element, places, strict=True):
        inner = _class(hints[parts[order[place]][0]])
        if inner and place >= 0:
            yield from misfits(child, inner, f"{where}/{order[place]}")


def _labels(element: Any) -> list[str]:
    return [etree.QName(child).localname for child in element]


def _class(hint: Any) -> type | None:
    for part in (hint, *get_args(hint)):
        if isinstance(part, type) and part.__module__ == refi.__name__ and hasattr(part, "model_fields"):
            return part
        if get_origin(part) in {Union, UnionType, list} and (inner := next(map(_class, get_args(part)), None)):
            return inner
    return None


def test_the_project_obeys_the_standards_schema(everywhere: Layer, tmp_path: Path) -> None:
    """Elements, their order, attributes and patterns are the standard's; every id that is referred to is there."""
    layers = [everywhere, replace(everywhere, who="annotator-li")]
    path = EXCHANGE.load("refi-qda")(layers, SCHEMA, tmp_path).paths[0]
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        root = etree.fromstring(archive.read("project.qde"), etree.XMLParser(huge_tree=True))
    assert list(misfits(root, refi.Project)) == []
    ids = [element.get("guid") for element in root.iter() if element.get("guid")]
    assert len(ids) == len(set(ids))
    pointing = {value for e in root.iter() for key, value in e.attrib.items() if key.endswith("GUID") and key != "guid"}
    pointing |= {e.get("creatingUser") for e in root.iter() if e.get("creatingUser")}
    pointing |= {root.get("creatingUserGUID")}
    assert pointing <= set(ids)
    paths = {e.get("plainTextPath").replace("internal://", "sources/") for e in root.iter("{*}TextSource")}
    assert paths == set(names) - {"project.qde"}


@pytest.mark.skipif("REFI_QDA_XSD" not in os.environ, reason="REFI_QDA_XSD names no copy of the standard's Project.xsd")
def test_the_standards_own_schema_accepts_the_project(everywhere: Layer, tmp_path: Path) -> None:
    """The published XSD itself, for whoever has it: with annotators, hostile words and links it finds nothing wrong."""
    schema = etree.XMLSchema(etree.parse(os.environ["REFI_QDA_XSD"]))
    layers = [everywhere, replace(everywhere, who="annotator-li")]
    path = EXCHANGE.load("refi-qda")(layers, SCHEMA, tmp_path).paths[0]
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"), etree.XMLParser(huge_tree=True))
    assert schema.validate(root), schema.error_log
    next(root.iter("{*}PlainTextSelection")).set("creatingUser", "li")
    assert not schema.validate(root)


def test_the_schema_check_refuses_what_is_wrong(layer: Layer, tmp_path: Path) -> None:
    """A check that lets everything pass would be none: each kind of damage is found."""
    path = EXCHANGE.load("refi-qda")([layer], SCHEMA, tmp_path).paths[0]
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
    selection = next(root.iter("{*}PlainTextSelection"))
    selection.set("guid", "x")
    del selection.attrib["startPosition"]
    selection.set("colour", "red")
    source = next(root.iter("{*}TextSource"))
    source.insert(0, etree.SubElement(source, f"{{{etree.QName(source).namespace}}}Coding"))
    found = " ".join(misfits(root, refi.Project))
    for what in (
        "guid='x'",
        "startPosition is missing",
        "no attribute colour",
        "are not in the order",
        "guid is missing",
    ):
        assert what in found


# --- INCEpTION: its rules for layers that it makes from a type system -----------------------------------------------


def test_the_layers_are_such_as_inception_makes_them(layer: Layer, tmp_path: Path) -> None:
    """Custom types, a relation by Governor and Dependent that stands where its end stands, lists of strings."""
    types_path, xmi_path = EXCHANGE.load("cas")([layer], SCHEMA, tmp_path).paths
    with types_path.open("rb") as file:
        types = cassis.load_typesystem(file)
    with xmi_path.open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, typesystem=types)
    own = [kind for kind in types.get_types() if kind.name.startswith("webanno.custom.")]
    assert {kind.supertype.name for kind in own} == {"uima.tcas.Annotation"}
    (relation,) = cas.select("webanno.custom.ArgumentRelation")
    ends = {f.name: f.rangeType.name for f in relation.type.features}
    assert ends["Governor"] == ends["Dependent"] == "webanno.custom.ArgumentSpan"
    assert (relation.Governor.label, relation.Dependent.label) == ("evidence", "policy_recommendation")
    assert (relation.begin, relation.end) == (relation.Dependent.begin, relation.Dependent.end)
    assert relation.Governor.evidence_type.elements == ["statistic"]


def test_marks_of_inceptions_own_layers_are_read(tmp_path: Path) -> None:
    """A CAS of somebody else: named entities with a value, a relation of another name, a ZIP by its annotator."""
    types = cassis.TypeSystem()
    entity = types.create_type(name="custom.Entity", supertypeName="uima.tcas.Annotation")
    types.create_feature(entity, "value", "uima.cas.String")
    types.create_feature(entity, "sure", "uima.cas.Boolean")
    link = types.create_type(name="webanno.custom.Backs", supertypeName="uima.tcas.Annotation")
    for name in ("Governor", "Dependent"):
        types.create_feature(link, name, entity)
    token = types.create_type(
        name="de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", supertypeName="uima.tcas.Annotation"
    )
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = "😀港口预警"
    one, two = entity(begin=1, end=3, value="LOC", sure=True), entity(begin=3, end=5)
    cas.add_all([one, two, token(begin=0, end=1), link(begin=3, end=5, Governor=one, Dependent=two)])
    path = tmp_path / "paper.txt" / "li.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("li.xmi", cas.to_xmi())
        archive.writestr("TypeSystem.xml", types.to_xml())
    (found,) = READERS.load("cas")(tmp_path)
    assert (found.who, found.name, found.text) == ("li", "paper.txt", "😀港口预警")
    marked = {(s.label, found.text[s.extent.start : s.extent.end]) for s in found.spans}
    assert marked == {("LOC", "港口"), ("Entity", "预警")}
    assert [relation.type for relation in found.relations] == ["Backs"]
    assert found.spans[0].values("sure") == ("True",)


# --- spaCy ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_spacy_train_runs_on_the_file(layer: Layer, tmp_path: Path) -> None:
    """The command `spacy` makes a configuration, trains on the consensus beside annotators, writes a model."""
    path = EXCHANGE.load("docbin")([layer, replace(layer, who="annotator-li")], SCHEMA, tmp_path).paths[0]
    spacy = [sys.executable, "-m", "spacy"]
    config = tmp_path / "config.cfg"
    subprocess.run([*spacy, "init", "config", config, "--lang", "zh", "--pipeline", "spancat"], check=True)
    steps = ["--training.max_steps", "3", "--training.eval_frequency", "1"]
    data = ["--paths.train", path, "--paths.dev", path]
    subprocess.run([*spacy, "train", config, "-o", tmp_path / "model", *data, *steps], check=True)
    assert (tmp_path / "model" / "model-last" / "spancat" / "model").is_file()
