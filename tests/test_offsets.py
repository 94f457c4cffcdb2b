"""The laws of offset maps, and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.offsets import OffsetMap, identity, merge_runs

# Characters that break naive offsets: beyond the BMP, combining, invisible, wide.
ALPHABET = "科技a 1。，\n\u3000\u00ad\u200b\u0301𠮷😀"


def keep(mask: list[bool]) -> OffsetMap:
    """Return the map that keeps the source characters whose mask is set."""
    kept = [at for at, flag in enumerate(mask) if flag]
    return OffsetMap(merge_runs((clean, source, 1) for clean, source in enumerate(kept)))


def apply(mapping: OffsetMap, source: str) -> str:
    """Return the clean text that a map makes of a source."""
    return "".join(source[mapping.to_source(at)] for at in range(len(mapping)))


@st.composite
def cleaned(draw: st.DrawFn) -> tuple[str, OffsetMap]:
    """Draw a source and a map that drops some of its characters."""
    source = draw(st.text(ALPHABET, max_size=40))
    mask = draw(st.lists(st.booleans(), min_size=len(source), max_size=len(source)))
    return source, keep(mask)


@given(cleaned())
def test_every_kept_character_maps_to_itself(case: tuple[str, OffsetMap]) -> None:
    """To the source and back is the same place, for each clean character."""
    source, mapping = case
    clean = apply(mapping, source)

    for at, char in enumerate(clean):
        assert char == source[mapping.to_source(at)]
        assert at == mapping.to_clean(mapping.to_source(at))


@given(cleaned())
def test_kept_and_removed_partition_the_source(case: tuple[str, OffsetMap]) -> None:
    """Each source character is kept or in exactly one removed stretch."""
    source, mapping = case
    removed = [at for start, end in mapping.removed(len(source)) for at in range(start, end)]
    kept = [mapping.to_source(at) for at in range(len(mapping))]

    assert list(range(len(source))) == sorted(removed + kept)
    assert all(mapping.to_clean(at) is None for at in removed)


@given(cleaned(), st.data())
def test_composition_equals_two_steps(case: tuple[str, OffsetMap], data: st.DataObject) -> None:
    """One composed map takes each character where the two maps take it in turn."""
    source, first = case
    mask = data.draw(st.lists(st.booleans(), min_size=len(first), max_size=len(first)))
    second = keep(mask)
    both = first.then(second)

    assert apply(both, source) == apply(second, apply(first, source))
    assert [first.to_source(second.to_source(at)) for at in range(len(second))] == [
        both.to_source(at) for at in range(len(both))
    ]


@given(cleaned())
def test_identity_is_neutral(case: tuple[str, OffsetMap]) -> None:
    """Composing with the map that removes nothing changes nothing."""
    source, mapping = case

    assert mapping == identity(len(source)).then(mapping) == mapping.then(identity(len(mapping)))


@given(cleaned(), st.data())
def test_source_pieces_spell_the_clean_words(case: tuple[str, OffsetMap], data: st.DataObject) -> None:
    """The pieces of an extent, joined, are its words; the hull holds them all."""
    source, mapping = case
    end = data.draw(st.integers(0, len(mapping)))
    start = data.draw(st.integers(0, end))
    pieces = mapping.source_pieces(start, end)

    assert apply(mapping, source)[start:end] == "".join(source[low:high] for low, high in pieces)
    low, high = mapping.source_extent(start, end)
    assert all(low <= first and last <= high for first, last in pieces)


@given(cleaned(), st.data())
def test_clean_position_is_the_next_kept_character(case: tuple[str, OffsetMap], data: st.DataObject) -> None:
    """A removed place stands for the kept character behind it, or the text's end."""
    source, mapping = case
    at = data.draw(st.integers(0, len(source)))
    behind = [clean for clean in range(len(mapping)) if mapping.to_source(clean) >= at]

    assert (behind[0] if behind else len(mapping)) == mapping.clean_position(at)


@given(cleaned())
def test_merged_runs_are_the_same_map(case: tuple[str, OffsetMap]) -> None:
    """Cutting every run into single characters and merging gives the map again."""
    _, mapping = case
    single = [(clean + k, source + k, 1) for clean, source, length in mapping.runs for k in range(length)]

    assert mapping.runs == merge_runs(single)


@pytest.mark.parametrize(
    "runs",
    [
        ((1, 0, 2),),  # a gap at the clean start
        ((0, 0, 2), (3, 2, 1)),  # a gap on the clean side
        ((0, 0, 2), (2, 1, 1)),  # overlap on the source side
        ((0, 0, 0),),  # an empty run
        ((0, -1, 1),),  # before the source
    ],
)
def test_what_is_no_monotone_map_is_refused(runs: tuple[tuple[int, int, int], ...]) -> None:
    """A map never has gaps on the clean side, overlaps, or empty runs."""
    with pytest.raises(ValueError, match="does not follow"):
        OffsetMap(runs)


@pytest.mark.parametrize("offset", [-1, 3])
def test_offsets_outside_the_text_are_refused(offset: int) -> None:
    """There is no character before the first or behind the last."""
    with pytest.raises(IndexError, match="outside the 3 clean characters"):
        identity(3).to_source(offset)


def test_empty_extents_have_a_place() -> None:
    """An empty extent is a place: in the text, at its end, and in an empty text."""
    mapping = OffsetMap(((0, 0, 2), (2, 5, 2)))

    assert mapping.source_extent(2, 2) == (5, 5)
    assert mapping.source_extent(4, 4) == (7, 7)
    assert identity(0).source_extent(0, 0) == (0, 0)
    assert mapping.to_clean(-1) is None
