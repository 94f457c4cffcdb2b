from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from annotate import __version__
from annotate.errors import NotFoundError
from annotate.exporters import EXPORTERS, Options, to_html
from annotate.exporters.plain import Plain, edges, short_names
from annotate.exporters.to_csv import grid
from annotate.exporters.to_html import page
from annotate.exporters.to_json import pieces
from annotate.exporters.view import View
from annotate.exporters.words import WORDS
from annotate.files import adapter
from annotate.model import Entry, Extent, Table
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study


def _written(name: str, tables: list[Table], folder: Path, options: Options | None = None) -> dict[str, bytes]:
    paths = EXPORTERS.load(name)(tables, folder, options or Options())
    return {path.name: path.read_bytes() for path in paths}


@pytest.mark.parametrize("name", ["csv", "markdown"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden(tables: list[Table], tmp_path: Path, golden: Callable[[str, str], None], name: str, lang: str) -> None:
    """Text formats are what was looked at once, byte for byte."""
    for file, content in _written(name, tables, tmp_path, Options(lang=lang)).items():
        golden(f"{lang}-{file}", content.decode())


def test_golden_page(tables: list[Table], golden: Callable[[str, str], None]) -> None:
    """The page's table and details are what was looked at once; style and script are looked at in the browser."""
    whole = page(tables[0], "zh").replace(__version__, "VERSION")
    golden("comparison-main.html", whole[whole.index("<main>") : whole.index('<aside class="panel"')])


@pytest.mark.parametrize("name", EXPORTERS.names())
def test_a_second_run_gives_the_same_bytes(tables: list[Table], tmp_path: Path, name: str) -> None:
    """Nothing in a file tells when it was made."""
    assert _written(name, tables, tmp_path / "a") == _written(name, tables, tmp_path / "b")


def test_the_workbook_holds_no_time(tables: list[Table], tmp_path: Path) -> None:
    """All times inside the workbook are fixed, also those of the archive."""
    (content,) = _written("xlsx", tables, tmp_path).values()
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert {info.date_time[0] for info in archive.infolist()} == {1980}
    assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_workbook(tables: list[Table], tmp_path: Path) -> None:
    """A sheet a table: frozen heads, filters, wrapped cells, the words of the CSV."""
    (content,) = _written("xlsx", tables, tmp_path).values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["建议对照", "建议一览", "读法", "参考文献"]
    for sheet, table in zip(book.worksheets[:2], tables, strict=True):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet["A2"].alignment.wrap_text
        rows = list(grid(table, "zh"))
        found = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(max_row=len(rows))]
        assert [row[: len(rows[0])] for row in found] == rows


def test_csv_reads_back(tables: list[Table], tmp_path: Path) -> None:
    """Cells with line breaks, commas and quotes come back as they were; the mark is there on request only."""
    plain = _written("csv", tables, tmp_path)["recommendations.csv"]
    assert list(csv.reader(io.StringIO(plain.decode(), newline=""))) == list(grid(tables[1], "zh"))
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert _written("csv", tables, tmp_path, Options(bom=True))["recommendations.csv"] == b"\xef\xbb\xbf" + plain


def test_json_holds_the_table(tables: list[Table]) -> None:
    """JSON gives back the very table."""
    for table in tables:
        body = json.loads("".join(pieces(table)))
        assert body.pop("format") == "table/1"
        assert adapter(Table).validate_python(body) == table


def test_every_format_tells_absence_apart(tables: list[Table], tmp_path: Path) -> None:
    """Silent, not examined and machine marks are words of their own in each format."""
    for name in ("csv", "markdown", "html"):
        text = "".join(content.decode() for content in _written(name, tables[:1], tmp_path).values())
        assert "所标部分未论及" in text
        assert "未标注" in text
        assert "机器预标" in text
        assert "未判断" in text


def _words(path: Path) -> str:
    """Return what people read in a file."""
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path).worksheets
        return "\n".join(str(value) for sheet in sheets for row in sheet.values for value in row)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["docx", "html", "json", "markdown", "xlsx"])
@pytest.mark.parametrize("profile", ["comparison", "recommendations", "arguments"])
def test_what_a_filter_keeps_is_said(study: Study, tmp_path: Path, profile: str, name: str) -> None:
    """In every format that people read: what is left out must not look like silence, nor the rest like all there is."""
    filtered = replace(load_profile(profile), filters={"polarity": ("against",)})
    (path, *_) = EXPORTERS.load(name)([tabulate(filtered, study)], tmp_path, Options())
    assert "只列 立场：反对。" in _words(path)
    assert load_profile(profile).description["zh"] in _words(path)


def test_a_filter_that_keeps_nothing_is_said(study: Study, tmp_path: Path) -> None:
    """A list without a row is no proof that nothing was found."""
    filtered = replace(load_profile("recommendations"), filters={"year": (1900,)})
    table = tabulate(filtered, study)
    assert not table.rows
    for name in ("docx", "markdown", "xlsx"):
        (path,) = EXPORTERS.load(name)([table], tmp_path, Options(lang="en"))
        assert "Shown only: Year: 1900." in _words(path).replace("\\", "")


@pytest.mark.parametrize("title", ["[*]", "建议" * 20, "a/b", "\x1b"])
def test_any_title_names_a_sheet(tables: list[Table], tmp_path: Path, title: str) -> None:
    """What Excel takes no name from gets one, and tables of one title get different ones."""
    named = [replace(table, title={"zh": title, "en": title}) for table in tables]
    (path,) = EXPORTERS.load("xlsx")(named, tmp_path, Options())
    names = openpyxl.load_workbook(path).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 4
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\\x1b]", name) for name in names)


def test_every_word_is_said_somewhere() -> None:
    """A word that no page, format or script uses would be kept in two languages for nothing."""
    package = Path(to_html.__file__).parent
    files = [p for p in package.rglob("*") if p.suffix in {".py", ".html", ".js"} and p.name != "words.py"]
    files += [package.parent / "cli" / "terminal.py", package.parent / "codebook.py"]  # the latter names the verdicts
    used = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [key for key in WORDS["zh"] if not re.search(rf"\b{re.escape(key)}\b", used)] == []
    assert set(WORDS["zh"]) == set(WORDS["en"])


@pytest.mark.parametrize("name", ["csv", "docx", "html", "markdown", "xlsx"])
def test_polarity_alone_shows_what_is_advised_against(study: Study, tmp_path: Path, name: str) -> None:
    """A profile that asks for polarity and not for modality does not make an advice against look like one for."""
    cells = replace(load_profile("comparison").cells, contents=("quotation", "polarity"))
    table = tabulate(replace(load_profile("comparison"), cells=cells), study)
    (path,) = EXPORTERS.load(name)([table], tmp_path, Options())
    words = _words(path)
    if name == "docx":
        words = "\n".join(cell.text for row in docx.Document(str(path)).tables[0].rows for cell in row.cells)
    if name == "html":
        words = words[words.index("<main>") : words.index("</main>")]
    assert "反对" in words


def test_unknown_formats_are_told() -> None:
    """A format that is not there is answered with those that are."""
    with pytest.raises(NotFoundError, match="Did you mean html"):
        EXPORTERS.load("htm")


def test_short_names_tell_papers_apart(tables: list[Table]) -> None:
    """Papers of one sign are told apart by year, or by their number where the year does not."""
    table = tables[0]
    works = tuple(replace(w, sign="林", year=2024 if n else 2020) for n, w in enumerate(table.works))
    names = short_names(replace(table, works=works))
    assert list(names.values()) == ["林2020", "林#2", "林#3", "林#4"]


def test_many_annotators_are_a_figure(tables: list[Table]) -> None:
    """More annotators than dots can show give n/m."""
    entry = tables[0].entries()["甲1"]
    many = replace(entry, readings=entry.readings * 6)
    assert Plain(tables[0], "zh").dots(many) == "1/2"
    assert View(tables[0], "zh").dots(many) == []


def test_strength_that_only_words_say_is_marked_where_it_is_not_all(tables: list[Table]) -> None:
    """An entry has its own mark if others were judged by people; if none was, the page says so once."""
    table = tables[0].held()

    def read(wanted: Callable[[Entry], bool]) -> View:
        rows = tuple(
            replace(
                row,
                cells=tuple(
                    replace(c, entries=tuple(replace(e, read_from_words=wanted(e)) for e in c.entries))
                    for c in row.cells
                ),
            )
            for row in table.rows
        )
        return View(replace(table, rows=rows), "zh")

    some, all_, none = (read(w) for w in (lambda e: e.reference == "甲1", lambda _: True, lambda _: False))
    assert [e.reference for e in some.people if some.doubtful(e)] == ["甲1"]
    assert (some.all_from_words, all_.all_from_words, none.all_from_words) == (False, True, False)
    assert not [e for view in (all_, none) for e in view.people if view.doubtful(e)]


def test_long_changes_are_cut_in_the_middle(tables: list[Table]) -> None:
    """An annotator's much longer edge shows its beginning and its end."""
    entry = tables[0].entries()["甲1"]
    here = entry.place.extent
    longer = replace(entry.readings[0], extents=(Extent(here.start, here.start + 40),))
    (change,) = View(tables[0], "zh").changes(replace(entry, context=entry.context + "很" * 40), longer)
    assert "……" in change.text
    assert len(change.text) <= 24


def test_a_shorter_reading_says_what_it_leaves_out(tables: list[Table]) -> None:
    """Words that an annotator left out stand with a minus, on both sides."""
    entry = tables[0].entries()["甲1"]
    here = entry.place.extent
    shorter = replace(entry.readings[0], extents=(Extent(here.start + 2, here.end - 2),))
    assert edges(entry, shorter) == (("-", "各市"), ("-", "平台"))
