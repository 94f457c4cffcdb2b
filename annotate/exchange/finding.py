"""Which files of other programs lie at a path, and in which format."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from annotate.errors import InputError, NotFoundError
from annotate.exchange import name_of

SUFFIXES = {".ann": "brat", ".xmi": "cas", ".zip": "cas", ".qdpx": "refi-qda", ".spacy": "docbin"}
# What a damaged archive may end in; its bytes are read beforehand, so that no error of the disk is among them.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, RuntimeError, EOFError, OverflowError)


def format_of(path: Path) -> str:
    """Return the format of a file, or of all the files below a folder; empty if it is none of these.

    Raises:
        NotFoundError: there is nothing there, or nothing of these formats below it.
        InputError: the folder holds several formats.
    """
    if not path.exists():
        raise NotFoundError(str(path), "the file is not there", "Check its name and place.")
    if path.is_file():
        return SUFFIXES.get(path.suffix.lower(), "")
    found = sorted({SUFFIXES[file.suffix.lower()] for file in files_below(path, SUFFIXES)})
    if not found:
        what = "holds no annotations of another program"
        raise NotFoundError(str(path), what, f"Known are files that end in: {' '.join(SUFFIXES)}.")
    if len(found) > 1:
        what = f"holds annotations in several formats: {', '.join(found)}"
        raise InputError(str(path), what, "Give the folder or file of one of them.")
    return found[0]


def is_foreign(paths: Iterable[Path]) -> bool:
    """True if a path is a folder or ends as files of another program do."""
    return any(path.is_dir() or path.suffix.lower() in SUFFIXES for path in paths)


def files_below(path: Path, suffixes: Iterable[str]) -> list[Path]:
    """Return the file itself, or the files below a folder that end so, sorted; hidden ones are left out."""
    if not path.is_dir():
        return [path]
    wanted = set(suffixes)
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and file.suffix.lower() in wanted
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def who_of(file: Path, top: Path) -> str:
    """Return the folder in which a file lies below the top, as whose work it is; empty if it lies at the top.

    >>> who_of(Path("out/brat/annotator-li/a.ann"), Path("out/brat"))
    'li'
    """
    folder = file.parent
    if top in {file, folder}:
        return ""
    return name_of(folder.name)


def text_of(data: bytes, where: str) -> str:
    """Return the text of a file that must be UTF-8, every line end as it is.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{where} byte {error.start}", "is not UTF-8", "Save it as UTF-8.") from None
