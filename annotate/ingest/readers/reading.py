"""What a reader gives to cleaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source file as text, and what its format knows about it.

    All offsets are source offsets: code points of `text`.

    Args:
        text: the source text.
        encoding: Python's name for how it was saved; the format's where that says it.
        reader: name of the reader.
        markdown: whether `#`, `-`, `>` and `|` at a line's start are markup.
        blocks: whether every line is a whole paragraph, so that none is ever joined.
        placed: whether an empty line stands before each paragraph, and only there.
        levels: where a heading's line begins -> its level.
        large: where a line set larger than the text begins -> its rank, 1 the largest.
        cuts: `(start, end, reason)` of what is no running text; never half a line
            with its line break.
        raised: extents of digits printed as superscripts.
        pages: where each printed page begins, and its label.
        notices: what had to be left out, for people.
    """

    text: str
    encoding: str
    reader: str
    markdown: bool = False
    blocks: bool = False
    placed: bool = False
    levels: Mapping[int, int] = field(default_factory=dict)
    large: Mapping[int, int] = field(default_factory=dict)
    cuts: tuple[tuple[int, int, str], ...] = ()
    raised: tuple[tuple[int, int], ...] = ()
    pages: tuple[tuple[int, str], ...] = ()
    notices: tuple[str, ...] = ()
