"""What the places of printed lines tell: where paragraphs begin, what is set large.

This line is full and ends.        <- full: the next may go on
So is this one, but it ends.
   An indent begins a paragraph,
and so does a wider gap.

A line that ends while the next
word would have fitted is
the last.                          <- short
Then another begins.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from annotate.ingest.characters import is_finished

_FIRST_WORD = re.compile(r"[^\s\u2e80-\uffef]+")
_INDENT = 0.8
_LARGE = 1.08
_GAP = 1.3
# Han and the mark that may not begin a line.
_HAN_NEED = 2.3
_LATIN_ADVANCE = 0.5
_MOST_LARGE = 0.3
_LEAST_LINES = 5


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line: where it begins and ends, its baseline and type size, in points.

    Args:
        raised: extents of superscript digits in its text.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    raised: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float


def text_size(pages: Sequence[Sequence[Printed]]) -> float:
    """Return the type size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def lay_out(pages: Sequence[Sequence[Printed]], usual: float) -> Iterator[tuple[tuple[Printed, bool, int], int]]:
    """Yield each line, whether a paragraph begins with it, its rank if it is large, and its page."""
    ranks = _ranks(pages, usual)
    runs = [(page, run) for page, lines in enumerate(pages) for run in _runs(lines)]
    wide = _usual_width([run for _, run in runs], usual)
    leading = _leading([run for _, run in runs], usual)
    parted = _are_parted([run for _, run in runs], leading)
    before: Printed | None = None
    edge = _Column(0, 0)
    for page, run in runs:
        column = _column(run, usual, wide)
        for at, line in enumerate(run):
            begins = before is None or _begins(before, line, edge, leading if at else None, parted=parted)
            if not at and line.left > column.left + _INDENT * line.size:
                begins = True
            yield (line, begins, ranks.get(line.size, 0)), page
            before, edge = line, column


def _ranks(pages: Sequence[Sequence[Printed]], usual: float) -> dict[float, int]:
    """Return the rank of each size that is clearly larger than the text's, 1 for the largest."""
    lines = [line for page in pages for line in page]
    large = Counter(line.size for line in lines if line.size > _LARGE * usual)
    if sum(large.values()) > max(_LEAST_LINES, _MOST_LARGE * len(lines)):
        return {}
    return {size: rank for rank, size in enumerate(sorted(large, reverse=True), 1)}


def _runs(lines: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Cut a page where the next line stands above: a new column."""
    run: list[Printed] = []
    for line in lines:
        if run and line.base > run[-1].base + 2 * line.size:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _usual_width(runs: Sequence[Sequence[Printed]], usual: float) -> float:
    widths = []
    for run in runs:
        own = [line for line in run if abs(line.size - usual) < 0.05 * usual]
        if len(own) >= _LEAST_LINES:
            widths.append(_edge([line.right for line in own]) - min(line.left for line in own))
    return median(widths) if widths else 0.0


def _edge(rights: list[float]) -> float:
    # A tenth may hang over: marks in the margin, a title as wide as two columns.
    return sorted(rights)[(len(rights) - 1) * 9 // 10]


def _column(run: Sequence[Printed], usual: float, wide: float) -> _Column:
    own = [line for line in run if abs(line.size - usual) < 0.05 * usual] or list(run)
    left = min(line.left for line in own)
    right = _edge([line.right for line in own])
    return _Column(left, right if len(own) >= _LEAST_LINES else max(right, left + wide))


def _leading(runs: Sequence[Sequence[Printed]], usual: float) -> float:
    """Return the usual distance from line to line, in type sizes."""
    steps: Counter[float] = Counter()
    for run in runs:
        for line, after in itertools.pairwise(run):
            if line.size == after.size == usual and line.base > after.base:
                steps[round((line.base - after.base) / usual, 1)] += 1
    return max(steps, key=lambda step: (steps[step], -step), default=0.0)


def _are_parted(runs: Sequence[Sequence[Printed]], leading: float) -> bool:
    """True if paragraphs are set apart by gaps or indents, so that a short line alone parts none."""
    pairs = [pair for run in runs for pair in itertools.pairwise(run) if pair[0].size == pair[1].size]
    apart = sum(_is_apart(line, after, leading) for line, after in pairs)
    return apart >= max(2, len(pairs) // 50)


def _is_apart(line: Printed, after: Printed, leading: float) -> bool:
    gap = line.base - after.base > max(_GAP * leading, leading + 0.25) * after.size
    return gap or after.left > line.left + _INDENT * after.size


def _begins(line: Printed, after: Printed, column: _Column, leading: float | None, *, parted: bool) -> bool:
    """True if a paragraph begins with `after`; no leading is known over a column's or a page's end."""
    if abs(line.size - after.size) > 0.05 * line.size:
        return True
    if leading is not None and (parted or _is_apart(line, after, leading)):
        return _is_apart(line, after, leading)
    room = column.right - line.right
    return room > _need(after) and is_finished(line.text)


def _need(line: Printed) -> float:
    """Return how much room the line's first word would have taken at the end of the line above."""
    match = _FIRST_WORD.match(line.text)
    if not match:
        return _HAN_NEED * line.size
    return (len(match[0]) + 1) * _LATIN_ADVANCE * line.size + 0.3 * line.size
