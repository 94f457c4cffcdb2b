"""Annotations in the formats of other programs; each says what it cannot hold.

    brat      standoff, .txt and .ann, a folder for the consensus and one an annotator
    cas       UIMA CAS XMI with its type system, as INCEpTION takes it
    docbin    spaCy's DocBin, to train on; a span group for the consensus and one an annotator
    refi-qda  a .qdpx project for NVivo, MAXQDA, ATLAS.ti, QualCoder; a user for each of them

Each is read as well, from these programs as from us, and so are Label Studio's
projects of other makers: into `Found`, which `annotate.exchange.adopting` turns
into annotations of a study's documents.

>>> EXCHANGE.names()
('brat', 'cas', 'docbin', 'refi-qda')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotate.model import Document, Labelling, Relation, Span
from annotate.registry import Registry
from annotate.schema import Schema

EXCHANGE = Registry(
    "exchange",
    {
        "brat": "annotate.exchange.brat:write",
        "cas": "annotate.exchange.cas:write",
        "docbin": "annotate.exchange.docbin:write",
        "refi-qda": "annotate.exchange.refi_qda:write",
    },
    {"cas": "exchange"},
)
"""What writes the formats of other programs, by name."""
READERS = Registry(
    "exchange_readers",
    {
        "brat": "annotate.exchange.brat:read",
        "cas": "annotate.exchange.cas:read",
        "docbin": "annotate.exchange.docbin:read",
        "label-studio": "annotate.exchange.label_studio:read",
        "refi-qda": "annotate.exchange.refi_qda_reading:read",
    },
    {"cas": "exchange"},
)
"""What reads them."""
CONSENSUS = "consensus"
"""The `who` of a layer that is nobody's own work: what the annotators hold together."""
OWN = "annotator-"
"""What stands before an annotator's name, so that nobody's own work is taken for the consensus."""
UNSAFE = re.compile(r"[^\w-]+")
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One labelling of one document: the consensus, or an annotator's own work.

    Args:
        who: `consensus`, or an annotator's name behind `annotator-`.
    """

    document: Document
    labelling: Labelling
    who: str = CONSENSUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files, and how many of what the format could not hold."""

    paths: tuple[Path, ...]
    lost: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One labelling of one text, as a foreign file holds it.

    Args:
        where: the file, and the part of it, for people.
        name: what the text is called there.
        who: whose work it is; empty where the file does not say.
        text: the offsets of the spans are code points into it.
        spans: their labels, and their attributes' names and values, are the file's own.
        relations: between those spans.
        declared: labels that the file offered to its annotators, used or not.
        lost: how many of what the file holds have no place among spans and relations.
    """

    where: str
    name: str
    who: str
    text: str
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...] = ()
    declared: tuple[str, ...] = ()
    lost: Counter[str] = field(default_factory=Counter)


class Reader(Protocol):
    """Read a file, or all files below a folder."""

    def __call__(self, path: Path) -> list[Found]:
        """Return every labelling, in the order of the files' names.

        Raises:
            InputError, ProblemsError: whatever is wrong, all at once.
        """
        ...


class Exchange(Protocol):
    """Write layers into a folder."""

    def __call__(self, layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
        """Write the files."""
        ...


def name_of(who: str) -> str:
    """Return what a layer's owner is called where no folder tells annotators and the consensus apart.

    >>> name_of("annotator-li"), name_of("consensus"), name_of("annotator-consensus")
    ('li', 'consensus', 'annotator-consensus')
    """
    name = who.removeprefix(OWN)
    return who if name == CONSENSUS else name


def file_names(names: Sequence[str]) -> dict[str, str]:
    """Return a name that is safe as a file's for each name, no two alike on any disk.

    >>> file_names(["../a b", "A-b", "a-b"])
    {'../a b': 'a-b', 'A-b': 'A-b-2', 'a-b': 'a-b-3'}
    """
    safe: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        stem = UNSAFE.sub("-", name).strip("-")[:LONGEST_NAME] or "paper"
        kept, number = stem, 2
        while kept.casefold() in taken:
            kept, number = f"{stem}-{number}", number + 1
        taken.add(kept.casefold())
        safe[name] = kept
    return safe
