"""A new snapshot from the last one and what has changed since.

A task is taken from the last snapshot only if everything speaks for it: its own
moment of change, the ids and moments of all its annotations, the number of its
predictions are the same, and it has no draft, then or now (the server shows a
draft's moment only to who wrote it). All others are asked for anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from annotate.files import replacing
from annotate.labelstudio.connection import Connection, talking
from annotate.labelstudio.planning import BATCH_TASKS
from annotate.labelstudio.snapshots import take_snapshot
from annotate.labelstudio.submissions import objects
from annotate.labelstudio.tasks import read_items

VIEW = "annotate pull"
WANTED = "id,updated_at,annotations,draft_exists,total_predictions"
MOST = 0.5
"""Where more has changed than this part, all is asked for."""
Item = Mapping[str, Any]


def renew_snapshot(connection: Connection, number: int, path: Path, last: Iterable[Item]) -> None:
    """Write a whole snapshot, asking the server only for what has changed.

    Args:
        connection: to the server.
        number: of the project.
        path: the new snapshot; it appears whole or not at all.
        last: the tasks of the last snapshot, of this or another project.

    Raises:
        ServerError: the server is away, refuses or fails.
    """
    known = {item["id"]: item for item in last if item.get("project") == number}
    if not known or not _same_people(connection, known.values()):
        take_snapshot(connection, number, path)
        return
    with talking(connection.url):
        pages = connection.client.tasks.list(project=number, include=WANTED, page_size=BATCH_TASKS)
        now = {task.id: _state_there(task) for task in pages}
    changed = sorted(task for task, state in now.items() if task not in known or _state_here(known[task]) != state)
    if len(changed) > MOST * len(now):
        take_snapshot(connection, number, path)
        return
    kept = [known[task] for task in now if task not in set(changed)]
    fresh = _fetch(connection, number, path, changed) if changed else []
    with replacing(path) as file:
        json.dump(sorted([*kept, *fresh], key=lambda item: int(item["id"])), file, ensure_ascii=False)


def _same_people(connection: Connection, items: Iterable[Item]) -> bool:
    """True if everybody in the snapshot still has the address that it names."""
    with talking(connection.url):
        people = {user.id: user.email for user in connection.client.users.list()}
    named = [annotation.get("completed_by") for item in items for annotation in objects(item.get("annotations"))]
    return all(isinstance(user, Mapping) and people.get(user.get("id")) == user.get("email") for user in named)


def _state_there(task: Any) -> object:  # noqa: ANN401 - the SDK's models change with the server
    made = {(one["id"], _moment(one["updated_at"])) for one in map(dict, task.annotations or ())}
    return None if task.draft_exists else (_moment(task.updated_at), made, task.total_predictions)


def _state_here(item: Item) -> object:
    made = {(one["id"], _moment(one["updated_at"])) for one in objects(item.get("annotations"))}
    # A draft is never known to be unchanged: this equals nothing that the server says.
    return () if item.get("drafts") else (_moment(item["updated_at"]), made, item["total_predictions"])


def _moment(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _fetch(connection: Connection, number: int, path: Path, tasks: list[int]) -> list[Any]:
    """Return some tasks as a snapshot has them: through a tab that shows only these."""
    views, part = connection.client.views, path.with_suffix(".part")
    with talking(connection.url):
        # One may be left of a pull that broke off.
        for view in views.list(project=number):
            if getattr(view.data, "title", None) == VIEW or (
                isinstance(view.data, dict) and view.data["title"] == VIEW
            ):
                views.delete(id=str(view.id))
        items = [{"filter": "filter:tasks:id", "operator": "in_list", "type": "List", "value": tasks}]
        data = {"title": VIEW, "type": "list", "target": "tasks", "filters": {"conjunction": "and", "items": items}}
        made = views.create(project=number, data=data)
    try:
        take_snapshot(connection, number, part, view=made.id)
        return read_items(part)
    finally:
        part.unlink(missing_ok=True)
        with talking(connection.url):
            views.delete(id=str(made.id))
