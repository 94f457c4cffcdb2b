"""From vectors to groups: average linkage on the cosine, cut at the root of the number of items.

Vectors are centred first: sentence models put all advice of one kind into a
narrow cone, and what is common to all tells nothing apart. The quotation, the
sentence and the paragraph around it and the annotators' own theme words are
compared side by side, with equal weight: authors keep to one matter within a
paragraph, and the quotation is what counts in it.

Two papers are compared without their paragraphs, which hold an author's own
words more than a theme's: with them every group is one author's, and a table
that compares authors has nothing to compare. Likenesses across papers are lower
throughout, so they are brought to the mean and spread of those within a paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.tables.meaning import Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from annotate.tables.meaning import Matrix

TINY = 1e-12
RESERVE = 0.75
"""How much more alike two papers' items must be than two of one paper, in standard deviations.

Authors keep to a matter: where it was measured, two pieces of advice in one paper were of one theme twice as
often as two in different papers.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is grouped.

    Args:
        paper: that it stands in.
        paragraph: that it stands in.
        words: annotators' own words for the theme, empty where they gave none.
    """

    reference: str
    quotation: str
    sentence: str
    paper: str = ""
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
    labels = cut(merges(distances(items, vectors)), len(items), wanted)
    groups: dict[int, list[Item]] = {}
    for label, item in zip(labels, items, strict=True):
        groups.setdefault(label, []).append(item)
    return sorted(groups.values(), key=lambda own: -len(own))


def distances(items: Sequence[Item], vectors: Vectors) -> Matrix:
    """Return how far each two items are apart; on the diagonal stands infinity.

    Args:
        items: what is compared, n of them.
        vectors: how texts are compared.

    Returns:
        An array of shape (n, n), symmetric.
    """
    import numpy as np

    texts = [[item.quotation for item in items], [item.sentence for item in items]]
    if any(item.words for item in items):
        texts.append(["、".join(item.words) or item.quotation for item in items])
    views = [_centred(vectors(view)) for view in texts]
    alike = _alike(views)
    near = across = alike / len(views)
    if any(item.paragraph for item in items):
        around = _centred(vectors([item.paragraph or item.sentence for item in items]))
        near = (alike + around @ around.T) / (len(views) + 1)
        papers = np.array([item.paper for item in items])
        same = papers[:, None] == papers[None, :]
        near = np.where(same, near, _brought_level(across, near, same))
    distance: Matrix = 1 - near
    np.fill_diagonal(distance, np.inf)
    return distance


def _alike(views: Sequence[Matrix]) -> Matrix:
    """Return the cosines of each two items, summed over the views."""
    total: Matrix = views[0] @ views[0].T
    for view in views[1:]:
        total += view @ view.T
    return total


def _brought_level(across: Matrix, near: Matrix, same: NDArray[np.bool_]) -> Matrix:
    """Return likenesses across papers with the mean and spread of those within, a little lower."""
    import numpy as np

    within = near[same & ~np.eye(len(near), dtype=bool)]
    between = across[~same]
    if within.size == 0 or between.size == 0 or (spread := float(between.std())) < TINY:
        return across
    level: Matrix = (across - between.mean()) / spread * within.std() + within.mean() - RESERVE * within.std()
    return level


def _centred(matrix: Matrix) -> Matrix:
    import numpy as np

    moved = matrix - matrix.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    # Rounding leaves noise in place of zero, which no direction should be read from.
    scaled: Matrix = np.where(lengths > TINY, moved / np.maximum(lengths, TINY), 0.0)
    return scaled


def merges(apart: Matrix) -> list[tuple[float, int, int]]:
    """Return the merges of average linkage by height, each with one item of both sides.

    Args:
        apart: distances of shape (n, n), symmetric, infinity on the diagonal; not changed.

    Follows chains of nearest neighbours, so that the time grows with the square
    of the number of items.
    """
    import numpy as np

    distance = apart.copy()
    sizes = np.ones(len(distance))
    alive = np.ones(len(distance), dtype=bool)
    found: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(found) < len(distance) - 1:
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
