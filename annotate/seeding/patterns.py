"""Compile what packs write: lexicons into one expression, patterns within bounds.

`re` can take exponential time on patterns such as `(a+)+b`, and cannot be
stopped. So a pattern is refused when it is read, by its shape: a repeat of
changing length inside another one, too many wide repeats in a row, or more work
in all than a second allows (`annotate.seeding.cost`) on the longest text that it
is searched in (`annotate.seeding.clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.seeding.cost import LIMIT, MOST, work_of
from annotate.seeding.necessary import parse

MACRO = re.compile(r"\{([a-z_]+)\}")
WIDE = 12
MAX_WIDE = 3
LEAVES = frozenset({"LITERAL", "NOT_LITERAL", "IN", "ANY", "AT"})
"""Operations with nothing inside that could repeat."""


def alternation(words: Iterable[str]) -> str:
    """Return an expression that matches any of the words, the longest first.

    Words with a common beginning share it, which makes long lists quick.

    >>> alternation(["应", "应当", "需"])
    '(?:应(?:当)?|需)'
    """
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(trie)


def _branch(node: dict[str, Any]) -> str:
    parts = [re.escape(char) + _tail(child) for char, child in sorted(node.items()) if char]
    return f"(?:{'|'.join(parts)})" if parts else ""


def _tail(node: dict[str, Any]) -> str:
    """Return the rest of a trie below a character; chains are written out without groups."""
    chain = ""
    while len(node) == 1 and "" not in node:
        char, node = next(iter(node.items()))
        chain += re.escape(char)
    body = _branch(node)
    return chain + (f"{body}?" if body and "" in node else body)


def expand(pattern: str, lexicons: Mapping[str, str]) -> str:
    """Replace `{name}` by the lexicon's expression.

    Raises:
        KeyError: a name that is no lexicon.
    """
    return MACRO.sub(lambda found: lexicons[found[1]], pattern)


def unknown_macros(pattern: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the names in `{…}` that are not known."""
    names = set(known)
    return tuple(name for name in MACRO.findall(pattern) if name not in names)


def faults(pattern: str, length: int = 0, reach: int | None = None) -> Iterator[str]:
    """Yield what is wrong with an expanded pattern, in words.

    Args:
        pattern: with its lexicons written out.
        length: of the longest text that it is searched in; 0 leaves its time unreckoned.
        reach: how far a repeat without an end can go, if not over that text.

    >>> list(faults("(a+)+b"))
    ['a repeat of changing length stands inside another repeat, which can take for ever']
    >>> list(faults("a*"))
    ['it can match the empty string']
    """
    try:
        parsed = parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        yield f"it is not a regular expression ({error})"
        return
    if compiled.match("") is not None or parsed.getwidth()[0] == 0:
        yield "it can match the empty string"
    wide, nested = _repeats(parsed, inside=False)
    if nested:
        yield "a repeat of changing length stands inside another repeat, which can take for ever"
    elif wide > MAX_WIDE:
        yield f"it has {wide} repeats wider than {WIDE}, which can take very long (at most {MAX_WIDE})"
    elif length and (steps := work_of(parsed, length, reach)) > MOST:
        many = f"{steps:,}" if steps < LIMIT else "countless"
        yield f"it can take {many} steps on a text of {length} characters (at most {MOST:,})"


def _repeats(parsed: Any, *, inside: bool) -> tuple[int, bool]:  # noqa: ANN401 - the parser's own types are private
    wide, nested = 0, False
    for operation, argument in parsed.data:
        name = operation.name
        if name in LEAVES:
            continue
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            low, high, body = argument
            changing = high != low and high > 1
            nested |= changing and inside
            wide += int(high) - int(low) > WIDE
            deeper = _repeats(body, inside=inside or changing)
            wide, nested = wide + deeper[0], nested or deeper[1]
        elif name == "BRANCH":
            found = [_repeats(branch, inside=inside) for branch in argument[1]]
            wide += max(count for count, _ in found)
            nested |= any(bad for _, bad in found)
        else:
            for child in _children(argument):
                deeper = _repeats(child, inside=inside)
                wide, nested = wide + deeper[0], nested or deeper[1]
    return wide, nested


def _children(argument: object) -> Iterator[Any]:
    """Yield the parsed parts inside an operation's argument: groups, look-arounds, conditions."""
    if isinstance(argument, re._parser.SubPattern):  # type: ignore[attr-defined] # noqa: SLF001 - see above
        yield argument
    elif isinstance(argument, tuple | list):
        for part in argument:
            yield from _children(part)
