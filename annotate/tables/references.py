"""References such as 秦5: given once, kept in `work/references.csv`, never given again.

A reference belongs to a place in a paper. On every run the spans of that run
are matched with what was given before, most certain first:

1. the same span id;
2. the same extent in the document;
3. the same words in the same document (the cleaning moved them);
4. the largest overlap, at least half of both together (the edges moved).

What is left gets the next free number of its author's sign. A reference whose
span vanished stays in the file, so that a printed 秦5 never means another
sentence later.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from annotate.edited import write_rows
from annotate.errors import InputError
from annotate.files import cells_up_to, replacing
from annotate.inert import encodable, guarded, unguarded
from annotate.model import Document, Extent, Span
from annotate.spool import Spool
from annotate.tables.signs import document_sign

FIELDS = ("reference", "sign", "number", "document", "label", "span", "start", "end", "quotation")
ENOUGH = 0.5
LONGEST = (1 << 31) - 1
"""Characters of a quotation that may be read back; the reader's own limit is 131,072."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One line of `references.csv`."""

    sign: str
    number: int
    document: str
    label: str
    span: str
    extent: Extent
    quotation: str

    @property
    def name(self) -> str:
        """Return what stands in tables: 秦5; a sign that ends in a digit is set off."""
        return f"{self.sign}{'.' if self.sign[-1:].isdigit() else ''}{self.number}"


def _pack(r: Reference) -> tuple[str | int, ...]:
    return (r.sign, r.number, r.document, r.label, r.span, r.extent.start, r.extent.end, r.quotation)


def _unpack(own: Sequence[Any]) -> Reference:
    sign, number, document, label, span, start, end, quotation = own
    return Reference(
        sign=sign,
        number=number,
        document=document,
        label=label,
        span=span,
        extent=Extent(start, end),
        quotation=quotation,
    )


class References:
    """All references ever given in a study, in the order in which they were given.

    Many of them lie on disk; of each, only its place is held.

    Args:
        given: what was given; a spool is taken over as it is.
        folder: where many lie; without it, where the system keeps what is temporary.
    """

    def __init__(self, given: Iterable[Reference] = (), folder: Path | None = None) -> None:
        """Take what was given."""
        self._folder = folder
        self.given: Spool[Reference] = Spool(_pack, _unpack, folder)
        self._places: dict[tuple[str, str], array[int]] = {}
        for reference in given:
            self._add(reference)

    def _add(self, reference: Reference) -> None:
        places = self._places.setdefault((reference.document, reference.label), array("Q"))
        places.append(self.given.append(reference))

    def __eq__(self, other: object) -> bool:
        """True if the same were given, in the same order."""
        return isinstance(other, References) and list(self.given) == list(other.given)

    __hash__ = None  # type: ignore[assignment]

    def names(self, document: str, label: str) -> Mapping[str, str]:
        """Return span id -> reference for a document."""
        return {r.span: r.name for r in self._own(document, label)}

    def _own(self, document: str, label: str) -> list[Reference]:
        return [self.given[place] for place in self._places.get((document, label), ())]

    def extended(self, document: Document, label: str, spans: Sequence[Span]) -> References:
        """Return the references with those of a document's spans, old ones kept."""
        return self.extended_by([(document, spans)], label)

    def extended_by(self, found: Iterable[tuple[Document, Sequence[Span]]], label: str) -> References:
        """Return the references with those of several documents' spans, old ones kept; each document comes once."""
        last: dict[str, int] = {}
        for r in self.given:
            last[r.sign] = max(last.get(r.sign, 0), r.number)
        changed: dict[int, Reference] = {}
        new: Spool[Reference] = Spool(_pack, _unpack, self._folder)
        for document, spans in found:
            places, own = self._places.get((document.id, label), ()), self._own(document.id, label)
            matched = dict(_match(own, document, spans))
            renewed = {id(old): _renewed(old, document, span) for old, span in matched.values()}
            here = {span.id for span in spans}
            for place, old in zip(places, own, strict=True):
                now = renewed.get(id(old)) or _parted(old, here)
                if now != old:
                    changed[place] = now
            unknown = [span for span in sorted(spans, key=lambda s: (s.extent, s.id)) if span.id not in matched]
            sign = document_sign(document) if unknown else ""
            for span in unknown:
                last[sign] = last.get(sign, 0) + 1
                new.append(_new(sign, last[sign], document, label, span))
        kept = (changed.get(place, r) for place, r in enumerate(self.given))
        return References(chain(kept, new), self._folder)


def _new(sign: str, number: int, document: Document, label: str, span: Span) -> Reference:
    return Reference(
        sign=sign,
        number=number,
        document=document.id,
        label=label,
        span=span.id,
        extent=span.extent,
        quotation=document.quote(span.extent),
    )


def _renewed(old: Reference, document: Document, span: Span) -> Reference:
    return replace(old, span=span.id, extent=span.extent, quotation=document.quote(span.extent))


def _parted(old: Reference, here: set[str]) -> Reference:
    """Return a reference whose words vanished; its span id may live on under another reference."""
    return replace(old, span="") if old.span in here else old


def _match(
    own: Sequence[Reference], document: Document, spans: Sequence[Span]
) -> Iterator[tuple[str, tuple[Reference, Span]]]:
    free = list(own)
    open_spans = sorted(spans, key=lambda s: (s.extent, s.id))
    tests: tuple[Callable[[Reference, Span], bool], ...] = (
        lambda r, s: r.span == s.id,
        lambda r, s: r.extent == s.extent,
        lambda r, s: r.quotation == document.quote(s.extent),
    )
    for test in tests:
        for span in list(open_spans):
            old = next((r for r in free if test(r, span)), None)
            if old is not None:
                free.remove(old)
                open_spans.remove(span)
                yield span.id, (old, span)
    pairs = sorted(
        ((-r.extent.iou(s.extent), i, j) for i, r in enumerate(free) for j, s in enumerate(open_spans)),
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for iou, i, j in pairs:
        if -iou < ENOUGH:
            break
        # The extents are of different texts if the words moved: then overlap says nothing.
        if i in used_old or j in used_new or document.quote(free[i].extent) != free[i].quotation:
            continue
        used_old.add(i)
        used_new.add(j)
        yield open_spans[j].id, (free[i], open_spans[j])


def load_references(path: Path, folder: Path | None = None) -> References:
    """Read `references.csv`; a study without one has given none.

    Args:
        path: of the file.
        folder: where many references lie while they are used.

    Raises:
        InputError: the file was damaged, or one reference stands twice.
    """
    if not path.exists():
        return References(folder=folder)
    references = References((reference for _, reference in _rows(path)), folder)
    _refuse_twice(path, references)
    return references


def _rows(path: Path) -> Iterator[tuple[int, Reference]]:
    """Yield the references of a file with their lines."""
    todo = "Restore it from a backup."
    with cells_up_to(LONGEST), path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        try:
            _check_head(path, rows)
            for row in rows:
                yield rows.line_num, _read(row, f"{path}:{rows.line_num}")
        except InputError:
            raise
        except UnicodeDecodeError:
            raise InputError(str(path), "is not UTF-8", todo) from None
        except ValueError:
            raise InputError(f"{path}:{rows.line_num}", "number, start or end is no number", todo) from None


def _check_head(path: Path, rows: csv.DictReader[str]) -> None:
    if set(FIELDS) - set(rows.fieldnames or ()):
        raise InputError(str(path), f"does not have the columns {', '.join(FIELDS)}", "Restore it from a backup.")


def _refuse_twice(path: Path, references: References) -> None:
    """Refuse a file in which one reference stands twice; of each only a hash is held."""
    hashes = sorted(array("q", (hash(reference.name) for reference in references.given)))
    if all(one != other for one, other in pairwise(hashes)):
        return
    seen: set[str] = set()
    for line, reference in _rows(path):
        if reference.name in seen:
            raise InputError(f"{path}:{line}", f"{reference.name} stands twice", "Restore the file from a backup.")
        seen.add(reference.name)


def _read(row: Mapping[str | None, str | None], where: str) -> Reference:
    whole = {name: unguarded(cell) for name, cell in row.items() if name is not None and cell is not None}
    if len(whole) < len(row):
        raise InputError(where, "holds too few cells or too many", "Restore it from a backup.")
    return _reference(whole)


def _reference(row: Mapping[str, str]) -> Reference:
    return Reference(
        sign=row["sign"],
        number=int(row["number"]),
        document=row["document"],
        label=row["label"],
        span=row["span"],
        extent=Extent(int(row["start"]), int(row["end"])),
        quotation=row["quotation"],
    )


def save_references(path: Path, references: References) -> None:
    """Write `references.csv`; who opens it in a spreadsheet sees words, never a formula's result."""
    with replacing(path) as file:
        write_rows(file, chain([FIELDS], map(_cells, references.given)))


def _cells(r: Reference) -> list[str]:
    cells = (r.name, r.sign, r.number, r.document, r.label, r.span, r.extent.start, r.extent.end, r.quotation)
    return [encodable(guarded(str(cell))) for cell in cells]
