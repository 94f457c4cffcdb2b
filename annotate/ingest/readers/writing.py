"""Write a source text block by block, keeping the offsets of what the format says about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.ingest.readers.reading import Reading


@dataclass(slots=True)
class Block:
    """A paragraph of a marked-up format.

    Args:
        parts: its words and whether they are superscript digits, in order.
        level: a heading's level, 0 for text.
        reason: why it is no running text; empty if it is.
    """

    parts: list[tuple[str, bool]] = field(default_factory=list)
    level: int = 0
    reason: str = ""

    @property
    def text(self) -> str:
        """Return the words on one line, white space as single spaces."""
        return "".join(words for words, _ in self.tidied())

    def add(self, words: str, *, raised: bool = False) -> None:
        """Add words behind the others."""
        if words:
            self.parts.append((words, raised))

    def tidied(self) -> list[tuple[str, bool]]:
        """Return the parts with every stretch of white space as one space, none at the ends."""
        found: list[tuple[str, bool]] = []
        open_end = False
        for words, raised in self.parts:
            # U+3000 and no-break spaces are the author's; split() would drop them as well.
            kept = " ".join(part for part in _ascii_split(words) if part)
            if not kept:
                open_end = open_end or bool(words)
                continue
            lead = found and (open_end or words[0] in _WHITE)
            found.append((f" {kept}" if lead else kept, raised))
            open_end = words[-1] in _WHITE
        return found


_WHITE = " \t\n\r\f\v\x85\u2028\u2029\x1c\x1d\x1e"
_TO_SPACE = str.maketrans(dict.fromkeys(_WHITE, " "))


def _ascii_split(words: str) -> list[str]:
    return words.translate(_TO_SPACE).split(" ")


def written(blocks: Sequence[Block], reader: str, encoding: str, notices: Sequence[str] = ()) -> Reading:
    """Return the reading whose text holds a block a line."""
    chunks: list[str] = []
    levels: dict[int, int] = {}
    cuts: list[tuple[int, int, str]] = []
    raised: list[tuple[int, int]] = []
    at = 0
    for block in blocks:
        start = at
        for words, up in block.tidied():
            digits = words.strip()
            if up and digits.isdecimal() and len(digits) <= 3:  # noqa: PLR2004 - longer ones are no marks
                raised.append((at + len(words) - len(digits), at + len(words)))
            chunks.append(words)
            at += len(words)
        if at == start:
            continue
        if block.level:
            levels[start] = block.level
        if block.reason:
            cuts.append((start, at, block.reason))
        chunks.append("\n")
        at += 1
    return Reading(
        text="".join(chunks), encoding=encoding, reader=reader, blocks=True, levels=_ordered(levels),
        cuts=tuple(cuts), raised=tuple(raised), notices=tuple(notices),
    )  # fmt: skip


def _ordered(levels: Mapping[int, int]) -> Mapping[int, int]:
    return dict(sorted(levels.items()))
