"""A copy of a text that rules look at, with the way back to the text itself.

Quotations stay as they were printed; rules should not have to spell out every
way to print a thing. The copy has simplified characters for traditional ones,
full-width marks for half-width ones between Chinese characters, and no space
beside them:

>>> fold("政府應於 2021 年檢討,再公布", str.maketrans("應於檢討", "应于检讨")).text
'政府应于2021年检讨，再公布'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotate.han import HAN, count_han, is_han

MARKS = {
    ",": "，",
    ";": "；",
    ":": "：",
    "?": "？",
    "!": "！",
    "(": "（",
    ")": "）",
    "．": ".",
    "﹐": "，",
    "「": "“",
    "」": "”",
}
UNEVEN = re.compile(rf"\s|[{re.escape(''.join(MARKS))}]")
CODE_POINTS = 0x40000
"""Behind them there is neither a Han character nor a mark."""


def language(text: str) -> str:
    """Say whether a sentence is Chinese or not, by its share of Chinese characters.

    >>> language("BIS 又发布规定。"), language("Beijing (北京) should act.")
    ('zh', 'en')
    """
    han = count_han(text)
    if han * 4 > len(text):
        return "zh"
    letters = sum(map(str.isalpha, text))
    return "zh" if han * 4 > letters else "en"


class Tally:
    """Which characters stand in a text, and how many that are Han or that folding may move in any stretch of it."""

    def __init__(self, text: str) -> None:
        """Take the whole text: to ask sentence by sentence would take several times as long."""
        self._points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")

    def holds(self, table: NDArray[np.bool_]) -> bool:
        """True if one of a table's characters stands in the text."""
        return bool(table.take(self._points, mode="clip").any())

    def told(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[list[bool], list[bool]]:
        """Say of stretches whether each is Chinese, and even.

        Chinese by its Han characters alone (see `language` for others); even where all characters
        stay in their places, and all marks as they are.
        """
        han, uneven = (self._counts(table, starts, ends) for table in _tables())
        lengths = np.subtract(ends, starts)
        return (han * 4 > lengths).tolist(), (uneven == 0).tolist()

    def _counts(self, table: NDArray[np.bool_], starts: Sequence[int], ends: Sequence[int]) -> NDArray[np.int64]:
        sums = np.zeros(len(self._points) + 1, np.int64)
        np.cumsum(table.take(self._points, mode="clip"), out=sums[1:])
        return sums.take(ends) - sums.take(starts)


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return code point -> whether it is a Han character, and whether folding may change it."""
    every = np.arange(CODE_POINTS, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    han, uneven = re.compile(f"[{HAN}]").findall(every), UNEVEN.findall(every)
    return table_of(map(ord, han)), table_of(map(ord, uneven))


def table_of(points: Iterable[int]) -> NDArray[np.bool_]:
    """Return code point -> whether it is one of these; the last place is for all behind them."""
    chosen = list(points)
    table = np.zeros(max(chosen, default=0) + 2, np.bool_)
    table[chosen] = True
    return table


class Folded(NamedTuple):
    """Folded text; `offsets[i]` is where character i stands in the original."""

    text: str
    offsets: Sequence[int]

    def start(self, at: int) -> int:
        """Return the original offset at which a folded stretch begins."""
        return self.offsets[at] if at < len(self.offsets) else self.offsets[-1] + 1

    def end(self, at: int) -> int:
        """Return the original offset at which a folded stretch ends."""
        return self.offsets[at - 1] + 1 if at else self.start(0)


def fold(text: str, table: Mapping[int, str], start: int = 0) -> Folded:
    """Return the folded copy of a Chinese text that begins at `start`.

    `table` maps a code point to the character in its place, as `str.translate` takes it.
    """
    even = text.translate(table) if table else text
    kept: list[str] = []
    dropped: list[int] = []
    done, last = 0, len(text) - 1
    for found in UNEVEN.finditer(text):  # all other characters stay in their places
        at, char = found.start(), found[0]
        before, after = (text[at - 1] if at else " "), (text[at + 1] if at < last else " ")
        kept.append(even[done:at])
        done = at + 1
        if char.isspace() and (_wide(before) or _wide(after)):
            dropped.append(at)
            continue
        within = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        kept.append(even[at] if within else MARKS.get(char, even[at]))
    if not done:
        return Folded(even, range(start, start + len(text)))
    kept.append(even[done:])
    return Folded("".join(kept), _offsets(start, len(text), dropped))


def _offsets(start: int, length: int, dropped: Sequence[int]) -> Sequence[int]:
    """Return where the characters that are left stood."""
    if not dropped:
        return range(start, start + length)
    offsets: list[int] = []
    done = 0
    for at in dropped:
        offsets.extend(range(start + done, start + at))
        done = at + 1
    offsets.extend(range(start + done, start + length))
    return tuple(offsets)


def plain(text: str, start: int = 0) -> Folded:
    """Return a text as it is, for languages that need no folding."""
    return Folded(text, range(start, start + len(text)))


def _wide(char: str) -> bool:
    return char.isspace() or is_han(char) or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
