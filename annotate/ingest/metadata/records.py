"""Metadata that the user gives in `papers/`: metadata.csv, CSL-JSON, BibTeX.

A record belongs to the paper that it names (the row's `file`; an entry's attached
file or its key), or whose DOI it has, or whose title: the first of these that
fits. metadata.csv overrules the other two, these overrule the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from annotate.errors import AnnotateError, raise_problems
from annotate.ingest.notices import notice
from annotate.model import Metadata

_DROPPED = re.compile(r"[\W_]+")
TABLE = "metadata.csv"
_BASES = ("path", "name", "doi", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one row or entry says of one paper.

    Args:
        origin: the file it stands in, as `Metadata.origins` names it.
        label: what people know it by: `row 3`, `entry wang2023`.
        file: the paper's path or name; the record is for no other paper then.
        attached: names of files that a reference manager keeps with the entry.
        key: by which the entry is cited.
        values: fields of `Metadata`.
        extra: further columns.
    """

    origin: str
    label: str = ""
    file: str = ""
    attached: tuple[str, ...] = ()
    key: str = ""
    values: Mapping[str, Any]
    extra: Mapping[str, str]

    def bases(self) -> Iterator[tuple[str, str]]:
        """Yield by what the record can be found: a kind of `_BASES`, and the words."""
        if self.file:
            given = file_name(str(PurePosixPath(self.file.replace("\\", "/"))))
            yield "path", given
            yield "name", given
            return
        for name in self.attached:
            yield "path", file_name(name)
            yield "name", file_name(PurePosixPath(name).stem)
        if self.key:
            yield "name", file_name(self.key)
        yield "doi", str(self.values.get("doi", "")).lower()
        yield "title", _folded(str(self.values.get("title", "")))


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a project, the weakest first."""

    records: tuple[Record, ...] = ()
    _index: Mapping[tuple[str, str], tuple[int, ...]] = field(init=False, repr=False, compare=False)
    _origins: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note by what each record is found."""
        index: dict[tuple[str, str], list[int]] = {}
        for at, record in enumerate(self.records):
            for basis in dict.fromkeys(record.bases()):
                if basis[1] and (record.values or record.extra):
                    index.setdefault(basis, []).append(at)
        object.__setattr__(self, "_origins", tuple(dict.fromkeys(record.origin for record in self.records)))
        object.__setattr__(self, "_index", {basis: tuple(places) for basis, places in index.items()})

    def matched(self, metadata: Metadata, path: str) -> tuple[Metadata, tuple[str, ...]]:
        """Return the metadata with what the user gave, and what is doubtful about it.

        Args:
            metadata: what the text says.
            path: of the paper, below papers/.
        """
        doubts: list[str] = []
        for origin in self._origins:
            fitting = self._fitting(metadata, path, origin)
            if not fitting:
                continue
            best = fitting[0][1]
            for basis, other in fitting[1:]:
                if (other.values, other.extra) != (best.values, best.extra):
                    doubts.append(_doubt(fitting[0], (basis, other)))
            metadata = _with(metadata, best)
        return metadata, tuple(doubts)

    def _fitting(self, metadata: Metadata, path: str, origin: str) -> list[tuple[str, Record]]:
        """Return the records of one file that fit a paper, the surest first, each with the basis."""
        own = PurePosixPath(file_name(path))
        words = {
            "path": (str(own), own.name),
            "name": (str(own.with_suffix("")), own.stem),
            "doi": (metadata.doi.lower(),),
            "title": (_folded(metadata.title),),
        }
        found: dict[int, str] = {}
        for basis in _BASES:
            for given in words[basis]:
                for at in self._index.get((basis, given), ()):
                    record = self.records[at]
                    if record.origin == origin and not (basis == "title" and _is_another(record, metadata)):
                        found.setdefault(at, basis)
        return [(basis, self.records[at]) for at, basis in found.items()]


def _is_another(record: Record, metadata: Metadata) -> bool:
    """True if the DOIs show two works that only bear one title."""
    doi = str(record.values.get("doi", "")).lower()
    return bool(doi and metadata.doi) and doi != metadata.doi.lower()


def _doubt(taken: tuple[str, Record], other: tuple[str, Record]) -> str:
    origin, first, second = taken[1].origin, taken[1].label, other[1].label
    by, too = _BY[taken[0]], _BY[other[0]]
    if taken[1].origin == TABLE:
        return notice(
            f"{first} (by {by}) and {second} (by {too}) of {origin} fit; {second} was left out. Make one row of them."
        )
    return notice(
        f"{first} (by {by}) and {second} (by {too}) of {origin} fit; {second} was left out. "
        f"Keep one of them, or say in papers/metadata.csv what is right."
    )


_BY = {
    "path": notice("its file name"),
    "name": notice("its file name"),
    "doi": notice("its DOI"),
    "title": notice("its title"),
}


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
    for pattern, reader in (("*.bib", read_bibtex), ("*.json", read_csl), (TABLE, read_table)):
        for path in sorted(papers.glob(pattern)):
            try:
                records.extend(reader(path))
            except AnnotateError as error:
                problems.extend(getattr(error, "problems", (error,)))
    raise_problems(problems)
    return Records(tuple(records))


def file_name(words: str) -> str:
    """Return a file's name or path as names are compared: some systems write é as two characters."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def _folded(title: str) -> str:
    return _DROPPED.sub("", title).lower()


def _with(metadata: Metadata, record: Record) -> Metadata:
    origins = dict(metadata.origins) | dict.fromkeys(record.values, record.origin)
    changes: dict[str, Any] = {
        **record.values,
        "origins": dict(sorted(origins.items())),
        "places": {name: places for name, places in metadata.places.items() if name not in record.values},
        "extra": dict(metadata.extra) | dict(record.extra),
    }
    return replace(metadata, **changes)


KNOWN = frozenset(field.name for field in fields(Metadata)) - {"origins", "places", "extra"}
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


def exact_date(stated: str) -> str:
    """Return an ISO 8601 date that says more than the year, else an empty string."""
    return stated if "-" in stated else ""


def named(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the values that say something."""
    return {name: value for name, value in values if value}


def base_names(paths: Sequence[str]) -> tuple[str, ...]:
    r"""Return the names of files by their paths, of whatever system.

    >>> base_names(["files/12/wang.pdf", r"C:\Zotero\li.pdf"])
    ('wang.pdf', 'li.pdf')
    """
    names = (re.split(r"[/\\]", path.strip())[-1] for path in paths)
    return tuple(dict.fromkeys(name for name in names if name))
