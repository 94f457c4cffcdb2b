"""What a table looks like: `exports/NAME.yaml`, the user's before the shipped one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from annotate.errors import InputError, nearest, raise_problems
from annotate.loading import find, load_yaml
from annotate.model import Texts
from annotate.schema import Schema

Kind = Literal["matrix", "long", "arguments", "actors", "overview"]
ListField = Literal[
    "reference", "paper", "authors", "year", "title", "venue", "theme", "quotation", "translation",
    "section", "paragraph", "place", "addressee", "addressed_as", "modality", "polarity", "strength_from", "cues",
    "support", "annotators", "partial", "adjudicated", "claims", "evidence", "attributed_to", "attacked_by",
    "reasons_examined", "sentence", "note", "machine", "rule", "start", "end", "actors", "link",
    "received", "revised", "accepted", "published", "online",
]  # fmt: skip
ArgumentField = Literal[
    "reference", "paper", "authors", "year", "target_label", "target", "relation", "depth", "reason_label",
    "reason_type", "reason", "attributed_to", "place", "linked_by", "linked", "machine", "start", "end",
]  # fmt: skip
ActorField = Literal[
    "actor", "actor_type", "n_papers", "mentions", "addressed", "addressed_by", "attributed", "aliases", "by_paper",
]  # fmt: skip
OverviewField = Literal[
    "paper", "authors", "year", "title", "venue", "characters", "paragraphs", "annotators", "asked", "reasons_asked",
    "labels", "shares", "strengths", "against", "addressed", "with_reasons", "relations", "agreement",
    "received", "revised", "accepted", "published", "online",
]  # fmt: skip
Field = Literal[ListField, ArgumentField, ActorField, OverviewField]
FIELDS_OF: Mapping[str, tuple[str, ...]] = {
    "long": get_args(ListField),
    "arguments": get_args(ArgumentField),
    "actors": get_args(ActorField),
    "overview": get_args(OverviewField),
}
Content = Literal["quotation", "translation", "place", "addressee", "modality", "polarity", "support", "reasons"]
Format = Literal["html", "xlsx", "csv", "markdown", "json", "docx", "parquet", "dna"]
DATES: Mapping[str, Texts] = {
    "received": {"zh": "收稿日期", "en": "Received"},
    "revised": {"zh": "修回日期", "en": "Revised"},
    "accepted": {"zh": "录用日期", "en": "Accepted"},
    "published": {"zh": "出版日期", "en": "Published"},
    "online": {"zh": "网络首发日期", "en": "Online first"},
}
"""The dates that papers print, as exact as printed, and what they are called."""
METADATA = ("authors", "year", "venue", "language", "title", *DATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the rows of a matrix are.

    Args:
        by: `theme`, `addressee`, `actor`, `section`, an attribute of the label
            (`modality`), or a field of the papers' metadata (`year`, `venue`,
            `published` or another of their dates, or a column of the user's
            metadata.csv).
        order: `verdict` (diverge, mixed, converge, one voice, then what is not
            judged, contested first), `codebook`, `count` or `name`.
        empty: show rows of the codebook or schema in which nobody speaks.
    """

    __pydantic_config__ = {"extra": "forbid"}
    by: str = "theme"
    order: Literal["verdict", "codebook", "count", "name"] = "verdict"
    empty: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of a matrix are, and in which order they stand.

    Args:
        by: `paper`, `author`, or a field of the papers' metadata (`year`, `venue`,
            `published` or another of their dates, or a column of the user's
            metadata.csv).
        order: `document` (as the papers stand), `name`, `year` or `count`.
    """

    __pydantic_config__ = {"extra": "forbid"}
    by: str = "paper"
    order: Literal["document", "name", "year", "count"] = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What a cell of a matrix shows.

    Args:
        contents: what each entry shows of itself.
        order: `strength` (strongest first) or `text` (as in the paper).
        shown: how many entries stand open before "n more".
    """

    __pydantic_config__ = {"extra": "forbid"}
    contents: tuple[Content, ...] = get_args(Content)
    order: Literal["strength", "text"] = "strength"
    shown: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One table, as its YAML file states it.

    Args:
        format: the file's own format.
        id: its name; the files that it writes are called so.
        title: the table's name by language.
        description: how to read it, by language; stands below the table.
        rows: what the rows of a matrix are.
        columns: what its columns are.
        cells: what its cells show.
        kind: `matrix` (rows by columns), `long` (one span a row), `arguments`
            (one link a row), `actors` (one actor a row) or `overview` (one paper
            a row).
        label: the label whose spans the table shows.
        fields: the columns of every kind but a matrix.
        filters: what rows may be (`theme`, `modality`, `year`, …) or `paper` -> the
            values that are kept; what is left out is counted, never called silence.
        min_support: keep what at least so many annotators marked.
        formats: what `annotate export` writes if no `--format` is given.
    """

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["profile/1"]
    id: str
    kind: Kind
    title: Texts
    description: Texts = field(default_factory=dict)
    label: str = "policy_recommendation"
    rows: Rows = field(default_factory=Rows)
    columns: Columns = field(default_factory=Columns)
    cells: Cells = field(default_factory=Cells)
    fields: tuple[Field, ...] = ()
    filters: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    min_support: int = 0
    formats: tuple[Format, ...] = ("html", "xlsx", "csv")


def load_profile(name: str, project: Path | None = None) -> Profile:
    """Read a profile by name or path.

    Raises:
        NotFoundError, InputError, ProblemsError: with every problem's place.
    """
    path = find("exports", name, project)
    profile = load_yaml(path, Profile)
    problems = []
    problems += [*_fields(profile, path), *_idle(profile, path)]
    if profile.kind in ("actors", "overview") and (profile.filters or profile.min_support):
        what = f"a table of the kind {profile.kind!r} counts whole papers and has no filters"
        problems.append(InputError(f"{path} filters", what, "Leave them out, or choose another kind."))
    if profile.min_support < 0:
        problems.append(InputError(f"{path} min_support", "is less than 0", "Give a number of annotators."))
    if profile.cells.shown < 1:
        problems.append(InputError(f"{path} cells.shown", "is less than 1", "Show at least one entry."))
    problems += [
        InputError(f"{path} title", f"has no {lang!r}", "Give the title in en and in zh.")
        for lang in ("en", "zh")
        if not profile.title.get(lang)
    ]
    if not profile.id.replace("-", "").replace("_", "").isalnum():
        problems.append(InputError(f"{path} id", f"{profile.id!r} cannot be a file name", "Use letters, digits, -."))
    raise_problems(problems)
    return profile


def _fields(profile: Profile, path: Path) -> list[InputError]:
    """Return what is wrong with the columns of a table that is no matrix."""
    known = FIELDS_OF.get(profile.kind)
    if known is None:
        return []
    if not profile.fields:
        what = f"a table of the kind {profile.kind!r} needs fields"
        return [InputError(f"{path} fields", what, f"Known: {', '.join(known)}.")]
    wrong = [
        InputError(f"{path} fields.{n}", f"{name!r} is no column of the kind {profile.kind!r}", nearest(name, known))
        for n, name in enumerate(profile.fields)
        if name not in known
    ]
    twice = [
        InputError(f"{path} fields.{n}", f"{name!r} stands twice", "Keep one of the two.")
        for n, name in enumerate(profile.fields)
        if name in profile.fields[:n]
    ]
    return wrong + twice


def _idle(profile: Profile, path: Path) -> list[InputError]:
    """Return what the profile says in vain, since tables of its kind do not look at it."""
    if profile.kind == "matrix":
        idle = ["fields"] if profile.fields else []
    else:
        own = {
            "rows": (profile.rows, Rows()),
            "columns": (profile.columns, Columns()),
            "cells": (profile.cells, Cells()),
        }
        idle = [name for name, (given, default) in own.items() if given != default]
    return [
        InputError(f"{path} {name}", f"a table of the kind {profile.kind!r} does not look at this", "Leave it out.")
        for name in idle
    ]


def check_rows(profile: Profile, schema: Schema, extra: Iterable[str] = ()) -> None:
    """Refuse a key of rows, columns or filters that neither the schema nor the metadata know."""
    label = schema.label(profile.label)
    where = f"exports/{profile.id}"
    if label is None:
        known = [item.id for item in schema.labels]
        raise InputError(f"{where} label", f"{profile.label!r} is not in the schema", nearest(profile.label, known))
    own = {*METADATA, *extra}
    keys = {"theme", "addressee", "actor", "section", *(a.id for a in label.attributes), *own}
    asked = [(f"filters.{key}", key, keys | {"paper"}) for key in profile.filters]
    if profile.kind == "matrix":
        asked += [("rows.by", profile.rows.by, keys), ("columns.by", profile.columns.by, {"paper", "author", *own})]
    raise_problems(
        [
            InputError(f"{where} {place}", f"{key!r} is not known", nearest(key, known))
            for place, key, known in asked
            if key not in known
        ]
    )


def texts(titles: Mapping[Any, str]) -> Texts:
    """Return titles as a mapping with plain strings as keys."""
    return {str(lang): words for lang, words in titles.items()}


def vocabulary(schema: Schema, label: str) -> Mapping[str, Texts]:
    """Return the schema's words that a table of a label needs, by key.

    Keys: `label.claim`, `relation.supports`, `modality`, `modality.must`,
    `evidence.type.statistic`.
    """
    words: dict[str, Texts] = {f"label.{item.id}": texts(item.title) for item in schema.labels}
    words |= {f"relation.{item.id}": texts(item.title) for item in schema.relations}
    for item in schema.labels:
        for attribute in item.attributes:
            prefix = attribute.id if item.id == label else f"{item.id}.{attribute.id}"
            words[prefix] = texts(attribute.title)
            words |= {f"{prefix}.{choice.id}": texts(choice.title) for choice in attribute.choices}
    return words
