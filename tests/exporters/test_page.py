"""The page in a real browser: what a reader does with it."""

from __future__ import annotations

import dataclasses
from typing import Any
from urllib.parse import quote

import pytest

from annotate.model import Cell, Column, Table

pytestmark = pytest.mark.browser


def _visible(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "#table .rec", "list => list.filter(r => r.offsetParent).map(r => r.dataset.ref)"
    )
    return found


def test_all_stands_at_first(reader: Any, tables: list[Table]) -> None:
    """A fresh page shows every recommendation and counts what people found."""
    page = reader.open(tables[0])
    assert sorted(_visible(page)) == sorted(["甲1", "甲2", "甲3", "乙1", "乙2", "佚1", "D*1"])
    assert page.inner_text("#count") == "6 / 6 条"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("row", "platform", ["甲1", "乙1"]),
        ("column", "yi", ["乙1", "乙2"]),
        ("to", "港务局", ["乙2"]),
        ("strength", "must", ["佚1", "甲3"]),
        ("strength", "against", ["乙1"]),
        ("support", "by_few", ["甲1"]),
    ],
)
def test_filters_and_their_address(
    reader: Any, tables: list[Table], name: str, value: str, expected: list[str]
) -> None:
    """A filter keeps what fits and stands in the address; the address alone gives the same view."""
    page = reader.open(tables[0])
    page.select_option(f"#f-{name}", value)
    assert sorted(_visible(page)) == sorted(expected)
    fragment = page.evaluate("location.hash")
    again = reader.open(tables[0], fragment)
    assert sorted(_visible(again)) == sorted(expected)
    assert again.input_value(f"#f-{name}") == value
    again.click("#reset")
    assert len(_visible(again)) == 7
    assert again.evaluate("location.hash") == ""


def test_filtered_is_not_silent(reader: Any, tables: list[Table]) -> None:
    """A cell from which a filter took something says how much, not that the author is silent."""
    page = reader.open(tables[0], "#strength=may")
    cell = page.locator("tr[data-row='-'] td[data-column='jia']")
    assert "筛去 1 条" in cell.inner_text()
    assert "未论及" not in cell.inner_text()


def test_search_marks_hits(reader: Any, tables: list[Table]) -> None:
    """Search finds quotations and reasons, marks what it finds, also across cue words, and says when nothing fits."""
    page = reader.open(tables[0])
    page.fill("#q", "市应当建立")
    assert _visible(page) == ["甲1"]
    assert "".join(page.locator("#table mark").all_inner_texts()) == "市应当建立"
    page.fill("#q", "三倍")
    assert sorted(_visible(page)) == ["乙1", "乙2"]
    page.click("[data-ref='乙1'] a")
    assert page.locator("#panel mark").all_inner_texts() == ["三倍"]
    page.fill("#q", "没有的词")
    assert page.is_visible("#nohit")
    page.fill("#q", "")
    assert page.locator("#table mark").count() == 0
    assert len(_visible(page)) == 7


def test_an_entry_opens(reader: Any, tables: list[Table]) -> None:
    """A click opens passage, reasons, place and versions; Escape closes and gives the focus back."""
    page = reader.open(tables[0])
    page.click("[data-ref='甲1'] a")
    panel = page.locator("#panel")
    assert panel.locator(".passage .quote").first.inner_text()
    assert "".join(panel.locator(".passage .quote").all_inner_texts()) == "各市应当建立统一的预警平台"
    assert panel.locator(".tree li").count() == 2
    assert "二、建议" in panel.locator(".place").inner_text()
    assert "第 2 段" in panel.locator(".place").inner_text()
    assert "2 人中 1 人标出" in panel.inner_text()
    assert panel.locator(".versions .ins").inner_text() == "，并可以向渔民开放数据"
    assert page.evaluate("document.activeElement.id") == "panel"
    assert page.evaluate("decodeURIComponent(location.hash)") == "#at=甲1"
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.closest('.rec').dataset.ref") == "甲1"
    assert page.evaluate("location.hash") == ""


def test_what_was_not_asked_is_said(reader: Any, tables: list[Table]) -> None:
    """No reason linked and no reason asked for are two sentences."""
    page = reader.open(tables[0], "#at=" + quote("甲3"))
    assert "此处标注过理由，无人连出" in page.inner_text("#panel")
    page = reader.open(tables[0], "#at=" + quote("佚1"))
    assert "此处未要求标注理由" in page.inner_text("#panel")


def test_keyboard(reader: Any, tables: list[Table]) -> None:
    """Slash searches, Enter opens, arrows step through what the filters left."""
    page = reader.open(tables[0], "#column=yi")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.focus("[data-ref='乙1'] a")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.rec').dataset.ref") == "乙2"
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-name") == "乙2"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#panel-name") == "乙1"
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#panel-name") == "乙1"


def test_languages(reader: Any, tables: list[Table]) -> None:
    """The tool's, the schema's and the scholar's words change; the authors' words do not; and back again."""
    page = reader.open(tables[0])
    before = page.inner_text("body")
    page.click("[data-lang=en]")
    text = page.inner_text("body")
    assert "One platform" in text
    assert "diverge" in text
    assert "not examined" in text
    assert "各市应当建立统一的预警平台" in text
    assert page.get_attribute("html", "lang") == "en"
    page.click("[data-lang=zh]")
    assert page.inner_text("body") == before


def test_both_languages_are_written_alike(reader: Any, tables: list[Table]) -> None:
    """A page written in English is the page that was switched to English."""
    switched = reader.open(tables[0], "#lang=en").inner_text("#page")
    assert reader.open(tables[0], lang="en").inner_text("#page") == switched


def test_light_and_dark(reader: Any, tables: list[Table]) -> None:
    """The page follows the system, a choice stands above it and in the address."""
    ground = "getComputedStyle(document.body).backgroundColor"
    light = reader.open(tables[0]).evaluate(ground)
    page = reader.open(tables[0], color_scheme="dark")
    assert page.evaluate(ground) != light
    page.click("[data-mode=light]")
    assert page.evaluate(ground) == light
    assert "mode=light" in page.evaluate("location.hash")


def test_phone(reader: Any, tables: list[Table]) -> None:
    """On a phone nothing is wider than the screen, and the page behind an open panel is inert."""
    page = reader.open(tables[0], size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("[data-ref='甲1'] a")
    assert page.evaluate("document.querySelector('#page').inert")
    assert page.get_attribute("#panel", "aria-modal") == "true"
    page.click("#close")
    assert not page.evaluate("document.querySelector('#page').inert")


@pytest.fixture
def packing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be one that keeps its details packed."""
    monkeypatch.setattr("annotate.exporters.view.PACKED", 0)


def _panel(page: Any) -> str:
    page.click("[data-ref='甲1'] a")
    page.wait_for_selector("#panel:not([hidden]) .passage")
    words: str = page.inner_text("#panel")
    return words


def test_a_big_page_shows_what_a_small_one_shows(
    reader: Any, tables: list[Table], request: pytest.FixtureRequest
) -> None:
    """Packed or not, the panel, a search behind the entries, the other language and an address give the same."""
    small = reader.open(tables[0])
    expected = _panel(small)
    small.click("[data-lang=en]")
    english = small.inner_text("#panel")
    request.getfixturevalue("packing")
    big = reader.open(tables[0])
    assert big.locator(".detail").count() == 0
    assert _panel(big) == expected
    big.click("[data-lang=en]")
    big.wait_for_selector("#panel .passage")
    assert big.inner_text("#panel") == english
    big.fill("#q", "三倍")
    big.locator("#count b", has_text="2").wait_for()
    assert sorted(_visible(big)) == ["乙1", "乙2"]
    linked = reader.open(tables[0], "#d1")
    linked.wait_for_selector("#panel:not([hidden]) .passage")
    assert "at=" in linked.evaluate("location.hash")


@pytest.mark.usefixtures("packing")
def test_a_big_page_unpacks_maps_and_print(reader: Any, tables: list[Table]) -> None:
    """A map is drawn when it is opened; on paper all details stand."""
    page = reader.open(tables[0])
    assert page.locator(".maps svg").count() == 0
    page.locator(".maps summary").first.click()
    page.wait_for_selector(".maps svg")
    assert page.locator(".maps svg").count() == 1
    page.wait_for_selector("#store", state="detached")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#details .detail").count() == page.locator("#table [data-detail]").evaluate_all(
        "list => new Set(list.map(r => r.dataset.detail)).size"
    )


def _many(table: Table, n: int) -> Table:
    """Return the table with its columns over and over."""
    columns: list[Column] = []
    rows: list[list[Cell]] = [[] for _ in table.rows]
    for number in range(n):
        column = table.columns[number % len(table.columns)]
        columns.append(dataclasses.replace(column, id=f"{column.id}{number}"))
        for row, cells in zip(table.rows, rows, strict=True):
            cells.append(row.cells[number % len(table.columns)])
    ids = tuple(column.id for column in columns)
    facts = [
        dataclasses.replace(row.facts, speak=ids[:2], silent=(), not_examined=(), not_asked=()) for row in table.rows
    ]
    return dataclasses.replace(
        table,
        columns=tuple(columns),
        rows=tuple(
            dataclasses.replace(row, cells=tuple(cells), facts=fact)
            for row, cells, fact in zip(table.rows, rows, facts, strict=True)
        ),
    )


@pytest.mark.parametrize("n", [2, 5, 30])
def test_heads_stay_in_sight(reader: Any, tables: list[Table], n: int) -> None:
    """With few papers or many, columns keep a readable width, and both heads stay when the page is scrolled."""
    page = reader.open(_many(tables[0], n), size=(1440, 600))
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (wide > 1440) == (n == 30)
    narrowest = page.evaluate("Math.min(...[...document.querySelectorAll('.matrix thead th')].map(h => h.offsetWidth))")
    assert narrowest >= 100
    page.evaluate("scrollTo(document.documentElement.scrollWidth, 500)")
    head = page.evaluate("document.querySelector('.matrix thead th:nth-child(2)').getBoundingClientRect().top")
    bar = page.evaluate("document.querySelector('#filters').getBoundingClientRect()")
    assert abs(head - bar["height"]) <= 1
    assert bar["left"] >= 0
    assert page.evaluate("document.querySelector('.matrix tbody th').getBoundingClientRect().left") >= 0


@pytest.mark.parametrize(("n", "beside"), [(5, True), (12, True), (30, False)])
def test_the_glance_leaves_room_for_the_table(reader: Any, tables: list[Table], n: int, *, beside: bool) -> None:
    """The view at a glance stands beside the title as long as it is narrow, and never wider than the window."""
    page = reader.open(_many(tables[0], n))
    title, glance = (page.locator(name).bounding_box() for name in ("h1", "#glance"))
    assert (glance["x"] > title["x"] + 300) == beside
    assert glance["x"] + glance["width"] <= 1440


def test_print_unfolds_and_repeats_the_theme(reader: Any, tables: list[Table]) -> None:
    """On paper each theme is a table with its name in its head, and sources and reasons follow."""
    page = reader.open(tables[0])
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    heads = page.locator("#paper thead th:first-child").all_inner_texts()
    assert [head.strip() for head in heads] == ["统一平台", "数据开放", "演练", "保险", "未归类"]
    assert page.is_visible("#details")
    assert not page.is_visible("#filters")
    assert page.pdf().startswith(b"%PDF")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper").count() == 0


def test_without_script(reader: Any, tables: list[Table]) -> None:
    """The page is whole without its script: all entries stand, and link to their passages."""
    page = reader.open(tables[0], java_script_enabled=False)
    link = page.locator("[data-ref='甲1'] a")
    assert page.locator(link.get_attribute("href") or "").is_visible()
    assert page.locator(".rec").count() == page.locator(".rec:visible").count()
    assert not page.is_visible("#filters")


def test_roles(reader: Any, tables: list[Table]) -> None:
    """Heads have scopes, dots and ticks have words, buttons have names."""
    page = reader.open(tables[0])
    assert page.get_by_role("columnheader").count() >= 5
    assert page.get_by_role("rowheader", name="统一平台").count() >= 1
    assert page.get_by_role("search").count() == 1
    page.get_by_role("link", name="各市应当建立统一的预警平台").first.click()
    assert page.get_by_role("dialog", name="甲1").count() == 1
    for button in page.get_by_role("button").all():
        assert button.inner_text().strip() or button.get_attribute("aria-label")


def test_hostile_text_does_nothing(reader: Any, tables: list[Table]) -> None:
    """Markup in a quotation is shown as its own letters, in the table, the panel and a search."""
    word = "</script><img src=x onerror='window.hit=1'><script>window.hit=1</script>"
    table = tables[0]
    rows = tuple(
        dataclasses.replace(
            row,
            cells=tuple(
                dataclasses.replace(
                    c,
                    entries=tuple(
                        dataclasses.replace(e, quotation=word, reference=e.reference + word) for e in c.entries
                    ),
                )
                for c in row.cells
            ),
        )
        for row in table.rows
    )
    page = reader.open(dataclasses.replace(table, rows=rows))
    page.click(".rec a")
    page.fill("#q", "onerror")
    assert page.evaluate("window.hit") is None
    assert "<img" in page.inner_text("#panel-name")
    assert page.locator("img").count() == 0
