"""XML of unknown origin: what it may not hold is refused before it is parsed."""

from __future__ import annotations

import re

from annotate.errors import InputError

ENCODING = re.compile(rb"""encoding=["']([^"']*)""")


def refuse_entities(data: bytes, where: str) -> None:
    """Refuse XML that declares entities, which may grow without bound or name files, or hides them in an encoding.

    Raises:
        InputError: it does.
    """
    encoding = ENCODING.search(data[:200])
    if b"\x00" in data or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}):
        raise InputError(where, "is XML in another encoding than UTF-8", "Save it as UTF-8.")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(where, "declares entities, which no program writes", "Export it again.")
