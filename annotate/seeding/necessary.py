"""Which characters a pattern cannot do without: most patterns need not be tried on most clauses.

A pack has hundreds of patterns, and each of them fails on nearly every clause.
From a pattern's syntax tree follows a set of characters of which any match must
hold at least one; a clause without any of them is passed over, and the result
is the same.

>>> sorted(necessary("应当.{2,40}|必须"))
['应', '必']
>>> necessary(".{3}") is None
True
"""

from __future__ import annotations

import re
from typing import Any

MAX_RANGE = 64


def necessary(pattern: str) -> frozenset[str] | None:
    """Return characters of which every match holds one, in lower case; None where nothing follows."""
    parsed = re._parser.parse(pattern)  # type: ignore[attr-defined] # noqa: SLF001 - the only parser there is
    found = _sequence(parsed)
    return None if found is None else frozenset(char.lower() for char in found)


def characters(text: str) -> frozenset[str]:
    """Return a text's characters in lower case, to be compared with what a pattern needs."""
    return frozenset(text.lower())


def _sequence(parsed: Any) -> frozenset[str] | None:  # noqa: ANN401 - the parser's own types are private
    """All parts of a sequence must match, so the smallest set among them tells most."""
    sets = [found for operation, argument in parsed if (found := _part(str(operation), argument)) is not None]
    return min(sets, key=lambda each: (len(each), sorted(each)), default=None)


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
