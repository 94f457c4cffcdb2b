"""The demo's papers, saved in other formats by other programs, come back as they were."""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from annotate.ingest import read_document
from annotate.model import Document, Extent

DEMO = Path(__file__).parents[2] / "examples" / "demo" / "papers"
PAPERS = ("a-jia.md", "b-yi.txt", "c-bing.txt", "d-author.md")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STYLES = {
    "one column, gaps": "p{text-align:justify}",
    "one column, ragged": "p{text-align:left}",
    "one column, indents": "p{text-align:justify;text-indent:2em;margin:0}",
    "small, hardly any gaps": "body{font-size:9pt}p{margin:0 0 2pt}h2,h3{font-size:1em}",
    "two columns, gaps": ".text{columns:2;column-gap:8mm}p{text-align:justify}",
    "two columns, indents": ".text{columns:2;column-gap:8mm}p{text-align:justify;text-indent:2em;margin:0}",
    "two columns, ragged": ".text{columns:2}p{text-align:left;text-indent:1.5em;margin:0}",
}
HEAD = '<div style="font-size:8px;width:100%;text-align:center">海湾研究</div>'
FOOT = '<div style="font-size:8px;width:100%;text-align:center"><span class="pageNumber"></span></div>'
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pieces(document: Document, paragraph: Extent) -> list[tuple[str, str]]:
    """Return a paragraph's words, each with the number of the note behind it, if one is."""
    anchors = sorted(
        (note.anchor, note.id[1:])
        for note in document.footnotes
        if note.anchor is not None and paragraph.start < note.anchor <= paragraph.end
    )
    found, at = [], paragraph.start
    for anchor, number in anchors:
        found.append((document.text[at:anchor], number))
        at = anchor
    return [*found, (document.text[at : paragraph.end], "")]


def levels(document: Document) -> dict[Extent, int]:
    """Return the headings and their levels."""
    return {section.heading: section.level for section in document.sections if section.heading}


def as_html(document: Document, style: str = "", *, linked: bool = False) -> str:
    """Return a page: title, author, headings, paragraphs, and the notes at the end.

    Args:
        document: what to print.
        style: CSS.
        linked: whether marks lead to their notes, as on the web.
    """
    headings = levels(document)
    body = []
    for paragraph in document.paragraphs():
        words = "".join(
            html.escape(text) + (_mark(number, linked=linked) if number else "")
            for text, number in pieces(document, paragraph)
        )
        tag = f"h{headings[paragraph] + 1}" if paragraph in headings else "p"
        body.append(f"<{tag}>{words}</{tag}>")
    notes = "".join(_note(note.id[1:], note.text, linked=linked) for note in document.footnotes)
    title, authors = html.escape(document.metadata.title), html.escape("、".join(document.metadata.authors))
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><title>{title}</title>'
        f"<style>body{{font:11pt/1.6 serif}}.note{{font-size:8pt}}{style}</style>"
        f'<h1>{title}</h1><p>{authors}</p><div class="text">{"".join(body)}{notes}</div>'
    )


def _mark(number: str, *, linked: bool) -> str:
    return f'<sup><a id="r{number}" href="#n{number}">[{number}]</a></sup>' if linked else f"<sup>{number}</sup>"


def _note(number: str, text: str, *, linked: bool) -> str:
    mark = f'<a href="#r{number}">[{number}]</a>' if linked else f"<sup>{number}</sup>"
    return f'<div class="note" id="n{number}">{mark} {html.escape(text)}</div>'


def as_docx(document: Document, path: Path) -> None:
    """Save a Word file with real headings and real footnotes."""
    word = docx.Document()
    word.add_heading(document.metadata.title, 0)
    word.add_paragraph("、".join(document.metadata.authors))
    headings = levels(document)
    for paragraph in document.paragraphs():
        level = headings.get(paragraph)
        added = word.add_heading(level=level) if level else word.add_paragraph()
        for text, number in pieces(document, paragraph):
            run = added.add_run(text)
            if number:
                reference = OxmlElement("w:footnoteReference")
                reference.set(qn("w:id"), number)
                run = added.add_run()
                run.font.superscript = True
                run._r.append(reference)  # noqa: SLF001 - python-docx cannot write footnotes
    buffer = io.BytesIO()
    word.save(buffer)
    _add_notes(buffer, {note.id[1:]: note.text for note in document.footnotes}, path)


def _add_notes(saved: io.BytesIO, notes: dict[str, str], path: Path) -> None:
    rows = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> '
        f"{html.escape(text)}</w:t></w:r></w:p></w:footnote>"
        for number, text in notes.items()
    )
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                part = f'<Override PartName="/word/footnotes.xml" ContentType="{_TYPE}"/></Types>'
                data = data.replace(b"</Types>", part.encode())
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rIdNotes" Type="{_NOTES}" Target="footnotes.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link.encode())
            new.writestr(name, data)
        new.writestr(
            "word/footnotes.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {_NAMESPACE}>{rows}</w:footnotes>',
        )


def same_characters(before: Document, after: Document) -> float:
    """Return the share of characters that come back in order, white space aside."""
    old, new = "".join(before.text.split()), "".join(after.text.split())
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(old)


def same_paragraphs(before: Document, after: Document) -> float:
    """Return the F1 of whole paragraphs."""
    old, new = before.text.split("\n"), after.text.split("\n")
    return 2 * len(set(old) & set(new)) / (len(old) + len(new))


@cache
def paper(name: str) -> Document:
    """Return a paper of the demo as it is ingested from text."""
    return read_document(DEMO / name, DEMO)


def squeezed(document: Document) -> list[str]:
    """Return the paragraphs without white space."""
    return ["".join(paragraph.split()) for paragraph in document.text.split("\n")]


def assert_same(before: Document, after: Document) -> None:
    """Characters, paragraphs, headings, notes and their anchors are those of before."""
    assert same_characters(before, after) >= 0.995
    assert after.text.split("\n") == before.text.split("\n")
    assert same_paragraphs(before, after) == 1
    assert list(levels(after).values()) == list(levels(before).values())
    assert (after.metadata.title, after.metadata.authors) == (before.metadata.title, before.metadata.authors)
    assert [note.text for note in after.footnotes] == [note.text for note in before.footnotes]
    assert [note.anchor for note in after.footnotes] == [note.anchor for note in before.footnotes]


@pytest.fixture(scope="module")
def printer(chromium: str) -> Iterator[Any]:
    """Return a page of a real browser that prints."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page()
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("style", STYLES)
def test_printed_by_a_browser(printer: Any, tmp_path: Path, name: str, style: str) -> None:
    """From a PDF with running heads, page numbers and superscript marks, in one column and two."""
    printer.set_content(as_html(paper(name), STYLES[style]))
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "22mm")
    printer.pdf(
        path=str(tmp_path / "a.pdf"), format="A4", margin=margin, display_header_footer=True, header_template=HEAD,
        footer_template=FOOT,
    )  # fmt: skip

    found = read_document(tmp_path / "a.pdf", tmp_path)

    assert_same(paper(name), found)
    assert [label for _, label in found.pages] == ["1", "2"]
    assert found.page_at(0) == "1"
    assert found.page_at(len(found.text) - 1) == "2"


@pytest.mark.parametrize("name", PAPERS)
def test_saved_by_word(tmp_path: Path, name: str) -> None:
    """From .docx with styled headings and real footnotes."""
    as_docx(paper(name), tmp_path / "a.docx")

    assert_same(paper(name), read_document(tmp_path / "a.docx", tmp_path))


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("linked", [False, True])
def test_saved_from_the_web(tmp_path: Path, name: str, linked: bool) -> None:  # noqa: FBT001
    """From .html, whether marks lead to their notes or only stand above the line."""
    (tmp_path / "a.html").write_text(as_html(paper(name), linked=linked), encoding="utf-8")

    assert_same(paper(name), read_document(tmp_path / "a.html", tmp_path))


LAYOUTS = ("gaps, 1 column", "gaps, 2 columns", "indents, 1 column", "indents, 2 columns")
# Marks that a font for Han may lack: the program prints them from another one, behind the line's other words.
MARKS = (
    "有人问：“为什么——既然六市早已‘各自为警’……还要再等？”《澜湾·潮位》的编辑约翰·史密斯（John Smith）答道："
    "“因为……没有人——没有任何人——愿意先说。”他补充说，‘中心’一词另有所指；而“观测—发布—疏散”的链条上，"
    "每一环都可能断裂。“中心”的反对者也承认这一点。"
)


def laid_out(path: Path, layout: str) -> None:
    """Give a Word file columns, justified lines, and gaps or indents between paragraphs; add some marks."""
    word = docx.Document(str(path))
    added = word.add_paragraph(MARKS)
    for paragraph in (*word.paragraphs[2:-1], added):
        if paragraph.style is not None and paragraph.style.name == "Normal":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            if layout.startswith("indents"):
                paragraph.paragraph_format.first_line_indent = Pt(22)
                paragraph.paragraph_format.space_after = Pt(0)
    if "2" in layout:
        columns = word.sections[0]._sectPr.find(qn("w:cols"))  # noqa: SLF001 - python-docx has no columns
        columns.set(qn("w:num"), "2")
        columns.set(qn("w:space"), "420")
    word.save(str(path))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of PDFs that an office program made of Word files."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs the Debian package libreoffice-writer-nogui")
    folder = tmp_path_factory.mktemp("office")
    for name in PAPERS:
        for number, layout in enumerate(LAYOUTS):
            as_docx(paper(name), folder / f"{name}-{number}.docx")
            laid_out(folder / f"{name}-{number}.docx", layout)
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    words = sorted(map(str, folder.glob("*.docx")))
    subprocess.run([*command, "--outdir", str(folder), *words], check=True, capture_output=True)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_printed_by_libreoffice(printed: Path, name: str, layout: str) -> None:
    """From a PDF that an office program made of the .docx, notes at the foot of each column, marks of another font."""
    before, found = paper(name), read_document(printed / f"{name}-{LAYOUTS.index(layout)}.pdf", printed)

    # It sets Han and Latin apart, as a space.
    assert squeezed(found) == [*squeezed(before), MARKS.replace(" ", "")]
    assert list(levels(found).values()) == list(levels(before).values())
    assert (found.metadata.title, found.metadata.authors) == (before.metadata.title, before.metadata.authors)
    assert ["".join(n.text.split()) for n in found.footnotes] == ["".join(n.text.split()) for n in before.footnotes]
