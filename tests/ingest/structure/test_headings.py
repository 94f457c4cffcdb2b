import pytest

from annotate.ingest.cleaning import clean
from annotate.ingest.structure.numbering import number_of

P = (
    "六市应当把全部潮位站的实时数据接入统一的平台，并由设在湾口的联合中心"
    "直接向全湾发布警报，各市不得拒绝转发邻市的警报。"
)


def headings(source: str, *, markdown: bool = False) -> list[tuple[int, str]]:
    """Return the level and words of each heading."""
    cleaned = clean(source, markdown=markdown)
    return [(p.level, cleaned.text[p.start : p.end]) for p in cleaned.paragraphs if p.level]


def paper(*lines: str) -> str:
    """Return a paper that begins with text and puts text below each heading."""
    return P + "\n\n" + "".join(f"{line}\n\n{P}\n\n" for line in lines)


@pytest.mark.parametrize(
    ("lines", "levels"),
    [
        (("一、潮位", "（一）观测", "（二）发布", "二、预警"), (1, 2, 2, 1)),
        (("一、潮位", "（一）观测", "1. 站点", "2. 读数", "（二）发布", "二、预警"), (1, 2, 3, 3, 2, 1)),
        (("1　潮位", "1.1　观测", "1.2　发布", "2　预警", "结　语"), (1, 2, 2, 1, 1)),
        (("1. The tide", "1.1 Reading it", "1.1.1 Stations", "2. The alarm"), (1, 2, 3, 1)),
        (("引言", "一、潮位", "（一）观测", "结 束 语"), (1, 1, 2, 1)),
        (("第一章 潮位", "一、观测", "第二章 预警", "一、发布"), (1, 2, 1, 2)),
        (("潮位怎样传播", "一、观测", "二、发布", "预警怎样到达", "一、渠道"), (1, 2, 2, 1, 2)),
        (("一、潮位？", "二、预警！"), (1, 1)),
        (("Ⅰ潮位", "潮位（二〇一九年）"), (1, 1)),
    ],
)
def test_levels_follow_from_the_numbering(lines: tuple[str, ...], levels: tuple[int, ...]) -> None:
    """Headings are found with their levels, in every way of numbering."""
    found = headings(paper(*lines))

    assert tuple(level for level, _ in found) == levels
    assert [words.replace("　", "").replace(" ", "") for _, words in found] == [
        line.replace("　", "").replace(" ", "") for line in lines
    ]


def test_markdown_headings() -> None:
    """The number of # gives the level, counted from the topmost below the title."""
    source = f"# 潮水不认市界\n\n## 潮位\n\n{P}\n\n### 观测\n\n{P}\n\n## 预警\n\n{P}\n"

    assert headings(source, markdown=True) == [(1, "潮位"), (2, "观测"), (1, "预警")]


@pytest.mark.parametrize(
    "line",
    [
        "第一，六市应当共享数据。统一的平台是联合发布的前提，没有数据就没有警报。",
        "1. 共享数据。六市应当把全部潮位站的实时数据接入统一的平台。",
        "（一）六市共享数据；（二）统一分级标准；（三）联合发布警报。",
        "2021 年，六市开始共享数据。",
        "3 million people live below the line.",
        "一是共享数据，二是统一分级。",
    ],
)
def test_numbered_paragraphs_are_no_headings(line: str) -> None:
    """A number before a sentence makes a paragraph."""
    assert headings(paper(line)) == []


def test_lists_of_short_points_are_no_headings() -> None:
    """Numbered points that follow each other without text between them are a list."""
    assert headings(f"{P}\n\n1. 共享数据\n\n2. 统一分级\n\n3. 联合发布\n\n{P}\n") == []


def test_half_a_paragraph_before_notes_is_no_heading() -> None:
    """A short unfinished line that a page's notes cut off is text."""
    source = f"{P}①\n\n第一，六市应当共享\n\n① 甲：《书》，第1页。\n\n数据。\n\n{P}\n"

    assert headings(source) == []
    assert "第一，六市应当共享数据。" in clean(source).text


@pytest.mark.parametrize(
    ("line", "is_heading"), [("The alarm", True), ("2019 and after", True), ("and the rest", False)]
)
def test_a_line_that_stands_alone_in_english(line: str, is_heading: bool) -> None:  # noqa: FBT001
    """In wrapped English a short line between empty ones is a heading if it begins as one does."""
    text = (
        "A storm tide crosses the bay in four to six hours, and each of the six cities sees\n"
        "only a part of it, so that none of them can tell when it will arrive at the head of\n"
        "the bay, where the water stands longest and the houses are lowest.\n"
    )
    source = f"{text}\n{text}\n{line}\n\n{text}\n{text}"

    assert headings(source) == ([(1, line)] if is_heading else [])


def test_heading_over_two_printed_lines() -> None:
    """In wrapped text a long heading's second line, indented, belongs to it."""
    text = "\n".join(P[at : at + 20] for at in range(0, len(P), 20))
    source = f"{text}\n{text}\n1　联合发布警报的政治逻\n　  辑与目的\n{text}\n{text}\n"

    assert headings(source) == [(1, "1　联合发布警报的政治逻辑与目的")]


@pytest.mark.parametrize(
    ("text", "family", "values"),
    [
        ("一、甲", "han", (1,)),
        ("十二、甲", "han", (12,)),
        ("（三）甲", "bracket", (3,)),
        ("(3) 甲", "round", (3,)),
        ("2.1.3 甲", "decimal3", (2, 1, 3)),
        ("1．甲", "digit", (1,)),
        ("第二章 甲", "chapter", (2,)),
        ("第三，甲", "ordinal", (3,)),
        ("IV. The alarm", "roman", (4,)),
    ],
)
def test_number_is_read(text: str, family: str, values: tuple[int, ...]) -> None:
    """A heading's number has a family and a value."""
    number = number_of(text)

    assert number is not None
    assert (number.family, number.values) == (family, values)
