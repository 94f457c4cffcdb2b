"""A new snapshot from the last one and what has changed since.

A task is taken from the last snapshot only if everything speaks for it: its own
moment of change, the ids and moments of all its annotations, the number of its
predictions are the same, and it has no draft, then or now (the server shows a
draft's moment only to who wrote it). All others are asked for anew.
"""

from __future__ import annotations

import heapq
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from annotate.files import replacing
from annotate.labelstudio.connection import Connection, talking
from annotate.labelstudio.items import iter_items, write_items
from annotate.labelstudio.sending import LIST_TASKS
from annotate.labelstudio.snapshots import take_snapshot
from annotate.labelstudio.submissions import objects
from annotate.labelstudio.views import list_views

VIEW = "annotate pull"
WANTED = "id,updated_at,annotations,draft_exists,total_predictions"
MOST = 0.5
"""Where more has changed than this part, all is asked for."""
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An annotation that a snapshot holds: whose it is and how much."""

    id: object
    by: object
    n_items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A task that a snapshot holds, without its texts and regions."""

    project: object
    document: str
    state: object
    annotations: tuple[Made, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a snapshot holds, by the tasks' ids; empty without a snapshot."""

    path: Path | None = None
    tasks: Mapping[int, Seen] = field(default_factory=dict)


def survey(path: Path) -> Survey:
    """Look a snapshot through, one task at a time."""
    items = iter_items(path, may_be_empty=True)
    return Survey(path=path, tasks={item["id"]: seen(item) for item in items if isinstance(item.get("id"), int)})


def seen(item: Item) -> Seen:
    """Note what must be known of a task to find it again, changed or unchanged."""
    data = item.get("data")
    return Seen(
        project=item.get("project"),
        document=str(data.get("document")) if isinstance(data, Mapping) else "",
        state=_state_here(item),
        annotations=tuple(
            Made(
                id=one.get("id"),
                by=one.get("completed_by"),
                n_items=len(result if isinstance(result := one.get("result"), list) else ()),
            )
            for one in objects(item.get("annotations"))
        ),
    )


def renew_snapshot(connection: Connection, number: int, path: Path, last: Survey) -> None:
    """Write a whole snapshot, asking the server only for what has changed.

    Args:
        connection: to the server.
        number: of the project.
        path: the new snapshot; it appears whole or not at all.
        last: the last snapshot, of this or another project.

    Raises:
        ServerError: the server is away, refuses or fails.
    """
    known = {name: task for name, task in last.tasks.items() if task.project == number}
    if last.path is None or not known or not _same_people(connection, known.values()):
        take_snapshot(connection, number, path)
        return
    with talking(connection.url):
        pages = connection.client.tasks.list(project=number, include=WANTED, page_size=LIST_TASKS)
        now = {int(task.id): _state_there(task) for task in pages}
    changed = {task for task, state in now.items() if task not in known or known[task].state != state}
    if len(changed) > MOST * len(now):
        take_snapshot(connection, number, path)
    elif not changed and set(now) == set(last.tasks):
        with last.path.open("rb") as before, replacing(path, "wb") as file:
            shutil.copyfileobj(before, file)
    else:
        kept = (
            item
            for item in iter_items(last.path, may_be_empty=True)
            if item.get("id") in now and item["id"] not in changed
        )
        _merge(connection, number, path, kept, sorted(changed))


def _merge(connection: Connection, number: int, path: Path, kept: Iterator[Item], changed: list[int]) -> None:
    """Write what is kept and what is asked for anew, in the order of the tasks' ids."""
    part = path.with_suffix(".part")
    try:
        if changed:
            _fetch(connection, number, part, changed)
        fresh = iter_items(part, may_be_empty=True) if changed else iter(())
        with replacing(path) as file:
            write_items(file, heapq.merge(kept, fresh, key=lambda item: int(item["id"])))
    finally:
        part.unlink(missing_ok=True)


def _same_people(connection: Connection, tasks: Iterable[Seen]) -> bool:
    """True if nobody in the snapshot has another address by now; who was removed keeps the one it names."""
    with talking(connection.url):
        people = {user.id: user.email for user in connection.client.users.list()}
    named = [made.by for task in tasks for made in task.annotations]
    return all(
        isinstance(user, Mapping) and people.get(user.get("id"), user.get("email")) == user.get("email")
        for user in named
    )


def _state_there(task: Any) -> object:  # noqa: ANN401 - the SDK's models change with the server
    made = {(one["id"], _moment(one["updated_at"])) for one in map(dict, task.annotations or ())}
    return None if task.draft_exists else (_moment(task.updated_at), made, task.total_predictions)


def _state_here(item: Item) -> object:
    # A draft, or a file that the server did not write, equals nothing that the server says.
    if item.get("drafts"):
        return ()
    try:
        made = {(one["id"], _moment(one["updated_at"])) for one in objects(item.get("annotations"))}
        return _moment(item["updated_at"]), made, item["total_predictions"]
    except (KeyError, ValueError):
        return ()


def _moment(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _fetch(connection: Connection, number: int, part: Path, tasks: list[int]) -> None:
    """Write some tasks as a snapshot has them: through a tab that shows only these."""
    views = connection.client.views
    with talking(connection.url):
        # One may be left of a pull that broke off.
        for title, view in list_views(connection, number):
            if title == VIEW:
                views.delete(id=str(view))
        items = [{"filter": "filter:tasks:id", "operator": "in_list", "type": "List", "value": tasks}]
        data = {"title": VIEW, "type": "list", "target": "tasks", "filters": {"conjunction": "and", "items": items}}
        made = views.create(project=number, data=data)
    try:
        take_snapshot(connection, number, part, view=made.id)
    finally:
        with talking(connection.url):
            views.delete(id=str(made.id))
