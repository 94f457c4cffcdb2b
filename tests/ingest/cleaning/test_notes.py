import pytest

from annotate.ingest.cleaning import clean
from annotate.offsets import OffsetMap


def anchors(source: str, *, markdown: bool = False) -> list[tuple[str, str, str]]:
    """Return each note's mark, the words before its anchor, and its own words."""
    cleaned = clean(source, markdown=markdown)
    kept = OffsetMap(cleaned.runs)
    found = []
    for note in cleaned.notes:
        at = 0 if note.anchor is None else kept.clean_position(note.anchor)
        found.append((note.mark, cleaned.text[max(0, at - 3) : at], "".join(note.texts)))
    return found


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("①", "① "),
        ("^①", "① "),
        ("^{①}", "^① "),
        ("^[1]", "[1] "),
        ("^{[1]}", "[1]"),
        ("[1]", "[1] "),
        ("〔1〕", "〔1〕"),
        ("^{*}", "* "),
        ("^1", "^1 "),
        ("<sup>1</sup>", "<sup>1</sup>"),
        ("¹", "¹ "),
        ("[^1]", "[^1]: "),
        ("$^{1}$", "^{1} "),
    ],
)
def test_every_form_of_mark_finds_its_note(mark: str, note: str) -> None:
    """The mark leaves the text, the note is set aside and anchored where the mark stood."""
    source = (
        f"潮水不认市界{mark}，预警却以市界为限。\n\n{note}甲：《潮位研究》，2020年版，第3页。\n\n六市各自发布预警。\n"
    )

    assert clean(source).text == "潮水不认市界，预警却以市界为限。\n六市各自发布预警。"
    [(_, before, words)] = anchors(source)
    assert (before, words) == ("认市界", "甲：《潮位研究》，2020年版，第3页。")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("市界。^①在湾口^②，潮水先到。", "市界。在湾口，潮水先到。"),
        ("有研究 [7] 认为，潮水先到 [1,3-5]。", "有研究认为，潮水先到。"),
        ("Tides cross borders [3]. Alarms do not [4, 5].", "Tides cross borders. Alarms do not."),
        ("Tides cross [3] borders.", "Tides cross borders."),
        ("结论。[2]1995 年", "结论。1995 年"),
        ("结论。^[2] 1995 年", "结论。1995 年"),
    ],
)
def test_marks_without_notes_leave_no_trace(source: str, text: str) -> None:
    """Citation numbers go, with the white space that only they needed."""
    assert clean(source).text == text


@pytest.mark.parametrize(
    "source",
    [
        "主张包括：①共享数据；②统一分级；③联合发布。",
        "①共享数据。\n②统一分级。",
        "面积为 10² 公里，即 10 km²。",
        "国发〔2020〕3号文件与[2021]年报。",
        "按 a*b 与 c*d 计算。",
        "见 [英]某人的说法。",
    ],
)
def test_what_only_looks_like_a_mark_stays(source: str) -> None:
    """The author's own numbering, powers, years and brackets are text."""
    assert clean(source).text == source


def test_a_note_without_words_may_end_the_file() -> None:
    """What is left of a note is its mark alone, behind which the file ends."""
    cleaned = clean("潮水不认市界¹，预警却以市界为限。\n\n六市各自发布预警。\n\n¹")

    assert cleaned.text == "潮水不认市界，预警却以市界为限。\n六市各自发布预警。"
    assert [(note.mark, note.texts) for note in cleaned.notes] == [("¹", [""])]


def test_notes_that_restart_on_every_page() -> None:
    """Each page's ① belongs to that page's mark."""
    source = "潮水不认市界。①\n\n① 甲注，第1页。\n\n预警应当联合。①\n\n① 乙注，第2页。\n\n数据应当共享。\n"

    assert anchors(source) == [("①", "市界。", "甲注，第1页。"), ("①", "联合。", "乙注，第2页。")]


def test_notes_between_two_halves_of_a_paragraph() -> None:
    """A sentence that the page's notes cut in two is one again."""
    source = "联合中心有权直接发布警报，^①各市不得\n\n① 甲：《书》，第1页。\n\n拒绝转发。这是根本。\n"

    assert clean(source).text == "联合中心有权直接发布警报，各市不得拒绝转发。这是根本。"


def test_note_that_runs_over_the_page_without_a_mark() -> None:
    """The words before the next page's first note belong to the unfinished note."""
    source = (
        "潮水不认市界。①\n\n① A. Author, Tides and Borders, Journal of\n\n预警应当联合，中心设在湾口。"
        "①数据应当共享。\n\n"
        "Bay Studies, Vol. 6, No. 2, 2022, pp. 67-72.\n\n① 乙：《书》，第1页。\n\n六市已有先例。\n"
    )

    assert clean(source).text == "潮水不认市界。\n预警应当联合，中心设在湾口。数据应当共享。\n六市已有先例。"
    assert anchors(source)[0][2].endswith("pp. 67-72.")


def test_last_paragraph_before_notes_is_not_taken_for_a_rest() -> None:
    """Where the last note is finished, the text before the next notes stays text."""
    source = "潮水不认市界。①\n\n① 甲注，第1页。\n\n预警应当联合。①\n\n数据见 2020 年第 3 期。\n\n① 乙注，第2页。\n"

    assert clean(source).text == "潮水不认市界。\n预警应当联合。\n数据见 2020 年第 3 期。"


def test_wrapped_notes_end_with_the_page() -> None:
    """In hard-wrapped text a page's notes run to the next page, which begins with a space."""
    source = (
        " 潮水不认市界，预警却以市界为限，六市各有一套潮\n\n位站，一套分级标准和一条发布渠道，互不相通。①湾口\n\n"
        "的东沚市先测得超警戒潮位，湾顶的临澜市却很晚才发布\n\n"
        "① A. Author, “Tides Across Borders in the Northern Bays,” Bay \n"
        "Studies, Vol. 6, No. 2, 2022, https://bay.example/ \ntides/borders. \n 红色警报，"
        "其间相隔三小时四十分，低洼街区因此进水\n\n"
        "多户。\n\n六市应当共享全部潮位数据，并由设在湾口的联合中心直\n\n接向全湾发布警报。\n"
    )

    assert clean(source).text == (
        "潮水不认市界，预警却以市界为限，六市各有一套潮位站，一套分级标准和一条发布渠道，互不相通。"
        "湾口的东沚市先测得超警戒潮位，"
        "湾顶的临澜市却很晚才发布红色警报，其间相隔三小时四十分，低洼街区因此进水多户。\n"
        "六市应当共享全部潮位数据，并由设在湾口的联合中心直接向全湾发布警报。"
    )
    assert len(clean(source).notes) == 1


def test_citation_at_the_start_of_a_wrapped_line_is_no_note() -> None:
    """A number that wrapping put at a line's start is a citation still."""
    source = "".join(
        f"{line}\n"
        for line in [
            "潮水不认市界，预警却以市界为限，这一点甲",
            "[1] 指出过，乙在同一篇文章里重复了一遍，但是丙",
            "[2] 不同意，他认为六市的潮位站本来就各有",
            "分工，联合中心不过是多添一个环节，反而误事，",
            "丁对此保持沉默，他只说数据应当共享，预警应",
            "当联合，至于由谁发布警报，可以再议，不必急。",
        ]
    )

    assert not clean(source).notes
    assert "[" not in clean(source).text


def test_endnotes_go_with_their_heading() -> None:
    """Notes gathered at the end are notes; the heading above them has nothing left to head."""
    source = "潮水不认市界。^[1]\n\n预警应当联合。^[2]\n\n注释：\n\n[1] 甲注，第1页。\n\n[2] 乙注，第2页。\n"

    assert clean(source).text == "潮水不认市界。\n预警应当联合。"
    assert [before for _, before, _ in anchors(source)] == ["市界。", "联合。"]


def test_notes_parted_by_text_are_one_series() -> None:
    """Where extraction put text between a page's notes, the second still is a note."""
    source = (
        "潮水不认市界①，预警却以市界为限②。\n\n① 甲注，第1页。\n\n六市各自发布。\n\n② 乙注，第2页。\n\n数据应当共享。\n"
    )

    assert clean(source).text == "潮水不认市界，预警却以市界为限。\n六市各自发布。\n数据应当共享。"


def test_references_stay_as_they_are() -> None:
    """A reference list is a section of the paper, no notes."""
    source = "# 题\n\n潮水不认市界。[1]\n\n参考文献\n\n[1] 甲：《书》，2020年。\n\n[2] 乙：《书》，2021年。\n"

    assert clean(source, markdown=True).text.endswith("参考文献\n[1] 甲：《书》，2020年。\n[2] 乙：《书》，2021年。")
