"""The demo's works and rulings in the shapes that the toolkit reads from people.

`to_export` gives what Label Studio's own export button would give, had two
people done this work there; `to_decisions` gives the adjudicator's decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotate.demo.placing import find_quote, place
from annotate.demo.work import Ruling, Rulings, Work
from annotate.errors import InputError, NotFoundError, raise_problems
from annotate.labelstudio.regions import to_result
from annotate.labelstudio.tasks import task_from_json
from annotate.model import Annotation, Decision, Document, Extent, Relation, Span, Task
from annotate.schema import Schema


def to_export(items: Sequence[Mapping[str, Any]], works: Sequence[Work], schema: Schema) -> list[dict[str, Any]]:
    """Return the tasks with everybody's annotations, as Label Studio exports them.

    Args:
        items: the tasks as `seed` wrote them.
        works: one an annotator.
        schema: names the controls.

    Raises:
        InputError, ProblemsError: quotations that do not stand in the papers.
    """
    return [
        {
            "id": number,
            "data": item["data"],
            "meta": item.get("meta", {}),
            "annotations": [
                annotation
                for place_, work in enumerate(works, 1)
                for annotation in _annotations(task_from_json(item, f"task {number}"), work, schema, (number, place_))
            ],
            "predictions": [],
        }
        for number, item in enumerate(items, 1)
    ]


def _annotations(task: Task, work: Work, schema: Schema, number: tuple[int, int]) -> Iterator[dict[str, Any]]:
    marks = work.marks(task.paper)
    if marks is None:
        return
    placed = place(marks, task.text, f"{work.annotator} {task.paper}")
    spans = tuple(_moved(span, task) for span in placed.spans)
    relations = tuple(_renamed(relation, task) for relation in placed.relations)
    day = f"2026-01-{number[0]:02}T0{number[1]}:00:00Z"
    name = work.annotator.partition("@")[0]
    yield {
        "id": 100 * number[0] + number[1],
        "completed_by": {"id": number[1], "email": work.annotator, "first_name": name, "last_name": ""},
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": day,
        "updated_at": day,
        "lead_time": 1800.0,
        "result": to_result(spans, relations, task, schema),
    }


def _region(task: Task, name: str) -> str:
    """Return a region's id, unique over the papers so that a decision can name it."""
    return f"{task.paper.rpartition('.')[0]}-{name}"


def _moved(span: Span, task: Task) -> Span:
    extent = Extent(span.extent.start + task.char_offset, span.extent.end + task.char_offset)
    return replace(span, id=_region(task, span.id), extent=extent)


def _renamed(relation: Relation, task: Task) -> Relation:
    return replace(relation, source=_region(task, relation.source), target=_region(task, relation.target))


def to_decisions(
    rulings: Rulings, documents: Iterable[Document], annotations: Iterable[Annotation], names: Mapping[str, str]
) -> list[Decision]:
    """Return the adjudicator's rulings on the spans as they were read back.

    Args:
        rulings: of the adjudicator.
        documents: the study's.
        annotations: as imported, with their stitched ids.
        names: e-mail -> name shown, of annotate.yaml.

    Raises:
        InputError, NotFoundError, ProblemsError: rulings on what is not there.
    """
    by_paper = {document.source.path: document for document in documents}
    known: dict[str, list[str]] = {}
    for annotation in annotations:
        known.update((span.id, []) for span in annotation.spans)
        for relation in annotation.relations:
            known[relation.source].append(relation.id)
    decisions, problems = [], []
    for ruling in rulings.decisions:
        try:
            decisions.append(_decision(ruling, rulings, by_paper, known, names))
        except (InputError, NotFoundError) as error:
            problems.append(error)
    raise_problems(problems)
    return decisions


def _decision(
    ruling: Ruling,
    rulings: Rulings,
    by_paper: Mapping[str, Document],
    known: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
) -> Decision:
    document = by_paper.get(ruling.paper)
    if document is None:
        raise NotFoundError(f"adjudicator {ruling.paper}", "the paper is not among the documents")
    members = []
    for name in ruling.of:
        annotator, _, mark = name.partition("/")
        member = f"{document.id}:{names.get(annotator, annotator)}:{ruling.paper.rpartition('.')[0]}-{mark}"
        if member not in known:
            raise NotFoundError(f"adjudicator {ruling.paper}", f"the mark {name} is not there")
        members.append(member)
        if ruling.kind == "keep":  # what starts from a kept mark stands with it
            members.extend(known[member])
    extent = find_quote(document.text, ruling.quote, f"adjudicator {ruling.paper}") if ruling.quote else None
    return Decision(
        document=document.id,
        kind=ruling.kind,
        members=tuple(members),
        label=ruling.label,
        start=extent.start if extent else None,
        end=extent.end if extent else None,
        attributes=ruling.attributes,
        by=rulings.by,
        at=rulings.at,
        why=ruling.why,
    )
