"""The comparison: rows by theme (or another key), columns by paper, entries where they meet.

Counts, silence and conflict are facts of what people found. What only rules
marked stands in its cell, but never enters a fact.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from annotate.model import Cell, Column, Consensus, Document, Entry, Extent, Facts, Row, Table, Texts, Work
from annotate.tables.entries import make_entries
from annotate.tables.filtering import notes, parted
from annotate.tables.keys import NONE_TITLES, column_keys, column_title, known_rows, row_keys, row_title
from annotate.tables.profile import Profile, check_rows, texts, vocabulary
from annotate.tables.study import Study

STRENGTHS = ("must", "should", "may", "bare", "")
VERDICTS = ("diverge", "mixed", "converge", "one-voice")
UNGROUPED = "-"
WHOLE = 0.98


def matrix(profile: Profile, study: Study, *, with_seeds: bool = False) -> Table:
    """Return the comparison that a profile describes."""
    check_rows(profile, study.schema, {key for d in study.documents for key in d.metadata.extra})
    entries, left = parted(profile, study, make_entries(study, profile.label, with_seeds=with_seeds))
    columns = _columns(profile, study, entries)
    rows = _rows(profile, study, entries, left, columns)
    return Table(
        id=profile.id,
        kind="matrix",
        title=profile.title,
        study=study.title,
        columns=columns,
        rows=rows,
        rows_by=profile.rows.by,
        rows_title=row_title(profile, study),
        annotators=study.annotators(),
        works=_works_in_order(study, columns),
        vocabulary=vocabulary(study.schema, profile.label),
        shown=profile.cells.shown,
        contents=profile.cells.contents,
        with_seeds=with_seeds,
        notes=notes(profile, study),
    )


def _works_in_order(study: Study, columns: Sequence[Column]) -> tuple[Work, ...]:
    order = {document: n for n, column in enumerate(columns) for document in column.documents}
    return tuple(sorted(study.works(), key=lambda work: order[work.document]))


def _columns(profile: Profile, study: Study, entries: Mapping[str, Sequence[Entry]]) -> tuple[Column, ...]:
    by = profile.columns.by
    members: dict[str, list[Document]] = {}
    for document in study.documents:
        for key in column_keys(by, document):
            members.setdefault(key, []).append(document)
    consensus = {c.document: c for c in study.consensus}
    columns = []
    for key, documents in members.items():
        title, subtitle = column_title(by, key, tuple(documents))
        own = [entry for d in documents for entry in entries[d.id]]
        shares = [_share(d, consensus[d.id], profile.label) for d in documents if d.id in consensus]
        column = Column(
            id=key,
            title=title,
            subtitle=subtitle,
            documents=tuple(d.id for d in documents),
            count=sum(not entry.machine for entry in own),
            n_machine=sum(entry.machine for entry in own),
            examined=bool(shares),
            share=round(sum(shares) / len(shares), 3) if shares else 0.0,
        )
        columns.append(column)
    # What can be compared stands side by side; papers that nobody annotated follow.
    return tuple(sorted(_ordered(columns, profile, members), key=lambda c: not c.examined))


def _ordered(columns: list[Column], profile: Profile, members: Mapping[str, Sequence[Document]]) -> list[Column]:
    order = profile.columns.order
    if order == "name":
        return sorted(columns, key=lambda c: (c.title["zh"], c.id))
    if order == "year":
        return sorted(columns, key=lambda c: min((d.metadata.year or 9999) for d in members[c.id]))
    if order == "count":
        return sorted(columns, key=lambda c: -(c.count or 0))
    return columns


def _share(document: Document, consensus: Consensus, label: str) -> float:
    """Return how much of a document's text a label was asked in."""
    asked = sorted(a.extent for a in consensus.asked if label in a.labels)
    covered, at = 0, 0
    for extent in asked:
        covered += max(0, extent.end - max(at, extent.start))
        at = max(at, extent.end)
    # Line feeds between tasks belong to no task.
    share = covered / max(1, len(document.text))
    return 1.0 if share >= WHOLE else share


def _rows(
    profile: Profile,
    study: Study,
    entries: Mapping[str, Sequence[Entry]],
    left: Mapping[str, Sequence[Entry]],
    columns: Sequence[Column],
) -> tuple[Row, ...]:
    by = profile.rows.by
    titles = known_rows(profile, study)
    found = _by_row(by, study, entries)
    gone = _by_row(by, study, left)
    loose = found.pop(UNGROUPED, [])
    if profile.rows.empty:
        found = {key: [] for key in titles} | found
    known = {key: n for n, key in enumerate(titles)}
    order = sorted(found, key=lambda key: (known.get(key, len(known)), key))
    rows = [
        _row(key, titles.get(key, {"zh": key, "en": key}), found[key], gone.get(key, ()), columns, profile, study)
        for key in order
    ]
    rows = _sorted_rows(rows, profile.rows.order)
    if loose:
        title = NONE_TITLES.get(by, NONE_TITLES[""])
        rows.append(_row(UNGROUPED, title, loose, gone.get(UNGROUPED, ()), columns, profile, study))
    return tuple(rows)


def _by_row(by: str, study: Study, entries: Mapping[str, Sequence[Entry]]) -> dict[str, list[Entry]]:
    """Return row id -> entries, in the order of papers and text; what belongs nowhere stands under `UNGROUPED`."""
    documents = {d.id: d for d in study.documents}
    found: dict[str, list[Entry]] = {}
    for own in entries.values():
        for entry in own:
            for key in row_keys(by, entry, documents[entry.document]) or (UNGROUPED,):
                found.setdefault(key, []).append(entry)
    return found


def _row(
    key: str,
    title: Texts,
    own: Sequence[Entry],
    left: Sequence[Entry],
    columns: Sequence[Column],
    profile: Profile,
    study: Study,
) -> Row:
    by_document: dict[str, list[Entry]] = {}
    for entry in own:
        by_document.setdefault(entry.document, []).append(entry)
    filtered = {entry.document for entry in left if not entry.machine}
    cells = tuple(
        _cell(c, [e for d in c.documents for e in by_document.get(d, ())], profile, filtered) for c in columns
    )
    theme = next((t for t in study.codebook.themes if t.id == key), None) if profile.rows.by == "theme" else None
    return Row(
        id=key,
        title=title,
        cells=cells,
        gloss=texts(theme.gloss) if theme else {},
        verdict=theme.verdict if theme else "",
        facts=_facts(cells, columns),
        grouped=key != UNGROUPED,
    )


def _cell(column: Column, own: Sequence[Entry], profile: Profile, filtered: Collection[str]) -> Cell:
    here = sorted(own, key=lambda e: _by_strength(e) if profile.cells.order == "strength" else e.place.extent)
    absence = ""
    if not any(not entry.machine for entry in here):
        absence = "not-examined" if not column.examined else "silent" if column.share else "not-asked"
        if any(document in filtered for document in column.documents):
            absence = "left-out"
    return Cell(entries=tuple(here), absence=absence)


def _by_strength(entry: Entry) -> tuple[bool, int, str, Extent]:
    strength = entry.modality if entry.modality in STRENGTHS else ""
    return (entry.machine, STRENGTHS.index(strength), entry.document, entry.place.extent)


def _facts(cells: Sequence[Cell], columns: Sequence[Column]) -> Facts:
    absent: dict[str, list[str]] = {kind: [] for kind in ("", "silent", "not-examined", "not-asked", "left-out")}
    for cell, column in zip(cells, columns, strict=True):
        absent[cell.absence].append(column.id)
    people = [entry for cell in cells for entry in cell.entries if not entry.machine]
    sides = {"against" if entry.polarity == "against" else "for" for entry in people}
    addressed: dict[str, int] = {}
    for entry in people:
        for name in entry.addressees:
            addressed[name] = addressed.get(name, 0) + 1
    return Facts(
        speak=tuple(absent[""]),
        silent=tuple(absent["silent"]),
        not_examined=tuple(absent["not-examined"]),
        not_asked=tuple(absent["not-asked"]),
        count=len({entry.reference for entry in people}),
        contested=len(sides) > 1,
        addressees=tuple(sorted(addressed, key=lambda name: (-addressed[name], name))),
    )


def group(row: Row) -> int:
    """Return the group of rows among which a row stands; a darker rule parts the groups.

    What the scholar judged stands first; of the rest, what should be looked at
    (for and against), then where several speak, then one, then nobody.
    """
    if not row.grouped:
        return 9
    if row.verdict:
        return VERDICTS.index(row.verdict)
    if row.facts.contested and len(row.facts.speak) > 1:
        return 4
    return {0: 8, 1: 6}.get(len(row.facts.speak), 5)


def _sorted_rows(rows: list[Row], order: str) -> list[Row]:
    if order == "verdict":
        return sorted(rows, key=group)
    if order == "count":
        return sorted(rows, key=lambda row: -row.facts.count)
    if order == "name":
        return sorted(rows, key=lambda row: (row.title.get("zh", ""), row.id))
    return rows
