"""The labels under which journals print front and back matter, Chinese and English.

【内容摘要】…   摘　要：…   关键词  …   [Abstract] …   Key words: …   【收稿日期：2023-02-06】
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotate.han import HAN, is_han
from annotate.ingest.scripts import both_scripts

_WORDS: dict[str, str] = {
    "abstract": "内容摘要|内容提要|中文摘要|英文摘要|摘要|提要|Abstract|ABSTRACT|Executive [Ss]ummary",
    "keywords": "关键词|关键字|主题词|中文关键词|英文关键词|Key ?[Ww]ords|KEY ?WORDS|Index [Tt]erms",
    "biography": "作者简介|作者介绍|作者信息|第一作者简介|通信作者|通讯作者|About the [Aa]uthors?|Biography",
    "affiliation": "作者单位|工作单位|作者机构|Affiliations?",
    "classification": "中图分类号|中图法分类号|分类号|CLC [Nn]umber|CLC|JEL(?: [Cc]lassification)?",
    "document-code": "文献标识码|文献标志码|Document [Cc]ode",
    "article-number": "文章编号|Article ID|Article [Nn]umber",
    "doi": "DOI编号|数字对象标识符|DOI|doi",
    "funding": "基金项目|资助项目|项目基金|项目资助|课题项目|基金资助|Funding|Supported by|Foundation [Ii]tems?",
    "date": "收稿日期|修回日期|修改日期|修订日期|录用日期|出版日期|网络首发日期|网络首发|发布日期|发布时间"
    "|Received|Revised|Accepted|Published(?: online)?",
    "editor-note": "编者按语|编者按|编者案|编者前言|编者导言|编者的话|编辑按语|编辑按|编按|本刊按|本刊编者按"
    "|Editor['’]?s?['’]? [Nn]otes?"
    "|EDITOR['’]?S?['’]? NOTES?|Note from the [Ee]ditors?",
    "editor": "责任编辑|本文责编|责编|编辑|校对|本期编辑|Responsible [Ee]ditors?|Editors?",
    "author": "作者|撰稿人|撰稿|撰文|文|Authors?|By",
    "title": "题目|标题|题名|论文题目|英文标题|Title",
    "venue": "来源|文章来源|原文来源|期刊|刊名|原载|刊载于|Journal|Source",
    "year": "年份|年度|Year",
    "citation": "引用格式|引用本文|引文格式|本文引用格式|To [Cc]ite this [Aa]rticle|Cite (?:this|as)|Citation",
}
# Words so common that only a bracket or colon makes a label of them.
_COMMON = {"editor", "author", "title", "venue", "year", "date", "funding", "affiliation", "biography", "document-code"}


def _pattern(words: str) -> str:
    # Journals space the characters of a label out: 摘　要.
    spaced = r"[\s\u3000]{0,4}"
    return "|".join(both_scripts(spaced.join(word)) if is_han(word[0]) else word for word in words.split("|"))


_LABEL = re.compile(
    r"[#*\s]{0,6}(?P<open>[【\[［〔(（<〈])?[\s*]{0,4}(?:"
    + "|".join(f"(?P<l{number}>{_pattern(words)})" for number, words in enumerate(_WORDS.values()))
    + r")(?=[\s\u3000*】\]］〕)）>〉:：丨|.—编]|$)(?:\s?编号)?[\s\u3000*]{0,6}(?P<close>[】\]］〕)）>〉])?"
    + r"[\s*]{0,4}(?:(?P<colon>[:：丨|])|(?P<stop>[.—]))?[\s\u3000*]{0,6}"
)
_NAMES = tuple(_WORDS)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label found in a line.

    Args:
        name: the field it labels.
        start: where the label begins in the string.
        end: where the field's words begin.
        alone: nothing stands behind the label.
        strong: it stands in brackets.
    """

    name: str
    start: int
    end: int
    alone: bool
    strong: bool


def label_at(text: str, at: int = 0) -> Labelled | None:
    """Return the label that stands at an offset of a string, if one does.

    >>> label_at("【关键词】 技术").name
    'keywords'
    >>> label_at("作者认为") is None
    True
    """
    match = _LABEL.match(text, at)
    if not match:
        return None
    name = next(name for number, name in enumerate(_NAMES) if match[f"l{number}"] is not None)
    bracketed = bool(match["open"] and (match["close"] or match["colon"]))
    alone = match.end() >= len(text) and at == 0
    strong = bracketed or bool(match["colon"])
    if alone and name == "biography":
        return Labelled(name, match.start(), match.end(), alone, bracketed)
    if not strong and (name in _COMMON or not (alone or match["stop"] or _spaced(match[0]))):
        return None
    return Labelled(name, match.start(), match.end(), alone, bracketed)


def _spaced(words: str) -> bool:
    # One space behind an English word is no label: Abstract art is.
    return words[-1:].isspace() and (not words.isascii() or words[-2:].isspace())


def labels_in(text: str) -> list[Labelled]:
    """Return all labels of a line: several are often printed on one, bracketed or with colons (作者：… 来源：…)."""
    found = [first] if (first := label_at(text)) else []
    for match in re.finditer(rf"[【\[［〔]|(?<=[\s\u3000])[{HAN}]", text):
        label = label_at(text, match.start())
        colon = label is not None and text[label.start : label.end].rstrip()[-1:] in {":", "："}
        if label and (label.strong or colon) and all(label.start >= other.end for other in found):
            found.append(label)
    return found
