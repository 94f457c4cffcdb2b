"""Which characters a pattern cannot do without: most patterns need not be tried on most clauses.

A pack has hundreds of patterns, and each of them fails on nearly every clause.
From a pattern's syntax tree follow sets of characters, of each of which any
match must hold at least one; a clause that lacks one of the sets is passed
over, and the result is the same.

>>> [sorted(chars) for chars in necessary("应当.{2,40}|必须")]
[['应', '必']]
>>> [sorted(chars) for chars in necessary("[应须].{2,40}建")]
[['建'], ['应', '须']]
>>> necessary(".{3}")
()
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MAX_RANGE = 64
MAX_SETS = 3
Needs = tuple[frozenset[str], ...]
"""Sets of characters, of each of which every match of a pattern holds one; empty where nothing follows."""


@dataclass(frozen=True, slots=True)
class Index:
    """Which of many expressions may match, told from a text's characters at once.

    The n-th expression is the n-th bit of what `possible` returns. Inside, the
    sets that an expression needs lie `size` bits apart, and all must be hit.

    Args:
        size: number of expressions.
        by_character: character -> bits of the sets that it is in.
        always: bits of the sets that an expression does not have.
    """

    size: int
    by_character: Mapping[str, int]
    characters: frozenset[str]
    always: int

    @classmethod
    def of(cls, needs: Sequence[Needs]) -> Index:
        """Make the index from what each expression needs, as `necessary` says it."""
        by_character: dict[str, int] = {}
        always, size = 0, len(needs)
        for number, sets in enumerate(needs):
            for layer in range(MAX_SETS):
                bit = 1 << (layer * size + number)
                if layer >= len(sets):
                    always |= bit
                    continue
                for char in sets[layer]:
                    by_character[char] = by_character.get(char, 0) | bit
        return cls(size, by_character, frozenset(by_character), always)

    def possible(self, present: frozenset[str]) -> int:
        """Return the bits of the expressions that may match a text of these characters.

        >>> Index.of([necessary("应"), (), necessary("必须"), necessary("务必")]).possible(frozenset("必须"))
        6
        """
        bits = self.always
        for char in self.characters & present:
            bits |= self.by_character[char]
        return bits & (bits >> self.size) & (bits >> 2 * self.size) & ((1 << self.size) - 1)


def ones(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first.

    >>> list(ones(6))
    [1, 2]
    """
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


@lru_cache(maxsize=1024)
def parse(pattern: str) -> Any:  # noqa: ANN401 - the parser's own types are private
    """Return a pattern's syntax tree, which must not be changed.

    Raises:
        re.error, RecursionError, OverflowError: it is no regular expression.
    """
    return re._parser.parse(pattern)  # type: ignore[attr-defined] # noqa: SLF001 - the only parser there is


def necessary(pattern: str) -> Needs:
    """Return the smallest sets of characters of which every match holds one, in lower case."""
    parsed = parse(pattern)
    return tuple(frozenset(char.lower() for char in chars) for chars in _sets(parsed)[:MAX_SETS])


def characters(text: str) -> frozenset[str]:
    """Return a text's characters in lower case, to be compared with what a pattern needs."""
    return frozenset(text.lower())


def _sequence(parsed: Any) -> frozenset[str] | None:  # noqa: ANN401 - the parser's own types are private
    """All parts of a sequence must match, so the smallest set among them tells most."""
    return next(iter(_sets(parsed)), None)


def _sets(parsed: Any) -> list[frozenset[str]]:  # noqa: ANN401 - see above
    """Return what the parts of a sequence need, the smallest set first, none twice."""
    sets: set[frozenset[str]] = set()
    for operation, argument in parsed:
        if str(operation) == "SUBPATTERN":
            sets.update(_sets(argument[-1]))
        elif (found := _part(str(operation), argument)) is not None:
            sets.add(found)
    return sorted(sets, key=lambda each: (len(each), sorted(each)))


def _part(operation: str, argument: Any) -> frozenset[str] | None:  # noqa: ANN401 - see above
    if operation == "LITERAL":
        return frozenset(chr(argument))
    if operation == "IN":
        return _class(argument)
    if operation == "BRANCH":
        return _branches(argument[1])
    if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _sequence(argument[2]) if argument[0] else None
    if operation == "SUBPATTERN":
        return _sequence(argument[-1])
    return None


def _branches(branches: Any) -> frozenset[str] | None:  # noqa: ANN401 - see above
    sets = [_sequence(branch) for branch in branches]
    return None if any(found is None for found in sets) else frozenset().union(*(found for found in sets if found))


def _class(members: Any) -> frozenset[str] | None:  # noqa: ANN401 - see above
    chars: set[str] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            chars.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < MAX_RANGE:
            chars.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(chars)
