import pytest

from annotate.ingest.cleaning import clean
from annotate.ingest.structure.sections import make_sections
from tests.clock import least, times_of

P = (
    "六市应当把全部潮位站的实时数据接入统一的平台，并由设在湾口的联合中心"
    "直接向全湾发布警报，各市不得拒绝转发邻市的警报。"
)
FRONT = "潮水不认市界\n\n王小川\n\n"
BODY = f"一、潮位\n\n{P}\n\n（一）观测\n\n{P}\n\n二、预警\n\n{P}\n\n参考文献\n\n甲：《书》，2020年。\n"
PLAIN = clean(FRONT + BODY)


@pytest.mark.parametrize(
    "contents",
    [
        "目　录\n\n一、潮位……………………1\n\n（一）观测 ............ 2\n\n二、预警\t5\n\n参考文献 ……… 9",
        "目錄\n一、潮位 . . . . . 1\n（一）观测 . . . . . 2\n二、预警 . . . . . （5）\n参考文献 . . . . . 9",
        "【目录】\n\n一、潮位\n\n（一）观测\n\n二、预警\n\n参考文献",
        "Contents\n\n一、潮位 1\n\n（一）观测 2\n\n二、预警 5\n\n参考文献 9",
        "目录\n\n前言 ········ iii\n\n一、潮位怎样沿着海湾的两岸上溯，又怎样\n退去\t1\n\n二、预警\t5",
        "一、潮位……………………1\n\n（一）观测……………2\n\n二、预警……………………5\n\n参考文献…………………9",
    ],
)
def test_a_table_of_contents_is_no_text(contents: str) -> None:
    """With leaders or gaps or neither, with its heading or without, it goes whole; the paper is read as without it."""
    source = f"{FRONT}{contents}\n\n{BODY}"
    cleaned = clean(source)
    cut = "".join(source[r.extent.start : r.extent.end] for r in cleaned.removals if r.reason == "contents")

    assert cleaned.text == PLAIN.text
    assert "".join(cut.split()) == "".join(contents.split())
    assert [field.text for field in cleaned.fields] == ["潮水不认市界", "王小川"]


def test_a_table_of_links_is_no_text() -> None:
    """In Markdown its entries are points that lead into the page."""
    contents = "## 目录\n\n- [一、潮位](#a)\n- [（一）观测](#b)\n- [二、预警](#c)\n\n"

    assert clean(f"# 潮水不认市界\n\n王小川\n\n{contents}{BODY}", markdown=True).text == PLAIN.text


def test_references_in_it_do_not_swallow_the_paper() -> None:
    """The line 参考文献 of a table of contents begins no list of references."""
    cleaned = clean(f"{FRONT}目录\n\n一、潮位……1\n\n二、预警……5\n\n参考文献……9\n\n{BODY}")
    kinds = [section.kind for section in make_sections(cleaned.text, cleaned.paragraphs)]

    assert kinds == ["body", "body", "body", "references"]


@pytest.mark.parametrize(
    "lines",
    [
        "收入 ………… 300\n\n支出 ………… 400\n\n结余 ………… 500",
        f"目录\n\n{P}",
        "一、潮位……………………1",
        "Contents\n\nThe bay is one, and its cities are six.",
        "他说……\n\n她说……\n\n他们说……",
    ],
)
def test_what_only_looks_like_one_stays(lines: str) -> None:
    """A list of sums, a chapter on lists, one line alone, and ellipses are the author's."""
    text = clean(f"{FRONT}{P}\n\n{lines}\n\n{BODY}").text

    assert "".join(lines.split()) in "".join(text.split())


@pytest.mark.timing
@pytest.mark.parametrize("unit", ["一、潮位……1\n", "……… ", ". . . 1\n", "目录\n\n一、潮位\n\n"])
def test_no_table_takes_long(unit: str) -> None:
    """Ten times as many entries take about ten times as long."""
    clean(unit)
    assert least(lambda: times_of(lambda: clean(unit * 5000), lambda: clean(unit * 500)), 30) <= 30
