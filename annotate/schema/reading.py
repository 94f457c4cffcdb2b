"""Read a schema file, and refuse one that contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.loading import find, load_yaml
from annotate.schema.kinds import NOTE, Label, Schema


def load(name: str = "policy-argument", project: Path | None = None) -> Schema:
    """Read a schema by name or path and check that it is consistent.

    Raises:
        NotFoundError, InputError, ProblemsError: with every problem's place.
    """
    return load_file(find("schemas", name, project))


def load_file(path: Path) -> Schema:
    """Read a schema from a file, whatever its name, and check that it is consistent.

    Raises:
        NotFoundError, InputError, ProblemsError: with every problem's place.
    """
    schema = load_yaml(path, Schema)
    raise_problems(list(_inconsistencies(schema, str(path))))
    return schema


def _inconsistencies(schema: Schema, where: str) -> Iterator[AnnotateError]:
    yield from _twice((label.id for label in schema.labels), where, "labels", "two labels have the id")
    yield from _twice((label.hotkey for label in schema.labels), where, "labels", "two labels have the hotkey")
    yield from _twice((r.id for r in schema.relations), where, "relations", "two relations have the id")
    names = [f"{label.id}_{a.id}" for label in schema.labels for a in label.attributes]
    yield from _twice([*names, NOTE, "span", "text"], where, "labels", "two controls would have the name")
    known = {label.id for label in schema.labels}
    for number, label in enumerate(schema.labels):
        yield from _label_problems(label, f"{where} labels.{number}")
    for number, relation in enumerate(schema.relations):
        for side, ends in (("sources", relation.sources), ("targets", relation.targets)):
            for end in ends:
                if end not in known:
                    place = f"{where} relations.{number}.{side}"
                    yield InputError(place, f"{end!r} is not a label of this schema", nearest(end, known))


def _label_problems(label: Label, where: str) -> Iterator[AnnotateError]:
    if len(label.hotkey) != 1:
        yield InputError(f"{where}.hotkey", f"{label.hotkey!r} is not one character", "Give one key.")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", label.colour):
        yield InputError(f"{where}.colour", f"{label.colour!r} is not a colour like #1d4ed8")
    for name in (label.id, *(a.id for a in label.attributes)):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield InputError(f"{where}.id", f"{name!r} is not made of small letters, digits and _")
    yield from _twice((a.id for a in label.attributes), where, "attributes", "two attributes have the id")
    for attribute in label.attributes:
        place = f"{where}.attributes.{attribute.id}"
        choices = [choice.id for choice in attribute.choices]
        yield from _twice(choices, place, "choices", "two choices have the id")
        if attribute.kind != "text" and not choices and not attribute.from_codebook:
            yield InputError(place, "has no choices", "List them, or set from_codebook, or make it kind: text.")
        if attribute.default and attribute.kind != "text" and attribute.default not in choices:
            yield InputError(
                f"{place}.default", f"{attribute.default!r} is not a choice", nearest(attribute.default, choices)
            )


def _twice(values: Iterable[str], where: str, key: str, what: str) -> Iterator[AnnotateError]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield InputError(f"{where} {key}", f"{what} {value!r}", "Change one of the two.")
        seen.add(value)
