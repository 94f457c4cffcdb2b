import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.ingest.cleaning import clean
from annotate.ingest.segmentation import cut, make_sentences
from tests.clock import least, yardsticks


@pytest.mark.parametrize(
    "sentences",
    [
        ["潮水不认市界。", "预警应当联合！", "谁来发布？", "六市各自为警；", "居民无所适从；"],
        ["甲说：“数据要共享。”", "乙不同意。"],
        ["甲主张“共享数据”（见附件）。", "乙不同意。"],
        ["《谁来发布？联合中心！》出版了。", "六市都读了。"],
        ["他（甲。乙；丙？）同意。", "乙不同意。"],
        ["潮水来了……", "人却没有走。"],
        ["真的吗？！", "不会吧。"],
        ["增长了 3.5%，达到 1.2 亿元。", "很多。"],
        ["Mr. Doe met Dr. Roe at 5.40 a.m. in the U.S. embassy, e.g. on Monday.", "They agreed."],
        ["See p. 14 and Fig. 2 of vol. 3.", "Is it so?", "“It is.”", "Good!"],
        ["Is it so?", "It is!", "See a?b and c;d for others.", "Good."],
        ["丹尼尔·W.某某（Daniel W. Moumou）提出，潮水不认市界。", "乙不同意。"],
        ["一条没有句号的段落"],
        ["他问（谁来发布。", "没有人回答。"],
    ],
)
def test_sentences_hold_where_they_end(sentences: list[str]) -> None:
    """Sentences end at terminal marks with their closers, not inside titles, brackets, numbers, abbreviations."""
    joiner = " " if sentences[0].isascii() or "“It" in "".join(sentences) else ""
    text = joiner.join(sentences)

    assert [text[start:end] for start, end in cut(text)] == sentences


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="潮a1 。！？；…“”《》（）().,;!?\"'A　", max_size=80))
def test_only_white_space_lies_between_sentences(text: str) -> None:
    """Every character that is no white space belongs to exactly one sentence."""
    at = 0
    for start, end in cut(text):
        assert not text[at:start].strip()
        assert start < end
        at = end
    assert not text[at:].strip()


def test_headings_are_sentences_of_their_own() -> None:
    """A heading is one sentence of kind heading; no sentence crosses a paragraph's end."""
    cleaned = clean(
        "一、谁来发布？怎样发布\n\n潮水不认市界，预警却以市界为限，居民不知道应当相信哪一条消息，"
        "也不知道往哪里走。它会来的\n"
    )
    found = make_sentences(cleaned.text, cleaned.paragraphs)

    assert [(s.kind, cleaned.text[s.extent.start : s.extent.end][:4]) for s in found] == [
        ("heading", "一、谁来"),
        ("sentence", "潮水不认"),
        ("sentence", "它会来的"),
    ]


@pytest.mark.parametrize("unit", ["。 ", "（", "（）", "A. ", "…", "”。", "a;"])
@pytest.mark.timing
def test_segmentation_takes_linear_time(unit: str) -> None:
    """No paragraph of a hundred thousand characters takes five yardsticks; the slowest took two, squares hundreds."""
    text = unit * (100_000 // len(unit))
    assert least(lambda: yardsticks(lambda: list(cut(text))), 5) <= 5
