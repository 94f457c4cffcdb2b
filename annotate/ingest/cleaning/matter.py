"""Take front and back matter out of the text: what is about the paper, not in it.

Labelled matter (`【关键词】…`) is found anywhere near both ends. The abstract's
words stay in the text as a part of their own; only its label goes.
"""

from __future__ import annotations

import re

from annotate.ingest.characters import han_share
from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.cleaning.labels import Labelled, label_at
from annotate.ingest.cleaning.masthead import drop_masthead
from annotate.ingest.cleaning.names import names_institution, names_role
from annotate.ingest.scripts import both_scripts
from annotate.ingest.structure.numbering import is_numbered

FRONT = 60
BACK = 30
_LATIN = 0.2
_FUNDING = re.compile(
    r"[【\[（(*＊†]?\s{0,3}(?:本文|本研究|本课题|本论文|该文|This (?:work|research|paper|study|article))\s?"
    r"(?:系|是|为|受|得到|获|由|is|was|has been)"
    r"[^。]{0,300}?(?:成果|资助|支持|supported|funded)[^。]{0,200}。?[】\]）)]?"
)
_THANKS = re.compile(r"(?:作者)?(?:衷心|特别|诚挚)?感谢[^。]{0,200}(?:评审|审稿|编辑部)|The authors? thanks?\b")
_ORIGIN = re.compile(
    r"[（(]?(?:文章|本文|原文)?(?:原载|原刊|来源|转载自|摘自|刊载|载|刊|发表)(?:于|自|在)?\s?[丨|:：]?\s?"
    r"《[^《》\n]{1,40}》[^。]{0,60}。?[）)]?"
)
_DATE = re.compile(
    r"(?:发布时间[:：]?\s?)?\d{4}\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}\s?日?(?:\s\d{1,2}:\d{2}(?::\d{2})?)?"
)
# Received 6 February 2023; revised 2 June 2023
_DATES = re.compile(
    r"[（(\[【]?(?:(?:Received|(?:Last )?Revised|Accepted|(?:First )?Published(?: online)?|Available online"
    + both_scripts("|收稿日期|修回日期|修改日期|修订日期|录用日期|网络首发日期|出版日期")
    + r")[\s\u3000:：]{1,3}(?:on )?(?:\d{4}\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2}\s?日?|\s?月)?"
    r"|(?:\d{1,2}\s)?[A-Z][a-z]{2,8}\.?,?\s(?:\d{1,2},?\s)?\d{4})[\s\u3000;；,，.。|]{0,4}){1,6}[）)\]】]?",
    re.IGNORECASE,
)
# 《海湾研究》2022 年第 4 期
_VENUE = re.compile(
    r"《?[^《》，。\d\n]{2,30}》?[\s\u3000,，]*\d{4}\s?年[\s\u3000,，]*(?:第\s?\d{1,3}\s?卷)?[\s\u3000,，]*第\s?\d{1,3}\s?期"
    r"(?:[\s\u3000（(]*总第?\s?\d{1,4}\s?期[）)]?)?"
)
# （作者系某研究院研究员，本文只代表个人观点）
_AUTHOR_IS = re.compile(both_scripts(r"[（(【]?(?:本文)?作者(?:单位)?(?:系|为|是)[^。]{4,150}。?[）)】]?"))
_END_MARK = re.compile(r"\s*[■□◆◇●▲△▼※◼◻∎]+$")
# Journal of Bay Studies, Vol. 7, No. 2 (2024), pp. 12-34
_ENGLISH_VENUE = re.compile(
    r"[A-Z][A-Za-z&:' -]{3,80}[,.]? (?:Vol(?:ume|\.)? ?)?\d{1,4}[,.]? ?(?:\(\d{1,3}\)|(?:No\.|Issue|Iss\.) ?\d{1,3})"
    r"[,.;:]? ?[^.。]{0,30}\(?(?:19|20)\d{2}\)?(?:[,.;:] ?(?:pp?\. ?)?\d{1,4}(?: ?[–-] ?\d{1,4})?)?\.?"
)
_LONGEST_DATES = 200
_MOST_FRONT = 15
_MOST_ABSTRACT = 8
_MOST_NOTE = 8
_LONGEST_TITLE = 60
_BRACKETS = {"【": "】", "[": "]", "［": "］", "〔": "〕", "（": "）", "(": ")"}
_SIGNED = re.compile(both_scripts(r"(?:.*[。！？”])?\s?[（(—–-]{0,3}(?:本[刊报网])?(?:编者|编辑部)[）)]?"))


def set_matter_aside(draft: Draft) -> None:
    """Set labelled front and back matter, funding notes, dates and sources aside."""
    lines = draft.running()
    ends = _front_end(lines)
    for at in [*range(ends), *range(max(ends, len(lines) - BACK), len(lines))]:
        line = lines[at]
        if line.removed or line.kind:
            continue
        label = label_at(line.text)
        if label:
            _take_label(draft, lines, at, label)
        elif at < _MOST_FRONT and _ENGLISH_VENUE.fullmatch(line.visible):
            draft.put("source", line.visible, line)
        else:
            _take_plain(draft, line)
    drop_masthead(draft)
    for line in lines[-BACK:]:
        if not line.removed and (match := _END_MARK.search(line.text[-20:])):
            draft.cut(line, line.end - len(match[0]), line.end, "end-mark")


def _front_end(lines: list[Line]) -> int:
    """Return how many lines may be front matter: up to the first numbered heading."""
    for at, line in enumerate(lines[:FRONT]):
        if at and is_numbered(line.visible):
            return at
    return min(FRONT, len(lines))


def _take_plain(draft: Draft, line: Line) -> None:
    text = line.visible
    if len(text) > 500:  # noqa: PLR2004 - longer than any such note
        return
    if _FUNDING.fullmatch(text):
        draft.put("funding", text, line)
    elif _ORIGIN.fullmatch(text):
        draft.put("source", text, line)
    elif _DATE.fullmatch(text) or (len(text) <= _LONGEST_DATES and _DATES.fullmatch(text)):
        draft.put("date", text, line)
    elif _VENUE.fullmatch(text):
        draft.put("venue", text, line)
    elif _AUTHOR_IS.fullmatch(text) and (names_institution(text) or names_role(text)):
        draft.put("biography", text, line)
    elif _THANKS.match(text):
        draft.put("acknowledgement", text, line)


def _take_label(draft: Draft, lines: list[Line], at: int, label: Labelled) -> None:
    line = lines[at]
    if label.name == "abstract":
        _take_abstract(draft, lines, at, label)
        return
    if label.name == "editor-note":
        _drop_editors_note(draft, lines, at, label)
        return
    if label.alone:
        draft.drop(line, "label")
        if at + 1 < len(lines) and not lines[at + 1].removed and not label_at(lines[at + 1].text):
            draft.put(label.name, lines[at + 1].visible, lines[at + 1])
        return
    draft.put(label.name, line.text, line)
    while draft.wrapped and at + 1 < len(lines) and _goes_on(draft, lines[at], lines[at + 1]):
        at += 1
        draft.extend(lines[at])


def _goes_on(draft: Draft, line: Line, after: Line) -> bool:
    full = line.width >= draft.full - 4 and not line.finished
    return (
        full and not after.removed and not after.page and (draft.spaced or not after.blank) and not label_at(after.text)
    )


def _take_abstract(draft: Draft, lines: list[Line], at: int, label: Labelled) -> None:
    line = lines[at]
    if label.alone:
        draft.drop(line, "label")
        at += 1
    else:
        draft.cut(line, line.start, line.start + label.end, "label")
        line.level = 0
    words = line.text[label.start : label.end].strip("【】[]［］〔〕()（）<>〈〉:：#*.— \t\u3000丨|")
    for part in lines[at : _abstract_end(draft, lines, at)]:
        part.kind = words
        part.level = 0


def _abstract_end(draft: Draft, lines: list[Line], at: int) -> int:
    """Return the index behind the abstract that begins at `at`."""
    if at >= len(lines) or lines[at].removed:
        return at
    if draft.han and han_share(lines[at].visible) < _LATIN:
        return _while_latin(lines, at)
    if draft.wrapped:
        while at + 1 < len(lines) and not _ends_paragraph(draft, lines[at], lines[at + 1]):
            at += 1
        return at + 1
    # Several paragraphs are an abstract only if a label (mostly the keywords) follows them.
    for end in range(at + 1, min(at + 1 + _MOST_ABSTRACT, len(lines))):
        if lines[end].removed or lines[end].level or is_numbered(lines[end].visible):
            break
        if (label := label_at(lines[end].text)) and not (label.alone and label.name == "biography"):
            return end
    return at + 1


def _while_latin(lines: list[Line], at: int) -> int:
    end = at + 1
    while (
        end < len(lines)
        and not lines[end].removed
        and han_share(lines[end].visible) < _LATIN
        and not label_at(lines[end].text)
    ):
        end += 1
    return end


def _ends_paragraph(draft: Draft, line: Line, after: Line) -> bool:
    if after.removed or label_at(after.text) or is_numbered(after.visible):
        return True
    apart = after.page or (after.blank and not draft.spaced) or (line.trailing and draft.marked_ends)
    return line.finished and (apart or line.width < draft.full - 4)


def _drop_editors_note(draft: Draft, lines: list[Line], at: int, label: Labelled) -> None:
    """Drop what an editor put before the paper: one paragraph, or more where a bracket or a signature ends it."""
    first = at + label.alone
    end = _paragraph_end(draft, lines, first)
    if label.alone and at == 0 and (end >= len(lines) or len(lines[end].visible) > _LONGEST_TITLE):
        return  # no title follows: it is the title of a paper of the editor's own
    for line in lines[at : _note_end(lines, at, end)]:
        draft.drop(line, "editor-note")


def _paragraph_end(draft: Draft, lines: list[Line], at: int) -> int:
    """Return the index behind the paragraph that begins at `at`; `at` itself if other matter stands there."""
    if at >= len(lines) or lines[at].removed or is_numbered(lines[at].visible):
        return at
    while draft.wrapped and at + 1 < len(lines) and not _ends_paragraph(draft, lines[at], lines[at + 1]):
        at += 1
    return at + 1


def _note_end(lines: list[Line], at: int, end: int) -> int:
    text = "".join(line.text for line in lines[at:end])
    close = _BRACKETS.get(text[:1], "")
    still_open = bool(close) and text.count(text[0]) > text.count(close)
    for after in range(end, min(end + _MOST_NOTE, len(lines))):
        words = lines[after].visible
        if lines[after].removed or lines[after].level or is_numbered(words) or label_at(words):
            break
        if (still_open and words.endswith(close)) or _SIGNED.fullmatch(words):
            return after + 1
    return end
