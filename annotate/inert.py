r"""People's text made harmless for the place it goes to, and still readable.

Nothing is dropped: a character that would act is shown by its number.

>>> shown("a\x1b[31m\u202eb")
'a⟨U+001B⟩[31m⟨U+202E⟩b'
>>> for_spreadsheet("=1+1"), for_spreadsheet("应当")
("'=1+1", '应当')
>>> guarded("－\x00"), unguarded(guarded("'=1")), unguarded("'s")
("'－\x00", "'=1", "'s")
"""

from __future__ import annotations

import re

# Controls, direction marks, lone surrogates, noncharacters; line feed and tab stay.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)
# What a spreadsheet may take for a formula, and the same behind apostrophes: so a guard comes off as it was put on.
FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r])")
GUARD = "'"
LONGEST_CELL = 32767
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_UTF8 = re.compile("[\ud800-\udfff]")
STANDING_IN = "\ufffd"


def shown(text: str) -> str:
    """Return text with every character that would act instead of showing shown by its number."""
    return ACTING.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text)


def safe(text: str) -> str:
    """Return text without what neither XML nor UTF-8 can hold, replaced one for one, so that every offset stays."""
    return NOT_XML.sub(STANDING_IN, text)


def encodable(text: str) -> str:
    """Return text without the halves of surrogate pairs, which no UTF-8 holds, replaced one for one."""
    return NOT_UTF8.sub(STANDING_IN, text)


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe stands before what it may take for one."""
    return GUARD + text if FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text that was guarded; any other cell as it is."""
    return cell[1:] if cell.startswith(GUARD) and FORMULA.match(cell, 1) else cell


def for_spreadsheet(text: str) -> str:
    """Return text for a cell that people only read: guarded, and what would act is shown by its number."""
    safe = shown(text)
    return GUARD + safe if FORMULA.match(text) else safe


def fitted(text: str, tail: str, longest: int = LONGEST_CELL) -> str:
    """Return text cut to what a cell holds, saying so.

    Excel counts UTF-16 units, so a character outside the basic plane counts twice.
    """
    if len(text) * 2 <= longest or len(text.encode("utf-16-le")) // 2 <= longest:
        return text
    room = longest - len(tail)
    kept = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore")
    return kept + tail
