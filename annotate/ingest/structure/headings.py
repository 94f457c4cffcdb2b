"""Find headings and their levels.

A heading is known by its number (`一、 （一） 1. 1.1 第一，`), by Markdown's `#`, by
its words (结语, References), or, where lines are paragraphs, by standing alone:
short, without a sentence's end, above a long paragraph. Levels follow from the
order in which families of numbers are met: whatever is first met below a level-1
heading is level 2.
"""

from __future__ import annotations

from itertools import islice

from annotate.ingest.characters import han_share
from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.cleaning.wrapping import block_at
from annotate.ingest.structure.numbering import Number, is_known_heading, may_head, number_of

_SHORTEST_PARAGRAPH = 40
_LONGEST_BARE_HAN = 40
_LONGEST_BARE_LATIN = 100
_MOST_LINES = 3
_LISTED = {"digit", "round", "ordinal", "roman"}
_RUN_IN = {"digit", "round", "ordinal", "roman"}
_CHECKED = {"digit", "decimal", "decimal3", "roman"}


def find_headings(draft: Draft) -> None:
    """Give every heading line its family, and its level."""
    lines = [line for line in draft.running() if not line.kind]
    numbers = [number_of(line.visible) for line in lines]
    last: dict[str, tuple[int, ...]] = {}
    for at, line in enumerate(lines):
        if line.family or line.item or line.joined:
            continue
        number = numbers[at]
        if number and _is_numbered_heading(draft, lines, numbers, at, last):
            line.family = number.family
            last[number.family] = number.values
            _join_second_line(draft, lines, at)
        elif is_known_heading(line.visible):
            line.family = "known"
            _join_second_line(draft, lines, at)
        elif not number and line.large and may_head(line.visible):
            line.family = f"size{line.large}"
            _join_second_line(draft, lines, at)
        elif not number and _stands_alone(draft, lines, at):
            line.family = "bare"
    _set_levels(lines)


def _is_numbered_heading(
    draft: Draft, lines: list[Line], numbers: list[Number | None], at: int, last: dict[str, tuple[int, ...]]
) -> bool:
    number, line = numbers[at], lines[at]
    if number is None or not may_head(line.visible) or len(line.visible) <= number.end:
        return False
    if line.large:
        return True
    if (number.weak and not _follows(number, last)) or (number.family in _LISTED and _is_listed(lines, numbers, at)):
        return False
    if number.family in _RUN_IN and (_cut_off(draft, line) or (_is_full(draft, line) and not _block(draft, line))):
        return False  # the first half of a paragraph that begins with a number
    if not draft.wrapped:
        return True
    before = lines[at - 1] if at else None
    apart = before is None or before.finished or bool(before.family) or before.visible[-1] in "：:" or line.page
    return apart and (number.family not in _CHECKED or _follows(number, last))


def _is_listed(lines: list[Line], numbers: list[Number | None], at: int) -> bool:
    """True if the line is one of several short points that follow each other without text between them."""
    number = numbers[at]
    after = numbers[at + 1] if at + 1 < len(lines) else None
    before = numbers[at - 1] if at else None
    if number is None:
        return False
    if after and after.family == number.family and after.values != (1,):
        return True
    point = before and before.family == number.family and not lines[at - 1].family
    return bool(point) and may_head(lines[at - 1].visible)


def _cut_off(draft: Draft, line: Line) -> bool:
    """True if something was cut between the line and the next: a page may have broken a sentence there."""
    place = draft.place(line)
    return place + 1 < len(draft.lines) and bool(draft.lines[place + 1].removed)


def _follows(number: Number, last: dict[str, tuple[int, ...]]) -> bool:
    """True if the number is the next of its family, or the first."""
    *parents, own = number.values
    if parents and last.get("digit", (parents[0],))[0] != parents[0]:
        return False
    before = last.get(number.family)
    if before is None or list(before[:-1]) != parents:
        return own == 1
    return own == before[-1] + 1


def _join_second_line(draft: Draft, lines: list[Line], at: int) -> None:
    """A long heading goes on in a second printed line, indented or short; more, if they are set as large."""
    first = lines[at]
    for after in islice(lines, at + 1, None) if first.large else ():
        if after.large != first.large or after.blank or after.page:
            break
        after.joined, after.family = True, first.family
    if not draft.wrapped or at + 1 >= len(lines):
        return
    line, after = lines[at], lines[at + 1]
    if line.large:
        return
    if block := _block(draft, line):
        for rest in block[1:]:
            rest.joined, rest.family = True, line.family
        return
    if draft.placed and after.blank:
        return
    hangs = after.indent > 1 and not draft.indented
    fills = line.width >= draft.full - 4 and after.width < draft.full // 2
    if (hangs or fills) and not after.page and may_head(after.visible) and number_of(after.visible) is None:
        after.joined, after.family = True, line.family


def _is_full(draft: Draft, line: Line) -> bool:
    return draft.wrapped and line.width >= draft.full - 4


def _block(draft: Draft, line: Line) -> list[Line]:
    """Return the lines of a heading that stands between empty lines; none if it does not, or reads like text."""
    block = block_at(draft, line, _MOST_LINES) if draft.wrapped else []
    words = "".join(part.visible for part in block)
    return block if may_head(words) and not any(part.removed for part in block) else []


def _stands_alone(draft: Draft, lines: list[Line], at: int) -> bool:
    line = lines[at]
    text = line.visible
    if draft.spaced or line.finished or not 2 < len(text) <= _LONGEST_BARE_LATIN or not may_head(text):  # noqa: PLR2004
        return False
    if at + 1 >= len(lines) or text[0] in "，。；、）)》”,.;:：——":
        return False
    if len(text) > _LONGEST_BARE_HAN and han_share(text) > 0.2:  # noqa: PLR2004
        return False
    before, after = lines[at - 1] if at else None, lines[at + 1]
    if (before is not None and not (before.finished or before.family)) or _cut_off(draft, line):
        return False
    if draft.wrapped:
        apart = line.blank and after.blank and line.width < draft.full - 4
        return apart and (draft.han or text[0].isupper() or text[0].isdigit())
    return len(after.visible) >= _SHORTEST_PARAGRAPH or number_of(after.visible) is not None


def _set_levels(lines: list[Line]) -> None:
    marks = sorted({line.family for line in lines if line.family.startswith("#")}, key=len)
    levels = {family: level for level, family in enumerate(marks, 1)}
    level = 0
    for line in lines:
        family = line.family
        if not family:
            continue
        if line.joined:
            line.level = level
            continue
        if family == "known":
            level = 1
        elif family in levels:
            level = levels[family]
        else:
            level = levels[family] = level + 1 if _below(family, levels) else 1
        line.level = level


def _below(family: str, levels: dict[str, int]) -> bool:
    # 引言 above 一、 is its equal, not its parent.
    return bool(levels) and family != "chapter"
