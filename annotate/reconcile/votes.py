"""Who marked which run of characters: what reliability is estimated from.

The annotations are read once, whatever the number of labels, and of each only the
edges are kept: a study of many papers is held as numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from annotate.model import Annotation, Extent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Places = NDArray[np.intp]
    Edges = NDArray[np.int64]

Run = tuple[str, int, int]
"""Document, start and end of characters that all annotators treat alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One annotator's work on a document, for one label.

    Args:
        asked: starts and ends of the passages in which the label was asked for, n x 2.
        marked: starts and ends of the spans, n x 2.
    """

    document: str
    annotator: str
    asked: Edges
    marked: Edges


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


def ballots(annotations: Iterable[Annotation]) -> dict[str, list[Ballot]]:
    """Return label -> the works in which it was asked for, by document and annotator; labels in their order."""
    found: dict[str, list[Ballot]] = {}
    for work in annotations:
        asked: dict[str, list[Extent]] = {}
        for passage in work.asked:
            for label in dict.fromkeys(passage.labels):
                own = asked.setdefault(label, [])
                if passage.extent.start < passage.extent.end:
                    own.append(passage.extent)
        marked: dict[str, list[Extent]] = {}
        for span in work.spans:
            marked.setdefault(span.label, []).append(span.extent)
        for label, extents in asked.items():
            ballot = Ballot(
                document=work.document,
                annotator=work.annotator,
                asked=_edges(extents),
                marked=_edges(marked.get(label, ())),
            )
            found.setdefault(label, []).append(ballot)
    return {label: sorted(found[label], key=lambda b: (b.document, b.annotator)) for label in sorted(found)}


def _edges(extents: Sequence[Extent]) -> Edges:
    import numpy as np

    return np.array([(e.start, e.end) for e in extents], np.int64).reshape(-1, 2)


def votes(cast: Sequence[Ballot]) -> Votes:
    """Cut the documents into runs and note who marked each of those asked for the label there."""
    import numpy as np

    by_document: dict[str, list[Ballot]] = {}
    for ballot in cast:
        by_document.setdefault(ballot.document, []).append(ballot)
    annotators = sorted({ballot.annotator for ballot in cast})
    place = {name: number for number, name in enumerate(annotators)}
    runs: list[Run] = []
    parts: list[tuple[Places, Places, Vector]] = []
    owner: list[int] = []
    for document, works in by_document.items():
        edges = np.unique(np.concatenate([side.ravel() for work in works for side in (work.asked, work.marked)]))
        first = len(runs)
        runs.extend((document, start, end) for start, end in pairwise(edges.tolist()))
        for work in works:
            found = np.flatnonzero(_covered(edges, work.asked))
            has_marked = _covered(edges, work.marked)[found].astype(float)
            parts.append((np.full(len(found), len(owner)), found + first, has_marked))
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


def _covered(edges: Edges, extents: Edges) -> NDArray[np.bool_]:
    """Return which of the runs between the edges lie in an extent."""
    import numpy as np

    proper = extents[extents[:, 0] < extents[:, 1]]
    opened, closed = (np.bincount(np.searchsorted(edges, side), minlength=max(1, len(edges))) for side in proper.T)
    covered: NDArray[np.bool_] = (opened - closed).cumsum()[:-1] > 0
    return covered
