"""Marks that quote words -> spans and relations at their place in a document's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotate.demo.work import Mark, listed
from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.model import Attribute, Extent, Relation, Span

_TITLE = re.compile(r"《[^》]*》")
_TO_MARKS = ("supports", "attacks")
_TO_ACTORS = ("addressed_to", "attributed_to")


@dataclass(frozen=True, slots=True)
class Placed:
    """What one annotator marked in one text."""

    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]


@dataclass(slots=True)
class _Placing:
    """What grows while the marks of one paper are placed."""

    text: str
    where: str
    by_id: dict[str, Span] = field(default_factory=dict)
    mentions: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    problems: list[AnnotateError] = field(default_factory=list)


def find_quote(text: str, quote: str, where: str) -> Extent:
    """Return the one place of a quotation in a text.

    Raises:
        InputError: it stands there never, or more than once.
    """
    count = text.count(quote) if quote else 0
    if count != 1:
        todo = "Quote the paper's own words, enough of them to be unique."
        raise InputError(where, f"the quotation {quote[:30]!r} stands {count} times in the text", todo)
    start = text.index(quote)
    return Extent(start, start + len(quote))


def place(marks: Sequence[Mark], text: str, where: str) -> Placed:
    """Place all marks of one annotator in a text.

    Raises:
        InputError, ProblemsError: every quotation or relation that has no place.
    """
    placing = _Placing(text=text, where=where)
    placing.mentions.extend(_mentions(marks, text))
    for mark in marks:
        if not mark.everywhere:
            _place_mark(placing, mark)
    for mark in marks:
        if mark.id in placing.by_id:
            _relate(placing, mark)
    raise_problems(placing.problems)
    spans = (*placing.by_id.values(), *placing.mentions)
    ordered = sorted(spans, key=lambda span: (span.extent, span.label, span.id))
    return Placed(spans=tuple(ordered), relations=tuple(placing.relations))


def _place_mark(placing: _Placing, mark: Mark) -> None:
    where = f"{placing.where} {mark.id}"
    if not mark.id or mark.id in placing.by_id:
        placing.problems.append(InputError(where, "has no id, or one that stands twice"))
        return
    try:
        extent = find_quote(placing.text, mark.quote, where)
    except InputError as error:
        placing.problems.append(error)
        return
    placing.by_id[mark.id] = _span(mark, mark.id, extent)


def _span(mark: Mark, name: str, extent: Extent) -> Span:
    attributes = tuple(Attribute(name=key, values=values) for key, values in mark.values().items())
    return Span(id=name, label=mark.label, extent=extent, attributes=attributes)


def _mentions(marks: Iterable[Mark], text: str) -> Iterator[Span]:
    """Yield each mention of a name, of two that overlap the longer, none inside 《》."""
    owners = {name: mark for mark in marks for name in mark.everywhere}
    if not owners:
        return
    names = sorted(owners, key=lambda name: (-len(name), name))
    # Letters on either side would make it part of a longer Latin word.
    pattern = re.compile(r"(?<![A-Za-z])(?:" + "|".join(map(re.escape, names)) + r")(?![A-Za-z])")
    titles = [Extent(*match.span()) for match in _TITLE.finditer(text)]
    for match in pattern.finditer(text):
        extent = Extent(*match.span())
        if not any(title.overlaps(extent) for title in titles):
            yield _span(owners[match.group()], f"a{extent.start}", extent)


def _relate(placing: _Placing, mark: Mark) -> None:
    source = placing.by_id[mark.id]
    for kind in (*_TO_MARKS, *_TO_ACTORS):
        for name in listed(getattr(mark, kind)):
            target = placing.by_id.get(name) if kind in _TO_MARKS else _nearest(placing, source, name)
            if target is None:
                problem = InputError(f"{placing.where} {mark.id}", f"{kind} {name!r}, which is not marked")
                placing.problems.append(problem)
                continue
            name_ = f"{source.id}-{kind}-{target.id}"
            placing.relations.append(Relation(id=name_, type=kind, source=source.id, target=target.id))


def _nearest(placing: _Placing, span: Span, name: str) -> Span | None:
    """Return the mention of a name that stands nearest, of two the earlier."""

    def distance(mention: Span) -> tuple[int, int]:
        gap = max(mention.extent.start - span.extent.end, span.extent.start - mention.extent.end, 0)
        return gap, mention.extent.start

    words = (m for m in placing.mentions if placing.text[m.extent.start : m.extent.end] == name)
    return min(words, key=distance, default=None)
