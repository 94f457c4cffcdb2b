r"""Where the characters of a foreign text stand in a study's documents.

Other programs hold the text as it was given to them: the clean text that we
exported, or the paper itself, with other line ends, wrapped otherwise, or
with footnotes that cleaning took out. A foreign text is matched, in this order, with

1. the clean text of a document, white space aside;
2. the source of a document, white space aside, from which the offset map leads on;
3. the document with which it shares most of its sentences, at least half of its characters.

Only characters that are the same on both sides are ever matched; nothing is guessed.

>>> list(same("潮 水\r\n涨", Target(0, "潮水\n涨")).positions)
[0, -1, 1, -1, -1, 3]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from annotate.inert import safe
from annotate.model import Document, Extent

GONE = -1
SHORTEST_PIECE = 4
ENOUGH = 0.5
PIECE = re.compile(r"[^。！？!?；;\n.]+[。！？!?；;.]?")


@dataclass(frozen=True, slots=True)
class Target:
    """A text to match with.

    Args:
        document: its number in the study.
        text: clean, or the source.
        to_clean: source offset -> clean offset or None; None where the text is clean.
    """

    document: int
    text: str
    to_clean: Callable[[int], int | None] | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A foreign text beside a document of the study.

    Args:
        document: its number in the study.
        foreign: the foreign text.
        positions: for each code point of the foreign text its offset in the document's clean text, or -1.
    """

    document: int
    foreign: str
    positions: Sequence[int]

    def place(self, extent: Extent) -> tuple[Extent | None, int]:
        """Return where a foreign span stands, None if none of its words are there, and how many characters are not."""
        positions = self.positions[extent.start : extent.end]
        there = [at for at in positions if at != GONE]
        words = self.foreign[extent.start : extent.end]
        gone = sum(at == GONE and not char.isspace() for at, char in zip(positions, words, strict=True))
        return (Extent(there[0], there[-1] + 1) if there else None), gone


def same(foreign: str, target: Target) -> Fit:
    """Match two texts that are the same, white space aside, character by character."""
    if target.to_clean is None and foreign == target.text:
        return Fit(target.document, foreign, range(len(foreign)))
    positions = [GONE] * len(foreign)
    for here, there in zip(_black(foreign), _black(target.text), strict=True):
        clean = there if target.to_clean is None else target.to_clean(there)
        positions[here] = GONE if clean is None else clean
    return Fit(target.document, foreign, positions)


def shared(foreign: str, target: Target) -> Fit:
    """Match the sentences that stand in both texts in the same order, character by character."""
    here, there = _pieces(foreign), _pieces(target.text)
    positions = [GONE] * len(foreign)
    keys, others = [key for key, _ in here], [key for key, _ in there]
    for a, b, size in SequenceMatcher(None, keys, others, autojunk=False).get_matching_blocks():
        for (_, one), (_, two) in zip(here[a : a + size], there[b : b + size], strict=True):
            for at, to in zip(one, two, strict=True):
                positions[at] = to
    return Fit(target.document, foreign, positions)


def _black(text: str) -> list[int]:
    """Return the offsets of the characters that are not white space."""
    return [at for at, char in enumerate(safe(text)) if not char.isspace() and char != "\ufeff"]


def bare(text: str) -> str:
    """Return text without white space: what two copies of one paper have in common."""
    return "".join(safe(text).replace("\ufeff", "").split())


def _pieces(text: str) -> list[tuple[str, list[int]]]:
    """Return the sentences that are long enough to be known again, each with the offsets of its characters."""
    found = []
    for match in PIECE.finditer(safe(text)):
        offsets = [match.start() + n for n, char in enumerate(match[0]) if not char.isspace() and char != "\ufeff"]
        if len(offsets) >= SHORTEST_PIECE:
            found.append(("".join(text[at] for at in offsets), offsets))
    return found


class Texts:
    """The texts of a study's documents, in which foreign texts are looked for.

    Args:
        documents: of the study.
        source_of: returns the source text of a document, None where it cannot be read.
    """

    def __init__(self, documents: Iterable[Document], source_of: Callable[[Document], str | None]) -> None:
        """Remember the clean texts; sources are read only when a text fits none of them."""
        self.documents = tuple(documents)
        self._clean = {bare(d.text): n for n, d in reversed(list(enumerate(self.documents)))}
        self._source_of = source_of
        self._sources: dict[str, Target] | None = None
        self._shared: dict[str, list[int]] | None = None
        self._fits: dict[str, Fit | None] = {}

    def fit(self, text: str) -> Fit | None:
        """Return where a foreign text stands; None if it is no document of the study."""
        if text not in self._fits:
            self._fits[text] = self._fit(text)
        return self._fits[text]

    def _fit(self, text: str) -> Fit | None:
        key = bare(text)
        if key in self._clean:
            number = self._clean[key]
            return same(text, Target(number, self.documents[number].text))
        if self._sources is None:
            self._sources = self._read_sources()
        return same(text, self._sources[key]) if key in self._sources else self._nearest(text)

    def _read_sources(self) -> dict[str, Target]:
        sources: dict[str, Target] = {}
        for number, document in enumerate(self.documents):
            text = self._source_of(document)
            if text is not None:
                sources.setdefault(bare(text), Target(number, text, document.offset_map.to_clean))
        return sources

    def _nearest(self, text: str) -> Fit | None:
        if self._shared is None:
            self._shared = {}
            for number, document in enumerate(self.documents):
                for piece in {key for key, _ in _pieces(document.text)}:
                    self._shared.setdefault(piece, []).append(number)
        votes: Counter[int] = Counter()
        pieces = [key for key, _ in _pieces(text)]
        for piece in pieces:
            for number in self._shared.get(piece, ()):
                votes[number] += len(piece)
        best = max(votes, key=lambda n: (votes[n], -n), default=None)
        if best is None or votes[best] < ENOUGH * sum(map(len, pieces)):
            return None
        return shared(text, Target(best, self.documents[best].text))
