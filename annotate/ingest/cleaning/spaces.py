"""Drop white space that only justification or a cut mark left behind.

Between two Han characters or wide marks a space is an artefact (`提 出， 技术`),
save behind a heading's number; between Han and Latin it is the author's. A digit
group's thin space goes (`1 000` is one number). Of several spaces one stays.
"""

from __future__ import annotations

import re

from annotate.han import HAN
from annotate.ingest.characters import found_at
from annotate.ingest.cleaning.joining import Joined
from annotate.offsets import Run, merge_runs

_THIN = " \t\u00a0\u2002-\u200a\u202f\u205f"
_MARKS = "，。、；：？！（）《》〈〉【】〔〕「」『』…—～"
_QUOTES = "“”‘’"
_SPACE = re.compile(
    rf"(?<=[{HAN}{_MARKS}])(?P<a>[{_THIN}]+)(?=[{HAN}{_MARKS}{_QUOTES}])"
    rf"|(?<=[{_QUOTES}])(?P<b>[{_THIN}]+)(?=[{HAN}{_MARKS}])"
    rf"|(?<=\d)(?P<c>[{_THIN}])(?=\d{{3}}(?!\d))"
    rf"|(?<=[{_THIN}\u3000])(?P<d>[{_THIN}\u3000]+)"
    rf"|(?m:^(?P<e>[{_THIN}\u3000]+))|(?m:(?P<f>[{_THIN}\u3000]+)$)"
)
_GROUPED = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_THIN}]\d{{3}}){{1,4}}(?![\d{_THIN}]?\d)")
_LETTER_SPACED = re.compile(rf"[{HAN}](?:[{_THIN}\u3000]+[{HAN}]){{1,7}}")
_SPACES = re.compile(rf"[{_THIN}\u3000]+")
_WHITE = re.compile(rf"[{_THIN}\u3000]")


def idle_spaces(joined: Joined) -> list[tuple[int, int]]:
    """Return the extents of white space to drop, in offsets of the joined text, in order."""
    text = joined.text
    headings = [p for p in joined.paragraphs if p.level]
    grouped = {at for match in _GROUPED.finditer(text) for at in range(match.start(), match.end())}
    found: list[tuple[int, int]] = []
    at = 0
    for match in found_at(_WHITE, _SPACE, text):
        start, end = match.span()
        while at < len(headings) and headings[at].end < start:
            at += 1
        in_heading = at < len(headings) and headings[at].start < start < headings[at].end
        if (in_heading and match.lastgroup in {"a", "b"}) or (match.lastgroup == "c" and start not in grouped):
            continue
        found.append((start, end))
    for heading in headings:
        if _LETTER_SPACED.fullmatch(text, heading.start, heading.end):
            found.extend(match.span() for match in _SPACES.finditer(text, heading.start, heading.end))
    return sorted(set(found))


def without(joined: Joined, dropped: list[tuple[int, int]]) -> tuple[str, tuple[Run, ...]]:
    """Return the text without some extents, and its runs into the joined text."""
    chunks: list[str] = []
    runs: list[Run] = []
    at = clean = 0
    for start, end in [*dropped, (len(joined.text), len(joined.text))]:
        if start > at:
            chunks.append(joined.text[at:start])
            runs.append((clean, at, start - at))
            clean += start - at
        at = max(at, end)
    return "".join(chunks), merge_runs(runs)
