"""Who did what on one task: annotations and drafts of an export, and which of them counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from annotate.inert import safe
from annotate.labelstudio.regions import Item, Reading, from_result
from annotate.model import EARLIEST, Answer, Issue, Span, Task, moment_of
from annotate.schema import Schema

LOCAL_DOMAIN = "studio.local"
"""Where the accounts live that `annotate studio users add NAME` makes."""
UNKNOWN = "unknown"
RANK = {"draft": 0, "skipped": 1, "submitted": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One annotation (or draft) of one task.

    Args:
        item: as Label Studio gives it.
        annotator: the name under which tables show them.
        parent: result of the prediction that the annotator began from.
    """

    task: Task
    item: Item
    annotator: str
    answer: Answer
    parent: Sequence[object]

    @property
    def result(self) -> Sequence[object]:
        """The regions, attributes and relations, as stored."""
        result = self.item.get("result")
        return result if isinstance(result, list) else ()

    @property
    def where(self) -> str:
        """What places it, for an Issue."""
        return f"{self.task.document} task {self.answer.task} {self.annotator}"

    @property
    def order(self) -> tuple[int, datetime, int, str]:
        """What is submitted stands above what is not, the later above the earlier."""
        number = self.answer.annotation
        return (
            RANK[self.answer.state],
            moment_of(self.answer.updated_at or self.answer.created_at) or EARLIEST,
            int(number) if number.isdecimal() else 0,
            number,
        )


def annotator_name(completed_by: object, names: Mapping[str, str]) -> str:
    """Return the name of who completed an annotation, as tables show it.

    >>> annotator_name({"id": 3, "email": "li@studio.local"}, {})
    'li'
    >>> annotator_name(3, {"3": "甲"})
    '甲'
    """
    user = completed_by if isinstance(completed_by, Mapping) else {"id": completed_by}
    email = user.get("email")
    mail = email if isinstance(email, str) else (completed_by if isinstance(completed_by, str) else "")
    number = "" if user.get("id") is None else str(user["id"])
    local = mail.removesuffix(f"@{LOCAL_DOMAIN}")
    known = next((names[key] for key in (mail, local, number) if key and key in names), "")
    # A name stands in files, and in heads of tables.
    return safe(known or local or number) or UNKNOWN


def objects(items: object) -> Iterator[Item]:
    """Yield what is an object of what should be a list of them."""
    return (item for item in (items if isinstance(items, list) else ()) if isinstance(item, Mapping))


def labelled_regions(annotation: Item) -> Iterator[Item]:
    """Yield the items of an annotation that should become spans."""
    return (region for region in objects(annotation.get("result")) if region.get("type") == "labels")


def submissions(item: Mapping[str, Any], task: Task, names: Mapping[str, str]) -> Iterator[Submission]:
    """Yield every annotation and draft of an exported task; what is none is told by `unreadable`.

    Annotations of one task that name nobody are taken for different people's.
    """
    unnamed = 0
    for annotation in filter(_has_result, objects(item.get("annotations"))):
        state = "skipped" if annotation.get("was_cancelled") else "submitted"
        who = annotator_name(annotation.get("completed_by"), names)
        if who == UNKNOWN:
            unnamed += 1
            who += f"-{unnamed}" if unnamed > 1 else ""
        yield _submission(item, task, annotation, who, state)
    for draft in filter(_has_result, objects(item.get("drafts"))):
        yield _submission(item, task, draft, annotator_name(draft.get("user"), names), "draft")


def unreadable(item: Mapping[str, Any], where: str) -> Iterator[Issue]:
    """Tell what stands among a task's annotations and drafts and is none: a file that was damaged or written by hand.

    Args:
        item: the task, as exported.
        where: what places it.
    """
    for kind in ("annotations", "drafts"):
        held = item.get(kind)
        if held is not None and not isinstance(held, list):
            message = "what should be a list of annotations or drafts is none; nothing of it is taken"
            yield Issue(code="E407", where=f"{where} {kind}", message=message, expected="[…]", found=_cut(held))
        for number, one in enumerate(held if isinstance(held, list) else (), 1):
            place = f"{where} {kind} {number}"
            if not isinstance(one, Mapping):
                message = "the annotation or draft is not an object; it is not taken"
                yield Issue(code="E407", where=place, message=message, expected="{…}", found=_cut(one))
            elif not _has_result(one):
                message = "the result of the annotation or draft is not a list; it is not taken"
                yield Issue(code="E407", where=place, message=message, expected="[…]", found=_cut(one["result"]))


def _cut(found: object) -> str:
    return str(found)[:80]


def _has_result(one: Item) -> bool:
    """True if the result can be read; one that marks nothing may have none."""
    return one.get("result") is None or isinstance(one["result"], list)


def _submission(item: Mapping[str, Any], task: Task, annotation: Item, who: str, state: str) -> Submission:
    parent = annotation.get("parent_prediction")
    parent = parent.get("id") if isinstance(parent, Mapping) else parent
    lead_time = annotation.get("lead_time")
    answer = Answer(
        task=str(item.get("id", "")),
        annotation=str(annotation.get("annotation") or annotation.get("id") or ""),
        extent=task.extent,
        state=state,
        status=task.status,
        lead_time=float(lead_time) if isinstance(lead_time, int | float) else None,
        created_at=str(annotation.get("created_at") or ""),
        updated_at=str(annotation.get("updated_at") or ""),
        ground_truth=annotation.get("ground_truth") is True,
        parent_prediction="" if parent is None else str(parent),
    )
    return Submission(
        task=task, item=annotation, annotator=who, answer=answer, parent=_parent(item, annotation, parent)
    )


def _parent(item: Mapping[str, Any], annotation: Item, parent: object) -> Sequence[object]:
    """Return the result of the prediction that an annotation began from."""
    # The task's own come first: they are the same objects for all annotators.
    candidates = [*objects(item.get("predictions")), annotation.get("prediction")]
    for prediction in candidates:
        if parent is not None and isinstance(prediction, Mapping) and prediction.get("id") == parent:
            result = prediction.get("result")
            return result if isinstance(result, list) else ()
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A submission as spans and relations: what is kept of it while an export is read on.

    Args:
        answer: state, times and numbers.
        order: of several of one annotator on one task the greatest counts.
        reading: the spans, each with what became of the pre-mark behind it, and the relations.
        n_regions: regions that should have become spans.
    """

    task: Task
    annotator: str
    answer: Answer
    where: str
    order: tuple[int, datetime, int, str]
    reading: Reading
    n_regions: int


def read(submission: Submission, schema: Schema, parents: dict[int, Mapping[str, Span]] | None = None) -> Read:
    """Read a submission's regions, and those of the prediction behind it.

    Args:
        submission: as the export has it.
        schema: what regions may be.
        parents: of the same task, what was read of predictions already; filled here.
    """
    task = submission.task
    known = {} if parents is None else parents
    # Annotators of one task begin from one prediction; it lives as long as the task's item.
    before = known.get(id(submission.parent))
    if before is None:
        before = {span.id: span for span in from_result(submission.parent, task, schema, "").spans}
        known[id(submission.parent)] = before
    reading = from_result(submission.result, task, schema, submission.where)
    reading.spans = [_with_history(span, before.get(span.id)) for span in reading.spans]
    return Read(
        task=task,
        annotator=submission.annotator,
        answer=submission.answer,
        where=submission.where,
        order=submission.order,
        reading=reading,
        n_regions=sum(1 for _ in labelled_regions(submission.item)),
    )


def _with_history(span: Span, before: Span | None) -> Span:
    """Say whether a pre-mark was kept as it was, and by which rule it came."""
    if before is None:
        return span
    same = (span.label, span.extent, set(span.attributes)) == (before.label, before.extent, set(before.attributes))
    origin = "prediction" if same and span.origin != "prediction-changed" else "prediction-changed"
    rule = span.rule or before.rule
    return span if (origin, rule) == (span.origin, span.rule) else replace(span, rule=rule, origin=origin)


def choose(submissions: Sequence[Read], issues: list[Issue]) -> Read:
    """Return the work of one annotator on one task that counts: the latest submitted."""
    ordered = sorted(submissions, key=lambda submission: submission.order)
    chosen = ordered[-1]
    seen = [(chosen.answer, chosen.reading)]
    for other in reversed(ordered[:-1]):
        if (other.answer, other.reading) in seen:
            continue  # the same annotation, read from two files
        seen.append((other.answer, other.reading))
        unsaved = other.answer.state == "draft"
        message = (
            "a draft beside what was submitted is not taken"
            if unsaved
            else "the annotator has a later annotation of this task; this one is not taken"
        )
        issues.append(_set_aside("W422" if unsaved else "W421", other, message))
    if chosen.answer.state == "draft":
        issues.append(_set_aside("W422", chosen, "the task is a draft that was never submitted; it is not counted"))
    elif chosen.answer.state == "skipped" and chosen.n_regions:
        issues.append(_set_aside("W423", chosen, "the task was skipped; its regions are not counted"))
    return chosen


def _set_aside(code: str, submission: Read, message: str) -> Issue:
    found = f"{submission.n_regions} regions, annotation {submission.answer.annotation}"
    return Issue(code=code, where=submission.where, message=message, found=found)
