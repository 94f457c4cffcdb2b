"""Group the spans of a document into candidates, one label at a time, and vote on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.matching import align, overlapping, settle_splits
from annotate.model import Extent, Span, stable_id
from annotate.reconcile.edges import hull
from annotate.reconcile.methods import Method
from annotate.reconcile.pool import Pool

Marks = Mapping[str, Mapping[Extent, Sequence[Span]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Spans of one label that mark one place.

    Args:
        by: annotator -> the spans they have in it (copies, or what was decided to be one).
        extent: by the method's edges.
        asked: who was asked for the label there.
        partial: who marked it only inside longer, or as shorter spans.
        adjudicated: an adjudicator decided that it stands.
        decided: the attributes that the adjudicator set.
        probability: that it is there, where the method estimates it.
    """

    label: str
    by: Mapping[str, tuple[Span, ...]]
    extent: Extent
    asked: tuple[str, ...]
    partial: tuple[str, ...] = ()
    adjudicated: bool = False
    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    probability: float | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """Return the stitched ids of its spans, sorted."""
        return tuple(sorted(span.id for spans in self.by.values() for span in spans))

    def id_in(self, document: str) -> str:
        """Return the id of the consensus span it becomes."""
        return stable_id("consensus", document, self.label, *self.members)

    def position(self) -> tuple[int, int, str, tuple[str, ...]]:
        """Return a key for reading order."""
        return self.extent.start, self.extent.end, self.label, self.members


def make_candidate(
    pool: Pool, label: str, by: Mapping[str, Sequence[Span]], method: Method, *, adjudicated: bool = False
) -> Candidate:
    """Make a candidate with the method's edges and those who were asked there."""
    versions = {annotator: hull([span.extent for span in spans]) for annotator, spans in by.items()}
    extent = method.edges(versions, pool.document.text)
    if extent.start >= extent.end:
        # Only what an adjudicator joined can lie apart.
        extent = hull(list(versions.values()))
    return Candidate(
        label=label,
        by={annotator: tuple(by[annotator]) for annotator in sorted(by)},
        extent=extent,
        asked=pool.asked_for(label, extent, tuple(by)),
        adjudicated=adjudicated,
    )


def marks_by_label(pool: Pool, taken: Iterable[str]) -> dict[str, Marks]:
    """Return label -> annotator -> extent -> spans (more than one are copies), without what is taken."""
    left_out = set(taken)
    marks: dict[str, dict[str, dict[Extent, list[Span]]]] = {}
    for span in pool.spans.values():
        if span.id not in left_out:
            by = marks.setdefault(span.label, {})
            by.setdefault(pool.owner[span.id], {}).setdefault(span.extent, []).append(span)
    return {label: marks[label] for label in sorted(marks)}


def group(pool: Pool, label: str, marks: Marks, method: Method) -> list[Candidate]:
    """Group the spans of a label; what gives way in a split is grouped by itself."""
    candidates = []
    for layer in settle_splits({annotator: list(extents) for annotator, extents in marks.items()}):
        for aligned in align(layer):
            by = {annotator: marks[annotator][extent] for annotator, extent in aligned.members.items()}
            candidates.append(make_candidate(pool, label, by, method))
    return candidates


def vote(candidates: Sequence[Candidate], method: Method) -> tuple[list[Candidate], list[Candidate]]:
    """Part one label's candidates into those that stand and the others.

    Where two that would stand are the same place for different annotators
    (possible only where less than a majority is enough), the better supported
    one stands, then the longer.
    """
    standing: list[Candidate] = [c for c in candidates if c.adjudicated]
    others: list[Candidate] = []
    hopeful: list[Candidate] = []
    for candidate in candidates:
        if not candidate.adjudicated:
            accepted = method.membership(tuple(candidate.by), candidate.asked) == "accept"
            (hopeful if accepted else others).append(candidate)
    rivals = _rivals(standing + hopeful)
    out: set[int] = set()
    order = sorted(range(len(hopeful)), key=lambda i: (-len(hopeful[i].by), -len(hopeful[i].extent), hopeful[i].extent))
    first = len(standing)
    stands = set(range(first))
    for i in order:
        if rivals.get(first + i, set()) & stands:
            out.add(i)
        else:
            stands.add(first + i)
    standing += [candidate for i, candidate in enumerate(hopeful) if i not in out]
    return standing, others + [candidate for i, candidate in enumerate(hopeful) if i in out]


def _rivals(candidates: Sequence[Candidate]) -> dict[int, set[int]]:
    rivals: dict[int, set[int]] = {}
    extents = [candidate.extent for candidate in candidates]
    for i, j in overlapping(extents, extents):
        if i != j and shares_half(extents[i], extents[j]) and not candidates[i].by.keys() & candidates[j].by.keys():
            rivals.setdefault(i, set()).add(j)
    return rivals


def shares_half(one: Extent, other: Extent) -> bool:
    """True if they share at least half of the shorter one."""
    return 2 * one.overlap(other) >= min(len(one), len(other)) > 0


def add_partial(standing: Sequence[Candidate], marks: Marks) -> list[Candidate]:
    """Name those who marked what stands only inside a longer span, or as shorter ones."""
    extents = [candidate.extent for candidate in standing]
    owned = [(annotator, extent) for annotator, own in marks.items() for extent in own]
    partial: dict[int, set[str]] = {}
    for i, j in overlapping(extents, [extent for _, extent in owned]):
        annotator, extent = owned[j]
        if annotator not in standing[i].by and shares_half(extents[i], extent):
            partial.setdefault(i, set()).add(annotator)
    return [
        replace(candidate, partial=tuple(sorted(partial[i]))) if i in partial else candidate
        for i, candidate in enumerate(standing)
    ]


def absorb(
    pool: Pool, others: Sequence[Candidate], standing: Sequence[Candidate], method: Method
) -> tuple[list[Candidate], dict[str, Candidate]]:
    """Let what stands take in the spans that mark it in part.

    A span goes with the candidate it shares most characters with, then the first
    in the text, if its annotator does not stand behind that one already.

    Returns:
        What is left of the others, and span id -> the candidate that took it in.
    """
    extents = [candidate.extent for candidate in standing]
    flat = [(i, annotator, span) for i, c in enumerate(others) for annotator, spans in c.by.items() for span in spans]
    taken: dict[str, tuple[tuple[int, int, int], Candidate]] = {}
    for j, k in overlapping([span.extent for _, _, span in flat], extents):
        _, annotator, span = flat[j]
        home = standing[k]
        if annotator not in home.by and shares_half(span.extent, home.extent):
            rank = (-span.extent.overlap(home.extent), home.extent.start, home.extent.end)
            if span.id not in taken or rank < taken[span.id][0]:
                taken[span.id] = (rank, home)
    left = []
    for candidate in others:
        by = {a: tuple(s for s in spans if s.id not in taken) for a, spans in candidate.by.items()}
        kept = {annotator: spans for annotator, spans in by.items() if spans}
        if kept.keys() == candidate.by.keys():
            left.append(candidate)
        elif kept:
            left.append(make_candidate(pool, candidate.label, kept, method))
    return left, {span_id: home for span_id, (_, home) in taken.items()}
