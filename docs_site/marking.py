"""Markdown of the pages that are made: cells, tables, and tables whose last column needs room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def cell(text: object) -> str:
    r"""Return a text as it may stand in a cell of a Markdown table; what stands between backticks is code already.

    >>> cell("`start|stop` or __version__ | 2 -> 3")
    '`start|stop` or \\_\\_version\\_\\_ \\| 2 → 3'
    """
    parts = " ".join(str(text).split()).split("`")
    return "`".join(part if n % 2 and len(parts) % 2 else _inert(part) for n, part in enumerate(parts))


def _inert(text: str) -> str:
    text = text.replace(" -> ", " → ").replace("<", "&lt;").replace("{", "&#123;").replace("[", "&#91;")
    return text.replace("|", "\\|").replace("_", "\\_").replace("*", "\\*")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table, without the columns in which no row has anything."""
    names, whole = list(head), [[cell(one) for one in row] for row in rows]
    filled = [n for n in range(len(names)) if any(row[n] for row in whole)]
    yield "| " + " | ".join(names[n] for n in filled) + " |"
    yield "|" + "---|" * len(filled)
    for row in whole:
        yield "| " + " | ".join(row[n] for n in filled) + " |"
    yield ""


def told(lines: Iterable[str]) -> Iterator[str]:
    """Yield a table whose last column is a text, which needs room."""
    yield from ('<div class="told" markdown>', "", *lines, "</div>", "")
