"""Ask quickly whether a pattern matches somewhere in a stretch of text.

`re` runs to the next place where a match may begin only if the pattern begins
with a letter, or with one class of them; for `(?<!不)会谈|第.{1,6}条` it begins anew
at every place. What a match may begin with follows from the syntax tree, and a
pattern that says so first is looked for quickly::

    [会第](?<=(?=(?<!不)会谈|第.{1,6}条)[会第])

It matches that one letter, where the pattern begins to match. Whether one matches
is thus the same; where it ends is not told, and asked of the pattern itself
(`finding`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from annotate.seeding.necessary import REPEATS, ZERO_WIDTH, parse

Asked = Callable[[str], object]
Finding = Callable[[str], Iterable["re.Match[str]"]]
Begin = tuple[frozenset[str], bool]
"""What may stand first, as members of a class or whole negated classes, and whether it may be passed over."""
DIGIT = r"\d"
MOST = 10_000
"""A text as long as this is as good as one of any length."""


def asking(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Asked:
    """Return a function that gives something true for the texts in which an expression matches.

    >>> [bool(asking("(?<!不)会谈|^第.条")(text)) for text in ("举行会谈", "不会谈", "第三条", "见第三条")]
    [True, False, True, False]
    """
    if _anchored(parse(pattern)):
        return re.compile(pattern, flags).match  # `search` would try every place
    return re.compile(_beginning(pattern) or pattern, flags).search


def finding(regex: re.Pattern[str]) -> Finding:
    """Return what does the same as `regex.finditer`, and runs quickly to where matches begin.

    >>> [found[0] for found in finding(re.compile("(?<!不)会谈|第.{1,2}条"))("不会谈，会谈，第三条")]
    ['会谈', '第三条']
    """
    quick = _beginning(regex.pattern)
    if not quick:
        return regex.finditer
    begin, match = re.compile(quick, regex.flags).search, regex.match

    def find(text: str) -> Iterator[re.Match[str]]:
        at = 0
        while first := begin(text, at):
            found = match(text, first.start())
            if found:
                yield found
            at = found.end() if found else first.end()  # no match is empty: each has its first letter

    return find


def _beginning(pattern: str) -> str:
    """Return the pattern of the letter with which a match begins, empty where `re` is as quick, or nobody knows it."""
    parsed = parse(pattern)
    flagged = parsed.state.flags != re.UNICODE  # such as (?m), which may only stand first
    begin = None if flagged or _is_quick(parsed) else _begin(parsed.data)
    if begin is None or begin[1] or any(map(_is_negated, begin[0])):
        return ""
    first = f"[{''.join(sorted(begin[0]))}]"
    return f"{first}(?<=(?={pattern}){first})"


def opening(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Asked | None:
    """Return what says for the first letter of a text whether a match may begin with it.

    None where a match may begin anywhere in the text, or with anything.

    >>> [bool(opening("^(?:会|[^不]谈)")(letter)) for letter in "会谈不"]
    [True, True, False]
    """
    parsed = parse(pattern)
    if not _anchored(parsed) or parsed.state.flags != re.UNICODE:
        return None
    begin = _begin(parsed.data)
    if begin is None or begin[1]:
        return None
    negated = sorted(filter(_is_negated, begin[0]))
    members = "".join(sorted(begin[0] - set(negated)))
    return re.compile("|".join([f"[{members}]", *negated] if members else negated), flags).match


def longest(pattern: str) -> int | None:
    """Return how long a text can be in which a pattern matches, None where any length will do.

    >>> longest("^第.{1,3}条$"), longest("^第.{1,3}条"), longest("^第.+条$")
    (6, None, None)
    """
    parsed = parse(pattern)
    if not _anchored(parsed) or not _closed(parsed) or parsed.state.flags & re.MULTILINE:
        return None
    width = int(parsed.getwidth()[1])
    return width + 1 if width < MOST else None  # `$` also holds before a last line feed


def _closed(parsed: Any) -> bool:  # noqa: ANN401 - see `_anchored`
    """True where a match can end at the end of the text only."""
    operation, argument = parsed.data[-1]
    return operation.name == "AT" and str(argument) in {"AT_END", "AT_END_STRING"}


def _is_negated(member: str) -> bool:
    return member.startswith("[^")


def anchored(pattern: str) -> bool:
    """True where a match of a pattern can begin at the beginning of the text only."""
    return _anchored(parse(pattern))


def _anchored(parsed: Any) -> bool:  # noqa: ANN401 - the parser's own types are private
    """True where a match can begin at the beginning of the text only."""
    if not parsed.data:
        return False
    operation, argument = parsed.data[0]
    if operation.name == "AT":
        return str(argument) in {"AT_BEGINNING", "AT_BEGINNING_STRING"} and not parsed.state.flags & re.MULTILINE
    if operation.name == "BRANCH":
        return all(map(_anchored, argument[1]))
    return operation.name == "SUBPATTERN" and not argument[1] and _anchored(argument[-1])


def _is_quick(parsed: Any) -> bool:  # noqa: ANN401 - see above
    """True where `re` itself knows what a match begins with."""
    operation, argument = parsed.data[0]
    if operation.name == "SUBPATTERN":
        return bool(argument[-1].data) and _is_quick(argument[-1])
    if operation.name == "BRANCH":
        return all(branch.data and branch.data[0][0].name == "LITERAL" for branch in argument[1])
    return operation.name in {"LITERAL", "IN"}


def _begin(sequence: Iterable[Any]) -> Begin | None:
    """Return what a sequence may begin with, None where that is nearly anything."""
    first: frozenset[str] = frozenset()
    for operation, argument in sequence:
        found = _first(operation.name, argument)
        if found is None:
            return None
        first |= found[0]
        if not found[1]:
            return first, False
    return first, True


def _first(operation: str, argument: Any) -> Begin | None:  # noqa: ANN401, PLR0911 - see above
    if operation in ZERO_WIDTH:
        return frozenset(), True
    if operation == "LITERAL":
        return frozenset([re.escape(chr(argument))]), False
    if operation == "NOT_LITERAL":
        return frozenset([f"[^{re.escape(chr(argument))}]"]), False
    if operation == "IN":
        negated = str(argument[0][0]) == "NEGATE"
        members = [_member(str(kind), each) for kind, each in argument[negated:]]
        if None in members:
            return None
        named = frozenset(filter(None, members))
        return (frozenset([f"[^{''.join(sorted(named))}]"]) if negated else named), False
    if operation == "SUBPATTERN":
        _, on, off, body = argument
        return None if on or off else _begin(body.data)  # what it begins with may stand in another case
    if operation == "BRANCH":
        found = [_begin(branch.data) for branch in argument[1]]
        known = [each for each in found if each is not None]
        every = frozenset().union(*(each[0] for each in known))
        return (every, any(each[1] for each in known)) if len(known) == len(found) else None
    if operation in REPEATS:
        body = _begin(argument[2].data)
        return body and (body[0], body[1] or not argument[0])
    return None


def _member(kind: str, argument: Any) -> str | None:  # noqa: ANN401 - see above
    """Return a member of a class as it is written in one."""
    if kind == "LITERAL":
        return re.escape(chr(argument))
    if kind == "RANGE":
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return DIGIT if str(argument) == "CATEGORY_DIGIT" else None
