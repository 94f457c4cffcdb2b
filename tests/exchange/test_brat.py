"""brat standoff: what is written is read back, what cannot be right is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.errors import InputError
from annotate.exchange import Layer
from annotate.exchange.brat import configuration, dump, write
from annotate.exchange.brat_reading import load
from annotate.model import Attribute, Extent, Span
from annotate.schema import load as load_schema

Joined = tuple[str, Extent, Extent]


def _plain(span: Span) -> tuple[object, ...]:
    attributes = tuple(sorted((a.name, a.values) for a in span.attributes))
    return (span.label, span.extent, attributes)


def _read(folder: Path, layer: Layer) -> tuple[set[tuple[object, ...]], set[Joined]]:
    done = write([layer], load_schema(), folder)
    ann = next(path for path in done.paths if path.suffix == ".ann")
    text = ann.with_suffix(".txt").read_bytes().decode()
    found = load(ann, text)
    spans = {span.id: span for span in found.spans}
    relations = {(r.type, spans[r.source].extent, spans[r.target].extent) for r in found.relations}
    return {_plain(span) for span in found.spans}, relations


def _own(layer: Layer) -> tuple[set[tuple[object, ...]], set[Joined]]:
    spans = {span.id: span for span in layer.labelling.spans}
    relations = {(r.type, spans[r.source].extent, spans[r.target].extent) for r in layer.labelling.relations}
    return {_plain(span) for span in spans.values()}, relations


def test_what_is_written_is_read_back(layer: Layer, tmp_path: Path) -> None:
    """Spans, over line breaks too, their values and free texts, and relations come back as they were."""
    assert _read(tmp_path, layer) == _own(layer)


def test_hostile_words_stay_words(hostile: Layer, tmp_path: Path) -> None:
    """No line, span or file comes from people's text; files stay in their folder."""
    assert _read(tmp_path / "in", hostile) == _own(hostile)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_what_is_lost_is_counted(layer: Layer, tmp_path: Path) -> None:
    """How many stand behind a span has no place in brat, and that is said."""
    assert +write([layer], load_schema(), tmp_path).lost == Counter({"support of spans (n of m)": 1})


def test_the_configuration_declares_what_is_used(layer: Layer) -> None:
    """Every label, relation and chosen attribute in the lines is declared for brat."""
    conf = configuration(load_schema())
    for line in dump(layer, Counter()):
        if not line.startswith("#"):
            assert line.split("\t")[1].split(" ")[0] in conf


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tclaim 0 2\t别的", "names other words"),
        ("T1\tclaim 0 2000\t港口", "outside the text"),
        ("T1\tclaim x y\t港口", "no offsets"),
        ("Q1\tclaim", "no line of brat"),
        ("T1\tclaim 0 2\t港口\nR1\tsupports Arg1:T1 Arg2:T7", "not there"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, line: str, message: str) -> None:
    """A damaged file is refused with its place, never read askew."""
    path = tmp_path / "a.ann"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load(path, "港口各自预警")


def test_an_attribute_without_a_value_is_true(tmp_path: Path) -> None:
    """Binary attributes are kept."""
    path = tmp_path / "a.ann"
    path.write_text("T1\tclaim 0 2\t港口\r\nA1\tNegated T1\r\n", encoding="utf-8")
    assert load(path, "港口").spans[0].attributes == (Attribute(name="Negated", values=("true",)),)


@pytest.mark.shared
def test_files_that_we_did_not_write_come_back_the_same(shared: Path, tmp_path: Path, layer: Layer) -> None:
    """Four annotators' brat project, read and written again, has every span of every file."""
    files = sorted((shared / "data" / "brat" / "four-annotators").rglob("*.ann"))
    assert len(files) == 28
    for number, file in enumerate(files):
        text = file.with_suffix(".txt").read_bytes().decode()
        found = load(file, text)
        assert not found.lost
        labelling = replace(layer.labelling, spans=found.spans, relations=found.relations)
        theirs = Layer(document=replace(layer.document, text=text), labelling=labelling)
        assert _read(tmp_path / str(number), theirs) == _own(theirs)
