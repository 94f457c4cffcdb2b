"""One file a source format, found by the file's suffix through the registry.

A reader takes a path and gives a `Reading`: the file's text as it stands, and
what the format knows about it. Cleaning is none of its business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from annotate.errors import InputError, NotFoundError
from annotate.ingest.readers.reading import Reading
from annotate.registry import Registry

__all__ = ["READERS", "Reader", "Reading", "read", "suffixes"]

READERS = Registry(
    "readers",
    {
        "md": "annotate.ingest.readers.markdown:read_markdown",
        "txt": "annotate.ingest.readers.plain:read_plain",
    },
)


class Reader(Protocol):
    """What reads one source format."""

    def __call__(self, data: bytes, where: str) -> Reading:
        """Return the reading of a file's bytes; `where` names it in errors."""
        ...


def suffixes() -> tuple[str, ...]:
    """Return the suffixes that can be read, with their dots."""
    return tuple(f".{name}" for name in READERS.names())


def read(path: Path) -> tuple[bytes, Reading]:
    """Return a file's bytes and what its format's reader makes of them.

    Raises:
        NotFoundError: the file is not there.
        InputError: it cannot be read, is empty, binary, or of no known format.
    """
    name = path.suffix.lower().removeprefix(".")
    if name not in READERS.names():
        what = f"files of the kind {path.suffix or '(no suffix)'} cannot be read"
        raise InputError(str(path), what, f"Convert it to one of: {' '.join(suffixes())}.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(str(path), "the file is not there", "Check its name and place.") from None
    except IsADirectoryError:
        raise InputError(str(path), "is a folder, not a paper", "Rename the folder or give its files.") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "Check its permissions.") from None
    reader: Reader = READERS.load(name)
    return data, reader(data, str(path))
