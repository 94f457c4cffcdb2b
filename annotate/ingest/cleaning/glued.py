"""Find superscript digits that extraction left as plain ones, glued to a word.

    The alarm took four hours.1 The cities did not act.2
    1. A. Author, Report on the Flood (Linlan, 2020), p. 14.

A digit is taken for a mark only where a note of that number follows, which
begins its line with the number and cites something, and where the numbers
count up from 1.
"""

from __future__ import annotations

import re

from annotate.han import HAN
from annotate.ingest.cleaning.draft import Draft
from annotate.ingest.cleaning.marks import CITATION
from annotate.ingest.cleaning.markup import matches

_GLUED = re.compile(
    r"(?:(?<=[A-Za-z][.,;:!?])|(?<=[A-Za-z.,;:!?][”\"’')])|(?<=[。，；！？》])|(?<=[。，！？]”))"
    rf"(\d{{1,3}})(?=[ \t\u3000]*$|[ ][A-Z“\"‘(a-z]|[{HAN}“《])",
    re.MULTILINE,
)
# Abbreviations before a number: No.7 is no mark.
_NUMBERING = re.compile(r"(?:No|Nos|Vol|Fig|Figs|Art|Sec|Ch|pp?|Eq|para|Table|ed)\.$", re.IGNORECASE)
_NOTE = re.compile(r"(?P<number>\d{1,3})[.．]?[ \t\u3000]+(?=\S)")


def find_glued(draft: Draft) -> tuple[tuple[int, int], ...]:
    """Return the extents of glued marks and of the numbers that begin their notes."""
    events: list[tuple[int, int, int, bool]] = []
    for line in draft.running():
        match = _NOTE.match(line.text)
        if match and CITATION.search(line.text):
            start = line.start + match.start("number")
            events.append((start, line.start + match.end("number"), int(match["number"]), True))
    if not events:
        return ()
    for _, match in matches(draft, _GLUED):
        if not _NUMBERING.search(draft.text[max(0, match.start() - 6) : match.start()]):
            events.append((match.start(1), match.end(1), int(match[1]), False))
    return _paired(sorted(events))


def _paired(events: list[tuple[int, int, int, bool]]) -> tuple[tuple[int, int], ...]:
    """Return marks and notes that answer each other, each note the next of its page or paper."""
    found: list[tuple[int, int]] = []
    waiting: dict[int, tuple[int, int]] = {}
    marked = noted = 0
    for start, end, number, is_note in events:
        if not is_note and number in {marked + 1, 1}:
            waiting[number], marked = (start, end), number
        elif is_note and number in waiting and number in {noted + 1, 1}:
            found += [waiting.pop(number), (start, end)]
            noted = number
    return tuple(sorted(found))
