from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.ingest import read_document
from annotate.ingest.cleaning import clean_reading
from annotate.ingest.readers.html import read_html
from annotate.model import Document
from tests.clock import least, yardsticks

BODY = "六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条消息。"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>潮水不认市界_海湾网</title>
<style>p{}</style><script>var a = "1<2";</script></head><body>
<div class="header"><h1>海湾网</h1><ul class="menu"><li><a href="/">首页</a></li></ul></div>
<div class="wrap"><div class="arti-title">潮水不认市界</div>
<div class="meta">作者：王小川　来源：《海湾研究》2023年第3期</div><div class="share">微信</div>
<div id="content"><p>　　BODY</p><h2>一、问题</h2><p>BODY<br>第二段。</p>
<p style="display:none">看不见的话。</p><table><tr><td>甲</td><td>1</td></tr></table><p>BODY</p></div>
<div class="related"><a href="/x">另一篇文章的很长很长很长很长很长很长很长很长很长很长很长的题目</a></div></div>
<div class="footer">版权所有，电话若干，地址若干，欢迎转载，转载时请写明出处，谢谢合作。</div></body></html>""".replace(
    "BODY", BODY
)


def paper(folder: Path, page: str) -> Document:
    """Return the document of a web page."""
    (folder / "a.html").write_text(page, encoding="utf-8")
    return read_document(folder / "a.html", folder)


def test_the_article_is_kept_and_the_page_around_it_is_not(tmp_path: Path) -> None:
    """Menus, share bars, related links and footers go; title, author and source are found."""
    document = paper(tmp_path, PAGE)

    assert document.text == f"{BODY}\n一、问题\n{BODY}\n第二段。\n{BODY}"
    assert document.metadata.title == "潮水不认市界"
    assert document.metadata.authors == ("王小川",)
    assert (document.metadata.venue, document.metadata.year, document.metadata.issue) == ("海湾研究", 2023, "3")
    assert document.notices == ("tables left out: 1",)


def test_what_is_cut_of_the_page_stays_in_the_source() -> None:
    """Every visible word of the page can be looked up, with the reason why it went."""
    reading = read_html(PAGE.encode(), "a.html")
    cut = {(reading.text[start:end], reason) for start, end, reason in reading.cuts}

    assert {("首页", "boilerplate"), ("微信", "boilerplate"), ("甲", "table")} <= cut
    assert "看不见" not in reading.text
    assert "1<2" not in reading.text


def test_linked_notes_are_anchored(tmp_path: Path) -> None:
    """A mark that leads to a note below is its anchor; a power is no mark."""
    note = '<ol><li id="n1">甲：《书》，第1页。 <a href="#r1">↑</a></li></ol>'
    mark = '<sup><a href="#n1" id="r1">[1]</a></sup>'
    document = paper(tmp_path, f"<article><p>{BODY}{mark}</p><p>面积十<sup>2</sup>里。{BODY}</p>{note}</article>")

    assert [(n.anchor, n.text) for n in document.footnotes] == [(len(BODY), "甲：《书》，第1页。")]
    assert "[" not in document.text


@pytest.mark.parametrize(
    ("encoding", "declared"), [("gb18030", "gb2312"), ("gb18030", "gbk"), ("big5", "big5"), ("utf-16", "utf-16")]
)
def test_the_declared_encoding_is_used(encoding: str, declared: str) -> None:
    """Old pages declare their encoding, and GB2312 means GB18030."""
    page = f'<meta charset="{declared}"><p>{BODY}</p>' if encoding != "big5" else '<meta charset="big5"><p>潮水不認</p>'

    assert read_html(page.encode(encoding), "a.html").text.startswith(BODY if encoding != "big5" else "潮水不認")


def test_a_wrong_declaration_does_no_harm() -> None:
    """A page that says ASCII or UTF-16 and is UTF-8, or names no encoding there is, is read as what it is."""
    for declared in ("ascii", "no-such-encoding", "undefined", "utf-16", "utf-16le", "utf-32"):
        # As many bytes as two or four to a character would need.
        page = f'<meta charset="{declared}"><p>{BODY}</p>'.encode()
        page += b" " * (-len(page) % 4)

        assert read_html(page, "a.html").text == f"{BODY}\n"


def test_half_a_character_does_not_end_the_page() -> None:
    """What no text can hold is left out, and what stands behind it is read."""
    page = r'<meta charset="unicode_escape"><p>Six cities share \ud800one bay.</p>'

    assert read_html(page.encode(), "a.html").text == "Six cities share one bay.\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "binary"),
        (b"<html><body><script>1</script></body></html>", "holds no text"),
        (b"<p>x</p>" * 2_700_000, "21 MB"),
        (b"<div>" * 3000 + b"<p>x</p>", "too deep"),
    ],
)
def test_what_is_no_article_is_told(data: bytes, message: str) -> None:
    """Empty, binary, scripted and huge pages are one line each."""
    with pytest.raises(InputError, match=message):
        read_html(data, "a.html")


def test_deep_nesting_and_wide_tables_take_no_long() -> None:
    """A page of a thousand nested blocks or ten thousand cells is read in time and without recursion."""
    nested = f"{'<div>' * 1500}<p>{BODY}</p>{'</div>' * 1500}"
    cells = f"<p>{BODY}</p><table>{'<tr><td>甲</td><td>乙</td></tr>' * 5000}</table>"
    lines = f"<body>{f'{BODY}<br>' * 3000}</body>"

    assert BODY in read_html(nested.encode(), "a.html").text
    assert read_html(cells.encode(), "a.html").text.startswith(BODY)
    assert read_html(lines.encode(), "a.html").text.count("\n") == 3000


def test_a_page_that_names_its_whole_body_like_a_menu_is_read() -> None:
    """Names that would take most of the text away say nothing."""
    page = f'<div class="wrap no-sidebar"><p>{BODY}</p><p>{BODY}</p></div>'

    assert read_html(page.encode(), "a.html").cuts == ()


B = "<p>潮水不认市界，预警却以市界为限，六市各自发布预警，标准不一，数据互不相通。</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{'<a href=#x>1</a>' * 5500}</p>{B}",
        "".join(f"{B}<a href='#n{at}'>[{at}]</a>" for at in range(700)) + "<li id='n1'>甲</li>" * 700,
        f"<table><tr>{'<td>a' * 20_000}</table>{B}",
        f"<div>{B}" * 1800,
        f"<p>{'甲<sup>1</sup>' * 7000}</p>",
        "<" * 100_000 + B,
        f"<p>{' ' * 100_000}</p>{B}",
        f"<p>{'&lt;' * 25_000}</p>",
    ],
    ids=["links", "notes", "cells", "nested", "marks", "brackets", "spaces", "entities"],
)
@pytest.mark.timing
def test_no_page_takes_long(page: str) -> None:
    """A hundred thousand characters take thirty yardsticks at most; the slowest took twelve, squares take hundreds."""
    assert least(lambda: yardsticks(lambda: clean_reading(read_html(page.encode(), "a.html"))), 30) <= 30


TAGS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='nav'>",
            "</div>",
            "<br>",
            "<table><tr><td>",
            "</table>",
            "<h1>",
            "</h1>",
            "<sup>",
        ),
        *(
            "<a href='#n'>1</a>",
            "<li id='n'>",
            "<!--",
            "-->",
            "<script>",
            "&lt;",
            "&#x200b;",
            "\x00",
            "<sup>",
            "<",
            ">",
        ),
        *("潮水不认市界，预警却以市界为限。", "a b", "\n", "</body>", "<title>潮水</title>", "<p hidden>"),
    ]
)


@given(st.lists(TAGS, max_size=60).map("".join))
def test_any_page_is_read_or_refused(page: str) -> None:
    """Whatever stands in a page, its reading is sound: a line a block, cuts and marks inside the text."""
    try:
        reading = read_html(page.encode(), "a.html")
    except InputError:
        return

    assert all(0 <= start < end <= len(reading.text) for start, end, _ in reading.cuts)
    assert all(reading.text[start:end].isdecimal() for start, end in reading.raised)
    assert all(not start or reading.text[start - 1] == "\n" for start in reading.levels)
