from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import docx
from lxml import etree

from annotate.exporters import EXPORTERS, Options
from annotate.model import Table

NOTE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _notes(path: Path) -> list[str]:
    root = etree.fromstring(zipfile.ZipFile(path).read("word/footnotes.xml"))
    return ["".join(note.itertext()) for note in root if note.get(f"{NOTE}type") is None]


def _write(tables: list[Table], folder: Path, lang: str = "zh") -> dict[str, Path]:
    return {path.name: path for path in EXPORTERS.load("docx")(tables, folder, Options(lang=lang))}


def test_every_quotation_has_its_place_in_a_footnote(tables: list[Table], tmp_path: Path) -> None:
    """As many notes as quotations, each referred to once, with author, title and place."""
    path = _write(tables, tmp_path)["comparison.docx"]
    notes = _notes(path)
    shown = sum(len(cell.entries) for row in tables[0].rows for cell in row.cells)
    assert len(notes) == shown
    body = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    marks = [mark.get(f"{NOTE}id") for mark in body.iter(f"{NOTE}footnoteReference")]
    assert sorted(marks, key=lambda mark: int(mark or 0)) == [str(n + 1) for n in range(shown)]
    assert " 作者甲，《潮水面前》，海岸研究，2024，二、建议 › 第 2 段。" in notes


def test_a_landscape_table_in_the_real_reader(tables: list[Table], tmp_path: Path) -> None:
    """The page is wider than high, and the table has a row for each row, beneath a head."""
    document = docx.Document(str(_write(tables, tmp_path)["comparison.docx"]))
    section = document.sections[0]
    assert (section.page_width or 0) > (section.page_height or 0)
    assert len(document.tables[0].rows) == len(tables[0].rows) + 1
    assert "各市应当建立统一的预警平台" in document.tables[0].cell(1, 1).text


def test_columns_without_room_are_named(tables: list[Table], tmp_path: Path) -> None:
    """A long table leaves out what serves programs, and says so."""
    document = docx.Document(str(_write(tables, tmp_path, "en")["recommendations.docx"]))
    heads = [cell.text for cell in document.tables[0].rows[0].cells]
    assert "Quotation" in heads
    assert "Start" not in heads
    assert "Start" in document.paragraphs[-1].text


def test_a_second_run_gives_the_same_bytes(tables: list[Table], tmp_path: Path) -> None:
    """Nothing in the file tells when it was made."""
    first = {name: path.read_bytes() for name, path in _write(tables, tmp_path / "a").items()}
    assert {name: path.read_bytes() for name, path in _write(tables, tmp_path / "b").items()} == first


def test_an_empty_table_is_written(tables: list[Table], tmp_path: Path) -> None:
    """A table without rows is a file all the same."""
    empty = [dataclasses.replace(table, rows=()) for table in tables]
    for path in _write(empty, tmp_path).values():
        docx.Document(str(path))
