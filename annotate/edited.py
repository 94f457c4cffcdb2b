"""CSV files that people edit, read and written row by row: what is wrong is told with its line.

A cell that was guarded against being read as a formula (`annotate.inert`) is given without its guard.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.files import cells_up_to
from annotate.inert import unguarded

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

Lines = list[tuple[int, list[str]]]


def edited_rows(path: Path, needed: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file, each with its last line; a cell that is not there is empty.

    Args:
        path: of the file, UTF-8 with or without a byte order mark.
        needed: columns without which it cannot be read.
        columns: all columns that it may have, for who has to mend it.

    Raises:
        InputError: it is not UTF-8, lacks a column, is no CSV, or a row holds more cells than the head.
    """
    lines = csv_lines(csv_text(path), str(path))
    head = lines[0][1] if lines else []
    missing = [name for name in needed if name not in head]
    if missing:
        what = f"has no column {', '.join(map(repr, missing))}"
        raise InputError(str(path), what, f"Columns: {','.join(columns)}.")
    for line, cells in lines[1:]:
        refuse_wider(cells, head, f"{path}:{line}")
        if any(cells):
            yield line, dict.fromkeys(head, "") | dict(zip(head, map(unguarded, cells), strict=False))


def csv_text(path: Path) -> str:
    """Return all of a file, its line breaks as they are: in a cell they are words.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start})", "Save it as UTF-8.") from None


def csv_lines(text: str, where: str) -> Lines:
    """Return the rows of CSV as they stand, each with its last line; cells may have any length.

    Args:
        text: all of the file.
        where: its name, for messages.

    Raises:
        InputError: it is no CSV: words stand behind a closing quotation mark, or one is never closed.
    """
    # Read with indulgence, an open quotation mark would swallow all rows below it.
    with cells_up_to(len(text)):
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        lines: Lines = []
        try:
            lines.extend((reader.line_num, cells) for cells in reader)
        except csv.Error as error:
            begins = lines[-1][0] + 1 if lines else 1
            todo = "Mend the quotation marks of the row that begins there."
            raise InputError(f"{where}:{begins}", f"cannot be read: {error}", todo) from None
    return lines


def write_rows(file: SupportsWrite[str], rows: Iterable[Iterable[object]]) -> None:
    r"""Write rows as CSV, each ended by a line feed, so that whatever stands in a cell is read back.

    Python's writer quotes of the line breaks only those of its own, but its reader knows both.
    """
    csv.writer(_Lines(file), lineterminator="\r\n").writerows(rows)


class _Lines:
    """A file to which whole lines are written, here ended by a line feed alone."""

    def __init__(self, file: SupportsWrite[str]) -> None:
        self.file = file

    def write(self, line: str) -> None:
        self.file.write(line.removesuffix("\r\n") + "\n")


def refuse_wider(cells: Sequence[str], head: Sequence[str], where: str) -> None:
    """Refuse a row with more cells than the head: words behind a comma would be lost.

    Raises:
        InputError: it has more, and they are not empty.
    """
    if any(cells[len(head) :]):
        what = f"holds {len(cells)} cells, the first line {len(head)}"
        raise InputError(where, what, "Put a cell with a comma in quotation marks.")
