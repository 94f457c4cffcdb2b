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

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.model import Annotation, Extent, Issue
from annotate.reconcile.edges import median_edges
from annotate.reconcile.methods import Method, Verdict
from annotate.reconcile.reliability import Estimate, estimate
from annotate.reconcile.votes import ballots, votes

ENOUGH = 5
LEAST = 0.05
"""Nobody's vote counts for nothing."""
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Stretches:
    """Likely stretches of one label, in the order of documents and text; 24 bytes each.

    Args:
        documents: names, sorted.
        document: by stretch, the place of its document.
        start, end, probability: by stretch.
    """

    documents: Sequence[str]
    document: array[int] = field(default_factory=lambda: array("i"))
    start: array[int] = field(default_factory=lambda: array("i"))
    end: array[int] = field(default_factory=lambda: array("i"))
    probability: array[float] = field(default_factory=lambda: array("d"))

    def of(self, document: str) -> tuple[tuple[Extent, float], ...]:
        """Return those of a document, each with its probability."""
        place = bisect_left(self.documents, document)
        if place == len(self.documents) or self.documents[place] != document:
            return ()
        here = range(bisect_left(self.document, place), bisect_right(self.document, place))
        return tuple((Extent(self.start[i], self.end[i]), self.probability[i]) for i in here)


def weighted(annotations: Sequence[Annotation] = ()) -> Method:
    """What the more reliable annotators marked, to the character."""
    cast, learnt = ballots(annotations), len(annotations) > 0
    names = {name for own in cast.values() for name in own.annotators}
    stretches: dict[str, Stretches] = {}
    given: dict[str, list[float]] = {}
    for label in list(cast):
        # One label at a time, and nothing of it is kept but what is likely.
        found = estimate(votes(cast.pop(label)))
        stretches[label] = _stretches(found)
        for annotator, sensitivity in found.sensitivity.items():
            given.setdefault(annotator, []).append(max(LEAST, sensitivity - found.false_marks[annotator]))
    weights = {annotator: sum(values) / len(values) for annotator, values in given.items()}

    def places(document: str, label: str) -> Sequence[tuple[Extent, float]]:
        return stretches[label].of(document) if label in stretches else ()

    def membership(by: Collection[str], asked: Collection[str]) -> Verdict:
        return _verdict(by, asked, weights)

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


def _stretches(found: Estimate) -> Stretches:
    """Join neighbouring likely runs; a stretch is as probable as its characters on average."""
    runs = found.runs
    joined = Stretches(runs.documents)
    likely = (found.probability > LIKELY).nonzero()[0]
    columns = (runs.document[likely], runs.start[likely], runs.end[likely], found.probability[likely])
    mass = 0.0
    for document, start, end, p in zip(*(column.tolist() for column in columns), strict=True):
        if joined.document and joined.document[-1] == document and joined.end[-1] == start:
            mass += p * (end - start)
            joined.end[-1] = end
            joined.probability[-1] = mass / (end - joined.start[-1])
        else:
            mass = p * (end - start)
            joined.document.append(document)
            joined.start.append(start)
            joined.end.append(end)
            joined.probability.append(mass / (end - start))
    return joined
