"""Write a number as Word's automatic numbering does: `一`, `十二`, `甲`, `iv`, `①`.

The names are those of the format (ISO/IEC 29500, ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_HUNDRED = 100
_TEN_THOUSAND = 10_000


def counted(value: int, form: str) -> str:
    """Return a number in one of Word's number formats; Arabic where the format cannot write it.

    >>> [counted(12, form) for form in ("chineseCounting", "ideographTraditional", "lowerLetter", "upperRoman")]
    ['十二', '乙', 'l', 'XII']
    """
    write = _FORMS.get(form)
    words = write(value) if write is not None and 0 < value < _TEN_THOUSAND else ""
    return words or str(value)


def _han(value: int, digits: str = _DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """Return 一百零二 for 102; below twenty 十 has no 一 before it."""
    words, gap = "", False
    for power in range(3, -1, -1):
        digit = value // 10**power % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + digits[digit] + units[power]
        gap = False
    return words[1:] if words.startswith("一十") else words


def _positional(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _counting(value: int) -> str:
    return _han(value) if value < _HUNDRED else _positional(value)


def _legal(value: int) -> str:
    return _han(value, _LEGAL, ("", "拾", "佰", "仟"))


def _legal_traditional(value: int) -> str:
    return _han(value, _LEGAL_TRADITIONAL, ("", "拾", "佰", "仟"))


def _cycled(signs: str) -> Callable[[int], str]:
    """Return what counts in a cycle of signs, as 甲乙丙 do."""
    return lambda value: signs[(value - 1) % len(signs)]


def _stem_and_branch(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12]


def _letter(value: int) -> str:
    """Return a, b, … z, aa, bb, …: Word repeats the letter."""
    times, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _roman(value: int) -> str:
    words = ""
    for worth, sign in _ROMAN:
        words += sign * (value // worth)
        value %= worth
    return words


def _ordinal(value: int) -> str:
    teens = value % 100 in {11, 12, 13}
    return f"{value}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def _from(first: str, last: int) -> Callable[[int], str]:
    """Return what counts with the characters that follow `first` in Unicode, as ① to ⑳ do."""
    return lambda value: chr(ord(first) + value - 1) if value <= last else ""


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _counting,
    "chineseCountingThousand": _han,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _han,
    "taiwaneseDigital": _positional,
    "japaneseCounting": _han,
    "japaneseDigitalTenThousand": _positional,
    "ideographDigital": _positional,
    "koreanDigital2": _positional,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "ideographTraditional": _cycled(_STEMS),
    "ideographZodiac": _cycled(_BRANCHES),
    "ideographZodiacTraditional": _stem_and_branch,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
    "ordinal": _ordinal,
}
