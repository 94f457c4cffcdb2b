"""Pull: a dated snapshot of everything on the server, read as any export is.

The snapshot in `work/snapshots/` is the backup: the community server lets
every account change and delete everybody's work. What an earlier snapshot had
and this one lacks is told (W431), never silently followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from annotate.errors import ServerError
from annotate.labelstudio.answers import Answers, read_answers
from annotate.labelstudio.connection import connect
from annotate.labelstudio.renewing import renew_snapshot
from annotate.labelstudio.snapshots import snapshot_path, take_snapshot
from annotate.labelstudio.submissions import annotator_name, objects
from annotate.labelstudio.sync import find_project, project_title
from annotate.labelstudio.tasks import read_items
from annotate.model import Document, Issue
from annotate.store import Project


def pull(project: Project, now: datetime | None = None, *, full: bool = False) -> tuple[Answers, Path]:
    """Bring everybody's work back, and keep a snapshot of all that is on the server.

    Args:
        project: the study; its documents must be ingested.
        now: the moment the snapshot is named after.
        full: ask for everything, not only for what has changed since the last snapshot.

    Returns:
        The answers, and the snapshot's file.

    Raises:
        ServerError: the server is away, refuses or fails, or has no such project.
    """
    title = project_title(project)
    folder = project.work / "snapshots"
    earlier = sorted(folder.glob("*.json"))
    path = snapshot_path(project, now)
    with connect(project) as connection:
        number = find_project(connection, title)
        if number is None:
            todo = "Run: annotate push, or set label_studio.project in annotate.yaml."
            raise ServerError(connection.url, f"there is no project called {title!r}", todo)
        before = read_items(earlier[-1]) if earlier else []
        if full:
            take_snapshot(connection, number, path)
        else:
            renew_snapshot(connection, number, path, before)
    items = read_items(path)
    schema, names = project.schema(), project.config.annotators
    answers = read_answers(items, project.read(Document), schema, names)
    gone = tuple(_gone(before, items, names))
    return Answers(annotations=answers.annotations, issues=(*gone, *answers.issues)), path


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
