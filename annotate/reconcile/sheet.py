r"""A table of disputes that a person fills in, and the decisions read back from it.

One row a proposal: a mark as one or more annotators made it, in a dispute. In the
column `decision` the adjudicator writes `keep` or `drop` (保留, 舍去); what is left empty is
not decided. Who changes `label`, `text` or `attributes` of a kept row sets them:
the new text must stand in the paper, in or beside the dispute's passage, and
what is set must be in the schema. An attribute that is taken out is unset.

    type=statistic; theme=ports|tides; note=first\; second

A backslash before ; | or \ makes it a sign of the words themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.inert import safe
from annotate.model import Annotation, Attribute, Decision, Dispute, Document, Extent, Labelling, Relation, Span
from annotate.schema import Schema, check

COLUMNS = (
    "dispute", "document", "kind", "severity", "detail", "passage", "annotators",
    "label", "text", "attributes", "members", "decision", "by", "why",
)  # fmt: skip
AROUND = 40
"""Characters of text shown on either side, and searched for a new text."""
BETWEEN = " | "
WORDS = {"keep": "keep", "drop": "drop", "保留": "keep", "舍去": "drop"}
"""What may stand in the column `decision`, and what it means."""
PARTING = re.compile(r"[\\;|]")
ESCAPED = r"\\\g<0>"
Row = dict[str, str]
Attributes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One row, and what it says as values.

    Args:
        row: as it is written.
        passage: in the document, in which a new text is looked for.
        members: stitched ids of the marks that it stands for.
        extent: of its text in the document; None for a relation, which has two ends.
        attributes: the mark's.
    """

    row: Row
    passage: Extent
    members: tuple[str, ...]
    extent: Extent | None = None
    attributes: Attributes = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What a filled row is known by: the dispute, and the members."""
        return self.row["dispute"], self.row["members"]


def to_proposals(
    document: Document, disputes: Iterable[Dispute], annotations: Sequence[Annotation], standing: Mapping[str, Span]
) -> Iterator[Proposal]:
    """Yield the proposals of a document's disputes, worst first.

    Args:
        document: whose disputes they are.
        disputes: worst first.
        annotations: of the document; every mark that the disputes name is there.
        standing: id -> span of the consensus.
    """
    spans = {span.id: span for work in annotations for span in work.spans}
    relations = {relation.id: relation for work in annotations for relation in work.relations}
    for dispute in disputes:
        passage = Extent(max(0, dispute.extent.start - AROUND), min(len(document.text), dispute.extent.end + AROUND))
        head = {
            "dispute": dispute.id,
            "document": dispute.document,
            "kind": dispute.kind,
            "severity": f"{dispute.severity:.2f}",
            "detail": dispute.detail,
            "passage": document.quote(passage),
        }
        empty = Proposal(row=dict.fromkeys(COLUMNS, "") | head, passage=passage, members=())
        if dispute.kind == "relation":
            yield from _relation_proposals(document, dispute, spans, relations, empty)
        elif dispute.kind in ("attribute", "boundary") and dispute.consensus in standing:
            span = standing[dispute.consensus]
            by, members = (span.support.by, span.support.members) if span.support else ((), ())
            yield _of_span(document, span, by, members, empty)
        else:
            yield from _span_proposals(document, dispute, spans, empty)


def _span_proposals(
    document: Document, dispute: Dispute, spans: Mapping[str, Span], empty: Proposal
) -> Iterator[Proposal]:
    found: dict[tuple[Extent, str], dict[str, list[str]]] = {}
    for version in dispute.versions:
        for member in version.spans:
            span = spans[member]
            found.setdefault((span.extent, span.label), {}).setdefault(version.annotator, []).append(member)
    for _, by in sorted(found.items()):
        members = [member for own in by.values() for member in own]
        # Of several marks of one place the first that says something of it speaks.
        span = next((spans[m] for m in members if spans[m].attributes), spans[members[0]])
        yield _of_span(document, span, by, members, empty)


def _of_span(document: Document, span: Span, by: Iterable[str], members: Iterable[str], empty: Proposal) -> Proposal:
    attributes = {attribute.name: attribute.values for attribute in span.attributes}
    words = (span.label, document.quote(span.extent), "; ".join(map(_said, attributes.items())))
    return _proposal(empty, by, words, members, span.extent, attributes)


def _relation_proposals(
    document: Document, dispute: Dispute, spans: Mapping[str, Span], relations: Mapping[str, Relation], empty: Proposal
) -> Iterator[Proposal]:
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for version in dispute.versions:
        for member in version.relations:
            relation = relations[member]
            source, target = (document.quote(spans[end].extent) for end in (relation.source, relation.target))
            by, members = found.setdefault((f"{source} → {target}", relation.type), ([], []))
            by.append(version.annotator)
            members.append(member)
    for (text, kind), (by, members) in sorted(found.items()):
        yield _proposal(empty, by, (kind, text, ""), members)


def _proposal(
    empty: Proposal,
    by: Iterable[str],
    words: tuple[str, str, str],
    members: Iterable[str],
    extent: Extent | None = None,
    attributes: Attributes | None = None,
) -> Proposal:
    label, text, said = words
    ids = tuple(members)
    filled = {
        "annotators": ", ".join(by),
        "label": label,
        "text": text,
        "attributes": said,
        "members": BETWEEN.join(ids),
    }
    row = {column: _cell(words) for column, words in (empty.row | filled).items()}
    return Proposal(row=row, passage=empty.passage, members=ids, extent=extent, attributes=attributes or {})


def _cell(text: str) -> str:
    """Return text as a workbook holds it and gives it back: it knows no other line break, and not every character."""
    return safe(text.replace("\r\n", "\n").replace("\r", "\n"))


def _said(attribute: tuple[str, Sequence[str]]) -> str:
    name, values = attribute
    return f"{name}={'|'.join(PARTING.sub(ESCAPED, value) for value in values)}"


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
    latest = {frozenset(map(_cell, one.members)): one for one in sorted(known, key=lambda one: one.moment)}
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
