"""Tasks with their predictions as the JSON that Label Studio imports: `work/tasks.json`.

`write_tasks` cuts documents, shares each document's prediction out to its tasks
and writes one task a line. The text of a task is an exact slice of the
document's, so `char_offset` leads every region back.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.errors import InputError, NotFoundError
from annotate.files import COMPACT, as_json, replacing
from annotate.labelstudio.cutting import cut, text_sha256
from annotate.labelstudio.items import iter_items
from annotate.labelstudio.regions import to_result
from annotate.labelstudio.sharing import share
from annotate.model import Document, Extent, Issue, Passage, Prediction, Relation, Span, Task
from annotate.schema import Schema
from annotate.store import Project

SEPARATOR = " › "
_PART = re.compile(r"tasks-([0-9]{3,})\.json")
MAX_BYTES = 50_000_000
"""A larger file splits: Label Studio's import button refuses more than 250 MB, editors far less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write_tasks` wrote, and what had no place in any task."""

    paths: tuple[Path, ...]
    tasks: int
    spans: int
    relations: int
    issues: tuple[Issue, ...]


def write_tasks(
    project: Project,
    documents: Iterable[Document],
    predictions: Iterable[Prediction],
    schema: Schema,
    *,
    blank: Container[tuple[str, int]] = (),
    max_bytes: int = MAX_BYTES,
) -> Written:
    """Write `work/tasks.json`, or `tasks-001.json` … where it grows too large.

    Documents and predictions are streamed where they come in the same order. A
    document without a prediction makes blank tasks, as do the places in `blank`
    (document, offset of the task's text). Spans and relations across a
    border of tasks are told as Issues (W411, W412) and stay in predictions.jsonl.
    """
    counts = {"tasks": 0, "spans": 0, "relations": 0}
    issues: list[Issue] = []
    labels = [label.id for label in schema.labels]

    def lines() -> Iterator[str]:
        for document, prediction in _pair(documents, predictions):
            tasks = cut(document, labels, project.config.tasks)
            shares = share(prediction, tasks, document.text) if prediction else None
            for number, task in enumerate(tasks):
                left_blank = (task.document, task.char_offset) in blank
                spans, relations = shares.of[number] if shares and not left_blank else ((), ())
                counts["tasks"] += 1
                counts["spans"] += len(spans)
                counts["relations"] += len(relations)
                yield _line(to_json(task, None if left_blank else prediction, schema, spans, relations))
            issues.extend(shares.issues if shares else ())

    paths = write_parts(project.work, lines(), max_bytes)
    return Written(paths=paths, issues=tuple(issues), **counts)


def to_json(
    task: Task,
    prediction: Prediction | None,
    schema: Schema,
    spans: tuple[Span, ...] = (),
    relations: tuple[Relation, ...] = (),
) -> dict[str, Any]:
    """Return one task as Label Studio imports it, with exactly one prediction if it is seeded."""
    data: dict[str, Any] = {
        "paper": task.paper,
        "document": task.document,
        "section": SEPARATOR.join(task.section),
        "title": task.title,
        "text": task.text,
        "char_offset": task.char_offset,
        "text_sha256": task.text_sha256,
        "labels": list(task.labels),
    }
    # What the page shows around the text; a whole paper has no neighbours.
    data |= {key: text for key, text in (("before", task.before), ("after", task.after)) if text}
    if task.passages:
        data["passages"] = [
            {"start": p.extent.start, "end": p.extent.end, "labels": list(p.labels)} for p in task.passages
        ]
    seeded = prediction is not None and task.status == "seeded"
    data["status"] = "seeded" if seeded else "blank"
    # The page shows one line; the path itself stays whole beside it.
    item: dict[str, Any] = {"data": data, "meta": {"section": list(task.section)}}
    if seeded and prediction:
        scores = [span.score for span in spans if span.score is not None]
        score = round(sum(scores) / len(scores), 4) if scores else 0.0
        result = to_result(spans, relations, task, schema)
        item["predictions"] = [{"model_version": prediction.model_version, "score": score, "result": result}]
    return item


def task_from_json(item: object, where: str) -> Task:
    """Read the task of one item of an import or export file.

    Raises:
        InputError: it is not a task of this toolkit, or its text was changed.
    """
    data = item.get("data") if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or not isinstance(data, Mapping):
        todo = "Export as JSON (not JSON-MIN or CSV) and give that file."
        raise InputError(where, "the item has no data: this is not Label Studio's JSON", todo)
    kinds: dict[str, type] = {"document": str, "text": str, "char_offset": int}
    wrong = [key for key, kind in kinds.items() if type(data.get(key)) is not kind]
    if wrong:
        todo = "Push them again; tasks that annotate did not make: annotate import FILE --format label-studio."
        raise InputError(where, f"data.{', data.'.join(wrong)} is missing or of a wrong kind", todo)
    if data["char_offset"] < 0:
        raise InputError(where, f"data.char_offset is {data['char_offset']}", "Push the tasks again.")
    text, fingerprint = data["text"], data.get("text_sha256", "")
    if fingerprint and fingerprint != text_sha256(text):
        raise InputError(
            where, "the text does not fit its text_sha256", "Somebody changed the task's text: restore it."
        )
    return Task(
        paper=str(data.get("paper", "")),
        document=data["document"],
        section=_section(item, data),
        title=str(data.get("title", "")),
        text=text,
        char_offset=data["char_offset"],
        text_sha256=fingerprint or text_sha256(text),
        labels=tuple(map(str, _list(data, "labels", where))),
        passages=tuple(_passages(_list(data, "passages", where), len(text), where)),
        status=str(data.get("status", "seeded")),
    )


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list):
        raise InputError(where, f"data.{key} is not a list", "Push the tasks again.")
    return value


def _section(item: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[str, ...]:
    meta = item.get("meta")
    path = meta.get("section") if isinstance(meta, Mapping) else None
    if isinstance(path, list):
        return tuple(map(str, path))
    section = str(data.get("section") or "")
    return tuple(section.split(SEPARATOR)) if section else ()


def _passages(passages: Iterable[Any], length: int, where: str) -> Iterator[Passage]:
    for passage in passages:
        try:
            start, end, labels = passage["start"], passage["end"], passage["labels"]
        except (KeyError, TypeError):
            raise InputError(where, "a passage lacks start, end or labels", "Export the file again.") from None
        if type(start) is not int or type(end) is not int or not 0 <= start <= end <= length:
            raise InputError(where, f"the passage {start}:{end} lies outside the text", "Export the file again.")
        yield Passage(
            extent=Extent(start, end), labels=tuple(map(str, labels if isinstance(labels, list) else [labels]))
        )


def task_paths(work: Path) -> tuple[Path, ...]:
    """Return the files that hold a project's tasks, in order."""
    whole = work / "tasks.json"
    return (whole,) if whole.exists() else _numbered(work)


def _numbered(work: Path) -> tuple[Path, ...]:
    """Return the parts by their numbers: the thousandth comes behind the 999th, not behind the hundredth."""
    found = ((_PART.fullmatch(path.name), path) for path in work.glob("tasks-*.json"))
    return tuple(path for _, path in sorted((int(number[1]), path) for number, path in found if number))


def read_tasks(project: Project) -> Iterator[dict[str, Any]]:
    """Yield the items of the project's task files, as Label Studio takes them.

    Raises:
        NotFoundError: `seed` has not run.
        InputError: a file is not a list of tasks.
    """
    paths = task_paths(project.work)
    if not paths:
        raise NotFoundError(str(project.work / "tasks.json"), "the file is not there", "Run first: annotate seed")
    for path in paths:
        yield from iter_items(path)


def _pair(
    documents: Iterable[Document], predictions: Iterable[Prediction]
) -> Iterator[tuple[Document, Prediction | None]]:
    """Join by document; only predictions that come before their document are held."""
    coming = iter(predictions)
    held: dict[str, Prediction] = {}
    for document in documents:
        while document.id not in held:
            prediction = next(coming, None)
            if prediction is None:
                break
            held[prediction.document] = prediction
        yield document, held.pop(document.id, None)


def _line(item: object) -> str:
    return as_json(item, separators=COMPACT)


def write_parts(work: Path, lines: Iterable[str], max_bytes: int) -> tuple[Path, ...]:
    """Write the parts beside, then move them over the old ones all together."""
    work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work, prefix=".tasks-") as folder:
        parts: list[Path] = []
        for part in _parts(lines, max_bytes):
            parts.append(Path(folder) / f"tasks-{len(parts) + 1:03}.json")
            with replacing(parts[-1]) as file:
                file.writelines(part)
        names = ["tasks.json"] if len(parts) == 1 else [path.name for path in parts]
        paths = tuple(work / name for name in names)
        for old in {work / "tasks.json", *_numbered(work)} - set(paths):
            old.unlink(missing_ok=True)
        for beside, path in zip(parts, paths, strict=True):
            beside.replace(path)
    return paths


def _parts(lines: Iterable[str], max_bytes: int) -> Iterator[Iterator[str]]:
    """Yield the parts' texts one after the other; each must be read before the next."""
    coming = iter(lines)
    held = next(coming, None)

    def part() -> Iterator[str]:
        nonlocal held
        size, between = 0, "\n"
        yield "["
        while held is not None:
            length = len(held.encode()) + 2
            if size and size + length > max_bytes:
                break
            yield between + held
            size, between = size + length, ",\n"
            held = next(coming, None)
        yield "\n]\n"

    yield part()
    while held is not None:
        yield part()
