"""Read metadata out of the front and back matter that cleaning set aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from annotate.han import HAN
from annotate.ingest.cleaning import Field, Note
from annotate.ingest.cleaning.labels import labels_in
from annotate.ingest.cleaning.names import names_in, organizations_in
from annotate.ingest.metadata.dates import date_of, dates_in
from annotate.ingest.metadata.journals import journal
from annotate.model import Extent, Metadata

TEXT = "text"
_DOI = re.compile(r"10\.\d{4,9}/[^\s，。；;、】\]）)>《》\"“”]{1,200}")
_ARTICLE_NUMBER = re.compile(r"(\d{4}-\d{3}[\dXx])\s*-?\s*[（(]?\s*(\d{4})\s*[）)]?\s*(\d{2})-(\d{4})-(\d{1,4})")
_VENUE = re.compile(
    r"《([^《》\n]{1,40})》\s*[，,]?\s*(?:(\d{4})\s*年)?\s*[，,]?\s*(?:第?\s*(\d{1,3})\s*卷)?\s*[，,]?\s*(?:第?\s*(\d{1,3})\s*期)?"
)
_ENGLISH_VENUE = re.compile(
    r"(?P<venue>[A-Z][A-Za-z&:' -]{3,80}?)[,.]? (?=Vol|\d)(?=[^\n]{0,80}?(?P<year>(?:19|20)\d{2}))"
    r"(?:Vol(?:ume|\.)? ?)?(?P<volume>\d{1,4})[,.]? ?(?:\(|No\.|Issue|Iss\.) ?(?P<issue>\d{1,3})"
)
_PLAIN_VENUE = re.compile(
    r"([^《》，。\d\n]{2,30}?)[\s\u3000,，]*(\d{4})\s?年[\s\u3000,，]*(?:第?\s?(\d{1,3})\s?卷)?[\s\u3000,，]*第\s?(\d{1,3})\s?期.{0,20}"
)
_HEAD_PARTS = {
    "volume": re.compile(r"第\s?(\d{1,3})\s?卷|\bVol(?:ume|\.)?\s?(\d{1,3})", re.IGNORECASE),
    "issue": re.compile(r"第\s?(\d{1,3})\s?期|\b(?:No|Issue)\.?\s?(\d{1,3})", re.IGNORECASE),
    "year": re.compile(r"((?:19|20)\d{2})"),
}
_AUTHOR_IS = re.compile(r"[（(【]?(?:本文)?作者(?:单位)?(?:系|为|是|[:：])?")
_NAME = re.compile(rf"[{HAN}·]{{2,20}}|[A-Z](?=.{{0,60}} )[A-Za-z&'’ -]{{5,60}}")
_NO_VENUES = {"网络", "互联网", "本站", "原创", "本网", "综合"}
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CODES = re.compile(r"[A-Z]{1,2}\d[\d./-]*|[A-Z]\d{0,2}(?=[\s;；,，]|$)|[A-Z]{1,2}\d*[.\d]*")
_SPLIT = re.compile(r"\s*[;；,，、|]\s*|\s{2,}|[\u3000\u00a0]+")
_MARKS = re.compile(r"\^?\{?\*+\}?$|[\s\u3000]+$")
_REVIEWERS = re.compile(r"感谢\s?《([^《》\n]{1,30})》[^。]{0,20}(?:匿名|评审|审稿|编辑)")
_EMPHASIS = re.compile(r"\*{1,3}")
# What names things may name dates too.
_UNDATED = {"title", "keywords", "foreign-title"}


def metadata_of(fields: Sequence[Field], notes: Sequence[Note], *, han: bool) -> Metadata:
    """Return what the text itself says; empty where it does not."""
    found = _Found()
    parts = [(field.extent, part) for field in fields for part in _parted(field)]
    _names(found, parts)
    for extent, (name, words) in parts:
        found.take([extent], partial(_take, name=name, words=words))
    for field in fields:
        if field.name not in _UNDATED:
            found.take([field.extent], partial(_take_dates, field=field))
    for note in notes:
        found.take(note.extents, partial(_take_note, note=note))
    for name in ("published", "online"):
        # A date of receipt is no date of publication.
        if stated := found.values.get(name):
            found.take(found.places[name], partial(_take_year, stated=stated))
    return found.metadata("zh" if han else "en")


class _Found:
    """Values on their way to Metadata, each with where its words stand."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.places: dict[str, list[Extent]] = {}

    def take(self, extents: Sequence[Extent], act: Callable[[dict[str, Any]], object]) -> None:
        """Let `act` fill values from words that stand at the extents."""
        before = dict(self.values)
        act(self.values)
        for name, value in self.values.items():
            if value and value != before.get(name):
                places = self.places.setdefault(name, [])
                places.extend(extent for extent in extents if extent not in places)

    def metadata(self, language: str) -> Metadata:
        """Return what was found, every field of it with its origin and places."""
        values = {name: value for name, value in self.values.items() if value}
        places = {name: tuple(sorted(self.places[name])) for name in sorted(values)}
        values["language"] = language
        return Metadata(**values, origins=dict.fromkeys(sorted(values), TEXT), places=places)


def _parted(field: Field) -> list[tuple[str, str]]:
    """Cut a field at its labels: journals print several on one line."""
    # The words for an editor's note are a title here, else they would have been taken for one.
    labels = [label for label in labels_in(field.text) if label.name != "editor-note"]
    if not labels:
        return [(field.name, field.text.strip())]
    ends = [*(label.start for label in labels[1:]), len(field.text)]
    return [
        (label.name, _unbracketed(_EMPHASIS.sub("", field.text[label.end : end])))
        for label, end in zip(labels, ends, strict=True)
    ]


def _unbracketed(words: str) -> str:
    """Return a field's words without the bracket that closes its label's, but with that of its own."""
    words = words.strip(" \t\u3000】]")
    while words[-1:] in {"）", ")"} and words.count("）") + words.count(")") > words.count("（") + words.count("("):
        words = words[:-1].rstrip(" \t\u3000】]")
    return words


def _names(found: _Found, parts: Sequence[tuple[Extent, tuple[str, str]]]) -> None:
    titles = [(extent, words) for extent, (name, words) in parts if name == "title" and words]
    if titles:
        title = _title([words for _, words in titles])
        found.take([extent for extent, _ in titles], partial(_add_title, title=title))
    for extent, (name, words) in parts:
        if name == "author":
            authors = names_in(words) or (words,)
            found.take([extent], partial(_add, name="authors", more=authors))


def _add_title(values: dict[str, Any], title: str) -> None:
    values["title"] = title


def _add(values: dict[str, Any], name: str, more: Sequence[str]) -> None:
    values[name] = tuple(dict.fromkeys((*values.get(name, ()), *more)))


def _title(lines: Sequence[str]) -> str:
    title = lines[0]
    for line in lines[1:]:
        title += line if not (title[-1].isascii() and line[0].isascii()) else f" {line}"
    return title


def _take(values: dict[str, Any], name: str, words: str) -> None:
    if name == "keywords" and "keywords" not in values:
        values["keywords"] = tuple(part for part in _keywords(words) if part)
    elif name in {"affiliation", "biography"}:
        found = organizations_in(_AUTHOR_IS.sub("", words)) or (
            (words.strip("（）()"),) if name == "affiliation" else ()
        )
        _add(values, "affiliations", found)
        if name == "biography" and not values.get("authors"):
            values["authors"] = tuple(
                n for part in re.split("[;；]", words) for n in names_in(re.split("[，,（(]", part)[0])
            )
    elif name == "classification":
        values.setdefault("classification", " ".join(words.split()))
    elif name in {"doi", "citation"} and (match := _DOI.search(words)):
        values.setdefault("doi", match[0].rstrip(".,"))
    elif name == "article-number" and (match := _ARTICLE_NUMBER.search(words)):
        _article_number(values, match)
    elif name == "funding":
        values.setdefault("funding", words.strip("【】[]*＊ "))
    elif name in {"source", "venue"}:
        _venue(values, words)
    elif name == "year" and (match := _YEAR.search(words)):
        values.setdefault("year", int(match[0]))


def _keywords(words: str) -> list[str]:
    parts = [part.strip() for part in _SPLIT.split(words)]
    if len(parts) == 1 and not words.isascii():
        parts = words.split()
    return parts


def _article_number(values: dict[str, Any], match: re.Match[str]) -> None:
    issn, year, issue, first, count = match.groups()
    values.setdefault("year", int(year))
    values.setdefault("issue", str(int(issue)))
    start = int(first)
    values.setdefault("pages", f"{start}–{start + int(count) - 1}")
    if name := journal(issn):
        values.setdefault("venue", name)


def _venue(values: dict[str, Any], words: str) -> None:
    match = _VENUE.search(words) or _PLAIN_VENUE.fullmatch(words) or _ENGLISH_VENUE.match(words)
    if not match:
        _masthead(values, words)
        return
    venue, year, volume, issue = match.groups()
    values.setdefault("venue", venue)
    if year:
        values.setdefault("year", int(year))
    if volume:
        values.setdefault("volume", str(int(volume)))
    if issue:
        values.setdefault("issue", str(int(issue)))


def _masthead(values: dict[str, Any], words: str) -> None:
    """Take volume, issue and year from a journal's head, and the name of a journal or site that stands alone."""
    for name, pattern in _HEAD_PARTS.items():
        if match := pattern.search(words):
            number = int(next(group for group in match.groups() if group))
            values.setdefault(name, number if name == "year" else str(number))
    if _NAME.fullmatch(words) and words not in _NO_VENUES:
        values.setdefault("venue", words)


def _take_note(values: dict[str, Any], note: Note) -> None:
    text = "".join(note.texts)[:600]
    if note.mark.startswith("*"):
        for name, words in dates_in(text):
            values.setdefault(name, words)
    if match := _REVIEWERS.search(text):
        values.setdefault("venue", match[1])
    if note.mark.startswith("*") and ("本文系" in text or "基金" in text or "项目" in text):
        values.setdefault("funding", text.split("。")[0] + "。")
    elif note.mark.startswith("*") and (found := organizations_in(text)):
        _add(values, "affiliations", found)


def _take_dates(values: dict[str, Any], field: Field) -> None:
    stated = dates_in(field.text)
    if not stated and field.name == "date":
        stated = [("published", date_of(field.text))]
    for name, words in stated:
        if words:
            values.setdefault(name, words)


def _take_year(values: dict[str, Any], stated: str) -> None:
    values.setdefault("year", int(stated[:4]))
