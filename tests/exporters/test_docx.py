from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from annotate.exporters import EXPORTERS, Options
from annotate.exporters.to_docx import BESIDE
from annotate.model import Table
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study

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


def test_every_row_says_which_paper_it_is_of(study: Study, tmp_path: Path) -> None:
    """A paper without authors stands under its file's name; the overview says who read what, and what nobody read."""
    (path,) = EXPORTERS.load("docx")([tabulate(load_profile("overview"), study)], tmp_path, Options())
    rows = [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]
    assert "bing.txt" in [row[0] for row in rows]
    assert all(row[0] for row in rows)
    readers = rows[0].index("标注者")
    assert {row[readers] for row in rows[1:]} == {"林", "林、周", "未标注"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("profile", ["recommendations", "overview", "arguments", "actors"])
def test_no_word_of_a_head_or_of_a_short_cell_is_broken(study: Study, tmp_path: Path, profile: str, lang: str) -> None:
    """Each column is as wide as its longest word, half of it in Chinese heads, and each table as the page."""
    (path,) = EXPORTERS.load("docx")([tabulate(load_profile(profile), study)], tmp_path, Options(lang=lang))
    tables = docx.Document(str(path)).tables
    assert len(tables) == (2 if (profile, lang) == ("overview", "en") else 1)
    for made in tables:
        widths = [column.width.cm for column in made.columns if column.width]
        assert sum(widths) == pytest.approx(29.7 - 3, abs=0.1)
        for y, row in enumerate(made.rows):
            for cell, width in zip(row.cells, widths, strict=True):
                (size,) = {run.font.size.pt for run in cell.paragraphs[0].runs if run.font.size}
                words = re.split(r"[\s\u4e00-\u9fff、，；：]+", cell.text)
                half_a_word = max(map(len, re.findall(r"[\u4e00-\u9fff]+", "" if y else cell.text)), default=0) / 2
                room = (width - 0.38) / 2.54 * 72 / size  # in the width of a Han character
                assert room > max(min(14, max(map(len, words))) / 2, half_a_word)


def test_tables_that_do_not_fit_stand_apart(study: Study, tmp_path: Path) -> None:
    """Each names its rows, no column is lost or stands twice, and a paragraph keeps Word from joining them."""
    table = tabulate(load_profile("overview"), study)
    (path,) = EXPORTERS.load("docx")([table], tmp_path, Options(lang="en"))
    document = docx.Document(str(path))
    first, second = ([[cell.text for cell in row.cells] for row in made.rows] for made in document.tables)
    assert [row[0] for row in first] == [row[0] for row in second]
    heads = [*first[0], *second[0][1:]]
    said = list(table.said("en"))
    filled = [c.title["en"] for n, c in enumerate(table.columns) if any(row[n] for row in said)]
    assert heads == [head for head in filled if head not in {"Year", "Title", "Venue", "File"}]
    body = [element.tag.rpartition("}")[2] for element in document.element.body]
    assert "tbl tbl" not in " ".join(body)


@pytest.mark.parametrize("count", [BESIDE, BESIDE + 1])
def test_more_papers_than_a_page_holds_stand_below_each_other(tables: list[Table], tmp_path: Path, count: int) -> None:
    """Then each theme is a table, a paper that speaks a line; nothing that stands side by side is lost."""
    made = tables[0]
    chosen = [n % len(made.columns) for n in range(count)]
    columns = tuple(dataclasses.replace(made.columns[n], id=f"{made.columns[n].id}{k}") for k, n in enumerate(chosen))
    ids = tuple(column.id for column in columns)
    facts = dataclasses.replace(made.rows[0].facts, speak=ids[:1], silent=ids[1:], not_examined=(), not_asked=())
    rows = tuple(dataclasses.replace(row, cells=tuple(row.cells[n] for n in chosen), facts=facts) for row in made.rows)
    path = _write([dataclasses.replace(made, columns=columns, rows=rows)], tmp_path)["comparison.docx"]
    document = docx.Document(str(path))
    shown = sum(len(cell.entries) for row in rows for cell in row.cells)
    assert len(_notes(path)) == shown
    beside = count <= BESIDE
    assert len(document.tables) == (1 if beside else len(rows))
    if not beside:
        speaking = [sum(bool(cell.entries) for cell in row.cells) for row in rows]
        assert [len(table.rows) - 1 for table in document.tables] == speaking
        headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"]
        assert headings == [*(row.title["zh"] for row in rows), "参考文献"]


def test_an_empty_table_is_written(tables: list[Table], tmp_path: Path) -> None:
    """A table without rows is a file all the same."""
    empty = [dataclasses.replace(table, rows=()) for table in tables]
    for path in _write(empty, tmp_path).values():
        docx.Document(str(path))
