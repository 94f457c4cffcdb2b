import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from annotate.errors import InputError
from annotate.ingest import read_document
from annotate.ingest.readers.docx import read_docx

BODY = "六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条。"


def saved(document: Any) -> bytes:
    """Return a Word file's bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_headings_have_the_levels_of_their_styles(tmp_path: Path) -> None:
    """Title and headings are found by style, whatever their words."""
    word = docx.Document()
    word.add_heading("潮水不认市界", 0)
    word.add_paragraph("王小川")
    word.add_heading("海湾", 1)
    word.add_paragraph(BODY)
    word.add_heading("湾口", 2)
    word.add_paragraph(BODY)
    word.save(str(tmp_path / "a.docx"))

    document = read_document(tmp_path / "a.docx", tmp_path)

    assert document.metadata.title == "潮水不认市界"
    assert document.metadata.authors == ("王小川",)
    assert [(section.path, section.level) for section in document.sections] == [(("海湾",), 1), (("海湾", "湾口"), 2)]


def test_tables_are_left_out_with_a_note(tmp_path: Path) -> None:
    """A table's words stand in the source, cut with the reason, and people are told."""
    word = docx.Document()
    word.add_paragraph(BODY)
    word.add_table(1, 2).cell(0, 0).text = "甲市"
    word.add_paragraph("数据应当共享。")
    word.save(str(tmp_path / "a.docx"))

    document = read_document(tmp_path / "a.docx", tmp_path)

    assert document.text == f"{BODY}\n数据应当共享。"
    assert document.notices == ("tables left out: 1",)
    assert [removal.reason for removal in document.removals if removal.reason == "table"] == ["table"]


def test_a_table_of_one_cell_is_a_frame() -> None:
    """What is only framed is text."""
    word = docx.Document()
    word.add_table(1, 1).cell(0, 0).text = BODY

    reading = read_docx(saved(word), "a.docx")

    assert (reading.text, reading.cuts, reading.notices) == (f"{BODY}\n", (), ())


def test_each_paragraph_stays_one_though_it_does_not_end(tmp_path: Path) -> None:
    """Word knows its paragraphs: none is joined to the next."""
    word = docx.Document()
    word.add_paragraph(
        "联合中心的任务是在湾口发布第一声警报，而不是代替各市决定由谁在什么时候向哪里疏散，以及此后的一切"
    )
    word.add_paragraph("以下分述之，先说湾口，后说湾顶。")
    word.save(str(tmp_path / "a.docx"))

    assert read_document(tmp_path / "a.docx", tmp_path).text.count("\n") == 1


def test_deleted_words_are_gone_and_inserted_ones_stay() -> None:
    """Tracked changes are read as accepted."""
    word = docx.Document()
    paragraph = word.add_paragraph("数据应当共享")
    for tag, words in (("w:del", "，或不共享"), ("w:ins", "，一律公开")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement("w:delText" if tag == "w:del" else "w:t")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)  # noqa: SLF001 - python-docx cannot write tracked changes

    assert read_docx(saved(word), "a.docx").text == "数据应当共享，一律公开\n"


ALTERNATIVES = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
    '<mc:Choice Requires="x">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>'
)
BOX = "<w:{0}><w:txbxContent><w:p><w:r><w:t>旁注</w:t></w:r></w:p></w:txbxContent></w:{0}>"


@pytest.mark.parametrize(
    ("choice", "fallback", "words", "notices"),
    [
        (BOX.format("drawing"), BOX.format("pict"), "", ("text boxes left out: 1",)),
        ("<w:sym/>", "<w:t>😀</w:t>", "😀", ()),
        ("<w:t>潮</w:t>", "<w:t>水</w:t>", "潮", ()),
    ],
)
def test_of_alternatives_one_is_read(choice: str, fallback: str, words: str, notices: tuple[str, ...]) -> None:
    """Word saves newer things twice: a text box is counted once, a sign is read from where it is text."""
    word = docx.Document()
    paragraph = word.add_paragraph(BODY)
    paragraph._p.append(etree.fromstring(ALTERNATIVES.format(choice, fallback)))  # noqa: SLF001
    reading = read_docx(saved(word), "a.docx")

    assert (reading.text, reading.notices) == (f"{BODY}{words}\n", notices)


@pytest.mark.parametrize("heading", ["TOC Heading", "Normal"])
def test_a_table_of_contents_is_known_by_its_styles(tmp_path: Path, heading: str) -> None:
    """Its entries are cut, though only one space parts them from their pages, and so is the heading above them."""
    word = docx.Document()
    word.styles.add_style("toc 1", 1)
    word.add_paragraph("潮水不认市界", style="Title")
    word.add_paragraph("目录", style=heading)
    word.add_paragraph("一、海湾\t1", style="toc 1")
    word.add_paragraph("参考文献\t9", style="toc 1")
    word.add_heading("一、海湾", 1)
    word.add_paragraph(BODY)
    word.save(str(tmp_path / "a.docx"))

    document = read_document(tmp_path / "a.docx", tmp_path)

    assert document.text == f"一、海湾\n{BODY}"
    assert [removal.reason for removal in document.removals if removal.reason == "contents"] == ["contents"] * 3
    assert [section.kind for section in document.sections] == ["body"]


def test_hidden_words_are_no_text() -> None:
    """What Word neither shows nor prints is not read; where hiding is switched off again it is."""
    word = docx.Document()
    paragraph = word.add_paragraph("数据应当共享")
    paragraph.add_run("，存疑").font.hidden = True
    paragraph.add_run("。").font.hidden = False

    assert read_docx(saved(word), "a.docx").text == "数据应当共享。\n"


def test_how_a_word_is_read_is_no_text() -> None:
    """Of a word with its reading above it, the word is read."""
    word = docx.Document()
    ruby = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:ruby>'
        "<w:rt><w:r><w:t>cháo</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>潮</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    paragraph = word.add_paragraph("甲")
    paragraph._p.append(etree.fromstring(ruby))  # noqa: SLF001 - python-docx cannot write these

    assert read_docx(saved(word), "a.docx").text == "甲潮\n"


def test_superscript_digits_are_known_as_such() -> None:
    """A raised digit may be a note's mark."""
    word = docx.Document()
    paragraph = word.add_paragraph("数据应当共享。")
    paragraph.add_run("1").font.superscript = True
    reading = read_docx(saved(word), "a.docx")

    assert [reading.text[start:end] for start, end in reading.raised] == ["1"]


def test_an_outline_level_makes_a_heading() -> None:
    """A paragraph may be a heading without a style."""
    word = docx.Document()
    paragraph = word.add_paragraph("海湾")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(level)  # noqa: SLF001 - python-docx cannot write outline levels
    word.add_paragraph(BODY)

    assert read_docx(saved(word), "a.docx").levels == {0: 2}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "damaged or cut off"),
        (b"\x00" * 100, "damaged or cut off"),
        (saved(docx.Document())[:9000], "damaged or cut off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "encrypted, or an old"),
        (saved(docx.Document()), "holds no text"),
    ],
)
def test_what_is_no_word_file_is_told(data: bytes, message: str) -> None:
    """Empty, cut, encrypted and foreign files are one line each."""
    with pytest.raises(InputError, match=message):
        read_docx(data, "a.docx")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("word/document.xml", b"0" * 70_000_000, "unpacks to over"),
        ("other.xml", b"<a/>", "no Word file"),
        ("word/document.xml", b"<a>", "damaged"),
    ],
)
def test_zip_files_that_are_no_papers_are_told(name: str, content: bytes, message: str) -> None:
    """A bomb is refused before it is unpacked; so is any other package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)

    with pytest.raises(InputError, match=message):
        read_docx(buffer.getvalue(), "a.docx")


def _rebuilt(data: bytes, change: dict[str, bytes | None]) -> bytes:
    """Return a Word file with some of its parts replaced, or left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change.get(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return buffer.getvalue()


PLAIN = docx.Document()
PLAIN.add_heading("海湾", 1)
PLAIN.add_paragraph(BODY, style="List Number")
PLAIN_BYTES = saved(PLAIN)
with zipfile.ZipFile(io.BytesIO(PLAIN_BYTES)) as package:
    PARTS = {name: package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))}


def _is_read_or_told(data: bytes) -> None:
    try:
        text = read_docx(data, "a.docx").text
    except InputError as error:
        text = str(error).replace("\n", "")

    assert text.strip()


@given(st.integers(0, len(PLAIN_BYTES) - 1), st.binary(min_size=1, max_size=60))
def test_no_broken_bytes_are_more_than_a_line_of_error(at: int, noise: bytes) -> None:
    """Whatever bytes of the package are wrong, it is read or told."""
    _is_read_or_told(PLAIN_BYTES[:at] + noise + PLAIN_BYTES[at + len(noise) :])


@given(st.sampled_from(sorted(PARTS)), st.data())
def test_no_broken_part_is_more_than_a_line_of_error(name: str, data: st.DataObject) -> None:
    """Whatever part is missing, empty, cut, or says another thing than Word would, the file is read or told."""
    part = PARTS[name]
    values = [match.span(1) for match in re.finditer(rb'="([^"]*)"', part)]
    start, end = data.draw(st.sampled_from(values))
    value = data.draw(st.sampled_from([b"", b"-1", b"9" * 30, b"x", b"../../x", "٣".encode(), b"&", b"<"]))
    changed = data.draw(st.sampled_from([None, b"", part[: len(part) // 2], part[:start] + value + part[end:]]))

    _is_read_or_told(_rebuilt(PLAIN_BYTES, {name: changed}))
