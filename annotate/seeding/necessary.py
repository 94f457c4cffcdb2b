"""Which words a pattern cannot do without.

A pack has hundreds of patterns, and each of them fails on nearly every clause.
From a pattern's syntax tree follow sets of words, of each of which any match
must hold at least one; a stretch that lacks one of the sets is passed over
(`annotate.seeding.index`), and the result is the same. Words of several
characters tell more than single ones would.

>>> [sorted(words) for words in necessary("应当.{2,40}|必须")]
[['应当', '必须']]
>>> [sorted(words) for words in necessary("[应须]当?.{2,40}建议")]
[['建议'], ['应', '须']]
>>> necessary(".{3}")
()
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

MAX_SETS = 3
MAX_WORDS = 800
"""Of one set; where a pattern spells out more, it is taken in parts."""
COMMON = 0.05
OFTEN = (1.0, 0.005, 0.0003, 0.00006, 0.00001)
"""About how often a word of so many characters stands at a place of a text; only the order of sets hangs on it."""
ZERO_WIDTH = {"AT", "ASSERT", "ASSERT_NOT"}
REPEATS = {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
SAME_LETTER = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}
"""Letters that `re.IGNORECASE` takes for others, and that `str.lower` leaves or takes apart."""
FOLDING = str.maketrans(SAME_LETTER)
Needs = tuple[frozenset[str], ...]


@lru_cache(maxsize=1024)
def parse(pattern: str) -> Any:  # noqa: ANN401 - the parser's own types are private
    """Return a pattern's syntax tree, which must not be changed.

    Raises:
        re.error, RecursionError, OverflowError: it is no regular expression.
    """
    return re._parser.parse(pattern)  # type: ignore[attr-defined] # noqa: SLF001 - the only parser there is


def necessary(pattern: str) -> Needs:
    """Return sets of words of which every match holds one, the set that is rarest in texts first."""
    ranked = _ranked(parse(pattern))
    return tuple(words for at, words in enumerate(ranked) if not at or _often(words) < COMMON)


def _ranked(parsed: Any) -> list[frozenset[str]]:  # noqa: ANN401 - the parser's own types are private
    """Return the sets of a sequence, the rarest in texts first."""
    return sorted(set(_sets(parsed)), key=lambda words: (_often(words), sorted(words)))[:MAX_SETS]


def _often(words: Iterable[str]) -> float:
    return sum(OFTEN[min(len(word), len(OFTEN) - 1)] for word in words if not word[0].isdecimal() or word[0].isascii())


@lru_cache(maxsize=1)
def _digits() -> frozenset[str]:
    r"""Return what `\d` matches: the digits of all scripts."""
    every = array("I", range(sys.maxunicode + 1)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e", "surrogatepass")
    return frozenset(re.findall(r"\d", every))


def _sets(parsed: Any) -> Iterator[frozenset[str]]:  # noqa: ANN401 - the parser's own types are private
    """Yield what the parts of a sequence need; neighbours that can be spelt out are taken together."""
    run = {""}
    for operation, argument in parsed.data:
        if operation.name == "ASSERT" and argument[0] > 0:  # what stands before may lie outside of what is searched
            yield from _sets(argument[1])
        spelt = _spelt(operation.name, argument)
        if spelt is not None and len(run) * len(spelt) <= MAX_WORDS:
            run = {before + after for before in run for after in spelt}
            continue
        yield from _shortest(run)
        run = spelt or {""}
        if spelt is None:
            yield from _inside(operation.name, argument)
    yield from _shortest(run)


def _shortest(run: set[str]) -> Iterator[frozenset[str]]:
    """Yield the words without those that hold another one; nothing where the run may be empty."""
    if "" not in run:
        kept: set[str] = set()
        lengths: list[int] = []
        for word in sorted(run, key=len):
            if kept.isdisjoint(word[at : at + size] for size in lengths for at in range(len(word) - size + 1)):
                kept.add(word)
                lengths += () if len(word) in lengths else (len(word),)
        yield frozenset(kept)


def _spelt(operation: str, argument: Any) -> set[str] | None:  # noqa: ANN401, PLR0911 - see above
    """Return all that a part can match, None where that is too much to be written out."""
    if operation == "LITERAL":
        return {chr(argument)}
    if operation in ZERO_WIDTH:
        return {""}
    if operation == "IN":
        chars = {chr(each) for kind, each in argument if str(kind) == "LITERAL"}
        digits = any(str(each) == "CATEGORY_DIGIT" for _, each in argument)
        return (chars | _digits() if digits else chars) if len(chars) + digits == len(argument) else None
    if operation == "SUBPATTERN":
        return None if argument[1] or argument[2] else _spelt_out(argument[-1])
    if operation == "BRANCH":
        branches = [_spelt_out(branch) for branch in argument[1]]
        found = set().union(*(branch or () for branch in branches))
        return None if None in branches or len(found) > MAX_WORDS else found
    if operation in REPEATS and argument[1] == 1:
        body = _spelt_out(argument[2])
        return body if body is None or argument[0] else body | {""}
    return None


def _spelt_out(parsed: Any) -> set[str] | None:  # noqa: ANN401 - see above
    run = {""}
    for operation, argument in parsed.data:
        spelt = _spelt(operation.name, argument)
        if spelt is None or len(run) * len(spelt) > MAX_WORDS:
            return None
        run = {before + after for before in run for after in spelt}
    return run


def _inside(operation: str, argument: Any) -> Iterator[frozenset[str]]:  # noqa: ANN401 - see above
    if operation == "SUBPATTERN" and not (argument[1] or argument[2]):
        yield from _sets(argument[-1])
    elif operation in REPEATS and argument[0]:
        yield from _sets(argument[2])
    elif operation == "BRANCH":
        ranked = [_ranked(branch) for branch in argument[1]]
        for layer in range(max(map(len, ranked)) if all(ranked) else 0):  # one that needs no more needs the same again
            words = frozenset().union(*(found[min(layer, len(found) - 1)] for found in ranked))
            if len(words) <= 2 * MAX_WORDS:
                yield from _shortest(set(words))
