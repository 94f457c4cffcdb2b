"""One file a source format, found by the file's suffix through the registry.

A reader takes a path and gives a `Reading`: the file's text as it stands, and
what the format knows about it. Cleaning is none of its business.
"""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path
from typing import Protocol

from annotate.errors import InputError, NotFoundError
from annotate.ingest.readers.reading import Reading
from annotate.model import Source
from annotate.registry import Registry

__all__ = ["READERS", "Reader", "Reading", "parse", "read", "read_again", "read_bytes", "suffixes", "version"]

READERS = Registry(
    "readers",
    {
        "docx": "annotate.ingest.readers.docx:read_docx",
        "htm": "annotate.ingest.readers.html:read_html",
        "html": "annotate.ingest.readers.html:read_html",
        "md": "annotate.ingest.readers.markdown:read_markdown",
        "pdf": "annotate.ingest.readers.pdf:read_pdf",
        "txt": "annotate.ingest.readers.plain:read_plain",
    },
    extras={"docx": "docx", "htm": "html", "html": "html", "pdf": "pdf"},
)
"""The readers by the suffixes of the files they read."""

# Raised whenever a reader's text changes for the same file.
VERSIONS = {"docx": 3, "htm": 2, "html": 2, "md": 1, "pdf": 3, "txt": 1}


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
        MissingExtraError: the packages that its format needs are not installed.
    """
    data = read_bytes(path)
    return data, parse(data, path)


def read_again(source: Source, papers: Path) -> Reading:
    """Return the reading of a paper that was ingested before: offsets of its document fit no other.

    Raises:
        NotFoundError, InputError, MissingExtraError: as `read`; or the file has changed since.
    """
    data, reading = read(papers / source.path)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise InputError(str(papers / source.path), "has changed since it was ingested", "Run: annotate ingest")
    return reading


def parse(data: bytes, path: Path) -> Reading:
    """Return what the reader of a path's format makes of the file's bytes.

    Raises:
        InputError: they are empty, damaged, or not of that format.
        MissingExtraError: the packages that the format needs are not installed.
    """
    reader: Reader = READERS.load(_format(path))
    if not data:
        raise InputError(str(path), "the file is empty", "Remove it or fill it.")
    return reader(data, str(path))


def version(path: Path) -> str:
    """Return the name and version of the reader of a path's format."""
    name = _format(path)
    return f"{name}/{VERSIONS.get(name, 1)}"


def _format(path: Path) -> str:
    name = path.suffix.lower().removeprefix(".")
    if name not in READERS.names():
        what = f"files of the kind {path.suffix or '(no suffix)'} cannot be read"
        raise InputError(str(path), what, f"Convert it to one of: {' '.join(suffixes())}.")
    return name


def read_bytes(path: Path) -> bytes:
    """Return a paper's bytes.

    Raises:
        NotFoundError: the file is not there.
        InputError: it cannot be read, or is of no known format.
    """
    _format(path)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise InputError(str(path), "is no ordinary file", "Give a file.")
        return path.read_bytes()
    except FileNotFoundError:
        if path.is_symlink():
            what = "is a link to a file that is not there"
            raise NotFoundError(str(path), what, "Remove the link, or put the file back.") from None
        raise NotFoundError(str(path), "the file is not there", "Check its name and place.") from None
    except IsADirectoryError:
        raise InputError(str(path), "is a folder, not a paper", "Rename the folder or give its files.") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InputError(str(path), "is a link that leads to itself", "Remove the link.") from None
        raise InputError(str(path), f"cannot be read ({error.strerror})", "Check its permissions.") from None
