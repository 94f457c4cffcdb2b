"""The cells of a matrix' row whose entries lie on disk: each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from annotate.model import Cell, Entry
from annotate.spool import Spool


class Cells(Sequence[Cell]):
    """One row's cells.

    Args:
        entries: of the whole matrix.
        places: by the columns in which anything stands, which of them, in order.
        absences: by column, why nothing that people found stands there.
    """

    def __init__(self, entries: Spool[Entry], places: Mapping[int, Sequence[int]], absences: Sequence[str]) -> None:
        """Take the places; no entry is read yet."""
        self._entries = entries
        self._places = places
        self._absences = absences

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self._absences)

    def __iter__(self) -> Iterator[Cell]:
        """Yield the cells."""
        return map(self._cell, range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Cell: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, place: int | slice) -> Cell | tuple[Cell, ...]:
        """Return one cell or several."""
        if isinstance(place, slice):
            return tuple(map(self._cell, range(*place.indices(len(self)))))
        return self._cell(range(len(self))[place])

    def _cell(self, column: int) -> Cell:
        entries = tuple([self._entries[place] for place in self._places.get(column, ())])
        return Cell(entries=entries, absence=self._absences[column])
