"""Groups of recommendations by meaning, suggested for a scholar to correct.

    words ─vectors→ one row of numbers each ─grouping→ groups ─naming→ a name each

A vector method is a plain callable (`Vectors`), found by name; how well each did
where it was measured stands in `WEAKNESS`, and is told with every suggestion.

>>> VECTORS.names()
('e5', 'ngrams', 'use')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from annotate.registry import Registry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

VECTORS = Registry(
    "vectors",
    {
        "e5": "annotate.tables.meaning.sentences:e5",
        "ngrams": "annotate.tables.meaning.ngrams:ngrams",
        "use": "annotate.tables.meaning.sentences:use",
    },
    {"e5": "vectors", "use": "vectors"},
)
WEAKNESS: Mapping[str, str] = {
    "ngrams": "compares characters, not meanings, and only within one language",
    "e5": "compares sentence vectors of multilingual-e5-small",
    "use": "compares sentence vectors of the multilingual Universal Sentence Encoder",
}


class Vectors(Protocol):
    """Turn texts into rows of numbers; texts of like meaning get rows of like direction."""

    def __call__(self, texts: Sequence[str]) -> Matrix:
        """Return one row a text."""
        ...
