"""The reconciler that weighs annotators by a reliability estimated without gold.

For each label: the characters that are more likely marked in truth than not
(`reliability`) form stretches (`stretches` turns them into spans of the
consensus). Relations stand if those who drew them hold more than half of the
informedness (sensitivity less false-mark rate, over all labels) of those asked.

Below five annotators the estimate can hardly be told from chance: with three
the model has as many unknowns as the data have facts (Dawid & Skene 1979,
section 4), and two who err alike outvote one who is right. It warns, then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from annotate.model import Annotation, Extent, Issue
from annotate.reconcile.edges import median_edges
from annotate.reconcile.methods import Method, Verdict
from annotate.reconcile.reliability import Estimate, estimate
from annotate.reconcile.votes import ballots, votes

ENOUGH = 5
LEAST = 0.05
"""Nobody's vote counts for nothing."""
LIKELY = 0.5
Stretches = dict[tuple[str, str], tuple[tuple[Extent, float], ...]]


def weighted(annotations: Sequence[Annotation] = ()) -> Method:
    """What the more reliable annotators marked, to the character."""
    cast, learnt = ballots(annotations), len(annotations) > 0
    found = {label: estimate(votes(own)) for label, own in cast.items()}
    weights = _weights(list(found.values()))
    stretches: Stretches = {}
    for label, result in found.items():
        for document, own in _stretches(result).items():
            stretches[document, label] = own

    def places(document: str, label: str) -> Sequence[tuple[Extent, float]]:
        return stretches.get((document, label), ())

    def membership(by: Collection[str], asked: Collection[str]) -> Verdict:
        return _verdict(by, asked, weights)

    names = {ballot.annotator for own in cast.values() for ballot in own}
    return Method(
        name="weighted",
        membership=membership,
        edges=median_edges,
        places=places if learnt else None,
        issues=_issues(names) if learnt else (),
    )


def _issues(annotators: Collection[str]) -> tuple[Issue, ...]:
    if len(annotators) >= ENOUGH:
        return ()
    message = f"reliability can hardly be estimated from fewer than {ENOUGH} annotators; prefer --method majority"
    return (Issue(code="W506", where="reconcile weighted", message=message, found=f"{len(annotators)} annotators"),)


def _verdict(by: Collection[str], asked: Collection[str], weights: Mapping[str, float]) -> Verdict:
    # Sorted, since a sum of floats depends on its order.
    of_all = sum(weights.get(name, 1.0) for name in sorted(asked))
    of_them = sum(weights.get(name, 1.0) for name in sorted(by))
    if 2 * of_them > of_all or len(by) == len(asked):
        return "accept"
    return "dispute" if 2 * len(by) >= len(asked) else "reject"


def _weights(estimates: Sequence[Estimate]) -> dict[str, float]:
    given: dict[str, list[float]] = {}
    for found in estimates:
        for annotator, sensitivity in found.sensitivity.items():
            given.setdefault(annotator, []).append(max(LEAST, sensitivity - found.false_marks[annotator]))
    return {annotator: sum(values) / len(values) for annotator, values in given.items()}


def _stretches(found: Estimate) -> dict[str, tuple[tuple[Extent, float], ...]]:
    """Join neighbouring likely runs; a stretch is as probable as its characters on average."""
    likely = [
        (document, start, end, p)
        for (document, start, end), p in zip(found.runs, found.probability, strict=True)
        if p > LIKELY
    ]
    joined: dict[str, tuple[tuple[Extent, float], ...]] = {}
    for document, runs in groupby(likely, key=lambda run: run[0]):
        open_runs: list[tuple[int, int, float]] = []
        for _, start, end, p in runs:
            if open_runs and open_runs[-1][1] == start:
                before = open_runs.pop()
                open_runs.append((before[0], end, before[2] + p * (end - start)))
            else:
                open_runs.append((start, end, p * (end - start)))
        joined[document] = tuple((Extent(start, end), mass / (end - start)) for start, end, mass in open_runs)
    return joined
