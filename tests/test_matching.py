"""Spans of several annotators are aligned one to one, n to n, and one to many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.matching import align, match, overlapping, settle_splits, splits
from annotate.model import Extent
from tests.clock import least, times_of

extents = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda x: Extent(x[0], x[0] + x[1]))


def spans(*pairs: tuple[int, int]) -> list[Extent]:
    """Extents from pairs of edges."""
    return [Extent(start, end) for start, end in pairs]


@given(st.lists(extents), st.lists(extents))
def test_the_sweep_finds_just_the_overlaps(left: Sequence[Extent], right: Sequence[Extent]) -> None:
    """A pair is found once if it shares a character, and else never."""
    found = sorted(overlapping(left, right))

    assert found == [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a.overlap(b)]


@given(st.lists(extents), st.lists(extents))
def test_matching_is_one_to_one_and_symmetrical(left: Sequence[Extent], right: Sequence[Extent]) -> None:
    """No span is matched twice, every pair reaches the threshold, and sides may be swapped."""
    pairs = match(left, right)

    assert len({pair.left for pair in pairs}) == len({pair.right for pair in pairs}) == len(pairs)
    assert all(left[pair.left].iou(right[pair.right]) >= 0.5 for pair in pairs)
    swapped = sorted((left[p.right], right[p.left]) for p in match(right, left))
    assert swapped == sorted((left[p.left], right[p.right]) for p in pairs)


def test_the_best_pair_is_taken_first() -> None:
    """A span that could match two goes with the one it shares most with."""
    (pair,) = match(spans((0, 10)), spans((0, 6), (1, 10)))

    assert (pair.right, pair.iou) == (1, 0.9)


def test_a_group_is_no_chain() -> None:
    """A matches B and B matches C; C, which does not match A, is in no group with it."""
    chain = {"A": spans((0, 10)), "B": spans((4, 14)), "C": spans((8, 18))}

    groups = align(chain, threshold=0.4)

    together = [sorted(group.members) for group in groups]
    assert ["A", "B", "C"] in together  # all match B, the centre
    assert [sorted(g.members) for g in align({**chain, "B": spans((2, 12))}, threshold=0.4)] == [["A", "B"], ["C"]]


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.lists(extents, max_size=6)))
def test_groups_hold_each_span_once(marks: dict[str, list[Extent]]) -> None:
    """Every extent of every annotator is in one group; in a group each annotator has one."""
    groups = align(marks)

    placed = sorted((annotator, extent) for group in groups for annotator, extent in group.members.items())
    assert placed == sorted((a, e) for a, own in marks.items() for e in set(own) if e.start < e.end)
    for group in groups:
        assert group.centre in group.members.values()
        assert all(extent.iou(group.centre) >= 0.5 for extent in group.members.values())


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.lists(extents, max_size=6)), st.permutations("ABCDEF"))
def test_names_of_annotators_do_not_matter(marks: dict[str, list[Extent]], names: Sequence[str]) -> None:
    """With other names, or in another order, the same groups are found."""
    new = dict(zip("ABCDEF", names, strict=True))
    renamed = align({new[a]: own for a, own in reversed(marks.items())})

    def plain(groups: Sequence[tuple[Extent, dict[str, Extent]]]) -> list[tuple[Extent, list[tuple[str, Extent]]]]:
        return sorted((centre, sorted(members.items())) for centre, members in groups)

    before = [(g.centre, {new[a]: e for a, e in g.members.items()}) for g in align(marks)]
    assert plain([(g.centre, dict(g.members)) for g in renamed]) == plain(before)


def test_a_sentence_over_two_clauses_is_a_split() -> None:
    """Parts lie inside the whole, are at least two, and none alone is nearly all of it."""
    found = splits({"B": spans((0, 20)), "A": spans((0, 12), (13, 19)), "C": spans((0, 18), (19, 20))})

    of_the_sentence = [(split.annotator, split.parts) for split in found if split.whole == Extent(0, 20)]
    assert of_the_sentence == [("A", (Extent(0, 12), Extent(13, 19)))]


@pytest.mark.parametrize(
    ("marks", "gives_way"),
    [
        ({"A": [(0, 12), (13, 19)], "B": [(0, 20)], "C": [(0, 12), (13, 19)]}, {"B": [(0, 20)]}),
        ({"A": [(0, 12), (13, 19)], "B": [(0, 20)], "C": [(0, 19)]}, {"A": [(0, 12), (13, 19)]}),
        ({"A": [(0, 12), (13, 19)], "B": [(0, 20)]}, {"B": [(0, 20)]}),
        ({"A": [(0, 12), (13, 19)], "B": [(0, 20)], "C": [(0, 12)]}, {"B": [(0, 20)]}),
    ],
)
def test_the_fewer_give_way(
    marks: dict[str, list[tuple[int, int]]], gives_way: dict[str, list[tuple[int, int]]]
) -> None:
    """Two clauses of two annotators stand against one's sentence, and the other way round."""
    _, parted = settle_splits({annotator: spans(*own) for annotator, own in marks.items()})

    assert {a: own for a, own in parted.items() if own} == {a: spans(*own) for a, own in gives_way.items()}


@pytest.mark.timing
def test_long_spans_cost_no_squares() -> None:
    """Aligning ten times as many spans, one over everything, takes about ten times as long."""

    def work(n: int) -> Callable[[], object]:
        marks = {
            name: spans((0, 40 * n), *((40 * i + shift, 40 * i + 30) for i in range(n)))
            for shift, name in enumerate("ABC")
        }
        return lambda: align(settle_splits(marks)[0])

    # Squares would take a hundred times as long.
    assert least(lambda: times_of(work(3000), work(300)), 40) <= 40
