"""The sheets behind a workbook's tables: how to read each of them, and the list of references."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from annotate.exporters.citing import references
from annotate.exporters.plain import notes
from annotate.exporters.sheet_layout import height, lay_out
from annotate.exporters.words import say
from annotate.inert import encodable, fitted, shown
from annotate.model import Table

SHEET_NAME = 31
COLUMNS = (24, 100)
"""Widths: of a name, and of a text."""
LONGEST_LINK = 2000
"""Characters of an address, as Excel has them."""


def web(address: str) -> str:
    """Return an address that is one of the web and short enough for a link; else nothing."""
    plain = address.isascii() and address.isprintable() and len(address) < LONGEST_LINK
    return address if plain and address.startswith(("https://", "http://")) else ""


def sheet_name(title: str, taken: set[str], otherwise: str = "") -> str:
    """Return a name that Excel accepts, and take it: 31 characters, no brackets, colons or slashes, each once.

    Args:
        title: of what stands on the sheet.
        taken: names of the other sheets, folded; the new one is added.
        otherwise: the name where nothing of the title can stand in one.
    """
    title = re.sub(r"[\[\]:*?/\\']", " ", shown(title)).strip()[:SHEET_NAME] or otherwise
    name, number = title, 2
    while name.casefold() in taken:
        name, number = f"{title[: SHEET_NAME - 4]} {number}", number + 1
    taken.add(name.casefold())
    return name


def add_back_sheets(
    book: Any,  # noqa: ANN401 - untyped package
    tables: Sequence[Table],
    lang: str,
    formats: Mapping[str, Any],
    taken: set[str],
) -> None:
    """Add what there is to add: notes of the tables, and the references of the first matrix, whose columns they are."""
    read = [(table.title.get(lang, table.id), words) for table in tables for words in notes(table, lang)]
    if read:
        sheet = _sheet(book, say(lang, "how_to_read"), (say(lang, "table"), say(lang, "how_to_read")), formats, taken)
        for y, row in enumerate(read, 1):
            sheet.set_row(y, height(row, COLUMNS))
            for x, words in enumerate(row):
                sheet.write_string(y, x, fitted(shown(words), say(lang, "cut")), formats["body"])
        lay_out(sheet, COLUMNS, len(read))
    matrix = next((table for table in tables if table.kind == "matrix"), None)
    if matrix is None:
        return
    title = say(lang, "references")
    sheet = _sheet(book, title, (title, "GB/T 7714"), formats, taken)
    for y, (work, words) in enumerate(references(matrix, lang), 1):
        sheet.set_row(y, height((work.sign, words), COLUMNS))
        sheet.write_string(y, 0, fitted(shown(work.sign), ""), formats["body"])
        said = fitted(shown(words), say(lang, "cut"))
        address = web(f"https://doi.org/{quote(encodable(work.doi), safe='/')}") if work.doi else ""
        if address and len(said) < LONGEST_LINK:
            sheet.write_url(y, 1, address, formats["link"], said)
        else:
            sheet.write_string(y, 1, said, formats["body"])
    lay_out(sheet, COLUMNS, len(matrix.works))


def _sheet(
    book: Any,  # noqa: ANN401 - untyped package
    title: str,
    heads: tuple[str, str],
    formats: Mapping[str, Any],
    taken: set[str],
) -> Any:  # noqa: ANN401 - untyped package
    """Return a new sheet of two columns with their heads: a name, and a text."""
    sheet = book.add_worksheet(sheet_name(title, taken))
    for x, head in enumerate(heads):
        sheet.write_string(0, x, head, formats["head"])
    return sheet
