"""A rule pack as spaCy would have it: its words as phrases, its patterns as patterns of tokens.

A regular expression becomes the alternatives that it spells out, each a list of
words and gaps: 应[^，。]{0,12}加强 is the tokens of 应, up to twelve tokens that are
neither comma nor full stop, the tokens of 加强. What a pattern of tokens cannot
say (look-around, classes of characters inside a word) is left out, in the peer's
favour; so are weights, facts, edges and relations, which Matcher has no word for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MOST = 400
"""Alternatives of one pattern; what is beyond is left out."""
MOST_CLASS = 12
LONGEST_GAP = 8
"""Tokens of a gap; Matcher tries every length of every gap at every place."""


@dataclass(frozen=True)
class Gap:
    """Between words: how many tokens, and what may not be among them."""

    low: int
    high: int
    without: tuple[str, ...]


Piece = str | Gap
Way = tuple[Piece, ...]


def ways(pattern: str) -> list[Way]:
    """Return the alternatives that a pattern spells out.

    >>> ways("应[^，]{0,3}(?:加强|改进)?")
    [('应', Gap(low=0, high=3, without=('，',)), '加强'), ('应', Gap(low=0, high=3, without=('，',)), '改进'), ('应',)]
    """
    parsed = re._parser.parse(pattern)  # type: ignore[attr-defined] # noqa: SLF001 - the only parser there is
    found = dict.fromkeys(_trimmed(way) for way in _sequence(parsed))
    return [way for way in found if any(isinstance(piece, str) for piece in way)]


def _sequence(parsed: Iterable[Any]) -> list[Way]:
    found: list[Way] = [()]
    for operation, argument in parsed:
        options = _part(str(operation), argument)
        found = [_joined(before, option) for before in found for option in options][:MOST]
    return found


def _part(operation: str, argument: Any) -> list[Way]:  # noqa: PLR0911 - the parser's own types are private
    if operation == "LITERAL":
        return [(chr(argument),)]
    if operation == "IN":
        return _class(argument)
    if operation == "NOT_LITERAL":
        return [(Gap(1, 1, (chr(argument),)),)]
    if operation == "ANY":
        return [(Gap(1, 1, ()),)]
    if operation == "BRANCH":
        return [way for branch in argument[1] for way in _sequence(branch)][:MOST]
    if operation == "SUBPATTERN":
        return _sequence(argument[-1])
    if operation in {"MAX_REPEAT", "MIN_REPEAT"}:
        low, high, body = argument
        inside = _sequence(body)
        if len(inside) == 1 and len(inside[0]) == 1 and isinstance(inside[0][0], Gap):
            return [(Gap(int(low), min(int(high), LONGEST_GAP), inside[0][0].without),)]
        return [*inside, *([] if low else [()])]
    return [()]  # look-around, places: left out


def _class(members: Any) -> list[Way]:
    literals = tuple(chr(argument) for operation, argument in members if str(operation) == "LITERAL")
    if str(members[0][0]) == "NEGATE":
        return [(Gap(1, 1, literals),)]
    if any(str(operation) != "LITERAL" for operation, _ in members):
        return [(Gap(1, 1, ()),)]
    return [(literal,) for literal in literals[:MOST_CLASS]]


def _joined(before: Way, after: Way) -> Way:
    if before and after and isinstance(before[-1], str) and isinstance(after[0], str):
        return (*before[:-1], before[-1] + after[0], *after[1:])
    return (*before, *after)


def _trimmed(way: Way) -> Way:
    """Leave out gaps at the edges: a pattern is as well found without them."""
    start, end = 0, len(way)
    while start < end and isinstance(way[start], Gap):
        start += 1
    while end > start and isinstance(way[end - 1], Gap):
        end -= 1
    return way[start:end]


def token_patterns(found: Iterable[Way], nlp: Any, *, gathered: bool) -> list[list[dict[str, Any]]]:
    """Return alternatives as patterns of tokens.

    Args:
        found: the alternatives.
        nlp: whose tokens are meant.
        gathered: let those that differ in one word only share a pattern, with `IN`.
    """
    patterns: dict[tuple[Any, ...], None] = {}
    for way in found:
        tokens: list[Any] = []
        for piece in way:
            tokens.extend([piece] if isinstance(piece, Gap) else [frozenset([t.text]) for t in nlp.make_doc(piece)])
        patterns[tuple(tokens)] = None
    for at in range(max(map(len, patterns), default=0) if gathered else 0):
        patterns = _gather(patterns, at)
    return [[_token(each) for each in tokens] for tokens in patterns]


def _gather(patterns: Iterable[tuple[Any, ...]], at: int) -> dict[tuple[Any, ...], None]:
    """Make one of the patterns that differ in one place only."""
    shared: dict[tuple[Any, ...], set[str]] = {}
    kept: dict[tuple[Any, ...], None] = {}
    for tokens in patterns:
        if at < len(tokens) and not isinstance(tokens[at], Gap):
            shared.setdefault((*tokens[:at], None, *tokens[at + 1 :]), set()).update(tokens[at])
        else:
            kept[tokens] = None
    return {**kept, **{(*key[:at], frozenset(words), *key[at + 1 :]): None for key, words in shared.items()}}


def _token(each: Any) -> dict[str, Any]:
    if isinstance(each, Gap):
        return {"TEXT": {"NOT_IN": list(each.without)}, "OP": f"{{{each.low},{each.high}}}"}
    return {"ORTH": next(iter(each))} if len(each) == 1 else {"TEXT": {"IN": sorted(each)}}


def add_pack(nlp: Any, pack: Any, *, gathered: bool = True) -> tuple[Any, Any, int]:
    """Return a Matcher and a PhraseMatcher with what they can hold of a pack, and how many patterns that is.

    What has no gap goes to the PhraseMatcher, which is by far the quicker of the two.
    """
    from spacy.matcher import Matcher, PhraseMatcher

    matcher, phrases = Matcher(nlp.vocab), PhraseMatcher(nlp.vocab)
    count = 0
    for name, pattern in _patterns(pack):
        found = ways(pattern)
        literal = [nlp.make_doc(way[0]) for way in found if len(way) == 1]
        gapped = token_patterns((way for way in found if len(way) > 1), nlp, gathered=gathered)
        if literal:
            phrases.add(name, literal)
        if gapped:
            matcher.add(name, gapped)
        count += len(literal) + len(gapped)
    for name, words in _words(pack):
        phrases.add(f"words {name}", [nlp.make_doc(word) for word in words])
        count += len(words)
    return matcher, phrases, count


def _patterns(pack: Any) -> Iterator[tuple[str, str]]:
    for compiled in pack.rules:
        if compiled.regex is not None:
            yield compiled.rule.id, compiled.regex.pattern
    for rule, regex in (*pack.actor_rules, *pack.relations):
        if regex is not None:
            yield rule.id, regex.pattern


def _words(pack: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, lexicon in pack.lists.lexicons.items():
        yield name, lexicon.words
    for actors in pack.lists.actors:
        yield actors.id, actors.names
