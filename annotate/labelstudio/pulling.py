"""Pull: a dated snapshot of everything on the server, read as any export is.

The snapshot in `work/snapshots/` is the backup: the community server lets
every account change and delete everybody's work. What an earlier snapshot had
and this one lacks is told (W431), never silently followed; whose account was
removed stays known from it (W432, W433).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from annotate.errors import ServerError
from annotate.files import replacing
from annotate.labelstudio.answers import Answers, read_answers
from annotate.labelstudio.connection import connect
from annotate.labelstudio.items import iter_items, write_items
from annotate.labelstudio.renewing import Seen, Survey, renew_snapshot, seen, survey
from annotate.labelstudio.snapshots import snapshot_path, take_snapshot
from annotate.labelstudio.submissions import annotator_name, objects
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
    found = _Orphans(before)
    answers = read_answers(_noting(found.named(path), there), project.read(Document), schema, names)
    if found.kept:
        found.keep(path)
    told = (*_gone(before.tasks, there, names), *found.issues(names))
    return Answers(annotations=answers.annotations, issues=(*told, *answers.issues)), path


class _Orphans:
    """Annotations whose account was removed: the server forgets whose they are, the last snapshot knows."""

    def __init__(self, before: Survey) -> None:
        self.by = {made.id: made.by for task in before.tasks.values() for made in task.annotations if made.by}
        self.kept: dict[object, object] = {}
        self.lost: list[str] = []

    def named(self, path: Path) -> Iterator[dict[str, Any]]:
        """Yield the tasks of a snapshot, every annotation with its annotator as far as known."""
        for item in iter_items(path, may_be_empty=True):
            for annotation in cast("Iterator[dict[str, Any]]", objects(item.get("annotations"))):
                number = annotation.get("id")
                if annotation.get("completed_by") is None and number in self.by:
                    annotation["completed_by"] = self.kept[number] = self.by[number]
                elif annotation.get("completed_by") is None:
                    self.lost.append(f"task {item.get('id')} annotation {number}")
            yield item

    def keep(self, path: Path) -> None:
        """Write the names into the snapshot, from which the next pull has them."""
        with replacing(path) as file:
            write_items(file, self.named(path))

    def issues(self, names: Mapping[str, str]) -> Iterator[Issue]:
        """Tell whose account was removed, and which annotations nobody can be told of."""
        for who in sorted({annotator_name(user, names) for user in self.kept.values()}):
            message = "the account was removed on the server; its annotations keep the name that the last pull knew"
            yield Issue(code="W432", where=f"annotator {who}", message=message)
        for where in dict.fromkeys(self.lost):
            message = (
                "the account was removed on the server before anything was pulled; whose annotation it is is not known"
            )
            yield Issue(code="W433", where=where, message=message)


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
                message = (
                    "the annotation was on the server at the last pull and is no longer; the snapshot keeps it"
                    if number in now
                    else "the task was on the server at the last pull and is no longer; the snapshot keeps it"
                )
                where = f"{task.document} task {number} {annotator_name(made.by, names)}"
                yield Issue(
                    code="W431", where=where, message=message, found=f"annotation {made.id}, {made.n_items} items"
                )
