"""A name for a group: the words that many of its members share and few others hold.

Annotators' own theme words come first; only where they gave none, words are
taken from the quotations. A name is a handle for the scholar to replace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from annotate.han import HAN
from annotate.tables.meaning.grouping import Item

RUN = re.compile(f"[{HAN}]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z-]{3,}")
SHORTEST, LONGEST = 2, 8
# A word that begins or ends with one of these is mostly a cut through two words.
EMPTY = frozenset("的了在与和及对以为应等将使其是而或并要从向就也都不可之于由被把让更各这那此有中上下一二三")
STOPPED = re.compile(
    "about|also|been|being|from|have|into|more|most|must|need|should|such|than|that|their|them|then|there|these|they|"
    "this|those|through|very|what|when|where|which|while|will|with|would|could"
)
NAME_WORDS = 2
LONGEST_NAME = 24


def name(group: Sequence[Item], others: Sequence[Item]) -> str:
    """Return a name for a group, told apart from the other groups."""
    own, spread = Counter(_each(group)), Counter(_each(others))
    whole = len(group) + len(others) + 1
    # A word must join two members, if any does: else it would name one of them.
    shared = _whole([word for word in own if own[word] > 1] or list(own), own)
    scores = {
        word: own[word] * log(whole / (1 + own[word] + spread[word]) + 1) * (1 - spread[word] / (1 + own[word] * 2))
        for word in shared
    }
    chosen: list[str] = []
    for word in sorted(shared, key=lambda word: (-scores[word] * len(word) ** 0.5, word)):
        if len(chosen) < NAME_WORDS and not any(_share(word, taken) for taken in chosen):
            chosen.append(word)
    return "、".join(chosen)[:LONGEST_NAME] or group[0].quotation[:LONGEST_NAME]


def _share(one: str, other: str) -> bool:
    """True if two words hold a pair of characters in common."""
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def _whole(words: Sequence[str], counts: Counter[str]) -> list[str]:
    """Leave out what is only a piece of a longer word that stands as often."""
    pieces = {
        word[start:end]
        for word in words
        for start in range(len(word))
        for end in range(start + SHORTEST, len(word) + 1)
        if end - start < len(word) and counts[word[start:end]] == counts[word]
    }
    return [word for word in words if word not in pieces]


def _each(items: Sequence[Item]) -> Iterator[str]:
    """Yield the words of each item, each once an item."""
    for item in items:
        yield from dict.fromkeys(_words(item))


def _words(item: Item) -> Iterator[str]:
    for text in item.words or (item.quotation,):
        for run in RUN.findall(text):
            for length in range(SHORTEST, LONGEST + 1):
                for at in range(len(run) - length + 1):
                    word = run[at : at + length]
                    if word[0] not in EMPTY and word[-1] not in EMPTY:
                        yield word
        for word in LATIN.findall(text):
            if not STOPPED.fullmatch(word.casefold()):
                yield word.casefold()
