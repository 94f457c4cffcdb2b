"""Cut a sentence into units and clauses, both bounded in length.

A unit is what stands between ；: the parts of a list that may differ in what
they are. A clause is what stands between commas. Commas inside brackets and
quotation marks do not cut, provided that the bracket is closed.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

MAX_CLAUSE = 240
MAX_SENTENCE = 1200
MAX_BRACKET = 120
CLOSERS = {"（": "）", "《": "》", "“": "”", "(": ")", "[": "]", "『": "』", "【": "】"}
STOPS = {"zh": "，：；。！？—…", "en": ",;:.!?"}
UNIT_STOPS = "；;"
MARKS = {name: re.compile(f"[{re.escape(stops + ''.join(CLOSERS))}]") for name, stops in STOPS.items()}
CLOSED = "|".join(
    f"{re.escape(opener)}[^{re.escape(closer)}]{{0,{MAX_BRACKET - 2}}}{re.escape(closer)}"
    for opener, closer in CLOSERS.items()
)
BRACKETS = re.escape("".join(CLOSERS))
BETWEEN = re.compile(rf"(?:[^{re.escape(STOPS['zh'])}{BRACKETS}]++|{CLOSED}|[{BRACKETS}])++")
"""What stands between two marks of a Chinese sentence; a bracket that is not closed nearby is a letter like others."""
ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Ms|Dr|No|St|vs|cf|etc|e\.g|i\.e))$")


class Clause(NamedTuple):
    """A clause by its place in the folded sentence, its closing mark left out."""

    start: int
    end: int
    unit: int


make_clause = partial(tuple.__new__, Clause)
"""Make a clause of its three numbers; to call the class takes twice as long, and texts have hundreds of thousands."""


def split(text: str, language: str) -> list[Clause]:
    """Return the clauses of a folded sentence in order; empty ones are dropped.

    >>> [(c.start, c.end, c.unit) for c in split("先试点，再推广；后评估。", "zh")]
    [(0, 3, 0), (4, 7, 0), (8, 11, 1)]
    """
    return _split_chinese(text) if language == "zh" else _split(text, language)


def _split_chinese(text: str) -> list[Clause]:
    """Leave it to `re` where one clause ends and the next begins, brackets included: every mark of Chinese cuts."""
    clauses: list[Clause] = []
    unit = before = 0
    listed = "；" in text
    for found in BETWEEN.finditer(text):
        start, end = found.span()
        if listed:
            unit += text.count("；", before, start)
            before = end
        if end - start <= MAX_CLAUSE and text[start].isalnum() and text[end - 1].isalnum():  # as most do
            clauses.append(make_clause((start, end, unit)))
        else:
            _add(clauses, text, start, end, unit)
    return clauses


def _split(text: str, language: str) -> list[Clause]:
    clauses: list[Clause] = []
    start, unit, closed_at = 0, 0, 0
    for found in MARKS[language].finditer(text):
        at, char = found.start(), found[0]
        if at < closed_at:
            continue
        if char in CLOSERS:
            closed_at = _closing(text, at)
        elif _cuts(text, at):
            _add(clauses, text, start, at, unit)
            start = at + 1
            unit += char in UNIT_STOPS
    _add(clauses, text, start, len(text), unit)
    return clauses


def _closing(text: str, at: int) -> int:
    """Return where a bracket's content ends, or its own place if it is never closed nearby."""
    end = text.find(CLOSERS[text[at]], at, at + MAX_BRACKET)
    return max(at, end)


def _cuts(text: str, at: int) -> bool:
    """True for an English mark that ends a clause."""
    if text[at] in ";!?":
        return True
    after = text[at + 1 : at + 2]
    if after and not after.isspace():
        return False
    return text[at] != "." or not ABBREVIATION.search(text[max(0, at - 5) : at])


def _add(clauses: list[Clause], text: str, start: int, end: int, unit: int) -> None:
    """Add what stands between two marks, in pieces where it would be too long."""
    while end - start > MAX_CLAUSE:
        _add(clauses, text, start, start + MAX_CLAUSE, unit)
        start += MAX_CLAUSE
    if start < end and text[start].isalnum() and text[end - 1].isalnum():  # as most do
        clauses.append(Clause(start, end, unit))
        return
    while start < end and not (text[start].isalnum() or text[start] in CLOSERS):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in "）》”)]』】%％"):
        end -= 1
    if start < end:
        clauses.append(Clause(start, end, unit))
