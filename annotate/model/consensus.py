"""What the annotators hold together, where they differ, and what became of each mark."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.model.labelling import Asked, Labelling
from annotate.model.text import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus(Labelling):
    """The reconciled labelling of one document; its spans carry their support.

    Args:
        method: name of the reconciler.
        annotators: all who submitted work on the document.
        asked: passages with the labels that at least one of them was asked for.
    """

    method: str
    annotators: tuple[str, ...]
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one annotator has at a disputed place; no spans means: nothing."""

    annotator: str
    spans: tuple[str, ...]
    relations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A place where annotators differ in a way that a person should look at.

    Args:
        kind: `missing`, `boundary`, `label`, `split`, `attribute` or `relation`.
        extent: hull of all versions in the document.
        severity: 0 to 1, for sorting; 1 is worst.
        detail: what differs, in words.
        consensus: id of the consensus span it concerns, empty if none was reached.
    """

    id: str
    document: str
    kind: str
    label: str
    extent: Extent
    versions: tuple[Version, ...]
    severity: float
    detail: str = ""
    consensus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """The fate of one span or relation that an annotator made.

    Args:
        item: its stitched id.
        kind: `span` or `relation`.
        fate: `consensus`, `dispute` or `rejected`.
        target: id of the consensus item or dispute, empty where rejected.
        reason: in words; never empty where rejected.
    """

    document: str
    annotator: str
    item: str
    kind: str
    label: str
    fate: str
    target: str = ""
    reason: str = ""
