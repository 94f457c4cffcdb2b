"""The shape of every file in `work/`, as JSON Schema, for programs that are not ours.

One schema a record format (`files.FORMATS`), made from the dataclasses, and one
for `tasks.json`, which has Label Studio's shape. After a change to a value run
`python -m annotate.json_schemas`; a test refuses schemas that are out of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotate.errors import NotFoundError, nearest
from annotate.files import FORMATS, adapter, replacing
from annotate.json_schemas.tasks import TASKS
from annotate.language.keys import described

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).parent


def generate() -> dict[str, dict[str, Any]]:
    """Return name -> schema, from the dataclasses as they are now."""
    made = {format_.partition("/")[0]: _record_schema(kind, format_) for kind, format_ in FORMATS.items()}
    return dict(sorted({**made, "tasks": {"$schema": DIALECT, **TASKS}}.items()))


def names() -> tuple[str, ...]:
    """Return the names of the schemas that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def load_schema(name: str) -> dict[str, Any]:
    """Read a schema that ships.

    Raises:
        NotFoundError: there is none of that name.
    """
    if name not in names():
        raise NotFoundError("JSON Schemas", f"{name!r} is not there", nearest(name, names()))
    schema: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def rewrite() -> None:
    """Write all schemas anew, beside this module."""
    for name, schema in generate().items():
        with replacing(FOLDER / f"{name}.json") as file:
            file.write(to_text(schema))


def to_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _record_schema(kind: type, format_: str) -> dict[str, Any]:
    made = adapter(kind).json_schema(mode="serialization")
    definitions = {name: _tidy(body) for name, body in sorted(made.pop("$defs", {}).items())}
    body = _tidy(made)
    # The format stands first in a line and tells versions apart.
    properties = {"format": {"const": format_}, **body.pop("properties")}
    required = ["format", *body.pop("required", [])]
    schema = {"$schema": DIALECT, "title": format_, **body, "properties": properties, "required": required}
    return {**schema, "$defs": definitions} if definitions else schema


def _tidy(body: dict[str, Any]) -> dict[str, Any]:
    """Close an object, drop titles that repeat names, say of each field what the docstring says."""
    body.pop("title", None)
    docstring = body.get("description", "")
    told = described(docstring)
    for name, value in body.get("properties", {}).items():
        value.pop("title", None)
        if name in told:
            value["description"] = told[name]
    prose = docstring.partition("\n\nArgs:\n")[0].partition("\n\n>>>")[0]
    return {**body, "description": " ".join(prose.split()), "additionalProperties": False}
