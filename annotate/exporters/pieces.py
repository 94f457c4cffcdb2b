"""Cut a text at every edge that matters: the quotation, cue words, annotators' edges.

    text     其他  各 城 应 联 网  。
    layers        [quotation    ]
                      [cue]
    points       A[             ]A
    pieces   其他 A[ 各城 应 联网 ]A 。

Layers may overlap in any way; a piece names all layers that cover it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.model import Entry, Extent, Reading

FAR = 60
NEAR = 70


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the layers that cover it, or a mark between two stretches.

    Args:
        mark: letters of annotators whose span opens or closes here.
        side: `open` or `close` for a mark.
    """

    text: str = ""
    layers: frozenset[str] = frozenset()
    mark: str = ""
    side: str = ""


def cut(
    text: str,
    start: int,
    layers: Sequence[tuple[str, Extent]],
    points: Iterable[tuple[int, str, str]] = (),
) -> list[Piece]:
    """Return the pieces of a text that begins at an offset of its document.

    Args:
        text: what is cut.
        start: its offset.
        layers: names and extents, in the document.
        points: offset, side and letters of marks; those outside are left out.
    """
    end = start + len(text)
    marks = sorted((p for p in points if start <= p[0] <= end), key=lambda p: (p[0], p[1] != "close", p[2]))
    edges = {start, end, *(p[0] for p in marks)}
    for _, extent in layers:
        edges |= {edge for edge in (extent.start, extent.end) if start < edge < end}
    order = sorted(edges)
    pieces: list[Piece] = []
    at = 0
    for low, high in zip(order, [*order[1:], end], strict=True):
        while at < len(marks) and marks[at][0] == low:
            pieces.append(Piece(mark=marks[at][2], side=marks[at][1]))
            at += 1
        if high > low:
            cover = frozenset(name for name, e in layers if e.start <= low and high <= e.end)
            pieces.append(Piece(text=text[low - start : high - start], layers=cover))
    return pieces


def quotation(entry: Entry) -> list[Piece]:
    """Return an entry's quotation with its cue words."""
    return cut(entry.quotation, entry.place.extent.start, [("cue", cue) for cue in entry.cues])


def passage(entry: Entry, letters: Mapping[str, str]) -> list[Piece]:
    """Return an entry's paragraph: quotation, cue words, annotators' edges, what stands far off."""
    here = entry.place.extent
    low, high = entry.context_start, entry.context_start + len(entry.context)
    layers = [("quote", here), *(("cue", cue) for cue in entry.cues)]
    near = Extent(max(low, entry.sentence.start - NEAR), min(high, entry.sentence.end + NEAR))
    # A short rest is not worth a fold.
    layers += [("far", e) for e in (Extent(low, near.start), Extent(near.end, high)) if len(e) > FAR]
    return cut(entry.context, low, layers, _points(entry.readings, here, letters))


def _points(readings: Iterable[Reading], here: Extent, letters: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Return the annotators' edges; none if all agree with the quotation's."""
    found: dict[tuple[int, str], list[str]] = {}
    for reading in readings:
        for extent in reading.extents:
            found.setdefault((extent.start, "open"), []).append(letters[reading.annotator])
            found.setdefault((extent.end, "close"), []).append(letters[reading.annotator])
    if set(found) <= {(here.start, "open"), (here.end, "close")}:
        return []
    return [(offset, side, "".join(dict.fromkeys(who))) for (offset, side), who in found.items()]
