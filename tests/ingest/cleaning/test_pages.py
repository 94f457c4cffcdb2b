import pytest

from annotate.ingest.cleaning import clean

A = "六市应当把全部潮位站的实时数据接入统一的平台。"
B = "联合中心设在湾口，直接向全湾发布警报。"
HEAD = "海湾研究 2023 年第 3 期"


@pytest.mark.parametrize(
    "line",
    ["12", "— 12 —", "·12·", "第 3 页", "第3页 共20页", "Page 3 of 20", "·海湾研究·", "· 研究与探讨 ·", "---", "* * *"],
)
def test_page_furniture_goes(line: str) -> None:
    """Page numbers, running heads between dots and rules are not text."""
    assert clean(f"{A}\n\n{line}\n\n{B}\n").text == f"{A}\n{B}"


def test_line_that_comes_back_is_a_running_head() -> None:
    """A short line that stands three times in a paper is its running head."""
    source = f"{A}\n\n{HEAD}\n\n{B}\n\n{HEAD}\n\n{A}\n\n{HEAD}\n\n{B}\n"

    assert clean(source).text == f"{A}\n{B}\n{A}\n{B}"


def test_numbered_headings_that_come_back_stay() -> None:
    """Two chapters may each have a part of the same name."""
    source = "".join(f"{city}\n\n（一）背景\n\n{A}\n\n" for city in ("一、甲市", "二、乙市", "三、丙市"))

    assert clean(source).text.count("（一）背景") == 3


@pytest.mark.parametrize(
    "line",
    [
        "当前位置: 首页 > 动态 > 观点 > 正文",
        "您的位置：首页",
        "Home > News > Views",
        "【字号 大 中 小】",
        "分享到： 微信 微博",
        "打印本页 关闭窗口",
    ],
)
def test_navigation_goes(line: str) -> None:
    """Bread crumbs and buttons of a web page are not text."""
    assert clean(f"{line}\n\n{A}\n\n{B}\n").text == f"{A}\n{B}"


@pytest.mark.parametrize(
    "line", ["分享经济给海湾带来了新的机会。", "微信群里的消息比警报早到了半个小时。", "若 a > b > c，则先守湾口。"]
)
def test_prose_with_a_buttons_word_stays(line: str) -> None:
    """Only lines that hold nothing but buttons are buttons."""
    assert line in clean(f"{A}\n\n{line}\n\n{B}\n").text


@pytest.mark.parametrize(
    "line",
    [
        "图 1  各市潮位站的分布",
        "表2 经费分担",
        "图 1-2 潮位",
        "资料来源：海洋研究所，https://bay.example/。",
        "Table 3. Costs",
        "Source: the Institute.",
    ],
)
def test_captions_and_sources_go(line: str) -> None:
    """Captions of figures and tables and their source lines are not text."""
    assert clean(f"{A}\n\n{line}\n\n{B}\n").text == f"{A}\n{B}"


@pytest.mark.parametrize(
    "line", ["图 1 所示的站点共有四十个，分布在湾口。", "表 2 中的经费由六市分担。", "图书馆藏有当年的记录。"]
)
def test_sentences_about_figures_stay(line: str) -> None:
    """A sentence that begins with a figure's number is text."""
    assert line in clean(f"{A}\n\n{line}\n\n{B}\n").text


def test_a_text_that_repeats_itself_has_no_running_heads() -> None:
    """Heads are a line or two of each page; lines that make up much of the text are the author's."""
    verse = (
        "潮水不认市界，预警却以市界为限，六市各有一套潮位站\n与分级标准，发布渠道也互不相通，居民常收到矛盾的\n消息。\n"
    )

    assert clean(verse * 30).text.count("六市各有一套") == 30
