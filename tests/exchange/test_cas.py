"""UIMA CAS: what is written is read back, and what may not be read is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import cassis
import pytest

from annotate.errors import InputError
from annotate.exchange import Layer
from annotate.exchange.cas import write
from annotate.exchange.cas_reading import read_files
from annotate.inert import safe
from annotate.schema import load as load_schema


def test_what_is_written_is_read_back(layer: Layer, tmp_path: Path) -> None:
    """The real reader reads the file: text, spans at their code points, beyond an emoji too, values and relations."""
    _, xmi = write([layer], load_schema(), tmp_path).paths
    (found,) = read_files(xmi)
    text, spans, relations = found.text, found.spans, found.relations
    assert text == layer.document.text
    own = {span.id: span for span in layer.labelling.spans}
    assert {span.id: (span.label, span.extent) for span in spans} == {i: (s.label, s.extent) for i, s in own.items()}
    read = {span.id: {a.name: a.values for a in span.attributes} for span in spans}
    assert read == {i: {a.name: a.values for a in s.attributes} for i, s in own.items()}
    assert [(r.type, r.source, r.target) for r in relations] == [("supports", "e:1", "p:1")]


def test_hostile_text_keeps_its_offsets(hostile: Layer, tmp_path: Path) -> None:
    """What no XML can hold is replaced one for one, and counted; the rest is as it was."""
    done = write([hostile], load_schema(), tmp_path)
    (found,) = read_files(done.paths[1])
    text, spans = found.text, found.spans
    assert text == safe(hostile.document.text)
    assert {span.extent for span in spans} == {span.extent for span in hostile.labelling.spans}
    notes = "".join(value for span in hostile.labelling.spans for value in span.values("note"))
    whole = hostile.document.text + notes
    replaced = sum(a != b for a, b in zip(safe(whole), whole, strict=True))
    assert done.lost["characters that no XML can hold"] == replaced


def test_a_second_run_gives_the_same_bytes(layer: Layer, tmp_path: Path) -> None:
    """Nothing in the files tells when they were made."""
    first, second = (write([layer], load_schema(), tmp_path / name).paths for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_names_that_are_code_are_refused(layer: Layer, tmp_path: Path) -> None:
    """A type system is made into Python classes; a feature's name that would run as code stops before that."""
    types, xmi = write([layer], load_schema(), tmp_path).paths
    harm = "<name>annotate_id=print('harm')</name>"
    types.write_text(types.read_text(encoding="utf-8").replace("<name>annotate_id</name>", harm), encoding="utf-8")
    assert harm in types.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="names a type or feature"):
        read_files(xmi)


def test_the_text_before_anybody_worked_on_it_is_nobodys_work(layer: Layer, tmp_path: Path) -> None:
    """INCEpTION exports it beside the annotators' files."""
    types, xmi = write([layer], load_schema(), tmp_path / "in").paths
    with zipfile.ZipFile(tmp_path / "INITIAL_CAS.zip", "w") as archive:
        archive.write(types, "TypeSystem.xml")
        archive.write(xmi, "INITIAL_CAS.xmi")
    assert read_files(tmp_path / "INITIAL_CAS.zip") == []
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.write(types, "TypeSystem.xml")
        archive.write(xmi, "INITIAL_CAS.xmi")
        archive.write(xmi, "li.xmi")
    assert [found.who for found in read_files(tmp_path / "both.zip")] == ["li"]


def test_marks_of_another_view_are_told(tmp_path: Path) -> None:
    """A CAS may hold a second text with marks of its own: it is not read, and that is counted."""
    types = cassis.TypeSystem()
    mark = types.create_type(name="custom.Mark", supertypeName="uima.tcas.Annotation")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = "港口预警"
    cas.add(mark(begin=0, end=2))
    other = cas.create_view("translation")
    other.sofa_string = "ports"
    other.add(mark(begin=0, end=5))
    (tmp_path / "a.xmi").write_text(cas.to_xmi(), encoding="utf-8")
    (tmp_path / "TypeSystem.xml").write_text(types.to_xml(), encoding="utf-8")
    (found,) = read_files(tmp_path / "a.xmi")
    assert (found.text, len(found.spans)) == ("港口预警", 1)
    assert found.lost == {"marks of other views of the text": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
def test_entities_are_refused_in_every_encoding(layer: Layer, tmp_path: Path, encoding: str) -> None:
    """A file that would grow without bound when it is read stops before that."""
    _, xmi = write([layer], load_schema(), tmp_path).paths
    body = xmi.read_text(encoding="utf-8").partition("?>")[2]
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]>{body}'
    xmi.write_bytes(bomb.encode(encoding))
    with pytest.raises(InputError, match=r"entities|encoding"):
        read_files(xmi)
