"""Word's automatic numbers are read as Word prints them."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from annotate.ingest import read_document
from annotate.ingest.readers.counting import counted
from annotate.ingest.readers.docx import read_docx

BODY = "六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条，也不知道应当向哪里去。"
# Levels as (numFmt, lvlText, more elements).
PAPER = (
    ("chineseCounting", "%1、", ""),
    ("chineseCounting", "（%2）", ""),
    ("decimal", "%3.", ""),
)
DECIMAL = (("decimal", "%1", ""), ("decimal", "%1.%2", ""), ("decimal", "%1.%2.%3", ""))


def numbered(lists: dict[int, tuple[tuple[str, str, str], ...]], nums: dict[int, tuple[int, str]]) -> Any:
    """Return a Word document with lists by their ids, and instances `number -> (list, overrides)`."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for name, levels in lists.items():
        rows = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for at, (form, text, more) in enumerate(levels)
        )
        root.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">{rows}</w:abstractNum>'))
    for number, (name, overrides) in nums.items():
        inner = f'<w:abstractNumId w:val="{name}"/>{overrides}'
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}">{inner}</w:num>'))
    return document


def add(document: Any, words: str, number: int, level: int = 0, heading: int = 0) -> None:
    """Add a numbered paragraph."""
    paragraph = document.add_heading(words, heading) if heading else document.add_paragraph(words)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no numbering
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def lines(document: Any) -> list[str]:
    """Return the lines that the reader writes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return read_docx(buffer.getvalue(), "a.docx").text.splitlines()


def start(level: int, value: int) -> str:
    """Return an override of a level's first number."""
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/></w:lvlOverride>'


def test_levels_count_and_start_again_below_the_next() -> None:
    """一、（一）1., and a level begins again below each new one above it."""
    word = numbered({7: PAPER}, {1: (7, "")})
    for words, level in [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2), ("庚", 0), ("辛", 1)]:
        add(word, words, 1, level)

    assert lines(word) == ["一、甲", "（一）乙", "1. 丙", "2. 丁", "（二）戊", "1. 己", "二、庚", "（一）辛"]


def test_numbers_of_several_levels() -> None:
    """2.1.3 holds the numbers of the levels above; one that was not met yet stands at its first."""
    word = numbered({0: DECIMAL}, {1: (0, "")})
    for words, level in [("a", 0), ("b", 1), ("c", 2), ("d", 0), ("e", 2)]:
        add(word, words, 1, level)

    assert lines(word) == ["1 a", "1.1 b", "1.1.1 c", "2 d", "2.1.1 e"]


def test_a_list_may_start_elsewhere_and_anew() -> None:
    """An instance with a start of its own begins there; one without goes on where its list stopped."""
    word = numbered({0: (("decimal", "%1.", ""),)}, {1: (0, ""), 2: (0, start(0, 5)), 3: (0, "")})
    for words, number in [("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 3)]:
        add(word, words, number)

    assert lines(word) == ["1. a", "2. b", "5. c", "6. d", "7. e"]


def test_a_level_that_never_starts_again() -> None:
    """`lvlRestart` 0 counts articles through all chapters."""
    levels = (
        ("chineseCountingThousand", "第%1章", ""),
        ("decimal", "第%2条", '<w:lvlRestart w:val="0"/>'),
    )
    word = numbered({0: levels}, {1: (0, "")})
    for words, level in [("a", 0), ("b", 1), ("c", 0), ("d", 1)]:
        add(word, words, 1, level)

    assert lines(word) == ["第一章a", "第1条b", "第二章c", "第2条d"]


def test_arabic_numbers_of_han_levels() -> None:
    """`isLgl` prints all levels' numbers as digits: 一、 above 1.1."""
    levels = (("chineseCounting", "%1、", ""), ("decimal", "%1.%2", "<w:isLgl/>"))
    word = numbered({0: levels}, {1: (0, "")})
    add(word, "甲", 1)
    add(word, "乙", 1, 1)

    assert lines(word) == ["一、甲", "1.1 乙"]


def test_styles_carry_numbers_which_a_paragraph_may_refuse() -> None:
    """A heading's style names the list; the level is the one that names the style; list 0 means none."""
    word = numbered({0: DECIMAL}, {4: (0, "")})
    root = word.part.numbering_part.element
    for at, level in enumerate(root.iter(qn("w:lvl"))):
        level.insert(2, parse_xml(f'<w:pStyle {nsdecls("w")} w:val="Heading{at + 1}"/>'))
    for name in ("Heading 1", "Heading 2"):
        properties = word.styles[name].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="4"/></w:numPr>'))
    word.add_heading("a", 1)
    word.add_heading("b", 2)
    add(word, "c", 0, heading=1)
    word.add_heading("d", 1)

    assert lines(word) == ["1 a", "1.1 b", "c", "2 d"]


def test_a_style_based_on_a_numbered_one() -> None:
    """Numbers are inherited as Word inherits them."""
    word = numbered({0: PAPER}, {4: (0, "")})
    base = word.styles["List Number"].element.get_or_add_pPr()
    for old in base.findall(qn("w:numPr")):
        base.remove(old)
    base.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="4"/></w:numPr>'))
    style = word.styles.add_style("Points", 1)
    style.base_style = word.styles["List Number"]
    word.add_paragraph("甲", style="Points")

    assert lines(word) == ["一、甲"]


def test_bullets_and_empty_paragraphs() -> None:
    """A bullet is no number; an empty paragraph is counted though it is not there."""
    word = numbered({0: (("bullet", "•", ""),), 1: (("decimal", "%1.", ""),)}, {1: (0, ""), 2: (1, "")})
    add(word, "a", 1)
    add(word, "", 2)
    add(word, "b", 2)

    assert lines(word) == ["a", "2. b"]


def test_lists_that_are_not_there_or_odd() -> None:
    """What points nowhere, or to itself, numbers nothing."""
    word = numbered({0: (("decimal", "%1.", ""),)}, {1: (9, ""), 2: (0, "")})
    style = word.styles.add_style("Loop", 1)
    style.base_style = style
    add(word, "a", 1)
    add(word, "b", 77)
    add(word, "c", 2, level=5)
    word.add_paragraph("d", style="Loop")

    assert lines(word) == ["a", "b", "c", "d"]


def test_a_numbering_style_is_followed() -> None:
    """A list that only names a numbering style counts as the list behind that style."""
    word = numbered({0: PAPER, 1: ()}, {1: (1, "")})
    first, second, *_ = word.part.numbering_part.element
    first.insert(0, parse_xml(f'<w:styleLink {nsdecls("w")} w:val="Paper"/>'))
    second.insert(0, parse_xml(f'<w:numStyleLink {nsdecls("w")} w:val="Paper"/>'))
    add(word, "甲", 1)

    assert lines(word) == ["一、甲"]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一"}),
        ("chineseCountingThousand", {100: "一百", 101: "一百零一", 110: "一百一十", 1001: "一千零一"}),
        ("ideographDigital", {10: "一〇"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("ideographZodiac", {12: "亥", 13: "子"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("chineseLegalSimplified", {1: "壹", 15: "壹拾伍"}),
        ("decimalEnclosedCircleChinese", {20: "⑳", 21: "21"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV"}),
        ("ordinal", {1: "1st", 12: "12th", 23: "23rd"}),
        ("unheardOf", {7: "7"}),
        ("lowerRoman", {99_999: "99999"}),
    ],
)
def test_forms(form: str, numbers: dict[int, str]) -> None:
    """Each number is written as its form says, Arabic where the form ends."""
    assert {value: counted(value, form) for value in numbers} == numbers


def test_numbered_headings_are_headings(tmp_path: Path) -> None:
    """Headings that only Word numbered are found with their levels, points in the text stay text."""
    word = numbered({0: PAPER}, {1: (0, ""), 2: (0, start(0, 1))})
    for words, level in [("问题", 0), ("湾口", 1), ("湾顶", 1), ("建议", 0)]:
        add(word, words, 1, level)
        word.add_paragraph(BODY)
    word.save(str(tmp_path / "a.docx"))

    document = read_document(tmp_path / "a.docx", tmp_path)

    assert [(section.path[-1], section.level) for section in document.sections] == [
        ("一、问题", 1), ("（一）湾口", 2), ("（二）湾顶", 2), ("二、建议", 1),
    ]  # fmt: skip


@pytest.mark.slow
def test_numbers_are_those_that_an_office_program_prints(tmp_path: Path) -> None:
    """LibreOffice, which reads the same file by itself, prints the same numbers."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs the Debian package libreoffice-writer-nogui")
    letters = (("upperRoman", "%1.", ""), ("lowerLetter", "%2)", ""), ("ideographTraditional", "%3．", ""))
    nums = {1: (0, ""), 2: (1, ""), 3: (2, ""), 4: (1, start(0, 4))}
    word = numbered({0: PAPER, 1: DECIMAL, 2: letters}, nums)
    for number, level in [
        (1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (2, 2), (2, 1), (2, 0), (2, 1), (3, 0),
        (3, 1), (3, 2), (3, 1), (3, 0), (4, 0), (4, 1), (4, 1), (4, 0), (1, 2), *[(1, 0)] * 10,
    ]:  # fmt: skip
        add(word, "某句", number, level)
    word.save(str(tmp_path / "a.docx"))
    command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "txt:Text"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True)
    printed = (tmp_path / "a.txt").read_text(encoding="utf-8-sig").split("\n")

    assert [line.replace(" ", "") for line in lines(word)] == ["".join(line.split()) for line in printed if line]
