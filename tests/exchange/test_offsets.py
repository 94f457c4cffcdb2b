"""Every format counts in its own units; ours are code points, and so they are again when they come back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from annotate.exchange import EXCHANGE, READERS, Layer
from annotate.model import Extent, Labelling, Relation, Span
from annotate.schema import load as load_schema

SCHEMA = load_schema()
LETTERS = "潮水港abc 。\n𠮷👍🏽e\u0301\u200d\u202e\t<&"
FORMATS = ("brat", "cas", "refi-qda", "docbin")
TITLES = {label.title["zh"]: label.id for label in SCHEMA.labels}


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[str, int, int]]]:
    """Draw a text, half of it beyond the basic plane, and spans in it: nested, crossing, none of white space alone."""
    text = "潮" + draw(st.text(alphabet=LETTERS, max_size=40)) + "水"
    edges = st.integers(0, len(text))
    label = st.sampled_from([label.id for label in SCHEMA.labels])
    drawn = draw(st.lists(st.tuples(label, edges, edges), max_size=6, unique=True))
    spans = {(name, min(a, b), max(a, b)) for name, a, b in drawn}
    return text, sorted(span for span in spans if text[span[1] : span[2]].strip())


def labelled(layer: Layer, text: str, spans: list[tuple[str, int, int]]) -> Layer:
    """Return the layer with another text and other spans, each supporting the next."""
    made = [Span(id=f"s{n}", label=name, extent=Extent(a, b)) for n, (name, a, b) in enumerate(spans)]
    relations = [
        Relation(id=f"r{n}", type="supports", source=one.id, target=two.id)
        for n, (one, two) in enumerate(pairwise(made))
    ]
    labelling = Labelling(document=layer.document.id, spans=tuple(made), relations=tuple(relations))
    return Layer(document=replace(layer.document, text=text), labelling=labelling)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25)
@given(drawn=marked())
def test_spans_come_back_at_their_code_points(
    layer_of: Layer, name: str, drawn: tuple[str, list[tuple[str, int, int]]]
) -> None:
    """Text, spans and relations are the same after the way out and back; only spaCy's edges snap to its tokens."""
    text, spans = drawn
    layer = labelled(layer_of, text, spans)
    with tempfile.TemporaryDirectory() as folder:
        paths = EXCHANGE.load(name)([layer], SCHEMA, Path(folder)).paths
        found = READERS.load(name)(paths[0].parent if name in {"brat", "cas"} else paths[0])
    if name == "refi-qda" and not spans:
        assert found == []  # a text without codings is nobody's work
        return
    (one,) = found
    assert one.text == text
    back = sorted({(TITLES.get(s.label, s.label), s.extent.start, s.extent.end) for s in one.spans})
    if name == "docbin":
        assert len(back) <= len(spans)
        for label, start, end in spans:
            words = text[start:end]
            first, last = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
            assert any(same == label and a <= first and last <= b for same, a, b in back)
        return
    if name == "brat":  # which cannot mark a tab or a line's end
        spans = [trimmed(text, span) for span in spans]
    assert back == sorted(set(spans))
    ends = {s.id: (TITLES.get(s.label, s.label), s.extent.start, s.extent.end) for s in one.spans}
    joined = sorted((ends[r.source], ends[r.target]) for r in one.relations)
    assert joined == sorted(pairwise(spans))


def trimmed(text: str, span: tuple[str, int, int]) -> tuple[str, int, int]:
    """Return a span without tabs and line ends at its edges."""
    label, start, end = span
    words = text[start:end]
    return label, start + len(words) - len(words.lstrip("\t\n")), start + len(words.rstrip("\t\n"))


def test_uima_counts_in_utf_16_units(layer: Layer, tmp_path: Path) -> None:
    """The file itself, not only its reader: behind an emoji every offset is one more than the code points."""
    text = layer.document.text
    path = EXCHANGE.load("cas")([layer], SCHEMA, tmp_path).paths[1]
    marks = [element for element in etree.parse(path).iter() if etree.QName(element).localname == "ArgumentSpan"]
    units = text.encode("utf-16-le")
    found = {units[2 * int(m.get("begin")) : 2 * int(m.get("end"))].decode("utf-16-le") for m in marks}
    assert "😀" in text[: min(s.extent.start for s in layer.labelling.spans)]
    assert found == {layer.document.quote(span.extent) for span in layer.labelling.spans}


def test_brat_counts_in_code_points(layer: Layer, tmp_path: Path) -> None:
    """The offsets in the lines themselves are those of Python's strings, in which brat is written."""
    ann = next(p for p in EXCHANGE.load("brat")([layer], SCHEMA, tmp_path).paths if p.suffix == ".ann")
    lines = [line.split("\t") for line in ann.read_text(encoding="utf-8").splitlines() if line.startswith("T")]
    for _, head, words in lines:
        pieces = [piece.split(" ") for piece in head.split(" ", 1)[1].split(";")]
        assert " ".join(layer.document.text[int(a) : int(b)] for a, b in pieces) == words
    assert len(lines) == 3
