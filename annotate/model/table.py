"""A table as data: what exporters write, whatever the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.model.labelling import Support
from annotate.model.text import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands, as a scholar would cite it.

    Args:
        section: path of headings.
        paragraph: number within the document's running paragraphs, from 1.
        extent: in the document's clean text.
        page: printed page, where the source has pages.
    """

    document: str
    section: tuple[str, ...]
    paragraph: int
    extent: Extent
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A claim or evidence that supports (or attacks) an entry, with what supports it in turn."""

    span: str
    label: str
    relation: str
    quotation: str
    place: Place
    type: str = ""
    attributed_to: tuple[str, ...] = ()
    support: Support | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recommendation (or other span) as it stands in a cell.

    Args:
        reference: the stable short name, `秦5`.
        context: the paragraph it stands in; `context_start` is its offset in the
            document, so that the span can be marked in it.
        cues: extents in the document of the words that carry the modality.
        examined: whether reasons were asked for where it stands; without it
            "no reason" would be said of what nobody looked for.
        machine: marked by rules only, read by nobody.
    """

    reference: str
    span: str
    label: str
    document: str
    quotation: str
    place: Place
    context: str
    context_start: int
    modality: str = ""
    polarity: str = ""
    themes: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    cues: tuple[Extent, ...] = ()
    reasons: tuple[Reason, ...] = ()
    examined: bool = True
    support: Support | None = None
    machine: bool = False
    translation: str = ""
    note: str = ""
    rule: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: a paper in a matrix, a field in a long table."""

    id: str
    title: Mapping[str, str]
    subtitle: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands where a row and a column meet.

    Args:
        text: of a long table's cell.
        entries: of a matrix' cell.
        absence: why a matrix' cell is empty: `silent`, `not-examined`, `not-asked`.
    """

    text: str = ""
    entries: tuple[Entry, ...] = ()
    absence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its head; `facts` hold what was computed, `verdict` what a person said."""

    id: str
    title: Mapping[str, str]
    cells: tuple[Cell, ...]
    gloss: Mapping[str, str] = field(default_factory=dict)
    verdict: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A finished table, independent of any format.

    Args:
        kind: `matrix` (cells hold entries) or `long` (cells hold text).
        title: by language, `en` and `zh`.
        notes: what a reader must know to read it, by language.
    """

    id: str
    kind: str
    title: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Mapping[str, str], ...] = ()
