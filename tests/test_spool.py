"""A list that goes to disk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.parallel import Processes
from annotate.spool import BLOCK, Spool

PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda own: st.lists(own, max_size=3) | st.dictionaries(st.text(), own, max_size=3),
    max_leaves=8,
)


@given(st.lists(PLAIN, max_size=20), st.integers(0, 20))
def test_it_is_the_list_that_was_appended(values: list[Any], held: int) -> None:
    """In memory or on disk: length, order, places from both ends, slices, and again."""
    spool: Spool[Any] = Spool(held=held)
    places = [spool.append(value) for value in values]

    assert places == list(range(len(values)))
    assert spool.on_disk == (len(values) > held)
    assert len(spool) == len(values)
    assert list(spool) == list(spool) == values
    assert [spool[place] for place in places] == [spool[place - len(values)] for place in places] == values
    assert spool[1:7:2] == tuple(values[1:7:2])
    with pytest.raises(IndexError):
        spool[len(values)]


def test_values_of_any_length_and_readers_in_turn(tmp_path: Path) -> None:
    """One value may be longer than a block; two readers, and somebody who appends, do not disturb each other."""
    spool: Spool[str] = Spool(str, str.lower, tmp_path, held=1)
    values = [f"{n}" * (n * 9973 % 5000) for n in range(600)] + ["x" * (2 * BLOCK), "", "y"]
    for value in values:
        spool.append(value)
    one, two = iter(spool), iter(spool)
    pairs = [(next(one), next(two), spool[n]) for n in range(len(values))]
    spool.append("z")

    assert pairs == [(value, value, value) for value in values]
    assert spool[-1] == "z"
    assert list(spool) == [*values, "z"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_forked_processes_read_one_list_at_once(tmp_path: Path) -> None:
    """What was not yet written is theirs, too, and no one's reading moves another's place."""
    values = [f"{n} " * (n * 7919 % 3000) for n in range(900)]
    spool: Spool[str] = Spool(folder=tmp_path, held=1)
    for value in values:
        spool.append(value)

    def right(number: int) -> bool:
        return list(spool) == values and spool[number] == values[number]

    assert all(Processes(4, batch=1)(right, range(0, 900, 30)))
    assert list(spool) == values
