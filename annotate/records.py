"""Record files that are larger than memory: their lines, where a document's lines are, and their sorting."""

from __future__ import annotations

import hashlib
import heapq
import json
import pickle
import re
import tempfile
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, Generic, TypeVar, overload

from annotate.errors import InputError, NotFoundError
from annotate.files import AGAIN, read_record, read_records

T = TypeVar("T")
HELD = 20_000
"""Lines that are sorted in memory at once."""
_HEAD = re.compile(r'\{"format":"[^"]*","(\w+)":("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a record file, not read yet.

    Args:
        where: file and number, for messages.
        key: by which it is known again: a hash of its text.
        text: with its line feed; empty where only the key matters.
    """

    where: str
    key: str
    text: str

    def bare(self) -> Line:
        """Return the line without its text."""
        return replace(self, text="")

    def value(self, name: str) -> str:
        """Return a text that stands in the record's first level; empty if there is none.

        >>> Line(where="", key="", text='{"format":"consensus/1","document":"a","spans":[]}').value("document")
        'a'
        """
        head = _HEAD.match(self.text)
        if head and head[1] == name:
            return str(json.loads(head[2]))
        try:
            return str(json.loads(self.text)[name])
        except (ValueError, KeyError, TypeError):
            return ""

    def last(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Return a value of the record's first level without reading what stands before it; None if it is not there.

        The name must be that of no other field further within.

        >>> Line(where="", key="", text='{"spans":[{"id":"a"}],"annotators":["]"],"asked":[]}').last("annotators")
        [']']
        """
        key = f'"{name}":'
        at = self.text.rfind(key)
        try:
            return (
                json.JSONDecoder().raw_decode(self.text, at + len(key))[0] if at >= 0 else json.loads(self.text)[name]
            )
        except (ValueError, KeyError, TypeError):
            return None


def _line(where: str, text: str) -> Line:
    return Line(where=where, key=hashlib.blake2b(text.encode(), digest_size=12).hexdigest(), text=text)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a record file, read anew each time they are asked for; none of them is held."""

    path: Path

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines.

        Raises:
            NotFoundError, InputError: the file is not there, or not UTF-8.
        """
        number = 0
        try:
            with self.path.open(encoding="utf-8", newline="\n") as file:
                for number, text in enumerate(file, 1):
                    yield _line(f"{self.path}:{number}", text)
        except FileNotFoundError:
            raise NotFoundError(str(self.path), "the file is not there", "Run the stage that makes it first.") from None
        except UnicodeDecodeError:
            raise InputError(f"{self.path}:{number + 1}", "is not UTF-8", AGAIN) from None

    def __len__(self) -> int:
        """Return how many there are; 0 if the file is not there."""
        if not self.path.exists():
            return 0
        with self.path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


class Index:
    """Where the lines of each document stand in a record file; only the places are held, 24 bytes a line.

    Documents are known by a hash of 64 bits; what is found is held against the document's own name.

    Args:
        path: of a file whose records name their document.
        key: under which they name it.

    Raises:
        NotFoundError, InputError: the file is not there, or not UTF-8.
    """

    def __init__(self, path: Path, key: str = "document") -> None:
        """Pass once over the file."""
        import numpy as np

        self.path, self.key = path, key
        hashes, starts = array("Q"), array("Q")
        at = 0
        for line in Lines(path):
            hashes.append(_hash(line.value(key)))
            starts.append(at)
            at += len(line.text.encode())
        order = np.argsort(hashes, kind="stable").astype(np.uint32)  # lines of one document stay in the file's order
        self._hashes = np.asarray(hashes, np.uint64)[order]
        del hashes
        self._starts = np.asarray(starts, np.uint64)[order]
        self._numbers = order + np.uint32(1)
        self._asked = np.zeros(len(order), bool)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return int((self._hashes[1:] != self._hashes[:-1]).sum()) + bool(len(self._hashes))

    def __contains__(self, document: object) -> bool:
        """True if the file has lines of the document."""
        return isinstance(document, str) and bool(self._found(document))

    def lines(self, document: str) -> tuple[Line, ...]:
        """Return a document's lines, in the order of the file."""
        found = self._found(document)
        for place, _ in found:
            self._asked[place] = True
        return tuple(line for _, line in found)

    def unasked(self) -> set[str]:
        """Return the documents whose lines nobody has asked for."""
        return {line.value(self.key) for line in self._at((~self._asked).nonzero()[0])}

    def _found(self, document: str) -> list[tuple[int, Line]]:
        import numpy as np

        wanted = np.uint64(_hash(document))
        first, last = np.searchsorted(self._hashes, wanted, "left"), np.searchsorted(self._hashes, wanted, "right")
        places = range(int(first), int(last))
        return [
            (at, line) for at, line in zip(places, self._at(places), strict=True) if line.value(self.key) == document
        ]

    def _at(self, places: Iterable[Any]) -> Iterator[Line]:
        with self.path.open("rb") as file:
            for place in places:
                file.seek(int(self._starts[place]))
                yield _line(f"{self.path}:{self._numbers[place]}", file.readline().decode())


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Records(Sequence[T], Generic[T]):
    """The values of a record file as a sequence that is read anew each time; none of them is held."""

    def __init__(self, path: Path, kind: type[T]) -> None:
        """Take the file and what its records are."""
        self.path = path
        self.kind = kind

    def __iter__(self) -> Iterator[T]:
        """Yield the values."""
        return read_records(self.path, self.kind)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(Lines(self.path))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        """Return one value or several; reads the file up to there."""
        if isinstance(place, slice):
            return tuple(self)[place]
        at = range(len(self))[place]
        return next(islice(self, at, None))


class Filed(Records[T]):
    """The values of a record file, by document too; none of them is held, only where their lines stand.

    Args:
        change: what is made of each value as it is read.
        without: documents whose values are left out.
    """

    def __init__(
        self, path: Path, kind: type[T], change: Callable[[T], T] | None = None, without: Collection[str] = ()
    ) -> None:
        """Take the file; it is passed over when a document is first asked for."""
        super().__init__(path, kind)
        self._change = change
        self._without = without
        self._index: Index | None = None

    def __iter__(self) -> Iterator[T]:
        """Yield the values."""
        kept: Iterator[Any] = super().__iter__()
        if self._without:
            kept = (value for value in kept if value.document not in self._without)
        return map(self._change, kept) if self._change else kept

    def __len__(self) -> int:
        """Return how many there are; reads them where some are left out."""
        return sum(1 for _ in self) if self._without else super().__len__()

    def of(self, document: str) -> tuple[T, ...]:
        """Return a document's values, in the order of the file; none of one that is left out."""
        if document in self._without:
            return ()
        if self._index is None:
            self._index = Index(self.path)
        found = tuple(read_record(line.text, self.kind, line.where) for line in self._index.lines(document))
        return tuple(map(self._change, found)) if self._change else found


def sorted_lines(lines: Iterable[tuple[Any, str]], folder: Path | None) -> Iterator[str]:
    """Yield lines in the order of their keys; more than memory holds are sorted in parts, on disk.

    Args:
        lines: each with its key; lines of one key keep their order.
        folder: where the parts are written meanwhile; without it, where the system keeps what is temporary.
    """
    # As bytes a Chinese line takes half the room.
    coming = ((key, line.encode("utf-8", "surrogatepass")) for key, line in lines)
    with ExitStack() as parts:
        files: list[IO[bytes]] = []
        while part := sorted(islice(coming, HELD), key=_key):
            if len(part) < HELD and not files:
                yield from (line.decode("utf-8", "surrogatepass") for _, line in part)
                return
            files.append(parts.enter_context(tempfile.TemporaryFile(dir=folder)))
            for pair in part:
                pickle.dump(pair, files[-1])
            files[-1].seek(0)
            del part  # or it would be held beside the next
        for _, line in heapq.merge(*map(_pairs, files), key=_key):
            yield line.decode("utf-8", "surrogatepass")


def _key(pair: tuple[Any, bytes]) -> Any:  # noqa: ANN401 - whatever can be compared
    return pair[0]


def _pairs(file: IO[bytes]) -> Iterator[tuple[Any, bytes]]:
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 - written by this process
        except EOFError:
            return
