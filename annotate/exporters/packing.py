"""What a big page keeps aside until it is asked for: squeezed, and still searchable."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable

from annotate.inert import shown
from annotate.model import Entry

GZIP = zlib.MAX_WBITS | 16
"""Of zlib: a stream with gzip's head, which tells no time."""


def squeezed(value: object) -> str:
    """Return JSON, gzip, base64: the same bytes for the same value."""
    return squeezed_pieces([json.dumps(value, ensure_ascii=False, separators=(",", ":"))])


def squeezed_pieces(pieces: Iterable[str]) -> str:
    """Return JSON that comes in pieces as `squeezed` returns it whole; it is not held."""
    return _pressed(map(shown, pieces))


def pressed(text: str) -> str:
    """Return gzip, base64 of a text: a third of it, and nothing that a browser could read as markup."""
    return _pressed([text])


def _pressed(pieces: Iterable[str]) -> str:
    press = zlib.compressobj(6, zlib.DEFLATED, GZIP)
    packed = bytearray()
    for piece in pieces:
        packed += press.compress(piece.encode())
    return base64.b64encode(packed + press.flush()).decode()


def behind(entry: Entry) -> list[str]:
    """Return the words behind an entry, through which a search looks."""
    words: list[str] = []
    stack = list(entry.reasons)
    while stack:
        reason = stack.pop(0)
        words.append(reason.quotation)
        stack += () if reason.again else reason.reasons
    words += [entry.translation, entry.note]
    words += [value for reading in entry.readings for values in reading.attributes.values() for value in values]
    return [text for text in dict.fromkeys(words) if text]
