"""The comparison in a terminal: a block a theme, a column a paper where there is room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    from annotate.exporters.plain import Plain
    from annotate.model import Cell, Column, Entry, Row, Table

LEAST = 26
LONGEST = 110


def show(table: Table, lang: str, console: Console | None = None) -> None:
    """Print a matrix on stdout; people's text passes through `visible` on its way."""
    from rich.console import Console

    from annotate.exporters.plain import Plain

    console = console or Console(highlight=False)
    plain = Plain(table, lang)
    colon = "：" if lang == "zh" else ": "
    title = colon.join(part for part in (table.study, table.title.get(lang, table.id)) if part)
    console.print(_text(title, "bold"))
    if table.annotators:
        names = "  ".join(f"{a.letter} {a.name}" if a.name != a.letter else a.letter for a in table.annotators)
        keys = "marked", "partial", "unmarked"
        dots = "  ".join(f"{dot} {plain.word(f'key_{key}')}" for key, dot in zip(keys, "●◐○", strict=True))
        console.print(_text(f"{plain.word('annotators')} {names}    {dots}", "dim"))
    for row in table.rows:
        console.print()
        console.print(_head(row, plain))
        for part in _body(row, table, plain, console.width):
            console.print(part)
    console.print()
    console.print(_text(f"{plain.word('whose_judged')} {plain.word('whose_absent')}", "dim"))


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    from annotate.errors import visible

    return Text(visible(text), style=style)


def _head(row: Row, plain: Plain) -> Text:
    styles = {"diverge": "red", "converge": "green"}
    head = _text(row.title.get(plain.lang) or row.title.get("zh", row.id), "bold")
    if row.grouped:
        head.append_text(_text(f"  {plain.verdict(row)}", styles.get(row.verdict, "dim")))
    head.append_text(_text(f"  {plain.facts(row.facts, judged=bool(row.verdict))}", "dim"))
    if row.gloss.get(plain.lang):
        head.append_text(_text("\n" + row.gloss[plain.lang]))
    return head


def _body(row: Row, table: Table, plain: Plain, width: int) -> Iterator[RenderableType]:
    """Yield the cells that hold something: side by side where each has room, else one below the other."""
    from rich import box
    from rich.table import Table as Grid

    coming = ((column, cell) for column, cell in zip(table.columns, row.cells, strict=True) if cell.entries)
    held = list(islice(coming, width // LEAST + 1))  # of very many papers no more are held than one at a time
    if not held:
        return
    if width // len(held) < LEAST:
        for column, cell in chain(held, coming):
            yield _name(column, plain)
            yield _cell(cell, plain)
        return
    grid = Grid(box=box.HORIZONTALS, expand=True, padding=(0, 1, 0, 0), show_edge=False)
    for column, _ in held:
        grid.add_column(_name(column, plain), ratio=1, overflow="fold")
    grid.add_row(*(_cell(cell, plain) for _, cell in held))
    yield grid


def _name(column: Column, plain: Plain) -> Text:
    return _text(column.title.get(plain.lang, column.id), "bold")


def _cell(cell: Cell, plain: Plain) -> Text:
    whole = _text("")
    for number, entry in enumerate(cell.entries):
        whole.append("\n" if number else "")
        whole.append_text(_entry(entry, plain))
    return whole


def _entry(entry: Entry, plain: Plain) -> Text:
    words = entry.quotation if len(entry.quotation) <= LONGEST else entry.quotation[: LONGEST - 1] + "…"
    line = _text(f"{entry.reference} ", "cyan")
    line.append_text(_text(words, "dim" if entry.machine else ""))
    parts = [plain.word("machine") if entry.machine else "", plain.strength(entry)]
    if entry.addressees:
        parts.append(f"{plain.word('to')} {'、'.join(entry.addressees)}")
    parts += [plain.dots(entry), plain.reasons(entry) if entry.reasons else ""]
    style = "red" if entry.polarity == "against" else "dim"
    return line.append_text(_text("\n  " + " · ".join(part for part in parts if part), style))
