"""A long table as its page's script takes it: columns, and the words of each cell, squeezed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotate.exporters.packing import squeezed
from annotate.inert import shown
from annotate.model import Cell, Column, Table

NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
NAMES, TITLES = ("、", "、"), ("；", "; ")
# Fields whose few values a reader filters and groups by, each with what parts several values in a cell.
PANES: Mapping[str, tuple[str, str]] = {
    "theme": TITLES,
    "authors": NAMES,
    "year": ("", ""),
    "addressee": NAMES,
    "modality": ("", ""),
    "polarity": ("", ""),
    "support": ("", ""),
    "strength_from": ("", ""),
    "target_label": ("", ""),
    "relation": ("", ""),
    "linked": ("", ""),
    "reason_label": ("", ""),
    "reason_type": ("", ""),
    "attributed_to": NAMES,
    "linked_by": ("", ""),
    "actor_type": ("", ""),
    "adjudicated": ("", ""),
    "machine": ("", ""),
}
GROUPS = ("reference", "target", "title", "section", "paper")  # what a reader groups by beside those


def rows_store(table: Table, filled: Sequence[int], beside: str) -> str:
    """Return the columns that hold anything, and all rows.

    Args:
        table: a long table.
        filled: numbers of the columns.
        beside: the page on which a row's reference can be opened; empty if there is none.
    """
    columns = [_column(table, n) for n in filled]
    rows = [[_said(row.cells[n]) for n in filled] for row in table.rows]
    return squeezed({"columns": columns, "rows": rows, "beside": beside})


def _column(table: Table, number: int) -> Mapping[str, object]:
    """Return what the script needs to know of a column; `order` are a choice's values as the schema orders them."""
    column: Column = table.columns[number]
    cells = [row.cells[number] for row in table.rows]
    choices = [texts for key, texts in table.vocabulary.items() if key.rpartition(".")[0] == column.id]
    values = {cell.say("zh") for cell in cells}
    return {
        "id": column.id,
        "title": _pair(column.title),
        "number": all(NUMBER.fullmatch(value) for value in values if value),
        "order": [shown(texts.get("zh", "")) for texts in choices],
        "apart": PANES.get(column.id, ("", "")),
        "pane": column.id in PANES and len(values) > 1,
        "group": column.id in (*PANES, *GROUPS) and 1 < len(values) < len(cells),
    }


def _said(cell: Cell) -> str | list[str]:
    """Return a cell's words; in both languages, Chinese first, where they differ."""
    return _pair(cell.texts) if cell.texts else shown(cell.text)


def _pair(texts: Mapping[str, str]) -> str | list[str]:
    zh, en = (shown(texts.get(a) or texts.get(b) or "") for a, b in (("zh", "en"), ("en", "zh")))
    return zh if zh == en else [zh, en]
