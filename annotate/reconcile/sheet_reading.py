"""Decisions read back from the table of disputes that a person filled in (`annotate.reconcile.sheet`).

What was not changed is what was proposed; what was changed must stand in the paper,
and be in the schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.model import Attribute, Decision, Document, Extent, Labelling, Span
from annotate.reconcile.sheet import BETWEEN, Proposal, Row, as_cell
from annotate.schema import Schema, check

WORDS = {"keep": "keep", "drop": "drop", "保留": "keep", "舍去": "drop"}
"""What may stand in the column `decision`, and what it means."""


def from_rows(
    rows: Sequence[tuple[str, Row]],
    originals: Mapping[tuple[str, str], Proposal],
    documents: Mapping[str, Document],
    schema: Schema,
    at: str,
    known: Sequence[Decision] = (),
) -> tuple[Decision, ...]:
    """Read the decisions that a filled sheet holds.

    A sheet may be filled in parts: a row that was read before, and whose dispute
    is settled since, is passed over.

    Args:
        rows: each with the place it stands at, for messages.
        originals: by their keys, the proposals as they were written.
        documents: id -> document.
        schema: what may be set.
        at: when they were read, ISO 8601.
        known: decisions that were made before.

    Raises:
        InputError, ProblemsError: every problem of every row.
    """
    decisions: list[Decision] = []
    problems: list[AnnotateError] = []
    new = {id(row) for row in unread([row for _, row in rows], known)}
    for where, row in rows:
        if not row.get("decision", "").strip():
            continue
        original = originals.get((row.get("dispute", ""), row.get("members", "")))
        if original is None and id(row) not in new:
            continue
        if original is None:
            what = "no dispute has these members any more"
            problems.append(InputError(where, what, "Run: annotate reconcile, then annotate adjudicate sheet."))
            continue
        try:
            decision = _decision(row, original, documents[original.row["document"]], at, where)
        except InputError as error:
            problems.append(error)
            continue
        problems.extend(_misfits(decision, original, schema, where))
        decisions.append(decision)
    raise_problems(problems)
    return tuple(decisions)


def unread(rows: Iterable[Row], known: Iterable[Decision]) -> list[Row]:
    """Return the filled rows that say something else than the latest decision on their marks, or that have none."""
    latest = {frozenset(map(as_cell, one.members)): one for one in sorted(known, key=lambda one: one.moment)}
    return [row for row in rows if row["decision"].strip() and not _repeats(row, latest)]


def _repeats(row: Row, latest: Mapping[frozenset[str], Decision]) -> bool:
    before = latest.get(frozenset(row["members"].split(BETWEEN)))
    if before is None or (before.by, before.why) != (row["by"], row["why"]):
        return False
    same = WORDS.get(row["decision"].strip().lower()) == ("drop" if before.kind == "drop" else "keep")
    return same and before.label in ("", row["label"])


def _decision(row: Row, original: Proposal, document: Document, at: str, where: str) -> Decision:
    said = row["decision"].strip().lower()
    word = WORDS.get(said)
    if word is None:
        raise InputError(f"{where} decision", f"{row['decision']!r} is not known", nearest(said, list(WORDS)))
    pattern = Decision(document=document.id, kind="drop", members=original.members, by=row["by"], at=at, why=row["why"])
    if word == "drop":
        return pattern
    changed = [column for column in ("label", "text", "attributes") if row[column] != original.row[column]]
    if changed and original.extent is None:
        what = "a relation can only be kept or dropped"
        raise InputError(f"{where} {changed[0]}", what, "Leave it as it was; draw another in the annotators' project.")
    # An attribute dispute that is kept as it is makes the suggestion the decision.
    says = "attributes" in changed or original.row["kind"] == "attribute"
    if not changed and not says:
        return replace(pattern, kind="keep")
    edges = _find(row["text"], original, document, where) if "text" in changed else None
    given = _attributes(row["attributes"], where) if "attributes" in changed else original.attributes
    return replace(
        pattern,
        kind="set",
        label=row["label"],
        start=edges.start if edges else None,
        end=edges.end if edges else None,
        # What was there and is not any more is unset.
        attributes={**dict.fromkeys(original.attributes, ()), **given} if says else {},
    )


def _misfits(decision: Decision, original: Proposal, schema: Schema, where: str) -> Iterator[InputError]:
    """Yield what a decision sets and the schema does not have; what was there before is not the adjudicator's."""
    new = {name: values for name, values in decision.attributes.items() if values != original.attributes.get(name)}
    if decision.kind != "set" or (decision.label == original.row["label"] and not new):
        return
    attributes = tuple(Attribute(name=name, values=values) for name, values in new.items() if values)
    span = Span(id="", label=decision.label, extent=Extent(0, 1), attributes=attributes)
    label = schema.label(decision.label)
    known = [attribute.id for attribute in label.attributes] if label else [known.id for known in schema.labels]
    for issue in check(Labelling(document=decision.document, spans=(span,)), schema):
        column = "attributes" if label else "label"
        todo = nearest(issue.found, issue.expected.split(", ") if issue.expected else known)
        yield InputError(f"{where} {column}", f"{issue.message} ({issue.found})", todo)


def _find(text: str, original: Proposal, document: Document, where: str) -> Extent:
    """Return where new words stand in the passage: of several places the one nearest to the old words."""
    before = original.extent or original.passage
    starts: list[int] = []
    at = document.text.find(text, original.passage.start, original.passage.end) if text else -1
    while at >= 0:
        starts.append(at)
        at = document.text.find(text, at + 1, original.passage.end)
    if not starts:
        raise InputError(f"{where} text", f"{text!r} does not stand in the passage", "Give words of the passage.")
    found = [Extent(start, start + len(text)) for start in starts]
    return min(found, key=lambda extent: (-extent.overlap(before), abs(extent.start - before.start), extent.start))


def _attributes(text: str, where: str) -> dict[str, tuple[str, ...]]:
    attributes = {}
    for part in filter(None, map(str.strip, _parted(text, ";"))):
        name, equals, values = part.partition("=")
        if not equals:
            raise InputError(f"{where} attributes", f"{part!r} is not NAME=VALUE", "Part several by ; and values by |.")
        attributes[name.strip()] = tuple(_bare(value) for value in map(str.strip, _parted(values, "|")) if value)
    return attributes


def _parted(text: str, sign: str) -> list[str]:
    """Return the parts between signs that no backslash stands before; the backslashes stay."""
    parts = [""]
    for token in re.findall(r"\\.|.", text, re.DOTALL):
        if token == sign:
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _bare(text: str) -> str:
    return re.sub(r"\\([\\;|])", r"\1", text)
