"""The documents of an earlier run, read in step with the papers: a corpus need not fit into memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from annotate.errors import AnnotateError
from annotate.model import Document


class Earlier:
    """Documents in the order of their papers' paths; each is asked for once, in that order.

    Args:
        documents: as an earlier run wrote them. What can no longer be read, or
            stands in another order, counts as not there.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        """Read the first one."""
        self._rest = iter(documents)
        self._head = self._next()

    def find(self, place: str) -> Document | None:
        """Return the document of the paper at a path below papers/, if there is one."""
        wanted = PurePosixPath(place)
        while self._head is not None and PurePosixPath(self._head.source.path) < wanted:
            self._head = self._next()
        return self._head if self._head is not None and self._head.source.path == place else None

    def _next(self) -> Document | None:
        try:
            return next(self._rest, None)
        except AnnotateError:
            return None
