"""What an adjudicator submitted -> decisions keyed by the marks they decide on.

A region that the adjudicator left or moved stands for the disputed marks that it
was proposed from, one drawn anew for those it meets. What no region stands for
is dropped; but a mark that shares half with a region of its label is left to
`reconcile`, which counts it as marking the same place, or the place in part.

Issues: E407 what stands for an annotation and is none, W511 a draft that was not
submitted, W512 a region where nobody marked anything, W513 a relation that nobody
drew, E511 a task that is no dispute's, E512 a passage that is not the document's
any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from annotate.errors import InputError
from annotate.labelstudio.config import WHY
from annotate.labelstudio.regions import Reading, from_result, strings
from annotate.labelstudio.submissions import Submission, objects, submissions, unreadable
from annotate.labelstudio.tasks import task_from_json
from annotate.model import Decision, Document, Extent, Issue, Span, moment_of
from annotate.schema import Schema

Item = Mapping[str, Any]
OURS = frozenset({"dispute", "kind", "proposals", "members", "relations"})
"""What the data of a dispute's task hold (`annotate.labelstudio.disputed`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came back: decisions, and what could not become one."""

    decisions: tuple[Decision, ...]
    issues: tuple[Issue, ...]


def read_decisions(
    items: Iterable[Item], documents: Mapping[str, Document], schema: Schema, names: Mapping[str, str]
) -> Decided:
    """Read the decisions of an adjudication project's export.

    Args:
        items: its tasks.
        documents: id -> document, to see that a passage still stands there.
        schema: what regions may be.
        names: account -> name shown, as in annotate.yaml.
    """
    decisions: list[Decision] = []
    issues: list[Issue] = []
    for number, item in enumerate(items, 1):
        where = f"task {item.get('id', number)}"
        issues.extend(unreadable(item, where))
        submission = _chosen(item, documents, where, names, issues)
        if submission is not None:
            decisions.extend(_decide(item["data"], submission, schema, issues))
    return Decided(decisions=tuple(decisions), issues=tuple(issues))


def new_decisions(known: Sequence[Decision], made: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that are not among the known: one read twice is written once.

    An annotation that was saved again without a change says what the latest
    known decision on the same marks says, only later: it is not new either.
    """
    latest: dict[tuple[str, ...], Decision] = {}
    for decision in sorted(known, key=lambda d: d.moment):
        latest[decision.document, *sorted(decision.members)] = decision
    everything = set(map(repr, known))
    return [
        decision
        for decision in made
        if repr(decision) not in everything
        and replace(latest.get((decision.document, *sorted(decision.members)), _NONE), at="")
        != replace(decision, at="")
    ]


_NONE = Decision(document="", kind="keep", members=())


def _chosen(
    item: Item, documents: Mapping[str, Document], where: str, names: Mapping[str, str], issues: list[Issue]
) -> Submission | None:
    """Return the latest submitted annotation of a dispute's task."""
    data = item.get("data")
    if not isinstance(data, Mapping) or not data.keys() >= OURS:
        if item.get("annotations"):
            issues.append(Issue(code="E511", where=where, message="the task is no dispute's; it is not read"))
        return None
    try:
        task = task_from_json(item, where)
    except InputError as error:
        issues.append(Issue(code="E511", where=where, message=str(error)))
        return None
    found = list(submissions(item, task, names))
    submitted = [submission for submission in found if submission.answer.state == "submitted"]
    if not submitted:
        message = "the decision was never submitted; it is not taken"
        drafts = [submission for submission in found if submission.answer.state == "draft"]
        issues.extend(Issue(code="W511", where=draft.where, message=message) for draft in drafts[:1])
        return None
    document = documents.get(task.document)
    if document is None or document.quote(task.extent) != task.text:
        message = "the passage is not the document's any more; the decision is not taken"
        issues.append(Issue(code="E512", where=f"{task.document} {where}", message=message))
        return None
    return max(submitted, key=lambda submission: submission.order)


def _decide(data: Item, submission: Submission, schema: Schema, issues: list[Issue]) -> list[Decision]:
    result = [item for item in submission.result if not isinstance(item, Mapping) or item.get("from_name") != WHY]
    reading = from_result(result, submission.task, schema, submission.where)
    issues.extend(reading.issues)
    values = [item.get("value") for item in objects(submission.result) if item.get("from_name") == WHY]
    lines = [line for value in values if isinstance(value, Mapping) for line in strings(value.get("text"))]
    pattern = Decision(
        document=submission.task.document,
        kind="drop",
        members=(),
        by=submission.annotator,
        at=_moment(submission.answer.updated_at or submission.answer.created_at),
        why="\n".join(lines),
    )
    if data["kind"] == "relation":
        return _on_relations(data, reading, pattern, submission.where, issues)
    return _on_spans(data, reading, pattern, submission.where, issues)


def _moment(text: str) -> str:
    """Return a moment as all decisions write it: in UTC, to the second."""
    moment = moment_of(text)
    try:
        return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else text
    except OverflowError:  # the first day of all years, or the last, is none in another zone
        return text


def _on_relations(data: Item, reading: Reading, pattern: Decision, where: str, issues: list[Issue]) -> list[Decision]:
    drawn = {(relation.type, relation.source, relation.target) for relation in reading.relations}
    known = {(r["type"], r["source"], r["target"]): tuple(r["members"]) for r in data["relations"]}
    for kind, source, target in sorted(drawn - set(known)):
        message = "nobody drew this relation, so no decision can be on it; draw it in the annotators' project"
        issues.append(Issue(code="W513", where=where, message=message, found=f"{source} {kind} {target}"))
    return [
        replace(pattern, kind="keep" if key in drawn else "drop", members=members)
        for key, members in sorted(known.items())
    ]


def _on_spans(data: Item, reading: Reading, pattern: Decision, where: str, issues: list[Issue]) -> list[Decision]:
    proposals = {proposal["id"]: proposal for proposal in data["proposals"]}
    members = {m["id"]: (m["label"], Extent(m["start"], m["end"])) for m in data["members"]}
    shares, dropped = _share_out(reading.spans, proposals, members)
    decisions = []
    for span in reading.spans:
        if shares[span.id]:
            decisions.append(_on_span(span, proposals.get(span.id), shares[span.id], data["kind"], pattern))
        else:
            message = "nobody marked this place, so no decision can be on it; mark it in the annotators' project"
            issues.append(Issue(code="W512", where=f"{where} {span.id}", message=message, found=span.label))
    return [*decisions, *([replace(pattern, members=tuple(dropped))] if dropped else [])]


def _share_out(
    spans: Sequence[Span], proposals: Mapping[str, Item], members: Mapping[str, tuple[str, Extent]]
) -> tuple[dict[str, list[str]], list[str]]:
    """Say which disputed marks each region stands for, and which none does."""
    shares: dict[str, list[str]] = {}
    rest = dict(members)
    for span in spans:
        own = proposals.get(span.id, {}).get("members", ())
        shares[span.id] = [member for member in own if rest.pop(member, None)]

    # What the adjudicator drew anew stands for whatever was marked there.
    drawn = [span for span in spans if not shares[span.id]]
    for member, (label, extent) in list(rest.items()):
        near = [span for span in drawn if span.extent.overlaps(extent)]
        if near:
            best = max(near, key=lambda span: (span.label == label, span.extent.iou(extent), -span.extent.start))
            shares[best.id].append(member)
            del rest[member]
    dropped = [
        member
        for member, (label, extent) in rest.items()
        if not any(span.label == label and _in_part(span.extent, extent) for span in spans)
    ]
    return shares, dropped


def _in_part(one: Extent, other: Extent) -> bool:
    return 2 * one.overlap(other) >= min(len(one), len(other)) > 0


def _on_span(span: Span, proposal: Item | None, members: Sequence[str], kind: str, pattern: Decision) -> Decision:
    said = {attribute.name: attribute.values for attribute in span.attributes}
    before = {name: tuple(values) for name, values in (proposal or {}).get("attributes", {}).items()}
    same_place = proposal is not None and (span.label, span.extent) == (
        proposal["label"],
        Extent(proposal["start"], proposal["end"]),
    )
    # An attribute dispute that is submitted as it was suggested makes the suggestion the decision.
    says = said != before or kind == "attribute"
    if same_place and not says and proposal is not None and set(members) == set(proposal["members"]):
        return replace(pattern, kind="keep", members=tuple(members))
    attributes = {**dict.fromkeys(before, ()), **said} if says else {}
    return replace(
        pattern,
        kind="set",
        members=tuple(members),
        label=span.label,
        start=span.extent.start,
        end=span.extent.end,
        attributes=attributes,
    )
