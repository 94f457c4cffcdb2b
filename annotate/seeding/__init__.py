"""Mark papers by rules before people do: packs in `seeds/` through a spaCy pipeline.

    Document ─fold→ sentences ─actors, facts→ clauses ─rules→ verdicts
             ─edges→ spans ─relate→ Prediction

`load_packs` reads the rules, `seed` applies them. spaCy is imported only where a
`Doc` is asked for (`annotate.seeding.component`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from annotate.codebook import Codebook
from annotate.model import Document, Prediction
from annotate.seeding.loading import load_packs
from annotate.seeding.packs import Pack

if TYPE_CHECKING:
    from annotate.seeding.pipeline import Pipeline

__all__ = ["Pack", "load_packs", "open_pipeline", "seed"]

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
    pipeline = open_pipeline(packs, segmenter, codebook)
    for document in documents:
        yield pipeline.predict(document)


def open_pipeline(packs: Sequence[Pack], segmenter: Segmenter = "char", codebook: Codebook | None = None) -> Pipeline:
    """Return what `seed` asks for each document, with everything loaded; `predict` is a pure function.

    Raises:
        NotFoundError, InputError: the segmenter's model is missing or damaged.
    """
    from annotate.seeding.pipeline import load_pipeline
    from annotate.segmenters import open_segmenter

    return load_pipeline(packs, codebook, open_segmenter() if segmenter == "pkuseg" else None)
