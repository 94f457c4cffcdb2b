"""The values that stages hand to each other: what they say of places, people and tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.model import (
    Annotation,
    Asked,
    Cell,
    Document,
    Extent,
    Metadata,
    Row,
    Section,
    Source,
    Support,
    Table,
    stable_id,
)

TEXT = "潮𠮷位\n\n二、建议\n各市应当。"
DOCUMENT = Document(
    id="a",
    source=Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=len(TEXT), reader="txt"),
    metadata=Metadata(),
    text=TEXT,
    sections=(
        Section(id="0", path=(), level=0, extent=Extent(0, 5)),
        Section(id="1", path=("二、建议",), level=1, extent=Extent(5, len(TEXT)), heading=Extent(5, 9)),
    ),
    sentences=(),
    footnotes=(),
    runs=((0, 0, len(TEXT)),),
    removals=(),
    pages=((0, "11"), (5, "12"), (12, "13")),
)
extents = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: Extent(*sorted(pair)))


@given(extents, extents)
def test_extents_are_sets_of_characters(one: Extent, other: Extent) -> None:
    """Overlap, union and containment are those of the characters that they hold; touching is no overlap."""
    left, right = set(range(one.start, one.end)), set(range(other.start, other.end))

    assert (len(one), one.overlap(other)) == (len(left), len(left & right))
    assert one.iou(other) == (len(left & right) / len(left | right) if left & right else 0)
    if left and right:
        assert one.overlaps(other) == bool(left & right)
        assert one.contains(other) == (right <= left)


@pytest.mark.parametrize(
    ("offset", "section", "page"),
    [(0, "0", "11"), (4, "0", "11"), (5, "1", "12"), (11, "1", "12"), (12, "1", "13"), (len(TEXT), "1", "13")],
)
def test_a_place_is_in_one_section_and_on_one_page(offset: int, section: str, page: str) -> None:
    """A heading begins its section, a page holds what follows its beginning, the text's end belongs to the last."""
    assert (DOCUMENT.section_at(offset).id, DOCUMENT.page_at(offset)) == (section, page)


def test_before_the_first_page_and_without_pages_there_is_no_label() -> None:
    """No page is made up."""
    assert replace(DOCUMENT, pages=((3, "1"),)).page_at(2) == ""
    assert replace(DOCUMENT, pages=()).page_at(2) == ""


def test_paragraphs_are_the_lines_without_their_ends() -> None:
    """Characters beyond the basic plane count one; an empty line is an empty paragraph."""
    assert [DOCUMENT.quote(extent) for extent in DOCUMENT.paragraphs()] == TEXT.split("\n")
    assert [extent.start for extent in DOCUMENT.paragraphs()] == [0, 4, 5, 10]


def test_who_was_asked_where() -> None:
    """For the label, in a passage that shares a character with the place."""
    work = Annotation(document="a", annotator="x", spans=(), asked=(Asked(extent=Extent(2, 5), labels=("claim",)),))

    assert work.was_asked("claim", Extent(4, 9))
    assert not work.was_asked("claim", Extent(5, 9))
    assert not work.was_asked("actor", Extent(4, 9))


def test_one_person_alone_is_said() -> None:
    """Unless somebody decided it."""
    assert Support(by=("a",), asked=("a",)).single
    assert not Support(by=("a",), asked=("a",), adjudicated=True).single
    assert not Support(by=("a",), asked=("a", "b")).single


def test_an_id_is_that_of_its_parts() -> None:
    """Parts are told apart, whatever stands in them."""
    assert stable_id("a", "bc") != stable_id("ab", "c")
    assert stable_id("a", 1) == stable_id("a", "1")
    assert len({stable_id("潮", n) for n in range(999)}) == 999
    assert stable_id("\ud842") != stable_id("\ud843")  # halves of pairs, as a damaged export may hold them


def test_a_cell_says_what_it_holds_in_a_language() -> None:
    """Words that are the same in all languages stand in for one that is missing."""
    table = Table(
        id="t",
        kind="long",
        title={},
        columns=(),
        rows=(Row(id="r", title={}, cells=(Cell(text="x"), Cell(text="y", texts={"zh": "乙"}))),),
    )

    assert [list(table.said(lang)) for lang in ("zh", "en")] == [[["x", "乙"]], [["x", "y"]]]
    assert table.held() == table
