"""Pull: a dated snapshot of everything on the server, read as any export is.

The snapshot in `work/snapshots/` is the backup: the community server lets
every account change and delete everybody's work. What an earlier snapshot had
and this one lacks is told (W431), never silently followed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotate.errors import ServerError
from annotate.files import replacing
from annotate.labelstudio.answers import Answers, read_answers
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.submissions import annotator_name, objects
from annotate.labelstudio.sync import find_project, project_title
from annotate.labelstudio.tasks import read_items
from annotate.model import Document, Issue
from annotate.store import Project

PATIENCE = 3600.0
WHOLE = {
    "predictions": {"only_id": False},
    "drafts": {"only_id": False},
    "annotations__completed_by": {"only_id": False},
}


def pull(project: Project, now: datetime | None = None) -> tuple[Answers, Path]:
    """Bring everybody's work back, and keep a snapshot of all that is on the server.

    Args:
        project: the study; its documents must be ingested.
        now: the moment the snapshot is named after.

    Returns:
        The answers, and the snapshot's file.

    Raises:
        ServerError: the server is away, refuses or fails, or has no such project.
    """
    title = project_title(project)
    folder = project.work / "snapshots"
    earlier = sorted(folder.glob("*.json"))
    moment = (now or datetime.now(tz=UTC)).strftime("%Y%m%dT%H%M%S.%fZ")
    path = folder / f"{moment}.json"
    with connect(project) as connection:
        number = find_project(connection, title)
        if number is None:
            todo = "Run: annotate push, or set label_studio.project in annotate.yaml."
            raise ServerError(connection.url, f"there is no project called {title!r}", todo)
        _snapshot(connection, number, path)
    items = read_items(path)
    schema, names = project.schema(), project.config.annotators
    answers = read_answers(items, project.read(Document), schema, names)
    gone = tuple(_gone(read_items(earlier[-1]), items, names)) if earlier else ()
    return Answers(annotations=answers.annotations, issues=(*gone, *answers.issues)), path


def _snapshot(connection: Connection, number: int, path: Path) -> None:
    exports = connection.client.projects.exports
    with talking(connection.url, "What was pulled before is still as it was."):
        made = exports.create(
            id=number,
            title=path.stem,
            task_filter_options={},
            serialization_options=WHOLE,
        )
        _wait(connection, number, made.id)
        with replacing(path, "wb") as file:
            file.writelines(exports.download(id=number, export_pk=made.id))
        # The copy on the server would only fill its disk.
        exports.delete(id=number, export_pk=made.id)


def _wait(connection: Connection, number: int, export: int) -> None:
    ends = time.monotonic() + PATIENCE
    pause = 0.1
    while (status := connection.client.projects.exports.get(id=number, export_pk=export).status) != "completed":
        if status == "failed" or time.monotonic() > ends:
            what = "the server could not make the snapshot" if status == "failed" else "the snapshot takes too long"
            raise ServerError(connection.url, what, "Look at the server's log, then run the command again.")
        time.sleep(pause)
        pause = min(2.0, pause * 1.5)


def _gone(
    before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> Iterator[Issue]:
    """Tell every annotation that the last snapshot of the same project has and the server no longer."""
    items = list(now)
    there = {annotation.get("id") for item in items for annotation in objects(item.get("annotations"))}
    projects = {item.get("project") for item in items}
    for item in before:
        if item.get("project") not in projects:
            continue
        data = item.get("data")
        document = data.get("document") if isinstance(data, Mapping) else ""
        for annotation in objects(item.get("annotations")):
            if annotation.get("id") not in there:
                who = annotator_name(annotation.get("completed_by"), names)
                message = "the annotation was on the server at the last pull and is no longer; the snapshot keeps it"
                found = f"annotation {annotation.get('id')}, {len(annotation.get('result') or [])} items"
                yield Issue(code="W431", where=f"{document} task {item.get('id')} {who}", message=message, found=found)
