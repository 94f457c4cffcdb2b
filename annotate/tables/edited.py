"""CSV files that a scholar edits, read row by row: what is wrong is told with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotate.errors import InputError


def edited_rows(path: Path, needed: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a file, each with its last line; a cell that is not there is empty.

    Args:
        path: of the file, UTF-8 with or without a byte order mark.
        needed: columns without which it cannot be read.
        columns: all columns that it may have, for who has to mend it.

    Raises:
        InputError: it is not UTF-8, lacks a column, is no CSV, or a row holds more cells than the head.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start})", "Save it as UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        head = next(reader, [])
        missing = [name for name in needed if name not in head]
        if missing:
            what = f"has no column {', '.join(map(repr, missing))}"
            raise InputError(str(path), what, f"Columns: {','.join(columns)}.")
        for cells in reader:
            if any(cells[len(head) :]):
                what = f"holds {len(cells)} cells, the first line {len(head)}"
                raise InputError(f"{path}:{reader.line_num}", what, "Put a cell with a comma in quotation marks.")
            if any(cells):
                yield reader.line_num, dict.fromkeys(head, "") | dict(zip(head, cells, strict=False))
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}", f"cannot be read: {error}", "Mend the line.") from None
