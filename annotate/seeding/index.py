"""Which of many expressions may match where in a paper, told from one reading of the whole paper.

An automaton (Aho and Corasick 1975) finds every word that some expression cannot
do without (`annotate.seeding.necessary`). What follows for thousands of clauses
is then reckoned at once: to ask for each clause, or for each sentence, would
take longer than to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotate.seeding.necessary import FOLDING, MAX_SETS, Needs

if TYPE_CHECKING:
    Places = Sequence[int] | NDArray[np.int64]

WORD_BITS = 64


class Index:
    """The words that expressions need, ready to be found.

    The n-th expression is the n-th bit of what is said to be possible. Inside, a
    word has a row of bits for each layer of sets; an expression is possible
    where its bit is set in every layer.
    """

    def __init__(self, needs: Sequence[Needs], *, ignore_case: bool = False) -> None:
        """Make the index from what each expression needs, as `necessary` says it."""
        from ahocorasick_rs import AhoCorasick

        self.ignore_case = ignore_case
        self.width = -(-max(1, len(needs)) // WORD_BITS)
        numbers: dict[str, int] = {}
        places: list[tuple[int, int, int]] = []
        self.always = np.zeros((MAX_SETS, self.width), dtype=np.uint64)
        for expression, sets in enumerate(needs):
            column, bit = divmod(expression, WORD_BITS)
            self.always[len(sets) :, column] |= np.uint64(1 << bit)
            for layer, words in enumerate(sets):
                lowered = {word.lower() for word in words} if ignore_case else words
                places.extend((numbers.setdefault(word, len(numbers)), layer, expression) for word in lowered)
        self.rows = _rows(places, len(numbers), self.width)
        self._find: Callable[..., list[tuple[int, int, int]]] = AhoCorasick(list(numbers)).find_matches_as_indexes

    def hits(self, text: str) -> Hits:
        """Read a text."""
        if self.ignore_case:
            text = (text if text.isascii() else text.translate(FOLDING)).lower()
        found = self._find(text, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
        return Hits(self, flat[::3], flat[1::3], flat[2::3])

    def possible(self, texts: Sequence[str]) -> list[int]:
        """Return for each text the bits of the expressions that may match in it.

        >>> from annotate.seeding.necessary import necessary
        >>> Index([necessary("应"), (), necessary("必须"), necessary("务必")]).possible(["必须", "应"])
        [6, 3]
        """
        borders = list(accumulate((len(text) + 1 for text in texts), initial=0))
        return self.hits("\n".join(texts)).within(borders[:-1], [border - 1 for border in borders[1:]])


def _rows(places: Sequence[tuple[int, int, int]], words: int, width: int) -> NDArray[np.uint64]:
    """Return (words, layers, width): the bits of the expressions whose sets hold a word."""
    rows = np.zeros((words, MAX_SETS, width), dtype=np.uint64)
    if places:
        word, layer, expression = np.array(places, dtype=np.int64).T
        bits = np.uint64(1) << (expression % WORD_BITS).astype(np.uint64)
        np.bitwise_or.at(rows, (word, layer, expression // WORD_BITS), bits)
    return rows


class Hits:
    """The words of an index in a text, ordered by their ends."""

    __slots__ = ("ends", "index", "starts", "words")

    def __init__(
        self, index: Index, words: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        """Keep what the automaton found."""
        self.index, self.words, self.starts, self.ends = index, words, starts, ends

    def within(self, starts: Places, ends: Places) -> list[int]:
        """Return for each of some stretches the bits of the expressions that may match in it.

        Args:
            starts: of the stretches, which follow each other and do not overlap.
            ends: of the stretches.

        >>> from annotate.seeding.necessary import necessary
        >>> index = Index([necessary("应"), (), necessary("必须"), necessary("务必")])
        >>> index.hits("应急，必须").within([0, 3], [2, 5])
        [3, 6]
        """
        index = self.index
        if not len(starts):
            return []
        held = np.zeros((len(starts), *index.always.shape), dtype=np.uint64)
        owners = np.searchsorted(starts, self.starts, side="right") - 1
        inside = ((owners >= 0) & (self.ends <= np.asarray(ends).take(owners, mode="clip"))).nonzero()[0]
        if len(inside):
            owners = owners.take(inside)  # in order: stretches do not overlap, and hits are ordered by their ends
            first = np.concatenate(([0], (owners[1:] != owners[:-1]).nonzero()[0] + 1))
            rows = index.rows.take(self.words.take(inside), axis=0)
            held[owners.take(first)] = np.bitwise_or.reduceat(rows, first, axis=0)
        held |= index.always
        possible = np.bitwise_and.reduce(held, axis=1).astype("<u8", copy=False).tobytes()
        size = index.width * (WORD_BITS // 8)
        return [int.from_bytes(possible[at : at + size], "little") for at in range(0, len(possible), size)]
