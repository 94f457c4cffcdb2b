"""A table of disputes that a person fills in, and the decisions read back from it.

One row a proposal: a mark as one or more annotators made it, in a dispute. In the
column `decision` the adjudicator writes `keep` or `drop`; what is left empty is
not decided. Who changes `label`, `text` or `attributes` of a kept row sets them:
the new text must stand in the paper, in or beside the dispute's passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.model import Annotation, Consensus, Decision, Dispute, Document, Extent, Relation, Span

COLUMNS = (
    "dispute", "document", "kind", "severity", "detail", "passage", "annotators",
    "label", "text", "attributes", "members", "decision", "by", "why",
)  # fmt: skip
AROUND = 40
"""Characters of text shown on either side, and searched for a new text."""
BETWEEN = " | "
Row = dict[str, str]


def to_rows(
    document: Document, disputes: Iterable[Dispute], annotations: Sequence[Annotation], consensus: Consensus
) -> Iterator[Row]:
    """Yield the rows of a document's disputes, worst first."""
    spans = {span.id: span for work in annotations for span in work.spans}
    relations = {relation.id: relation for work in annotations for relation in work.relations}
    standing = {span.id: span for span in consensus.spans}
    for dispute in disputes:
        head = {
            "dispute": dispute.id,
            "document": dispute.document,
            "kind": dispute.kind,
            "severity": f"{dispute.severity:.2f}",
            "detail": dispute.detail,
            "passage": document.text[max(0, dispute.extent.start - AROUND) : dispute.extent.end + AROUND],
        }
        if dispute.kind == "relation":
            proposals = _relation_proposals(document, dispute, spans, relations)
        elif dispute.kind in ("attribute", "boundary") and dispute.consensus in standing:
            proposals = [_standing_proposal(document, standing[dispute.consensus])]
        else:
            proposals = _span_proposals(document, dispute, spans)
        for proposal in proposals:
            yield dict.fromkeys(COLUMNS, "") | head | proposal


def _span_proposals(document: Document, dispute: Dispute, spans: Mapping[str, Span]) -> list[Row]:
    found: dict[tuple[Extent, str], dict[str, list[str]]] = {}
    for version in dispute.versions:
        for member in version.spans:
            span = spans[member]
            found.setdefault((span.extent, span.label), {}).setdefault(version.annotator, []).append(member)
    rows = []
    for (extent, label), by in sorted(found.items()):
        members = [member for own in by.values() for member in own]
        attributes = next((text for m in members if (text := _attributes_text(spans[m]))), "")
        rows.append(_proposal(by, label, document.quote(extent), members, attributes))
    return rows


def _standing_proposal(document: Document, span: Span) -> Row:
    support = span.support
    by, members = (support.by, support.members) if support else ((), ())
    return _proposal(by, span.label, document.quote(span.extent), members, _attributes_text(span))


def _relation_proposals(
    document: Document, dispute: Dispute, spans: Mapping[str, Span], relations: Mapping[str, Relation]
) -> list[Row]:
    found: dict[str, tuple[list[str], list[str], str]] = {}
    for version in dispute.versions:
        for member in version.relations:
            relation = relations[member]
            ends = [document.quote(spans[end].extent) for end in (relation.source, relation.target)]
            by, members, _ = found.setdefault(f"{ends[0]} → {ends[1]}|{relation.type}", ([], [], relation.type))
            by.append(version.annotator)
            members.append(member)
    return [
        _proposal(by, kind, text.rpartition("|")[0], members, "") for text, (by, members, kind) in sorted(found.items())
    ]


def _proposal(by: Iterable[str], label: str, text: str, members: Sequence[str], attributes: str) -> Row:
    return {
        "annotators": ", ".join(by),
        "label": label,
        "text": text,
        "attributes": attributes,
        "members": BETWEEN.join(members),
    }


def _attributes_text(span: Span) -> str:
    return "; ".join(f"{attribute.name}={'|'.join(attribute.values)}" for attribute in span.attributes)


def from_rows(
    rows: Sequence[tuple[str, Row]],
    originals: Mapping[tuple[str, str], Row],
    documents: Mapping[str, Document],
    at: str,
) -> tuple[Decision, ...]:
    """Read the decisions that a filled sheet holds.

    Args:
        rows: each with the place it stands at, for messages.
        originals: (dispute, members) -> the row as it was written.
        documents: id -> document.
        at: when they were read, ISO 8601.

    Raises:
        InputError, ProblemsError: every problem of every row.
    """
    decisions: list[Decision] = []
    problems: list[AnnotateError] = []
    for where, row in rows:
        if not row.get("decision", "").strip():
            continue
        original = originals.get((row.get("dispute", ""), row.get("members", "")))
        if original is None:
            what = "no dispute has these members any more"
            problems.append(InputError(where, what, "Run: annotate reconcile, then annotate adjudicate sheet."))
            continue
        try:
            decisions.append(_decision(row, original, documents[original["document"]], at, where))
        except InputError as error:
            problems.append(error)
    raise_problems(problems)
    return tuple(decisions)


def _decision(row: Row, original: Row, document: Document, at: str, where: str) -> Decision:
    word = row["decision"].strip().lower()
    if word not in ("keep", "drop"):
        raise InputError(f"{where} decision", f"{row['decision']!r} is not known", nearest(word, ["keep", "drop"]))
    members = tuple(original["members"].split(BETWEEN))
    edges = None if row["text"] == original["text"] else _find(row["text"], original, document, where)
    # An attribute dispute that is kept as it is makes the suggestion the decision.
    says = row["attributes"] != original["attributes"] or original["kind"] == "attribute"
    is_set = word == "keep" and (says or edges is not None or row["label"] != original["label"])
    return Decision(
        document=document.id,
        kind="set" if is_set else "keep" if word == "keep" else "drop",
        members=members,
        label=row["label"] if is_set else "",
        start=edges.start if is_set and edges else None,
        end=edges.end if is_set and edges else None,
        attributes=_attributes(row["attributes"], where) if is_set and says else {},
        by=row["by"],
        at=at,
        why=row["why"],
    )


def _find(text: str, original: Row, document: Document, where: str) -> Extent:
    at = document.text.find(original["passage"])
    near = (
        document.text.find(text, at, at + len(original["passage"])) if text and original["kind"] != "relation" else -1
    )
    if near < 0:
        raise InputError(f"{where} text", f"{text!r} does not stand in the passage", "Give words of the passage.")
    return Extent(near, near + len(text))


def _attributes(text: str, where: str) -> dict[str, tuple[str, ...]]:
    attributes = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, values = part.partition("=")
        if not equals:
            raise InputError(f"{where} attributes", f"{part!r} is not NAME=VALUE", "Part several by ; and values by |.")
        attributes[name.strip()] = tuple(value.strip() for value in values.split("|"))
    return attributes
