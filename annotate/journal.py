"""Write a stage's files so that a killed run can go on where it stopped.

    work/.seed/journal             the recipe, then a line a thing: its key, lengths, checksum, what to tell
    work/.seed/predictions.jsonl   what was written so far, in order

Things that the journal lists, in the same order and with the same keys, are done;
from the first that differs on, everything is made anew. The recipe says what else
decides the result (rules, schema, options, this package's version): another
recipe, another run. At the end the files move over the old ones.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from annotate.errors import InputError

NAME = "journal"
EVERY = 1.0
"""Seconds of work that a kill may cost: so often what was written is handed to the system."""


class HasKey(Protocol):
    """Something that is known again by its key."""

    @property
    def key(self) -> str:
        """Return the key."""
        ...


Keyed = TypeVar("Keyed", bound=HasKey)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is done: its key, the bytes it gave each file, and what was noted of it."""

    key: str
    lengths: tuple[int, ...]
    checksum: int
    note: Any


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry whose bytes are all there, with where it ends in the journal and in each file."""

    entry: Entry
    end: int
    ends: tuple[int, ...]


class Journal:
    """The files of one run of a stage, while they are made.

    Args:
        folder: where they are made; only one run at a time may work there.
        names: of the files.
        recipe: whatever decides the result besides the things themselves.

    Raises:
        InputError: another process is at work there.
    """

    def __init__(self, folder: Path, names: Sequence[str], recipe: Iterable[object]) -> None:
        """Open what a run before left behind, or begin."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.names = tuple(names)
        self.recipe = _digest(*recipe, code_version(), self.names)
        self._lock = (folder / "lock").open("w", encoding="utf-8")
        _lock(self._lock, folder)
        self._file: IO[bytes] = (folder / NAME).open("ab+")
        self._outputs: list[IO[bytes]] = [(folder / name).open("ab+") for name in self.names]
        self._saved = time.monotonic()

    def close(self) -> None:
        """Close the files; they stay for the next run."""
        for output in self._outputs:
            output.close()
        self._file.close()
        self._lock.close()

    def open_things(self, things: Iterable[Keyed], keep: Callable[[Any], None] = lambda _: None) -> Iterator[Keyed]:
        """Yield the things that are not done yet; `keep` is given the note of each that is."""
        coming, left = iter(things), self._kept()
        end, ends = 0, (0,) * len(self.names)
        for thing in coming:
            kept = next(left, None)
            if kept is not None and kept.entry.key == thing.key:
                keep(kept.entry.note)
                end, ends = kept.end, kept.ends
                continue
            self._cut(end, ends)
            yield thing
            yield from coming
            return
        self._cut(end, ends)

    def add(self, key: str, texts: Sequence[str], note: object = None) -> None:
        """Write what a thing gave each file, and note that it is done."""
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        for file, part in zip(self._outputs, parts, strict=True):
            file.write(part)
        entry = [key, [len(part) for part in parts], _checksum(parts), note]
        self._file.write(json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
        if time.monotonic() - self._saved > EVERY:
            self._save()

    def notes(self) -> Iterator[Any]:
        """Yield what was noted of each thing, in order, by runs before and by this one."""
        if not self._file.closed:
            self._save()
        with (self.folder / NAME).open(encoding="utf-8", newline="\n") as file:
            next(file)
            for line in file:
                yield json.loads(line)[3]

    def done(self) -> dict[str, Path]:
        """Return the finished files, closed and safe on disk; move them where they belong, then `drop`."""
        self._save()
        for file in self._outputs:
            os.fsync(file.fileno())
            file.close()
        self._outputs = []
        return {name: self.folder / name for name in self.names}

    def drop(self) -> None:
        """Forget the run and all that it made."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _save(self) -> None:
        # The journal last: it never lists what the files do not hold.
        for file in self._outputs:
            file.flush()
        self._file.flush()
        self._saved = time.monotonic()

    def _kept(self) -> Iterator[Kept]:
        """Yield the entries of the run before whose bytes are all there and unharmed; none of them is held."""
        self._file.seek(0)
        head = self._file.readline()
        if head != self._head():
            return
        for file in self._outputs:
            file.seek(0)
        end, ends = len(head), (0,) * len(self.names)
        for line in self._file:
            entry = _entry(line, len(self.names))
            if entry is None:
                return
            parts = [file.read(length) for file, length in zip(self._outputs, entry.lengths, strict=True)]
            if tuple(map(len, parts)) != entry.lengths or _checksum(parts) != entry.checksum:
                return
            end += len(line)
            ends = tuple(map(sum, zip(ends, entry.lengths, strict=True)))
            yield Kept(entry, end, ends)

    def _cut(self, end: int, ends: Sequence[int]) -> None:
        """Keep what stands before these places; take what stands behind them out of all files."""
        for file, place in zip(self._outputs, ends, strict=True):
            file.truncate(place)
            file.seek(0, os.SEEK_END)
        self._file.truncate(end)
        self._file.seek(0, os.SEEK_END)
        if not end:
            self._file.write(self._head())
        self._save()

    def _head(self) -> bytes:
        return f"{self.recipe}\n".encode()


def _entry(line: bytes, n_files: int) -> Entry | None:
    """Return an entry; None for a line that the kill cut off."""
    if not line.endswith(b"\n"):
        return None
    try:
        key, lengths, checksum, note = json.loads(line)
        sizes = tuple(map(int, lengths))
    except (ValueError, TypeError):
        return None
    return Entry(key, sizes, checksum, note) if len(sizes) == n_files and min(sizes, default=0) >= 0 else None


def _checksum(parts: Iterable[bytes]) -> int:
    value = 0
    for part in parts:
        value = zlib.crc32(part, value)
    return value


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code_version() -> str:
    """Return this package's version, and the newest time of its files: another program, another result."""
    from annotate import __version__

    folder = Path(__file__).parent
    newest = max(path.stat().st_mtime_ns for path in folder.rglob("*.py"))
    return f"{__version__}-{newest}"


def _lock(file: IO[str], folder: Path) -> None:
    """Refuse to work where another process does; the system frees the lock of a process that was killed.

    Some drives of clusters know no locks; there nothing keeps two runs apart.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        # Not inherited by the processes that this one starts, so that they cannot hold it longer.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EAGAIN}:
            return
        file.close()
        raise InputError(str(folder), "another process is at work on this", "Wait for it, or end it.") from None
