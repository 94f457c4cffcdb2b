import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import InputError
from annotate.ingest import explain_document, find_papers, read_document, review_page
from annotate.ingest.cleaning import GIVEN, JOINING, SPACES, STEPS
from annotate.ingest.reasons import TITLES
from annotate.model import Document

PAPER = """潮水不认市界

王小川

一、问题

六市各自发布预警^①，标准不一，<b>数据</b>互不相通。
\u202e次行。

① 甲：《书》，第1页。
"""
WRAPPED = (
    "潮水沿着海湾的两岸上溯，四到六小时内依次影响\n六座城市，而预警却以市界为限：六市各有一套潮\n"
    "位站、一套分级标准和一条发布渠道，这些渠道之\n间没有任何联系，因此每一座城市都要独自面对同\n"
    "样的问题，而且每一座城市都要独自承担由此而来\n的损失。\n"
)


def page(tmp_path: Path, text: str) -> str:
    """Return the review of one paper."""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    return review_page([read_document(path, tmp_path) for path in find_papers(tmp_path)], tmp_path)


def words(html: str) -> str:
    """Return what a reader of the page sees of the source, struck through or not."""
    import html as escaping

    source = html.partition('<div class="source">')[2].partition("</div>")[0]
    return escaping.unescape(re.sub(r"<[^>]*>", "", source)).replace("⏎", "")


def test_what_was_removed_is_struck_through_with_its_reason(tmp_path: Path) -> None:
    """Each removal is a deletion that names its reason."""
    shown = page(tmp_path, PAPER)

    assert '<del class="s-title" title="题名 · title">潮水不认市界</del>' in shown
    assert '<del class="s-notes" title="注号 · footnote mark">^①</del>' in shown
    assert '<del class="s-notes" title="注释 · footnote">① 甲：《书》，第1页。</del>' in shown


def test_every_reason_has_a_title_in_both_languages() -> None:
    """A step that is added names its reasons; a title that nothing bears is idle."""
    borne = {reason for step in (GIVEN, *STEPS, JOINING, SPACES) for reason in step.reasons}

    assert set(TITLES) == borne
    assert all(each["zh"] and each["en"] for each in TITLES.values())


def test_the_page_stands_in_both_languages(tmp_path: Path) -> None:
    """The one that is spoken is seen first; what was kept of how much is told in words."""
    (tmp_path / "a.txt").write_text(PAPER, encoding="utf-8")
    document = read_document(tmp_path / "a.txt", tmp_path)
    first, other = (review_page([document], tmp_path, lang) for lang in ("zh", "en"))

    assert re.search(r'id="zh" checked', first)
    assert re.search(r'id="en" checked', other)
    assert f"原文件 {len(PAPER)} 字符，保留 {len(document.text)}" in other
    assert f"{len(document.text)} of {len(PAPER)} characters kept" in first


def test_all_of_the_source_is_shown(tmp_path: Path) -> None:
    """White space aside, every character of the source stands in the page, in order."""
    shown = words(page(tmp_path, PAPER))

    assert "".join(shown.split()) == "".join(PAPER.replace("\u202e", "U+202E").split())


def test_joins_are_marked_and_paragraphs_are_not(tmp_path: Path) -> None:
    """A line break that went is a mark; the one between two paragraphs is a line break."""
    shown = page(tmp_path, WRAPPED + "\n二、建议\n\n" + WRAPPED)
    source = shown.partition('<div class="source">')[2]

    assert source.count('class="join"') == 2 * (WRAPPED.count("\n") - 1)
    assert "损失。\n" in source


def test_peoples_text_is_no_markup(tmp_path: Path) -> None:
    """Tags are escaped, and what turns the direction of writing is shown as its number."""
    shown = page(tmp_path, PAPER)

    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("act", [lambda d, papers: review_page([d], papers), explain_document])
def test_a_source_that_has_changed_is_refused(tmp_path: Path, act: Callable[[Document, Path], str]) -> None:
    """Offsets of a document fit no other text than the one that it was made of."""
    (tmp_path / "a.txt").write_text(PAPER, encoding="utf-8")
    document = read_document(tmp_path / "a.txt", tmp_path)
    (tmp_path / "a.txt").write_text(PAPER[20:], encoding="utf-8")

    with pytest.raises(InputError, match="has changed since it was ingested"):
        act(document, tmp_path)


def test_papers_of_the_same_bytes_have_places_of_their_own(tmp_path: Path) -> None:
    """Each link of the page leads to its own paper."""
    (tmp_path / "b.txt").write_text(PAPER, encoding="utf-8")
    shown = page(tmp_path, PAPER)
    places = re.findall(r'<h2 id="([^"]*)"', shown)

    assert len(set(places)) == 2
    assert re.findall(r'href="#([^"]*)"', shown) == places


def test_the_page_needs_no_network(tmp_path: Path) -> None:
    """Nothing is loaded from anywhere, and nothing runs."""
    shown = page(tmp_path, PAPER)

    assert "default-src 'none'" in shown
    assert not re.search(r"<script|src=|href=\"(?!#)|url\(|@import", shown)


@pytest.mark.browser
def test_the_page_in_a_browser(tmp_path: Path, chromium: str, artefacts: Path) -> None:
    """Removed words are struck through, and the page is as wide as the window."""
    from playwright.sync_api import sync_playwright

    (tmp_path / "review.html").write_text(page(tmp_path, PAPER + "\n" + WRAPPED), encoding="utf-8")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        tab: Any = browser.new_page(viewport={"width": 600, "height": 800})
        tab.goto((tmp_path / "review.html").as_uri())
        tab.screenshot(path=str(artefacts / "ingest-review.png"))
        style = tab.evaluate("getComputedStyle(document.querySelector('del')).textDecorationLine")
        wide = tab.evaluate("document.documentElement.scrollWidth")
        browser.close()

    assert style == "line-through"
    assert wide <= 600


@pytest.mark.browser
def test_of_many_papers_a_browser_lays_out_those_that_are_looked_at(tmp_path: Path, chromium: str) -> None:
    """A page of thousands opens at once; links, the search of the browser and a print reach every paper."""
    from playwright.sync_api import sync_playwright
    from pypdfium2 import PdfDocument

    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(PAPER.replace("六市", f"第{number}市"), encoding="utf-8")
    (tmp_path / "review.html").write_text(page(tmp_path, PAPER), encoding="utf-8")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    laid_out = "[...document.querySelectorAll('section h2')].map(h => h.checkVisibility({contentVisibilityAuto: true}))"
    last = "document.querySelector('section:last-of-type h2').getBoundingClientRect().top"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        tab: Any = browser.new_page(viewport={"width": 1000, "height": 800})
        tab.goto((tmp_path / "review.html").as_uri())
        at_first = tab.evaluate(laid_out)
        found = tab.evaluate("window.find('第38市')")
        tab.click(".papers li:last-child a")
        tab.wait_for_function(f"{last} >= -2 && {last} < 800")
        tab.wait_for_function(f"{laid_out}.at(-1)")
        tab.pdf(path=str(tmp_path / "review.pdf"))
        browser.close()
    printed = PdfDocument(tmp_path / "review.pdf")
    text = "".join(leaf.get_textpage().get_text_bounded() for leaf in printed)
    printed.close()

    assert (len(at_first), at_first[0], at_first[-1], found) == (41, True, False, True)
    assert all(f"第{number}市各自发布预警" in text for number in range(40))
