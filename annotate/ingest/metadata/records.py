"""Metadata that the user gives in `papers/`: metadata.csv, CSL-JSON, BibTeX.

A record belongs to the paper that its `file` names, or whose DOI it has, or
whose title. metadata.csv overrules the other two, these overrule the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from annotate.errors import AnnotateError, raise_problems
from annotate.model import Metadata

_DROPPED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one row or entry says of one paper.

    Args:
        origin: the file it stands in, as `Metadata.origins` names it.
        file: the paper's path or name, empty if not given.
        values: fields of `Metadata`.
        extra: further columns.
    """

    origin: str
    file: str = ""
    values: Mapping[str, Any]
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a project, the weakest first."""

    records: tuple[Record, ...] = ()

    def complete(self, metadata: Metadata, path: str) -> Metadata:
        """Return the metadata of the paper at `path` (below papers/) with what the user gave."""
        for record in self.records:
            if _fits(record, metadata, path):
                metadata = _with(metadata, record)
        return metadata


def load_records(papers: Path) -> Records:
    """Read all metadata files in a project's papers folder.

    Raises:
        InputError, ProblemsError: all that is wrong in all of them, with rows.
    """
    from annotate.ingest.metadata.bibtex import read_bibtex
    from annotate.ingest.metadata.csl import read_csl
    from annotate.ingest.metadata.table import read_table

    problems: list[AnnotateError] = []
    records: list[Record] = []
    for pattern, reader in (("*.bib", read_bibtex), ("*.json", read_csl), ("metadata.csv", read_table)):
        for path in sorted(papers.glob(pattern)):
            try:
                records.extend(reader(path))
            except AnnotateError as error:
                problems.extend(getattr(error, "problems", (error,)))
    raise_problems(problems)
    return Records(tuple(records))


def _fits(record: Record, metadata: Metadata, path: str) -> bool:
    if record.file:
        given, own = PurePosixPath(record.file.replace("\\", "/")), PurePosixPath(path)
        return given in (own, own.with_suffix("")) or ("/" not in record.file and given.name in (own.name, own.stem))
    doi = str(record.values.get("doi", "")).lower()
    if doi and metadata.doi:
        return doi == metadata.doi.lower()
    title = _folded(str(record.values.get("title", "")))
    return bool(title) and title == _folded(metadata.title)


def _folded(title: str) -> str:
    return _DROPPED.sub("", title).lower()


def _with(metadata: Metadata, record: Record) -> Metadata:
    origins = dict(metadata.origins) | dict.fromkeys(record.values, record.origin)
    extra = dict(metadata.extra) | dict(record.extra)
    changes: dict[str, Any] = {**record.values, "origins": dict(sorted(origins.items())), "extra": extra}
    return replace(metadata, **changes)


KNOWN = frozenset(field.name for field in fields(Metadata)) - {"origins", "extra"}
LISTS = frozenset({"authors", "affiliations", "keywords"})


def split_list(words: str) -> tuple[str, ...]:
    """Return the parts of a list in one cell; `;` and `；` part, `、` too where neither stands."""
    marks = "[;；]" if re.search("[;；]", words) else "[、|]"
    return tuple(part.strip() for part in re.split(marks, words) if part.strip())


def checked_year(words: str) -> int | None:
    """Return a year, None if the words are no year."""
    return int(words) if re.fullmatch(r"(?:1[5-9]|20)\d{2}", words.strip()) else None


def cleaned_doi(words: str) -> str:
    """Return a DOI without the address before it."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", words.strip(), flags=re.IGNORECASE)


def named(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the values that say something."""
    return {name: value for name, value in values if value}
