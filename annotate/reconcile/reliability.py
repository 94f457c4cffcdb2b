"""How reliable annotators are, estimated without knowing the truth.

Dawid & Skene 1979, "Maximum likelihood estimation of observer error-rates using
the EM algorithm", Applied Statistics 28(1), 20-28, doi 10.2307/2346806: each item
is marked in truth or not; each annotator marks true items with one probability
(sensitivity) and others with another (false-mark rate); both, and the items'
probabilities, are estimated in turn (eq. 2.3-2.5). The items here are characters
in which a label was asked for, so that edges are weighed as spans are; those
between two neighbouring edges are one run, counted by its length.

What is assumed beyond that paper, and why:

* characters of one document are not independent. Rates are therefore shrunk to
  those of all annotators as if one more document of average size had been seen.
* who marks much more of one document than they use to is less selective there:
  the false-mark rate may differ by document, shrunk to the annotator's own with
  the weight of 1, 2, 4, 8 or infinitely many documents. Nothing in the data says
  which holds, so the five results are averaged.
* whoever would mark what is not true rather than what is counts as uninformed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from annotate.model import Annotation, Extent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]

ROUNDS = 60
STILL = 1e-6
DOCUMENT_WEIGHTS = (1.0, 2.0, 4.0, 8.0, float("inf"))
Run = tuple[str, int, int]
"""Document, start and end of characters that all annotators treat alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Who marked which run, for one label.

    Args:
        annotators: sorted.
        runs: in the order of documents and text.
        work: by vote, the work (an annotator's on a document) it belongs to.
        run: by vote, the place of its run.
        marked: by vote, 1 or 0.
        owner: by work, the place of its annotator.
    """

    annotators: tuple[str, ...]
    runs: tuple[Run, ...]
    work: Places
    run: Places
    marked: Vector
    owner: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the EM ends at.

    Args:
        runs: as in the votes.
        probability: by run, that it is marked in truth.
        sensitivity: annotator -> how much of what is true they mark.
        false_marks: annotator -> how much of what is not true they mark.
    """

    runs: tuple[Run, ...]
    probability: tuple[float, ...]
    sensitivity: Mapping[str, float]
    false_marks: Mapping[str, float]


def votes(annotations: Sequence[Annotation], label: str) -> Votes:
    """Cut the documents into runs and note who marked each of those asked for the label there."""
    import numpy as np

    ordered = sorted(annotations, key=lambda a: (a.document, a.annotator))
    by_document: dict[str, list[Annotation]] = {}
    for work in ordered:
        if any(label in asked.labels for asked in work.asked):
            by_document.setdefault(work.document, []).append(work)
    annotators = sorted({work.annotator for works in by_document.values() for work in works})
    place = {name: number for number, name in enumerate(annotators)}
    runs: list[Run] = []
    parts: list[tuple[Places, Places, Vector]] = []
    owner: list[int] = []
    for document, works in by_document.items():
        cover = [(_asked(work, label), [s.extent for s in work.spans if s.label == label]) for work in works]
        edges = sorted({e for sides in cover for own in sides for x in own for e in (x.start, x.end)})
        first = len(runs)
        runs.extend((document, start, end) for start, end in pairwise(edges))
        for work, (asked, marked) in zip(works, cover, strict=True):
            was_asked, has_marked = _covered(edges, asked), _covered(edges, marked)
            found = np.flatnonzero(was_asked)
            parts.append((np.full(len(found), len(owner)), found + first, has_marked[found].astype(float)))
            owner.append(place[work.annotator])
    joined = [np.concatenate([part[i] for part in parts]) if parts else np.zeros(0) for i in range(3)]
    return Votes(
        annotators=tuple(annotators),
        runs=tuple(runs),
        work=joined[0].astype(np.intp),
        run=joined[1].astype(np.intp),
        marked=joined[2],
        owner=np.array(owner, np.intp),
    )


def _asked(work: Annotation, label: str) -> list[Extent]:
    return [asked.extent for asked in work.asked if label in asked.labels and asked.extent.start < asked.extent.end]


def _covered(edges: Sequence[int], extents: Sequence[Extent]) -> NDArray[np.bool_]:
    import numpy as np

    depth = np.zeros(max(1, len(edges)), int)
    proper = [(e.start, e.end) for e in extents if e.start < e.end]
    if proper:
        table = np.array(proper)
        np.add.at(depth, np.searchsorted(edges, table[:, 0]), 1)
        np.add.at(depth, np.searchsorted(edges, table[:, 1]), -1)
    return depth.cumsum()[:-1] > 0


def estimate(found: Votes) -> Estimate:
    """Run the EM under each of the document weights and average what it ends at."""
    import numpy as np

    if not found.runs or not found.marked.any():
        return Estimate(runs=found.runs, probability=(0.0,) * len(found.runs), sensitivity={}, false_marks={})
    results = [_em(found, weight) for weight in DOCUMENT_WEIGHTS]
    probability, sensitivity, false_marks = (np.mean([r[i] for r in results], axis=0) for i in range(3))
    return Estimate(
        runs=found.runs,
        probability=tuple(probability.tolist()),
        sensitivity=dict(zip(found.annotators, sensitivity.tolist(), strict=True)),
        false_marks=dict(zip(found.annotators, false_marks.tolist(), strict=True)),
    )


def _em(found: Votes, document_weight: float) -> tuple[Vector, Vector, Vector]:
    import numpy as np

    length = np.array([end - start for _, start, end in found.runs], float)
    n_runs = len(length)
    n_votes = np.bincount(found.run, minlength=n_runs)
    probability = np.bincount(found.run, found.marked, n_runs) / np.maximum(n_votes, 1)
    heard = length * (n_votes > 0)
    for _ in range(ROUNDS):
        sensitivity, false_marks, local = _rates(found, probability, length, document_weight)
        share = float(np.clip((probability * heard).sum() / heard.sum(), 1e-6, 1 - 1e-6))
        hit = np.clip(sensitivity[found.owner], 1e-3, 1 - 1e-3)
        wrong = np.minimum(np.clip(local, 1e-4, 1 - 1e-3), hit)
        if_marked, if_not = np.log(hit / wrong), np.log((1 - hit) / (1 - wrong))
        evidence = np.where(found.marked > 0, if_marked[found.work], if_not[found.work])
        odds = np.log(share / (1 - share)) + np.bincount(found.run, evidence, n_runs)
        new = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        moved = float(np.abs(new - probability).max())
        probability = new
        if moved < STILL:
            break
    return probability, sensitivity, false_marks


def _rates(found: Votes, probability: Vector, length: Vector, document_weight: float) -> tuple[Vector, Vector, Vector]:
    """Return each annotator's two rates, and each work's rate of false marks."""
    import numpy as np

    n_works, n_annotators = len(found.owner), len(found.annotators)
    true, false = (probability * length)[found.run], ((1 - probability) * length)[found.run]
    # By work: true characters that are marked, true ones, false ones that are marked, false ones.
    by_work = [
        np.bincount(found.work, weights, n_works)
        for weights in (true * found.marked, true, false * found.marked, false)
    ]
    by_annotator = [np.bincount(found.owner, counts, n_annotators) for counts in by_work]
    rates = []
    for marked, whole in (by_annotator[:2], by_annotator[2:]):
        one_document = max(whole.sum() / n_works, 1e-9)
        usual = marked.sum() / max(whole.sum(), 1e-9)
        rates.append((marked + one_document * usual) / (whole + one_document))
    usual_here = rates[1][found.owner]
    if document_weight == float("inf"):
        return rates[0], rates[1], usual_here
    weight = document_weight * max(by_work[3].sum() / n_works, 1e-9)
    return rates[0], rates[1], (by_work[2] + weight * usual_here) / (by_work[3] + weight)
