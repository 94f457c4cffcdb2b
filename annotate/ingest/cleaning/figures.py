"""Captions, sources and remains of figures and tables."""

from __future__ import annotations

import re

from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.structure.numbering import is_numbered

_CAPTION = re.compile(
    r"(?:图|表|图表|附图|附表|Figure|Fig\.|Table|FIGURE|TABLE)\s{0,3}[\d一二三四五六七八九十]{1,3}(?:[-—.．]\d{1,3})?(?=[\s\u3000.:：．、《]|$)"
)
_IN_TEXT = re.compile(
    r"\s*(?:所示|显示|可见|可知|表明|反映|展示|给出|列出|说明|中|的|shows?\b|presents?\b|lists?\b|illustrates?\b|and\b|is\b)"
)
_SOURCE = re.compile(r"(?:资料来源|数据来源|图表来源|图片来源|来源说明|Sources?|Data source)\s?[:：]", re.IGNORECASE)
_FIGURE = re.compile(r"[-+−]?[\d.,]+[%％*]{0,3}|[-—–]")
_LONGEST = 120
_LONGEST_CELL = 16
_MOST_ROWS = 60


def drop_captions(draft: Draft) -> None:
    """Drop captions of figures and tables with the lines that name their sources."""
    lines = draft.running()
    for at, line in enumerate(lines):
        if line.removed or line.level:
            continue
        if _SOURCE.match(line.visible):
            _drop_with_rest(draft, lines, at, "source")
        elif _is_caption(draft, lines, at):
            _drop_with_rest(draft, lines, at, "caption")
            _drop_rows(draft, lines, at + 1)


def _is_caption(draft: Draft, lines: list[Line], at: int) -> bool:
    text = lines[at].visible
    match = _CAPTION.match(text)
    if not match or _IN_TEXT.match(text, match.end()) or len(text) > _LONGEST:
        return False
    if text[-1] in "，,、；;":
        return False
    before = next((line for line in reversed(lines[max(0, at - 5) : at]) if not line.removed), None)
    # A reference to a figure may begin a printed line in mid-sentence.
    return not draft.wrapped or before is None or before.finished or bool(before.level)


def _drop_rows(draft: Draft, lines: list[Line], at: int) -> None:
    """Drop the rows that extraction left of a table, below its caption: short cells, figures among them."""
    rows = []
    for line in lines[at : at + _MOST_ROWS]:
        cells = line.visible.split()
        if line.removed or line.level or line.finished or not _are_cells(cells) or is_numbered(line.visible):
            break
        rows.append((line, any(_FIGURE.fullmatch(cell) for cell in cells[1:])))
    # Its head holds words alone.
    if sum(figures for _, figures in rows) >= max(1, len(rows) - 2):
        for line, _ in rows:
            draft.drop(line, "table")


def _are_cells(words: list[str]) -> bool:
    return len(words) > 1 and max(map(len, words)) <= _LONGEST_CELL


def _drop_with_rest(draft: Draft, lines: list[Line], at: int, reason: str) -> None:
    line = lines[at]
    draft.drop(line, reason)
    if not draft.wrapped:
        return
    for after in lines[at + 1 : at + 4]:
        # It goes on below only where the printed line was full.
        if line.finished or line.width < draft.full - 4 or after.blank != draft.spaced or after.page:
            break
        draft.drop(after, reason)
        line = after
