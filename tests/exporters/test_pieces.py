from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.exporters.pieces import cut, passage
from annotate.exporters.plain import edges
from annotate.model import Extent, Table

EXTENTS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda p: Extent(min(p), max(p)))


@given(st.lists(st.tuples(st.sampled_from("abc"), EXTENTS), max_size=5), st.integers(0, 10))
def test_pieces_are_the_text(layers: list[tuple[str, Extent]], start: int) -> None:
    """Joined pieces are the text, and each names exactly the layers that cover it."""
    text = "".join(chr(0x4E00 + n) for n in range(20))
    pieces = cut(text, start, layers)
    assert "".join(piece.text for piece in pieces) == text
    at = start
    for piece in pieces:
        covering = {name for name, e in layers if e.start <= at and at + len(piece.text) <= e.end}
        assert piece.layers == covering
        at += len(piece.text)


def test_edges_that_differ_are_marked(tables: list[Table]) -> None:
    """An annotator's longer span closes after the quotation, under the annotator's letter."""
    entry = tables[0].entries()["甲1"]
    letters = {a.id: a.letter for a in tables[0].annotators}
    marks = [(p.mark, p.side) for p in passage(entry, letters) if p.mark]
    assert marks == [("林周", "open"), ("林", "close"), ("周", "close")]
    assert edges(entry, entry.readings[0]) == ()
    assert edges(entry, entry.readings[1]) == (("+", "，并可以向渔民开放数据"),)


def test_agreed_edges_are_not_marked(tables: list[Table]) -> None:
    """Where all have the same edges the passage stands without marks."""
    entry = tables[0].entries()["甲2"]
    letters = {a.id: a.letter for a in tables[0].annotators}
    assert not [p for p in passage(entry, letters) if p.mark]


def test_marks_at_one_place_close_before_they_open() -> None:
    """What ends there is closed before the next begins; of several the letters are in order."""
    pieces = cut(
        "港口应公布", 10, (), [(12, "open", "乙"), (12, "close", "丙"), (12, "open", "甲"), (12, "close", "丁")]
    )

    assert [(p.text, p.side, p.mark) for p in pieces] == [
        ("港口", "", ""),
        ("", "close", "丁"),
        ("", "close", "丙"),
        ("", "open", "乙"),
        ("", "open", "甲"),
        ("应公布", "", ""),
    ]
