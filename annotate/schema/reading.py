"""Read a schema file, and refuse one that contradicts itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.loading import find, load_yaml
from annotate.schema.kinds import NOTE, Label, Schema

CHANGE = "Change one of the two."


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
    for name in _doubled(label.id for label in schema.labels):
        yield InputError(f"{where} labels", f"two labels have the id {name!r}", CHANGE)
    for key in _doubled(label.hotkey for label in schema.labels):
        yield InputError(f"{where} labels", f"two labels have the hotkey {key!r}", CHANGE)
    for name in _doubled(relation.id for relation in schema.relations):
        yield InputError(f"{where} relations", f"two relations have the id {name!r}", CHANGE)
    names = [f"{label.id}_{a.id}" for label in schema.labels for a in label.attributes]
    for name in _doubled([*names, NOTE, "span", "text"]):
        yield InputError(f"{where} labels", f"two controls would have the name {name!r}", CHANGE)
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
    for name in _doubled(a.id for a in label.attributes):
        yield InputError(f"{where} attributes", f"two attributes have the id {name!r}", CHANGE)
    for attribute in label.attributes:
        place = f"{where}.attributes.{attribute.id}"
        choices = [choice.id for choice in attribute.choices]
        for name in _doubled(choices):
            yield InputError(f"{place} choices", f"two choices have the id {name!r}", CHANGE)
        if attribute.kind != "text" and not choices and not attribute.from_codebook:
            yield InputError(place, "has no choices", "List them, or set from_codebook, or make it kind: text.")
        if attribute.default and attribute.kind != "text" and attribute.default not in choices:
            yield InputError(
                f"{place}.default", f"{attribute.default!r} is not a choice", nearest(attribute.default, choices)
            )


def _doubled(values: Iterable[str]) -> list[str]:
    """Return the values that stand more than once, each once."""
    return [value for value, n in Counter(values).items() if n > 1]
