"""The sentences of a paper as units of clauses, and which rules may hold in each: told for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from annotate.seeding.clauses import MAX_SENTENCE, Clause, split
from annotate.seeding.folding import Folded

if TYPE_CHECKING:
    from annotate.seeding.packs import Pack

OPENERS = ("connective", "enumeration")


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
    cut = [_units(folded.text, pack) for folded in sentences]
    hits = pack.index.hits("\n".join([folded.text for folded in sentences]))
    cores: list[int] = []
    ends: list[int] = []
    starts: list[int] = []
    stops: list[int] = []
    borders = [0]
    for folded, units in zip(sentences, cut, strict=True):
        offset = borders[-1]
        for start, end, clauses, own in units:
            starts.append(offset + start)
            stops.append(offset + end)
            for core, clause in zip(own, clauses, strict=True):
                cores.append(offset + core)
                ends.append(offset + clause[1])
        borders.append(offset + len(folded.text) + 1)
    by_clause, by_unit = hits.within(cores, ends), iter(hits.within(starts, stops))
    by_sentence = hits.within(borders[:-1], [border - 1 for border in borders[1:]])
    laid, done = [], 0
    for units, possible in zip(cut, by_sentence, strict=True):
        told = []
        for start, end, clauses, own in units:
            told.append(Unit(start, end, clauses, own, by_clause[done : done + len(own)], next(by_unit)))
            done += len(own)
        laid.append(Laid(told, possible))
    return laid


def _units(text: str, pack: Pack) -> list[tuple[int, int, list[Clause], list[int]]]:
    """Return the units of a sentence: start, end, clauses, and where each of those begins without its connectives."""
    clauses = _joined(text, split(text, pack.head.language), pack)
    openers, length = pack.openers, len(text)
    groups = [clauses]
    if not clauses or clauses[0].unit != clauses[-1].unit:
        groups = [list(group) for _, group in groupby(clauses, key=_unit_of)]
    units = []
    for own in groups:
        begin, stop = own[0].start, own[-1].end
        while stop < length and not text[stop].isalnum() and text[stop - 1] not in "。；;":
            stop += 1
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
