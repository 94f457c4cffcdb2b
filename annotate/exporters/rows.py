"""A long table as its page's script takes it: columns, and the words of each cell, squeezed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from annotate.exporters.packing import squeezed_pieces
from annotate.inert import shown
from annotate.model import Column, Row, Rows, Table, Texts

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
    """Return the columns that hold anything, and all rows; these are gone through, not held.

    Args:
        table: a long table.
        filled: numbers of the columns.
        beside: the page on which a row's reference can be opened; empty if there is none.
    """
    return squeezed_pieces(_pieces(table, filled, beside))


def _pieces(table: Table, filled: Sequence[int], beside: str) -> Iterator[str]:
    yield f'{{"columns":{_json(_columns(table, filled))},"rows":['
    for number, cells in enumerate(_lines(table)):
        yield f"{',' if number else ''}{_json([_said(cells[n]) for n in filled])}"
    yield f'],"beside":{_json(beside)}}}'


def _lines(table: Table) -> Iterator[Sequence[str | Texts]]:
    """Yield the cells of each row: a text, or one in each language."""
    rows: Sequence[Row] = table.rows
    if isinstance(rows, Rows):
        return (cells for _, _, cells in rows.lines())
    return ([cell.texts or cell.text for cell in row.cells] for row in rows)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _columns(table: Table, filled: Sequence[int]) -> list[Mapping[str, object]]:
    """Return what the script needs to know of each column, from one pass over the rows."""
    columns = [table.columns[n] for n in filled]
    values: list[set[str]] = [set() for _ in columns]
    counted = [n for n, column in enumerate(columns) if column.id in (*PANES, *GROUPS)]
    numbers = dict.fromkeys(range(len(columns)))
    for words in table.said("zh"):
        for n in counted:
            values[n].add(words[filled[n]])
        for n in [n for n in numbers if (word := words[filled[n]]) and not NUMBER.fullmatch(word)]:
            del numbers[n]
    return [_column(table, column, values[n], number=n in numbers) for n, column in enumerate(columns)]


def _column(table: Table, column: Column, values: Collection[str], *, number: bool) -> Mapping[str, object]:
    """Return what the script needs to know of a column; `order` are a choice's values as the schema orders them."""
    choices = [texts for key, texts in table.vocabulary.items() if key.rpartition(".")[0] == column.id]
    return {
        "id": column.id,
        "title": _pair(column.title),
        "number": number,
        "order": [shown(texts.get("zh", "")) for texts in choices],
        "apart": PANES.get(column.id, ("", "")),
        "pane": column.id in PANES and len(values) > 1,
        "group": 1 < len(values) < len(table.rows),  # only of those that can be grouped by are any kept
    }


def _said(words: str | Texts) -> str | list[str]:
    """Return a cell's words; in both languages, Chinese first, where they differ."""
    return shown(words) if isinstance(words, str) else _pair(words)


def _pair(texts: Mapping[str, str]) -> str | list[str]:
    zh, en = (shown(texts.get(a) or texts.get(b) or "") for a, b in (("zh", "en"), ("en", "zh")))
    return zh if zh == en else [zh, en]
