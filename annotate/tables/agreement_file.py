"""The figures of `annotate agree` in a file that is larger than memory, read one by one.

All of them stand in one line, of 100,000 papers some 300 MB; held as values they take
twenty times the papers' own rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from annotate.errors import InputError
from annotate.files import AGAIN, FORMATS, adapter
from annotate.model import Agreement, Score

PIECE = 1 << 18
"""Characters that are read at once."""
LIST = '"scores":['


@dataclass(frozen=True, slots=True)
class FiledFigures:
    """The figures of a study, read anew each time; none of them is held."""

    path: Path

    @property
    def scores(self) -> Iterator[Score]:
        """Yield them in the file's order.

        Raises:
            InputError: the file does not hold such figures.
        """
        made = adapter(Score)
        try:
            for value in self._values():
                yield made.validate_python(value)
        except ValueError:  # also of bytes that are no UTF-8, and of what is no figure
            raise InputError(str(self.path), "does not hold the figures of annotate agree", AGAIN) from None

    def _values(self) -> Iterator[Any]:
        """Yield each figure's JSON.

        Raises:
            ValueError: there is none, or it is broken off.
        """
        decode = json.JSONDecoder().raw_decode
        with self.path.open(encoding="utf-8", newline="\n") as file:
            held = file.read(PIECE)
            if not held.startswith(f'{{"format":"{FORMATS[Agreement]}",'):
                raise ValueError(self.path)
            # Within JSON no text holds a quotation mark without a backslash before it: this is the key.
            while (place := held.find(LIST)) < 0:
                held = held[-len(LIST) :] + _more(file)
            place += len(LIST)
            while held[place : place + 1] != "]":
                place += held[place : place + 1] == ","
                try:
                    value, place = decode(held, place)
                except ValueError:
                    if len(held) - place > PIECE:  # no figure is as long
                        raise
                    held, place = held[place:] + _more(file), 0
                else:
                    yield value


def _more(file: IO[str]) -> str:
    """Return the next piece.

    Raises:
        ValueError: the file ends.
    """
    if not (read := file.read(PIECE)):
        raise ValueError(file.name)
    return read
