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
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.errors import InputError
from annotate.files import replacing
from annotate.model import Document, Extent, Span
from annotate.tables.signs import document_sign

FIELDS = ("reference", "sign", "number", "document", "label", "span", "start", "end", "quotation")
ENOUGH = 0.5


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


@dataclass(frozen=True, slots=True)
class References:
    """All references ever given in a study, in the order in which they were given."""

    given: tuple[Reference, ...] = ()
    _index: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def names(self, document: str, label: str) -> Mapping[str, str]:
        """Return span id -> reference for a document."""
        if not self._index:
            for r in self.given:
                self._index.setdefault((r.document, r.label), {})[r.span] = r.name
        return self._index.get((document, label), {})

    def extended(self, document: Document, label: str, spans: Sequence[Span]) -> References:
        """Return the references with those of a document's spans, old ones kept."""
        return self.extended_by([(document, spans)], label)

    def extended_by(self, found: Iterable[tuple[Document, Sequence[Span]]], label: str) -> References:
        """Return the references with those of several documents' spans, old ones kept; one pass over all."""
        kept = list(self.given)
        own: dict[str, list[int]] = {}
        last: dict[str, int] = {}
        for at, r in enumerate(kept):
            last[r.sign] = max(last.get(r.sign, 0), r.number)
            if r.label == label:
                own.setdefault(r.document, []).append(at)
        for document, spans in found:
            places = own.setdefault(document.id, [])
            matched = dict(_match([kept[at] for at in places], document, spans))
            renewed = {id(old): _renewed(old, document, span) for old, span in matched.values()}
            here = {span.id for span in spans}
            for at in places:
                kept[at] = renewed.get(id(kept[at])) or _parted(kept[at], here)
            new = [span for span in sorted(spans, key=lambda s: (s.extent, s.id)) if span.id not in matched]
            sign = document_sign(document) if new else ""
            for span in new:
                last[sign] = last.get(sign, 0) + 1
                places.append(len(kept))
                kept.append(_new(sign, last[sign], document, label, span))
        return References(tuple(kept))


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


def load_references(path: Path) -> References:
    """Read `references.csv`; a study without one has given none.

    Raises:
        InputError: the file was damaged, or one reference stands twice.
    """
    if not path.exists():
        return References()
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    if set(FIELDS) - set(rows.fieldnames or ()):
        raise InputError(str(path), f"does not have the columns {', '.join(FIELDS)}", "Restore it from a backup.")
    given: list[Reference] = []
    seen: set[str] = set()
    for row in rows:
        where = f"{path}:{rows.line_num}"
        try:
            reference = _read(row)
        except (ValueError, TypeError):
            raise InputError(where, "number, start or end is no number", "Restore it from a backup.") from None
        if reference.name in seen:
            raise InputError(where, f"{reference.name} stands twice", "Restore the file from a backup.")
        seen.add(reference.name)
        given.append(reference)
    return References(tuple(given))


def _read(row: Mapping[str, str]) -> Reference:
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
    """Write `references.csv`."""
    with replacing(path) as file:
        file.write(dumped(references.given))


def dumped(given: Iterable[Reference]) -> str:
    """Return references as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for r in given:
        place = (r.document, r.label, r.span, r.extent.start, r.extent.end)
        writer.writerow((r.name, r.sign, r.number, *place, r.quotation))
    return out.getvalue()
