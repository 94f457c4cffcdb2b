"""From what was read to spans with their attributes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from annotate.codebook import Codebook
from annotate.model import Attribute, Document, Extent, Span, stable_id
from annotate.seeding.addressee import addressees
from annotate.seeding.decide import ADVICE, Verdict
from annotate.seeding.edges import TAILS, Edge, edges
from annotate.seeding.folding import fold
from annotate.seeding.reading import Read

MAX_THEMES = 2
ADDRESSED, ADDRESSED_SCORE = "addressee", 0.7
ACTOR_KINDS = ("government", "company", "organization", "group", "person")
"""An actor that no list names (行业协会, 出版机构) is one where the sentence advises it."""


class Marked(NamedTuple):
    """A span, and the sentence it was found in.

    Args:
        verdict: of the unit that it is a part of; None for an actor.
        subject: extent of the subject that is advised; None where there is none.
    """

    span: Span
    read: Read
    verdict: Verdict | None = None
    subject: Extent | None = None


def mark(document: Document, read: Read, codebook: Codebook) -> Iterator[Marked]:
    """Yield the spans of a sentence: its units first, then its actors."""
    advised: dict[Extent, None] = {}
    start, end = read.folded.start, read.folded.end
    for verdict in read.verdicts:
        found = edges(verdict)
        subjects = addressees(read, verdict, found) if verdict.label == ADVICE else repeat(None)
        for edge, subject in zip(found, subjects, strict=False):
            extent = Extent(start(edge.start), end(edge.end))
            if extent.start < extent.end:
                yield _component(document, read, verdict, edge, extent, codebook, subject)
            if subject and read.sentence.extent.contains(subject):
                advised.setdefault(subject)
    named: set[int] = set()
    for mention in read.mentions:
        extent = Extent(start(mention.start), end(mention.end))
        if advised:
            named.update(range(extent.start, extent.end))
        yield Marked(_actor(document, extent, mention.type, mention.score, mention.rule), read)
    for extent in advised:
        places = range(extent.start, extent.end)
        kind = _kind(document.quote(extent), read) if named.isdisjoint(places) else ""
        if kind:
            named.update(places)
            yield Marked(_actor(document, extent, kind, ADDRESSED_SCORE, ADDRESSED), read)


def _actor(document: Document, extent: Extent, kind: str, score: float, rule: str) -> Span:
    return _span(document, "actor", extent, _type(kind), score, rule)


@lru_cache(maxsize=64)
def _type(kind: str) -> tuple[Attribute, ...]:
    return (_attribute("type", (kind,)),)


def _kind(quotation: str, read: Read) -> str:
    """Return the type of an actor by how its name ends, empty where no list of endings has it."""
    words = fold(quotation, read.pack.fold).text if read.pack.fold else quotation
    for kind in ACTOR_KINDS:
        ends = read.pack.words.get(f"agent_{kind}")
        if ends and any(found.end() == len(words) for found in ends.regex.finditer(words)):
            return kind
    return ""


def _component(
    document: Document,
    read: Read,
    verdict: Verdict,
    edge: Edge,
    extent: Extent,
    codebook: Codebook,
    subject: Extent | None,
) -> Marked:
    values: dict[str, tuple[str, ...]] = {}
    if edge.label == ADVICE:
        own = next((part for part in edge.parts if part.advises), None)
        rule, chosen = (own or verdict.best).advice.foremost
        values = {"modality": ("bare",), "polarity": ("for",), **chosen}
        if own is None or (own is not edge.parts[0] and read.folded.text.startswith(TAILS, own.facts.core)):
            values["polarity"] = ("for",)  # what a purpose tail, or another part of the sentence, is against
        if codebook.themes:
            themes = _themes(document.quote(extent), codebook)
            values |= {"theme": themes} if themes else {}
        elif note := _theme_note(read, edge):
            values["theme_note"] = (note,)
        values |= {"addressee": (document.quote(subject),)} if subject else {}
    else:
        rule, chosen = verdict.foremost(edge.label)
        values = {"type": ("case",), **chosen} if edge.label == "evidence" else {}
    attributes = _attributes(tuple(values.items())) if values else ()
    span = _span(document, edge.label, extent, attributes, verdict.score, rule)
    return Marked(span, read, verdict, subject)


@lru_cache(maxsize=1 << 14)
def _attributes(values: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Attribute, ...]:
    """Return attributes by name; most spans of a corpus share theirs."""
    return tuple(_attribute(name, own) for name, own in sorted(values))


@lru_cache(maxsize=4096)
def _attribute(name: str, values: tuple[str, ...]) -> Attribute:
    return Attribute(name=name, values=values)


def _themes(quotation: str, codebook: Codebook) -> tuple[str, ...]:
    """Return the themes whose title, or a word they match, stands in the quotation."""
    return tuple(
        theme.id
        for theme in codebook.themes
        if any(word and word.casefold() in quotation.casefold() for word in (*theme.title.values(), *theme.match))
    )


def _theme_note(read: Read, edge: Edge) -> str:
    """Return the titles of the general themes with most words in the span, two at most."""
    words, possible = read.folded.text[edge.start : edge.end], read.possible
    hits = [(len(set(regex.findall(words))), title) for bit, title, regex in read.pack.theme_words if possible & bit]
    ranked = sorted((pair for pair in hits if pair[0]), key=lambda pair: -pair[0])
    return "；".join(title for _, title in ranked[:MAX_THEMES])


def _span(
    document: Document, label: str, extent: Extent, attributes: tuple[Attribute, ...], score: float, rule: str
) -> Span:
    return Span(
        id=stable_id(document.id, rule, label, extent.start, extent.end),
        label=label,
        extent=extent,
        attributes=attributes,
        score=score,
        rule=rule,
        origin="rule",
    )
