"""Hard-wrapped text, with empty lines, indents, or nothing but short last lines between paragraphs."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path

import pytest

from annotate.ingest import read_document
from annotate.ingest.characters import width
from annotate.ingest.cleaning import clean
from annotate.model import Document

DEMO = Path(__file__).parents[3] / "examples" / "demo" / "papers"
_WORD = re.compile(r"[A-Za-z0-9'’.,%+/-]+|.")
_NEVER_FIRST = "，。、；：？！）》〉」』”’%"


@cache
def paper(name: str) -> Document:
    """Return a paper of the demo."""
    return read_document(DEMO / name, DEMO)


def filled(words: str, columns: int, indent: str) -> list[str]:
    """Return the lines of a paragraph as an editor fills them; closing marks hang over the edge."""
    if words.isascii():
        return textwrap.wrap(indent + words, columns)
    lines, line = [], indent
    for part in _WORD.findall(words):
        if width(line) + width(part) > columns and part[0] not in _NEVER_FIRST:
            lines.append(line.rstrip(" "))
            line = "" if part == " " else part
        else:
            line += part
    return [*lines, line]


def wrapped(document: Document, columns: int, gap: str = "\n", indent: str = "") -> str:
    """Return a paper as a hard-wrapped text."""
    front = [*filled(document.metadata.title, columns, ""), "", "、".join(document.metadata.authors), ""]
    body = ["\n".join(filled(words, columns, indent)) for words in document.text.split("\n")]
    return "\n".join(front) + "\n" + gap.join(body) + "\n"


@pytest.mark.parametrize("name", ["a-jia.md", "b-yi.txt", "c-bing.txt", "d-author.md"])
@pytest.mark.parametrize("columns", [40, 56, 64, 72, 80, 100])
@pytest.mark.parametrize(("gap", "indent"), [("\n\n", ""), ("\n", "\u3000\u3000")])
def test_paragraphs_that_are_set_apart_are_whole(name: str, columns: int, gap: str, indent: str) -> None:
    """With empty lines or indents every paragraph, heading and title line comes back, also those that fill a line."""
    found = clean(wrapped(paper(name), columns, gap, indent))

    assert found.text.split("\n") == paper(name).text.split("\n")
    assert {"title", "author"} <= {field.name for field in found.fields}


@pytest.mark.parametrize("name", ["a-jia.md", "b-yi.txt", "c-bing.txt"])
@pytest.mark.parametrize("columns", [40, 50, 56, 60, 64, 70, 72, 76, 80, 100])
def test_only_a_last_line_that_is_full_hides_a_paragraph(name: str, columns: int) -> None:
    """Without gap and indent a paragraph is joined to the next only if the next word would not have fitted."""
    document = paper(name)
    headings = {section.heading for section in document.sections}
    expected: list[str] = []
    before = "", False
    for extent in document.paragraphs():
        words = document.text[extent.start : extent.end]
        is_text = extent not in headings
        last = filled(before[0], columns, "")[-1] if before[0] else ""
        if before[1] and is_text and words[0] != "[" and width(last + _WORD.findall(words)[0]) > columns:
            expected[-1] += words
        else:
            expected.append(words)
        before = words, is_text

    assert clean(wrapped(paper(name), columns)).text.split("\n") == expected


POINTS = [
    "六市可以从六处做起，每一处都不必等待中心建成，也不需要新的经费，只要各市的值班室愿意。",
    "第一，把潮位数据放到同一张图上，让每一市的值班员都能看到湾口的水情，并且可以随时核对。",
    "第二，统一警报的分级，不再让同一个颜色在两岸各有各的意思，使居民无从判断。",
    "第三，演练应当放到夜里去做，因为潮水多半在夜里来，而白天的演练教不会人们在黑暗中走路。",
    "第四，由学校和渔业合作社分担通知，它们比任何机关都更知道谁家没有电话，谁家的老人独居。",
    "第五，误报之后要公开说明原因，居民原谅说清楚的错误，却不原谅被藏起来的错误，这已有先例。",
    "第六，经费按受灾人口分担，吞吐量最低的城市恰恰最先受灾，不应当再让它付得最多，也等得最久。",
]


def test_points_are_told_by_their_like() -> None:
    """Of points that begin paragraphs, one behind a line that is full begins one, too."""
    source = "\n".join("\n".join(filled(words, 36, "")) for words in POINTS)
    assert [width(filled(words, 36, "")[-1]) >= 36 for words in POINTS] == [at == 2 for at in range(7)]

    assert clean(source).text.split("\n") == POINTS


def test_points_within_paragraphs_tell_nothing() -> None:
    """Where points of the kind stand within paragraphs, a line that happens to begin with one goes on."""
    body = [POINTS[0], "".join(POINTS[2:6]), POINTS[6]]
    source = "\n".join("\n".join(filled(words, 36, "")) for words in body)
    assert "\n第三" in source

    assert clean(source).text.split("\n") == body
