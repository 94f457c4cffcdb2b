"""How reliable annotators are, estimated without knowing the truth.

Dawid & Skene 1979, "Maximum likelihood estimation of observer error-rates using
the EM algorithm", Applied Statistics 28(1), 20-28, doi 10.2307/2346806: each item
is of one kind in truth; each annotator marks items of a kind with a probability of
their own; both, and the items' kinds, are estimated in turn (eq. 2.3-2.5). The
items here are characters in which a label was asked for, so that edges are weighed
as spans are; those between two neighbouring edges are one run.

What is assumed beyond that paper, and why:

* characters of one document are not independent. Rates are therefore shrunk to
  those of all annotators as if one more document of average size had been seen.
* nor are those of one run: it counts as its length, or as the root of its length.
* who marks much more of one document than they use to is less selective there:
  the rate of false marks may differ by document, shrunk to the annotator's own
  with the weight of half a document, of one, two or four.
* what is true may be of one kind, or of two, plain and hard to see: what half of
  the annotators miss is not false for that. Two kinds are told apart only where
  five or more were asked, as three classes of items are identifiable from five
  votes of yes or no (Allman, Matias & Rhodes 2009, "Identifiability of parameters
  in latent structure models with many observed variables", Annals of Statistics
  37(6A), corollary 5: at least 2 ceil(log2 of the classes) + 1).
* nothing in the data says which of these holds, so the results of all are averaged.
* whoever would mark what is not true rather than what is counts as uninformed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.reconcile.votes import Runs, Votes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Places = NDArray[np.intp]

ROUNDS = 60
STILL = 1e-5
DOCUMENT_WEIGHTS = (0.5, 1.0, 2.0, 4.0)
POWERS = (0.5, 1.0)
"""A run counts as its length to one of these."""
ENOUGH_FOR_TWO_KINDS = 5
WIDTH = 0.2
"""How near the share of votes must be to that of a kind at the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the EM ends at.

    Args:
        runs: as in the votes.
        probability: by run, that it is marked in truth.
        sensitivity: annotator -> how much of what is true they mark.
        false_marks: annotator -> how much of what is not true they mark.
    """

    runs: Runs
    probability: Vector
    sensitivity: Mapping[str, float]
    false_marks: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """One of the assumptions: kinds of items (the first is false), and the two weights."""

    n_kinds: int
    document_weight: float
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    """Runs of one document on which everybody voted alike are as probable as one another: one item.

    Args:
        of_run: by run, its group.
        lengths: by run.
        work, group, marked: by vote, as in `Votes`.
        owner: as there.
    """

    of_run: Places
    lengths: Vector
    work: Places
    group: Places
    marked: Vector
    owner: Places
    n_groups: int
    n_annotators: int

    def weights(self, power: float) -> Vector:
        """Return how much each group counts."""
        import numpy as np

        weights: Vector = np.bincount(self.of_run, self.lengths**power, self.n_groups).astype(float)
        return weights


def _grouped(found: Votes) -> _Groups:
    import numpy as np

    # A work's vote adds a number of its own, of 64 bits: equal sums are equal votes.
    numbers = np.random.default_rng(1).integers(1, 2**63, (len(found.owner), 2), dtype=np.uint64)
    keys = np.zeros(len(found.runs), np.uint64)
    np.add.at(keys, found.run, numbers[found.work, found.marked])
    heard = np.bincount(found.run, minlength=len(found.runs)) > 0
    _, first, of_run = np.unique(keys, return_index=True, return_inverse=True)
    kept = np.isin(found.run, first)
    return _Groups(
        of_run=of_run.astype(np.intp),
        lengths=_lengths(found) * heard,
        work=found.work[kept].astype(np.intp),
        group=of_run[found.run[kept]].astype(np.intp),
        marked=found.marked[kept].astype(float),
        owner=found.owner.astype(np.intp),
        n_groups=len(first),
        n_annotators=len(found.annotators),
    )


def estimate(found: Votes) -> Estimate:
    """Run the EM under each of the assumptions and average what it ends at."""
    import numpy as np

    if not found.marked.any():
        return Estimate(runs=found.runs, probability=np.zeros(len(found.runs)), sensitivity={}, false_marks={})
    groups = _grouped(found)
    results = [_em(groups, model) for model in _models(found)]
    probability, sensitivity, false_marks = (np.mean([r[i] for r in results], axis=0) for i in range(3))
    return Estimate(
        runs=found.runs,
        probability=probability[groups.of_run],
        sensitivity=dict(zip(found.annotators, sensitivity.tolist(), strict=True)),
        false_marks=dict(zip(found.annotators, false_marks.tolist(), strict=True)),
    )


def _models(found: Votes) -> list[_Model]:
    import numpy as np

    n_votes = np.bincount(found.run, minlength=len(found.runs))
    length = _lengths(found)
    kinds = (2, 3) if 2 * length[n_votes >= ENOUGH_FOR_TWO_KINDS].sum() > length[n_votes > 0].sum() else (2,)
    return [
        _Model(n_kinds=n_kinds, document_weight=weight, power=power)
        for n_kinds in kinds
        for weight in DOCUMENT_WEIGHTS
        for power in POWERS
    ]


def _lengths(found: Votes) -> Vector:

    return (found.runs.end - found.runs.start).astype(float)


def _em(found: _Groups, model: _Model) -> tuple[Vector, Vector, Vector]:
    """Return the probability of each group, and the two rates of each annotator."""
    import numpy as np

    n_votes = np.bincount(found.group, minlength=found.n_groups)
    weight = found.weights(model.power)
    share = np.bincount(found.group, found.marked, found.n_groups) / np.maximum(n_votes, 1)
    # From what most think: a kind that nobody sees to one that all see.
    near = np.linspace(0, 1, model.n_kinds)
    belief = _normal(-(((share[:, None] - near) / WIDTH) ** 2))
    for _ in range(ROUNDS):
        usual = [_usual(found, belief[:, kind] * weight) for kind in range(model.n_kinds)]
        here = [rates[found.owner] for rates, _, _ in usual]
        here[0] = _in_document(usual[0], here[0], model.document_weight)
        rates = np.clip(here, 1e-4, 1 - 1e-4)
        rates[0] = rates.min(axis=0)
        odds = np.log((belief * weight[:, None]).sum(axis=0) + 1e-9)
        if_marked, if_not = np.log(rates), np.log(1 - rates)
        evidence = [
            np.bincount(found.group, np.where(found.marked > 0, yes[found.work], no[found.work]), found.n_groups)
            for yes, no in zip(if_marked, if_not, strict=True)
        ]
        new = _normal(odds + np.stack(evidence, axis=1))
        moved = float(np.abs(new - belief).max())
        belief = new
        if moved < STILL:
            break
    sensitivity, _, _ = _usual(found, belief[:, 1:].sum(axis=1) * weight)
    false_marks, _, _ = _usual(found, belief[:, 0] * weight)
    return belief[:, 1:].sum(axis=1), sensitivity, false_marks


def _normal(logs: Matrix) -> Matrix:
    """Return what the logarithms stand for, each row adding up to 1."""
    import numpy as np

    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    normal: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return normal


def _usual(found: _Groups, weight: Vector) -> tuple[Vector, Vector, Vector]:
    """Return each annotator's rate of marking what has this weight, and by work what is marked of how much."""
    import numpy as np

    n_works, n_annotators = len(found.owner), found.n_annotators
    heard = weight[found.group]
    marked: Vector = np.bincount(found.work, heard * found.marked, n_works).astype(float)
    whole: Vector = np.bincount(found.work, heard, n_works).astype(float)
    one_document = max(whole.sum() / n_works, 1e-9)
    of_all = marked.sum() / max(whole.sum(), 1e-9)
    own_marked = np.bincount(found.owner, marked, n_annotators)
    own_whole = np.bincount(found.owner, whole, n_annotators)
    rates: Vector = (own_marked + one_document * of_all) / (own_whole + one_document)
    return rates, marked, whole


def _in_document(usual: tuple[Vector, Vector, Vector], own: Vector, document_weight: float) -> Vector:
    _, marked, whole = usual
    weight = document_weight * max(whole.sum() / len(whole), 1e-9)
    shrunk: Vector = (marked + weight * own) / (whole + weight)
    return shrunk
