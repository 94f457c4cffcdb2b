"""Hand a study's labellings to the formats of other programs, and say what is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.cli.app import say

if TYPE_CHECKING:
    from annotate.exchange import Layer
    from annotate.tables.study import Study


def exchange(names: Sequence[str], study: Study, folder: Path) -> list[Path]:
    """Write a study in each of the named formats."""
    from annotate.exchange import EXCHANGE

    written: list[Path] = []
    layers = _layers(study)
    for name in names:
        done = EXCHANGE.load(name)(layers, study.schema, folder)
        written += done.paths
        lost = [f"{count} {what}" for what, count in sorted(done.lost.items()) if count]
        say(f"{name}: lost: {', '.join(lost)}" if lost else f"{name}: nothing lost", warn=bool(lost))
    return written


def _layers(study: Study) -> list[Layer]:
    """Return the consensus of each paper, then each annotator's own work."""
    from annotate.exchange import Layer

    documents = {document.id: document for document in study.documents}
    layers = [Layer(document=documents[c.document], labelling=c) for c in study.consensus]
    layers += [
        Layer(document=documents[a.document], labelling=a, who=f"annotator-{a.annotator}")
        for a in study.annotations
        if a.document in documents
    ]
    return layers
