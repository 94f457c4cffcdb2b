"""Texts as weighted counts of their characters and pairs of characters: no model, one language at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.tables.meaning import Matrix

LONGEST = 2
KEPT = 8192


def ngrams(texts: Sequence[str]) -> Matrix:
    """Return TF-IDF rows over single characters and pairs, each of length 1.

    The rarest pairs are left out where there are very many, so that memory stays bounded.
    """
    import numpy as np

    counted = [_count(text) for text in texts]
    spread = Counter(gram for counts in counted for gram in counts)
    kept = sorted(spread, key=lambda gram: (-spread[gram], gram))[:KEPT]
    place = {gram: n for n, gram in enumerate(kept)}
    matrix = np.zeros((len(texts), max(1, len(kept))))
    for row, counts in enumerate(counted):
        for gram, count in counts.items():
            if gram in place:
                rare = np.log((1 + len(texts)) / (1 + spread[gram])) + 1
                matrix[row, place[gram]] = (1 + np.log(count)) * rare
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    scaled: Matrix = matrix / np.where(lengths > 0, lengths, 1)
    return scaled


def _count(text: str) -> Counter[str]:
    folded = "".join(text.casefold().split())
    return Counter(folded[at : at + n] for n in range(1, LONGEST + 1) for at in range(len(folded) - n + 1))
