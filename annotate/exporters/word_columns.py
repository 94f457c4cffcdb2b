"""The columns of a list on a page of Word: how wide each is, and what does not fit beside the rest.

A list is one table as long as no word of a head or of a short cell has to be broken. Else it is several, one below
the other, each with the first column again, which names the rows; columns of one kind stay together where they can:

    Authors  Characters  Paragraphs  …
    Authors  Claim  Evidence  Actor  …
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from annotate.han import HAN

SIZE, SMALL = 9, 16  # of the document in points, of cells in half points
HEADS = (2 * SIZE, SMALL, 14, 12)  # half points of heads: the largest at which no word is broken
PADDING, CELL = 0.42, 0.0098  # centimetres: at both sides of a cell, and of half a Han character for each half point
SHORT, LONG = 6, 120  # half Han characters for which every column has room; more characters make it no wider
LONGEST_WORD = 14  # half Han characters of a word in a cell that is not broken
BRIEF = 40  # characters of a cell whose words are not broken; a longer one has a wide column
STEP = 1.05
RUN = re.compile(f"[{HAN}]+")
WORD = re.compile(rf"[^\s{HAN}、，；：。（）／-]+-?")


@dataclass(slots=True)
class Column:
    """What is known of a column: its head, and what its cells take.

    Args:
        kind: columns of one kind stand in one table where they can.
        longest: characters of the longest cell.
        word: half Han characters of the longest word of a brief cell.
    """

    kind: str
    head: str
    longest: int = 0
    word: int = 0

    def see(self, cell: str) -> None:
        """Take a cell into account."""
        length = len(cell)
        self.longest = max(self.longest, length)
        if length <= BRIEF:
            self.word = max(self.word, _widest(cell))

    def needed(self, points: int) -> float:
        """Return the least width in centimetres, with a head of so many half points."""
        cells = max(min(2 * self.longest, SHORT), self.word)
        return PADDING + CELL * max(points * longest_word(self.head), SMALL * cells)


@dataclass(frozen=True, slots=True)
class Part:
    """One table: which of the columns stand in it, their widths in centimetres, the heads' size in half points."""

    places: tuple[int, ...]
    widths: tuple[float, ...]
    half_points: int


def laid_out(columns: Sequence[Column], room: float) -> list[Part]:
    """Return the tables in which columns stand, in their order; the first column is in each.

    Args:
        columns: at least one.
        room: the width of the page within its margins, in centimetres.
    """
    whole = range(len(columns))
    for points in HEADS:
        if _taken(columns, whole, points) <= room:
            return [_part(columns, whole, points, room)]
    units = list(_units(columns, room))
    fewest = len(_filled(columns, units, room))
    limit = _taken(columns, whole, SMALL) / fewest
    # As many tables as must be, each about as wide as the others.
    while limit < room and len(_filled(columns, units, limit)) > fewest:
        limit *= STEP
    return [_part(columns, places, SMALL, room) for places in _filled(columns, units, min(limit, room))]


def _taken(columns: Sequence[Column], places: Iterable[int], points: int) -> float:
    return sum(columns[n].needed(points) for n in places)


def _units(columns: Sequence[Column], room: float) -> Iterable[tuple[int, ...]]:
    """Yield what should not be parted: columns of one kind, if a table holds them all."""
    for _, own in groupby(range(1, len(columns)), key=lambda n: columns[n].kind):
        unit = tuple(own)
        fits = _taken(columns, (0, *unit), SMALL) <= room
        yield from [unit] if fits else [(n,) for n in unit]


def _filled(columns: Sequence[Column], units: Iterable[Sequence[int]], room: float) -> list[tuple[int, ...]]:
    """Return the columns of each table, one filled after the other."""
    tables: list[tuple[int, ...]] = [(0,)]
    for unit in units:
        if len(tables[-1]) > 1 and _taken(columns, (*tables[-1], *unit), SMALL) > room:
            tables.append((0,))
        tables[-1] += tuple(unit)
    return tables


def _part(columns: Sequence[Column], places: Iterable[int], points: int, room: float) -> Part:
    """Return a table as wide as the page: what is left over goes to columns with long cells."""
    places = tuple(places)
    needed = [columns[n].needed(points) for n in places]
    shares = [max(1, min(LONG, columns[n].longest) - SHORT) ** 0.8 for n in places]
    given = max(0.0, room - sum(needed))
    widths = [need + given * share / sum(shares) for need, share in zip(needed, shares, strict=True)]
    return Part(places, tuple([room * width / sum(widths) for width in widths]), points)


def longest_word(head: str) -> int:
    """Return how many half Han characters wide a head has to be: as its longest word, and half its Chinese words.

    >>> [longest_word(head) for head in ("支持（n/m）", "Reasons of", "语气", "论文数", "被建议条数")]
    [7, 7, 4, 4, 6]
    """
    # In this encoding a Han character takes two bytes.
    taken = [len(word.encode("gb18030", "replace")) for word in RUN.sub(" ", head).split()]
    taken += [2 * min(len(word), max(2, (len(word) + 1) // 2)) for word in RUN.findall(head)]
    return max(taken, default=0)


@lru_cache(maxsize=1 << 12)
def _widest(cell: str) -> int:
    return min(LONGEST_WORD, max(map(len, WORD.findall(cell)), default=0))
