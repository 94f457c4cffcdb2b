"""How fast papers are read. Figures are processor time: other programs' work does not count."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import docx
import pypdfium2
import pytest

from annotate.ingest import find_papers, read_document
from annotate.ingest.readers import read

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


def best_of_three(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs: what else the machine does is not the work's."""
    found = []
    for _ in range(3):
        start = process_time()
        work()
        found.append(process_time() - start)
    return min(found)


def seconds(path: Path) -> float:
    """Return how long the reading of a paper takes."""
    return best_of_three(lambda: read_document(path, path.parent))


@pytest.mark.timing
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx"])
def test_text_formats_are_fast_and_linear(tmp_path: Path, suffix: str) -> None:
    """At least half a million characters a second; ten times the text takes at most fifteen times as long."""
    small, large = save(tmp_path / f"a{suffix}", 5), save(tmp_path / f"b{suffix}", 50)
    seconds(small)
    short, long = seconds(small), seconds(large)

    assert len(read(large)[1].text) / long > 500_000
    assert long < 15 * short


def bare(path: Path) -> float:
    """Return how long the library takes to give a PDF's text."""

    def extract() -> None:
        document = pypdfium2.PdfDocument(path.read_bytes())
        for at in range(len(document)):
            page = document[at]
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        document.close()

    return best_of_three(extract)


@pytest.mark.browser
@pytest.mark.timing
def test_pdf_costs_little_more_than_its_bare_text(tmp_path: Path, chromium: str) -> None:
    """Where lines stand is asked for a few characters only; cleaning adds little."""
    from playwright.sync_api import sync_playwright

    words = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs(12))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        tab: Any = browser.new_page()
        tab.set_content(f"<style>body{{font:11pt/1.6 serif}}</style>{words}")
        tab.pdf(path=str(tmp_path / "a.pdf"), format="A4")
        browser.close()
    path = tmp_path / "a.pdf"
    # Chromium's pages are light, two milliseconds each to the library; with heavier ones the share of the rest falls.
    assert best_of_three(lambda: read(path)) < 1.5 * bare(path)
    assert seconds(path) < 2 * bare(path)
