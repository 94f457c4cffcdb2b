"""What stands in a cell of a matrix: a recommendation with its place, its reasons, and each annotator's own version."""

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
        paragraph: number within the document's running paragraphs, headings
            not counted, from 1; 0 for a heading.
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
    """A claim or evidence that supports (or attacks) an entry, with what supports it in turn.

    Args:
        support: who drew the link.
        marked: who marked the span.
        again: it already stands above in the same chain; its own reasons are
            not repeated.
    """

    span: str
    label: str
    relation: str
    quotation: str
    place: Place
    type: str = ""
    attributed_to: tuple[str, ...] = ()
    support: Support | None = None
    marked: Support | None = None
    reasons: tuple[Reason, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one annotator has at the place of an entry.

    Args:
        state: `marked`, `partial` (inside a longer span, or as several shorter
            ones), `unmarked`, or `not-asked`.
        extents: the annotator's own spans, in the document.
        attributes: the annotator's own values, by attribute.
    """

    annotator: str
    state: str
    extents: tuple[Extent, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recommendation (or other span) as it stands in a cell.

    Args:
        reference: the stable short name, `秦5`.
        context: the paragraph it stands in; `context_start` is its offset in the
            document, so that the span can be marked in it.
        sentence: extent in the document of the sentences it stands in.
        modality, polarity: as people set them.
        read_from_words: people set neither; `modality` and `polarity` are what
            the cue words suggest, to be shown as such.
        addressees: canonical names; `addressed_as` keeps the author's words.
        attributes: everything else that was set, by attribute.
        cues: extents in the document of the words that carry the modality.
        examined: whether reasons were asked for where it stands; without it
            "no reason" would be said of what nobody looked for.
        readings: one an annotator, in the annotators' order.
        actors: canonical names of the actors that are marked in its words, and of
            those it is addressed to.
        machine: marked by rules only, read by nobody.
        link: address of the Label Studio task it stands in; empty where none is known.
    """

    reference: str
    span: str
    label: str
    document: str
    quotation: str
    place: Place
    context: str
    context_start: int
    sentence: Extent
    modality: str = ""
    polarity: str = ""
    read_from_words: bool = False
    themes: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    addressed_as: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cues: tuple[Extent, ...] = ()
    reasons: tuple[Reason, ...] = ()
    examined: bool = True
    support: Support | None = None
    readings: tuple[Reading, ...] = ()
    machine: bool = False
    translation: str = ""
    note: str = ""
    rule: str = ""
    score: float | None = None
    actors: tuple[str, ...] = ()
    link: str = ""
