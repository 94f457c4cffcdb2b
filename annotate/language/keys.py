"""Every key of every YAML file that people write, from the dataclasses that read them.

The reference lists them and the catalogue translates them; both begin here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

# File -> module and class that reads it.
FILES: Mapping[str, tuple[str, str]] = {
    "annotate.yaml": ("annotate.store", "Config"),
    "themes.yaml": ("annotate.codebook", "Codebook"),
    "schemas/NAME.yaml": ("annotate.schema", "Schema"),
    "seeds/PACK/*.yaml": ("annotate.seeding.format", "PackFile"),
    "exports/NAME.yaml": ("annotate.tables.profile", "Profile"),
}
_ARGUMENT = re.compile(r"^ {4}(\w+(?:, \w+)*): (.*(?:\n {8}.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Key:
    """One key of a YAML file.

    Args:
        file: the file, as `FILES` names it.
        path: the key with those above it, joined by full stops; `[]` marks a list, `NAME` a name of one's own.
        kind: what may stand there, in words.
        default: what holds where the key is left out; empty where it must be given.
        text: what it means.
    """

    file: str
    path: str
    kind: str
    default: str
    text: str


def keys(file: str) -> Iterator[Key]:
    """Yield the keys of a file, each above those within it."""
    from importlib import import_module

    module, name = FILES[file]
    yield from _keys(file, getattr(import_module(module), name), "")


def described(docstring: str) -> dict[str, str]:
    """Return field -> what the `Args` of a dataclass' docstring say of it, each in one line."""
    found = _ARGUMENT.findall(inspect.cleandoc(docstring).partition("Args:\n")[2])
    return {name: " ".join(text.split()) for names, text in found for name in names.split(", ")}


def _keys(file: str, kind: Any, above: str) -> Iterator[Key]:  # noqa: ANN401 - any dataclass
    texts, hints = described(kind.__doc__ or ""), get_type_hints(kind)
    for one in fields(kind):
        path = f"{above}{one.name}"
        said, within, step = _kind(hints[one.name])
        yield Key(file, path, said, _default(one), texts.get(one.name, ""))
        if within is not None:
            yield from _keys(file, within, f"{path}{step}.")


def _kind(hint: Any) -> tuple[str, Any, str]:  # noqa: ANN401 - one return a kind of type
    """Return what may stand there in words, the dataclass within, and how its path goes on."""
    origin, args = get_origin(hint), [one for one in get_args(hint) if one is not type(None)]
    if is_dataclass(hint):
        return "mapping", hint, ""
    if origin is Literal:
        return ", ".join(f"`{one}`" if one else '`""`' for one in args), None, ""
    if origin is tuple:
        said, within, _ = _kind(args[0])
        return f"list of {said}" if within is None else "list", within, "[]"
    if inspect.isclass(origin) and issubclass(origin, Mapping):
        (name, _, _), (said, within, step) = _kind(args[0]), _kind(args[1])
        return f"mapping of {name} to {said}", within, f".NAME{step}"
    if args:  # a value or nothing
        return _kind(args[0])
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(hint, "anything"), None, ""


def _default(one: Field[Any]) -> str:
    if isinstance(one.default, bool):  # first, since 0 is equal to False
        return str(one.default).lower()
    if one.default is not MISSING:
        return {"": '""', None: "none", (): "empty"}.get(one.default, str(one.default))
    if one.default_factory is not MISSING:
        made = one.default_factory()
        return "as its keys have it" if is_dataclass(made) else "empty"
    return ""
