"""A study paper by paper: what tables are made from, read and let go of one after another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from annotate.model import Annotation, Annotator, Consensus, Document, Entry, Prediction, Work
from annotate.records import Filed
from annotate.tables.entries import Maker
from annotate.tables.study import Study, TaskPlace, work
from annotate.tables.themes import Themes

T = TypeVar("T")
Found = Callable[[str], Sequence[T]]


@dataclass(slots=True, kw_only=True)
class Paper:
    """One document with all that is known of it.

    Args:
        consensus: what people found; None where nobody annotated it.
        prediction: what rules marked, where that was asked for.
        annotators: of the whole study, in the order of the dots.
        work: as the list of sources names it.
    """

    study: Study
    document: Document
    consensus: Consensus | None
    prediction: Prediction | None
    annotations: Sequence[Annotation]
    tasks: Sequence[TaskPlace]
    themes: Themes
    annotators: Sequence[Annotator]
    work: Work
    _makers: dict[bool, Maker] = field(default_factory=dict)
    _made: dict[tuple[str, bool], tuple[Entry, ...]] = field(default_factory=dict)

    def marked(self, *, with_seeds: bool = False) -> Consensus | Prediction | None:
        """Return what is shown of it: what people found, or, on request, what rules marked."""
        return self.consensus or (self.prediction if with_seeds else None)

    def entries(self, label: str, *, with_seeds: bool = False) -> tuple[Entry, ...]:
        """Return the entries of a label in text order; tables that are made together share them."""
        machine = self.consensus is None and with_seeds
        if (label, machine) not in self._made:
            self._made[label, machine] = self.some(label, None, with_seeds=with_seeds)
        return self._made[label, machine]

    def some(self, label: str, wanted: Collection[str] | None, *, with_seeds: bool = False) -> tuple[Entry, ...]:
        """Return the entries of the wanted spans only, of all if None."""
        marked = self.marked(with_seeds=with_seeds)
        if marked is None:
            return ()
        machine = self.consensus is None
        if machine not in self._makers:
            self._makers[machine] = Maker(
                self.study, self.document, marked, self.annotations, self.themes, self.annotators, self.tasks
            )
        return self._makers[machine].entries(label, wanted)


def papers(study: Study) -> Iterator[Paper]:
    """Yield the papers of a study in the order of its documents; none of them is held."""
    themes = Themes(study.codebook)
    annotators = study.annotators()
    consensus, predictions = _by_document(study.consensus), _by_document(study.predictions)
    annotations, tasks = _by_document(study.annotations), _by_document(study.tasks)
    for document in study.documents:
        yield Paper(
            study=study,
            document=document,
            work=work(document),
            # Of several of one document the last holds, as a file is read from its beginning.
            consensus=next(iter(consensus(document.id)[-1:]), None),
            prediction=next(iter(predictions(document.id)[-1:]), None),
            annotations=annotations(document.id),
            tasks=tasks(document.id),
            themes=themes,
            annotators=annotators,
        )


def consensus_of(study: Study) -> Iterator[tuple[Document, Consensus]]:
    """Yield the documents that somebody annotated, each with what people found in it."""
    consensus = _by_document(study.consensus)
    for document in study.documents:
        for found in consensus(document.id)[-1:]:
            yield document, found


def _by_document(values: Sequence[T]) -> Found[T]:
    """Return a look-up: document -> its values, in their order."""
    if isinstance(values, Filed):
        return values.of
    found: dict[str, list[T]] = {}
    for value in values:
        found.setdefault(value.document, []).append(value)  # type: ignore[attr-defined]
    return lambda document: found.get(document, ())
