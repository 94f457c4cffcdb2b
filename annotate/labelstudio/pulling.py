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
from annotate.labelstudio.items import iter_items
from annotate.labelstudio.renewing import Seen, Survey, renew_snapshot, seen, survey
from annotate.labelstudio.snapshots import snapshot_path, take_snapshot
from annotate.labelstudio.submissions import annotator_name
from annotate.labelstudio.sync import find_project, project_title
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
        before = survey(earlier[-1]) if earlier else Survey()
        if full:
            take_snapshot(connection, number, path)
        else:
            renew_snapshot(connection, number, path, before)
    schema, names = project.schema(), project.config.annotators
    there: dict[int, Seen] = {}
    answers = read_answers(_noting(iter_items(path, may_be_empty=True), there), project.read(Document), schema, names)
    gone = tuple(_gone(before.tasks, there, names))
    return Answers(annotations=answers.annotations, issues=(*gone, *answers.issues)), path


def _noting(items: Iterable[dict[str, Any]], now: dict[int, Seen]) -> Iterator[dict[str, Any]]:
    """Yield the tasks of a snapshot, noting what each holds."""
    for item in items:
        now[item["id"]] = seen(item)
        yield item


def _gone(before: Mapping[int, Seen], now: Mapping[int, Seen], names: Mapping[str, str]) -> Iterator[Issue]:
    """Tell every annotation that the last snapshot of the same project has and the server no longer."""
    there = {made.id for task in now.values() for made in task.annotations}
    projects = {task.project for task in now.values()}
    for number, task in before.items():
        for made in task.annotations if task.project in projects else ():
            if made.id not in there:
                what = "annotation" if number in now else "task with its annotation"
                message = f"the {what} was on the server at the last pull and is no longer; the snapshot keeps it"
                where = f"{task.document} task {number} {annotator_name(made.by, names)}"
                yield Issue(
                    code="W431", where=where, message=message, found=f"annotation {made.id}, {made.n_items} items"
                )
