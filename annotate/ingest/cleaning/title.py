"""Find title, authors and institutions that stand without a label."""

from __future__ import annotations

import re

from annotate.han import HAN
from annotate.ingest.characters import han_share
from annotate.ingest.cleaning.draft import Draft, Field, Line
from annotate.ingest.cleaning.labels import label_at
from annotate.ingest.cleaning.masthead import drop_repeats
from annotate.ingest.cleaning.matter import FRONT
from annotate.ingest.cleaning.names import names_in, names_institution, names_role
from annotate.ingest.cleaning.wrapping import block_at
from annotate.ingest.structure.numbering import is_known_heading, is_numbered

_AUTHOR_COLON = re.compile(rf"(?P<author>[{HAN}·•・]{{2,12}})\s?[:：]\s?(?P<title>[^:：。]{{6,80}})")
_CONTACT = re.compile(
    r"[（(]?(?:E-?mail|电子邮[箱件]|邮箱|通信地址)?[:：]?\s?[\w.+-]{1,40}@[\w.-]{1,60}[）)]?", re.IGNORECASE
)
_AUTHOR_IS = re.compile(r"(?:本文|文章)?作者(?:单位)?(?:系|为|是|[:：])?[^。]{4,100}[。]?")
_MOST_CANDIDATES = 12
_LONGEST_HAN = 60
_LONGEST_LATIN = 200
_MOST_TITLE_LINES = 4


def set_title_aside(draft: Draft) -> None:
    """Take the title, the authors and their institutions out of the text, and where later pages repeat them."""
    _set_front_aside(draft)
    drop_repeats(draft)


def _set_front_aside(draft: Draft) -> None:
    _foreign_front(draft)
    candidates = _candidates(draft)
    if not candidates:
        return
    match = _AUTHOR_COLON.fullmatch(candidates[0].visible)
    if match and names_in(match["author"]):
        draft.put("author", match["author"], candidates[0])
        draft.fields.append(Field("title", match["title"], draft.fields[-1].extent))
        _take_after(draft, candidates[1:])
        return
    by = next((at for at, line in enumerate(candidates) if _names_authors(candidates, at)), None)
    if by is None or by == 0:
        if _stands_alone(draft, candidates):
            by = 1 + _subtitles(candidates[1:])
        elif by is None:
            return
    first = max(0, by - _MOST_TITLE_LINES)
    while first and candidates[first - 1].large == candidates[first].large > 0:
        first -= 1
    for line in candidates[first:by]:
        draft.put("title", line.visible, line)
    _take_after(draft, candidates[by:])


def _candidates(draft: Draft) -> list[Line]:
    """Return the short lines before the body, in order."""
    found: list[Line] = []
    apart: list[Line] = []
    for line in draft.lines[: 2 * FRONT]:
        if line.removed or line.kind:
            continue
        if line not in apart:
            apart = _title_block(draft, line)
        short = len(line.visible) <= (_LONGEST_HAN if han_share(line.visible) > 0.2 else _LONGEST_LATIN)  # noqa: PLR2004
        heading = is_numbered(line.visible) or is_known_heading(line.visible) or (line.level and found)
        if not short or heading or _ends_a_sentence(line) or (not apart and _is_full(draft, line)):
            break
        found.append(line)
        if len(found) == _MOST_CANDIDATES:
            break
    return found


def _is_full(draft: Draft, line: Line) -> bool:
    return draft.wrapped and not line.large and line.width >= draft.full - 2 and not names_institution(line.visible)


def _title_block(draft: Draft, line: Line) -> list[Line]:
    """Return the lines of a title that fills printed lines, between empty ones; none if it ends as a sentence does."""
    block = block_at(draft, line, _MOST_TITLE_LINES) if draft.wrapped else []
    return block if block and not _ends_a_sentence(block[-1]) else []


def _ends_a_sentence(line: Line) -> bool:
    # The first line of a long title may end in a colon.
    ended = line.visible[-1:] in ("。！…；，、,;" if line.large else "。！…；，、,;：:")
    return ended and not names_institution(line.visible)


def _names_authors(candidates: list[Line], at: int) -> bool:
    line = candidates[at]
    # The last words of a title may read like a name, but are set as large as the others.
    goes_on = at > 0 and line.large > 0 and line.large == candidates[at - 1].large and not line.blank
    return bool(names_in(line.visible)) and not goes_on and (at > 0 or _introduces(candidates))


def _introduces(candidates: list[Line]) -> bool:
    return len(candidates) > 1 and names_institution(candidates[1].visible)


def _stands_alone(draft: Draft, candidates: list[Line]) -> bool:
    """True if the very first line is a title though no author follows."""
    first = candidates[0]
    running = draft.running()
    if not running or running[0] is not first:
        return False
    if first.level:
        return True
    at = draft.place(first)
    after = draft.lines[at + 1] if at + 1 < len(draft.lines) else None
    if after is None or after.removed == "footnote":
        return False  # a page's notes stand between the halves of a paragraph, not under a title
    if label_at(after.text) or after.removed in {"label", "keywords", "funding"} or after.kind:
        return True
    return (
        not draft.wrapped
        and not draft.spaced
        and (after.blank or _is_subtitle(after) or len(after.visible) > _LONGEST_HAN)
    )


def _subtitles(candidates: list[Line]) -> int:
    return 1 if candidates and _is_subtitle(candidates[0]) else 0


def _is_subtitle(line: Line) -> bool:
    return line.visible.startswith(("——", "—", "--", "–"))


def _take_after(draft: Draft, candidates: list[Line]) -> None:
    for line in candidates:
        text = line.visible
        if names_in(text):
            draft.put("author", text, line)
        elif _is_affiliation(text, han=draft.han):
            draft.put("affiliation", text, line)
        elif _CONTACT.fullmatch(text):
            draft.put("contact", text, line)
        else:
            break


def _is_affiliation(text: str, *, han: bool) -> bool:
    if _AUTHOR_IS.fullmatch(text) and (names_institution(text) or names_role(text)):
        return True
    if text[-1] in "。.！!？?" or not names_institution(text):
        return False
    return text[0] in "（(" or len(text) <= _LONGEST_HAN or not han


def _foreign_front(draft: Draft) -> None:
    """Take the foreign title and authors above a foreign abstract of a Chinese paper."""
    if not draft.han:
        return
    lines = draft.lines
    for at, line in enumerate(lines):
        if not (line.kind or line.removed == "label") or not (line.kind or line.text)[:1].isascii():
            continue
        if at and lines[at - 1].kind:
            continue
        above: list[Line] = []
        for other in reversed(lines[max(0, at - _MOST_CANDIDATES) : at]):
            if other.removed or other.kind or han_share(other.visible) >= 0.2 or other.level:  # noqa: PLR2004
                break
            above.insert(0, other)
        for place, other in enumerate(above):
            if (names_institution(other.visible) and other.visible[:1] in "（(") or (
                place > 1 and names_institution(other.visible)
            ):
                draft.put("foreign-affiliation", other.visible, other)
            elif place and names_in(other.visible):
                draft.put("foreign-author", other.visible, other)
            else:
                draft.put("foreign-title", other.visible, other)
