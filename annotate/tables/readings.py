"""Each annotator's own version of a span: the dots, and the critical apparatus beneath it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from annotate.model import Annotation, Annotator, Reading, Span, Support
from annotate.tables.actors import Actors
from annotate.tables.reasons import ADDRESSED, Links

MARKED, PARTIAL, UNMARKED, NOT_ASKED = "marked", "partial", "unmarked", "not-asked"


class Hands:
    """The annotations of one document, by annotator and by stitched span id."""

    def __init__(self, annotations: Sequence[Annotation], text: str) -> None:
        """Index once."""
        self.text = text
        self._links = {a.annotator: Links(a) for a in annotations}
        self._by_label: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for annotation in annotations:
            for span in annotation.spans:
                self._by_label[annotation.annotator, span.label].append(span)

    def readings(self, span: Span, annotators: Sequence[Annotator], actors: Actors) -> tuple[Reading, ...]:
        """Return what each annotator has at a consensus span, in the annotators' order."""
        support = span.support or Support(by=(), asked=())
        return tuple(self._reading(span, support, a.id, actors) for a in annotators)

    def _reading(self, span: Span, support: Support, annotator: str, actors: Actors) -> Reading:
        state = _state(support, annotator)
        if state in (UNMARKED, NOT_ASKED):
            return Reading(annotator=annotator, state=state)
        own = self._own(span, support, annotator)
        attributes: dict[str, tuple[str, ...]] = {}
        for item in own:
            for attribute in item.attributes:
                before = attributes.get(attribute.name, ())
                attributes[attribute.name] = tuple(dict.fromkeys((*before, *attribute.values)))
        links = self._links.get(annotator)
        joined = [actor for item in own for actor in links.targets(item.id, ADDRESSED)] if links else []
        if joined:
            mentions = [self.text[a.extent.start : a.extent.end] for a in joined]
            attributes["addressee"] = actors.all_of(mentions)
        extents = tuple(item.extent for item in own)
        return Reading(annotator=annotator, state=state, extents=extents, attributes=dict(sorted(attributes.items())))

    def _own(self, span: Span, support: Support, annotator: str) -> list[Span]:
        """Return the annotator's spans behind a consensus span.

        They are the members that reconcile merged; where an annotator stands
        behind it with a span that went elsewhere, those that overlap it.
        """
        links = self._links.get(annotator)
        if links is None:
            return []
        members = [links.spans[m] for m in support.members if m in links.spans]
        found = members or [s for s in self._by_label[annotator, span.label] if s.overlaps(span)]
        return sorted(found, key=lambda s: (s.extent, s.id))


def _state(support: Support, annotator: str) -> str:
    if annotator in support.by:
        return MARKED
    if annotator in support.partial:
        return PARTIAL
    return UNMARKED if annotator in support.asked else NOT_ASKED


def votes(readings: Sequence[Reading], attribute: str) -> Mapping[str, int]:
    """Return how many annotators gave each value of an attribute, in order of first mention."""
    counted: dict[str, int] = {}
    for reading in readings:
        for value in reading.attributes.get(attribute, ()):
            counted[value] = counted.get(value, 0) + 1
    return counted
