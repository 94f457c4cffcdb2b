"""The parts of a schema, as its YAML file states them; their docstrings are the reference of its keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

Titles = Mapping[Literal["en", "zh"], str]
"""The same words by language, `en` and `zh`."""
Both = Mapping[str, str]
"""The same words in English and Chinese, under `en` and `zh`; neither is left out."""
NOTE = "note"
"""The name of the free note that every span may have."""


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
        guideline: what annotators are told beyond the definitions, in one paragraph.
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


def both(words: Titles | Both | None, name: str) -> Both:
    """Return a title in both languages; what has none in one of them is called as in the other, or by its name.

    >>> both({"zh": "论点"}, "claim")["en"]
    'claim'
    """
    if words is None:
        return {"en": name, "zh": name}
    en, zh = words.get("en"), words.get("zh")
    return {"en": en or name, "zh": zh or en or name}
