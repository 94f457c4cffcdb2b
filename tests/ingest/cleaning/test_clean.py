import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.ingest.cleaning import Cleaned, clean, cleaners, explain
from annotate.offsets import OffsetMap
from tests.clock import least, times_of, yardsticks

# Pieces that every step reacts to, and characters that are easily lost.
PIECES = st.sampled_from(
    [
        *"科技。，；：“”（）《》①②^*[]{}#-|>1a. \n\t",
        *("\r\n", "\f", "\u2028", "\x85", "\u3000", "\u00a0", "\u2009", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x00"),
        *("𠮷", "😀", "e\u0301", "\n\n", "\n ", "。\n", "①\n① ", "^①", "[1]", "\n[1] ", "^{*}", "\n* "),
        *("一、", "（一）", "1　", "2.1　", "第一，", "\n# ", "摘　要：", "【关键词】", "【作者简介】", "作者甲\n"),
        *("图 1 ", "资料来源：", "http://a.b/", "wo-\nrd", "A. B.", "1 000", "甲 乙 丙", "\n12\n", "参考文献\n"),
        *("当前位置: 首页 > 新闻 > 正文", "·海湾研究·", "（责任编辑：甲）", "■", "潮水不认市界，预警却以市界为限。"),
        *("a line of Latin words that goes on and on", "[^1]", "\n[^1]: ", "<sup>2</sup>", "**"),
    ]
)
LINES = st.lists(st.lists(PIECES, min_size=2, max_size=8).map("".join), max_size=25)
SOURCES = st.one_of(st.lists(PIECES, max_size=120).map("".join), LINES.map("\n".join), LINES.map("\n\n".join))


def coverage(source: str, cleaned: Cleaned) -> list[int]:
    """Return for each source character how many runs and removals hold it."""
    counts = [0] * len(source)
    for _, start, length in cleaned.runs:
        for at in range(start, start + length):
            counts[at] += 1
    for removal in cleaned.removals:
        for at in range(removal.extent.start, removal.extent.end):
            counts[at] += 1
    return counts


@settings(max_examples=150, deadline=None)
@given(SOURCES, st.booleans())
def test_every_source_character_is_kept_or_removed_once(source: str, markdown: bool) -> None:  # noqa: FBT001
    """Runs and removals together are the whole source, without overlap."""
    assert coverage(source, clean(source, markdown=markdown)) == [1] * len(source)


@settings(max_examples=150, deadline=None)
@given(SOURCES, st.booleans())
def test_no_character_is_rewritten(source: str, markdown: bool) -> None:  # noqa: FBT001
    """A clean character equals its source character; white space may stand for white space."""
    cleaned = clean(source, markdown=markdown)
    kept = OffsetMap(cleaned.runs)

    assert len(kept) == len(cleaned.text)
    for at, char in enumerate(cleaned.text):
        original = source[kept.to_source(at)]
        assert char == original or (char in " \n" and original.isspace())


@settings(max_examples=80, deadline=None)
@given(SOURCES)
def test_clean_text_has_whole_paragraphs_only(source: str) -> None:
    """The line feed is the only line break; no paragraph is empty or begins or ends with white space."""
    text = clean(source).text

    assert all(len(paragraph.splitlines()) == 1 for paragraph in text.split("\n") if text)
    assert all(paragraph == paragraph.strip(" \t\u3000\u00a0") for paragraph in text.split("\n"))


@settings(max_examples=80, deadline=None)
@given(SOURCES)
def test_paragraphs_are_the_lines_of_the_text(source: str) -> None:
    """The paragraphs' extents are exactly the text's lines, in order."""
    cleaned = clean(source)

    assert [cleaned.text[p.start : p.end] for p in cleaned.paragraphs] == (
        cleaned.text.split("\n") if cleaned.text else []
    )


@settings(max_examples=80, deadline=None)
@given(SOURCES)
def test_cleaning_is_deterministic(source: str) -> None:
    """The same source gives the same result."""
    assert clean(source) == clean(source)


def test_removals_carry_known_reasons() -> None:
    """Every removal of a source full of furniture has a reason that a step declares."""
    source = (
        "潮水不认市界\n\n作者甲\n\n【摘要】预警应当联合。\n\n一、问题\n\n六市各自发布预警。①\n\n"
        "① 某秘书处：《报告》，2020年，第1页。\n"
    )
    cleaned = clean(source)

    assert {removal.reason for removal in cleaned.removals} == {
        "author", "footnote", "footnote-mark", "label", "line-break", "title",
    }  # fmt: skip
    assert "-" not in {step for step, *_ in explain(source, cleaned.removals)}


def test_explain_counts_what_each_step_took() -> None:
    """Explaining names the step, the reason, how often, and the first samples."""
    source = "一、问题\n\n潮水^①不认^②市界。\n\n① 甲：《书》，第1页。\n\n② 乙：《书》，第2页。\n"

    assert ("notes", "footnote-mark", 2, ["^①", "^②"]) in explain(source, clean(source).removals)


def test_cleaners_name_each_step_with_its_version() -> None:
    """A document can tell which cleaners made it."""
    assert all(name and version.isdigit() for name, _, version in (cleaner.partition("/") for cleaner in cleaners()))


def test_nothing_is_normalized() -> None:
    """Half-width, full-width, composed and rare characters stay what they are."""
    text = "论证“ＡＩ”,即①人工智能之属；é与e\u0301，𠮷与😀，ﬁ与㈠。"

    assert clean(text).text == text
    assert unicodedata.normalize("NFKC", text) != text


def test_empty_source_gives_empty_text() -> None:
    """White space alone has no text; all of it is removed."""
    cleaned = clean(" \n\u3000\n")

    assert (cleaned.text, cleaned.paragraphs) == ("", ())
    assert coverage(" \n\u3000\n", cleaned) == [1] * 4


@pytest.mark.timing
def test_cleaning_takes_linear_time() -> None:
    """Ten times the text takes about ten times as long, even where every line is a note."""
    page = (
        "潮水不认市界，预警却以市界为限。①六市各有一套潮位站②，一套分级标准。\n\n① 甲：《书》，第1页。\n"
        "② 乙：《书》，第2页。\n\n"
    )

    clean(page)
    assert least(lambda: times_of(lambda: clean(page * 2000), lambda: clean(page * 200)), 25) <= 25


@pytest.mark.parametrize(
    "unit",
    [
        "*a",
        "①",
        "\n①",
        "甲①。\n① 乙\n",
        "甲\n",
        "一、甲\n",
        "a > ",
        "[",
        "1 000 ",
        "^[1]\n[1] a\n",
        "大 小|",
        "** ",
        "甲 乙 ",
        "第二，六市各自发布预警，标准不一，数据互不相通。\n",
        "\u3000\u3000六市各自发布预警，标准不一，数据互不\n相通，",
        "表1 甲\n乙 1\n",
        "第 1 期\n",
        "[^1]: a\n参考文献\n",
        "甲乙 丙丁 ",
    ],
)
@pytest.mark.timing
def test_no_input_takes_long(unit: str) -> None:
    """No input of a hundred thousand characters takes over 25 yardsticks, however odd; the slowest took ten."""
    source = unit * (100_000 // len(unit))

    assert least(lambda: yardsticks(lambda: clean(source)), 25) <= 25
