"""Cut Chinese text into words exactly as pkuseg does, for a whole text at once.

A linear-chain conditional random field gives each character one of five tags;
those that begin a word cut the text (Luo et al. 2019, *PKUSEG*; its feature
templates are in spacy-pkuseg). Scores are added up in pkuseg's own order, so
that sums are equal to the last bit, and ties fall as they fall there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.segmenters.converting import LONGEST, NODE_BITS, SCALE, SHORTEST, SPACE, TAGS
from annotate.segmenters.hashing import Ints, find
from annotate.segmenters.viterbi import best_tags

Floats = NDArray[np.float64]
Points = NDArray[np.int32]
BEGINNING = 2
"""Tags below this one begin a word: B and B_single."""
WINDOW = 1 << 15
REACH = 2 * LONGEST
"""How far the features of a place look."""
LENGTHS = tuple(range(LONGEST, SHORTEST - 1, -1))
GAP = 2
"""Empty places between two segments: as far as a feature looks."""


@dataclass(frozen=True)
class Decoder:
    """The arrays of a model, in use."""

    arrays: Mapping[str, NDArray[Any]]

    @cached_property
    def _edges(self) -> Floats:
        return np.ascontiguousarray(self.arrays["edges"])

    def tokens(self, points: Points) -> tuple[Ints, Ints]:
        """Return where the tokens of a text begin and end, white space left out.

        Args:
            points: the code points of the text.
        """
        ids = self.arrays["ids"].take(points)
        kept = (ids != SPACE).nonzero()[0]
        if not len(kept):
            return kept, kept
        first = np.ones(len(kept), dtype=bool)
        first[1:] = kept[1:] - kept[:-1] > 1
        places = np.arange(len(kept)) + GAP * np.cumsum(first)
        symbols = np.full(places[-1] + 1 + GAP, SPACE, dtype=np.int64)
        symbols[places] = ids.take(kept)
        scores = self._scores(symbols).T
        bounds = _bounds(places, first)
        begins = np.concatenate([best_tags(scores[start:end], self._edges) for start, end in bounds]) < BEGINNING
        cuts = (begins | first).nonzero()[0]
        ends = kept.take(np.append(cuts[1:], len(kept)) - 1) + 1
        return kept.take(cuts), ends

    def _scores(self, symbols: Ints) -> Floats:
        """Return (tags, places): the score of each tag at each place; a window at a time, to keep memory small.

        Args:
            symbols: of segments, with two spaces before, between and behind them.
        """
        if len(symbols) <= 2 * WINDOW:
            return self._window(symbols)
        scores = np.empty((len(TAGS), len(symbols)))
        for start in range(0, len(symbols), WINDOW):
            end, before = start + WINDOW, min(start, REACH)
            window = self._window(symbols[start - before : end + REACH])
            scores[:, start:end] = window[:, before : before + WINDOW]
        return scores

    def _window(self, symbols: Ints) -> Floats:
        pairs = find(self.arrays["pairs"], symbols[:-1] << 16 | symbols[1:])
        scores = self._from_characters(symbols, pairs)
        begins = self._beginnings(symbols, pairs)
        self._add_words(scores, begins)
        self._add_neighbours(scores, begins)
        return scores

    def _from_characters(self, symbols: Ints, pairs: Ints) -> Floats:
        """Add up what single characters and pairs of them say, in pkuseg's order."""
        characters = self.arrays["characters"]
        linked = np.ascontiguousarray(self.arrays["pair_weights"].take(pairs, axis=0).T) / SCALE
        scores = np.empty((len(TAGS), len(symbols)))
        for tag, row in enumerate(scores):
            characters[0, tag].take(symbols, out=row)
            row[1:] += characters[1, tag].take(symbols[:-1])
            row[1:] += linked[tag]
            row[:-1] += characters[2, tag].take(symbols[1:])
            row[:-1] += linked[len(TAGS) + tag]
            row[2:] += characters[3, tag].take(symbols[:-2])
            row[2:] += linked[2 * len(TAGS) + tag, :-1]
            row[:-2] += characters[4, tag].take(symbols[2:])
        return scores

    def _beginnings(self, symbols: Ints, pairs: Ints) -> dict[int, tuple[Ints, Ints]]:
        """Return length -> places where words of that length begin, and which words."""
        nodes = self.arrays["pair_nodes"].take(pairs)
        places = nodes.nonzero()[0]
        nodes = nodes.take(places).astype(np.int64)
        found = {}
        for length in range(SHORTEST, LONGEST + 1):
            words = self.arrays["is_word"].take(nodes)
            found[length] = (places[words], nodes[words])
            if not len(nodes):
                continue
            inside = places + length < len(symbols)
            places, nodes = places[inside], nodes[inside]
            nodes = find(self.arrays["branches"], nodes << 16 | symbols[places + length])
            going = nodes.nonzero()[0]
            places, nodes = places.take(going), nodes.take(going)
        return found

    def _add_words(self, scores: Floats, begins: Mapping[int, tuple[Ints, Ints]]) -> None:
        """Add what words say about the letter they end with, then about the one they begin with."""
        ends = np.concatenate([begins[length][0] + (length - 1) for length in LENGTHS])
        starts = np.concatenate([begins[length][0] for length in LENGTHS])
        words = np.concatenate([begins[length][1] for length in LENGTHS])
        _add(scores, ends, self.arrays["word_ends"].take(words, axis=0))
        _add(scores, starts, self.arrays["word_starts"].take(words, axis=0))

    def _add_neighbours(self, scores: Floats, begins: Mapping[int, tuple[Ints, Ints]]) -> None:
        """Add what two words side by side say about the letters at their border."""
        borders, keys = [], []
        lengths = [length for length in LENGTHS if len(begins[length][0])]
        for left in lengths:
            ending = np.zeros(scores.shape[1] + LONGEST, dtype=np.int64)
            ending[begins[left][0] + left] = begins[left][1]
            for right in lengths:
                places, words = begins[right]
                before = ending.take(places)
                both = before.nonzero()[0]
                borders.append(places.take(both))
                keys.append(before.take(both) << NODE_BITS | words.take(both))
        if not keys:
            return
        rows = find(self.arrays["neighbours"], np.concatenate(keys))
        hits = rows.nonzero()[0]
        weights = self.arrays["neighbour_weights"].take(rows[hits], axis=0)
        border = np.concatenate(borders)[hits]
        _add(scores, border, weights[:, : len(TAGS)])
        _add(scores, border - 1, weights[:, len(TAGS) :])


def _add(scores: Floats, places: Ints, weights: NDArray[np.int32]) -> None:
    """Add weights one after another, in their order, where a place may occur again."""
    columns = weights.T / SCALE
    for row, column in zip(scores, columns, strict=True):
        np.add.at(row, places, column)


def _bounds(places: Ints, first: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first place of each segment and the one behind its last."""
    starts = first.nonzero()[0]
    ends = np.append(starts[1:], len(places)) - 1
    return list(zip(places[starts].tolist(), (places[ends] + 1).tolist(), strict=True))
