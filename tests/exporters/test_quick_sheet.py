"""Rows that are written as strings are the bytes of those that XlsxWriter writes cell by cell."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from annotate.exporters import Options, to_xlsx
from annotate.exporters.quick_sheet import QuickSheet
from annotate.model import Cell, Column, Row, Table
from annotate.tables.build import tabulate_all
from annotate.tables.profile import load_profile
from annotate.tables.study import Study

PROFILES = ("actors", "arguments", "comparison", "overview", "recommendations")
WORDS = (
    "应当",
    " 前后 ",
    "\n",
    "a\u2028b",
    "x\u3000",
    "<b>&amp;\"'",
    "_x0041_",
    "_x00ZZ_",
    "=1+1",
    "𠮷" * 20_000,
    "",
    "0",
    "007",
    "١٢",
    "12345678901234567890",
    "https://ls.example.org/?a=1&b=2",
    "\ud800",
)


def _members(tables: list[Table], folder: Path) -> Mapping[str, bytes]:
    [path] = to_xlsx.write(tables, folder, Options(lang="zh"))
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every workbook for a large one."""
    monkeypatch.setattr(to_xlsx, "MANY_CELLS", 0)


def _listed(words: tuple[str, ...]) -> Table:
    """Return a table of two rows with words under heads that are text, a number, a reference and a link."""
    ids = ("reference", "start", "link", *(f"c{n}" for n in range(30)))
    rows = [
        Row(id=str(n), title={}, cells=tuple(Cell(text=words[(n + k) % len(words)]) for k in range(len(ids))))
        for n in range(len(words))
    ]
    columns = tuple(Column(id=name, title={"zh": name, "en": name}) for name in ids)
    return Table(id="t", kind="long", title={"zh": "表", "en": "T"}, columns=columns, rows=tuple(rows))


@pytest.mark.usefixtures("large")
def test_bytes_are_those_of_cell_by_cell(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, numbers, blanks, links, heights and formats, of all kinds of tables and of hostile words."""
    study = replace(study, tasks=())
    tables = [*tabulate_all([load_profile(n) for n in PROFILES], study, with_seeds=True).values(), _listed(WORDS)]
    quick = _members(tables, tmp_path / "quick")
    monkeypatch.setattr(QuickSheet, "put_row", to_xlsx._put)  # noqa: SLF001 - the other way to write a row

    assert quick == _members(tables, tmp_path / "slow")
    assert b"<hyperlink " in quick["xl/worksheets/sheet6.xml"]


@pytest.mark.usefixtures("large")
def test_words_that_look_like_markup_stay_words(tmp_path: Path) -> None:
    """XlsxWriter's own way writes what begins with <r> as it is, which breaks a large workbook."""
    words = ("<r>a</r>", "<r><t>b</t></r>", "<r>]]></r>")
    [path] = to_xlsx.write([_listed(words)], tmp_path, Options(lang="zh"))
    sheet = openpyxl.load_workbook(path).worksheets[0]

    assert [sheet.cell(n, 4).value for n in (2, 3, 4)] == ["<r>a</r>", "<r><t>b</t></r>", "<r>]]></r>"]
