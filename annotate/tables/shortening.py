"""Quotations cut to a length, for print: a publisher, or the law, may allow no more.

What surrounds a quotation goes too: a paragraph beside a cut quotation would
give back what was cut.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from annotate.model import Entry, Extent, Reason

MARK = "……"
Attributes = Mapping[str, tuple[str, ...]]


def cut(text: str, longest: int) -> str:
    """Return a text of at most so many characters, and a mark where it was cut.

    >>> cut("各市应当建立平台", 4), cut("各市", 4)
    ('各市应当……', '各市')
    """
    return text if len(text) <= longest else text[:longest] + MARK


def shortened(entry: Entry, longest: int, free: Collection[str]) -> Entry:
    """Return an entry with no words of the paper but its cut quotation and reasons; what people wrote is cut too.

    Args:
        entry: as it is.
        longest: characters of any stretch.
        free: attributes that hold people's own words, into which they copy the paper's.
    """
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
        attributes=_attributes(entry.attributes, longest, free),
        readings=tuple(
            replace(reading, attributes=_attributes(reading.attributes, longest, free)) for reading in entry.readings
        ),
    )


def _attributes(own: Attributes, longest: int, free: Collection[str]) -> Attributes:
    return {
        name: tuple(cut(value, longest) for value in values) if name in free else values for name, values in own.items()
    }


def _reason(reason: Reason, longest: int) -> Reason:
    below = tuple(_reason(each, longest) for each in reason.reasons)
    return replace(reason, quotation=cut(reason.quotation, longest), reasons=below)
