"""How far the figures would move had other sections been annotated.

The percentile bootstrap (Efron & Tibshirani 1993, An Introduction to the
Bootstrap, section 13.3) over blocks: sections are drawn with replacement, as many
as there are, and every figure is computed anew; the interval holds the middle
95 % of what comes out. A block is a task as it was given to the annotators (whole
paragraphs of one section), or a whole document where tasks are not known:
characters and spans of one section are not independent and are never drawn
singly. A span belongs to the block in which it starts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from annotate.model import Annotation, Asked, Extent, Score
from annotate.parallel import Here, Mapper

Key = tuple[str, str, tuple[str, ...]]
"""Metric, label and annotators."""
Block = tuple[Annotation, ...]
Compute = Callable[[Sequence[Annotation], Mapping[str, str]], Iterable[Score]]
FEWEST = 10
"""Blocks below which an interval would say more about the blocks than about the annotators."""
TAIL = 0.025


def blocks(annotations: Sequence[Annotation]) -> tuple[Block, ...]:
    """Cut all annotators' work into the same blocks, in the order of documents and text."""
    by_document: dict[str, list[Annotation]] = {}
    for work in annotations:
        by_document.setdefault(work.document, []).append(work)
    found: list[Block] = []
    for _, works in sorted(by_document.items()):
        starts = sorted({answer.extent.start for work in works for answer in work.answers if answer.extent.start})
        cuts = [0, *starts]
        parts = [[_part(work, cuts, place) for work in works] for place in range(len(cuts))]
        found.extend(tuple(part) for part in parts if any(work.asked for work in part))
    return tuple(found)


def _part(work: Annotation, cuts: Sequence[int], place: int) -> Annotation:
    start, end = cuts[place], cuts[place + 1] if place + 1 < len(cuts) else None
    spans = tuple(span for span in work.spans if bisect_right(cuts, span.extent.start) - 1 == place)
    inside = {span.id for span in spans}
    asked = []
    for one in work.asked:
        low, high = max(one.extent.start, start), one.extent.end if end is None else min(one.extent.end, end)
        if low < high:
            asked.append(Asked(extent=Extent(low, high), labels=one.labels))
    relations = tuple(relation for relation in work.relations if relation.source in inside)
    return replace(work, spans=spans, relations=relations, asked=tuple(asked))


def intervals(
    parts: Sequence[Block], compute: Compute, rounds: Iterable[int], seed: int, mapper: Mapper | None = None
) -> Mapping[Key, tuple[float, float]]:
    """Return the interval of every figure that was defined in at least nine of ten rounds.

    Args:
        parts: the blocks.
        compute: gives the figures of annotations, from them and the document each of
            their documents is a copy of.
        rounds: one number a round.
        seed: makes the draws the same on every run.
        mapper: computes the rounds; here if none is given.
    """
    found: dict[Key, list[float]] = {}
    n_rounds = 0
    for figures in (mapper or Here())(Round(parts, compute), _draws(len(parts), rounds, seed)):
        n_rounds += 1
        for key, value in figures:
            found.setdefault(key, []).append(value)
    return {key: _middle(values) for key, values in found.items() if 10 * len(values) >= 9 * n_rounds}


def _draws(count: int, rounds: Iterable[int], seed: int) -> Iterator[list[int]]:
    """Yield the places of the blocks that each round draws."""
    random = Random(seed)  # noqa: S311 - a draw of sections, not a secret
    for _ in rounds:
        yield [random.randrange(count) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: what processes compute."""

    parts: Sequence[Block]
    compute: Compute

    def __call__(self, places: Sequence[int]) -> list[tuple[Key, float]]:
        """Return the figures that are defined for the blocks at these places."""
        drawn: list[Annotation] = []
        origins: dict[str, str] = {}
        for number, place in enumerate(places):
            block = self.parts[place]
            # A block drawn twice is two documents.
            origins[f"{number:06}"] = block[0].document
            drawn += [replace(work, document=f"{number:06}") for work in block]
        return [
            ((score.metric, score.label, score.annotators), score.value)
            for score in self.compute(drawn, origins)
            if score.value is not None
        ]


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    out = int(TAIL * len(ordered))
    return ordered[out], ordered[len(ordered) - 1 - out]
