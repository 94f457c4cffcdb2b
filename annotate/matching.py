"""Align the spans of labellings: who marked the same place as whom.

All look at extents only, never at the names of labels or annotators, so neither
these names nor their order can move a result; an empty extent matches nothing and
is in no group::

    match          two labellings, one to one      A ├────┤   ├──┤
                                                   B ├──────┤ ├──┤
    align          any number, n to n: groups of   A ├────┤          B ├──────┤
                   at most one span an annotator   C  ├───┤          = one group
    splits         one to many: a span of one is   A ├───────────┤
                   several of another              B ├───┤ ├─────┤
    settle_splits  which of the two gives way, so that the rest can be aligned

Pairs are found over sorted starts: the cost is the sorting plus the overlaps that exist.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from annotate.model import Extent

THRESHOLD = 0.5
CLOSE = 0.8
Marks = Mapping[str, Sequence[Extent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A pair of spans, by their places in the two sequences."""

    left: int
    right: int
    iou: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Spans that mark one place, at most one an annotator.

    Args:
        centre: the member that all others match.
        members: annotator -> the extent they marked.
    """

    centre: Extent
    members: Mapping[str, Extent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One extent that an annotator marked as several shorter, separate ones."""

    whole: Extent
    annotator: str
    parts: tuple[Extent, ...]


def overlapping(left: Sequence[Extent], right: Sequence[Extent]) -> Iterator[tuple[int, int]]:
    """Yield the places of all pairs that share a character; empty extents share none.

    >>> sorted(overlapping([Extent(0, 4), Extent(6, 9)], [Extent(3, 7), Extent(9, 10)]))
    [(0, 0), (1, 0)]
    """
    if not left or not right:
        return
    sides = enumerate((left, right))
    starts = sorted((e.start, e.end, side, i) for side, own in sides for i, e in enumerate(own) if e.start < e.end)
    open_left: list[tuple[int, int]] = []
    open_right: list[tuple[int, int]] = []
    for start, end, side, place in starts:
        # What is still open here overlaps, so keeping it costs no more than the answer.
        if side == 0:
            open_right = [item for item in open_right if item[0] > start]
            for _, other in open_right:
                yield place, other
            open_left.append((end, place))
        else:
            open_left = [item for item in open_left if item[0] > start]
            for _, other in open_left:
                yield other, place
            open_right.append((end, place))


def match(left: Sequence[Extent], right: Sequence[Extent], threshold: float = THRESHOLD) -> tuple[Match, ...]:
    """Pair the spans of two labellings one to one, the best pairs first.

    Greedy by intersection over union, at or above the threshold; equal pairs in
    the order of their places in the text. Swapping the two sides swaps the
    result. Above 0.5, and where neither labelling overlaps itself, a span can
    match one other only, so that the greedy choice is the maximum matching.

    >>> [(m.left, m.right) for m in match([Extent(0, 4), Extent(6, 9)], [Extent(0, 5), Extent(3, 9)])]
    [(0, 0), (1, 1)]
    """
    found = []
    for i, j in overlapping(left, right):
        iou = left[i].iou(right[j])
        if iou >= threshold:
            a, b = _position(left[i]), _position(right[j])
            found.append((-iou, min(a, b), max(a, b), i, j))
    found.sort()
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for cost, _, _, i, j in found:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append(Match(left=i, right=j, iou=-cost))
    return tuple(sorted(pairs, key=lambda pair: (pair.left, pair.right)))


def align(marks: Marks, threshold: float = THRESHOLD) -> tuple[Group, ...]:
    """Group the spans of any number of annotators, at most one of each in a group.

    The extent that spans of most annotators match (at or above the threshold;
    equal ones: the larger sum of intersection over union, then the earlier,
    then the shorter) becomes the centre of a group and takes the best matching
    span of each; then the same among the rest. Every member matches the centre
    itself, so that no chain of neighbours can join what lies apart.

    >>> groups = align({"A": [Extent(0, 9)], "B": [Extent(0, 8)], "C": [Extent(2, 9), Extent(20, 25)]})
    >>> [(group.centre, sorted(group.members)) for group in groups]
    [(Extent(start=0, end=9), ['A', 'B', 'C']), (Extent(start=20, end=25), ['C'])]
    """
    holders = _holders(marks)
    extents = sorted(holders, key=_position)
    open_by = [holders[extent] for extent in extents]
    near = _neighbours(extents, threshold)
    groups = []
    heap = []
    for place, extent in enumerate(extents):
        if len(near[place]) == 1:
            groups.append(Group(centre=extent, members=dict.fromkeys(sorted(open_by[place]), extent)))
        else:
            heap.append((_rank(near[place], open_by), extent.start, extent.end, place))
    heapq.heapify(heap)
    while heap:
        rank, start, end, place = heapq.heappop(heap)
        if not open_by[place]:
            continue
        # Ranks only fall as spans are taken: an entry that still holds is the best there is.
        now = _rank(near[place], open_by)
        if now != rank:
            heapq.heappush(heap, (now, start, end, place))
            continue
        members = {}
        for annotator, (_, other) in _best(near[place], open_by).items():
            members[annotator] = extents[other]
            open_by[other].discard(annotator)
        groups.append(Group(centre=extents[place], members=dict(sorted(members.items()))))
    return tuple(sorted(groups, key=lambda group: _position(group.centre)))


def splits(marks: Marks) -> tuple[Split, ...]:
    """Find the extents that some annotator marked as two or more separate parts.

    A part lies at least half inside the whole. Who also has a span that is
    close to the whole (intersection over union of 0.8) has not split it.

    >>> found = splits({"A": [Extent(0, 9)], "B": [Extent(0, 5), Extent(5, 9)]})
    >>> [(split.whole, split.annotator, len(split.parts)) for split in found]
    [(Extent(start=0, end=9), 'B', 2)]
    """
    holders = _holders(marks)
    extents = sorted(holders, key=_position)
    inside: dict[int, list[int]] = {}
    close: dict[int, list[int]] = {}
    for i, j in _crossing(extents):
        if extents[i].iou(extents[j]) >= CLOSE:
            close.setdefault(i, [i]).append(j)
            close.setdefault(j, [j]).append(i)
            continue
        whole, part = (i, j) if len(extents[i]) > len(extents[j]) else (j, i)
        if 2 * extents[whole].overlap(extents[part]) >= len(extents[part]) < len(extents[whole]):
            inside.setdefault(whole, []).append(part)
    found: list[Split] = []
    for i, places in sorted(inside.items()):
        if len(places) > 1:
            whole_by = {annotator for j in close.get(i, [i]) for annotator in holders[extents[j]]}
            found.extend(_splits_of(extents[i], [extents[j] for j in places], holders, whole_by))
    return tuple(found)


def _splits_of(
    whole: Extent, candidates: Sequence[Extent], holders: Mapping[Extent, set[str]], whole_by: set[str]
) -> Iterator[Split]:
    parts: dict[str, list[Extent]] = {}
    for extent in sorted(candidates, key=lambda e: (e.end, e.start)):
        for annotator in holders[extent] - whole_by:
            own = parts.setdefault(annotator, [])
            if not own or own[-1].end <= extent.start:
                own.append(extent)
    for annotator, own in sorted(parts.items()):
        if len(own) > 1:
            yield Split(whole=whole, annotator=annotator, parts=tuple(own))


def settle_splits(
    marks: Marks, threshold: float = THRESHOLD
) -> tuple[dict[str, list[Extent]], dict[str, list[Extent]]]:
    """Part the marks into those that stand and those that cut a place otherwise than most.

    Where annotators differ on whether a stretch is one span or several, a whole
    must not match the largest of its parts by chance. The fewer give way: the
    whole, where at least as many annotators mark parts; else the parts. An
    annotator who marked neither counts for what their span matches better.

    Returns:
        What stands and what gives way, both to be aligned each by itself.
    """
    by_whole: dict[Extent, list[Split]] = {}
    for split in splits(marks):
        by_whole.setdefault(split.whole, []).append(split)
    if not by_whole:
        return {annotator: list(extents) for annotator, extents in marks.items()}, {}
    giving_way: dict[str, set[Extent]] = {annotator: set() for annotator in marks}
    holders = _holders(marks)
    wholes, extents = list(by_whole), list(holders)
    near: dict[Extent, list[Extent]] = {}
    for i, j in overlapping(wholes, extents):
        near.setdefault(wholes[i], []).append(extents[j])
    for whole, cuts in by_whole.items():
        for_whole, for_parts = _sides(whole, cuts, near[whole], holders, threshold)
        if for_parts >= for_whole:
            for annotator in holders[whole]:
                giving_way[annotator].add(whole)
        else:
            for cut in cuts:
                giving_way[cut.annotator].update(cut.parts)
    standing = {a: [e for e in own if e not in giving_way[a]] for a, own in marks.items()}
    return standing, {a: sorted(own, key=_position) for a, own in giving_way.items()}


def _sides(
    whole: Extent, cuts: Sequence[Split], near: Iterable[Extent], holders: Mapping[Extent, set[str]], threshold: float
) -> tuple[int, int]:
    parts = {part for cut in cuts for part in cut.parts}
    cutters = {cut.annotator for cut in cuts}
    best: dict[str, tuple[float, float]] = {}
    for extent in near:
        as_whole, as_part = extent.iou(whole), max(extent.iou(part) for part in parts)
        for annotator in holders[extent] - cutters:
            whole_so_far, part_so_far = best.get(annotator, (0.0, 0.0))
            best[annotator] = max(as_whole, whole_so_far), max(as_part, part_so_far)
    for_whole = sum(w >= threshold and w > p for w, p in best.values())
    return for_whole, len(cuts) + sum(p >= threshold and p > w for w, p in best.values())


def _position(extent: Extent) -> tuple[int, int]:
    return extent.start, extent.end


def _holders(marks: Marks) -> dict[Extent, set[str]]:
    holders: dict[Extent, set[str]] = {}
    for annotator, extents in marks.items():
        for extent in extents:
            if extent.start < extent.end:
                holders.setdefault(extent, set()).add(annotator)
    return holders


def _crossing(extents: Sequence[Extent]) -> Iterator[tuple[int, int]]:
    """Yield the places of pairs that overlap, each pair once; the extents are sorted."""
    starts = [extent.start for extent in extents]
    for i, extent in enumerate(extents):
        for j in range(i + 1, bisect_left(starts, extent.end)):
            yield i, j


def _neighbours(extents: Sequence[Extent], threshold: float) -> list[list[tuple[float, int]]]:
    near: list[list[tuple[float, int]]] = [[(1.0, i)] for i in range(len(extents))]
    for i, j in _crossing(extents):
        iou = extents[i].iou(extents[j])
        if iou >= threshold:
            near[i].append((iou, j))
            near[j].append((iou, i))
    for places in near:
        places.sort(key=lambda item: (-item[0], item[1]))
    return near


def _best(near: Iterable[tuple[float, int]], open_by: Sequence[set[str]]) -> dict[str, tuple[float, int]]:
    best: dict[str, tuple[float, int]] = {}
    for iou, other in near:
        for annotator in open_by[other]:
            best.setdefault(annotator, (iou, other))
    return best


def _rank(near: Iterable[tuple[float, int]], open_by: Sequence[set[str]]) -> tuple[int, float]:
    best = _best(near, open_by)
    return -len(best), -fsum(iou for iou, _ in best.values())
