import pytest

from annotate.ingest.cleaning import clean


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("技 术 是 关 键 ， 数据 是前提。", "技术是关键，数据是前提。"),
        ("甲（Jia） 提出， 潮水 “不认市界” 。", "甲（Jia）提出，潮水“不认市界”。"),
        ("设立 1 000 亿元与 12 345 678 元的基金。", "设立 1000 亿元与 12345678 元的基金。"),
        ("设立 1\u2009000 亿元的基金。", "设立 1000 亿元的基金。"),
        ("在 2021 年用 5G 技术。", "在 2021 年用 5G 技术。"),
        ("The bay  is   one.", "The bay is one."),
        ("他说 “yes” and “no” 。", "他说“yes” and “no”。"),
        ("在 2021 300 人参加。", "在 2021 300 人参加。"),
        ("\u3000\u3000段首空两格。 ", "段首空两格。"),
        ("零宽\u200b空格\ufeff与软\u00ad连字。", "零宽空格与软连字。"),
    ],
)
def test_only_idle_white_space_goes(source: str, text: str) -> None:
    """Space between Han, before wide marks and in figures goes; between Han and Latin it stays."""
    assert clean(source).text == text


@pytest.mark.parametrize(
    ("heading", "text"), [("结 束 语", "结束语"), ("1　潮位", "1　潮位"), ("第一章 潮位与预警", "第一章 潮位与预警")]
)
def test_headings_keep_the_space_behind_their_number(heading: str, text: str) -> None:
    """Letter-spaced headings close up; the space behind a number is the author's."""
    source = (
        f"# 题\n\n六市应当共享数据。\n\n{heading}\n\n六市应当共享全部的潮位数据，并由设在湾口的联合中心直接发布警报。\n"
    )

    assert text in clean(source, markdown=True).text.split("\n")
