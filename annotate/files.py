"""Write files whole or not at all, and records as JSON lines that say their format.

Every record file in `work/` holds one JSON object a line, each with a key
`format` (`document/1`): the version of its shape. A newer toolkit reads older
versions; a version from the future is refused with a clear message.
"""

from __future__ import annotations

import csv
import filecmp
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from annotate.errors import AnnotateError, InputError, NotFoundError, ProblemsError, collected, raise_problems
from annotate.inert import NOT_UTF8
from annotate.model import (
    Agreement,
    Annotation,
    Consensus,
    Decision,
    Dispute,
    Document,
    Issue,
    LedgerEntry,
    Prediction,
    Push,
    Table,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
AGAIN = "Run the stage that makes the file again."

FORMATS: dict[type, str] = {
    Document: "document/1",
    Prediction: "prediction/1",
    Push: "push/1",
    Annotation: "annotation/1",
    Consensus: "consensus/1",
    Dispute: "dispute/1",
    LedgerEntry: "ledger/1",
    Decision: "decision/1",
    Agreement: "agreement/1",
    Issue: "issue/1",
    Table: "table/1",
}
"""The kind of a record -> its format and version, as each line names it."""


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


@contextmanager
def replacing(path: Path, mode: str = "w", permissions: int | None = None, *, keep: bool = False) -> Iterator[IO[Any]]:
    r"""Open a file beside `path` for writing; rename it over `path` if all went well.

    Text is UTF-8 with `\n`. On any error the old file stays as it was; with `keep`, it
    stays, too, where it holds the same bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name may be as long as the system allows, and one beside it is longer.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    beside = Path(name)
    try:
        text: dict[str, Any] = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
        with os.fdopen(handle, mode, **text) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(permissions if permissions is not None else 0o666 & ~_umask())
        (move_if_changed if keep else Path.replace)(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def move_if_changed(made: Path, path: Path) -> None:
    """Move a finished file over `path`; where both hold the same bytes, the old one stays, with its time.

    What was made from a file that only looks new would look stale.
    """
    if path.exists() and filecmp.cmp(made, path, shallow=False):
        made.unlink()
    else:
        made.replace(path)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits; the file is not held."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def cells_up_to(length: int) -> Iterator[None]:
    """Let Python's csv read cells of so many characters; the limit is the process's, so it is put back."""
    before = csv.field_size_limit()
    csv.field_size_limit(max(before, length))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """Return the validator and serializer of a value's type; made once."""
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def dump_record(value: object) -> str:
    """Return a value as one line of JSON that names its format."""
    head, body = _dumped(value)
    return head + str(body, "utf-8")


def _dumped(value: object) -> tuple[str, memoryview]:
    """Return the beginning of a record, which names its format, and the rest: a large one is not copied."""
    return f'{{"format":"{FORMATS[type(value)]}",', memoryview(_as_bytes(value, type(value)))[1:]


def dump_part(value: T, kind: type[T]) -> str:
    """Return a value of a kind as JSON, as it stands within a record."""
    return str(_as_bytes(value, kind), "utf-8")


def _as_bytes(value: T, kind: type[T]) -> bytes:
    from pydantic_core import PydanticSerializationError

    made = adapter(kind)
    try:
        return made.dump_json(value)
    except PydanticSerializationError:  # half of a surrogate pair, which UTF-8 cannot hold, and JSON can by its number
        return as_json(made.dump_python(value, mode="json"), separators=COMPACT).encode()


COMPACT = (",", ":")
"""What parts items and values in JSON without blanks."""


def as_json(value: object, *, indent: int | None = None, separators: tuple[str, str] | None = None) -> str:
    """Return JSON that UTF-8 can hold: half of a surrogate pair stands by its number."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return json.dumps(value, indent=indent, separators=separators) if NOT_UTF8.search(text) else text


def write_records(path: Path, values: Iterable[object], *, keep: bool = False) -> int:
    """Write one value a line, streaming; return how many. With `keep`, a file of the same bytes keeps its time."""
    count = 0
    with replacing(path, "wb", keep=keep) as file:
        for value in values:
            head, body = _dumped(value)
            file.write(head.encode())
            file.write(body)
            file.write(b"\n")
            count += 1
    return count


def read_records(path: Path, kind: type[T]) -> Iterator[T]:
    """Yield the values of a record file, one at a time.

    Raises:
        NotFoundError: the file is not there.
        InputError: a line is not of that kind, or of a newer format.
    """
    try:
        file = path.open(encoding="utf-8", newline="\n")
    except FileNotFoundError:
        raise NotFoundError(str(path), "the file is not there", "Run the stage that makes it first.") from None
    with file:
        number = 0
        try:
            for number, line in enumerate(file, 1):
                yield read_record(line, kind, f"{path}:{number}")
        except UnicodeDecodeError:
            raise InputError(f"{path}:{number + 1}", "is not UTF-8", AGAIN) from None


def read_edited(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Read a record file that people edit; none if it is not there; blank lines are allowed.

    Raises:
        InputError, ProblemsError: every problem of every line, told at once.
    """
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # an editor may have put a mark before it
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8", "Save it as UTF-8.") from None
    values: list[T] = []
    problems: list[AnnotateError] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            with collected(problems):
                values.append(read_record(line, kind, f"{path}:{number}", "Mend the line."))
    raise_problems(problems)
    return tuple(values)


def read_record(line: str, kind: type[T], where: str, todo: str = AGAIN) -> T:
    """Return the value that one line of a record file holds.

    Raises:
        InputError, ProblemsError: it is not of that kind, or of a newer format.
    """
    from pydantic import ValidationError

    if line.startswith(f'{{"format":"{FORMATS[kind]}",'):
        try:
            return adapter(kind).validate_json(line)
        except ValidationError:
            pass  # what is wrong is told below, with its place; lone surrogates are read there
    try:
        body = json.loads(line)
    except ValueError as error:
        raise InputError(where, f"is not JSON ({error})", todo) from None
    found = body.pop("format", None) if isinstance(body, dict) else None
    if found != FORMATS[kind]:
        raise InputError(
            where,
            f"the format is {found!r}, this version reads {FORMATS[kind]!r}",
            "Use the version of annotate that wrote it, or run the stage again.",
        )
    try:
        return adapter(kind).validate_python(body)
    except ValidationError as error:
        raise ProblemsError(
            InputError(f"{where} {'.'.join(map(str, item['loc']))}", item["msg"], todo) for item in error.errors()
        ) from None
