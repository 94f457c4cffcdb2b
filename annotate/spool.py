"""A list that goes to disk when it grows long: what is appended is read back as often as it is asked for.

    values   a b c │ d e …      up to `held` in memory, then all of them in a file
    file     ⟨a⟩⟨b⟩⟨c⟩⟨d⟩⟨e⟩
    ends     1  2  3  4  5      eight bytes a value stay in memory

A study of 100,000 papers has millions of rows; each format goes through them
once more. The file has no name, so that nothing is left of it after a kill.
Several processes that were forked from one may read the same list: each reads and
writes at places of the file, never where another left off.
"""

from __future__ import annotations

import marshal
import os
import tempfile
import weakref
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, overload

T = TypeVar("T")
HELD = 2_000
"""Values that a list holds in memory before it goes to disk."""
BLOCK = 1 << 20


class Spool(Sequence[T], Generic[T]):
    """Values in the order in which they were appended.

    Args:
        pack: turns a value into tuples, lists, texts and numbers; without it, values are such themselves.
        unpack: turns them back.
        folder: where the file lies; without it, where the system keeps what is temporary.
        held: after how many values it goes to disk.
    """

    def __init__(
        self,
        pack: Callable[[T], Any] | None = None,
        unpack: Callable[[Any], T] | None = None,
        folder: Path | None = None,
        held: int | None = None,
    ) -> None:
        """Begin an empty list, in memory."""
        self._pack, self._unpack = pack, unpack
        self._folder = folder
        self._held = HELD if held is None else held
        self._values: list[T] = []
        self._ends = array("Q")
        self._waiting = bytearray()
        self._file: IO[bytes] | None = None

    @property
    def on_disk(self) -> bool:
        """True if the values are read anew each time."""
        return self._file is not None

    def append(self, value: T) -> int:
        """Add a value; return its place."""
        if self._file is None:
            self._values.append(value)
            if len(self._values) <= self._held:
                return len(self._values) - 1
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - lives as long as the list
            weakref.finalize(self, self._file.close)
            values, self._values = self._values, []
            for each in values:
                self._write(each)
        else:
            self._write(value)
        return len(self._ends) - 1

    def _write(self, value: T) -> None:
        plain: Any = self._pack(value) if self._pack else value
        packed = marshal.dumps(plain)
        self._ends.append((self._ends[-1] if self._ends else 0) + len(packed))
        self._waiting += packed
        if len(self._waiting) > BLOCK:
            self._flush()

    def _flush(self) -> None:
        # Processes that flush the same write the same to the same place.
        if self._file is not None and self._waiting:
            _put(self._file, self._ends[-1] - len(self._waiting), self._waiting)
            self._waiting.clear()

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._ends) if self.on_disk else len(self._values)

    def __iter__(self) -> Iterator[T]:
        """Yield the values in their order; nothing may be appended meanwhile."""
        if self._file is None:
            yield from self._values
            return
        first = 0
        while first < len(self._ends):
            start = self._ends[first - 1] if first else 0
            last = max(first + 1, bisect_right(self._ends, start + BLOCK, first))
            block = memoryview(self._read(start, self._ends[last - 1]))
            for place in range(first, last):
                end = self._ends[place] - start
                before = self._ends[place - 1] - start if place > first else 0
                yield self._value(block[before:end])
            first = last

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        """Return one value or several."""
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        at = range(len(self))[place]
        if self._file is None:
            return self._values[at]
        return self._value(self._read(self._ends[at - 1] if at else 0, self._ends[at]))

    def _read(self, start: int, end: int) -> bytes:
        self._flush()
        if self._file is None:
            raise IndexError(start)
        return _got(self._file, start, end)

    def _value(self, packed: Any) -> T:  # noqa: ANN401 - bytes of any kind
        value = marshal.loads(packed)  # noqa: S302 - written by this process
        return self._unpack(value) if self._unpack else value


def _put(file: IO[bytes], start: int, what: bytes | bytearray) -> None:
    """Write at a place of a file, all of it."""
    if not hasattr(os, "pwrite"):  # where processes are not forked either
        file.seek(start)
        file.write(what)
        return
    with memoryview(what) as rest:
        done = 0
        while done < len(rest):
            done += os.pwrite(file.fileno(), rest[done:], start + done)


def _got(file: IO[bytes], start: int, end: int) -> bytes:
    """Read what stands between two places of a file."""
    if not hasattr(os, "pread"):
        file.seek(start)
        return file.read(end - start)
    parts = []
    while start < end and (part := os.pread(file.fileno(), end - start, start)):
        parts.append(part)
        start += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
