"""How headings are numbered, and which words alone are headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotate.han import HAN
from annotate.ingest.characters import CAPITALS, NUMERALS, han_number
from annotate.ingest.scripts import both_scripts

# 5 月, 3 个: a number that counts, before these, is no heading's.
_COUNTED = (
    "年月日时時分秒个個人次世名家项項种種条條倍万萬亿億岁歲千百余餘多位国國省市县縣点點米吨噸元级級层層届屆期卷号號"
    "页頁章节節艘架枚座所起件份"
)
_ROMAN = {"I": 1, "V": 5, "X": 10}
_NUMBER = re.compile(
    rf"""
      (?P<chapter>第[{NUMERALS}百\d]{{1,4}}[章编編篇](?=[\s\u3000、:：]|[^\s，。；的]))
    | (?P<part>第[{NUMERALS}百\d]{{1,4}}[节節部](?:分)?(?=[\s\u3000、:：]))
    | (?P<han>[{NUMERALS}]{{1,3}})(?:[、．.]|[\s\u3000]+)(?=\S)
    | (?P<capital>[{CAPITALS}]{{1,3}})[、．.](?=\S)
    | (?P<bracket>[（(][{NUMERALS}]{{1,3}}[）)])
    | (?P<decimal3>\d{{1,2}}(?:[.．]\d{{1,2}}){{2,3}})[.．]?(?:[\s\u3000]+|(?=[{HAN}“《]))
    | (?P<decimal>\d{{1,2}}[.．]\d{{1,2}})[.．]?(?:[\s\u3000]+|(?=[{HAN}“《]))
    | (?P<digit>\d{{1,2}})(?:[、．.](?!\d)|[\u3000]|[ ]{{2,}}|[ ](?=[A-Z“]))
    | (?P<weak>\d{{1,2}})[ ](?=[{HAN}])(?![ ][{_COUNTED}])
    | (?P<round>[（(]\d{{1,2}}[）)])
    | (?P<ordinal>第[{NUMERALS}]{{1,3}}[，,、：:])
    | (?P<roman>[IVX]{{1,4}})[.．、]\s?(?=\S)
    """,
    re.VERBOSE,
)
_KNOWN = re.compile(
    both_scripts(
        r"(?:引\s*言|导\s*言|导\s*论|绪\s*论|前\s*言|序\s*言|问题的提出|结\s*语|结\s*论|结\s*束\s*语|余\s*论|小\s*结|总\s*结"
        rf"|结[论语]与[{HAN}]{{2,6}}"
        r"|致\s*谢|附\s*录|后\s*记|主?要?参\s*考\s*文\s*献|参考资料|引\s*用\s*书\s*目|注\s*释|尾\s*注|摘\s*要|文献综述|政策建议"
    )
    + r"|Introduction|Background|Methods?|Results|Discussion|Conclusions?|Concluding remarks|Summary"
    r"|(?:Policy )?Recommendations"
    r"|References|Bibliography|Works [Cc]ited|Notes|Endnotes|Acknowledge?ments?|Appendix|Abstract)[:：]?",
    re.IGNORECASE,
)
# What a number may begin with: asked first, for most lines begin otherwise.
_FIRST = frozenset(f"第{NUMERALS}{CAPITALS}（(IVX0123456789０１２３４５６７８９")
_LONGEST_KNOWN = 40
_LONGEST_HAN = 60
_LONGEST_LATIN = 140


@dataclass(frozen=True, slots=True)
class Number:
    """A heading's number.

    Args:
        family: the way it is written; headings of one family are of one level.
        values: the number's parts, `2.1` as `(2, 1)`.
        end: where the number ends in the heading's text.
        weak: nothing but a space parts it from the words, so that it may count them.
    """

    family: str
    values: tuple[int, ...]
    end: int
    weak: bool = False


def number_of(text: str) -> Number | None:
    """Return the number that a line begins with.

    >>> number_of("（二）路径").family, number_of("2.1　目的").values, number_of("2021 年")
    ('bracket', (2, 1), None)
    """
    match = _NUMBER.match(text) if text[:1] in _FIRST else None
    if not match:
        return None
    family = match.lastgroup or ""
    words = match[family]
    weak = family == "weak"
    family = "digit" if weak else family
    if family in {"decimal", "decimal3", "digit", "round"}:
        values = tuple(int(part) for part in re.findall(r"\d+", words))
    elif family == "roman":
        values = (_roman(words),)
    else:
        digits = re.findall(r"\d+", words)
        values = (int(digits[0]) if digits else han_number("".join(re.findall(f"[{NUMERALS}{CAPITALS}]", words))),)
    return Number(family, values, match.end(), weak)


def is_numbered(text: str) -> bool:
    """True if the line has a heading's number, length and end."""
    number = number_of(text)
    return (
        number is not None and not (number.weak and number.values != (1,)) and may_head(text) and len(text) > number.end
    )


def may_head(text: str) -> bool:
    """True if the line is short and ends as no sentence ends.

    >>> may_head("一、问题"), may_head("一、这是一句话。")
    (True, False)
    """
    longest = _LONGEST_LATIN if text.isascii() else _LONGEST_HAN
    return 0 < len(text) <= longest and text[-1] not in "。；;，,、：:.…" and "。" not in text and "；" not in text


def is_known_heading(text: str) -> bool:
    """True for words that are a heading by themselves.

    >>> is_known_heading("结 束 语"), is_known_heading("结论是")
    (True, False)
    """
    return len(text) <= _LONGEST_KNOWN and bool(_KNOWN.fullmatch(text.strip()))


def _roman(words: str) -> int:
    values = [_ROMAN[char] for char in words]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
