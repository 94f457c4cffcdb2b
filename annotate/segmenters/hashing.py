"""Find numbers among millions at once: a table that two looks exhaust.

A key from 1 to 2**40 - 1 and a value from 1 to 2**24 - 1 share a 64-bit entry.
Each key lies in one of two places that its bits say (cuckoo hashing; Pagh and
Rodler 2004), so that a look-up is two reads at most however many keys there are,
and numpy can do it for a whole text. Keys are stored whole: nothing is found
that was not put in.

>>> table = build(np.array([7, 9]), np.array([1, 2]))
>>> find(table, np.array([9, 8, 7])).tolist()
[2, 0, 1]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Entries = NDArray[np.uint64]
VALUE_BITS = 24
MASK = np.int64((1 << VALUE_BITS) - 1)
SHIFT = np.uint64(VALUE_BITS)
FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
ROUNDS = 500


def build(keys: NDArray[np.int64], values: NDArray[np.int64]) -> Entries:
    """Return the table of distinct keys; at most half of its places are taken.

    Raises:
        ValueError: a key or value does not fit, or the keys are not distinct.
    """
    if len(keys) and (keys.min() < 1 or keys.max() >> 40 or values.min() < 1 or values.max() >> VALUE_BITS):
        raise ValueError("keys have 40 bits, values 24; both are at least 1")
    if len(np.unique(keys)) != len(keys):
        raise ValueError("keys must be distinct")
    entries = (keys.astype(np.uint64) << SHIFT) | values.astype(np.uint64)
    size = 2
    while size < 2 * len(keys):
        size *= 2
    while True:
        table = _fill(entries, size)
        if table is not None:
            return table
        size *= 2


def _fill(entries: Entries, size: int) -> Entries | None:
    """Put every entry into one of its two places, all at once; None if they do not settle."""
    table = np.zeros(size, dtype=np.uint64)
    waiting, turn = entries, np.zeros(len(entries), dtype=bool)
    for _ in range(ROUNDS):
        if not len(waiting):
            return table
        keys = waiting >> SHIFT
        places = np.where(turn, _place(keys, SECOND, size), _place(keys, FIRST, size))
        driven_out = table[places]
        table[places] = waiting
        settled = table[places] == waiting
        _, first = np.unique(places, return_index=True)
        out = driven_out[first]
        out = out[out != 0]
        out_turn = _place(out >> SHIFT, FIRST, size) == places[first][driven_out[first] != 0]
        waiting = np.concatenate([waiting[~settled], out])
        turn = np.concatenate([~turn[~settled], out_turn])
    return None


def _place(keys: Entries, factor: np.uint64, size: int) -> Ints:
    """Return where keys lie: the upper bits of a product (Fibonacci hashing; Knuth, TAOCP 3, 6.4)."""
    shift = np.uint64(64 - (size.bit_length() - 1))
    return ((keys * factor) >> shift).view(np.int64)


def find(table: Entries, keys: Ints) -> Ints:
    """Return the value of each key, 0 where the table does not hold it."""
    wanted = keys.view(np.uint64) if keys.dtype == np.int64 else keys.astype(np.uint64)
    entries = table.take(_place(wanted, FIRST, len(table)))
    values = entries.view(np.int64) & MASK
    missed = ((entries >> SHIFT) != wanted).nonzero()[0]
    if len(missed):
        again = wanted.take(missed)
        entries = table.take(_place(again, SECOND, len(table)))
        values[missed] = np.where((entries >> SHIFT) == again, entries.view(np.int64) & MASK, 0)
    return values
