"""A study document by document: everybody's work on each, with what is wanted of its text.

Values that are held (`Held`) or the files of a study (`Filed`), of which nothing is
held but where each document's lines stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotate.files import read_record
from annotate.model import Annotation, Document, Extent, Prediction, Span
from annotate.records import Index, Line, Lines
from annotate.store import Project


class Portion(Protocol):
    """One document."""

    @property
    def document(self) -> str:
        """Its id."""
        ...

    def works(self) -> Sequence[Annotation]:
        """Return everybody's work, in the order of annotators."""
        ...

    def paper(self) -> Document | None:
        """Return the document, if it is given."""
        ...

    def marks(self) -> Sequence[Span]:
        """Return what rules marked."""
        ...


class Portions(Protocol):
    """The documents that somebody worked on, in the order of their ids; they are passed more than once."""

    with_papers: bool
    """Some of the documents themselves are given."""

    def __iter__(self) -> Iterator[Portion]:
        """Yield them."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPortion:
    """A document whose work is held."""

    document: str
    held: tuple[Annotation, ...]
    of: Document | None
    marked: tuple[Span, ...]

    def works(self) -> Sequence[Annotation]:
        """Return everybody's work."""
        return self.held

    def paper(self) -> Document | None:
        """Return the document."""
        return self.of

    def marks(self) -> Sequence[Span]:
        """Return what rules marked."""
        return self.marked


class Held:
    """Values that are held, in any order."""

    def __init__(
        self,
        annotations: Iterable[Annotation],
        documents: Iterable[Document] = (),
        predictions: Iterable[Prediction] = (),
    ) -> None:
        """Sort the work by documents."""
        self._works: dict[str, list[Annotation]] = {}
        for work in sorted(annotations, key=lambda a: (a.document, a.annotator)):
            self._works.setdefault(work.document, []).append(work)
        self._papers: Mapping[str, Document] = {document.id: document for document in documents}
        self._marks = {prediction.document: prediction.spans for prediction in predictions}
        self.with_papers = bool(self._papers)

    def __iter__(self) -> Iterator[Portion]:
        """Yield the documents."""
        for name, works in self._works.items():
            marks = self._marks.get(name, ())
            yield HeldPortion(document=name, held=tuple(works), of=self._papers.get(name), marked=marks)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._works)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledPortion:
    """A document's lines, not read yet."""

    document: str
    lines: tuple[Line, ...]
    of: Line | None
    marked: Line | None

    def works(self) -> Sequence[Annotation]:
        """Read everybody's work."""
        read = (read_record(line.text, Annotation, line.where) for line in self.lines)
        return tuple(sorted(read, key=lambda work: work.annotator))

    def paper(self) -> Document | None:
        """Read the document."""
        return read_record(self.of.text, Document, self.of.where) if self.of else None

    def marks(self) -> Sequence[Span]:
        """Read what rules marked."""
        return read_record(self.marked.text, Prediction, self.marked.where).spans if self.marked else ()


class Filed:
    """The files of a study.

    Raises:
        NotFoundError, InputError, ProblemsError: a file is missing or wrong.
    """

    def __init__(self, project: Project) -> None:
        """Find each document's lines."""
        self._works = Index(project.path(Annotation))
        self._papers = Index(project.path(Document), "id")
        self._marks = Index(path) if (path := project.path(Prediction)).exists() else None
        # What nobody annotated is not read: of a large corpus people read a sample.
        self.names = sorted({line.value("document") for line in Lines(project.path(Annotation))})
        self.with_papers = any(name in self._papers for name in self.names)

    def __iter__(self) -> Iterator[Portion]:
        """Yield the documents."""
        for name in self.names:
            papers = self._papers.lines(name)
            marks = self._marks.lines(name) if self._marks else ()
            yield FiledPortion(
                document=name,
                lines=self._works.lines(name),
                of=papers[-1] if papers else None,
                marked=marks[-1] if marks else None,
            )

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.names)


def sentences_of(portion: Portion) -> Mapping[str, tuple[Extent, ...]]:
    """Return the document's sentences by its id; nothing if it is not given."""
    paper = portion.paper()
    return {paper.id: tuple(sentence.extent for sentence in paper.sentences)} if paper else {}
