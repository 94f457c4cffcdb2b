from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from annotate.seeding.clauses import CLOSERS, MAX_BRACKET, MAX_CLAUSE, STOPS, split
from annotate.seeding.folding import fold, language

TABLE = {ord("應"): "应", ord("當"): "当"}
TEXT = st.text("應當加强 ,，;；。:：（）()《》“”ab1\u3000𠮷", max_size=80)


@given(TEXT, st.integers(0, 9))
def test_fold_keeps_the_way_back(text: str, start: int) -> None:
    """Every folded character stands for the character at its offset, in order, none twice."""
    folded = fold(text, TABLE, start)

    assert list(folded.offsets) == sorted(set(folded.offsets))
    for char, offset in zip(folded.text, folded.offsets, strict=True):
        original = text[offset - start]
        assert char == original or TABLE.get(ord(original)) == char or not char.isalnum()


@given(TEXT)
def test_fold_drops_only_space(text: str) -> None:
    """What is not in the copy is white space beside Chinese characters."""
    kept = set(fold(text, TABLE).offsets)

    assert all(char.isspace() for at, char in enumerate(text) if at not in kept)


def test_fold_leaves_figures() -> None:
    """A comma or point inside a figure is not made full-width; one between clauses is."""
    assert fold("新增1,200亿元,同比", {}).text == "新增1,200亿元，同比"


def test_language() -> None:
    """A Chinese sentence with Latin names is Chinese, an English one with a Chinese name is not."""
    assert language("ASML 和 TSMC 都须申请许可。") == "zh"
    assert language("The word 应 is a modal verb in Chinese.") == "en"


@given(TEXT)
def test_clauses_are_in_order(text: str) -> None:
    """Clauses do not overlap, hold something, and their units never go back."""
    clauses = split(fold(text, TABLE).text, "zh")

    assert all(clause.start < clause.end for clause in clauses)
    assert all(a.end <= b.start and a.unit <= b.unit for a, b in pairwise(clauses))


def test_clauses_are_bounded() -> None:
    """A sentence without any mark is cut, so that no pattern sees more than a bounded text."""
    clauses = split("应" * 10_000, "zh")

    assert max(clause.end - clause.start for clause in clauses) <= MAX_CLAUSE
    assert sum(clause.end - clause.start for clause in clauses) == 10_000


def test_commas_in_brackets_do_not_cut() -> None:
    """A comma in closed brackets or quotation marks is no clause border; in an unclosed one it is."""
    assert len(split("委员会（简称甲，成立较晚）应公开数据", "zh")) == 1
    assert len(split("委员会（简称甲，成立较晚", "zh")) == 2


@given(st.text("，；。：（）《》“”(a应 ", max_size=40) | st.text("（，）应", min_size=100, max_size=MAX_CLAUSE))
@example("甲（乙" + "，" * (MAX_BRACKET - 3) + "）丙，丁")
@example("甲（乙" + "，" * (MAX_BRACKET - 2) + "）丙，丁")
def test_clauses_are_what_stands_between_marks(text: str) -> None:
    """Each mark outside a bracket that is closed within reach ends a clause; a semicolon ends a unit as well."""
    expected, start, unit, closed = [], 0, 0, 0
    for at, char in enumerate([*text, "。"]):
        if at >= closed and char in CLOSERS:
            closed = text.find(CLOSERS[char], at, at + MAX_BRACKET)
        elif at >= closed and char in STOPS["zh"]:
            if any(map(str.isalnum, text[start:at])):
                expected.append((text[start:at], unit))
            start, unit = at + 1, unit + (char == "；")
    found = [(text[clause.start : clause.end], clause.unit) for clause in split(text, "zh")]
    lettered = [(words, unit) for words, unit in found if any(map(str.isalnum, words))]

    assert len(lettered) == len(expected)
    assert all(words in whole and own == unit for (words, own), (whole, unit) in zip(lettered, expected, strict=True))


def test_english_clauses() -> None:
    """In English a point in an abbreviation or figure does not cut."""
    text = "The U.S. cut 3.5 percent, then stopped; nobody knew."

    assert [text[c.start : c.end] for c in split(text, "en")] == [
        "The U.S. cut 3.5 percent",
        "then stopped",
        "nobody knew",
    ]
