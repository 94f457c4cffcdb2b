import pytest

from annotate.ingest.cleaning import clean
from annotate.ingest.metadata import metadata_of
from annotate.model import Metadata

BODY = "\n\n一、问题\n\n六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条消息。\n"


def found(source: str, *, markdown: bool = False) -> Metadata:
    """Return what the text says about itself."""
    cleaned = clean(source, markdown=markdown)
    return metadata_of(cleaned.fields, cleaned.notes, han=cleaned.han)


def running(source: str) -> str:
    """Return the clean text before the body."""
    return clean(source).text.partition("一、问题")[0].strip()


@pytest.mark.parametrize(
    "label",
    [
        "【内容摘要】",
        "【内容提要】 ",
        "摘　要：",
        "摘   要: ",
        "[摘要] ",
        "内容提要\n\n",
        "**摘要**：",
        "（摘要）",
        "摘 要　",
    ],
)
def test_every_form_of_abstract_label(label: str) -> None:
    """The label goes, the abstract's words stay as a part of their own."""
    source = f"潮水不认市界\n\n作者甲\n\n{label}本文主张六市联合发布警报。\n\n【关键词】潮位；预警{BODY}"
    cleaned = clean(source)

    assert cleaned.text.startswith("本文主张六市联合发布警报。\n一、问题")
    assert cleaned.paragraphs[0].kind
    assert not cleaned.paragraphs[1].kind


def test_an_abstract_of_several_paragraphs() -> None:
    """All paragraphs up to the keywords are the abstract; without keywords only the first is."""
    front = "潮水不认市界\n\n作者甲\n\n【摘要】六市各自发布预警。\n\n本文主张联合发布警报。\n\n"
    several, one = clean(f"{front}【关键词】潮位；预警{BODY}"), clean(f"{front}{BODY}")

    assert [bool(paragraph.kind) for paragraph in several.paragraphs] == [True, True, False, False]
    assert [bool(paragraph.kind) for paragraph in one.paragraphs] == [True, False, False, False]


@pytest.mark.parametrize(
    ("line", "keywords"),
    [
        ("【关键词】 潮位 预警 海湾合作", ("潮位", "预警", "海湾合作")),
        ("关键词：潮位；预警；海湾合作", ("潮位", "预警", "海湾合作")),
        ("关 键 词: 潮位, 预警, 海湾合作", ("潮位", "预警", "海湾合作")),
        ("Key words: storm tide; early warning", ("storm tide", "early warning")),
    ],
)
def test_keywords_are_taken_out_and_split(line: str, keywords: tuple[str, ...]) -> None:
    """Keywords leave the text and become a list, however they are parted."""
    source = f"潮水不认市界\n\n作者甲\n\n{line}{BODY}"

    assert found(source).keywords == keywords
    assert running(source) == ""


def test_journal_front_matter() -> None:
    """Labels of one line and of several lines all become metadata."""
    source = (
        "潮水不认市界^{*}\n\n——论六市联合预警\n\n王小川 李大海\n\n【作者简介】 王小川，"
        "某湾大学海洋学院教授（某市 邮编：100000）；"
        "李大海，某湾海洋研究所研究员\n\n【DOI 编号】 10.1234/abc.2023.05\n\n"
        "【中图分类号】 P731.34 **【文献标识码】** A\n\n"
        f"【文章编号】 1005-4812-(2021)04-0031-12\n\n* 本文系某基金项目的阶段性成果。感谢评审。{BODY}"
    )
    data = found(source)

    assert (data.title, data.authors) == ("潮水不认市界——论六市联合预警", ("王小川", "李大海"))
    assert data.affiliations == ("某湾大学海洋学院", "某湾海洋研究所")
    assert (data.classification, data.doi) == ("P731.34", "10.1234/abc.2023.05")
    assert (data.year, data.issue, data.pages, data.venue) == (2021, "4", "31–42", "国际观察")
    assert data.funding == "本文系某基金项目的阶段性成果。"
    assert set(data.origins.values()) == {"text"}
    assert running(source) == ""


def test_web_page_front_matter() -> None:
    """Navigation, an author before a colon, a date, boxes and a source line are not text."""
    source = (
        "观点\n\n当前位置: 首页 > 动态 > 观点 > 正文\n\n王小川:潮水不认市界与六市联合预警\n\n"
        "2024-10-09\n\n内容提要\n\n本文主张联合。\n\n"
        "关键词\n\n潮位  预警\n\n作者某湾大学海洋学院副教授\n\n文章原载于《海湾研究》2024年第5期,注释略\n\n"
        "六市各自发布预警,标准不一,数据互不相通,居民不知道应当相信哪一条消息。\n\n"
        "【本文是某大学项目“海湾”(2023ABC)的成果】\n\n来源丨《海湾研究》2024年第5期\n"
    )
    data = found(source)

    assert clean(source).text == "本文主张联合。\n六市各自发布预警,标准不一,数据互不相通,居民不知道应当相信哪一条消息。"
    assert (data.title, data.authors) == ("潮水不认市界与六市联合预警", ("王小川",))
    assert (data.venue, data.year, data.issue) == ("海湾研究", 2024, "5")
    assert data.affiliations == ("某湾大学海洋学院",)
    assert data.keywords == ("潮位", "预警")


@pytest.mark.parametrize("label", ["作者", "撰稿人", "撰稿", "撰文", "文"])
def test_every_form_of_author_label(label: str) -> None:
    """Whatever word stands before the colon, the name behind it is the author's."""
    source = f"潮水不认市界\n\n{label}：王小川{BODY}"

    assert (found(source).authors, running(source)) == (("王小川",), "")


def test_a_title_label_without_words_names_no_title() -> None:
    """Where only a bracket stands behind it, the other label's words are the title."""
    source = f"标题：）\n\n题目：潮水不认市界\n\n作者：王小川{BODY}"

    assert found(source).title == "潮水不认市界"


@pytest.mark.parametrize(("behind", "venue"), [("潮水不认市界\n\n王小川", "海湾研究"), ("", "")])
def test_a_journals_name_stands_above_a_title(behind: str, venue: str) -> None:
    """What stands above volume and issue is the journal only where a title follows; else it is the title itself."""
    data = found(f"海湾研究\n\n第 38 卷 第 6 期\n\n{behind}{BODY}")

    assert (data.venue, data.volume, data.issue) == (venue, "38", "6")
    assert data.title == ("潮水不认市界" if behind else "海湾研究")


def test_title_may_stand_after_the_abstract() -> None:
    """Extraction may put the abstract first."""
    source = f"摘要：本文主张六市联合发布警报。\n\n潮水不认市界\n\n王小川\n\n（某市海洋局，某市　510000）{BODY}"
    data = found(source)

    assert (data.title, data.authors, data.affiliations) == ("潮水不认市界", ("王小川",), ("某市海洋局",))
    assert running(source) == "本文主张六市联合发布警报。"


def test_paper_without_front_matter_has_no_title() -> None:
    """A first paragraph is not taken for a title, a first line of prose not for an author."""
    source = "六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条消息。\n\n一、问题\n\n潮水不认市界。\n"

    assert (found(source).title, found(source).authors) == ("", ())
    assert clean(source).text == source.strip().replace("\n\n", "\n")


def test_english_front_matter() -> None:
    """An English paper's title, authors, institution, abstract and keywords are found."""
    source = (
        "# One Bay, One Picture\n\nJane A. Doe and John Roe\n\nInstitute of Tides, University of Lan Bay\n\n"
        "**Abstract:** Six cities should share one alarm.\n\n**Keywords:** storm tide; early warning\n\n"
        "## 1. Introduction\n\nThe tide crosses borders.\n"
    )
    data = found(source, markdown=True)

    assert (data.title, data.authors) == ("One Bay, One Picture", ("Jane A. Doe", "John Roe"))
    assert (data.language, data.keywords) == ("en", ("storm tide", "early warning"))
    assert clean(source, markdown=True).text.startswith("Six cities should share one alarm.\n1. Introduction\n")


def test_english_abstract_at_the_end_of_a_chinese_paper() -> None:
    """Its title and authors go; its words are a part of their own."""
    source = (
        f"潮水不认市界\n\n作者甲{BODY}\nOne Bay, One Picture of the Tide\n\nWANG Xiaochuan\n\n"
        f"(Institute of Tides, Lan Bay)\n\n"
        "Abstract: Six cities should share one alarm.\n\nKey words: storm tide; warning\n"
    )
    cleaned = clean(source)

    assert cleaned.text.endswith("哪一条消息。\nSix cities should share one alarm.")
    assert cleaned.paragraphs[-1].kind == "Abstract"
    assert found(source).title == "潮水不认市界"


@pytest.mark.parametrize(
    "line",
    ["（责任编辑：王小川）", "[责任编辑：王 川]", "【收稿日期：2023-02-06】", "来源：《海湾研究》2023年第3期"],
)
def test_back_matter_leaves_the_text(line: str) -> None:
    """Editors', dates' and source lines at the end are not text."""
    body = "潮水不认市界，预警却以市界为限。"

    assert clean(f"{body}\n\n{line}\n").text == body


@pytest.mark.parametrize(
    "line",
    [
        "摘要的写法各有不同，这里只谈内容。",
        "作者认为，潮水不认市界。",
        "来源可靠的数据才有用处。",
        "Abstract reasoning is not enough here.",
        "编辑部的同事提出了意见，我们采纳了。",
    ],
)
def test_prose_that_begins_with_a_labels_word_stays(line: str) -> None:
    """A word that could be a label is none without bracket, colon or room."""
    assert line in clean(f"# 题\n\n{line}\n\n潮水不认市界，预警却以市界为限。\n", markdown=True).text


def test_end_mark_goes() -> None:
    """The printer's square behind the last sentence is not the author's."""
    assert clean("潮水不认市界，预警却以市界为限。■\n").text == "潮水不认市界，预警却以市界为限。"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*Journal of Bay Studies*, Vol. 7, No. 2 (2024)", ("Journal of Bay Studies", "7", "2", 2024)),
        ("Journal of Bay Studies, Vol. 7, No. 2, 2024, pp. 12-34", ("Journal of Bay Studies", "7", "2", 2024)),
        ("Bay Policy Review 12(3), 2021, 5–17.", ("Bay Policy Review", "12", "3", 2021)),
    ],
)
def test_english_venue_lines(line: str, expected: tuple[str, str, str, int]) -> None:
    """A journal's line below the title is no text, and tells venue, volume, issue and year."""
    source = f"# One Bay\n\nJane A. Doe\n\n{line}\n\n## 1. A bay\n\nSix cities share one bay.\n"
    cleaned = clean(source, markdown=True)
    found = metadata_of(cleaned.fields, cleaned.notes, han=cleaned.han)

    assert cleaned.text == "1. A bay\nSix cities share one bay."
    assert (found.venue, found.volume, found.issue, found.year) == expected


NOTE = "海湾六市的预警标准多年不一，本刊请专家撰文，供读者参考。"
FRONT = "潮水不认市界\n\n王小川"


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        (f"编者按：{NOTE}\n\n{FRONT}{BODY}", 1),
        (f"【编者按】{NOTE}\n\n{FRONT}{BODY}", 1),
        (f"编者按\n\n{NOTE}\n\n{FRONT}{BODY}", 1),
        (f"編者按　{NOTE}\n\n{FRONT}{BODY}", 1),
        (f"{FRONT}\n\n编者按：{NOTE}{BODY}", 1),
        (f"{FRONT}\n\n【编者按：{NOTE}\n\n{NOTE}】{BODY}", 2),
        (f"编者的话\n\n{NOTE}\n\n{NOTE}（编者）\n\n{FRONT}{BODY}", 2),
        (f"编者的话\n\n{NOTE}\n\n——本刊编辑部\n\n{FRONT}{BODY}", 1),
    ],
)
def test_editors_note_is_not_the_authors(source: str, paragraphs: int) -> None:
    """Above or below the title it is cut with its reason, to its bracket's or signature's end; the title is found."""
    cleaned = clean(source)
    cut = "".join(source[r.extent.start : r.extent.end] for r in cleaned.removals if r.reason == "editor-note")

    assert cut.count(NOTE) == paragraphs
    assert cleaned.text == BODY.strip().replace("\n\n", "\n")
    assert (found(source).title, found(source).authors) == ("潮水不认市界", ("王小川",))


def test_english_editors_note() -> None:
    """The English label is known too."""
    source = (
        "Editor’s note: The six cities met in May.\n\n# One Bay\n\nJane A. Doe\n\n## 1. A bay\n\nTides cross borders.\n"
    )

    assert clean(source, markdown=True).text == "1. A bay\nTides cross borders."
    assert found(source, markdown=True).title == "One Bay"


def test_hard_wrapped_editors_note() -> None:
    """Over several printed lines it ends where its paragraph ends; the author's next lines stay."""
    lines = [
        "编者按：海湾六市的预警标准多年不一，去年的两次风暴潮中，各市发出的",
        "警报相差了三个小时，居民无所适从。本刊请从事潮位研究的专家撰文，供",
        "读者参考。",
    ]
    own = [
        "潮水并不认得行政的边界，一次风暴潮往往在半天之内先后到达六座城市，",
        "而六座城市的警报却各自发布，标准不同，时间不同，连颜色的含义也不相",
        "同，居民只能凭经验判断是否应当离开低处。",
    ]
    source = "潮水不认市界\n\n王小川\n\n" + "\n".join(lines) + "\n\n" + "\n".join(own * 4) + "\n"
    text = clean(source).text

    assert "编者按" not in text
    assert "读者参考" not in text
    assert "".join(text.split()) == "".join(own * 4)


@pytest.mark.parametrize(
    "source",
    [
        f"编者的话\n\n{NOTE}{NOTE}{NOTE}\n\n{NOTE}{NOTE}{NOTE}\n",
        f"编者按语里说，{NOTE}{BODY}",
        f"{FRONT}{BODY}\n编者按的写法各有不同。\n",
        f"{FRONT}\n\n编者按：{NOTE}\n\n{NOTE}{NOTE}\n",
    ],
)
def test_author_loses_no_words_to_an_editor(source: str) -> None:
    """An editor's own paper, prose about a note, and the paragraph behind one stay."""
    text = clean(source).text
    own = source.rsplit("编者按：", maxsplit=1)[-1].removeprefix(NOTE) if "编者按：" in source else source
    for paragraph in own.split("\n\n"):
        if paragraph.strip() not in {"编者的话", "潮水不认市界", "王小川", ""}:
            assert paragraph.strip() in text
