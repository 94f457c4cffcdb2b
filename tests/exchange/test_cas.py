from __future__ import annotations

from pathlib import Path

from annotate.exchange import Layer
from annotate.exchange.cas import write
from annotate.exchange.cas_reading import read_files
from annotate.exchange.xml import safe
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
