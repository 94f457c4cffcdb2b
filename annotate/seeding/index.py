"""Which of many expressions may match where in a paper, told from one reading of the whole paper.

An automaton (Aho and Corasick 1975) finds every word that some expression cannot
do without (`annotate.seeding.necessary`). What follows for thousands of clauses
is then reckoned at once: to ask for each clause, or for each sentence, would
take longer than to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
        longer = [word for word in numbers if len(word) > 1]
        self._longer = np.array([numbers[word] for word in longer], dtype=np.int64)
        self._letters = _letters(numbers)
        self._find: Callable[..., list[tuple[int, int, int]]] = AhoCorasick(longer).find_matches_as_indexes

    def hits(self, text: str) -> Hits:
        """Read a text."""
        if self.ignore_case:
            text = (text if text.isascii() else text.translate(FOLDING)).lower()
        found = self._find(text, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
        # Half of all hits are single letters, which a table tells without a value of Python's for each.
        letters = self._letters.take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<i4"), mode="clip")
        places = letters.nonzero()[0]
        words = np.concatenate((self._longer.take(flat[::3]), letters.take(places) - 1))
        starts, ends = np.concatenate((flat[1::3], places)), np.concatenate((flat[2::3], places + 1))
        order = np.argsort(ends, kind="stable")
        return Hits(self, words.take(order), starts.take(order), ends.take(order))

    def possible(self, texts: Sequence[str]) -> list[int]:
        """Return for each text the bits of the expressions that may match in it.

        >>> from annotate.seeding.necessary import necessary
        >>> Index([necessary("应"), (), necessary("必须"), necessary("务必")]).possible(["必须", "应"])
        [6, 3]
        """
        borders = list(accumulate((len(text) + 1 for text in texts), initial=0))
        return self.hits("\n".join(texts)).within(borders[:-1], [border - 1 for border in borders[1:]])


def _letters(numbers: Mapping[str, int]) -> NDArray[np.int64]:
    """Return code point -> number of the word that is this one letter, from 1; the last place is for all others."""
    letters = {ord(word): number + 1 for word, number in numbers.items() if len(word) == 1}
    table = np.zeros(max(letters, default=0) + 2, dtype=np.int64)
    table[list(letters)] = list(letters.values())
    return table


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
        owners, inside = self._owners(starts, ends)
        held = np.zeros((len(starts), *self.index.always.shape), dtype=np.uint64)
        self._add(held, owners, inside)
        return self._possible(held)

    def nested(self, starts: Places, ends: Places, borders: Sequence[int]) -> tuple[list[int], list[int]]:
        r"""Return what is possible in some stretches, and in the lines of the text that they stand in.

        The words of stretches are looked at once for both.

        Args:
            starts: of the stretches, which follow each other and do not overlap.
            ends: of the stretches, each in the line that it begins in.
            borders: where each line begins, and last where one more would.

        >>> from annotate.seeding.necessary import necessary
        >>> index = Index([necessary("应"), (), necessary("必须"), necessary("务必")])
        >>> index.hits("应急，必须\n务必").nested([0, 3, 6], [2, 5, 6], [0, 6, 9])
        ([3, 6, 2], [7, 10])
        """
        owners, inside = self._owners(starts, ends)
        held = np.zeros((len(starts), *self.index.always.shape), dtype=np.uint64)
        self._add(held, owners, inside)
        held_by_line = np.zeros((len(borders) - 1, *held.shape[1:]), dtype=np.uint64)
        begins, stops = np.asarray(borders[:-1]), np.asarray(borders[1:]) - 1
        if len(held):
            lines = np.searchsorted(begins, starts, side="right") - 1
            first = _firsts(lines)
            held_by_line[lines.take(first)] = np.bitwise_or.reduceat(held, first, axis=0)
        lines, within = self._owners(begins, stops)
        self._add(held_by_line, lines, within & ~inside)
        return self._possible(held), self._possible(held_by_line)

    def _owners(self, starts: Places, ends: Places) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return which stretch each word begins in, or behind, and whether it lies in that."""
        if not len(starts):
            return np.zeros(len(self.words), np.int64), np.zeros(len(self.words), np.bool_)
        owners = np.searchsorted(starts, self.starts, side="right") - 1
        return owners, (owners >= 0) & (self.ends <= np.asarray(ends).take(owners, mode="clip"))

    def _add(self, held: NDArray[np.uint64], owners: NDArray[np.int64], chosen: NDArray[np.bool_]) -> None:
        """Add the rows of some words to what their stretches hold."""
        places = chosen.nonzero()[0]
        if len(places):
            owners = owners.take(places)  # in order: stretches do not overlap, and hits are ordered by their ends
            first = _firsts(owners)
            rows = self.index.rows.take(self.words.take(places), axis=0)
            held[owners.take(first)] |= np.bitwise_or.reduceat(rows, first, axis=0)

    def _possible(self, held: NDArray[np.uint64]) -> list[int]:
        """Return the bits that are set in every layer."""
        possible = np.bitwise_and.reduce(held | self.index.always, axis=1).astype("<u8", copy=False).tobytes()
        size = self.index.width * (WORD_BITS // 8)
        read = int.from_bytes
        return [read(possible[at : at + size], "little") for at in range(0, len(possible), size)]


def _firsts(owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where the runs of equal numbers begin."""
    return np.concatenate(([0], (owners[1:] != owners[:-1]).nonzero()[0] + 1))
