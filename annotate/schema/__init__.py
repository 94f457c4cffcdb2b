"""What may be annotated: labels, their attributes, and the relations between them.

`load` reads a schema file; `check` compares a labelling with a schema and returns Issues.
"""

from __future__ import annotations

from annotate.schema.checking import check
from annotate.schema.kinds import (
    NOTE,
    AttributeType,
    Both,
    Choice,
    Example,
    Label,
    RelationType,
    Schema,
    Titles,
    both,
)
from annotate.schema.reading import load, load_file

__all__ = [
    "NOTE",
    "AttributeType",
    "Both",
    "Choice",
    "Example",
    "Label",
    "RelationType",
    "Schema",
    "Titles",
    "both",
    "check",
    "load",
    "load_file",
]
