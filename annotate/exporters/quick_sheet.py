"""A sheet of a large workbook whose rows are written as fast as text.

XlsxWriter looks at every cell a dozen times: what kind of value, which format,
what to escape. Here all cells of a row are text, whole numbers or blank, in
formats that are known: the row is put together as one string, in the very bytes
that XlsxWriter would write. All else of the sheet (its heads, widths, filter,
pages) is XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class Linked(NamedTuple):
    """Words that lead somewhere."""

    target: str
    words: str


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A sheet of a workbook that writes each row as it comes (`constant_memory`)."""

    def put_row(self, y: int, height: float, cells: Iterable[tuple[str | int | Linked, Any]]) -> None:
        """Write a row, which must come after those that were written before.

        Args:
            y: its number, from 0.
            height: in points.
            cells: from the first column on, words that hold no control character, or a
                number, each with its format; a cell without words is blank.
        """
        self.set_row(y, height)  # finds whether the row fits the sheet, too
        if y > self.previous_row:
            self._write_single_row(y)
        self._write_row(y, None, self.row_info.pop(y))
        self.row_sizes.pop(y, None)  # where a picture would begin; there are none
        pieces = []
        for x, (value, form) in enumerate(cells):
            words = value.words if isinstance(value, Linked) else value
            # A format's number is given when it is first used.
            pieces.append(f'<c r="{self._letters(x)}{y + 1}" s="{form._get_xf_index()}"{_inner(words)}')  # noqa: SLF001
            if isinstance(value, Linked):
                self.write_url(y, x, value.target, form, value.words)
        self.table.clear()  # the words of links, which are written here
        self.fh.write("".join(pieces))
        self._xml_end_tag("row")
        self.dim_colmin = 0
        self.dim_colmax: int | None = max(self.dim_colmax or 0, len(pieces) - 1)

    def _letters(self, x: int) -> str:
        known: list[str] = self.__dict__.setdefault("columns_letters", [])
        while len(known) <= x:
            known.append(xl_col_to_name(len(known)))
        return known[x]


def _inner(value: str | int) -> str:
    """Return what stands in a cell after its place and its format.

    >>> _inner(""), _inner(7)
    ('/>', '><v>7</v></c>')
    >>> _inner("a<b ")
    ' t="inlineStr"><is><t xml:space="preserve">a&lt;b </t></is></c>'
    """
    if not value:
        return "/>" if value == "" else f"><v>{value}</v></c>"
    if not isinstance(value, str):
        return f"><v>{value:.16G}</v></c>"
    text = Worksheet._escape_control_characters(value) if "_x" in value else value  # noqa: SLF001
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f' t="inlineStr"><is><t{kept}>{text}</t></is></c>'
