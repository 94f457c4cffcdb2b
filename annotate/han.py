"""What a Han character is: every stage asks, and all must get the same answer.

The unified ideographs with their extensions, those kept for older character sets, and the two signs that stand
among them in words: 〇 in 二〇二三, 々 in 佐々木. Planes 2 and 3 hold the rare ones, of which names are made (𠮷).
"""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇々\U00020000-\U0003ffff"
"""Ranges, for use inside a character class."""
_ANY = re.compile(f"[{HAN}]")
_RUN = re.compile(f"[{HAN}]+")
_MARKS = "\u3000-\u303f\uff00-\uffef"
_FOLD = re.compile(rf"(?<=[{_MARKS}]) | (?=[{_MARKS}])|(?<=[{HAN}”]) (?=[{HAN}])|(?<=[{HAN}]) (?=“)")


def is_han(char: str) -> bool:
    """True for one Han character.

    >>> is_han("應"), is_han("𠮷"), is_han("，"), is_han("の")
    (True, True, False, False)
    """
    return "\u4e00" <= char <= "\u9fff" or _ANY.match(char) is not None


def has_han(text: str) -> bool:
    """True if any character of a text is one.

    >>> has_han("G7 峰会"), has_han("G7"), has_han("")
    (True, False, False)
    """
    return _ANY.search(text) is not None


def count_han(text: str) -> int:
    """Return how many characters of a text are Han.

    >>> count_han("二〇二三年, 2023")
    5
    """
    return sum(map(len, _RUN.findall(text)))


def in_one_line(text: str) -> str:
    r"""Return text in one line, without the spaces with which YAML folds lines where Chinese writes none.

    >>> in_one_line("作者的主张，\n用 Label Studio\n标注")
    '作者的主张，用 Label Studio 标注'
    >>> in_one_line("What an author holds,\nwhere “claim” is meant")
    'What an author holds, where “claim” is meant'
    """
    return _FOLD.sub("", " ".join(text.split()))
