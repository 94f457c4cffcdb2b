"""What a big page keeps aside until it is asked for: squeezed, and still searchable."""

from __future__ import annotations

import base64
import gzip
import json

from annotate.inert import shown
from annotate.model import Entry


def squeezed(value: object) -> str:
    """Return JSON, gzip, base64: the same bytes for the same value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return pressed(shown(text))


def pressed(text: str) -> str:
    """Return gzip, base64 of a text: a third of it, and nothing that a browser could read as markup."""
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


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
