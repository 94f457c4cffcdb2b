"""What may be annotated: labels, their attributes, and the relations between them.

`load` reads a schema file; `check` compares a labelling with it and returns
Issues. The codes:

    E101 the label is not in the schema      E201 an end of the relation is missing
    E102 the span lies outside the text      E202 the relation type is not in the schema
    E103 the span is empty                   E203 the schema does not allow this relation here
    E104 the same span stands twice          E204 the relation joins a span to itself
    E301 the label has no such attribute     E302 the value is not among the choices
    E303 more than one value where one is allowed
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.loading import find, load_yaml
from annotate.model import Issue, Labelling, Relation, Span

Titles = Mapping[Literal["en", "zh"], str]
NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of an attribute.

    Args:
        id: its name in files.
        title: what annotators and readers see.
        definition: when to choose it.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: Titles
    definition: Titles | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeType:
    """A property that spans of a label may have.

    Args:
        id: its name in files, within its label.
        title: what annotators and readers see.
        definition: what it asks for.
        choices: the values one may choose.
        kind: `choice` (one), `choices` (any number) or `text`.
        default: what holds where annotators set nothing.
        from_codebook: the choices are the themes of the project's codebook.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    kind: Literal["choice", "choices", "text"]
    title: Titles
    definition: Titles | None = None
    choices: tuple[Choice, ...] = ()
    default: str = ""
    from_codebook: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence for the guideline.

    Args:
        text: the sentence; the marked part stands in 【 】.
        note: why it is marked so.
    """

    __pydantic_config__ = {"extra": "forbid"}
    text: str
    note: Titles | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a span may be marked as.

    Args:
        id: its name in files.
        title: what annotators and readers see.
        definition: what it is, for the guideline.
        colour: of its marks, as `#rrggbb`.
        hotkey: the key that chooses it.
        examples: sentences in which it is marked.
        counterexamples: look-alikes in which it is not.
        attributes: what is asked of each of its spans.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: Titles
    definition: Titles
    colour: str
    hotkey: str
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    attributes: tuple[AttributeType, ...] = ()

    def attribute(self, name: str) -> AttributeType | None:
        """Return the attribute of that id, None if the label has none."""
        return next((a for a in self.attributes if a.id == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationType:
    """A relation, and which labels it may join.

    Args:
        id: its name in files.
        title: what annotators and readers see.
        definition: when to draw it.
        sources: labels at which it may begin.
        targets: labels at which it may end.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: Titles
    definition: Titles
    sources: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A whole annotation schema, as its YAML file states it.

    Args:
        format: the file's own format.
        id: its name, under which `annotate.yaml` asks for it.
        version: changed by its authors with every change of meaning.
        title: what people call it.
        description: what it is for.
        labels: what spans may be marked as.
        relations: how spans may be joined.
        note: what the free note of each span is for; left out, there is none.
        guideline: what annotators are told beyond the definitions, in Markdown.
    """

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["schema/1"]
    id: str
    version: str
    title: Titles
    description: Titles
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...] = ()
    note: Titles | None = None
    guideline: Titles | None = None

    def label(self, name: str) -> Label | None:
        """Return the label of that id."""
        return next((label for label in self.labels if label.id == name), None)

    def relation(self, name: str) -> RelationType | None:
        """Return the relation type of that id."""
        return next((relation for relation in self.relations if relation.id == name), None)

    def controls(self) -> dict[str, tuple[str, str]]:
        """Return control name -> (label id, attribute id); names are never split."""
        return {f"{label.id}_{a.id}": (label.id, a.id) for label in self.labels for a in label.attributes}

    def with_choices(self, choices: Iterable[Choice]) -> Schema:
        """Return the schema with a codebook's themes as choices where it asks for them."""
        themes = tuple(choices)
        labels = tuple(
            replace(
                label, attributes=tuple(replace(a, choices=themes) if a.from_codebook else a for a in label.attributes)
            )
            for label in self.labels
        )
        return replace(self, labels=labels)


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


def check(labelling: Labelling, schema: Schema, length: int | None = None) -> list[Issue]:
    """Compare a labelling with the schema; `length` is the document's, in code points."""
    issues: list[Issue] = []
    seen: set[tuple[str, int, int]] = set()
    for span in labelling.spans:
        where = f"{labelling.document} {span.id} [{span.extent.start}:{span.extent.end}]"
        issues.extend(_span_issues(span, schema, where, length))
        key = (span.label, span.extent.start, span.extent.end)
        if key in seen:
            issues.append(Issue(code="E104", where=where, message="the same span stands twice", found=span.label))
        seen.add(key)
    by_id = {span.id: span for span in labelling.spans}
    for relation in labelling.relations:
        issues.extend(_relation_issues(relation, by_id, schema, f"{labelling.document} {relation.id}"))
    return issues


def _span_issues(span: Span, schema: Schema, where: str, length: int | None) -> Iterator[Issue]:
    label = schema.label(span.label)
    if label is None:
        yield Issue(code="E101", where=where, message="the label is not in the schema", found=span.label)
        return
    if span.extent.start < 0 or (length is not None and span.extent.end > length):
        yield Issue(code="E102", where=where, message="the span lies outside the text", expected=f"0:{length}")
    if span.extent.start >= span.extent.end:
        yield Issue(code="E103", where=where, message="the span is empty")
    for attribute in span.attributes:
        kind = label.attribute(attribute.name)
        if kind is None:
            if attribute.name != NOTE:
                message = f"the label {label.id} has no such attribute"
                yield Issue(code="E301", where=where, message=message, found=attribute.name)
            continue
        choices = {choice.id for choice in kind.choices}
        for value in attribute.values:
            if kind.kind != "text" and value not in choices:
                message = f"the value of {attribute.name} is not among the choices"
                yield Issue(code="E302", where=where, message=message, expected=", ".join(sorted(choices)), found=value)
        if kind.kind == "choice" and len(attribute.values) > 1:
            found = ", ".join(attribute.values)
            yield Issue(code="E303", where=where, message=f"{attribute.name} takes one value", found=found)


def _relation_issues(relation: Relation, by_id: Mapping[str, Span], schema: Schema, where: str) -> Iterator[Issue]:
    kind = schema.relation(relation.type)
    source, target = by_id.get(relation.source), by_id.get(relation.target)
    if kind is None:
        yield Issue(code="E202", where=where, message="the relation type is not in the schema", found=relation.type)
    if source is None or target is None:
        missing = relation.source if source is None else relation.target
        yield Issue(code="E201", where=where, message="an end of the relation is missing", found=missing)
        return
    if source.id == target.id:
        yield Issue(code="E204", where=where, message="the relation joins a span to itself", found=source.id)
    elif kind is not None and (source.label not in kind.sources or target.label not in kind.targets):
        expected = f"{'/'.join(kind.sources)} → {'/'.join(kind.targets)}"
        found = f"{source.label} → {target.label}"
        message = f"the schema does not allow {relation.type} here"
        yield Issue(code="E203", where=where, message=message, expected=expected, found=found)
