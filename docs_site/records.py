"""The page of JSON Schemas: what stands in each record of `work/`, and in the parts that records are made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotate.json_schemas import generate
from annotate.language import current
from docs_site.chinese import TOLD, tell
from docs_site.marking import table, told


def schemas(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of JSON Schemas, one section a kind of record; what they are made of follows once."""
    yield from (f"# {words['schemas']}", "", words["schemas_head"], "")
    parts: dict[str, Any] = {}
    records = generate()
    for name, schema in records.items():
        own = schema.get("$defs", {})
        parts |= own
        yield from (f"## {name}", "", headline(schema.get("description", "")), "")
        yield from fields(schema, words)
        made_of = "、" if current() == "zh" else ", "
        links = made_of.join(f"[{part}](#{part.lower()}{'_1' if part.lower() in records else ''})" for part in own)
        yield from (f"{words['made_of']}{links}", "") if own else ()
        yield from (f"[{words['download']}](schemas/{name}.json)", "")
    yield from (f"## {words['parts']}", "")
    for name, part in sorted(parts.items()):
        yield from (f"### {name}", "")
        yield from fields(part, words)


def headline(description: str) -> str:
    """Return the first sentence of a description, in the language of the page as far as it is told there."""
    line = " ".join(description.partition("\n\n")[0].split())
    line = next((known for known in TOLD if line.startswith(known)), line)
    return tell(line, current())


def fields(schema: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    """Yield the table of the fields of a record or of a part."""
    rows = [
        (f"`{field}`", f"`{shape(said)}`", tell(said.get("description", ""), current()))
        for field, said in named(schema, "")
    ]
    yield from told(table((words["field"], words["type"], words["meaning"]), rows))


def named(schema: dict[str, Any], above: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fields of a schema, each above those within it; `[]` marks a list, a part has a table of its own.

    >>> within = {"type": "array", "items": {"properties": {"b": {"type": "string"}}}}
    >>> [field for field, _ in named({"properties": {"a": within}}, "")]
    ['a', 'a[].b']
    """
    if "items" in schema:
        yield from named(schema["items"], f"{above.removesuffix('.')}[]." if above else "")
    for field, said in schema.get("properties", {}).items():
        yield above + field, said
        yield from named(said, f"{above}{field}.")


def shape(said: dict[str, Any]) -> str:
    """Return the type of a field: `string`, `array of Span`, `string or null`.

    >>> shape({"type": "array", "items": {"$ref": "#/$defs/Span"}})
    'array of Span'
    >>> shape({"type": ["number", "null"]})
    'number or null'
    """
    if "const" in said:
        return json.dumps(said["const"])
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if several := said.get("anyOf"):
        return " or ".join(dict.fromkeys(shape(one) for one in several))
    if choices := said.get("enum"):
        return " or ".join(json.dumps(one) for one in choices)
    items, kinds = said.get("items"), said.get("type", "any")
    return f"array of {shape(items)}" if items else kinds if isinstance(kinds, str) else " or ".join(kinds)
