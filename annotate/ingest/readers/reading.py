"""What a reader gives to cleaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source file as text.

    Args:
        text: the source text; source offsets are code points of it.
        encoding: Python's name for how it was saved.
        reader: name of the reader.
        markdown: whether `#`, `-`, `>` and `|` at a line's start are markup.
    """

    text: str
    encoding: str
    reader: str
    markdown: bool = False
