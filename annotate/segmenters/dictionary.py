"""Join what pkuseg cut apart where its dictionary has the whole and not all of the parts.

pkuseg looks at each run of seven tokens, then six, down to two, from left to
right, and makes one token of it if the dictionary holds the joined word and not
every one of its tokens. Where no word of the dictionary spans a border, what
happens on one side cannot matter to the other: so all words that span borders
are found at once, and only the stretches in which something is joined are gone
through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.segmenters.hashing import Entries, Ints, build, find

RUN = 7
"""Tokens that are joined at most at once."""
BLOCKS = ((2, 2), (3, RUN), (RUN + 1, 1 << 30))
"""Numbers of tokens that are looked up together; the last block only where something is joined."""
FACTOR = 0x5851F42D4C957F2D
INVERSE = pow(FACTOR, -1, 1 << 64)
KEY_BITS = 40
SIEVE_BITS = 23
PREFIX = 3


@dataclass
class Dictionary:
    """Words, found by a hash of their letters and then compared letter by letter.

    Args:
        table: upper bits of a word's hash -> its number from 1.
        sieve: one bit for the first bits of a hash, set if a word has them; small enough for the processor's cache.
        prefixes: the same of the first three letters of words.
        letters: code points of all words, one after another.
        ends: where each word ends in `letters`; word 0 is empty.
    """

    table: Entries
    sieve: NDArray[np.uint8]
    prefixes: NDArray[np.uint8]
    letters: NDArray[np.int32]
    ends: NDArray[np.int32]
    powers: tuple[Entries, Entries] = field(default_factory=lambda: _powers(0), repr=False)

    @cached_property
    def longest(self) -> int:
        """Letters of the longest word."""
        return int(np.diff(self.ends).max(initial=0))

    def sums(self, points: NDArray[np.int32]) -> Entries:
        """Return the sums of which `find` makes the hash of any stretch of a text."""
        if len(self.powers[0]) <= len(points):
            self.powers = _powers(2 * len(points))
        return _sums(points, self.powers[0])

    def hashes(self, sums: Entries, starts: Ints, ends: Ints) -> Entries:
        """Return the hash of each stretch of a text."""
        return (sums.take(ends) - sums.take(starts)) * self.powers[1].take(starts)

    def find(self, points: NDArray[np.int32], sums: Entries, starts: Ints, ends: Ints) -> Ints:
        """Return for each stretch of a text the number of the word it is, 0 if none."""
        hashes = self.hashes(sums, starts, ends)
        found = np.zeros(len(starts), dtype=np.int64)
        likely = _passes(self.sieve, hashes).nonzero()[0]
        if len(likely):
            words = find(self.table, _keys(hashes.take(likely)))
            likely, words = likely[words > 0], words[words > 0]
            same = self._equal(points, starts.take(likely), ends.take(likely), words)
            found[likely[same]] = words[same]
        return found

    def _equal(self, points: NDArray[np.int32], starts: Ints, ends: Ints, words: Ints) -> NDArray[np.bool_]:
        """Compare stretches with words letter by letter."""
        lengths = ends - starts
        same: NDArray[np.bool_] = lengths == self.ends[words] - self.ends[words - 1]
        lengths = np.where(same, lengths, 0)
        owners = np.repeat(np.arange(len(words)), lengths)
        steps = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        differ = points[starts[owners] + steps] != self.letters[self.ends[words[owners] - 1] + steps]
        same[owners[differ]] = False
        return same


def dictionary_arrays(words: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the arrays of a dictionary.

    Raises:
        ValueError: two words have one hash.
    """
    usable = sorted({word for word in words if word and not any(map(str.isspace, word))})
    text = "".join(usable)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    lengths = np.array([len(word) for word in usable])
    ends = np.concatenate([[0], np.cumsum(lengths)])
    powers, inverse = _powers(len(points))
    sums = _sums(points, powers)
    hashes = (sums[ends[1:]] - sums[ends[:-1]]) * inverse[ends[:-1]]
    long = ends[:-1][lengths >= PREFIX]
    return {
        "dictionary": build(_keys(hashes), np.arange(1, len(usable) + 1)),
        "dictionary_sieve": _sieve(hashes),
        "dictionary_prefixes": _sieve((sums[long + PREFIX] - sums[long]) * inverse[long]),
        "dictionary_letters": points,
        "dictionary_ends": ends.astype(np.int32),
    }


def _keys(hashes: Entries) -> Ints:
    """Return the upper bits of hashes, by which the table knows words."""
    keys: Ints = np.maximum(hashes >> np.uint64(64 - KEY_BITS), np.uint64(1)).view(np.int64)
    return keys


def _sieve(hashes: Entries) -> NDArray[np.uint8]:
    bits = np.zeros(1 << SIEVE_BITS, dtype=np.uint8)
    bits[(hashes >> np.uint64(64 - SIEVE_BITS)).view(np.int64)] = 1
    return np.packbits(bits, bitorder="little")


def _passes(sieve: NDArray[np.uint8], hashes: Entries) -> NDArray[np.uint8]:
    """Return 1 for hashes whose bit is set."""
    bits = (hashes >> np.uint64(64 - SIEVE_BITS)).view(np.int64)
    return (sieve.take(bits >> 3) >> (bits & 7).astype(np.uint8)) & np.uint8(1)


def _sums(points: NDArray[np.int32], powers: Entries) -> Entries:
    """Return sums of letters times powers, modulo 2**64; one more than there are letters."""
    mixed = (points.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    sums = np.zeros(len(points) + 1, dtype=np.uint64)
    np.cumsum(mixed * powers[: len(points)], out=sums[1:])
    return sums


def _powers(count: int) -> tuple[Entries, Entries]:
    """Return the powers of the hash's factor and of its inverse, from 0 to count."""
    both = []
    for factor in (FACTOR, INVERSE):
        powers = np.full(count + 1, factor, dtype=np.uint64)
        powers[0] = 1
        both.append(np.cumprod(powers, dtype=np.uint64))
    return both[0], both[1]


def join(dictionary: Dictionary, points: NDArray[np.int32], starts: Ints, ends: Ints) -> NDArray[np.bool_]:
    """Return which tokens begin one in the end; the others belong to the token before.

    Args:
        dictionary: whose words are joined.
        points: the code points of a text.
        starts: where its tokens begin.
        ends: where they end; tokens that touch belong to one segment.
    """
    begins = np.ones(len(starts), dtype=bool)
    sums = dictionary.sums(points)
    runs = _runs(dictionary, points, sums, starts, ends)
    spans = np.concatenate([next(runs), next(runs)])
    if not len(spans):
        return begins
    known = dictionary.find(points, sums, starts, ends) > 0
    unknown = np.concatenate([[0], np.cumsum(~known)])
    active = unknown[spans[:, 1]] > unknown[spans[:, 0]]
    if not active.any():
        return begins
    longer = next(runs)
    active = np.concatenate([active, np.zeros(len(longer), dtype=bool)])
    spans = np.concatenate([spans, longer])
    order = np.lexsort((spans[:, 1], spans[:, 0]))
    for first, last, words in _stretches(spans[order], active[order]):
        _join_stretch(begins, known, first, last, words)
    return begins


def _runs(
    dictionary: Dictionary, points: NDArray[np.int32], sums: Entries, starts: Ints, ends: Ints
) -> Iterator[NDArray[np.int64]]:
    """Yield (first token, token behind the last) of the runs that are a word, of as many tokens as `BLOCKS` says.

    Runs of several lengths are looked up at once: a short text would else spend its
    time on beginning anew for each length.
    """
    count = len(starts)
    touches = np.concatenate([ends[:-1] == starts[1:], [False]])
    stops = np.minimum.accumulate(np.where(touches, count, np.arange(count))[::-1])[::-1]
    prefixes = dictionary.hashes(sums, starts, np.minimum(starts + PREFIX, len(points)))
    begins_long = _passes(dictionary.prefixes, prefixes).view(np.bool_)
    begins_short = np.zeros(count, dtype=bool)
    begins_short[:-1] = ends[1:] - starts[:-1] < PREFIX
    alive = np.flatnonzero(touches & (begins_long | begins_short))
    for low, high in BLOCKS:
        lasts = alive[:, None] + np.arange(low - 1, min(high, dictionary.longest))
        fits = lasts <= stops.take(alive)[:, None]
        fits &= ends.take(lasts, mode="clip") - starts.take(alive)[:, None] <= dictionary.longest
        rows, columns = fits.nonzero()
        first, last = alive.take(rows), lasts[rows, columns]
        hits = dictionary.find(points, sums, starts.take(first), ends.take(last)).nonzero()[0]
        yield np.stack([first.take(hits), last.take(hits) + 1], axis=1)
        alive = alive[begins_long.take(alive)]


def _stretches(
    spans: NDArray[np.int64], active: NDArray[np.bool_]
) -> Iterator[tuple[int, int, frozenset[tuple[int, int]]]]:
    """Yield the stretches of tokens that words link together, if something is joined there, with those words."""
    reach = np.maximum.accumulate(spans[:, 1])
    breaks = np.flatnonzero(spans[1:, 0] >= reach[:-1]) + 1
    bounds = np.concatenate([[0], breaks, [len(spans)]])
    busy = np.add.reduceat(active, bounds[:-1]) > 0
    for at in np.flatnonzero(busy):
        low, high = bounds[at], bounds[at + 1]
        words = frozenset(map(tuple, spans[low:high].tolist()))
        yield int(spans[low, 0]), int(reach[high - 1]), words


def _join_stretch(
    begins: NDArray[np.bool_], known: NDArray[np.bool_], first: int, last: int, words: frozenset[tuple[int, int]]
) -> None:
    """Join tokens as pkuseg does, the longest runs first, and mark those that no longer begin one."""
    borders = list(range(first, last + 1))
    in_dictionary: Mapping[tuple[int, int], bool] = {
        **{(at, at + 1): bool(known[at]) for at in range(first, last)},
        **dict.fromkeys(words, True),
    }
    for length in range(RUN, 1, -1):
        at = 0
        while at + length < len(borders):
            if (borders[at], borders[at + length]) in words and not all(
                in_dictionary.get((borders[each], borders[each + 1]), False) for each in range(at, at + length)
            ):
                begins[borders[at] + 1 : borders[at + length]] = False
                del borders[at + 1 : at + length]
            at += 1
