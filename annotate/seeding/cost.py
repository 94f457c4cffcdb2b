"""How long a pattern can take at worst, told from its syntax tree before it is ever run.

`re` tries alternatives one after the other and cannot be stopped; a pattern such
as `(?:a|a)+b` or `(?:a?){30}a{30}` takes for ever on a short text. For every part
of a pattern two numbers are reckoned, both from above:

ways    in how many ways it can match from one place: a repeat of one to nine
        characters in nine, two alternatives that can begin alike in two
steps   how much work it is to try them all; of a sequence, the work of each part
        as often as there are ways to get to it

>>> from annotate.seeding.necessary import parse
>>> work_of(parse("应.{0,9}建"), 100)
2100
>>> work_of(parse("(?:a|b)+c"), 100) < 10**6 < work_of(parse("(?:a|a)+c"), 100)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDEST = 1200
MOST = 100_000_000
"""Steps that a pattern may take on one clause or sentence: about a second at worst, and far less on any real text."""
LIMIT = 10**12
LEADING = 6
Lead = tuple[frozenset[int] | None, ...]


def work_of(parsed: Any, length: int, reach: int | None = None) -> int:  # noqa: ANN401 - private to `re`
    """Return from above how many steps a search takes in a text of that length, at most `LIMIT`.

    `reach` is how far a repeat without an end is taken to go, if not over the text.
    """
    parts = list(parsed)
    tied = parts and str(parts[0][0]) == "AT" and "BEGINNING" in str(parts[0][1])
    return min(LIMIT, steps(parts, reach or length) * (1 if tied else length))


def steps(parts: Sequence[Any], reach: int) -> int:
    """Return from above how many steps a pattern takes from one place of a text, at most `LIMIT`."""
    if parts and str(parts[-1][0]) in {"MAX_REPEAT", "MIN_REPEAT"}:
        operation, (low, _, body) = parts[-1]
        parts = [*parts[:-1], (operation, (low, low, body))]  # once it has its least, the search has ended
    return _sequence(parts, reach, ())[1]


def _sequence(parts: Sequence[Any], reach: int, after: Lead) -> tuple[int, int]:
    """Return ways and steps of a sequence; `after` is how what follows it begins, empty where that is not known."""
    ways, work = 1, 0
    for at, part in enumerate(parts):
        following = _leading(parts[at + 1 : at + 2]) if at + 1 < len(parts) else after
        own_ways, own_work = _part(str(part[0]), part[1], reach, following)
        work = min(LIMIT, work + ways * own_work)
        ways = min(LIMIT, ways * (1 if _must_stop(part, following) else own_ways))
    return ways, max(work, 1)


def _must_stop(part: Any, lead: Lead) -> bool:  # noqa: ANN401 - see above
    """True for a repeated character that cannot be what comes next: `[^，]{2,40}，` ends in one way only."""
    operation, argument = part
    if str(operation) not in {"MAX_REPEAT", "MIN_REPEAT"} or len(argument[2]) != 1:
        return False
    return bool(lead) and lead[0] is not None and not any(_holds(argument[2][0], char) for char in lead[0])


def _holds(part: Any, char: int) -> bool:  # noqa: ANN401 - see above
    """True where a part that stands for one character can be this one; also where that is not known."""
    operation, argument = str(part[0]), part[1]
    if operation in {"LITERAL", "NOT_LITERAL"}:
        return bool((argument == char) == (operation == "LITERAL"))
    if operation != "IN":
        return True
    negated = str(argument[0][0]) == "NEGATE"
    return negated != any(_member(str(kind), value, chr(char)) for kind, value in argument[negated:])


def _member(kind: str, value: Any, char: str) -> bool:  # noqa: ANN401 - see above
    if kind == "LITERAL":
        return bool(ord(char) == value)
    if kind == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    name = str(value)
    holds = char.isalnum() or char == "_" if "WORD" in name else char.isdecimal() if "DIGIT" in name else char.isspace()
    return holds != ("NOT" in name)


def _part(operation: str, argument: Any, reach: int, after: Lead) -> tuple[int, int]:  # noqa: ANN401 - see above
    if operation in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _repeat(argument, reach, after if argument[1] == 1 else ())
    if operation == "BRANCH":
        return _branch(argument[1], reach, after)
    if operation == "SUBPATTERN":
        return _sequence(list(argument[-1]), reach, after)
    if operation in {"ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"}:
        inner = argument if operation == "ATOMIC_GROUP" else argument[1]
        return 1, _sequence(list(inner), reach, ())[1]
    if operation == "GROUPREF_EXISTS":
        return _branch([each for each in argument[1:] if each is not None], reach, after)
    return 1, 1


def _repeat(argument: Any, reach: int, after: Lead) -> tuple[int, int]:  # noqa: ANN401 - see above
    low, high, body = argument
    times = min(int(high), reach)
    own_ways, own_work = _sequence(list(body), reach, after)
    ways, work, power = 0, 0, 1
    for turn in range(times + 1):
        ways += power if turn >= int(low) else 0
        work += power * own_work
        power *= own_ways
        if max(ways, work, power) >= LIMIT:
            return LIMIT, LIMIT
    return max(ways, 1), max(work, 1)


def _branch(branches: Sequence[Any], reach: int, after: Lead) -> tuple[int, int]:
    """Alternatives that cannot begin alike exclude each other; the others add up.

    The work is that of the alternatives that can be entered at one place; to see
    that the others cannot takes next to nothing.
    """
    known = [(_leading(branch), *_sequence(list(branch), reach, after)) for branch in branches]
    by_first: dict[int | None, list[int]] = {}
    for number, (lead, _, _) in enumerate(known):
        for char in lead[0] if lead and lead[0] is not None else (None,):
            by_first.setdefault(char, []).append(number)
    anything = by_first.pop(None, [])
    ways = work = 1
    for group in (*by_first.values(), anything):
        near = {*group, *anything} if group is not anything else set(range(len(known)))
        for number in group:
            alike = [known[other] for other in near if _alike(known[number][0], known[other][0])]
            ways = max(ways, sum(each[1] for each in alike))
            work = max(work, sum(each[2] for each in alike))
    return min(LIMIT, ways), min(LIMIT, work)


def _alike(one: Lead, other: Lead) -> bool:
    """True where two beginnings can stand at the same place of a text."""
    return all(a is None or b is None or a & b for a, b in zip(one, other, strict=False))


def _leading(branch: Any) -> Lead:  # noqa: ANN401 - see above
    """Return the characters that can stand at the first places of a branch, None for any."""
    lead: list[frozenset[int] | None] = []
    for operation, argument in branch:
        name = str(operation)
        if name == "LITERAL":
            lead.append(_cases({argument}))
        elif name == "IN":
            lead.append(_class(argument))
        elif name in {"ANY", "NOT_LITERAL"}:
            lead.append(None)
        elif name == "SUBPATTERN":
            return (*lead, *_leading(argument[-1]))
        elif name not in {"AT", "ASSERT", "ASSERT_NOT"}:
            break
        if len(lead) == LEADING:
            break
    return tuple(lead)


def _class(members: Any) -> frozenset[int] | None:  # noqa: ANN401 - see above
    chars: set[int] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            chars.add(argument)
        elif str(operation) == "RANGE" and argument[1] - argument[0] < WIDEST:
            chars.update(range(argument[0], argument[1] + 1))
        else:
            return None
    return _cases(chars)


def _cases(chars: set[int]) -> frozenset[int]:
    """Return the characters in either case: English patterns do not tell them apart."""
    return frozenset(
        ord(case) for char in chars for case in {chr(char), chr(char).lower(), chr(char).upper()} if len(case) == 1
    )
