"""Cut paragraphs into sentences, Chinese and English.

A sentence holds at 。！？； with the closing quotes and brackets behind it, and at
an ellipsis that nothing continues; never inside 《》 or round brackets, a number
or an English abbreviation. Each heading is one sentence of kind `heading`.

>>> text = "甲说：“好。”乙问《何时？》出版。U.S. policy, e.g. 1.5 percent, failed. It did."
>>> [text[s:e] for s, e in cut(text)]
['甲说：“好。”', '乙问《何时？》出版。', 'U.S. policy, e.g. 1.5 percent, failed.', 'It did.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.han import HAN
from annotate.ingest.characters import found_at
from annotate.ingest.cleaning.joining import Paragraph
from annotate.model import Extent, Sentence

_CLOSE = "”’」』）)】〕》〉\"'"
_END = re.compile(
    rf"(?P<wide>[。！？；!?;]+|(?:……|\.{{3,6}}|…)(?![，、,；。]))[{_CLOSE}]*"
    rf"|(?P<dot>(?<![.])\.)(?P<behind>[{_CLOSE}]*)(?=\s|$|[{HAN}“])"
)
_MAY_END = re.compile(r"[。！？；!?;….]")
_BRACKET = re.compile("[《》（）()]")
_OPENERS = {"》": "《", "）": "（", ")": "("}
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Gen|Sen|Rep|Gov|Pres|Col|Capt|Lt|Rev|Hon|No|Nos|[Vv]ols?|[Ff]igs?|Eq|Sec|Ch|pp?|eds?"
    r"|trans|vs|cf|al|Inc|Ltd|Corp|Co|Dept|Univ|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|ca|e\.g|i\.e|viz)"
    r"|\b[A-Z]|[A-Z]\.[A-Z])$"
)
# These end a sentence where the next word begins with a capital.
_EITHER = re.compile(r"(?:\b[ap]\.m|\betc)$")
_LONGEST_BRACKET = 400


def make_sentences(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order."""
    found: list[Sentence] = []
    for paragraph in paragraphs:
        if paragraph.level:
            found.append(Sentence(extent=Extent(paragraph.start, paragraph.end), kind="heading"))
            continue
        words = text[paragraph.start : paragraph.end]
        for start, end in cut(words):
            found.append(Sentence(extent=Extent(paragraph.start + start, paragraph.start + end)))
    return tuple(found)


def cut(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield the extents of a paragraph's sentences, without the white space between them."""
    brackets = _brackets(paragraph)
    inside = start = seen = 0
    last = len(paragraph.rstrip())
    for match in found_at(_MAY_END, _END, paragraph):
        while inside < len(brackets) and brackets[inside][1] <= match.start():
            inside += 1
        if inside < len(brackets) and brackets[inside][0] < match.start() < brackets[inside][1]:
            continue
        end = match.end()
        if not _ends(paragraph, match, last):
            continue
        # Marks alone are no sentence; they stay with what follows.
        if not paragraph[max(start, seen) : end].strip(_CLOSE + " \u3000。！？；!?;"):
            seen = end
            continue
        yield from _trimmed(paragraph, start, end)
        start = end
    yield from _trimmed(paragraph, start, len(paragraph))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield start, end


def _ends(text: str, match: re.Match[str], last: int) -> bool:
    if match["dot"]:
        before = text[max(0, match.start() - 12) : match.start()]
        if match.end() >= last or not (_ABBREVIATION.search(before) or _EITHER.search(before)):
            return True
        return bool(_EITHER.search(before)) and text[match.end() : match.end() + 2].strip()[:1].isupper()
    if match["wide"] in {"!", "?"} or match["wide"] in {"...", "....", "......", ";"}:
        after = text[match.end() : match.end() + 1]
        return not after or not after.isascii() or after.isspace() or not text.isascii()
    return True


def _brackets(text: str) -> list[tuple[int, int]]:
    """Return the extents of outermost brackets that close within the paragraph, in order."""
    found: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        char = match[0]
        if char not in _OPENERS:
            stack.append((char, match.start()))
        elif stack and stack[-1][0] == _OPENERS[char]:
            _, start = stack.pop()
            if match.start() - start <= _LONGEST_BRACKET:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, match.start()))
    return found
