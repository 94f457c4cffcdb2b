"""Take over what the format itself says: what is no running text, what is a heading."""

from __future__ import annotations

from annotate.ingest.cleaning.draft import Draft
from annotate.ingest.readers.reading import Reading


def apply_reading(draft: Draft, reading: Reading) -> None:
    """Give the draft's lines the levels, sizes and cuts that the reader found."""
    draft.blocks, draft.placed, draft.raised = reading.blocks, reading.placed, reading.raised
    cuts = sorted(reading.cuts)
    at = 0
    for line in draft.lines:
        if level := reading.levels.get(line.start):
            line.level, line.family = level, "#" * level
        line.large = reading.large.get(line.start, 0)
        while at < len(cuts) and cuts[at][1] <= line.start:
            at += 1
        for start, end, reason in cuts[at:]:
            if start >= line.end:
                break
            if start <= line.start and line.end <= end:
                draft.drop(line, reason)
                break
            low, high = max(start, line.start), min(end, line.end)
            draft.cut(line, low, high, reason)
