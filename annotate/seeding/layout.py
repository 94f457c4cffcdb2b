"""The sentences of a paper as units of clauses, and which rules may hold in each: told for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from annotate.seeding.clauses import MAX_SENTENCE, Clause, split
from annotate.seeding.folding import Folded

if TYPE_CHECKING:
    from annotate.seeding.index import Hits
    from annotate.seeding.packs import Pack

OPENERS = ("connective", "enumeration")
Cut = tuple[int, int, "list[Clause]", "list[int]"]
"""A unit: start, end, clauses, and where each of those begins without its connectives."""


class Unit(NamedTuple):
    """What stands between ；, with its closing mark.

    Args:
        clauses: at least one.
        cores: where each of them begins without its connectives.
        possible: of each from there on, the bits of what may match, as `Pack.index` has them.
        possible_in_all: the same of the whole unit.
    """

    start: int
    end: int
    clauses: Sequence[Clause]
    cores: Sequence[int]
    possible: Sequence[int]
    possible_in_all: int


class Laid(NamedTuple):
    """A sentence, cut into its units.

    Args:
        possible: the bits of what may match in it, as `Pack.index` has them.
    """

    units: Sequence[Unit]
    possible: int


def lay_out(sentences: Sequence[Folded], pack: Pack) -> list[Laid]:
    """Return the units of sentences that one pack reads; all sentences are searched in one go."""
    texts = [folded.text for folded in sentences]
    cut = [_units(text, pack) for text in texts]
    hits = pack.index.hits("\n".join(texts))
    borders = list(accumulate((len(text) + 1 for text in texts), initial=0))
    lines = zip(borders[:-1], cut, strict=True)
    flat = [(offset, clauses, cores) for offset, units in lines for _, _, clauses, cores in units]
    offsets = np.array([offset for offset, _, _ in flat], dtype=np.int64)
    shift = offsets.repeat([len(cores) for _, _, cores in flat])
    starts = np.fromiter(chain.from_iterable([cores for _, _, cores in flat]), np.int64) + shift
    stops = np.fromiter([clause[1] for _, clauses, _ in flat for clause in clauses], np.int64) + shift
    by_clause, by_sentence = hits.nested(starts, stops, borders)
    by_unit = iter(_of_lists(hits, cut, borders[:-1]))
    laid, done = [], 0
    for units, possible in zip(cut, by_sentence, strict=True):
        told = []
        for start, end, clauses, cores in units:
            behind = done + len(cores)
            # What a sentence that is one unit may hold is as good: the rest of it is a mark or two.
            in_all = possible if len(units) == 1 else next(by_unit)
            told.append(Unit(start, end, clauses, cores, by_clause[done:behind], in_all))
            done = behind
        laid.append(Laid(told, possible))
    return laid


def _of_lists(hits: Hits, cut: Sequence[Sequence[Cut]], offsets: Sequence[int]) -> list[int]:
    """Return what is possible in each unit of the sentences that have several."""
    several = [(offset, units) for offset, units in zip(offsets, cut, strict=True) if len(units) > 1]
    starts = [offset + unit[0] for offset, units in several for unit in units]
    return hits.within(starts, [offset + unit[1] for offset, units in several for unit in units])


def _units(text: str, pack: Pack) -> list[Cut]:
    """Return the units of a sentence."""
    clauses = split(text, pack.head.language)
    openers, length = pack.openers, len(text)
    firsts = [text[clause[0]] for clause in clauses]
    opened = not openers.isdisjoint(firsts)
    if opened:
        clauses = _joined(text, clauses, pack)
    groups: Iterable[list[Clause]] = (clauses,)
    if not clauses or clauses[0][2] != clauses[-1][2]:
        groups = [list(group) for _, group in groupby(clauses, key=_unit_of)]
    units = []
    for own in groups:
        begin, stop = own[0][0], own[-1][1]
        while stop < length and not text[stop].isalnum() and text[stop - 1] not in "。；;":
            stop += 1
        cores = [clause[0] for clause in own]
        if opened:
            cores = [opening(text, start, end, pack) if text[start] in openers else start for start, end, _ in own]
        units.append((begin, min(stop, begin + MAX_SENTENCE), own, cores))
    return units


def _unit_of(clause: Clause) -> int:
    return clause.unit


def _joined(text: str, clauses: list[Clause], pack: Pack) -> list[Clause]:
    """Join a clause that is nothing but a connective (首先，) to the one that it opens."""
    joined: list[Clause] = []
    longest, openers, opened = pack.longest_opener, pack.openers, None
    for clause in clauses:
        whole = clause
        if opened is not None and opened.unit == clause.unit:
            whole = Clause(opened.start, clause.end, clause.unit)
        elif opened is not None:
            joined.append(opened)
        opened = None
        start, end, _ = clause
        if end - start <= longest and text[start] in openers and _opens(text, start, end, pack):
            opened = whole
        else:
            joined.append(whole)
    return joined if opened is None else [*joined, opened]


def _opens(text: str, start: int, end: int, pack: Pack) -> bool:
    """True for a stretch that is nothing but a connective, or a mark of enumeration."""
    for name in OPENERS:
        words = pack.words[name]
        if text[start] in words.starts and words.regex.fullmatch(text, start, end):
            return True
    return False


def opening(text: str, start: int, end: int, pack: Pack) -> int:
    """Return where a clause begins behind its enumeration marks and connectives."""
    mark, connective = pack.words["enumeration"], pack.words["connective"]
    for _ in range(3):
        found, char = None, text[start]
        if char in mark.starts:
            found = mark.regex.match(text, start, end)
        if found is None and char in connective.starts:
            found = connective.regex.match(text, start, end)
        if not found or found.end() >= end:
            break
        start = found.end()
        while start < end - 1 and not text[start].isalnum() and text[start] not in "“《（":
            start += 1
    return start
