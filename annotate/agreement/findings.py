"""What to look at behind the figures: confusions, edges, and the sections that went worst.

Two spans of two annotators are one place if they match at an intersection over
union of 0.5 whatever their labels (`annotate.matching.match`), one to one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotate.agreement.comparison import Comparison, compare
from annotate.agreement.intervals import Block, blocks
from annotate.agreement.outline import outline
from annotate.agreement.pairwise_f1 import f1, overlap_counts
from annotate.agreement.place_and_label import matched, spans_in
from annotate.agreement.portions import Held, Portions
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
    n_characters: int = 0
    n_matched: int = 0
    n_before: int = 0
    n_after: int = 0
    n_stops: int = 0

    @property
    def length(self) -> float | None:
        """Return the mean length of all spans."""
        return self.n_characters / self.n_spans if self.n_spans else None

    @property
    def earlier(self) -> float | None:
        """Return by how many characters their spans start before the others'."""
        return self.n_before / self.n_matched if self.n_matched else None

    @property
    def later(self) -> float | None:
        """Return by how many characters their spans end after the others'."""
        return self.n_after / self.n_matched if self.n_matched else None

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
        titles: document -> its title, or its file.
        n_spans: all that was marked.
        n_tasks: submitted tasks of all annotators; `n_seeded` of them were pre-marked.
        begun: somebody's span comes from a pre-mark.
    """

    labels: tuple[str, ...]
    confusions: Mapping[tuple[str, str], int]
    edges: Mapping[str, Edges]
    worst: tuple[Place, ...]
    titles: Mapping[str, str]
    n_spans: int
    n_tasks: int
    n_seeded: int
    begun: bool


def find(annotations: Sequence[Annotation], documents: Sequence[Document], most: int = 12) -> Findings:
    """Look behind the figures of a study."""
    return find_in(Held(annotations, documents), most)


def find_in(portions: Portions, most: int = 12) -> Findings:
    """Look behind the figures of a study that need not fit into memory; show so many of the worst sections."""
    known = outline(portions, {}, with_blocks=False)
    confusions: Counter[tuple[str, str]] = Counter()
    edges = {annotator: Edges() for annotator in known.annotators}
    worst: list[Place] = []
    titles: dict[str, str] = {}
    n_spans = 0
    for portion in portions:
        works, paper = portion.works(), portion.paper()
        text = paper.text if paper else ""
        if paper:
            titles[portion.document] = paper.metadata.title or paper.source.path
        for pair in combinations([name for name in known.annotators if any(w.annotator == name for w in works)], PAIR):
            _compare_pair(compare(works, pair, known.labels), confusions, edges)
        for work in works:
            n_spans += len(work.spans)
            if own := edges.get(work.annotator):
                _measure(own, work, text)
        ranked = sorted([*worst, *_places(blocks(works), known.labels, text)], key=_rank)
        worst = ranked[:most]
    return Findings(
        labels=known.labels,
        confusions=confusions,
        edges=edges,
        worst=tuple(worst),
        titles=titles,
        n_spans=n_spans,
        n_tasks=known.n_submitted,
        n_seeded=known.n_seeded,
        begun=known.begun,
    )


def _rank(place: Place) -> tuple[float, int, str, Extent]:
    return place.f1, -place.n_spans, place.document, place.extent


def _measure(own: Edges, work: Annotation, text: str) -> None:
    for span in work.spans:
        own.n_spans += 1
        own.n_characters += len(span.extent)
        own.n_stops += text[span.extent.start : span.extent.end].endswith(tuple(FULL_STOPS))


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
            for name, sign in ((one, 1), (other, -1)):
                edges[name].n_matched += 1
                edges[name].n_before += sign * early
                edges[name].n_after += sign * late
    for document in comparison.joint.inside:
        for annotator in comparison.annotators:
            for span in spans_in(comparison, document, annotator):
                confusions[span.label, NOTHING] += span.id not in used


def _places(parts: Sequence[Block], labels: Sequence[str], text: str) -> Iterator[Place]:
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
            own = text[extent.start : extent.end]
            opening = " ".join(own[:OPENING].split()) + ("…" if len(own) > OPENING else "")
            yield Place(document=part[0].document, extent=extent, opening=opening, n_spans=n_spans, f1=value)
