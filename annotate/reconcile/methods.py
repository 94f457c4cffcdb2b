"""The reconcilers by name: who must mark a span for it to stand, and how edges are chosen.

A reconciler sees all annotations of the study before the first document is
reconciled (one that weighs annotators needs them) and returns a `Method`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from annotate.model import Annotation, Extent, Issue
from annotate.reconcile.edges import common_edges, median_edges, outer_edges
from annotate.registry import Registry

Verdict = Literal["accept", "dispute", "reject"]
"""What becomes of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How a study's annotations become a consensus.

    Args:
        membership: from those who marked it and those who were asked, whether
            it stands. It must not fall when more of those asked mark it.
        edges: from each member's extent and the document's text, the edges;
            between the outermost ones.
        places: instead, from a document and a label, the stretches that stand
            with the probability of each.
        issues: what should be known before the result is used.
    """

    name: str
    membership: Callable[[Collection[str], Collection[str]], Verdict]
    edges: Callable[[Mapping[str, Extent], str], Extent]
    places: Callable[[str, str], Sequence[tuple[Extent, float]]] | None = None
    issues: tuple[Issue, ...] = ()


class Reconciler(Protocol):
    """Makes a method from all annotations of a study."""

    def __call__(self, annotations: Sequence[Annotation]) -> Method:
        """Return the method; learn from the annotations what it needs."""


RECONCILERS = Registry(
    "reconcilers",
    {
        "majority": "annotate.reconcile.methods:majority",
        "intersection": "annotate.reconcile.methods:intersection",
        "union": "annotate.reconcile.methods:union",
        "weighted": "annotate.reconcile.weighted:weighted",
        "adjudicated": "annotate.reconcile.methods:adjudicated",
    },
)
"""The methods by name."""


def majority(annotations: Sequence[Annotation] = ()) -> Method:  # noqa: ARG001 - nothing to learn
    """What more than half of those asked marked; exactly half is a dispute.

    With two annotators both must have marked it, with one alone it stands.
    """
    return Method(name="majority", membership=_more_than_half, edges=median_edges)


def intersection(annotations: Sequence[Annotation] = ()) -> Method:  # noqa: ARG001 - nothing to learn
    """What all who were asked marked, and of it what all of them cover."""
    return Method(name="intersection", membership=_all, edges=common_edges)


def union(annotations: Sequence[Annotation] = ()) -> Method:  # noqa: ARG001 - nothing to learn
    """What anybody marked, with the outermost edges."""
    return Method(name="union", membership=_any, edges=outer_edges)


def adjudicated(annotations: Sequence[Annotation] = ()) -> Method:  # noqa: ARG001 - nothing to learn
    """What all who were asked marked, and what an adjudicator decided; all else is a dispute."""
    return Method(name="adjudicated", membership=_all_or_dispute, edges=median_edges)


def _more_than_half(by: Collection[str], asked: Collection[str]) -> Verdict:
    twice = 2 * len(by)
    if twice > len(asked):
        return "accept"
    return "dispute" if twice == len(asked) else "reject"


def _all(by: Collection[str], asked: Collection[str]) -> Verdict:
    return "accept" if len(by) == len(asked) else "reject"


def _all_or_dispute(by: Collection[str], asked: Collection[str]) -> Verdict:
    return "accept" if len(by) == len(asked) else "dispute"


def _any(by: Collection[str], asked: Collection[str]) -> Verdict:  # noqa: ARG001 - whoever was asked
    return "accept" if by else "reject"
