"""Everything a table is made of, and the look-ups that each stage of it shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotate.codebook import Codebook
from annotate.model import Agreement, Annotation, Annotator, Consensus, Document, Extent, Prediction, Work
from annotate.schema import Schema
from annotate.tables.actors import Actors
from annotate.tables.agreement_file import FiledFigures
from annotate.tables.references import References
from annotate.tables.signs import document_sign

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlace:
    """Where in a document a Label Studio task stands, and its address."""

    document: str
    extent: Extent
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is known when the table is made.

    Args:
        consensus: of the annotated papers; papers without are "not examined".
        annotations: for the versions of each annotator; may be empty.
        predictions: what rules marked; used for papers without a consensus,
            and only if they were asked for.
        translations: reference -> the quotation in the other language.
        names: annotator -> name shown in tables.
        agreement: what `annotate agree` computed, where it ran.
        tasks: the Label Studio tasks, where they are known.
        max_quote: characters after which tables cut quotations; 0 cuts none.
        readers: all who submitted work, where they are known without reading every consensus.
        folder: where long tables lie while they are written; without it, where the
            system keeps what is temporary.

    The documents, and what was marked in them, may be sequences that are read
    anew each time (`annotate.records`): `annotate.tables.papers` goes through them
    once for all tables that are made together.
    """

    documents: Sequence[Document]
    consensus: Sequence[Consensus]
    schema: Schema
    annotations: Sequence[Annotation] = ()
    predictions: Sequence[Prediction] = ()
    codebook: Codebook = field(default_factory=Codebook)
    references: References = field(default_factory=References)
    actors: Actors = field(default_factory=Actors)
    translations: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    agreement: Sequence[Agreement | FiledFigures] = ()
    tasks: tuple[TaskPlace, ...] = ()
    max_quote: int = 0
    readers: tuple[str, ...] | None = None
    folder: Path | None = None

    def annotators(self) -> tuple[Annotator, ...]:
        """Return all who submitted work, in the order of the dots, each with a letter."""
        ids = sorted(self._readers(), key=_natural)
        named = {i: self.names.get(i, i) for i in ids}
        # One-letter names are their own letters, if all have one.
        own = [name for name in named.values() if len(name) == 1 and name.isalpha()]
        letters = own if len(own) == len(ids) == len(set(own)) else [_letter(n) for n in range(len(ids))]
        return tuple(Annotator(id=i, letter=letter, name=named[i]) for i, letter in zip(ids, letters, strict=True))

    def _readers(self) -> Collection[str]:
        return {a for c in self.consensus for a in c.annotators} if self.readers is None else self.readers


def work(document: Document) -> Work:
    """Return a paper for the list of sources."""
    known = document.metadata
    return Work(
        document=document.id,
        sign=document_sign(document),
        authors=known.authors,
        title=known.title,
        source=document.source.path,
        year=known.year,
        venue=known.venue,
        doi=known.doi,
        volume=known.volume,
        issue=known.issue,
        pages=known.pages,
    )


def _natural(name: str) -> tuple[int, str]:
    """Sort numbers as numbers, before names."""
    return (int(name), "") if name.isascii() and name.isdigit() else (1 << 60, name)


def _letter(number: int) -> str:
    """Return A to Z, then A2 to Z2, and so on."""
    turn, at = divmod(number, len(LETTERS))
    return f"{LETTERS[at]}{turn + 1 if turn else ''}"
