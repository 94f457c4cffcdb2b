"""Where a span of the consensus starts and ends, from what its members marked.

No rule can leave what somebody marked: the members of a group all overlap its
centre, so that together they cover one unbroken stretch, and every edge chosen
here lies between the outermost edges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.model import Extent

CLAUSE = frozenset("，。；：！？…—,.;:!?\n")
"""What parts clauses; 、 parts the items of a list inside one."""


def median_edges(versions: Mapping[str, Extent], text: str) -> Extent:
    """Return the median start and end; what lies inside is marked by most members.

    With an even number of members the two middle values may differ. Then, for
    each edge by itself: if only punctuation or white space lies between the two,
    the inner one stands; if just one of them is at a clause's punctuation, that
    one; else the inner one, which both halves marked.

    >>> median_edges({"A": Extent(3, 8), "B": Extent(0, 9)}, "例如，应加强合作。")
    Extent(start=3, end=8)
    """
    starts = sorted(extent.start for extent in versions.values())
    ends = sorted(extent.end for extent in versions.values())
    middle = len(starts) // 2
    if len(starts) % 2:
        return Extent(starts[middle], ends[middle])
    start, end = starts[middle], ends[middle - 1]
    if _prefer_outer(starts[middle - 1 : middle + 1], text, at_start=True):
        start = starts[middle - 1]
    if _prefer_outer(ends[middle - 1 : middle + 1], text, at_start=False):
        end = ends[middle]
    return Extent(start, end)


def common_edges(versions: Mapping[str, Extent], text: str) -> Extent:
    """Return the stretch that all members marked; if there is none, that of the median."""
    start, end = max(e.start for e in versions.values()), min(e.end for e in versions.values())
    return Extent(start, end) if start < end else median_edges(versions, text)


def hull(extents: Sequence[Extent]) -> Extent:
    """Return the shortest extent that holds all of them."""
    return Extent(min(e.start for e in extents), max(e.end for e in extents))


def outer_edges(versions: Mapping[str, Extent], text: str) -> Extent:  # noqa: ARG001 - one shape for all rules
    """Return the stretch that any member marked."""
    return hull(tuple(versions.values()))


def spread(extents: Sequence[Extent]) -> float:
    """Return how far edges lie apart: 0 if all are equal, 1 if nothing is common to all."""
    outer = hull(extents)
    core = min(e.end for e in extents) - max(e.start for e in extents)
    return 1 - max(0, core) / len(outer)


def _prefer_outer(middle: Sequence[int], text: str, *, at_start: bool) -> bool:
    low, high = middle
    if low == high or not any(char.isalnum() for char in text[low:high]):
        return False
    inner, outer = (high, low) if at_start else (low, high)
    return _at_clause(outer, text, at_start=at_start) and not _at_clause(inner, text, at_start=at_start)


def _at_clause(edge: int, text: str, *, at_start: bool) -> bool:
    if edge in (0, len(text)) or text[edge - 1] in CLAUSE:
        return True
    return not at_start and text[edge] in CLAUSE
