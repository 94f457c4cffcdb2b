"""What printing and the web put around the text: running heads, page numbers, navigation."""

from __future__ import annotations

import re
from collections import Counter

from annotate.ingest.cleaning.draft import Draft, Line

_PAGE_NUMBER = re.compile(
    r"[-—–·•\s]{0,6}\d{1,4}[-—–·•\s]{0,6}|第\s?\d{1,4}\s?页(?:\s?[，,/]?\s?共\s?\d{1,4}\s?页)?"
    r"|[Pp]age\s\d{1,4}(?:\s(?:of|/)\s\d{1,4})?"
    r"|[-—–]{0,2}\s?[ivxlc]{1,6}\s?[-—–]{0,2}"
)
_DOTTED_HEAD = re.compile(r"[·•∙・]\s?[^·•∙・。，]{2,24}\s?[·•∙・]")
_DOTS = "·•∙・"
_DIGITS = re.compile(r"\d+")
_LONGEST_NUMBER = 40
# A form or a refrain repeats itself, too; heads are a line or two of each page.
_MOST_HEADS = 0.25
_SHORTEST_VERSE = 10
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．\u3000]|第[一二三四五六七八九十]")
_LONGEST_HEAD = 60
_BREADCRUMB = re.compile(r"当前位置|您的位置|您现在的位置|你所在的位置|You are here", re.IGNORECASE)
_TRAIL = re.compile(r"[^<>＞»›|。，]{1,40}(?:[>＞»›][^<>＞»›|。，]{1,40}){2,10}")
_BUTTON_WORDS = (
    "字体|字号|大|中|小|分享到?|收藏|打印(?:本页)?|返回(?:顶部|首页|列表)?|上一[篇页]|下一[篇页]|点击[数量率]|点击次数"
    "|浏览[数量]|浏览次数|阅读[量数]|阅读次数|扫一扫|微信|微博|关闭(?:窗口)?|相关阅读|相关文章|相关新闻|网站地图"
    "|Share|Print|Tweet|Back to top|Home"
)
# Nothing but buttons, their figures and what parts them.
_BUTTON = re.compile(
    rf"(?=.{{0,60}}(?:{_BUTTON_WORDS}))(?:(?:{_BUTTON_WORDS})|[\s\d:：|丨/【】\[\]（）().,+-]){{2,80}}"
    r"|(?:版权所有|Copyright)\b.{0,80}"
)
_FURNITURE_LINES = 60


def drop_running_heads(draft: Draft) -> None:
    """Drop page numbers and lines that come back on page after page."""
    lines = draft.running()
    keys = [_key(line) if _may_be_head(line) else "" for line in lines]
    heads = _repeated(lines, keys)
    for at, (line, key) in enumerate(zip(lines, keys, strict=True)):
        if len(line.text) <= _LONGEST_NUMBER and _PAGE_NUMBER.fullmatch(line.text):
            if not line.text.isalpha() or draft.paged:
                draft.drop(line, "page-number")
        elif line.text[0] in _DOTS and _DOTTED_HEAD.fullmatch(line.text):
            draft.drop(line, "running-head")
        elif key and heads[key] > 1:
            near = line.page or (at + 1 < len(lines) and lines[at + 1].page) or (at > 0 and lines[at - 1].page)
            if heads[key] >= (2 if near else 3):
                draft.drop(line, "running-head")


def _repeated(lines: list[Line], keys: list[str]) -> Counter[str]:
    """Return how often each line that may be a running head comes; no long ones where they are much of the text."""
    heads = Counter(key for key in keys if key)
    length = sum(len(key) * count for key, count in heads.items() if count > 1 and len(key) >= _SHORTEST_VERSE)
    if length > _MOST_HEADS * sum(len(line.text) for line in lines):
        return Counter({key: count for key, count in heads.items() if len(key) < _SHORTEST_VERSE})
    return heads


def _key(line: Line) -> str:
    return _DIGITS.sub("0", line.text)


def _may_be_head(line: Line) -> bool:
    return (
        not line.level
        and not line.item
        and len(line.text) <= _LONGEST_HEAD
        and not line.finished
        and not _NUMBERED.match(line.text)
    )


def drop_navigation(draft: Draft) -> None:
    """Drop a web page's bread crumbs, what stands above them, and its buttons."""
    lines = draft.running()
    for at, line in enumerate(lines[:_FURNITURE_LINES]):
        if len(line.text) <= 4 * _LONGEST_HEAD and (_BREADCRUMB.search(line.text) or _TRAIL.fullmatch(line.text)):
            above = lines[:at]
            if all(len(other.text) <= _LONGEST_HEAD for other in above):
                for other in above:
                    draft.drop(other, "navigation")
            draft.drop(line, "navigation")
    for line in (*lines[:_FURNITURE_LINES], *lines[-_FURNITURE_LINES:]):
        if len(line.text) <= 2 * _LONGEST_HEAD and not line.level and _BUTTON.fullmatch(line.text):
            draft.drop(line, "navigation")
