"""People's work on the demo papers as YAML that can be read beside the paper.

A mark quotes the words it marks; `everywhere` marks each mention of a name. A
relation stands at the mark it starts from: `supports` and `attacks` name other
marks, `addressed_to` and `attributed_to` the nearest mention of an actor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from annotate.errors import NotFoundError
from annotate.loading import load_yaml

FOLDER = "work-of-annotators"
OneOrMore = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One span with its attributes and the relations that start from it.

    Args:
        id: short, unique within the paper; empty where `everywhere` is given.
        quote: the words of the paper, which must stand there once.
        everywhere: names to be marked wherever they stand, outside 《》.
    """

    __pydantic_config__ = {"extra": "forbid"}
    label: str
    id: str = ""
    quote: str = ""
    everywhere: tuple[str, ...] = ()
    type: OneOrMore = ()
    modality: OneOrMore = ()
    polarity: OneOrMore = ()
    theme: OneOrMore = ()
    theme_note: OneOrMore = ()
    addressee: OneOrMore = ()
    note: OneOrMore = ()
    supports: OneOrMore = ()
    attacks: OneOrMore = ()
    addressed_to: OneOrMore = ()
    attributed_to: OneOrMore = ()

    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Return attribute -> values, of those that are set."""
        names = ("type", "modality", "polarity", "theme", "theme_note", "addressee", "note")
        return {name: listed(getattr(self, name)) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWork:
    """What was marked in one paper."""

    __pydantic_config__ = {"extra": "forbid"}
    paper: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One annotator's file."""

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["demo-work/1"]
    annotator: str
    papers: tuple[PaperWork, ...]

    def marks(self, paper: str) -> tuple[Mark, ...] | None:
        """Return the marks in a paper, None if the annotator did not work on it."""
        return next((work.marks for work in self.papers if work.paper == paper), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One decision of the adjudicator; `of` names marks as `ANNOTATOR/ID`."""

    __pydantic_config__ = {"extra": "forbid"}
    paper: str
    kind: Literal["keep", "drop", "set"]
    of: tuple[str, ...]
    label: str = ""
    quote: str = ""
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The adjudicator's file."""

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["demo-decisions/1"]
    by: str
    at: str
    decisions: tuple[Ruling, ...]


def listed(value: OneOrMore) -> tuple[str, ...]:
    """Return one or more values as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


def load_works(study: Path) -> tuple[Work, ...]:
    """Read the annotators' files of a demo study, in the order of their names."""
    paths = sorted((study / FOLDER).glob("annotator-*.yaml"))
    if not paths:
        raise NotFoundError(str(study / FOLDER), "holds no annotator-*.yaml", "Run annotate demo on a new folder.")
    return tuple(load_yaml(path, Work) for path in paths)


def load_rulings(study: Path) -> Rulings:
    """Read the adjudicator's file of a demo study."""
    return load_yaml(study / FOLDER / "adjudicator.yaml", Rulings)
