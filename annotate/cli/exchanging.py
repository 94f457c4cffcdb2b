"""Hand a study's labellings to the formats of other programs, and say what is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.cli.app import say

if TYPE_CHECKING:
    from annotate.cli.exporting import Order
    from annotate.exchange import Layer
    from annotate.model import Annotation
    from annotate.tables.study import Study


def exchange(names: Sequence[str], study: Study, order: Order) -> list[Path]:
    """Write a study in each of the named formats."""
    from annotate.exchange import EXCHANGE
    from annotate.model import Annotation, Consensus

    written: list[Path] = []
    layers = _layers(study, order)
    asked = sum(len(layer.labelling.asked) for layer in layers if isinstance(layer.labelling, (Annotation, Consensus)))
    for name in names:
        done = EXCHANGE.load(name)(layers, study.schema, order.folder)
        written += done.paths
        if order.consensus_only:
            done.lost["annotators' own labellings"] += len(study.annotations)
        # What was not asked looks the same elsewhere as what nobody found.
        done.lost["passages with what was asked there"] += asked
        lost = [f"{count} {what}" for what, count in sorted(done.lost.items()) if count]
        say(f"{name}: lost: {', '.join(lost)}" if lost else f"{name}: nothing lost", warn=bool(lost))
    return written


def _layers(study: Study, order: Order) -> list[Layer]:
    """Return the consensus of each paper, then each annotator's own work unless it is to be left out."""
    from annotate.cli.replicating import letters_of
    from annotate.exchange import OWN, Layer

    documents = {document.id: document for document in study.documents}
    layers = [Layer(document=documents[c.document], labelling=c) for c in study.consensus]
    if order.consensus_only:
        return layers
    letters = letters_of(study) if order.letters else {}
    for work in study.annotations:
        if work.document in documents:
            named = _named(work, letters)
            layers.append(Layer(document=documents[work.document], labelling=named, who=f"{OWN}{named.annotator}"))
    return layers


def _named(work: Annotation, letters: Mapping[str, str]) -> Annotation:
    """Return the work with its annotator's letter for the name, in the ids too, which some formats keep."""
    letter = letters.get(work.annotator)
    if letter is None:
        return work
    before, after = f"{work.document}:{work.annotator}:", f"{work.document}:{letter}:"

    def own(name: str) -> str:
        return after + name.removeprefix(before) if name.startswith(before) else name

    spans = tuple(replace(span, id=own(span.id)) for span in work.spans)
    relations = tuple(
        replace(relation, id=own(relation.id), source=own(relation.source), target=own(relation.target))
        for relation in work.relations
    )
    return replace(work, annotator=letter, spans=spans, relations=relations)
