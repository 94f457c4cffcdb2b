"""Annotations in the formats of other programs; each says what it cannot hold.

brat      standoff, .txt and .ann, a folder for the consensus and one an annotator; read as well
cas       UIMA CAS XMI with its type system, as INCEpTION takes it; read as well
docbin    spaCy's DocBin with span groups, to train on
refi-qda  a .qdpx project for NVivo, MAXQDA, ATLAS.ti, QualCoder

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

from annotate.model import Document, Labelling
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
    {"cas": "exchange", "refi-qda": "exchange"},
)
CONSENSUS = "consensus"
UNSAFE = re.compile(r"[^\w-]+")
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One labelling of one document: the consensus, or an annotator's own work."""

    document: Document
    labelling: Labelling
    who: str = CONSENSUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files, and how many of what the format could not hold."""

    paths: tuple[Path, ...]
    lost: Counter[str] = field(default_factory=Counter)


class Exchange(Protocol):
    """Write layers into a folder."""

    def __call__(self, layers: Sequence[Layer], schema: Schema, folder: Path) -> Written:
        """Write the files."""
        ...


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
