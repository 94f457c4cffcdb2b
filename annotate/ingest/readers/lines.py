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

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from annotate.ingest.characters import is_finished

_FIRST_WORD = re.compile(r"[^\s\u2e80-\uffef]+")
_INDENT = 0.8
_LARGE = 1.08
_GAP = 0.15
# Han and the mark that may not begin a line.
_HAN_NEED = 2.3
_LATIN_ADVANCE = 0.5
_SPACE = 0.15
_OVERLAP = 0.3
_RAISED = 0.5
_SMALL = 0.9
# A superscript may push its line down.
_PUSHED = 0.35
_LONGEST_HEAD = 60
_NOTE_NUMBER = re.compile(r"(\d{1,3})[.．]?[\s\u3000]+(?=\S)")
_DIGITS = re.compile(r"\d+")
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


def merged(lines: Iterable[Printed]) -> list[Printed]:
    """Join what stands on one baseline side by side: a superscript breaks a line in extraction."""
    found: list[Printed] = []
    for line in lines:
        if found and _is_beside(found[-1], line):
            found[-1] = _together(found[-1], line)
        else:
            found.append(line)
    return found


def _is_beside(before: Printed, line: Printed) -> bool:
    level = abs(before.base - line.base) < _RAISED * before.size
    return level and -_OVERLAP < (line.left - before.right) / line.size < 1


def _together(before: Printed, line: Printed) -> Printed:
    apart = " " if line.left - before.right > _SPACE * line.size and line.text[0].isascii() else ""
    at = len(before.text) + len(apart)
    alone = line.text.isdecimal() and line.size < _SMALL * before.size
    raised = ((0, len(line.text)),) if alone else line.raised
    shifted = tuple((start + at, end + at) for start, end in raised)
    return replace(before, text=f"{before.text}{apart}{line.text}", right=line.right, raised=before.raised + shifted)


def with_note_numbers(pages: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """Take the plain numbers that begin notes for marks where those superscripts stand above them.

    That is in the same column or the one before it: notes stand at each column's foot.
    """
    found: list[list[Printed]] = []
    waiting: list[int] = []
    largest = _LARGE * text_size(pages)
    for lines in pages:
        page: list[Printed] = []
        for run in _runs(lines):
            waiting = _mark_notes(run, waiting, largest)
            page += run
        found.append(page)
    return found


def _mark_notes(column: list[Printed], waiting: list[int], largest: float) -> list[int]:
    """Mark the numbers of the notes at a column's foot; return the marks of this column that wait for theirs."""
    marks = [at for at, line in enumerate(column) if any(start for start, _ in line.raised)]
    own = sorted({int(column[at].text[start:end]) for at in marks for start, end in column[at].raised if start})
    waiting = [*(number for number in waiting if number not in own), *own]
    numbered = [
        (at, int(match[1]))
        for at in range(marks[-1] + 1 if marks else 0, len(column))
        if not column[at].raised and column[at].size <= largest and (match := _NOTE_NUMBER.match(column[at].text))
    ]
    notes = _notes_in(numbered, waiting)
    for at in notes:
        match = _NOTE_NUMBER.match(column[at].text)
        if match:
            column[at] = replace(column[at], raised=(match.span(1),))
    # What no note answers by the end of the next column never had one.
    return [number for number in waiting[len(notes) :] if number in own]


def _notes_in(numbered: Sequence[tuple[int, int]], waiting: Sequence[int]) -> list[int]:
    """Return the lines that begin notes, of those that begin with a number: most of what waits, nearest to the foot.

    A heading above the notes may have the number of the first.
    """
    best: list[int] = []
    for last, (_, number) in enumerate(numbered):
        if number not in waiting[len(best) :]:
            continue
        chain: list[int] = []
        wanted = list(waiting[: waiting.index(number) + 1])
        for at, own in reversed(numbered[: last + 1]):
            if wanted and own == wanted[-1]:
                chain.insert(0, at)
                wanted.pop()
        if not wanted:
            best = chain
    return best


def split_furniture(pages: Sequence[Sequence[Printed]]) -> tuple[list[list[Printed]], list[list[Printed]]]:
    """Return each page's text lines, and its running heads: what stands at one height on several pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in _outermost(page)})
    heads = [[line for line in _outermost(page) if seen[_place(line)] > 1] for page in pages]
    texts = [
        [line for line in page if line not in head] if head else list(page)
        for page, head in zip(pages, heads, strict=True)
    ]
    return texts, heads


def _place(line: Printed) -> tuple[str, int]:
    return _DIGITS.sub("0", line.text), round(line.base / 4)


def _outermost(page: Sequence[Printed]) -> list[Printed]:
    """Return the two highest and the two lowest lines of a page, from the top, its sentences aside."""
    ordered = sorted(page, key=lambda line: -line.base)
    outermost = dict.fromkeys([*ordered[:2], *ordered[-2:]])  # no set: the source text is written in this order
    return [line for line in outermost if not is_finished(line.text) and len(line.text) <= _LONGEST_HEAD]


def text_size(pages: Sequence[Sequence[Printed]]) -> float:
    """Return the type size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def lay_out(pages: Sequence[Sequence[Printed]], usual: float) -> Iterator[tuple[tuple[Printed, bool, int], int, bool]]:
    """Yield each line, whether a paragraph begins with it, its rank if large, its page, whether it begins a column."""
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
            yield (line, begins, ranks.get(line.size, 0)), page, not at
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
    steps = [
        (line.base - after.base) / usual
        for run in runs
        for line, after in pairwise(run)
        if line.size == after.size == usual and line.base > after.base
    ]
    bins = Counter(round(step, 1) for step in steps)
    most = max(bins, key=lambda step: (bins[step], -step), default=0.0)
    return median([step for step in steps if round(step, 1) == most] or [0.0])


def _are_parted(runs: Sequence[Sequence[Printed]], leading: float) -> bool:
    """True if paragraphs are set apart by gaps or indents, so that a short line alone parts none."""
    pairs = [pair for run in runs for pair in pairwise(run) if pair[0].size == pair[1].size]
    apart = sum(_is_apart(line, after, leading) for line, after in pairs)
    return apart >= max(2, len(pairs) // 50)


def _is_apart(line: Printed, after: Printed, leading: float) -> bool:
    gap = line.base - after.base > (leading + _GAP + (_PUSHED if after.raised else 0)) * after.size
    return gap or after.left > line.left + _INDENT * after.size


def _begins(line: Printed, after: Printed, column: _Column, leading: float | None, *, parted: bool) -> bool:
    """True if a paragraph begins with `after`; no leading is known over a column's or a page's end."""
    if abs(line.size - after.size) > 0.05 * line.size:
        return True
    short = column.right - line.right > _need(after) and is_finished(line.text)
    if leading is None:
        return short
    # Of several short points each is indented like the one above.
    point = short and after.left > column.left + _INDENT * after.size
    return _is_apart(line, after, leading) or point or (short and not parted)


def _need(line: Printed) -> float:
    """Return how much room the line's first word would have taken at the end of the line above."""
    match = _FIRST_WORD.match(line.text)
    if not match:
        return _HAN_NEED * line.size
    return (len(match[0]) + 1) * _LATIN_ADVANCE * line.size + 0.3 * line.size
