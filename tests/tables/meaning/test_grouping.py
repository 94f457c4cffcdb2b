from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from annotate.errors import NotFoundError
from annotate.tables.meaning import VECTORS, WEAKNESS
from annotate.tables.meaning.grouping import Item, cut, group, merges
from annotate.tables.meaning.ngrams import ngrams

ADVICE = ("港口应公布潮位", "码头须公布潮位数据", "学校应演练撤离", "学校每年要演练撤离路线")


def _items(quotations: Sequence[str] = ADVICE) -> list[Item]:
    return [Item(reference=f"甲{n}", quotation=q, sentence=q + "。") for n, q in enumerate(quotations, 1)]


def _names(groups: Sequence[Sequence[Item]]) -> list[list[str]]:
    return [[item.reference for item in own] for own in groups]


def _apart(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    distance: NDArray[np.float64] = 1 - rows @ rows.T
    np.fill_diagonal(distance, np.inf)
    return distance


def test_like_advice_stands_together() -> None:
    """Advice that shares its words is one group, whoever gives it."""
    assert _names(group(_items(), ngrams, 2)) == [["甲1", "甲2"], ["甲3", "甲4"]]


def test_annotators_words_count() -> None:
    """Where annotators named the theme, that weighs as much as the quotation."""
    words = ("撤离", "潮位", "撤离", "潮位")
    items = [
        Item(reference=str(n), quotation=q, sentence="", words=(w,))
        for n, (q, w) in enumerate(zip("甲乙丙丁", words, strict=True))
    ]
    assert _names(group(items, ngrams, 2)) == [["0", "2"], ["1", "3"]]


def test_paragraphs_do_not_part_the_papers() -> None:
    """Each author has words of his own around each piece of advice; the groups are by matter all the same."""
    around = {
        "甲": "本文沿海治理框架之下继续讨论，财政如何分担，由谁主持，历来意见不一。",
        "乙": "回到前述城市韧性评估的数据与方法，访谈了三十位官员，样本有限。",
    }
    advice = {
        "甲": ADVICE,
        "乙": ("潮位数据应由港口公布", "码头也要公布潮位", "撤离路线应在学校演练", "学校须演练撤离"),
    }
    items = [
        Item(reference=f"{paper}{n}", quotation=q, sentence=q + "。", paper=paper, paragraph=around[paper])
        for paper in around
        for n, q in enumerate(advice[paper], 1)
    ]
    groups = group(items, ngrams, 2)
    assert {frozenset(names) for names in _names(groups)} == {
        frozenset({"甲1", "甲2", "乙1", "乙2"}),
        frozenset({"甲3", "甲4", "乙3", "乙4"}),
    }


@pytest.mark.parametrize("quotations", [[], ["一"], ["同", "同", "同"], ["", " ", "\n"], ["a", "b"]])
def test_any_number_of_any_text(quotations: list[str]) -> None:
    """Nothing, one, equal and empty texts are grouped without an error, and none is lost."""
    groups = group(_items(quotations), ngrams)
    assert sorted(name for own in _names(groups) for name in own) == [f"甲{n + 1}" for n in range(len(quotations))]


@given(st.lists(st.lists(st.floats(-1, 1), min_size=3, max_size=3), min_size=2, max_size=12), st.integers(1, 12))
def test_the_cut_gives_as_many_groups_as_were_asked_for(rows: list[list[float]], wanted: int) -> None:
    """Whatever the vectors, the number of groups is the one wanted, and no group is empty."""
    n_groups = min(wanted, len(rows))
    labels = cut(merges(_apart(np.array(rows))), len(rows), n_groups)
    assert len(set(labels)) == n_groups


def test_merges_are_those_of_average_linkage() -> None:
    """The heights are the mean distances of all pairs, worked out by hand for three points."""
    matrix = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])
    assert [round(height, 6) for height, *_ in merges(_apart(matrix))] == [0.2, 0.7]


def test_every_method_says_how_weak_it_is() -> None:
    """No suggestion is given without its weakness."""
    assert set(WEAKNESS) == set(VECTORS.builtin)


def test_an_unknown_method_is_told() -> None:
    """The known ones are named."""
    with pytest.raises(NotFoundError, match="is not known"):
        VECTORS.load("e6")


def test_pairs_are_counted_once() -> None:
    """Identical groupings score 1; all in one group scores as its pairs deserve."""
    themes = [["a", "b"], ["c", "d"]]
    assert f1_of_pairs(themes, themes) == 1
    assert f1_of_pairs([["a", "b", "c", "d"]], themes) == pytest.approx(0.5)
    assert f1_of_pairs([["a"], ["b"], ["c"], ["d"]], themes) == 0


@pytest.mark.shared
@pytest.mark.parametrize("method", ["ngrams", "e5", "use"])
def test_better_than_one_group(shared: Path, method: str) -> None:
    """On advice that was grouped by hand, every method is clearly better than no grouping."""
    lines = (shared / "annotations" / "themes.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    themes: dict[str, list[str]] = defaultdict(list)
    items = []
    for n, row in enumerate(rows):
        themes[row["theme"]].append(str(n))
        items.append(Item(reference=str(n), quotation=row["quote"], sentence=row["context"]))
    found = f1_of_pairs(_names(group(items, VECTORS.load(method))), list(themes.values()))
    one = f1_of_pairs([[item.reference for item in items]], list(themes.values()))
    assert found > 1.5 * one


def f1_of_pairs(groups: Sequence[Sequence[str]], themes: Sequence[Sequence[str]]) -> float:
    """Return F1 over pairs of items: put together, and rightly so.

    >>> round(f1_of_pairs([["a", "b", "c"]], [["a", "b"], ["c"]]), 2)
    0.5
    """
    own, right = _pairs(groups), _pairs(themes)
    return 2 * len(own & right) / (len(own) + len(right)) if own or right else 1.0


def _pairs(groups: Sequence[Sequence[str]]) -> set[frozenset[str]]:
    return {frozenset((one, other)) for own in groups for one in own for other in own if one != other}
