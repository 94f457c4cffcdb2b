"""A paper's table of contents, which would give every heading twice.

    目　录                       <- its heading, if it has one
    一、潮位 …………………… 1       <- an entry: a leader and a page
    （一）观测                    <- an entry without: it comes again below
    参考文献 ………………… 9
    一、潮位                      <- the paper itself

Without the heading, entries are taken for a table of contents only where most of
them come again as lines of the paper.
"""

from __future__ import annotations

import re

from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.scripts import both_scripts

REASON = "contents"
_HEADING = re.compile(
    both_scripts(r"[【\[*\s]*(?:目\s*录|目\s*次|Table of Contents|Contents)[】\]*\s:：]*"), re.IGNORECASE
)
_PAGE = r"(?:\d{1,4}|[ivxlc]{1,7})"
_LEADER = r"(?:(?:[.．·‥•∙・_]\s?){3,60}|(?:…\s?){1,60}|\t|[ \u3000]{2,60})"
_ENTRY = re.compile(rf".{{1,100}}?{_LEADER}[\s\u3000]{{0,9}}[（(]?{_PAGE}[）)]?")
_LAST_PAGE = re.compile(rf"[\s\u3000]*[（(]?{_PAGE}[）)]?$")
_LONGEST = 160
_FEWEST = 2
_FEWEST_HEADLESS = 3


def drop_contents(draft: Draft) -> None:
    """Drop tables of contents with their headings."""
    lines = draft.running()
    last = {_squeezed(line.visible): at for at, line in enumerate(lines)}
    end = 0
    for at, line in enumerate(lines):
        if at < end or len(line.visible) > _LONGEST:
            continue
        if _HEADING.fullmatch(line.visible):
            end = _drop_block(draft, lines, at + 1, last, headed=True)
            if end > at + 1 or _is_cut_below(draft, line):
                draft.drop(line, REASON)
        elif _ENTRY.fullmatch(line.visible):
            end = _drop_block(draft, lines, at, last, headed=False)


def _drop_block(draft: Draft, lines: list[Line], start: int, last: dict[str, int], *, headed: bool) -> int:
    """Drop the entries that begin at `start`; return the index behind them, `start` itself if they are too few."""
    entries, again, end = 0, 0, start
    for at in range(start, len(lines)):
        text = lines[at].visible
        comes_again = _comes_again(text, at, last)
        if _is_led(text) or (headed and comes_again):
            entries, again, end = entries + 1, again + comes_again, at + 1
        elif at > end or not _goes_on(lines, at):
            break
    if entries < (_FEWEST if headed else _FEWEST_HEADLESS) or not (headed or 2 * again > entries):
        return start
    for line in lines[start:end]:
        draft.drop(line, REASON)
    return end


def _goes_on(lines: list[Line], at: int) -> bool:
    """True for the first of an entry's two printed lines."""
    return at + 1 < len(lines) and not lines[at].finished and _is_led(lines[at + 1].visible)


def _is_led(text: str) -> bool:
    """True where a leader or a gap leads to a page."""
    return len(text) <= _LONGEST and _ENTRY.fullmatch(text) is not None


def _comes_again(text: str, at: int, last: dict[str, int]) -> bool:
    """True where a later line has the same words, or these without the page."""
    if len(text) > _LONGEST:
        return False
    words = _squeezed(text)
    without = _squeezed(_LAST_PAGE.sub("", text)).rstrip(".．·‥•∙・_…")
    return last.get(words, at) > at or (bool(without) and last.get(without, at) > at)


def _is_cut_below(draft: Draft, line: Line) -> bool:
    """True where the format itself said that a table of contents stands below."""
    below = draft.place(line) + 1
    return below < len(draft.lines) and draft.lines[below].removed == REASON


def _squeezed(text: str) -> str:
    return "".join(text.split())
