"""What the annotators hold together, where they differ, and what became of each mark."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from annotate.model.labelling import Asked, Labelling
from annotate.model.moment import EARLIEST, moment_of
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
class Tie:
    """An attribute of a span on which no value has a majority.

    Args:
        votes: annotator -> the values they gave; who gave none is not there.
        values: the suggestion.
        is_text: it is free text, so that only wordings differ.
    """

    name: str
    votes: Mapping[str, tuple[str, ...]]
    values: tuple[str, ...]
    is_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A place where annotators differ in a way that a person should look at.

    Args:
        kind: `missing`, `boundary`, `nesting`, `label`, `split`, `attribute` or `relation`.
        extent: hull of all versions in the document.
        severity: 0 to 1, for sorting; 1 is worst.
        detail: what differs, in words.
        consensus: id of the consensus span it concerns, empty if none was reached.
        ties: of an `attribute`, what differs as values; empty in files of earlier versions.
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
    ties: tuple[Tie, ...] = ()

    @property
    def order(self) -> tuple[float, str, int, int, str]:
        """Sorts disputes worst first, then in the order of documents and places."""
        return -self.severity, self.document, self.extent.start, self.extent.end, self.id

    def is_on(self, labels: Collection[str]) -> bool:
        """Say whether it is on one of these labels or types of relations; where none is named, all are meant."""
        return not labels or any(label in labels for label in self.label.split("/"))

    def gone(self, there: Container[str]) -> list[str]:
        """Return the spans and relations it speaks of that are not there any more."""
        named = (name for version in self.versions for name in (*version.spans, *version.relations))
        return [name for name in named if name not in there]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an adjudicator decided, in `decisions.jsonl`; it stands over every method.

    It is keyed by the spans or relations it decides on, so that it holds as long
    as they are there, whatever else changes.

    Args:
        kind: `keep` what the members mark, `drop` it, or `set` it to what follows.
        members: stitched ids of the spans or relations of the annotators.
        label: of the span to be set; empty: that of most members.
        start, end: edges in the document; None: by the method, from the members.
        attributes: name -> values, in place of what the members say.
        by: who decided.
        at: when, ISO 8601, UTC where it names no zone; of two decisions on one member the later stands.
        why: in words.
    """

    __pydantic_config__ = {"extra": "forbid"}
    document: str
    kind: Literal["keep", "drop", "set"]
    members: tuple[str, ...]
    label: str = ""
    start: int | None = None
    end: int | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = ""
    at: str = ""
    why: str = ""

    @property
    def moment(self) -> datetime:
        """Return the instant by which decisions are put in order; what is not given, or no date, is the earliest."""
        return moment_of(self.at) or EARLIEST
