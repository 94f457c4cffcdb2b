"""Entries as tuples, texts and numbers: what goes to disk when a table is too long to be held.

    Entry(reference="秦5", place=Place(…), readings=(Reading(…), …))
    ["秦5", …, ["qin", ("一、现状",), 3, (40, 52), ""], …, [["a1", "marked", …], …]]

Each value is the list of its fields in their order; a field that holds values of
our own is packed in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from annotate.model import Entry, Extent, Place, Reading, Reason, Support

Change = Callable[[Any], Any]


def _pair(extent: Extent) -> tuple[int, int]:
    return (extent.start, extent.end)


def _extent(pair: tuple[int, int]) -> Extent:
    return Extent(*pair)


def _maybe(change: Change) -> Change:
    return lambda value: None if value is None else change(value)


def _each(change: Change) -> Change:
    return lambda values: tuple([change(value) for value in values]) if values else ()


class Packing:
    """How the values of one class are packed.

    Args:
        kind: a frozen dataclass with slots.
        within: field -> how what it holds is packed and unpacked; the other fields hold what is plain.
    """

    def __init__(self, kind: type[Any], within: dict[str, tuple[Change, Change]]) -> None:
        """Look the fields up once."""
        names = [field.name for field in fields(kind)]
        self._kind = kind
        self._values = attrgetter(*names)
        # A slot is set by its descriptor: a frozen value's own way in costs twice the time.
        self._setters = [getattr(kind, name).__set__ for name in names]
        self._changed = [(names.index(name), *changes) for name, changes in within.items()]

    def pack(self, value: Any) -> list[Any]:  # noqa: ANN401 - a value of the class
        """Return a value's fields, packed."""
        own = list(self._values(value))
        for place, pack, _ in self._changed:
            own[place] = pack(own[place])
        return own

    def unpack(self, own: list[Any]) -> Any:  # noqa: ANN401 - a value of the class
        """Return the value that was packed."""
        for place, _, unpack in self._changed:
            own[place] = unpack(own[place])
        value = object.__new__(self._kind)
        for set_field, each in zip(self._setters, own, strict=True):
            set_field(value, each)
        return value


EXTENT = (_pair, _extent)
EXTENTS = (_each(_pair), _each(_extent))
PLACE = Packing(Place, {"extent": EXTENT})
SUPPORT = Packing(Support, {})
BACKING = (_maybe(SUPPORT.pack), _maybe(SUPPORT.unpack))
READING = Packing(Reading, {"extents": EXTENTS})
WHERE = (PLACE.pack, PLACE.unpack)


def _pack_reasons(reasons: tuple[Reason, ...]) -> list[list[Any]]:
    return [REASON.pack(reason) for reason in reasons]


def _unpack_reasons(packed: list[list[Any]]) -> tuple[Reason, ...]:
    return tuple([REASON.unpack(own) for own in packed]) if packed else ()


REASONS = (_pack_reasons, _unpack_reasons)
REASON = Packing(Reason, {"place": WHERE, "support": BACKING, "marked": BACKING, "reasons": REASONS})
ENTRY = Packing(
    Entry,
    {
        "place": WHERE,
        "sentence": EXTENT,
        "cues": EXTENTS,
        "reasons": REASONS,
        "support": BACKING,
        "readings": (_each(READING.pack), _each(READING.unpack)),
    },
)
