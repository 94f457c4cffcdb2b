"""Quotations cut to a length, for print: a publisher, or the law, may allow no more.

What surrounds a quotation goes too: a paragraph beside a cut quotation would
give back what was cut.
"""

from __future__ import annotations

from dataclasses import replace

from annotate.model import Entry, Extent, Reading, Reason

MARK = "……"


def cut(text: str, longest: int) -> str:
    """Return a text of at most so many characters, and a mark where it was cut.

    >>> cut("各市应当建立平台", 4), cut("各市", 4)
    ('各市应当……', '各市')
    """
    return text if len(text) <= longest else text[:longest] + MARK


def shortened(entry: Entry, longest: int) -> Entry:
    """Return an entry with no words of the paper but its cut quotation and reasons; notes are cut too."""
    here = entry.place.extent
    kept = Extent(here.start, min(here.end, here.start + longest))
    quotation = cut(entry.quotation, longest)
    return replace(
        entry,
        quotation=quotation,
        context=quotation,
        context_start=here.start,
        sentence=kept,
        cues=tuple(cue for cue in entry.cues if kept.contains(cue)),
        reasons=tuple(_reason(reason, longest) for reason in entry.reasons),
        translation=cut(entry.translation, longest),
        note=cut(entry.note, longest),
        readings=tuple(_reading(reading, longest) for reading in entry.readings),
    )


def _reading(reading: Reading, longest: int) -> Reading:
    """Return an annotator's version with a short note: people copy the paper's words into notes."""
    if "note" not in reading.attributes:
        return reading
    notes = tuple(cut(note, longest) for note in reading.attributes["note"])
    return replace(reading, attributes={**reading.attributes, "note": notes})


def _reason(reason: Reason, longest: int) -> Reason:
    below = tuple(_reason(each, longest) for each in reason.reasons)
    return replace(reason, quotation=cut(reason.quotation, longest), reasons=below)
