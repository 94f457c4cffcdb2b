"""Label Studio's export -> annotations stitched to whole documents, and what did not fit.

Read are the JSON of Label Studio's own export button, the snapshot that `pull`
takes, and any list of tasks with `annotations`. A region's id is unique only
within its task and annotation, so the stitched id is `document:annotator:region`.

Every region of a submitted annotation becomes a span or an Issue. Skipped
annotations, drafts, and all but the latest of one annotator on one task are told
in one Issue each with the number of their regions; skipped and drafts are kept
as answers. Beside the codes of `regions`:

    E401 the task's text is not the document's    W421 an earlier annotation of the same annotator
    E402 the task belongs to no document here     W422 a draft, or unsaved changes
    E406 a region of such a task                  W423 a skipped annotation that holds regions
    E407 what stands for an annotation and is none
    W408 words with characters that no table can show
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotate.collecting import uncollected
from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.inert import NOT_XML
from annotate.labelstudio.items import read_items
from annotate.labelstudio.submissions import Read, choose, labelled_regions, objects, read, submissions, unreadable
from annotate.labelstudio.tasks import task_from_json
from annotate.language import translate
from annotate.model import Annotation, Asked, Document, Extent, Issue, Relation, Span, Task
from annotate.schema import Schema, check
from annotate.store import Project

COUNTED = (
    "{n} annotators", "{n} documents", "{n} spans", "{n} attributes", "{n} relations", "{n} submitted", "{n} skipped",
    "{n} draft", "{n} errors", "{n} warnings",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What an export holds for the documents of a study."""

    annotations: tuple[Annotation, ...]
    issues: tuple[Issue, ...]

    def counts(self) -> dict[str, int]:
        """Return how much came back."""
        states = [answer.state for annotation in self.annotations for answer in annotation.answers]
        return {
            "annotators": len({annotation.annotator for annotation in self.annotations}),
            "documents": len({annotation.document for annotation in self.annotations}),
            "spans": sum(len(annotation.spans) for annotation in self.annotations),
            "attributes": sum(len(span.attributes) for annotation in self.annotations for span in annotation.spans),
            "relations": sum(len(annotation.relations) for annotation in self.annotations),
            **{state: states.count(state) for state in ("submitted", "skipped", "draft")},
            "errors": sum(issue.is_error for issue in self.issues),
            "warnings": sum(not issue.is_error for issue in self.issues),
        }

    def summary(self) -> str:
        """Say the counts in one line, in the language that is spoken, without what is not there."""
        if not self.annotations:
            return translate("nobody has worked on anything yet")
        counts = zip(COUNTED, self.counts().values(), strict=True)
        return ", ".join(translate(said.replace("{n}", str(count))) for said, count in counts if count)


def read_exports(project: Project, files: Sequence[Path], *, annotator: str = "") -> Answers:
    """Read export files as one export of the project's documents.

    Raises:
        InputError, NotFoundError, ProblemsError: every file that cannot be read; or all of them are
            of another study, whose work must not take the place of this one's.
    """
    items: list[dict[str, Any]] = []
    problems: list[AnnotateError] = []
    for path in files:
        try:
            found = read_items(path)
            if not any(item.get("annotations") or item.get("drafts") for item in found):
                todo = "Export as JSON after somebody submitted; JSON-MIN and CSV lose relations."
                raise InputError(str(path), "holds no annotations", todo)
            items.extend(found)
        except AnnotateError as error:
            problems.append(error)
    raise_problems(problems)
    documents = project.read(Document)
    answers = read_answers(items, documents, project.schema(), project.config.annotators, annotator=annotator)
    if not answers.annotations:
        first = f"; the first: {answers.issues[0]}" if answers.issues else ""
        what = f"none of the tasks is of a document of this study, or none holds work{first}"
        todo = "Import it into the study it is of; or run: annotate ingest, with the papers as they were."
        raise InputError(", ".join(map(str, files)), what, todo)
    return answers


@uncollected()
def read_answers(
    items: Iterable[Mapping[str, Any]],
    documents: Iterable[Document],
    schema: Schema,
    annotators: Mapping[str, str] | None = None,
    *,
    annotator: str = "",
) -> Answers:
    """Stitch an export's annotations to whole documents.

    Args:
        items: the tasks of one export, or of several one after the other.
        documents: the study's; a task of any other is an Issue.
        schema: what regions may be.
        annotators: e-mail, number or name in Label Studio -> name shown.
        annotator: everybody's name, for an export that does not say whose it is.

    Raises:
        InputError: `annotator` is given, but the export holds several people's work.
    """
    texts = {document.id: document.text for document in documents}
    names = annotators or {}
    if any(name.isdecimal() for name in names):
        items = list(items)
        names = _with_addresses(names, items)
    issues: list[Issue] = []
    found: dict[tuple[str, str], dict[Extent, list[Read]]] = defaultdict(lambda: defaultdict(list))
    people: set[str] = set()
    for number, item in enumerate(items, 1):
        where = f"task {item.get('id', number)}"
        issues.extend(unreadable(item, where))
        task = _fitting_task(item, texts, where, issues)
        if task is None:
            continue
        parents: dict[int, Mapping[str, Span]] = {}
        for submission in submissions(item, task, names):
            people.add(submission.annotator)
            named = replace(submission, annotator=annotator) if annotator else submission
            found[task.document, named.annotator][task.extent].append(read(named, schema, parents))
    if annotator and len(people) > 1:
        what = f"the export holds the work of {len(people)} annotators ({', '.join(sorted(people))})"
        raise InputError("--annotator", what, "Leave it out, or name them under annotators: in annotate.yaml.")
    order = {name: n for n, name in enumerate(texts)}
    annotations = []
    for document, who in sorted(found, key=lambda key: (order[key[0]], key[1])):
        chosen = [choose(found[document, who][extent], issues) for extent in sorted(found[document, who])]
        annotation = _stitch(document, who, chosen, schema, issues)
        issues.extend(check(annotation, schema, len(texts[document])))
        issues.extend(_unshowable(annotation))
        annotations.append(annotation)
    return Answers(annotations=tuple(annotations), issues=tuple(issues))


def _unshowable(annotation: Annotation) -> Iterator[Issue]:
    """Tell what was written with characters that no table can hold; they stay, and are shown by their numbers."""
    for span in annotation.spans:
        for attribute in span.attributes:
            found = sorted({f"U+{ord(sign):04X}" for value in attribute.values for sign in NOT_XML.findall(value)})
            if found:
                message = "holds characters that no table can show; there they stand by their numbers"
                yield Issue(code="W408", where=f"{span.id} {attribute.name}", message=message, found=", ".join(found))


def _with_addresses(names: Mapping[str, str], items: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Let who is named by number be known by address too: drafts tell only that."""
    known = dict(names)
    for item in items:
        for annotation in objects(item.get("annotations")):
            user = annotation.get("completed_by")
            if isinstance(user, Mapping) and str(user.get("id")) in names and isinstance(user.get("email"), str):
                known.setdefault(user["email"], names[str(user.get("id"))])
    return known


def _fitting_task(item: Mapping[str, Any], texts: Mapping[str, str], where: str, issues: list[Issue]) -> Task | None:
    """Return the task if its text is an exact slice of its document; else tell all it holds."""
    try:
        task = task_from_json(item, where)
    except InputError as error:
        issues.append(Issue(code="E402", where=where, message=str(error), found=f"{_count(item)} regions"))
        issues.extend(_lost(item, where))
        return None
    place = f"{task.document} {where}"
    text = texts.get(task.document)
    if text is None:
        known = ", ".join(sorted(texts)[:10])
        message = "the task belongs to no document of this study; its annotations are not taken"
        issues.append(Issue(code="E402", where=place, message=message, expected=known, found=task.document))
    elif text[task.extent.start : task.extent.end] != task.text:
        expected, found = _difference(text[task.extent.start : task.extent.end], task.text)
        message = "the task's text is not the document's at its place; its annotations are not taken"
        issues.append(Issue(code="E401", where=place, message=message, expected=expected, found=found))
    else:
        return task
    issues.extend(_lost(item, place))
    return None


def _difference(expected: str, found: str, around: int = 20) -> tuple[str, str]:
    """Return both texts from a little before their first difference on."""
    at = next(
        (n for n, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), min(len(expected), len(found))
    )
    start = max(0, at - around)
    return expected[start : at + around], found[start : at + around]


def _count(item: Mapping[str, Any]) -> int:
    return sum(len(list(labelled_regions(annotation))) for annotation in objects(item.get("annotations")))


def _lost(item: Mapping[str, Any], where: str) -> Iterator[Issue]:
    for annotation in objects(item.get("annotations")):
        for region in labelled_regions(annotation):
            value = region.get("value")
            words = str(value.get("text")) if isinstance(value, Mapping) else ""
            place = f"{where} annotation {annotation.get('id')} {region.get('id')}"
            yield Issue(
                code="E406", where=place, message="the region's task does not fit; it is not taken", found=words
            )


@dataclass
class _Stitched:
    """What grows while an annotator's tasks of a document are put together."""

    spans: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def _stitch(document: str, who: str, chosen: Sequence[Read], schema: Schema, issues: list[Issue]) -> Annotation:
    whole = _Stitched()
    for submission in chosen:
        if submission.answer.state == "submitted":
            _add(whole, submission, f"{document}:{who}:", schema, issues)
    return Annotation(
        document=document,
        annotator=who,
        spans=tuple(sorted(whole.spans, key=lambda s: (s.extent, s.label, s.id))),
        relations=tuple(sorted(whole.relations, key=lambda r: (r.source, r.target, r.type))),
        asked=tuple(whole.asked),
        answers=tuple(submission.answer for submission in chosen),
    )


def _add(whole: _Stitched, submission: Read, prefix: str, schema: Schema, issues: list[Issue]) -> None:
    task, reading = submission.task, submission.reading
    issues.extend(reading.issues)
    ids: dict[str, str] = {}
    for span in reading.spans:
        name = prefix + span.id
        while name in whole.taken:
            name += f"@{task.char_offset}"
        whole.taken.add(name)
        ids[span.id] = name
        whole.spans.append(replace(span, id=name))
    for r in reading.relations:
        name = f"{ids[r.source]}>{r.type}>{ids[r.target].removeprefix(prefix)}"
        whole.relations.append(replace(r, id=name, source=ids[r.source], target=ids[r.target]))
    labels = task.labels or tuple(label.id for label in schema.labels)
    whole.asked.append(Asked(extent=task.extent, labels=labels))
    for passage in task.passages:
        start, end = task.char_offset + passage.extent.start, task.char_offset + passage.extent.end
        whole.asked.append(Asked(extent=Extent(start, end), labels=passage.labels))
