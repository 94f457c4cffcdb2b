r"""All the ways a footnote mark or a citation number is printed.

    ①  ^①  ^{①}  ^[1]  ^{[1]}  ^{*}  ^1  ^{1}  <sup>1</sup>  [^1]  ¹²  [7]  [1,3-5]  〔2〕

A mark belongs to a family (`circled`, `square`, `star`, `digit`, `named`);
a note is found by a mark of its own family and label only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotate.han import HAN
from annotate.ingest.characters import CLOSERS, WIDE_PUNCTUATION
from annotate.ingest.cleaning.draft import Draft, Line
from annotate.ingest.cleaning.markup import matches
from annotate.ingest.scripts import both_scripts

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBERS = r"\d{1,3}(?:[ ]?[,，、;；~～–—-][ ]?\d{1,3}){0,20}"
MARK = re.compile(
    rf"""
      \[\^(?P<named>[^\]\s]{{1,30}})\]
    | (?P<caret>\$?\^\{{?|<sup>)[ ]?
        (?: (?P<circled>[{CIRCLED}]) | [\[［〔](?P<square>{_NUMBERS})[\]］〕]
          | (?P<digit>{_NUMBERS}) | (?P<star>\\?\*{{1,3}}|[†‡]) )
        (?:[ ]?\}}\$?|[ ]?</sup>|\$)?
    | (?P<bare_circled>[{CIRCLED}])
    | [\[［〔](?P<bare_square>{_NUMBERS})[\]］〕]
    | (?P<superscript>[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})
    | (?P<bare_star>(?<!\*)\*{{1,3}}(?!\*))
    """,
    re.VERBOSE,
)
_BEGINS = re.compile(rf"[\[［〔$^<*⁰¹²³⁴⁵⁶⁷⁸⁹{CIRCLED}]")
# What a note says that running text does not.
CITATION = re.compile(
    r"https?:|www\.|\bpp?\. ?\d|\bVol\.|\bNo\. ?\d|\bIbid|\bet al\b|\bPress\b|年第|第 ?\d+ ?期|\d ?页|年版|出版社"
    + both_scripts(r"|参见|[转载]引自|笔者注|筆者注|同上|数据来源|頁 ?\d")
    + r"|[,，] ?\d{4}[.。,，]"
)
_IDLE = " \u00a0\u2009"
_LAST_MARKS = re.compile(rf"(?:\^?\{{?(?:[{CIRCLED}]|\[\d{{1,3}}\])\}}?\s?){{1,5}}$")
_WIDE = re.compile(f"[{HAN}{WIDE_PUNCTUATION}]")
_PUNCTUATION = "，。、；：？！,.;:?!）)】」』》”’"


@dataclass(slots=True, eq=False)
class Mark:
    """A mark as printed; offsets into the source."""

    line: Line
    start: int
    end: int
    family: str
    labels: tuple[int | str, ...]
    printed: str
    raised: bool
    used: bool = False

    @property
    def first(self) -> bool:
        """True if the line begins with the mark."""
        return self.start == self.line.start

    @property
    def label(self) -> int | str:
        """Return the first label."""
        return self.labels[0]


def find_marks(draft: Draft) -> list[Mark]:
    """Return all that may be a mark in running lines, in order."""
    found = [_mark(line, match) for line, match in matches(draft, MARK, _BEGINS) if not _is_markup(line, match)]
    if draft.raised:
        found.extend(_raised(draft))
        found.sort(key=lambda mark: (mark.start, -mark.end))
        # A superscript [1] is found both ways.
        found = [mark for before, mark in zip([None, *found], found, strict=False) if not _inside(mark, before)]
    return found


def _is_markup(line: Line, match: re.Match[str]) -> bool:
    """True for the stars of emphasis, which are cut already."""
    stars = match["bare_star"] or ""
    return len(stars) > 1 and any(start <= match.start() < end for start, end in line.cuts)


def _inside(mark: Mark, other: Mark | None) -> bool:
    return other is not None and other.start <= mark.start and mark.end <= other.end


def _raised(draft: Draft) -> list[Mark]:
    """Return the digits that the page shows as superscripts."""
    found: list[Mark] = []
    at = 0
    for start, end in draft.raised:
        while at < len(draft.lines) and draft.lines[at].end <= start:
            at += 1
        if at < len(draft.lines) and draft.lines[at].start <= start and not draft.lines[at].removed:
            words = draft.text[start:end]
            found.append(Mark(draft.lines[at], start, end, "digit", (int(words),), words, raised=True))
    return found


def _mark(line: Line, match: re.Match[str]) -> Mark:
    name = match.lastgroup or ""
    words = match[name]
    if name == "bare_circled":
        return Mark(line, match.start(), match.end(), "circled", (CIRCLED.index(words) + 1,), words, raised=False)
    family = {"superscript": "digit"}.get(name, name.removeprefix("bare_"))
    raised = bool(match["caret"]) or name in {"named", "superscript"}
    labels: tuple[int | str, ...]
    if family == "circled":
        labels = (CIRCLED.index(words) + 1,)
    elif family in {"square", "digit"}:
        labels = tuple(int(part) for part in re.findall(r"\d+", words.translate(_SUPERSCRIPT))) or (words,)
    else:
        labels = (words.replace("\\", ""),)
    printed = match[0] if family in {"square", "circled"} and not match["caret"] else words
    if family == "square" and match["caret"]:
        printed = f"[{words}]"
    return Mark(line, match.start(), match.end(), family, labels, printed, raised)


def is_mark_by_its_place(mark: Mark, text: str, families: set[str]) -> bool:
    """True if a mark that no note claims is still a mark, not the author's own numbering.

    `①甲；②乙` numbers a list, `甲①。` and `甲。①` are marks; `[7]` is a citation
    unless it begins a line.
    """
    if mark.raised and mark.family != "digit":
        return True
    before, after = text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]
    if mark.family == "digit":
        # 10² and m² are powers.
        return not (before.isascii() and before.isalnum()) or "digit" in families
    if mark.family == "circled":
        return not mark.first and "circled" in families and (after in _PUNCTUATION or before in "。？！”’》）")
    if mark.family == "square":
        return not mark.first
    return False


def extent_with_space(mark: Mark, text: str) -> tuple[int, int]:
    """Return the mark's extent with the white space around it that would be left over.

    `word [3].` must become `word.`, not `word .`, and `好。① 1995 年` must become
    `好。1995 年`.
    """
    start, end = mark.start, mark.end
    after = text[end : end + 1]
    if not after.strip() or after in _PUNCTUATION or after in CLOSERS:
        while start > mark.line.start and text[start - 1] in _IDLE:
            start -= 1
    # Behind an English quotation the space parts two words.
    wide = start > mark.line.start and text[start - 1] in WIDE_PUNCTUATION
    if wide or (text[start - 1 : start] in ("”", "’") and _WIDE.search(text, max(mark.line.start, start - 4), start)):
        while end < mark.line.end and text[end] in _IDLE:
            end += 1
    return start, end


def without_last_marks(text: str) -> str:
    """Return a line without the marks that it ends with.

    >>> without_last_marks("好。①"), without_last_marks("好。^[1]")
    ('好。', '好。')
    """
    return _LAST_MARKS.sub("", text[-40:])
