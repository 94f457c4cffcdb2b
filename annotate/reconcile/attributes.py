"""Attributes of a consensus span: each decided by those members who set it.

* one choice: the value most of them gave; equal: the one first in the schema.
  An attribute with a default counts the default for members who set nothing.
* several choices: each by itself, if at least half of them gave it.
* free text: the wording given most often, compared without case, width and
  outer punctuation; equal: the longest, then the first by code point; of one
  wording's spellings the most frequent, then the shortest. A wording that
  holds all the others (技术受遏制的国家, 国家) is their agreement, not a tie.
* `note`: all different notes, none lost.

Where no value has more than half of them (for several choices: where one has
exactly half), what is chosen is only a suggestion, and a dispute says so. `by`
of the attribute's support are those who gave the chosen value, `asked` those
who marked the span: 1 of 3 is 1 who said it and 2 who said something else or
nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from annotate.model import Attribute, Span, Support, Tie
from annotate.schema import NOTE, AttributeType, Schema

Votes = dict[str, tuple[str, ...]]


def merge_attributes(
    label: str, by: Mapping[str, Sequence[Span]], schema: Schema
) -> tuple[tuple[Attribute, ...], tuple[Tie, ...]]:
    """Decide all attributes of a consensus span.

    Args:
        label: the consensus span's.
        by: annotator -> their spans in it; of copies the first that sets an
            attribute speaks.
        schema: says which attributes are choices; unknown ones are free text.
    """
    votes: dict[str, Votes] = {}
    for annotator, spans in by.items():
        for span in spans:
            for attribute in span.attributes:
                if attribute.values:
                    votes.setdefault(attribute.name, {}).setdefault(annotator, attribute.values)
    if not votes:
        return (), ()
    kinds = schema.label(label)
    known = [a.id for a in kinds.attributes] if kinds else []
    order = sorted(votes, key=lambda name: (known.index(name) if name in known else len(known), name))
    attributes, ties = [], []
    for name in order:
        kind = kinds.attribute(name) if kinds else None
        values, tied = _decide(name, votes[name], kind, tuple(by))
        if tied:
            is_text = kind is None or kind.kind == "text"
            ties.append(Tie(name=name, votes=dict(sorted(votes[name].items())), values=values, is_text=is_text))
        behind = tuple(a for a, given in votes[name].items() if _agrees(name, given, values, kind))
        # A default that won by silence is not written down: nobody said it.
        if behind:
            attributes.append(Attribute(name=name, values=values, support=Support(by=behind, asked=tuple(by))))
    return tuple(attributes), tuple(ties)


def _decide(
    name: str, votes: Votes, kind: AttributeType | None, members: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    if len(set(votes.values())) == 1 and (len(votes) == len(members) or kind is None or not kind.default):
        return next(iter(votes.values())), False
    if name == NOTE and kind is None:
        return tuple(dict.fromkeys(line for _, lines in sorted(votes.items()) for line in lines)), False
    if kind is None or kind.kind == "text":
        return _text(votes)
    order = {choice.id: place for place, choice in enumerate(kind.choices)}
    if kind.kind == "choices":
        return _choices(votes, order)
    silent = [member for member in members if member not in votes] if kind.default else []
    return _choice([*votes.values(), *[(kind.default,)] * len(silent)], order)


def _choice(given: Sequence[tuple[str, ...]], order: Mapping[str, int]) -> tuple[tuple[str, ...], bool]:
    counts = {values: given.count(values) for values in set(given)}
    best = min(counts, key=lambda v: (-counts[v], [(order.get(x, len(order)), x) for x in v]))
    return best, 2 * counts[best] <= len(given)


def _choices(votes: Votes, order: Mapping[str, int]) -> tuple[tuple[str, ...], bool]:
    counts: dict[str, int] = {}
    for values in votes.values():
        for value in set(values):
            counts[value] = counts.get(value, 0) + 1
    chosen = [value for value, n in counts.items() if 2 * n >= len(votes)]
    tied = not chosen or any(2 * counts[value] == len(votes) for value in chosen)
    chosen = chosen or [min(counts, key=lambda v: (-counts[v], order.get(v, len(order)), v))]
    return tuple(sorted(chosen, key=lambda v: (order.get(v, len(order)), v))), tied


def _text(votes: Votes) -> tuple[tuple[str, ...], bool]:
    counts: dict[str, list[tuple[str, ...]]] = {}
    for lines in votes.values():
        counts.setdefault(folded(lines), []).append(lines)
    best = min(counts, key=lambda key: (-len(counts[key]), -len(key), key))
    wording = min(counts[best], key=lambda lines: (-counts[best].count(lines), sum(map(len, lines)), lines))
    return wording, 2 * len(counts[best]) <= len(votes) and not all(key in best for key in counts)


def folded(lines: Sequence[str]) -> str:
    """Return a free text as it is compared: one width, no case, no outer punctuation.

    >>> folded(["《ＣＨＩＰＳ法》 "]) == folded(["chips法"])
    True
    """
    joined = unicodedata.normalize("NFKC", "\n".join(lines)).casefold()
    kept = [place for place, char in enumerate(joined) if char.isalnum()]
    inner = joined[kept[0] : kept[-1] + 1] if kept else joined
    return "".join(char for char in inner if char not in " \t》《“”\"'")


def _agrees(name: str, given: tuple[str, ...], values: tuple[str, ...], kind: AttributeType | None) -> bool:
    if given == values or (name == NOTE and kind is None):
        return True
    if kind is None or kind.kind == "text":
        return folded(given) == folded(values)
    return kind.kind == "choices" and bool(set(given) & set(values))
