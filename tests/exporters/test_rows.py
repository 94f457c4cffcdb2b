"""What the script of a long page is told of its columns and rows."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from annotate.exporters.rows import rows_store
from annotate.model import Cell, Column, Row, Table

WORDS = {"modality.must": {"zh": "必须", "en": "must"}, "modality.may": {"zh": "可以", "en": "may"}}


def cell(text: str) -> Cell:
    """Return a cell of a text."""
    return Cell(text=text)


def told(*columns: tuple[str, list[str]]) -> tuple[dict[str, Any], Any]:
    """Return what is told of each column by its id, and the rows."""
    heads = tuple(Column(id=name, title={"zh": f"{name}列", "en": name}) for name, _ in columns)
    lines = zip(*(cells for _, cells in columns), strict=True)
    rows = tuple(
        Row(id=str(n), title={}, cells=tuple(Cell(text=text) for text in line)) for n, line in enumerate(lines)
    )
    table = Table(id="t", kind="long", title={"zh": "表", "en": "T"}, columns=heads, rows=rows, vocabulary=WORDS)
    held = json.loads(gzip.decompress(base64.b64decode(rows_store(table, range(len(heads)), "matrix.html"))))
    assert held["beside"] == "matrix.html"
    return {column["id"]: column for column in held["columns"]}, held["rows"]


def test_a_pane_has_something_to_choose() -> None:
    """A field of few values has one if it has more than one value; a text has none, however few there are."""
    found, _ = told(("authors", ["甲", "乙"]), ("year", ["2024", "2024"]), ("quotation", ["一", "二"]))
    assert {name: column["pane"] for name, column in found.items()} == {
        "authors": True,
        "year": False,
        "quotation": False,
    }


def test_a_group_holds_several_rows() -> None:
    """What is the same everywhere, or different everywhere, groups nothing."""
    found, _ = told(
        ("authors", ["甲", "甲", "乙"]),
        ("paper", ["a", "b", "c"]),
        ("year", ["1", "1", "1"]),
        ("start", ["3", "3", "9"]),
    )
    assert [name for name, column in found.items() if column["group"]] == ["authors"]


def test_numbers_and_choices_know_their_order() -> None:
    """A column of figures sorts as numbers, a choice as the schema lists it."""
    found, _ = told(
        ("start", ["10", "9", ""]), ("shares:claim", ["7.5%", "100%", "-1"]), ("modality", ["可以", "x", "1"])
    )
    assert [name for name, column in found.items() if column["number"]] == ["start", "shares:claim"]
    assert (found["modality"]["order"], found["start"]["order"]) == (["必须", "可以"], [])
    assert (found["modality"]["title"], found["modality"]["apart"]) == (["modality列", "modality"], ["", ""])


def test_a_cell_is_a_text_or_one_in_each_language() -> None:
    """Only what differs stands twice; nothing that acts stands at all."""
    _, rows = told(("authors", ["甲\u202e"]))
    assert rows == [["甲⟨U+202E⟩"]]
