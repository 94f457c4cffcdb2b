"""Where the columns of a list stand on a page of Word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.exporters.word_columns import Column, laid_out

ROOM = 26.7
HEADS = st.sampled_from(["Claim", "Agreement (F1, overlap): Actor", "语气：必须", "建议标注范围", "", "x" * 30])


def column(kind: str, head: str, *cells: str) -> Column:
    """Return a column that has seen its cells."""
    made = Column(kind, head)
    for cell in cells:
        made.see(cell)
    return made


@given(st.lists(st.tuples(st.sampled_from("abc"), HEADS, st.text("a潮 、-", max_size=50)), min_size=1, max_size=60))
def test_every_column_has_its_place(given_: list[tuple[str, str, str]]) -> None:
    """In one table, in its order, behind the first column; each table is as wide as the page."""
    parts = laid_out([column(*each) for each in given_], ROOM)
    assert [part.places[0] for part in parts] == [0] * len(parts)
    assert [place for part in parts for place in part.places[1:]] == list(range(1, len(given_)))
    for part in parts:
        assert sum(part.widths) == pytest.approx(ROOM)
        assert len(part.widths) == len(part.places)


@given(st.integers(1, 60), st.integers(1, 14))
def test_no_column_is_narrower_than_its_words(count: int, letters: int) -> None:
    """A word of a cell is not broken, however many columns there are."""
    columns = [column(str(n), "Head", "x" * letters) for n in range(count)]
    for part in laid_out(columns, ROOM):
        assert min(part.widths) >= columns[0].needed(part.half_points) - 1e-9
        assert min(part.widths) > letters * 0.141 + 0.38  # half a Han character of eight points, and the cell's edges


def test_few_columns_are_one_table_with_large_heads() -> None:
    """Heads shrink before a table is parted."""
    few = laid_out([column(str(n), "Reasons attributed", "1") for n in range(8)], ROOM)
    more = laid_out([column(str(n), "Reasons attributed", "1") for n in range(14)], ROOM)
    assert [part.half_points for part in few] == [18]
    assert [part.half_points for part in more] == [14]


def test_columns_of_one_kind_stay_together() -> None:
    """Where the page parts the columns, shares stand beside shares, and no table is left with one of them."""
    kinds = ["name", *["count"] * 6, *["share"] * 6, *["strength"] * 6]
    columns = [column(kind, f"Recommendation {kind}", "100%") for kind in kinds]
    parts = laid_out(columns, ROOM)
    assert [[kinds[place] for place in part.places] for part in parts] == [
        ["name", *["count"] * 6],
        ["name", *["share"] * 6],
        ["name", *["strength"] * 6],
    ]


def test_more_of_one_kind_than_a_table_holds_are_parted_evenly() -> None:
    """No table has one column where others are full."""
    columns = [column("paper", "Recommendations", "named 11×") for _ in range(22)]
    parts = laid_out(columns, ROOM)
    sizes = [len(part.places) for part in parts]
    assert len(sizes) > 1
    assert max(sizes) - min(sizes) <= 1
