"""Read the lists of tasks that Label Studio imports and exports, one task at a time.

A study's tasks and its snapshots grow to hundreds of megabytes; read whole they
would need many times that in memory. Only the task that is being read is held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from annotate.errors import InputError, NotFoundError
from annotate.files import as_json

CHUNK = 1 << 20
"""Characters that are read at a time; a longer task is read in several."""
SPACE = " \t\n\r"


class _BrokenError(ValueError):
    """The text is not a list of objects; what exactly is wrong is said by `_refuse`."""


def iter_items(path: Path, *, may_be_empty: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the tasks that an import or export file holds, in its order.

    Args:
        path: the file.
        may_be_empty: an empty list is no error.

    Raises:
        NotFoundError, InputError: what is wrong with the file; what stands before
            the fault has been yielded by then.
    """
    count = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for item in _objects(file):
                count += 1
                yield item
    except FileNotFoundError:
        raise NotFoundError(str(path), "the file is not there") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})") from None
    except RecursionError:
        raise InputError(str(path), "is nested too deeply", "Export it again as JSON.") from None
    except ValueError:
        _refuse(path)
    if not count and not may_be_empty:
        raise InputError(str(path), "holds no tasks", "Export it from Label Studio as JSON, with all tasks.")


def read_items(path: Path) -> list[dict[str, Any]]:
    """Return the list that an import or export file holds.

    Raises:
        NotFoundError, InputError: what is wrong with the file.
    """
    return list(iter_items(path))


def write_items(file: IO[str], items: Iterable[Mapping[str, Any]]) -> None:
    """Write tasks as such a list, one a line."""
    file.write("[")
    between = "\n"
    for item in items:
        file.write(between + as_json(item))
        between = ",\n"
    file.write("\n]\n")


def _objects(file: IO[str]) -> Iterator[dict[str, Any]]:
    text = _Text(file)
    if text.next_sign() != "[":
        raise _BrokenError
    if text.next_sign(take=False) == "]":
        text.next_sign()
    else:
        sign = ","
        while sign == ",":
            yield text.next_object()
            sign = text.next_sign()
        if sign != "]":
            raise _BrokenError
    if text.next_sign():
        raise _BrokenError


class _Text:
    """A text of which only the part that is being read is held."""

    def __init__(self, file: IO[str]) -> None:
        self.file, self.text, self.at = file, "", 0

    def more(self, size: int = CHUNK) -> bool:
        """Read on; False at the end."""
        found = self.file.read(size)
        self.text, self.at = self.text[self.at :] + found, 0
        return bool(found)

    def next_sign(self, *, take: bool = True) -> str:
        """Return the next character that is no white space, empty at the end."""
        while True:
            while self.at < len(self.text):
                sign = self.text[self.at]
                if sign not in SPACE:
                    self.at += take
                    return sign
                self.at += 1
            if not self.more():
                return ""

    def next_object(self) -> dict[str, Any]:
        """Return the next value, which must be an object."""
        # An object shows its end; of a number that ends with the part read so far, more might follow.
        if self.next_sign(take=False) != "{":
            raise _BrokenError
        decode = json.JSONDecoder().raw_decode
        size = CHUNK
        while True:
            with suppress(json.JSONDecodeError):
                value, self.at = decode(self.text, self.at)
                return dict(value)
            if not self.more(size):
                raise _BrokenError
            size *= 2


def _refuse(path: Path) -> None:
    """Say exactly what is wrong with a file that could not be read piece by piece."""
    again = "Export it again as JSON."
    try:
        json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start})", again) from None
    except ValueError as error:
        raise InputError(str(path), f"is not JSON ({error})", again) from None
    raise InputError(str(path), "is not a list of tasks", "Export it from Label Studio as JSON.")
