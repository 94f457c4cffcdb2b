"""Continua and their units, as the unitizing coefficients want them: each character has one value or none.

Annotators overlap and nest their spans, continua cannot. So: overlapping spans
of one annotator and label are one unit, their union; spans that only touch stay
two. With several labels at once the shorter span stands where two overlap (an
actor inside a claim), the later of equally long ones; two labels on one extent
are a value of their own.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from annotate.model import Extent

Unit = tuple[int, int, str]
"""Start, end and value of one unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuum:
    """A stretch and each annotator's units in it, in order, without overlap.

    Args:
        units: one sequence an annotator; offsets from the continuum's start.
    """

    length: int
    units: tuple[tuple[Unit, ...], ...]


def union(extents: Iterable[Extent]) -> list[Extent]:
    """Return the extents with overlapping ones joined; those that touch stay apart.

    >>> union([Extent(4, 6), Extent(0, 3), Extent(2, 4)])
    [Extent(start=0, end=4), Extent(start=4, end=6)]
    """
    joined: list[Extent] = []
    for extent in sorted(extents):
        if joined and extent.start < joined[-1].end:
            joined[-1] = Extent(joined[-1].start, max(joined[-1].end, extent.end))
        else:
            joined.append(extent)
    return joined


def flatten(units: Iterable[Unit]) -> list[Unit]:
    """Return units of several labels without overlap, by the rule of the shorter one.

    >>> flatten([(0, 9, "claim"), (2, 4, "actor")])
    [(0, 2, 'claim'), (2, 4, 'actor'), (4, 9, 'claim')]
    """
    values: dict[tuple[int, int], list[str]] = {}
    for start, end, value in units:
        values.setdefault((start, end), []).append(value)
    named = sorted((start, end, "+".join(sorted(set(found)))) for (start, end), found in values.items())
    edges = sorted({edge for start, end, _ in named for edge in (start, end)})
    flat: list[Unit] = []
    owner: list[tuple[int, int, str]] = []
    open_units: list[tuple[int, int, int, str]] = []
    place = 0
    for at, until in pairwise(edges):
        while place < len(named) and named[place][0] == at:
            start, end, value = named[place]
            heapq.heappush(open_units, (end - start, -start, end, value))
            place += 1
        while open_units and open_units[0][2] <= at:
            heapq.heappop(open_units)
        if open_units:
            _, start, end, value = open_units[0]
            # Parts of one span with nothing in between are one unit again.
            if owner and flat[-1][1] == at and owner[-1] == (-start, end, value):
                flat[-1] = (flat[-1][0], until, value)
            else:
                flat.append((at, until, value))
                owner.append((-start, end, value))
    return flat
