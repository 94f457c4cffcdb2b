from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from annotate.exporters import EXPORTERS, Options
from annotate.exporters.citing import reference, references
from annotate.exporters.to_html import page
from annotate.model import Table, Work

WHOLE = Work(
    document="a",
    sign="甲",
    authors=("甲", "乙", "丙", "丁"),
    title="潮水",
    source="a.txt",
    year=2024,
    venue="海岸研究",
    volume="3",
    issue="2",
    pages="1-9",
    doi="10.1/x",
)


def test_a_journal_article() -> None:
    """Three authors and the rest, title, journal, year, volume and issue, pages, DOI, in the standard's order."""
    assert reference(WHOLE, "zh") == "甲, 乙, 丙, 等. 潮水[J]. 海岸研究, 2024, 3(2): 1-9. DOI: 10.1/x."


@pytest.mark.parametrize(
    ("volume", "issue", "said"),
    [("3", "2", "3(2): 1-9"), ("3", "", "3: 1-9"), ("", "2", "(2): 1-9"), ("", "", "〔缺卷期〕: 1-9")],
)
def test_volume_and_issue(volume: str, issue: str, said: str) -> None:
    """One without the other is no gap; without both there is one."""
    assert said in reference(replace(WHOLE, volume=volume, issue=issue), "zh")


def test_what_is_missing_is_marked() -> None:
    """Nothing is left out in silence."""
    bare = Work(document="a", sign="佚", authors=(), title="", source="a.txt")
    assert reference(bare, "zh") == "〔缺作者〕. 〔缺题名〕[J]. 〔缺刊名〕, 〔缺年份〕, 〔缺卷期〕: 〔缺页码〕."
    assert reference(bare, "en").count("〔no ") == 6


def test_the_list_stands_in_page_and_workbook(tables: list[Table], tmp_path: Path) -> None:
    """Each paper of the columns has its reference, once, in both."""
    lines = [words for _, words in references(tables[0], "zh")]
    assert len(lines) == len(tables[0].works)
    whole = page(tables[0], "zh")
    assert all(words in whole for words in lines)
    (path,) = EXPORTERS.load("xlsx")(tables, tmp_path, Options())
    sheet = openpyxl.load_workbook(path)["参考文献"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == lines


def test_the_sheets_behind_the_tables_are_as_high_as_their_words(tables: list[Table], tmp_path: Path) -> None:
    """A reference or a note of several lines does not run into the next one, in programs that find no height either."""
    long = tuple(replace(work, title="潮" * 120) for work in tables[0].works)
    table = replace(tables[0], works=long, notes=({"zh": "读" * 120, "en": "read " * 60},))
    (path,) = EXPORTERS.load("xlsx")([table], tmp_path, Options())
    for sheet in openpyxl.load_workbook(path).worksheets[1:]:
        heights = [sheet.row_dimensions[y].height for y in range(2, sheet.max_row + 1)]
        assert heights
        assert all(height and height >= 3 * 15 for height in heights), sheet.title
        assert sheet.page_setup.orientation == "landscape"
