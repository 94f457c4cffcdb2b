"""Give each cell of a table the head of its column, which a phone shows before it.

A table of four columns does not fit a phone: site.css lays its rows out as
blocks there, one cell below the other. MkDocs calls `on_page_content` for
every page that is rendered.
"""

from __future__ import annotations

import re
from html import escape, unescape

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_HEAD = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_CELL = re.compile(r"<td(?=[ >])")
_TAG = re.compile(r"<[^>]*>")


def headed(html: str) -> str:
    """Return a page with `data-head` in every cell but those of a first column, which head their row.

    >>> headed("<table><tr><th>key</th><th>a <b>value</b></th></tr><tr><td>x</td><td>1</td></tr></table>")
    '<table><tr><th>key</th><th>a <b>value</b></th></tr><tr><td>x</td><td data-head="a value">1</td></tr></table>'
    """
    return _TABLE.sub(lambda table: _rows(table[0]), html)


def _rows(table: str) -> str:
    heads = [" ".join(unescape(_TAG.sub("", head)).split()) for head in _HEAD.findall(table)]

    def row(found: re.Match[str]) -> str:
        rest = iter([None, *heads[1:]])

        def cell(_: re.Match[str]) -> str:
            head = next(rest, None)
            return f'<td data-head="{escape(head)}"' if head else "<td"

        return _CELL.sub(cell, found[0])

    return _ROW.sub(row, table)


def on_page_content(html: str, **_: object) -> str:
    """Return what MkDocs shall put into the page."""
    return headed(html)
