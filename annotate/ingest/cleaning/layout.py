"""How the text was laid out: whether printed lines are lines, where pages begin.

In a hard-wrapped text most lines end in mid-sentence at about the same width;
a line that ends a sentence before that width ends a paragraph. Some extractions
put an empty line between every two printed lines, a space before the first line
of a page, or a space behind the last line of a paragraph: measured here, once,
so that later steps need not guess.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from annotate.han import HAN
from annotate.ingest.characters import han_share, is_finished, width
from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.cleaning.wrapping import are_set_apart, columns

_APART = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
_TOUCHING = re.compile(f"[{HAN}](?=[A-Za-z0-9])|[A-Za-z0-9](?=[{HAN}])")
WIDEST = 160
SHORTEST = 20
FEWEST = 6
SAMPLE = 20_000
# English footnotes and abstracts leave a Chinese paper far more, Chinese names an English one far less.
LEAST_HAN = 0.1


def measure(draft: Draft) -> None:
    """Find out how the text was laid out."""
    draft.han = han_share(draft.text[:SAMPLE]) >= LEAST_HAN
    sample = draft.text[:SAMPLE]
    draft.airy = 2 * len(_APART.findall(sample)) > len(_TOUCHING.findall(sample))
    if draft.blocks:
        return
    lines = [line for line in draft.lines if width(line.text) >= SHORTEST and not line.removed]
    if draft.placed:
        _measure_placed(draft, lines)
        return
    if len(lines) < FEWEST:
        return
    widths = sorted(width(line.text) for line in lines)
    open_ends = [line for line in lines if not is_finished(line.text)]
    own = [line for line in open_ends if (han_share(line.text) >= 0.5) == draft.han] or open_ends  # noqa: PLR2004
    if len(open_ends) < 0.4 * len(lines):
        return
    draft.full = int(median(line.width for line in own))
    alike = sum(abs(line.width - draft.full) <= 0.2 * draft.full for line in own)
    draft.wrapped = widths[len(widths) * 9 // 10] <= min(WIDEST, 1.5 * draft.full) and alike >= 0.5 * len(own)
    if draft.wrapped:
        _measure_wrapped(draft)


def _measure_placed(draft: Draft, lines: list[Line]) -> None:
    """In a printed page lines are lines, however few there are."""
    own = [line for line in lines if not line.large and not is_finished(line.text)] or lines
    draft.full = int(median(line.width for line in own)) if own else SHORTEST
    draft.wrapped = draft.paged = True


def _measure_wrapped(draft: Draft) -> None:
    lines = draft.lines
    inside = [after.blank for line, after in pairwise(lines) if not line.finished and line.width >= draft.full - 4]
    draft.spaced = 2 * sum(inside) > len(inside)
    draft.columns = columns(draft, lines)
    draft.placed = not draft.spaced and are_set_apart(draft, lines)
    starts = [line for line in lines if draft.text[line.raw : line.start] == " "]
    fed = any(line.page for line in lines)
    if not fed and 0 < len(starts) <= max(2, len(lines) // 8):
        for line in starts:
            line.page = True
    draft.paged = fed or len(starts) > 1
    indents = sum(line.indent > 1 for line in lines)
    draft.indented = max(2, 0.03 * len(lines)) < indents < 0.6 * len(lines)
    ends = [line for line in lines if line.trailing]
    closed = [line for line in ends if line.finished]
    finished = sum(line.finished for line in lines)
    draft.marked_ends = len(closed) >= 4 and len(closed) >= 0.2 * finished and _rarely_open(draft, ends)  # noqa: PLR2004


def _rarely_open(draft: Draft, ends: list[Line]) -> bool:
    # A space behind a Latin word only parts it from the next line's.
    opened = [
        line for line in ends if not line.finished and width(line.text) >= draft.full - 4 and line.text[-1] > "\u2fff"
    ]
    return len(opened) <= 0.1 * len(ends)
