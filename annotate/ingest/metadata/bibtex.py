"""BibTeX, through pybtex, which is imported only here and only on use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.ingest.encoding import decode
from annotate.ingest.metadata.records import Record, checked_year, cleaned_doi, named, split_list


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
    values = named(
        [
            ("title", fields.get("title")),
            ("authors", tuple(_name(person) for person in people)),
            ("year", checked_year(fields.get("year", "") or fields.get("date", "")[:4])),
            ("venue", fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle")),
            ("volume", fields.get("volume")),
            ("issue", fields.get("number") or fields.get("issue")),
            ("pages", fields.get("pages", "").replace("--", "–")),
            ("doi", cleaned_doi(fields.get("doi", ""))),
            ("keywords", split_list(fields.get("keywords", "").replace(",", ";").replace("，", ";"))),
            ("url", fields.get("url")),
        ]
    )
    return Record(
        origin=origin, file=fields.get("file", "") if _is_name(fields.get("file", "")) else "", values=values, extra={}
    )


def _is_name(file: str) -> bool:
    # Reference managers write addresses of their own storage here.
    return bool(file) and ":" not in file and "\\" not in file


def _plain(value: str) -> str:
    return " ".join(value.replace("{", "").replace("}", "").replace("\\&", "&").split())


def _name(person: Any) -> str:  # noqa: ANN401 - pybtex has no types
    family = _plain(" ".join([*person.prelast_names, *person.last_names]))
    given = _plain(" ".join([*person.first_names, *person.middle_names]))
    return f"{given} {family}".strip() if (family + given).isascii() else f"{family}{given}"
