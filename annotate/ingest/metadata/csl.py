"""CSL-JSON, as Zotero and others export it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.ingest.encoding import decode
from annotate.ingest.metadata.dates import date_of
from annotate.ingest.metadata.records import Record, checked_year, cleaned_doi, exact_date, named, split_list
from annotate.ingest.notices import notice

_NOTED_KEY = re.compile(r"^\s*citation key:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def read_csl(path: Path) -> list[Record]:
    """Return the file's records.

    Raises:
        InputError, ProblemsError: all problems, each with its entry's number.
    """
    text, _ = decode(path.read_bytes(), str(path))
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"is not JSON ({error})", "Export it again as CSL-JSON.") from None
    if not isinstance(entries, list):
        raise InputError(str(path), "is not a list of entries", "Export it again as CSL-JSON.")
    problems: list[AnnotateError] = []
    records = []
    for number, entry in enumerate(entries, 1):
        where = f"{path}: entry {number}"
        if not isinstance(entry, Mapping):
            problems.append(InputError(where, "is not an object", "Export it again as CSL-JSON."))
        elif not (entry.get("title") or entry.get("DOI")):
            problems.append(InputError(where, "has neither title nor DOI", "Fill one of the two."))
        else:
            records.append(_record(entry, path.name, number))
    raise_problems(problems)
    return records


def _record(entry: Mapping[str, Any], origin: str, number: int) -> Record:
    words = {name: str(value).strip() for name, value in entry.items() if isinstance(value, str | int)}
    values = named(
        [
            ("title", words.get("title")),
            ("authors", tuple(name for person in _list(entry.get("author")) if (name := _name(person)))),
            ("year", _year(entry.get("issued"))),
            ("venue", words.get("container-title") or words.get("publisher")),
            ("volume", words.get("volume")),
            ("issue", words.get("issue")),
            ("pages", words.get("page")),
            ("doi", cleaned_doi(words.get("DOI", ""))),
            ("language", words.get("language", "")[:2].lower()),
            ("keywords", split_list(words.get("keyword", ""))),
            ("url", words.get("URL")),
            ("published", exact_date(_published(entry.get("issued")))),
        ]
    )
    key = _key(words)
    return Record(origin=origin, label=notice(f"entry {key or number}"), key=key, values=values, extra={})


def _key(words: Mapping[str, str]) -> str:
    """Return the citation key; older exports have it in a line of the note, or as the entry's id."""
    noted = _NOTED_KEY.search(words.get("note", ""))
    return words.get("citation-key") or (noted[1] if noted else "") or words.get("id", "")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(person: object) -> str:
    if not isinstance(person, Mapping):
        return ""
    if person.get("literal"):
        return str(person["literal"]).strip()
    family, given = (str(person.get(key, "")).strip() for key in ("family", "given"))
    # A Chinese name is written family name first, without a space.
    return f"{given} {family}".strip() if (family + given).isascii() else f"{family}{given}"


def _year(issued: object) -> int | None:
    if not isinstance(issued, Mapping):
        return None
    parts = _list(issued.get("date-parts"))
    if parts and _list(parts[0]):
        return checked_year(str(parts[0][0]))
    return checked_year(str(issued.get("raw") or issued.get("literal") or "")[:4])


def _published(issued: object) -> str:
    if not isinstance(issued, Mapping):
        return ""
    parts = _list(issued.get("date-parts"))
    if parts and _list(parts[0]):
        return date_of("-".join(str(part) for part in parts[0]))
    return date_of(str(issued.get("raw") or issued.get("literal") or ""))
