"""Who marked which run of characters: what reliability is estimated from.

The annotations are read once, whatever the number of labels, and of each only the
edges are kept, in arrays: a span takes eight bytes, an annotator's work on a
document some forty, and nothing is an object of its own.

    work      0          1       2              an annotator's on a document
    marked    0-9 20-40  0-9     (nothing)
    ends      2          3       3              where each work's extents end
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from annotate.model import Annotation, Extent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.intc]
    Edges = NDArray[np.intc]
    Flags = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Extents:
    """Starts and ends of many extents, those of one work after those of the one before."""

    edges: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("q"))

    def append(self, extents: Iterable[Extent]) -> None:
        """Add those of a work."""
        for extent in extents:
            self.edges.extend((extent.start, extent.end))
        self.ends.append(len(self.edges))

    def of(self, work: int) -> Edges:
        """Return those of a work, n x 2."""
        import numpy as np

        first = self.ends[work - 1] if work else 0
        return np.array(self.edges[first : self.ends[work]], np.intc).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Ballots:
    """Everybody's work on all documents, for one label.

    Args:
        documents, annotators: name -> number, of all labels.
        document, annotator: by work, the number.
        asked: the passages in which the label was asked for.
        marked: the spans.
    """

    documents: dict[str, int]
    annotators: dict[str, int]
    document: array[int] = field(default_factory=lambda: array("i"))
    annotator: array[int] = field(default_factory=lambda: array("i"))
    asked: Extents = field(default_factory=Extents)
    marked: Extents = field(default_factory=Extents)

    def ordered(self) -> Iterator[tuple[str, list[tuple[int, str]]]]:
        """Yield the documents in the order of their names, each with the works on it and whose they are, sorted."""
        import numpy as np

        keys = [
            _ranks(names)[np.asarray(numbers, np.intc)]
            for names, numbers in ((self.annotators, self.annotator), (self.documents, self.document))
        ]
        documents, annotators = list(self.documents), list(self.annotators)
        for document, works in groupby(np.lexsort(keys).tolist(), key=self.document.__getitem__):
            yield documents[document], [(work, annotators[self.annotator[work]]) for work in works]


def _ranks(names: dict[str, int]) -> Places:
    """Return by number the place of its name among the sorted names."""
    import numpy as np

    ranks = np.zeros(len(names), np.intc)
    ranks[[names[name] for name in sorted(names)]] = np.arange(len(names), dtype=np.intc)
    return ranks


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Stretches of characters that all annotators treat alike, in the order of documents and text.

    Args:
        documents: names, sorted.
        document: by run, the place of its document.
        start, end: by run.
    """

    documents: Sequence[str]
    document: Places
    start: Places
    end: Places

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Who marked which run, for one label.

    Args:
        annotators: sorted.
        runs: those of all documents.
        work: by vote, the work (an annotator's on a document) it belongs to.
        run: by vote, the place of its run.
        marked: by vote, 1 or 0.
        owner: by work, the place of its annotator.
    """

    annotators: tuple[str, ...]
    runs: Runs
    work: Places
    run: Places
    marked: Flags
    owner: Places


def ballots(annotations: Iterable[Annotation]) -> dict[str, Ballots]:
    """Return label -> the works in which it was asked for; labels in their order."""
    found: dict[str, Ballots] = {}
    documents: dict[str, int] = {}
    annotators: dict[str, int] = {}
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
            cast = found.get(label)
            if cast is None:
                cast = found[label] = Ballots(documents, annotators)
            cast.document.append(documents.setdefault(work.document, len(documents)))
            cast.annotator.append(annotators.setdefault(work.annotator, len(annotators)))
            cast.asked.append(extents)
            cast.marked.append(marked.get(label, ()))
    return {label: found[label] for label in sorted(found)}


def votes(cast: Ballots) -> Votes:
    """Cut the documents into runs and note who marked each of those asked for the label there."""
    import numpy as np

    used = set(cast.annotator)
    annotators = sorted(name for name, number in cast.annotators.items() if number in used)
    place = {name: number for number, name in enumerate(annotators)}
    documents: list[str] = []
    document_of, starts, ends, work_of, run_of, owner = (array("i") for _ in range(6))
    has_marked = array("b")
    for name, works in cast.ordered():
        extents = [(cast.asked.of(work), cast.marked.of(work)) for work, _ in works]
        edges = np.unique(np.concatenate([side.ravel() for both in extents for side in both]))
        first, n = len(starts), max(0, len(edges) - 1)
        starts.frombytes(edges[:-1].tobytes())
        ends.frombytes(edges[1:].tobytes())
        document_of.frombytes(np.full(n, len(documents), np.intc).tobytes())
        documents.append(name)
        for (asked, marked), (_, annotator) in zip(extents, works, strict=True):
            found = np.flatnonzero(_covered(edges, asked))
            has_marked.frombytes(_covered(edges, marked)[found].astype(np.int8).tobytes())
            run_of.frombytes((found + first).astype(np.intc).tobytes())
            work_of.frombytes(np.full(len(found), len(owner), np.intc).tobytes())
            owner.append(place[annotator])
    numbers = (np.asarray(values, np.intc) for values in (document_of, starts, ends, work_of, run_of, owner))
    document, start, end, by_work, by_run, owners = numbers
    return Votes(
        annotators=tuple(annotators),
        runs=Runs(documents=documents, document=document, start=start, end=end),
        work=by_work,
        run=by_run,
        marked=np.asarray(has_marked, np.int8),
        owner=owners,
    )


def _covered(edges: Edges, extents: Edges) -> NDArray[np.bool_]:
    """Return which of the runs between the edges lie in an extent."""
    import numpy as np

    proper = extents[extents[:, 0] < extents[:, 1]]
    opened, closed = (np.bincount(np.searchsorted(edges, side), minlength=max(1, len(edges))) for side in proper.T)
    covered: NDArray[np.bool_] = (opened - closed).cumsum()[:-1] > 0
    return covered
