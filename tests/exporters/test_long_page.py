"""The page of a long table in a real browser: what a reader does with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.exporters import Options
from annotate.exporters.to_html import write
from annotate.model import Cell, Column, Row, Table

pytestmark = pytest.mark.browser
ROWS = "#table tbody tr:not(.dtrg-group)"


@pytest.fixture
def table(tables: list[Table]) -> Table:
    """Return the table of all recommendations, seven of them."""
    return tables[1]


def of(cells: list[list[str]], *ids: str) -> Table:
    """Return a long table of plain texts."""
    columns = tuple(Column(id=name, title={"zh": name, "en": name}) for name in ids)
    rows = tuple(Row(id=str(n), title={}, cells=tuple(Cell(text=text) for text in row)) for n, row in enumerate(cells))
    return Table(id="t", title={"zh": "表", "en": "Table"}, kind="long", columns=columns, rows=rows)


def many(n: int) -> Table:
    """Return a table of many rows with three authors."""
    return of([[f"甲{k}", f"作者{k % 3}", f"第{k}句"] for k in range(n)], "reference", "authors", "quotation")


def first(page: Any, name: str) -> list[str]:
    """Return a column's words in the rows that stand."""
    words: list[str] = page.locator(f"{ROWS} td.k-{name}").all_inner_texts()
    return words


def tick(page: Any, pane: str, value: str) -> None:
    """Open a pane and tick a value."""
    node = page.locator(f"#panes [data-pane='in-{pane}']")
    if not node.evaluate("pane => pane.open"):
        node.locator("summary").click()
    node.get_by_label(value).click()


def test_search(reader: Any, table: Table) -> None:
    """A search leaves the rows that hold the words, marks them, and stands in the address."""
    page = reader.open(table)
    assert page.inner_text("#count") == "7 / 7 条"
    page.fill("#q", "预警平台")
    assert page.locator(ROWS).count() == 2
    assert set(page.locator("#table mark").all_inner_texts()) == {"预警平台"}
    again = reader.open(table, page.evaluate("location.hash"))
    assert again.inner_text("#count") == "2 / 7 条"
    again.click("#reset")
    assert again.inner_text("#count") == "7 / 7 条"
    assert again.locator("#table mark").count() == 0
    again.fill("#q", "没有的词")
    assert "没有符合的行" in again.inner_text("#table tbody")


def test_sorting(reader: Any, table: Table) -> None:
    """A heading sorts up, down, and back to the order as written; the address keeps it; numbers sort as numbers."""
    page = reader.open(table)
    written = first(page, "reference")
    page.click("thead th.k-start")
    page.wait_for_selector("th.k-start[aria-sort=ascending]")
    assert page.evaluate("location.hash") == "#sort=start"
    starts = [int(text) for text in first(page, "start")]
    assert starts == sorted(starts)
    page.click("thead th.k-start")
    page.wait_for_selector("th.k-start[aria-sort=descending]")
    assert page.evaluate("location.hash") == "#sort=-start"
    again = reader.open(table, "#sort=-start")
    assert [int(text) for text in first(again, "start")] == starts[::-1]
    again.click("thead th.k-start")
    again.wait_for_selector("th.k-start:not([aria-sort])")
    assert again.evaluate("location.hash") == ""
    assert first(again, "reference") == written


def test_strength_sorts_by_strength(reader: Any, table: Table) -> None:
    """Choices of the schema sort as the schema lists them, not by their sound."""
    page = reader.open(table, "#sort=modality")
    assert list(dict.fromkeys(first(page, "modality"))) == ["必须", "应当", "可以"]


def test_panes(reader: Any, table: Table) -> None:
    """Ticked values of a pane are joined by or, panes by and; counts tell what a value would leave."""
    page = reader.open(table)
    tick(page, "modality", "必须")
    musts = page.locator(ROWS).count()
    assert set(first(page, "modality")) == {"必须"}
    tick(page, "modality", "可以")
    assert set(first(page, "modality")) == {"必须", "可以"}
    assert page.locator(ROWS).count() > musts
    again = reader.open(table, page.evaluate("location.hash"))
    assert first(again, "reference") == first(page, "reference")
    assert "必须、可以" in again.inner_text("[data-pane='in-modality'] summary")
    again.locator("[data-pane='in-authors'] summary").click()
    counted = {
        label.locator("span").inner_text(): int(label.locator("small").inner_text())
        for label in again.locator("[data-pane='in-authors'] label").all()
    }
    authors = [name for cell in first(again, "authors") for name in cell.split("、")]
    assert {name: n for name, n in counted.items() if n} == {n or "（空）": authors.count(n) for n in authors}
    again.click("#reset")
    assert again.locator(ROWS).count() == 7
    assert again.evaluate("location.hash") == ""


def test_a_cell_of_several_values_answers_to_each(reader: Any) -> None:
    """Names that stand together in a cell are ticked one by one; an empty cell has a value of its own."""
    page = reader.open(of([["甲1", "港务局、学校"], ["甲2", "学校"], ["甲3", ""]], "reference", "addressee"))
    tick(page, "addressee", "港务局")
    assert first(page, "reference") == ["甲1"]
    tick(page, "addressee", "（空）")
    assert first(page, "reference") == ["甲1", "甲3"]


def test_groups(reader: Any) -> None:
    """Grouped rows stand under their value, with how many there are on all pages."""
    page = reader.open(many(130), "#group=authors")
    assert page.locator(".dtrg-group").all_inner_texts() == ["作者044 条", "作者143 条"]
    page.select_option("#f-group", "")
    assert page.locator(".dtrg-group").count() == 0
    assert page.evaluate("location.hash") == ""


def test_every_value_is_one_group(reader: Any, table: Table) -> None:
    """Whatever the rows are grouped by, a value has one head, and its rows stand beneath it."""
    page = reader.open(table)
    fields = page.locator("#f-group option").evaluate_all("list => list.map(o => o.value).filter(v => v)")
    assert {"authors", "theme", "addressee", "modality"} <= set(fields)
    for field in fields:
        page.select_option("#f-group", field)
        heads = page.locator(".dtrg-group").all_inner_texts()
        cells = first(page, field)
        assert len(heads) == len(set(heads)) == len(set(cells))
        assert [
            head.removesuffix(f"{cells.count(cell)} 条") for head, cell in zip(heads, dict.fromkeys(cells), strict=True)
        ] == [cell or "（空）" for cell in dict.fromkeys(cells)]


def test_panes_open_within_the_window(reader: Any, table: Table) -> None:
    """A list at the right edge opens to the left; only one is open at a time."""
    page = reader.open(table, size=(1180, 800))
    for pane in page.locator("#panes .pane").all():
        pane.locator("summary").click()
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        box = pane.locator(".list").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1180
        assert page.locator(".pane[open]").count() == 1


def test_columns_are_put_away(reader: Any, table: Table) -> None:
    """A column that is put away goes with its head, and stays away for who opens the address."""
    page = reader.open(table)
    page.click("[data-pane='hide'] summary")
    page.locator("[data-pane='hide']").get_by_label("引文", exact=True).click()
    assert page.locator(".k-quotation").count() == 0
    again = reader.open(table, page.evaluate("location.hash"))
    assert again.locator(".k-quotation").count() == 0
    assert again.locator("thead th.k-authors").count() == 1


def test_languages(reader: Any, table: Table) -> None:
    """Heads, cells, panes and the library's own words change language and back; what is ticked and sorted stays."""
    page = reader.open(table, "#sort=-start")
    tick(page, "modality", "应当")
    tick(page, "modality", "可以")
    page.keyboard.press("Escape")
    order, before = first(page, "reference"), page.inner_text("body")
    assert len(order) > len(set(first(page, "modality"))) == 2
    page.click("[data-lang=en]")
    assert set(first(page, "modality")) == {"should", "may"}
    assert first(page, "reference") == order
    assert "should" in page.inner_text("[data-pane='in-modality'] summary")
    assert page.inner_text("thead th.k-authors").strip() == "Authors"
    assert "sort by this column" in page.locator("thead th.k-authors .dt-column-order").get_attribute("aria-label")
    assert page.locator(".buttons-csv").inner_text() == "Save as CSV"
    page.click("[data-lang=zh]")
    assert page.inner_text("body") == before
    assert "按此列排序" in page.locator("thead th.k-authors .dt-column-order").get_attribute("aria-label")


def test_a_row_is_brought_into_sight(reader: Any) -> None:
    """An address that names a row turns to its page, past a filter that hides it."""
    page = reader.open(many(130), "#at=甲120&q=第3句")
    row = page.locator("tr[aria-current]")
    assert "第120句" in row.inner_text()
    assert row.evaluate("row => row.getBoundingClientRect().bottom <= innerHeight && scrollX === 0")
    assert page.input_value("#q") == ""
    kept = reader.open(many(130), "#at=甲120&q=第12")
    assert "第120句" in kept.locator("tr[aria-current]").inner_text()
    assert kept.input_value("#q") == "第12"


def test_only_a_page_of_rows_stands(reader: Any) -> None:
    """However many rows there are, a browser lays out those of one page; a search finds them all."""
    page = reader.open(many(5000))
    assert page.locator(ROWS).count() == 50
    page.fill("#q", "第4999句")
    assert first(page, "reference") == ["甲4999"]
    assert page.inner_text("#count") == "1 / 5000 条"


def test_print_holds_all_rows(reader: Any) -> None:
    """On paper stand all rows that the filters left, whatever page is in sight, and no controls."""
    page = reader.open(many(300), "#in-authors=作者1")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(ROWS).count() == 100
    for control in ("#filters", ".dt-paging", ".dt-buttons"):
        assert not page.locator(control).first.is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(ROWS).count() == 50


def test_keyboard(reader: Any, table: Table) -> None:
    """Panes open, tick and close without a mouse, headings sort, and every control has a name."""
    page = reader.open(table)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.focus("[data-pane='in-modality'] summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert len(set(first(page, "modality"))) == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.pane').dataset.pane") == "in-modality"
    assert not page.locator(".pane[open]").count()
    page.focus("thead th.k-start .dt-column-order")
    page.keyboard.press("Enter")
    page.wait_for_selector("th.k-start[aria-sort=ascending]")
    for button in page.get_by_role("button").all():
        assert button.inner_text().strip() or button.get_attribute("aria-label")


def test_phone(reader: Any, table: Table) -> None:
    """On a phone a row is a card whose fields bear their names, and nothing is wider than the screen."""
    page = reader.open(table, size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.is_visible("thead")
    field = page.locator(f"{ROWS} >> nth=0").locator("td.k-authors")
    assert field.evaluate("cell => getComputedStyle(cell, '::before').content") == '"作者"'
    page.click("#unfold")
    page.select_option("#f-sort", "-start")
    assert "sort=-start" in page.evaluate("location.hash")
    tick(page, "modality", "必须")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_text_does_nothing(reader: Any) -> None:
    """Markup in a cell is letters in the table, its panes and its groups; a search finds it as it is."""
    words = ["&<img src=x onerror=window.hit=1>", "</script><script>window.hit=1</script>", "&lt;b&gt;", "<b>a</b>"]
    table = of(
        [[f"甲{n}", word, word] for n, word in enumerate([*words, words[0]])], "reference", "authors", "quotation"
    )
    page = reader.open(table, "#group=authors")
    page.click("[data-pane='in-authors'] summary")
    assert words[0] in page.inner_text("[data-pane='in-authors']")
    assert words[0] in page.inner_text(".dtrg-group >> nth=0")
    for word in words:
        page.fill("#q", word)
        assert set(first(page, "quotation")) == {word}
    page.fill("#q", "")
    tick(page, "authors", words[3])
    assert first(page, "authors") == [words[3]]
    assert page.evaluate("window.hit") is None
    assert page.locator("#table img, #table b, #panes img").count() == 0


def test_a_saved_sheet_holds_no_formula(reader: Any, tmp_path: Path) -> None:
    """What is saved are the rows that the filters left, whole, with a guard before what a spreadsheet would compute."""
    table = of([["甲1", "=1+1"], ["甲2", "a <b> & c\n二"], ["乙1", "x"]], "reference", "quotation")
    page = reader.open(table, "#q=甲")
    with page.expect_download() as download:
        page.click(".buttons-csv")
    path = tmp_path / "saved.csv"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert text.split() == ['"reference","quotation"', '"甲1","\'=1+1"', '"甲2","a', "<b>", "&", "c", '二"']


def test_without_script(reader: Any, table: Table) -> None:
    """The table stands whole without its script, and shows no control that would do nothing."""
    page = reader.open(table, java_script_enabled=False)
    assert page.locator(ROWS).count() == 7
    assert not page.is_visible("#filters")


def test_a_reference_leads_to_its_passage(reader: Any, table: Table) -> None:
    """Where a matrix was written beside, a row's reference opens its entry there."""
    page = reader.open(table, beside="comparison.html")
    assert page.locator("td.k-reference a").first.get_attribute("href").startswith("comparison.html#at=")


def test_a_row_and_its_entry_lead_to_each_other(reader: Any, tables: list[Table], tmp_path: Path) -> None:
    """From an entry in the matrix to its row, and from the row to its passage, between two files."""
    matrix, rows = write(tables, tmp_path, Options())
    page = reader.open(tables[0])
    page.goto(matrix.as_uri())
    page.click("[data-ref='乙2'] a")
    page.click("#panel .task a")
    page.wait_for_selector("tr[aria-current]")
    assert page.url.startswith(rows.as_uri())
    assert page.inner_text("tr[aria-current] td.k-reference") == "乙2"
    page.click("tr[aria-current] td.k-reference a")
    page.wait_for_selector("#panel:not([hidden])")
    assert page.url.startswith(matrix.as_uri())
    assert page.inner_text("#panel-name") == "乙2"
