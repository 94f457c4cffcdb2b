"""How far the figures would move had other sections been annotated.

The percentile bootstrap (Efron & Tibshirani 1993, An Introduction to the
Bootstrap, section 13.3) over blocks: sections are drawn with replacement, as many
as there are, and every figure is computed anew; the interval holds the middle
95 % of what comes out. A block is a task as it was given to the annotators (whole
paragraphs of one section), or a whole document where tasks are not known:
characters and spans of one section are not independent and are never drawn
singly. A span belongs to the block in which it starts, and a relation of two blocks to
neither.

No block is held: each is counted once, and added to every round as often as that drew it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from annotate.agreement.counting import Counts, Group
from annotate.model import Annotation, Asked, Extent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Key = tuple[str, str, tuple[str, ...]]
"""Metric, label and annotators."""
Block = tuple[Annotation, ...]
FEWEST = 10
"""Blocks below which an interval would say more about the blocks than about the annotators."""
TAIL = 0.025
FOLD = 1_000_000
"""Numbers of single blocks that are kept before those that many blocks have go to the table."""


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


class Draws:
    """The counts of each round's blocks, added up.

    What many blocks have is a row of a table, a number a round; of the rest, such as what people
    wrote in free text, each block's number is kept.

    Args:
        n_blocks: that there are.
        n_rounds: in which as many are drawn.
        seed: makes the draws the same on every run.
    """

    def __init__(self, n_blocks: int, n_rounds: int, seed: int) -> None:
        """Draw."""
        import numpy as np

        random = Random(seed)  # noqa: S311 - a draw of sections, not a secret
        # How often each round draws each block: that it draws one of them 256 times has a chance below 10^-500.
        self.places = np.zeros((n_rounds, n_blocks), np.uint8)
        for number in range(n_rounds):
            drawn = [random.randrange(n_blocks) for _ in range(n_blocks)]
            self.places[number] = np.bincount(drawn, minlength=n_blocks)
        self._added = 0
        self._column: dict[tuple[Group, Any], int] = {}
        self._kept: tuple[array[int], array[int], array[float]] = (array("i"), array("i"), array("d"))
        self._fold_at = FOLD
        self._row: dict[int, int] = {}
        self._table: NDArray[np.float64] = np.zeros((0, n_rounds))

    def add(self, counts: Counts) -> None:
        """Add the next block."""
        columns, blocks, numbers = self._kept
        for group, count in counts.items():
            for key, n in count.items():
                columns.append(self._column.setdefault((group, key), len(self._column)))
                blocks.append(self._added)
                numbers.append(n)
        self._added += 1
        if len(columns) >= self._fold_at:
            self._fold()
            self._fold_at = FOLD + 2 * len(self._kept[0])

    def _fold(self) -> None:
        """Move what takes less room in the table there."""
        import numpy as np
        from scipy.sparse import csr_array

        columns, blocks, numbers = (np.asarray(kept) for kept in self._kept)
        n_rounds = len(self.places)
        often = np.bincount(columns, minlength=len(self._column)) >= n_rounds
        often[list(self._row)] = True
        for column in often.nonzero()[0].tolist():
            self._row.setdefault(column, len(self._row))
        if len(self._row) > len(self._table):
            self._table = np.vstack([self._table, np.zeros((len(self._row) - len(self._table), n_rounds))])
        row = np.full(len(self._column), -1)
        row[list(self._row)] = list(self._row.values())
        chosen = often[columns]
        own, at = np.unique(blocks[chosen], return_inverse=True)
        shape = (len(self._table), len(own))
        of_blocks = csr_array((numbers[chosen], (row[columns[chosen]], at)), shape)
        self._table += of_blocks @ self.places[:, own].T.astype(float)
        self._kept = (array("i", columns[~chosen]), array("i", blocks[~chosen]), array("d", numbers[~chosen]))

    def rounds(self) -> Iterator[Counts]:
        """Yield the sums of each round."""
        import numpy as np

        columns, blocks, numbers = (np.asarray(kept) for kept in self._kept)
        names, rows, places = list(self._column), list(self._row), list(self._row.values())
        for number, drawn in enumerate(self.places):
            totals = np.asarray(np.bincount(columns, numbers * drawn[blocks], len(names)), np.float64)
            totals[rows] += self._table[places, number]
            sums: dict[Group, dict[Any, float]] = {}
            for (group, key), total in zip(names, totals.tolist(), strict=True):
                if total:
                    sums.setdefault(group, {})[key] = int(total) if total.is_integer() else total
            yield sums


def middle(found: Mapping[Key, Sequence[float]], n_rounds: int) -> Mapping[Key, tuple[float, float]]:
    """Return the interval of every figure that was defined in at least nine of ten rounds."""
    return {key: _middle(values) for key, values in found.items() if 10 * len(values) >= 9 * n_rounds}


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    out = int(TAIL * len(ordered))
    return ordered[out], ordered[len(ordered) - 1 - out]
