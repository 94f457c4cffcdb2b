"""What is not in a sheet's cells: how high its rows are, what stays in sight, how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Points: of a line, as fonts with Han characters set it, and the most that a row can be.
LINE, HIGHEST = 16.0, 409.0
MOST_LINES = int(HIGHEST / LINE)


def lay_out(sheet: Any, widths: Sequence[int], last: int) -> None:  # noqa: ANN401 - untyped package
    """Set what is not in the cells: widths, heads that stay in sight, the filter up to the last row, the pages."""
    for x, width in enumerate(widths):
        sheet.set_column(x, x, width)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, last), max(0, len(widths) - 1))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def height(row: Sequence[str], widths: Sequence[int]) -> float:
    r"""Return the height that a row's longest wrapped cell needs, in points: not every program finds it by itself.

    >>> height(["预警" * 9], [20]), height(["a\nb"], [20])
    (32.0, 32.0)
    """
    return min(LINE * lines(row, widths), HIGHEST)


def lines(row: Sequence[str], widths: Sequence[int]) -> int:
    """Return how many lines a row's longest wrapped cell takes."""
    most = 1
    for text, width in zip(row, widths, strict=False):
        if len(text) * 2 > width or "\n" in text:
            # In this encoding a Han character takes two bytes, as it takes two cells.
            taken = [len(part.encode("gb18030", "replace")) for part in text.split("\n")]
            most = max(most, sum(max(1, -(-cells // max(1, width - 1))) for cells in taken))
    return most
