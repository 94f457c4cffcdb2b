"""BibTeX, through pybtex, which is imported only here and only on use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.ingest.encoding import decode
from annotate.ingest.metadata.attachments import attached_files
from annotate.ingest.metadata.dates import date_of
from annotate.ingest.metadata.records import Record, checked_year, cleaned_doi, exact_date, named, split_list
from annotate.ingest.notices import notice

# BibTeX's way to write et al.: `Doe, Jane and others`.
_AND_OTHERS = "others"


def read_bibtex(path: Path) -> list[Record]:
    """Return the file's records.

    Raises:
        InputError: the file is not BibTeX; with the line.
    """
    from pybtex.database import BibliographyData, parse_string
    from pybtex.exceptions import PybtexError

    text, _ = decode(path.read_bytes(), str(path))
    try:
        library: BibliographyData = parse_string(text, "bibtex")
    except PybtexError as error:
        what = f"is not BibTeX ({' '.join(str(error).split())})"
        raise InputError(str(path), what, "Mind braces and commas, and keys that stand twice.") from None
    return [_record(entry, path.name) for entry in library.entries.values()]


def _record(entry: Any, origin: str) -> Record:  # noqa: ANN401 - pybtex has no types
    fields = {name.lower(): _plain(value) for name, value in entry.fields.items()}
    people = entry.persons.get("author", []) or entry.persons.get("editor", [])
    names = [_name(person) for person in people]
    values = named(
        [
            ("title", fields.get("title")),
            ("authors", tuple(name for name in names if name != _AND_OTHERS)),
            ("year", checked_year(fields.get("year", "") or fields.get("date", "")[:4])),
            ("venue", fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle")),
            ("volume", fields.get("volume")),
            ("issue", fields.get("number") or fields.get("issue")),
            ("pages", fields.get("pages", "").replace("--", "–")),
            ("doi", cleaned_doi(fields.get("doi", ""))),
            ("keywords", split_list(fields.get("keywords", "").replace(",", ";").replace("，", ";"))),
            ("url", fields.get("url")),
            ("published", exact_date(_published(fields))),
        ]
    )
    attached = attached_files(next((value for name, value in entry.fields.items() if name.lower() == "file"), ""))
    return Record(
        origin=origin, label=notice(f"entry {entry.key}"), attached=attached, key=entry.key, values=values, extra={}
    )


def _published(fields: Mapping[str, str]) -> str:
    """Return the date of an entry: biblatex has one field for it, BibTeX two or three."""
    if fields.get("date"):
        return date_of(fields["date"])
    year, month, day = (fields.get(name, "") for name in ("year", "month", "day"))
    if month.isdecimal():
        return date_of("-".join(part for part in (year, month, day) if part))
    return date_of(f"{day} {month} {year}".strip())


def _plain(value: str) -> str:
    return " ".join(value.replace("{", "").replace("}", "").replace("\\&", "&").split())


def _name(person: Any) -> str:  # noqa: ANN401 - pybtex has no types
    family = _plain(" ".join([*person.prelast_names, *person.last_names]))
    given = _plain(" ".join([*person.first_names, *person.middle_names]))
    return f"{given} {family}".strip() if (family + given).isascii() else f"{family}{given}"
