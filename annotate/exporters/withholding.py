"""Words that stand in a paper, found wherever else they stand, and withheld.

A stretch is a paper's own if eight characters of it follow each other in a
paper, white space apart, at least one of them Chinese; or eight words of
another script. Shorter stretches are everybody's: names, terms, dates.

    paper      各市应当建立统一的预警平台。
    a note     “应当建立统一的预警平台”太贵
    withheld   “▯▯▯▯▯▯▯▯▯▯▯”太贵
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from annotate.han import HAN, has_han, is_han

LONGEST = 8
LATIN = re.compile(rf"[^\W\d_{HAN}]+(?:['’-][^\W\d_{HAN}]+)*")
COVER = "▯"


class Withheld:
    """Knows which stretches of some texts stand in the papers, and covers them."""

    def __init__(self, papers: Iterable[str], texts: Iterable[str]) -> None:
        """Look for every stretch of the texts in the papers; the papers are read once, one at a time."""
        wanted = {words for text in texts for words, _ in _windows(text)}
        self._found: set[str] = set()
        for paper in papers if wanted else ():
            self._found.update(words for words, _ in _windows(paper) if words in wanted)

    def covered(self, text: str) -> str:
        """Return a text in which every character of a paper's own stretch is covered; line breaks stay."""
        spots = [spot for words, spot in _windows(text) if words in self._found] if self._found else []
        if not spots:
            return text
        chars = list(text)
        for start, end in spots:
            for at in range(start, end):
                if not text[at].isspace():
                    chars[at] = COVER
        return "".join(chars)


def _windows(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each stretch that might be a paper's own, folded, with its place."""
    return chain(_characters(text), _words(text))


def _characters(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    if not has_han(text):
        return
    places = [at for at, char in enumerate(text) if not char.isspace()]
    folded = "".join(text.split())
    last_han = -1
    for at, char in enumerate(folded):
        if is_han(char):
            last_han = at
        start = at - LONGEST + 1
        if start >= 0 and last_han >= start:
            yield folded[start : at + 1], (places[start], places[at] + 1)


def _words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    found = list(LATIN.finditer(text))
    for at in range(len(found) - LONGEST + 1):
        own = found[at : at + LONGEST]
        yield " ".join(match.group().casefold() for match in own), (own[0].start(), own[-1].end())
