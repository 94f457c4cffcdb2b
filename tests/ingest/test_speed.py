"""How fast papers are read, in processor time beside a peer's or a yardstick's."""

from __future__ import annotations

import html
from pathlib import Path
from statistics import median
from typing import Any

import docx
import pypdfium2
import pytest

from annotate.ingest import find_papers, read_document
from annotate.ingest.readers import read
from tests.clock import least, times_of, yardsticks

DEMO = Path(__file__).parents[2] / "examples" / "demo" / "papers"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def paragraphs(copies: int) -> list[str]:
    """Return the Chinese demo papers' paragraphs, several times over."""
    texts = [read_document(path, DEMO).text for path in find_papers(DEMO) if path.stem != "d-author"]
    return [paragraph for text in texts for paragraph in text.split("\n")] * copies


def save(path: Path, copies: int) -> Path:
    """Save the paragraphs in the format of the path's suffix."""
    words = paragraphs(copies)
    if path.suffix == ".docx":
        document = docx.Document()
        for paragraph in words:
            document.add_paragraph(paragraph)
        document.save(str(path))
    elif path.suffix == ".html":
        path.write_text("".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in words), encoding="utf-8")
    else:
        path.write_text("\n\n".join(words), encoding="utf-8")
    return path


@pytest.mark.timing
@pytest.mark.parametrize(("suffix", "most"), [(".txt", 5.5), (".md", 5.5), (".html", 8), (".docx", 7.5)])
def test_text_formats_are_fast_and_linear(tmp_path: Path, suffix: str, most: float) -> None:
    """170,000 characters take at most twice the yardsticks they took when half a million a second were measured."""
    small, large = save(tmp_path / f"a{suffix}", 5), save(tmp_path / f"b{suffix}", 50)
    read_document(small, tmp_path)

    assert least(lambda: yardsticks(lambda: read_document(large, tmp_path)), most) <= most
    tenfold = lambda: times_of(lambda: read_document(large, tmp_path), lambda: read_document(small, tmp_path))  # noqa: E731
    assert least(tenfold, 15) <= 15


def bare(path: Path) -> None:
    """Take a PDF's text as the library gives it."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    for at in range(len(document)):
        page = document[at]
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


@pytest.mark.browser
@pytest.mark.timing
def test_pdf_costs_little_more_than_its_bare_text(tmp_path: Path, chromium: str) -> None:
    """Where lines stand is asked for few characters; cleaning adds little: all in all half as much again at most."""
    from playwright.sync_api import sync_playwright

    # No printed line comes twice, or it would be a running head.
    several = enumerate(paragraphs(3))
    words = "".join(f"<p>第{at}处{'潮' * (at // 50 * 7)}，{html.escape(paragraph)}</p>" for at, paragraph in several)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        tab: Any = browser.new_page()
        tab.set_content(f"<style>body{{font:11pt/1.6 serif}}</style>{words}")
        tab.pdf(path=str(tmp_path / "a.pdf"), format="A4")
        browser.close()
    path = tmp_path / "a.pdf"
    assert len(read_document(path, tmp_path).text) > 0.95 * len("".join(paragraphs(3)))
    # Chromium's pages are light, three milliseconds each to the library; with heavier ones the share of the rest falls.
    for work, most in ((lambda: read(path), 1.4), (lambda: read_document(path, tmp_path), 1.5)):
        assert least(lambda: median(times_of(work, lambda: bare(path)) for _ in range(5)), most) <= most  # noqa: B023
