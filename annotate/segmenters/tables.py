"""Arrays in one file that is used from where it lies: opened in a moment, shared by all processes.

The first line holds a SHA-256 of everything behind it. Reading 90 MB to check it
on every start would cost more than the work itself: a file that was checked is
remembered by its size and time of change (`….checked`), and read again if either
is another. Files are written beside and renamed, one process at a time.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.files import replacing

MAGIC = "annotate-tables/1"
ALIGNMENT = 64
DIGEST = 64
"""Letters of a SHA-256 in hexadecimal."""
Arrays = Mapping[str, NDArray[Any]]


def write_tables(path: Path, arrays: Arrays) -> None:
    """Write arrays into one file, whole or not at all, and remember it as checked."""
    head, start = {}, 0
    for name, array in arrays.items():
        head[name] = {"dtype": array.dtype.newbyteorder("<").str, "shape": array.shape, "start": start}
        start += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    described = json.dumps(head, separators=(",", ":")).encode()
    spare = -(len(_first_line("0" * DIGEST)) + len(described) + 1) % ALIGNMENT
    described += b" " * spare + b"\n"  # numpy copies arrays that do not begin at a multiple of their items' size
    digest = hashlib.sha256(described)
    padded = [_padded(array) for array in arrays.values()]
    for block in padded:
        digest.update(block)
    with replacing(path, "wb") as file:
        file.write(_first_line(digest.hexdigest()))
        file.write(described)
        for block in padded:
            file.write(block)
    remember(path)


def _padded(array: NDArray[Any]) -> bytes:
    content = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return content + bytes(-len(content) % ALIGNMENT)


def _first_line(digest: str) -> bytes:
    return f"{MAGIC} {digest}\n".encode()


def open_tables(path: Path) -> dict[str, NDArray[Any]] | None:
    """Return the arrays of a file, mapped into memory; None if it is missing, damaged or of another kind."""
    if not (_is_remembered(path) or _is_whole(path)):
        return None
    try:
        with path.open("rb") as file:
            first, described = file.readline(), file.readline()
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        at = len(first) + len(described)
        return {
            name: np.frombuffer(
                mapped, np.dtype(each["dtype"]), int(np.prod(each["shape"], dtype=np.int64)), at + each["start"]
            ).reshape(each["shape"])
            for name, each in json.loads(described).items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_whole(path: Path) -> bool:
    """Read the file and compare its hash; remember it if it is right."""
    try:
        with path.open("rb") as file:
            first = file.readline(len(_first_line("0" * DIGEST)))
            right = first == _first_line(hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        return False
    if right:
        remember(path)
    return right


def remember(path: Path) -> None:
    """Note that a file was checked; where that cannot be noted it is checked again."""
    with suppress(OSError), replacing(_note(path)) as file:
        file.write(_state(path))


def _is_remembered(path: Path) -> bool:
    try:
        return _note(path).read_text(encoding="ascii") == _state(path)
    except (OSError, UnicodeDecodeError):
        return False


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.checked")


def _state(path: Path) -> str:
    state = path.stat()
    return f"{state.st_size} {state.st_mtime_ns}\n"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time work on a file; the others wait (where the system can lock files)."""
    try:
        import fcntl
    except ImportError:  # Windows: both work, the second's file replaces the first's equal one
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
