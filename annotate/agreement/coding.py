"""Characters and sentences as items that each annotator codes with one value.

* characters: the value is the label marked there, or none; overlapping spans of
  one annotator as in `annotate.agreement.units` (the shorter one stands).
* sentences: a sentence bears a label if a span of it shares at least half of the
  sentence or half of the span with it; several labels together are a value of
  their own. Sentences that lie partly outside what was asked are left out.

Items coded alike are counted together: `(values of the annotators) -> number`.
Most text is unmarked, so that coefficients over characters rest on many items
that nobody doubts, and neighbouring characters are not independent: intervals
must come from resampling sections, never from the number of characters.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotate.agreement.comparison import Comparison, Stretch
from annotate.agreement.metric import NO_PASSAGE, NOTHING_MARKED, Basis, Count, Counted, Figure
from annotate.agreement.units import Continuum, Unit
from annotate.model import Extent

NONE = ""
"""The value of what is not marked."""
Codes = Counter[tuple[str, ...]]
"""The values that the annotators of an item gave -> how many items are coded so."""


def characters(comparison: Comparison) -> Codes:
    """Count the characters by their codes, in the order of the annotators asked there."""
    return comparison.known.once("characters", lambda: _characters(comparison))


def _characters(comparison: Comparison) -> Codes:
    codes: Codes = Counter()
    for continuum in comparison.scope.continua:
        codes.update(_runs(continuum))
    return codes


def _runs(continuum: Continuum) -> dict[tuple[str, ...], int]:
    events: list[tuple[int, int, int, str]] = []
    for row, units in enumerate(continuum.units):
        for start, end, value in units:
            # Ends before starts, so that spans that touch do not undo each other.
            events += [(end, 0, row, NONE), (start, 1, row, value)]
    events.sort()
    now = [NONE] * len(continuum.units)
    counted: dict[tuple[str, ...], int] = {}
    at = 0
    for place, _, row, value in [*events, (continuum.length, 0, 0, NONE)]:
        if place > at:
            key = tuple(now)
            counted[key] = counted.get(key, 0) + place - at
            at = place
        now[row] = value
    return counted


def sentences(comparison: Comparison) -> Codes:
    """Count the sentences by their codes."""
    return comparison.known.once("sentences", lambda: _sentences(comparison))


def _sentences(comparison: Comparison) -> Codes:
    codes: Codes = Counter()
    for stretch in comparison.scope.stretches:
        codes.update(zip(*_coded(stretch, comparison), strict=True))
    return codes


def _coded(stretch: Stretch, comparison: Comparison) -> Iterator[list[str]]:
    inside = [s for s in comparison.sentences.get(stretch.document, ()) if stretch.extent.contains(s)]
    starts = [sentence.start for sentence in inside]
    for annotator in stretch.annotators:
        borne: list[set[str]] = [set() for _ in inside]
        for view in comparison.scope_views:
            for start, end, value in view.units_in(stretch, annotator):
                unit: Unit = (start + stretch.extent.start, end + stretch.extent.start, value)
                for place in _bearing(unit, inside, starts):
                    borne[place].add(value)
        yield ["+".join(sorted(values)) for values in borne]


def _bearing(unit: Unit, inside: Sequence[Extent], starts: Sequence[int]) -> Iterator[int]:
    marked = Extent(unit[0], unit[1])
    first = max(0, bisect_right(starts, marked.start) - 1)
    for place in range(first, bisect_left(starts, marked.end)):
        if 2 * inside[place].overlap(marked) >= min(len(inside[place]), len(marked)) > 0:
            yield place


def figure(about: Comparison | Basis, codes: Codes, value: float | None) -> Figure:
    """Say what a coefficient of these codes rests on, or why there is none."""
    if not codes:
        return Figure(value=None, n_units=0, reason=_why_empty(about if isinstance(about, Basis) else Basis.of(about)))
    if value is None:
        only = {one for values in codes for one in values}
        reason = NOTHING_MARKED if only == {NONE} else "everything is coded the same, as chance would have it"
        return Figure(value=None, n_units=codes.total(), reason=reason)
    return Figure(value=value, n_units=codes.total())


def _why_empty(basis: Basis) -> str:
    if not basis.passages:
        return NO_PASSAGE
    if not basis.sentences:
        return "the documents' sentences are not given"
    return "no whole sentence lies in what was asked of two annotators"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """The figure of a coefficient: what counts of characters or sentences are concluded with."""

    of: Callable[[Codes], float | None]

    def __call__(self, count: Count, basis: Basis) -> Figure:
        """Return the figure."""
        codes: Codes = Counter({values: int(n) for values, n in count.items()})
        return figure(basis, codes, self.of(codes) if codes else None)


def on_characters(coefficient: Callable[[Codes], float | None]) -> Counted[Figure]:
    """Return what computes a coefficient on characters."""
    return Counted(count=characters, conclude=Coefficient(coefficient))


def on_sentences(coefficient: Callable[[Codes], float | None]) -> Counted[Figure]:
    """Return what computes a coefficient on sentences."""
    return Counted(count=sentences, conclude=Coefficient(coefficient))
