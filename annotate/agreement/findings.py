"""What to look at behind the figures: confusions, edges, and the sections that went worst.

Two spans of two annotators are one place if they match at an intersection over
union of 0.5 whatever their labels (`annotate.matching.match`), one to one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import mean

from annotate.agreement.comparison import Comparison, compare
from annotate.agreement.intervals import Block, blocks
from annotate.agreement.pairwise_f1 import f1, overlap_counts
from annotate.agreement.place_and_label import matched, spans_in
from annotate.model import Annotation, Document, Extent

PAIR = 2
NOTHING = ""
"""In the confusions: no span of the other annotator matches."""
FULL_STOPS = "。！？；.!?;"
OPENING = 60
FEWEST_SPANS = 3
"""Sections with fewer marks are not ranked: a single miss would make them the worst."""


@dataclass(slots=True)
class Edges:
    """How one annotator's spans differ from those of others that they match and share a label with."""

    n_spans: int = 0
    lengths: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    n_stops: int = 0

    @property
    def length(self) -> float | None:
        """Return the mean length of all spans."""
        return mean(self.lengths) if self.lengths else None

    @property
    def earlier(self) -> float | None:
        """Return by how many characters their spans start before the others'."""
        return mean(self.starts) if self.starts else None

    @property
    def later(self) -> float | None:
        """Return by how many characters their spans end after the others'."""
        return mean(self.ends) if self.ends else None

    @property
    def stops(self) -> float | None:
        """Return the share of their spans that take in a full stop at the end."""
        return self.n_stops / self.n_spans if self.n_spans else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A section, how many spans all annotators marked in it, and their mean pairwise F1."""

    document: str
    extent: Extent
    opening: str
    n_spans: int
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All of them.

    Args:
        confusions: (label of one, label of the other) -> matched spans of all pairs,
            both ways; a label and `NOTHING` is a span that the other has not.
        edges: annotator -> how their edges differ.
        worst: sections, worst first.
    """

    labels: tuple[str, ...]
    confusions: Mapping[tuple[str, str], int]
    edges: Mapping[str, Edges]
    worst: tuple[Place, ...]


def find(annotations: Sequence[Annotation], documents: Sequence[Document], most: int = 12) -> Findings:
    """Look behind the figures of a study."""
    texts = {document.id: document.text for document in documents}
    annotators = sorted({work.annotator for work in annotations if work.asked})
    labels = sorted({label for work in annotations for asked in work.asked for label in asked.labels})
    confusions: Counter[tuple[str, str]] = Counter()
    edges = {annotator: Edges() for annotator in annotators}
    for pair in combinations(annotators, PAIR):
        _compare_pair(compare(annotations, pair, labels), confusions, edges)
    for work in annotations:
        own = edges.get(work.annotator)
        if own is None:
            continue
        for span in work.spans:
            text = texts.get(work.document, "")[span.extent.start : span.extent.end]
            own.n_spans += 1
            own.lengths.append(len(span.extent))
            own.n_stops += text.endswith(tuple(FULL_STOPS))
    ranked = sorted(_places(blocks(annotations), labels, texts), key=lambda p: (p.f1, -p.n_spans, p.document, p.extent))
    return Findings(labels=tuple(labels), confusions=confusions, edges=edges, worst=tuple(ranked[:most]))


def _compare_pair(comparison: Comparison, confusions: Counter[tuple[str, str]], edges: Mapping[str, Edges]) -> None:
    pairs, _, _ = matched(comparison)
    used = set()
    one, other = comparison.annotators
    for left, right in pairs:
        used |= {left.id, right.id}
        confusions[left.label, right.label] += 1
        confusions[right.label, left.label] += 1
        if left.label == right.label:
            early, late = right.extent.start - left.extent.start, left.extent.end - right.extent.end
            edges[one].starts.append(early)
            edges[one].ends.append(late)
            edges[other].starts.append(-early)
            edges[other].ends.append(-late)
    for document in comparison.joint.inside:
        for annotator in comparison.annotators:
            for span in spans_in(comparison, document, annotator):
                confusions[span.label, NOTHING] += span.id not in used


def _places(parts: Sequence[Block], labels: Sequence[str], texts: Mapping[str, str]) -> Iterator[Place]:
    for part in parts:
        both = total = 0
        for one, other in combinations(part, PAIR):
            pair = compare((one, other), (one.annotator, other.annotator), labels)
            for view in pair.views:
                by = view.spans.get(one.document, {})
                left, right = ([s.extent for s in by.get(w.annotator, ())] for w in (one, other))
                a, b, c = overlap_counts(left, right)
                both, total = both + a, total + b + c
        value = f1(both, total, 0)
        n_spans = sum(len(work.spans) for work in part)
        if value is not None and n_spans >= FEWEST_SPANS:
            asked = [asked.extent for work in part for asked in work.asked]
            extent = Extent(min(e.start for e in asked), max(e.end for e in asked))
            text = texts.get(part[0].document, "")[extent.start : extent.end]
            opening = " ".join(text[:OPENING].split()) + ("…" if len(text) > OPENING else "")
            yield Place(document=part[0].document, extent=extent, opening=opening, n_spans=n_spans, f1=value)
