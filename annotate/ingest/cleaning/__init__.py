"""Make a source text clean: named steps, each of which says what it took out and why.

The steps before joining only cut and mark (see `draft`); joining copies what is
left. `clean` gives the text, its runs into the source, and the removals; runs
and removals together are the whole source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from annotate.ingest.cleaning.contents import drop_contents
from annotate.ingest.cleaning.draft import Draft, Field, Note, split_lines
from annotate.ingest.cleaning.figures import drop_captions
from annotate.ingest.cleaning.given import apply_reading
from annotate.ingest.cleaning.joining import Paragraph, join_lines
from annotate.ingest.cleaning.layout import measure
from annotate.ingest.cleaning.markup import drop_invisible, drop_markup
from annotate.ingest.cleaning.matter import set_matter_aside
from annotate.ingest.cleaning.notes import set_notes_aside
from annotate.ingest.cleaning.pages import drop_navigation, drop_running_heads
from annotate.ingest.cleaning.spaces import idle_spaces, without
from annotate.ingest.cleaning.title import set_title_aside
from annotate.ingest.readers.reading import Reading
from annotate.ingest.structure.headings import find_headings
from annotate.model import Extent, Removal
from annotate.offsets import OffsetMap, Run

__all__ = ["STEPS", "Cleaned", "Field", "Note", "Paragraph", "Step", "clean", "clean_reading", "cleaners", "step_of"]


_BREAKS = re.compile("[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of cleaning.

    Args:
        name: as `--explain` shows it.
        version: raised whenever the step's results change.
        reasons: the reasons that its removals bear.
        run: what it does to the draft.
    """

    name: str
    version: int
    reasons: tuple[str, ...]
    run: Callable[[Draft], None]


STEPS: tuple[Step, ...] = (
    Step("invisible", 1, ("invisible",), drop_invisible),
    Step("layout", 3, (), measure),
    Step("markup", 1, ("markup", "rule", "image", "table"), drop_markup),
    Step("navigation", 1, ("navigation",), drop_navigation),
    Step("pages", 2, ("page-number", "running-head"), drop_running_heads),
    Step("contents", 1, ("contents",), drop_contents),
    Step("notes", 4, ("footnote", "footnote-mark", "citation-mark"), set_notes_aside),
    Step(
        "matter",
        5,
        (
            "label", "keywords", "biography", "classification", "document-code", "article-number", "doi", "funding",
            "date", "editor", "venue", "year", "citation", "source", "acknowledgement", "end-mark",
            "editor-note",
        ),
        set_matter_aside,
    ),
    Step(
        "title",
        4,
        (
            "title", "author", "affiliation", "contact", "foreign-title", "foreign-author", "foreign-affiliation",
            "running-head",
        ),
        set_title_aside,
    ),
    Step("figures", 2, ("caption", "source", "table"), drop_captions),
    Step("headings", 5, (), find_headings),
)  # fmt: skip
# Done before and after the steps, for every text.
GIVEN = Step("reader", 1, ("boilerplate", "hidden"), lambda _: None)
JOINING = Step("joining", 3, ("line-break", "hyphen"), lambda _: None)
SPACES = Step("spaces", 1, ("space",), lambda _: None)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean text with what was set aside.

    Args:
        text: paragraphs joined by one line feed.
        runs: into the source.
        removals: the rest of the source, with reasons.
        paragraphs: extents in the clean text, with levels and kinds.
        notes: footnotes, their anchors in source offsets.
        fields: front and back matter.
        han: whether the text is mainly Chinese.
    """

    text: str
    runs: tuple[Run, ...]
    removals: tuple[Removal, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...]
    fields: tuple[Field, ...]
    han: bool


def cleaners() -> tuple[str, ...]:
    """Return the steps' names and versions, in order."""
    return tuple(f"{step.name}/{step.version}" for step in (GIVEN, *STEPS, JOINING, SPACES))


def clean(source: str, *, markdown: bool = False) -> Cleaned:
    """Return the clean text of a plain or Markdown source.

    Args:
        source: the text as read.
        markdown: whether line starts are Markdown.
    """
    return clean_reading(Reading(text=source, encoding="", reader="", markdown=markdown))


def clean_reading(reading: Reading) -> Cleaned:
    """Return the clean text of what a reader gave."""
    source = reading.text
    draft = Draft(source, split_lines(source), reading.markdown)
    apply_reading(draft, reading)
    for step in STEPS:
        step.run(draft)
    joined = join_lines(draft)
    dropped = idle_spaces(joined)
    text, runs = without(joined, dropped)
    inner, outer = OffsetMap(runs), OffsetMap(joined.runs)
    composed = outer.then(inner)
    draft.cuts.extend((start, end, "space") for at, to in dropped for start, end in outer.source_pieces(at, to))
    paragraphs = tuple(
        Paragraph(inner.clean_position(p.start), inner.clean_position(p.end), p.level, p.kind)
        for p in joined.paragraphs
    )
    removals = tuple(_removals(source, composed, draft.cuts))
    return Cleaned(text, composed.runs, removals, paragraphs, tuple(draft.notes), tuple(draft.fields), draft.han)


def _removals(source: str, kept: OffsetMap, cuts: list[tuple[int, int, str]]) -> list[Removal]:
    """Return the gaps between the kept runs, cut at the edges of what has a reason."""
    found: list[Removal] = []
    ordered = sorted(cuts)
    at = 0
    for start, end in kept.removed(len(source)):
        place = start
        while at < len(ordered) and ordered[at][0] < end:
            low, high, reason = ordered[at]
            low, high = max(low, place), min(high, end)
            if low < high:
                if low > place:
                    found.append(_white(source, place, low))
                found.append(Removal(extent=Extent(low, high), reason=reason))
                place = high
            if ordered[at][1] > end:
                break
            at += 1
        if place < end:
            found.append(_white(source, place, end))
    return found


def _white(source: str, start: int, end: int) -> Removal:
    # What no step cut is white space around lines.
    breaks = source.startswith("\n", start) or _BREAKS.search(source, start, end)
    return Removal(extent=Extent(start, end), reason="line-break" if breaks else "space")


def step_of(reason: str) -> str:
    """Return the name of the first step that bears a reason.

    >>> step_of("footnote")
    'notes'
    """
    return next((step.name for step in (GIVEN, *STEPS, JOINING, SPACES) if reason in step.reasons), "-")


def explain(source: str, removals: tuple[Removal, ...]) -> list[tuple[str, str, int, list[str]]]:
    """Return for each step and reason how often it removed something, with the first samples."""
    found: dict[tuple[str, str], list[str]] = {}
    for removal in removals:
        words = source[removal.extent.start : removal.extent.end]
        found.setdefault((step_of(removal.reason), removal.reason), []).append(words)
    return [(step, reason, len(words), words[:3]) for (step, reason), words in sorted(found.items())]
