"""The documents of an earlier run, read in step with the papers: a corpus need not fit into memory."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from annotate.errors import AnnotateError
from annotate.model import Document

T = TypeVar("T")
_PATH = re.compile(r'"source":\{"path":("(?:[^"\\]|\\.)*")')


def place_of(document: Document) -> str:
    """Return the path below papers/ of a document's paper."""
    return document.source.path


def place_in(line: str) -> str:
    r"""Return the same from a document's line in `work/documents.jsonl`; empty if it does not stand there.

    >>> place_in('{"format":"document/1","id":"a","source":{"path":"a \\"b\\".txt","sha256":""}}')
    'a "b".txt'
    """
    found = _PATH.search(line)
    return str(json.loads(found[1])) if found else ""


class Earlier(Generic[T]):
    """Documents in the order of their papers' paths; each is asked for once, in that order.

    Args:
        documents: as an earlier run wrote them. What can no longer be read, or
            stands in another order, counts as not there.
        place: the path of a document's paper.
    """

    def __init__(self, documents: Iterable[T], place: Callable[[T], str]) -> None:
        """Read the first one."""
        self._rest = iter(documents)
        self._place = place
        self._head = self._next()

    def find(self, place: str) -> T | None:
        """Return the document of the paper at a path below papers/, if there is one."""
        wanted = PurePosixPath(place)
        while self._head is not None and PurePosixPath(self._place(self._head)) < wanted:
            self._head = self._next()
        return self._head if self._head is not None and self._place(self._head) == place else None

    def _next(self) -> T | None:
        try:
            return next(self._rest, None)
        except (AnnotateError, ValueError):
            return None
