"""Dates that a paper or a library states, as ISO 8601 and only as exact as they are stated.

>>> dates_in("【收稿日期：2023-02-06】 修回日期：2023年6月")
[('received', '2023-02-06'), ('revised', '2023-06')]
"""

from __future__ import annotations

import re
from datetime import date

from annotate.ingest.scripts import both_scripts

DATES = ("received", "revised", "accepted", "published", "online")

_WORDS = {
    "received": "收稿日期|收稿时间|收到日期|投稿日期|来稿日期|Received",
    "revised": "修回日期|修回时间|修改日期|修订日期|修改稿日期|修返日期|Revised",
    "accepted": "录用日期|录用时间|接受日期|Accepted",
    "online": "网络首发日期|网络首发时间|网络首发|网络出版日期|网络出版时间|Published online|Available online",
    "published": "出版日期|出版时间|发布日期|发布时间|发表日期|发表时间|刊出日期|Published|Publication date|Posted",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\.?"
_YEAR = r"(?:1[5-9]|20)\d{2}"
_GAP = r"[\s\u3000]{0,3}"
_FORMS = (
    (
        rf"(?P<year>{_YEAR}){_GAP}(?:年|[-/.．－–]){_GAP}(?P<month>\d{{1,2}})(?!\d)"
        rf"(?:{_GAP}(?:月|[-/.．－–]){_GAP}(?P<day>\d{{1,2}})(?!\d))?"
    ),
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s)?{_MONTH},?\s(?P<year>{_YEAR})(?!\d)",
    rf"{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>{_YEAR})(?!\d)",
    rf"(?P<year>{_YEAR})(?!\d)",
)
_PATTERNS = tuple(re.compile(rf"(?<!\d){form}", re.IGNORECASE) for form in _FORMS)


def _spaced(words: str) -> str:
    # Journals space the characters of a label out: 收 稿 日 期.
    return "|".join(word if word.isascii() else both_scripts(_GAP.join(word)) for word in words.split("|"))


_LABEL = re.compile("|".join(f"(?P<{name}>{_spaced(words)})" for name, words in _WORDS.items()), re.IGNORECASE)
_LINK = re.compile(r"(?:\s?on\b|\s?in\b|[\s\u3000:：】\]）)*丨|—-]){0,6}")


def dates_in(text: str) -> list[tuple[str, str]]:
    """Return the labelled dates of a text, as fields of `Metadata` with ISO 8601 dates, in order."""
    found = []
    for label in _LABEL.finditer(text):
        behind = _LINK.match(text, label.end())
        if stated := _at(text, behind.end() if behind else label.end()):
            found.append((label.lastgroup or "", stated))
    return found


def date_of(words: str) -> str:
    """Return the date that words begin with; empty where they begin with none.

    >>> date_of("6 February 2023"), date_of("2024-10-09 12:30"), date_of("2023.2"), date_of("2023-13-01")
    ('2023-02-06', '2024-10-09', '2023-02', '')
    """
    return _at(words, len(words) - len(words.lstrip()))


def _at(text: str, at: int) -> str:
    match = next((match for pattern in _PATTERNS if (match := pattern.match(text, at))), None)
    return _iso(match) if match else ""


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year, day = int(parts["year"]), int(parts.get("day") or 0)
    name = (parts.get("name") or "")[:3].lower()
    month = _MONTHS.index(name) + 1 if name else int(parts.get("month") or 0)
    if parts.get("month") and not month:
        return ""
    try:
        stated = date(year, month or 1, day or 1).isoformat()
    except ValueError:
        return ""
    return stated if day else stated[:7] if month else stated[:4]
