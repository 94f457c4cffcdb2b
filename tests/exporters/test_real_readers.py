"""Files opened by what people open them with: LibreOffice, pandas, a browser; hostile text stays text."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.exporters import EXPORTERS, Options
from annotate.exporters.to_html import page
from annotate.exporters.to_json import csl
from annotate.inert import shown
from annotate.model import Entry, Extent, Table, Work
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study, TaskPlace

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


def test_a_workbook_links_to_tasks_and_rows(study: Study, tmp_path: Path) -> None:
    """A task's address can be clicked, a reference leads to its row, a DOI to the paper; an odd address does not."""
    openpyxl = pytest.importorskip("openpyxl")
    url = "https://ls.example.org/projects/7/data?task=41"
    task = TaskPlace(document="jia", extent=Extent(0, len(study.documents[0].text)), url=url)
    odd = TaskPlace(document="yi", extent=Extent(0, len(study.documents[1].text)), url="javascript:alert(1)")
    documents = tuple(replace(d, metadata=replace(d.metadata, doi="10.1000/x y")) for d in study.documents)
    study = replace(study, tasks=(task, odd), documents=documents)
    tables = [tabulate(load_profile(name), study) for name in ("comparison", "recommendations", "arguments")]
    (path,) = EXPORTERS.load("xlsx")(tables, tmp_path, Options(lang="en"))
    book = openpyxl.load_workbook(path)
    column = next(n for n, c in enumerate(tables[1].columns) if c.id == "link")
    sheet = book.worksheets[1]
    cells = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} == {url}
    assert "javascript:alert(1)" in {cell.value for cell in cells}
    first = book.worksheets[2]["A2"]
    name, _, place = first.hyperlink.location.partition("!")
    assert name.strip("'") == sheet.title
    assert sheet[place].value == first.value
    assert book.worksheets[-1]["B2"].hyperlink.target == "https://doi.org/10.1000/x%20y"
