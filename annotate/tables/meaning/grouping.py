"""From vectors to groups: average linkage on the cosine, cut at the root of the number of items.

Vectors are centred first: sentence models put all advice of one kind into a
narrow cone, and what is common to all tells nothing apart. The quotation, the
sentence and the paragraph around it and the annotators' own theme words are
compared side by side, with equal weight: authors keep to one matter within a
paragraph, and the quotation is what counts in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.tables.meaning import Vectors

if TYPE_CHECKING:
    from annotate.tables.meaning import Matrix

TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is grouped.

    Args:
        paragraph: that it stands in.
        words: annotators' own words for the theme, empty where they gave none.
    """

    reference: str
    quotation: str
    sentence: str
    paragraph: str = ""
    words: tuple[str, ...] = ()


def group(items: Sequence[Item], vectors: Vectors, n_groups: int = 0) -> list[list[Item]]:
    """Return groups of items, the largest first; items keep their order.

    Args:
        items: what is grouped.
        vectors: how texts are compared.
        n_groups: how many groups; 0 takes the root of the number of items.
    """
    if not items:
        return []
    wanted = min(len(items), n_groups or max(1, round(len(items) ** 0.5)))
    labels = cut(merges(_views(items, vectors)), len(items), wanted)
    groups: dict[int, list[Item]] = {}
    for label, item in zip(labels, items, strict=True):
        groups.setdefault(label, []).append(item)
    return sorted(groups.values(), key=lambda own: -len(own))


def _views(items: Sequence[Item], vectors: Vectors) -> Matrix:
    """Return the centred vectors of each view, side by side."""
    import numpy as np

    texts = [[item.quotation for item in items], [item.sentence for item in items]]
    if any(item.paragraph for item in items):
        texts.append([item.paragraph or item.sentence for item in items])
    if any(item.words for item in items):
        texts.append(["、".join(item.words) or item.quotation for item in items])
    return _centred(np.hstack([_centred(vectors(view)) for view in texts]))


def _centred(matrix: Matrix) -> Matrix:
    import numpy as np

    moved = matrix - matrix.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    # Rounding leaves noise in place of zero, which no direction should be read from.
    scaled: Matrix = np.where(lengths > TINY, moved / np.maximum(lengths, TINY), 0.0)
    return scaled


def merges(matrix: Matrix) -> list[tuple[float, int, int]]:
    """Return the merges of average linkage by height, each with one item of both sides.

    Follows chains of nearest neighbours, so that the time grows with the square
    of the number of items.
    """
    import numpy as np

    distance = 1 - matrix @ matrix.T
    np.fill_diagonal(distance, np.inf)
    sizes = np.ones(len(matrix))
    alive = np.ones(len(matrix), dtype=bool)
    found: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(found) < len(matrix) - 1:
        if not chain:
            chain.append(int(np.argmax(alive)))
        row = distance[chain[-1]]
        near = int(np.argmin(row))
        # Of equally near ones the one before in the chain is taken, or the chain would never end.
        if len(chain) > 1 and row[chain[-2]] <= row[near]:
            kept, gone = sorted((chain.pop(), chain.pop()))
            found.append((float(distance[kept, gone]), kept, gone))
            joined = (sizes[kept] * distance[kept] + sizes[gone] * distance[gone]) / (sizes[kept] + sizes[gone])
            distance[kept], distance[:, kept] = joined, joined
            distance[gone], distance[:, gone] = np.inf, np.inf
            distance[kept, kept] = np.inf
            sizes[kept] += sizes[gone]
            alive[gone] = False
        else:
            chain.append(near)
    return sorted(found)


def cut(found: Sequence[tuple[float, int, int]], n_items: int, n_groups: int) -> list[int]:
    """Return each item's group after the nearest merges, as many as leave so many groups."""
    parents = list(range(n_items))

    def root(item: int) -> int:
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item

    for _, one, other in found[: n_items - n_groups]:
        parents[max(root(one), root(other))] = min(root(one), root(other))
    return [root(item) for item in range(n_items)]
