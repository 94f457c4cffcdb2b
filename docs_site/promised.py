"""Show of a value that is only handed on what is promised of it, and not what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from griffe import Class, Extension

HANDED_ON: Mapping[str, tuple[str, ...]] = {"annotate.seeding.packs.Pack": ("name",)}
"""Class -> the members that are promised: of a pack the rest serves the rules, and changes with them."""


class Promised(Extension):
    """Classes without what is not promised."""

    def on_class(self, *, cls: Class, **kwargs: Any) -> None:  # noqa: ARG002 - griffe's own signature
        """Take out the other members of a class, how it is made, and what its docstring says of both."""
        if (kept := HANDED_ON.get(cls.path)) is None:
            return
        for name in [name for name in cls.members if name not in kept]:
            cls.del_member(name)
        cls.decorators.clear()  # a dataclass would get an __init__ of all its fields
        if cls.docstring:
            cls.docstring.value = cls.docstring.value.partition("\n\n")[0]
