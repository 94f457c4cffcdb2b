r"""Where each character of the clean text stood in the source.

Cleaning drops stretches of the source (hard line breaks, running heads,
footnotes) and rewrites none of its characters:

    source   科 技 \n 竞 争 ^① 。
    clean    科 技    竞 争     。
    runs     (0,0,2)  (2,3,2)  (4,7,1)

A map is a tuple of runs `(clean_start, source_start, length)`: `length` clean
characters from `clean_start` on are the source characters from `source_start`
on, one for one. White space may stand for other white space (a line break that
became a space between Latin words); no other character is changed. What no run
covers was removed. All offsets are Python code points, extents are half-open.

>>> m = OffsetMap(((0, 0, 2), (2, 3, 2), (4, 7, 1)))
>>> [m.to_source(i) for i in range(5)]
[0, 1, 3, 4, 7]
>>> m.source_extent(1, 3)
(1, 4)
>>> m.removed(8)
((2, 3), (5, 7))
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Run = tuple[int, int, int]
"""Where a run begins in the clean text and in the source, and its length."""


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """A monotone map from clean offsets to source offsets.

    Args:
        runs: `(clean_start, source_start, length)`, in order, without overlap
            on either side and without gaps on the clean side.
    """

    runs: tuple[Run, ...]
    _clean_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _source_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse runs that are not a monotone map without gaps."""
        clean = source = 0
        for clean_start, source_start, length in self.runs:
            if clean_start != clean or source_start < source or length <= 0:
                msg = f"run {(clean_start, source_start, length)} does not follow clean {clean}, source {source}"
                raise ValueError(msg)
            clean, source = clean_start + length, source_start + length
        object.__setattr__(self, "_clean_starts", tuple(run[0] for run in self.runs))
        object.__setattr__(self, "_source_starts", tuple(run[1] for run in self.runs))

    def __len__(self) -> int:
        """Return the number of clean characters."""
        return self.runs[-1][0] + self.runs[-1][2] if self.runs else 0

    def to_source(self, offset: int) -> int:
        """Return the source offset of the clean character at `offset`.

        Raises:
            IndexError: there is no such clean character.
        """
        if not 0 <= offset < len(self):
            msg = f"offset {offset} is outside the {len(self)} clean characters"
            raise IndexError(msg)
        clean, source, _ = self.runs[bisect_right(self._clean_starts, offset) - 1]
        return source + offset - clean

    def to_clean(self, offset: int) -> int | None:
        """Return the clean offset of a source character, None if it was removed."""
        at = bisect_right(self._source_starts, offset) - 1
        if at < 0:
            return None
        clean, source, length = self.runs[at]
        return clean + offset - source if offset < source + length else None

    def clean_position(self, offset: int) -> int:
        """Return the clean offset of the first kept character at or after a source offset.

        The end of the clean text stands for everything behind the last run.
        """
        kept = self.to_clean(offset)
        if kept is not None:
            return kept
        at = bisect_right(self._source_starts, offset)
        return self._clean_starts[at] if at < len(self.runs) else len(self)

    def source_extent(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest source extent that holds the clean extent."""
        if start >= end:
            at = self.to_source(start) if start < len(self) else (self.to_source(start - 1) + 1 if len(self) else 0)
            return at, at
        return self.to_source(start), self.to_source(end - 1) + 1

    def source_pieces(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the stretches of the source that the clean extent is made of."""
        pieces = []
        for clean, source, length in self._from(start):
            if clean >= end:
                break
            low, high = max(start, clean), min(end, clean + length)
            pieces.append((source + low - clean, source + high - clean))
        return tuple(pieces)

    def _from(self, start: int) -> Iterator[Run]:
        first = max(0, bisect_right(self._clean_starts, start) - 1)
        for at in range(first, len(self.runs)):
            yield self.runs[at]

    def removed(self, source_length: int) -> tuple[tuple[int, int], ...]:
        """Return the stretches of a source of that length that no run covers."""
        gaps, at = [], 0
        for _, source, length in self.runs:
            if source > at:
                gaps.append((at, source))
            at = source + length
        if at < source_length:
            gaps.append((at, source_length))
        return tuple(gaps)

    def then(self, later: OffsetMap) -> OffsetMap:
        """Compose: `self` maps b to a, `later` maps c to b; the result maps c to a."""
        runs: list[Run] = []
        for clean, middle, length in later.runs:
            at = clean
            for start, end in self.source_pieces(middle, middle + length):
                runs.append((at, start, end - start))
                at += end - start
        return OffsetMap(merge_runs(runs))


def identity(length: int) -> OffsetMap:
    """Return the map of a text from which nothing was removed."""
    return OffsetMap(((0, 0, length),) if length else ())


def merge_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join runs that continue each other on both sides.

    >>> merge_runs([(0, 5, 2), (2, 7, 1), (3, 9, 1)])
    ((0, 5, 3), (3, 9, 1))
    """
    merged: list[Run] = []
    for clean, source, length in runs:
        if merged and merged[-1][0] + merged[-1][2] == clean and merged[-1][1] + merged[-1][2] == source:
            merged[-1] = (merged[-1][0], merged[-1][1], merged[-1][2] + length)
        else:
            merged.append((clean, source, length))
    return tuple(merged)
