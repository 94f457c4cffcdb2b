import pytest

from annotate.ingest.cleaning import clean


def wrapped(*lines: str) -> str:
    """Return lines as a hard-wrapped Chinese page around them would have them."""
    before = [
        "潮水不认市界，预警却以市界为限，六市各有一套潮位站",
        "与分级标准，发布渠道也互不相通，居民常常收到相互矛",
        "盾的消息，不知道应当相信哪一条。",
    ]
    after = [
        "联合中心设在湾口，直接向全湾发布警报，各市不得以保",
        "密或者商业的理由截留数据，也不得拒绝转发邻市的警报",
        "，街区的疏散仍由各市自己负责。",
    ]
    return "\n".join([*before, *lines, *after, ""])


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("数据一旦开放，任何一市的值班员都能看到全湾的水情，", "并且可以核对。"), "看到全湾的水情，并且可以核对。"),
        (("数据由海洋研究所保管，英文名称为 Lan Bay Marine", "Institute，成立较早。"), "Lan Bay Marine Institute，"),
        (("数据由海洋研究所保管，英文名称为 Lan Bay inter-", "national office。"), "Lan Bay international office。"),
        (("数据由海洋研究所保管，英文名称为 Lan Bay Anglo-", "Chinese office。"), "Lan Bay Anglo- Chinese office。"),
        (
            ("数据公布在海洋研究所的网站上 https://bay.example/ti", "des/2020.html，可查。"),
            "https://bay.example/tides/2020.html，",
        ),
    ],
)
def test_hard_wraps_are_joined(lines: tuple[str, ...], text: str) -> None:
    """Chinese without a space, Latin with one, a hyphenated word and an address without a break."""
    assert text in clean(wrapped(*lines)).text


def test_a_short_line_that_ends_a_sentence_ends_the_paragraph() -> None:
    """In wrapped text a paragraph ends where a sentence ends before the line is full."""
    assert clean(wrapped("这是单独的一段。")).text.split("\n")[1] == "这是单独的一段。"


def test_empty_lines_between_all_lines_mean_nothing() -> None:
    """Text with an empty line between every two printed lines reads as without them."""
    source = wrapped("这是单独的一段。")

    assert clean(source.replace("\n", "\n\n")).text == clean(source).text
    assert clean(source.replace("\n", "\r\n")).text == clean(source).text


def test_space_between_han_and_latin_follows_the_author() -> None:
    """Joining puts a space between Han and figures where the other lines have one, and only there."""
    airy = wrapped("联合值班自 2021 年 3 月 1 日起试行，至 2022 年 3 月", "2 日结束。")
    tight = wrapped("联合值班自2021年3月1日起试行，到后来的2022年10月", "2日才结束。")

    assert "3 月 2 日结束。" in clean(airy).text
    assert "10月2日才结束。" in clean(tight).text


def test_paragraph_goes_on_behind_a_page_number() -> None:
    """A page number between two halves of a sentence does not part them."""
    source = (
        "# 题\n\n六市应当把全部潮位站的实时数据接入统一的平台，并在雨季以前完成全部的\n\n— 12 —\n\n接口改造工作。\n"
    )

    assert clean(source, markdown=True).text == (
        "六市应当把全部潮位站的实时数据接入统一的平台，并在雨季以前完成全部的接口改造工作。"
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("六市共享数据；\n\n各港统一标准。", "六市共享数据；\n各港统一标准。"),
        ("六市共享数据；\n\n— 12 —\n\n各港统一标准。", "六市共享数据；各港统一标准。"),
        ("六市共享数据；\n\n— 12 —\n\n（二）各港统一标准。", "六市共享数据；\n（二）各港统一标准。"),
    ],
)
def test_a_semicolon_ends_a_paragraph_unless_a_page_broke_it(source: str, text: str) -> None:
    """Parts of a list stand apart; behind a page's end only a numbered one begins anew."""
    assert clean(f"# 题\n\n{source}\n", markdown=True).text == text


def test_lines_are_paragraphs_where_nothing_is_wrapped() -> None:
    """Finished lines stay apart, and so do short points."""
    source = "# 题\n\n六市应当共享数据。\n\n统一分级标准。\n\n- 鹭汀\n- 沙渚\n"

    assert clean(source, markdown=True).text == "六市应当共享数据。\n统一分级标准。\n鹭汀\n沙渚"


ENGLISH = """Rising Tides and Shared Alarms: Lessons for Coastal Cities

Jane A. Doe and John Roe
Institute of Tides, University of Lan Bay

Abstract. Six cities on one bay warn of storm tides separately. This paper argues
that they should share one alarm, and it sets out what must be shared first.

1 Introduction

A storm tide crosses the bay in four to six hours. Each of the six cities sees a
part of it, and none sees the whole. During the September flood of 2019 the gauges
recorded the surge at two in the morning, but the red alarm came only at 5.40 a.m. [1]
The delay was not a failure of instruments; it was a failure of insti-
tutional plumbing, as Dr. Smith et al. [2, 3] have shown. See https://bay.example/re
ports/2019.pdf for the record.

The debate has hardened into two camps. One wants a centre that commands; the other
wants no centre at all.

References

[1] Conference of Lan Bay Cities, Report on the September Flood, 2020, p. 14.
[2] A. Smith, Alarms, 2021.
"""


def test_wrapped_english_paper() -> None:
    """English lines of uneven length join into whole paragraphs; an empty line parts them."""
    expected = """Six cities on one bay warn of storm tides separately. This paper argues
        that they should share one alarm, and it sets out what must be shared first.
    1 Introduction
    A storm tide crosses the bay in four to six hours. Each of the six cities sees a part of it, and none
        sees the whole. During the September flood of 2019 the gauges recorded the surge at two in the morning,
        but the red alarm came only at 5.40 a.m. The delay was not a failure of instruments; it was a failure of
        institutional plumbing, as Dr. Smith et al. have shown. See https://bay.example/reports/2019.pdf
        for the record.
    The debate has hardened into two camps. One wants a centre that commands; the other wants no centre at all.
    References
    [1] Conference of Lan Bay Cities, Report on the September Flood, 2020, p. 14.
    [2] A. Smith, Alarms, 2021."""

    assert clean(ENGLISH).text == expected.replace("\n        ", " ").replace("\n    ", "\n")
