"""From stretches of likely characters to candidates with members.

    A   ├──────────┤├────┤        stretch  ├───────────────┤
    B    ├─────────┤├─────┤       spans    ├─────────┤├────┤
    C   ├────────────────┤        C is a member of the longer one

* What all who were asked marked alike stands as it is.
* A stretch is cut where two groups of matching spans (`annotate.matching.align`)
  that lie one behind the other in it each stand by the method's membership.
* A span is a member of the piece it shares most characters with, if that is at
  least half of the shorter of the two; of an annotator's spans in one piece the
  nearest. A piece keeps only what its members marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter

from annotate.matching import overlapping
from annotate.model import Extent
from annotate.reconcile.candidates import Candidate, Marks, group, shares_half
from annotate.reconcile.methods import Method
from annotate.reconcile.pool import Pool

Piece = tuple[Extent, float]
EDGES = attrgetter("start", "end")
"""Sorts extents as they sort themselves, but quickly."""


def candidates_in(
    pool: Pool, label: str, marks: Marks, stretches: Sequence[Piece], method: Method
) -> tuple[list[Candidate], Marks]:
    """Make the candidates that stand in the stretches.

    Returns:
        The candidates, and the marks that are in none of them.
    """
    standing = _unanimous(pool, label, marks)
    taken = {c.extent for c in standing}
    rest = {annotator: {e: spans for e, spans in own.items() if e not in taken} for annotator, own in marks.items()}
    pieces = _without(stretches, sorted(taken, key=EDGES))
    pieces = _cut(pieces, group(pool, label, rest, method), method)
    for (extent, probability), by in zip(pieces, _members(pieces, rest), strict=True):
        kept = _marked_part(extent, by.values())
        if kept is not None:
            standing.append(_candidate(pool, label, rest, by, kept, probability))
    used = {(annotator, span.extent) for c in standing for annotator, spans in c.by.items() for span in spans}
    left = {a: {e: spans for e, spans in own.items() if (a, e) not in used} for a, own in rest.items()}
    return standing, left


def _unanimous(pool: Pool, label: str, marks: Marks) -> list[Candidate]:
    holders: dict[Extent, list[str]] = {}
    for annotator in sorted(marks):
        for extent in marks[annotator]:
            holders.setdefault(extent, []).append(annotator)
    found = []
    for extent in sorted(holders, key=EDGES):
        by = tuple(holders[extent])
        asked = pool.asked_for(label, extent, by)
        if len(by) == len(asked):
            found.append(
                Candidate(label=label, by={a: tuple(marks[a][extent]) for a in by}, extent=extent, asked=asked)
            )
    return found


def _candidate(
    pool: Pool, label: str, marks: Marks, by: dict[str, Extent], extent: Extent, probability: float
) -> Candidate:
    return Candidate(
        label=label,
        by={annotator: tuple(marks[annotator][by[annotator]]) for annotator in sorted(by)},
        extent=extent,
        asked=pool.asked_for(label, extent, tuple(by)),
        probability=probability,
    )


def _meeting(pieces: Sequence[Piece], extents: Sequence[Extent]) -> list[list[Extent]]:
    """Return for each piece the extents that share a character with it, in their order."""
    found: list[list[int]] = [[] for _ in pieces]
    for i, j in overlapping([extent for extent, _ in pieces], extents):
        found[i].append(j)
    return [[extents[j] for j in sorted(places)] for places in found]


def _without(stretches: Sequence[Piece], taken: Sequence[Extent]) -> list[Piece]:
    left: list[Piece] = []
    for (stretch, probability), inside in zip(stretches, _meeting(stretches, taken), strict=True):
        start, end = stretch.start, stretch.end
        for extent in inside:
            if start < extent.end:
                if start < extent.start:
                    left.append((Extent(start, extent.start), probability))
                start = extent.end
        if start < end:
            left.append((Extent(start, end), probability))
    return left


def _cut(pieces: Sequence[Piece], groups: Sequence[Candidate], method: Method) -> list[Piece]:
    firm = sorted((c.extent for c in groups if method.membership(tuple(c.by), c.asked) == "accept"), key=EDGES)
    cut: list[Piece] = []
    for (extent, probability), near in zip(pieces, _meeting(pieces, firm), strict=True):
        inside = [e for e in near if shares_half(e, extent)]
        borders = {
            after.start
            for before, after in pairwise(inside)
            if before.end <= after.start and extent.start < after.start < extent.end
        }
        edges = [extent.start, *sorted(borders), extent.end]
        cut.extend((Extent(a, b), probability) for a, b in pairwise(edges))
    return cut


def _members(pieces: Sequence[Piece], marks: Marks) -> list[dict[str, Extent]]:
    places = [extent for extent, _ in pieces]
    members: list[dict[str, Extent]] = [{} for _ in pieces]
    for annotator in sorted(marks):
        own = sorted(marks[annotator], key=EDGES)
        home: dict[int, tuple[tuple[int, int], int]] = {}
        for i, j in overlapping(own, places):
            rank = (-own[i].overlap(places[j]), j)
            if shares_half(own[i], places[j]) and (i not in home or rank < home[i][0]):
                home[i] = (rank, j)
        # The nearest first, so that it is the one that stays.
        for i in sorted(home, key=lambda i: (-own[i].iou(places[home[i][1]]), own[i])):
            members[home[i][1]].setdefault(annotator, own[i])
    return members


def _marked_part(extent: Extent, members: Iterable[Extent]) -> Extent | None:
    """Return the longest stretch of the extent that the members marked without a gap."""
    joined: list[Extent] = []
    for member in sorted(members, key=EDGES):
        start, end = max(member.start, extent.start), min(member.end, extent.end)
        if start >= end:
            continue
        if joined and start <= joined[-1].end:
            joined[-1] = Extent(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Extent(start, end))
    return max(joined, key=lambda e: (len(e), -e.start)) if joined else None
