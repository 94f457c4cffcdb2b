"""What a person should look at: places and relations on which the vote decided nothing, or barely.

Severity, for sorting, worst first: `label` 0.9 (0.5 where one label won), `split`
0.8, `missing` 0.7, `nesting` 0.65, `boundary` 0.6 (0.3 at most where a consensus was reached, less
the closer the edges), `relation` 0.4, `attribute` 0.2 (0.1 where only wordings differ).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotate.matching import THRESHOLD, overlapping, splits
from annotate.model import Dispute, Extent, Tie, Version, stable_id
from annotate.reconcile.candidates import Candidate, shares_half
from annotate.reconcile.edges import hull, spread
from annotate.reconcile.methods import Method
from annotate.reconcile.pool import Pool

SEVERITY = {
    "label": 0.9,
    "split": 0.8,
    "missing": 0.7,
    "nesting": 0.65,
    "boundary": 0.6,
    "relation": 0.4,
    "attribute": 0.2,
}
KIND_NAMES: Mapping[str, Mapping[str, str]] = {
    "label": {"en": "label", "zh": "标签"},
    "split": {"en": "split", "zh": "拆分"},
    "missing": {"en": "missing", "zh": "缺失"},
    "nesting": {"en": "nesting", "zh": "嵌套"},
    "boundary": {"en": "boundary", "zh": "边界"},
    "relation": {"en": "relation", "zh": "关系"},
    "attribute": {"en": "attribute", "zh": "属性"},
}
"""What the kinds of disputes are called, in both languages."""
LABEL_WON = 0.5
EDGES_ONLY = 0.3
WORDING_ONLY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of places without a consensus.

    Args:
        disputes: with the ids of the spans that are in each.
        rejected: span id -> reason.
    """

    disputes: tuple[tuple[Dispute, tuple[str, ...]], ...]
    rejected: Mapping[str, str]


def settle(pool: Pool, others: Sequence[Candidate], standing: Sequence[Candidate], method: Method) -> Outcome:
    """Dispute or reject the candidates that do not stand."""
    disputes: list[tuple[Dispute, tuple[str, ...]]] = []
    rejected: dict[str, str] = {}
    won = _other_label_won(others, standing)
    for i, home in sorted(won.items()):
        disputes.append((_outvoted(pool, others[i], home), others[i].members))
    rest = [candidate for i, candidate in enumerate(others) if i not in won]
    for place in _places(rest):
        extent = hull([candidate.extent for candidate in place])
        by = sorted({annotator for candidate in place for annotator in candidate.by})
        asked = sorted({a for c in place for a in pool.asked_for(c.label, extent, tuple(c.by))})
        verdict = method.membership(by, asked)
        if verdict == "reject" or (verdict == "accept" and len(place) == 1):
            reason = f"marked by {len(by)} of {len(asked)}; {method.name} does not keep it"
            rejected.update((member, reason) for c in place for member in c.members)
        else:
            disputes.append((_undecided(pool, place, by, asked), tuple(m for c in place for m in c.members)))
    return Outcome(disputes=tuple(disputes), rejected=rejected)


def _other_label_won(others: Sequence[Candidate], standing: Sequence[Candidate]) -> dict[int, Candidate]:
    won: dict[int, tuple[tuple[float, int, int, int], Candidate]] = {}
    for i, j in overlapping([c.extent for c in others], [c.extent for c in standing]):
        candidate, home = others[i], standing[j]
        iou = candidate.extent.iou(home.extent)
        if candidate.label != home.label and iou >= THRESHOLD and not candidate.by.keys() & home.by.keys():
            rank = (-iou, -len(home.by), home.extent.start, home.extent.end)
            if i not in won or rank < won[i][0]:
                won[i] = (rank, home)
    return {i: home for i, (_, home) in won.items()}


def _places(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    parent = list(range(len(candidates)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    extents = [candidate.extent for candidate in candidates]
    for i, j in overlapping(extents, extents):
        one, other = candidates[i], candidates[j]
        if i < j and not one.by.keys() & other.by.keys():
            same = one.label == other.label
            if shares_half(extents[i], extents[j]) if same else extents[i].iou(extents[j]) >= THRESHOLD:
                parent[root(j)] = root(i)
    places: dict[int, list[Candidate]] = {}
    for i, candidate in enumerate(candidates):
        places.setdefault(root(i), []).append(candidate)
    return [sorted(place, key=Candidate.position) for place in places.values()]


def _outvoted(pool: Pool, candidate: Candidate, home: Candidate) -> Dispute:
    one, other = ", ".join(candidate.by), ", ".join(home.by)
    n, of = len(home.by), len(home.asked)
    return make_dispute(
        pool,
        "label",
        [candidate, home],
        detail=f"{candidate.label} by {one}; {home.label} by {other}: {n} of {of}, which stands",
        severity=LABEL_WON,
        asked=home.asked,
        consensus=home.id_in(pool.document.id),
    )


def _undecided(pool: Pool, place: Sequence[Candidate], by: Sequence[str], asked: Sequence[str]) -> Dispute:
    labels = sorted({candidate.label for candidate in place})
    n, of = len(by), len(asked)
    if len(labels) > 1:
        kind, detail = "label", f"{n} of {of} marked the place, as {' or '.join(labels)}"
    elif len(place) == 1:
        kind, detail = "missing", f"{n} of {of} marked it; the others were asked and did not"
    elif _is_split(place):
        kind, detail = "split", f"{n} of {of} marked the place, some as one span, some as several"
    elif _is_nesting(place):
        kind, detail = "nesting", f"{n} of {of} marked the place, one inside the other and less than half as long"
    else:
        kind, detail = "boundary", f"{n} of {of} marked the place, with edges too far apart to be one span"
    return make_dispute(pool, kind, place, detail=detail, asked=asked)


def _is_nesting(place: Sequence[Candidate]) -> bool:
    ordered = sorted((candidate.extent for candidate in place), key=len, reverse=True)
    return all(2 * len(inner) <= len(outer) and outer.contains(inner) for outer, inner in pairwise(ordered))


def _is_split(place: Sequence[Candidate]) -> bool:
    marks: dict[str, list[Extent]] = {}
    for candidate in place:
        for annotator, spans in candidate.by.items():
            marks.setdefault(annotator, []).extend(span.extent for span in spans)
    return bool(splits(marks))


def boundary_dispute(pool: Pool, candidate: Candidate) -> Dispute | None:
    """Return a dispute where the members' edges lie so far apart that one should look."""
    extents = [span.extent for spans in candidate.by.values() for span in spans]
    apart = spread(extents)
    if apart <= 1 - THRESHOLD or candidate.adjudicated:
        return None
    detail = f"the members share {1 - apart:.0%} of what they mark together"
    home = candidate.id_in(pool.document.id)
    return make_dispute(
        pool, "boundary", [candidate], detail=detail, severity=round(EDGES_ONLY * apart, 4), consensus=home
    )


def attribute_dispute(pool: Pool, candidate: Candidate, ties: Sequence[Tie]) -> Dispute:
    """Return the dispute on a consensus span's attributes, with the suggestion, in words and as values."""
    words = []
    for tie in ties:
        votes = ", ".join(f"{a}: {' / '.join(values)}" for a, values in tie.votes.items())
        words.append(f"{tie.name}: {votes}; suggested: {' / '.join(tie.values)}")
    home = candidate.id_in(pool.document.id)
    severity = WORDING_ONLY if all(tie.is_text for tie in ties) else None
    made = make_dispute(pool, "attribute", [candidate], detail="; ".join(words), severity=severity, consensus=home)
    return replace(made, ties=tuple(ties))


def make_dispute(
    pool: Pool,
    kind: str,
    place: Sequence[Candidate],
    *,
    detail: str,
    severity: float | None = None,
    asked: Iterable[str] = (),
    consensus: str = "",
) -> Dispute:
    """Make a dispute over the candidates of a place; who was asked and marked nothing is in it too."""
    versions: dict[str, list[str]] = {annotator: [] for c in place for annotator in (*c.asked, *asked)}
    for candidate in place:
        for annotator, spans in candidate.by.items():
            versions.setdefault(annotator, []).extend(span.id for span in spans)
    members = sorted(member for candidate in place for member in candidate.members)
    return Dispute(
        id=stable_id("dispute", pool.document.id, kind, *members),
        document=pool.document.id,
        kind=kind,
        label="/".join(sorted({candidate.label for candidate in place})),
        extent=hull([span.extent for c in place for spans in c.by.values() for span in spans]),
        versions=tuple(Version(annotator=a, spans=tuple(sorted(versions[a]))) for a in sorted(versions)),
        severity=SEVERITY[kind] if severity is None else severity,
        detail=detail,
        consensus=consensus,
    )
