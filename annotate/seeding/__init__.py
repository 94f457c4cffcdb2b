"""Mark papers by rules before people do: packs in `seeds/` through a spaCy pipeline.

    Document ─fold→ sentences ─actors, facts→ clauses ─rules→ verdicts ─edges→ spans ─relate→ Prediction

`load_packs` reads the rules, `seed` applies them. spaCy is imported here and
nowhere else, and only when `seed` is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from annotate.codebook import Codebook
from annotate.model import Document, Prediction
from annotate.seeding.packs import Pack, load_packs

__all__ = ["Pack", "load_packs", "seed"]

Segmenter = Literal["pkuseg", "char"]


def seed(
    documents: Iterable[Document],
    packs: Sequence[Pack],
    segmenter: Segmenter = "char",
    codebook: Codebook | None = None,
) -> Iterator[Prediction]:
    """Yield what the packs find, one prediction a document.

    Args:
        documents: as `annotate ingest` makes them.
        packs: from `load_packs`; of two packs of one language the first is used.
        segmenter: `pkuseg` needs the model that `annotate model install` puts in place.
        codebook: themes that are suggested where their words stand in a recommendation.

    Raises:
        NotFoundError, InputError: the segmenter's model is missing or damaged.
    """
    from annotate.seeding.model import installed
    from annotate.seeding.pipeline import load_pipeline

    pipeline = load_pipeline(packs, codebook, installed() if segmenter == "pkuseg" else None)
    for document in documents:
        yield pipeline.predict(document)
