"""Files opened by what people open them with: LibreOffice, pandas, a browser; hostile text stays text."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from annotate.exporters import EXPORTERS, Options
from annotate.exporters.inert import shown
from annotate.exporters.to_html import page
from annotate.exporters.to_json import csl
from annotate.model import Entry, Table, Work

HOSTILE = (
    "=cmd|'/c calc'!A1",
    "@sum(1+1)",
    "<script>window.hit=1</script>",
    "]]><!--",
    "../../x",
    "\u202egnp.exe\u2066",
    "\x1b[31mred\x07",
    "&lt;b&gt; &amp;amp;",
)
MEGABYTE = 1_000_000


def _each(table: Table, words: tuple[str, ...]) -> Table:
    """Return a matrix whose entries and papers each bear one of the words in every field that is shown."""
    numbers = iter(range(10_000))

    def changed(entry: Entry) -> Entry:
        word = words[next(numbers) % len(words)]
        return dataclasses.replace(entry, quotation=word, translation=word, addressees=(word,), note=word)

    rows = tuple(
        dataclasses.replace(
            row,
            cells=tuple(dataclasses.replace(cell, entries=tuple(map(changed, cell.entries))) for cell in row.cells),
        )
        for row in table.rows
    )
    works = tuple(
        dataclasses.replace(work, title=words[n % len(words)], venue=words[-1 - n], authors=(words[n],), doi=words[n])
        for n, work in enumerate(table.works)
    )
    return dataclasses.replace(table, rows=rows, works=works, study=words[0])


def _words(table: Table) -> set[str]:
    return {entry.quotation for entry in table.entries().values()}


def _converted(path: Path, to: str, folder: Path) -> str:
    """Return a file as LibreOffice reads it, in another format; nothing if it cannot open it."""
    office = shutil.which("soffice") or ""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    made = folder / f"{path.stem}.{to.split(':', maxsplit=1)[0]}"
    return made.read_text(encoding="utf-8-sig", errors="replace") if made.exists() else ""


office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
SHEET = "csv:Text - txt - csv (StarCalc):44,34,76"


@pytest.mark.slow
@office
def test_writer_shows_text_as_text(tables: list[Table], tmp_path: Path) -> None:
    """LibreOffice Writer follows no field: every hostile word stands as it was written."""
    pytest.importorskip("docx")
    hostile = _each(tables[0], HOSTILE)
    (paper,) = EXPORTERS.load("docx")([hostile], tmp_path, Options())
    text = _converted(paper, "txt:Text (encoded):UTF8", tmp_path)
    for word in _words(hostile):
        assert shown(word) in text


@pytest.mark.slow
@office
def test_calc_computes_nothing(tables: list[Table], tmp_path: Path) -> None:
    """LibreOffice Calc takes no text of a workbook or of a CSV file for a formula."""
    (tmp_path / "try.csv").write_text("a\n", encoding="utf-8")
    if not _converted(tmp_path / "try.csv", "xlsx", tmp_path):
        pytest.skip("LibreOffice has no Calc here")
    hostile = _each(tables[0], HOSTILE)
    (book,) = EXPORTERS.load("xlsx")([hostile], tmp_path, Options())
    sheet = _converted(book, SHEET, tmp_path)
    cells = "\n".join(cell for row in csv.reader(io.StringIO(sheet)) for cell in row)
    assert not [word for word in _words(hostile) if shown(word) not in cells]
    (listing,) = EXPORTERS.load("csv")([hostile], tmp_path / "in", Options(bom=True))
    again = _converted(listing, SHEET, tmp_path)
    assert "=cmd|'/c calc'!A1" in again
    assert "#NAME" not in again


def test_pandas_reads_every_word(tables: list[Table], tmp_path: Path) -> None:
    """CSV and Parquet come back whole, also a megabyte in a cell; a workbook's cell is cut and says so."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    long = "潮" * MEGABYTE
    table = _each(tables[0], (*HOSTILE[:3], long))
    (listing,) = EXPORTERS.load("csv")([table], tmp_path, Options())
    assert any(long in str(cell) for cell in pandas.read_csv(listing).to_numpy().ravel())
    (tidy,) = EXPORTERS.load("parquet")([table], tmp_path, Options())
    assert set(pandas.read_parquet(tidy)["quotation"]) >= _words(table)
    (book,) = EXPORTERS.load("xlsx")([table], tmp_path, Options())
    pytest.importorskip("openpyxl")
    lengths = [len(str(cell)) for cell in pandas.read_excel(book).to_numpy().ravel()]
    assert 32_000 < max(lengths) <= 32_767
    for name in ("markdown", "json", "docx"):
        if name == "docx":
            pytest.importorskip("docx")
        for path in EXPORTERS.load(name)([table], tmp_path, Options()):
            assert path.stat().st_size > 0


@pytest.mark.browser
def test_a_browser_shows_a_megabyte_and_runs_nothing(chromium: str, tables: list[Table], tmp_path: Path) -> None:
    """Chromium opens hostile quotations, titles and authors, and a megabyte in a cell; nothing of them runs."""
    sync_api = pytest.importorskip("playwright.sync_api")
    table = _each(tables[0], (*HOSTILE, "潮" * MEGABYTE))
    path = tmp_path / "page.html"
    path.write_text(page(table, "zh"), encoding="utf-8")
    complaints: list[Any] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
        tab.goto(path.as_uri())
        text = tab.inner_text("#table")
        assert tab.evaluate("window.hit") is None
        browser.close()
    assert complaints == []
    for word in HOSTILE[: len(table.entries()) - 1]:
        assert "".join(shown(word).split()) in "".join(text.split())


def test_papers_as_csl_json(tables: list[Table], tmp_path: Path) -> None:
    """Beside the matrix stand its papers for reference managers: what is known, and nothing else."""
    written = EXPORTERS.load("json")(tables, tmp_path, Options())
    papers = json.loads((tmp_path / "papers.csl.json").read_text(encoding="utf-8"))
    assert tmp_path / "papers.csl.json" in written
    assert papers[0] == {
        "id": "jia",
        "type": "article-journal",
        "title": "潮水面前",
        "container-title": "海岸研究",
        "author": [{"literal": "作者甲"}],
        "issued": {"date-parts": [[2024]]},
    }
    assert csl(Work(document="a", sign="甲", authors=(), title="", source="a.txt")) == {
        "id": "a",
        "type": "article-journal",
    }
