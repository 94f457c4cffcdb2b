"""A journal's head above the title, and what it repeats at the top of pages.

第 38 卷 第 6 期      <- volume and issue: the head's lines are known by these
海湾软科学            <- between them, the journal's name
Vol. 38, No. 6
2021 年 6 月
潮位预警的区域差异    <- the title
……
赵某、钱某：潮位预警  <- at the top of a later page
"""

from __future__ import annotations

import re

from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.cleaning.labels import label_at
from annotate.ingest.cleaning.names import names_in
from annotate.ingest.structure.numbering import is_numbered

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}"
_PART = (
    r"(?:[（(]?总?\s?第\s?\d{1,4}\s?[卷期輯辑][）)]?|Vol(?:ume|\.)?\s?\d{1,4}|(?:No|Issue|Iss)\.?\s?\d{1,4}"
    rf"|\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月)?(?:\s?\d{{1,2}}\s?日)?|{_MONTH}\.?,?\s?(?:\d{{1,2}},\s?)?\d{{4}}"
    r"|(?:Policy|Working|Research|Issue|Discussion|Special)?\s?(?:Brief|Paper|Report|Memo|Note)s?)"
)
_HEAD = re.compile(rf"(?=.*\d){_PART}(?:[\s\u3000,，;|·./()（）–—-]{{0,6}}{_PART}){{0,6}}[\s.]?", re.IGNORECASE)
_VENUE_ON_PAGE = re.compile(
    r"《?[^《》，。\d\n]{2,30}》?[\s\u3000]*\d{4}\s?年[\s\u3000]*(?:第\s?\d{1,3}\s?卷)?[\s\u3000]*第\s?\d{1,3}\s?期"
)
_FURTHEST = 10
_MOST_BETWEEN = 2
_LONGEST_NAME = 40
_LONGEST_HEAD = 60
_SHORTEST_REPEAT = 4


def drop_masthead(draft: Draft) -> None:
    """Set the head of a journal or series aside, its name with it if the title follows."""
    lines = draft.running()[:_FURTHEST]
    heads = [
        at for at, line in enumerate(lines) if len(line.visible) <= _LONGEST_HEAD and _HEAD.fullmatch(line.visible)
    ]
    if not heads or heads[0] > _MOST_BETWEEN:
        return
    last = heads[0]
    for at in heads:
        last = at if at - last <= _MOST_BETWEEN + 1 else last
    after = lines[last + 1] if last + 1 < len(lines) else None
    for at, line in enumerate(lines[: last + 1]):
        if at in heads or (after is not None and _may_be_title(after) and _may_be_name(line)):
            draft.put("venue", line.visible, line)


def _may_be_title(line: Line) -> bool:
    text = line.visible
    ends = line.finished or names_in(text) or label_at(text) or is_numbered(text)
    return len(text) <= 2 * _LONGEST_HEAD and not ends


def _may_be_name(line: Line) -> bool:
    return len(line.visible) <= _LONGEST_NAME and not line.finished and not line.level


def drop_repeats(draft: Draft) -> None:
    """Drop what later pages have at their top: the journal with its issue, the title, the authors with the title."""
    title = _squeezed("".join(field.text for field in draft.fields if field.name == "title"))
    names = [name for field in draft.fields if field.name == "author" for name in names_in(field.text)]
    for line in draft.running():
        text = _squeezed(line.visible)
        if len(text) > _LONGEST_HEAD or line.level or not _begins_page(draft, line):
            continue
        by, _, rest = text.replace(":", "：").partition("：")
        named = bool(names) and names[0] in by and len(by) <= _LONGEST_NAME and len(rest) >= _SHORTEST_REPEAT
        if _VENUE_ON_PAGE.fullmatch(line.visible) or (title and (text == title or (named and title.startswith(rest)))):
            draft.drop(line, "running-head")


def _begins_page(draft: Draft, line: Line) -> bool:
    at = draft.place(line)
    return line.page or (at > 0 and draft.lines[at - 1].removed in {"page-number", "running-head"})


def _squeezed(text: str) -> str:
    return "".join(text.split())
