"""A second Label Studio project that holds only what is disputed, worst first.

Pushing again brings it up to date: a task that nobody worked on gives way where
its dispute is gone, has changed, or stands in another order; one that somebody
worked on stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from annotate.errors import ServerError
from annotate.labelstudio.config import instruction, to_xml
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.decided import Decided, read_decisions
from annotate.labelstudio.disputed import SUGGESTED, Ask, asked, to_items
from annotate.labelstudio.items import iter_items
from annotate.labelstudio.sending import AGAIN, LIST_TASKS, send_tasks
from annotate.labelstudio.snapshots import snapshot_path, take_snapshot
from annotate.labelstudio.sync import TITLE, find_project, project_title, stream_link
from annotate.labelstudio.views import ensure_view
from annotate.model import Annotation, Consensus, Dispute, Document
from annotate.schema import Schema
from annotate.store import Project

SUFFIX = " 裁决"
FOLDER = "adjudication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a push of disputes did.

    Args:
        stream: where the adjudicator works, worst dispute first.
        disputes: that are open here, of the labels that were named.
        sent: tasks that were sent.
        removed: tasks without work that were outdated.
        worked: disputes that somebody has worked on there already.
    """

    project: int
    stream: str
    disputes: int
    sent: int
    removed: int
    worked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    id: int
    data: Mapping[str, Any]
    worked: bool


def adjudication_title(project: Project) -> str:
    """Return the title of the project in which disputes are decided."""
    return project_title(project)[: TITLE[1] - len(SUFFIX)] + SUFFIX


def push_disputes(project: Project, labels: Collection[str] = (), ask: Ask = asked) -> Sent:
    """Make, or bring up to date, the project of the study's disputes.

    Args:
        project: the study.
        labels: only disputes on these labels or types of relations; none named: all. Of the
            others' tasks those stay that somebody worked on.
        ask: what the page says of a dispute.

    Raises:
        NotFoundError: `reconcile` has not run.
        InputError: something has changed since it ran.
        ServerError: the server is away, refuses or fails.
    """
    schema = project.schema()
    items = _items(project, schema, labels, ask)
    with connect(project) as connection:
        number = _prepare(
            connection, adjudication_title(project), to_xml(schema, adjudicating=True), instruction(schema)
        )
        there = _there(connection, number)
        worked = {task.data["dispute"] for task in there if task.worked}
        wanted = [item for item in items if item["data"]["dispute"] not in worked]
        open_ = [task for task in there if not task.worked]
        fits, gone = _outdated(open_, [item["data"] for item in wanted])
        for task in gone:
            with talking(connection.url, AGAIN):
                connection.client.tasks.delete(id=str(task.id))
        send_tasks(connection, number, wanted[fits:])
        if items:
            with talking(connection.url, AGAIN):
                # The adjudicator begins from the suggestion, not from one annotator's version.
                connection.client.projects.update(id=number, model_version=SUGGESTED)
        return Sent(
            project=number,
            stream=stream_link(connection.url, number),
            disputes=len(items),
            sent=len(wanted) - fits,
            removed=len(gone),
            worked=len(items) - len(wanted),
        )


def _items(project: Project, schema: Schema, labels: Collection[str], ask: Ask) -> list[dict[str, Any]]:
    """Return the tasks, unless an earlier state of the study left the disputes: those could not be decided."""
    documents = {document.id: document for document in project.read(Document)}
    disputes, works, consensus = tuple(project.read(Dispute)), project.read_all(Annotation), project.read_all(Consensus)
    known = documents.keys() & {work.document for work in works} & {found.document for found in consensus}
    there = {span.id for work in works for span in work.spans} | {r.id for work in works for r in work.relations}
    gone = sorted({dispute.document for dispute in disputes} - known)
    project.refuse_stale_disputes([*gone, *(name for dispute in disputes for name in dispute.gone(there))])
    chosen = [dispute for dispute in disputes if dispute.is_on(labels)]
    return to_items(chosen, documents, works, consensus, schema, ask)


def _outdated(there: Sequence[_There], wanted: Sequence[Mapping[str, Any]]) -> tuple[int, list[_There]]:
    """Return how many of the wanted are there, from the first on, in order; and the tasks that stand between or behind.

    What is sent comes last: only what is wanted without a gap can stay.
    """
    fits, gone = 0, []
    for task in there:
        if fits < len(wanted) and task.data == wanted[fits]:
            fits += 1
        else:
            gone.append(task)
    return fits, gone


def _prepare(connection: Connection, title: str, page: str, guideline: str) -> int:
    client, number = connection.client, find_project(connection, title)
    settings = {"label_config": page, "expert_instruction": guideline}
    with talking(connection.url, "No task was sent."):
        if number is None:
            made = client.projects.create(title=title, maximum_annotations=1, show_collab_predictions=True, **settings)
            number = int(made.id)
        else:
            current = client.projects.get(id=number)
            if current.label_config.strip() != page.strip():
                client.projects.validate_label_config(id=number, label_config=page)
            client.projects.update(id=number, **settings)
        ensure_view(connection, number)
    return number


def _there(connection: Connection, number: int) -> list[_There]:
    """Return the project's tasks that are disputes, in the order in which they are shown."""
    wanted = "id,data,total_annotations,cancelled_annotations,draft_exists"
    with talking(connection.url):
        pages = connection.client.tasks.list(project=number, include=wanted, page_size=LIST_TASKS)
        found = [
            _There(
                id=task.id,
                data=task.data,
                worked=bool(task.total_annotations or task.cancelled_annotations or task.draft_exists),
            )
            for task in pages
            if isinstance(task.data, Mapping) and "dispute" in task.data
        ]
    return sorted(found, key=lambda task: task.id)


def pull_decisions(project: Project, now: datetime | None = None) -> tuple[Decided, Path]:
    """Bring the adjudicator's decisions back, and keep a snapshot of that project.

    Returns:
        All decisions on the server, those known already among them, and the snapshot.

    Raises:
        ServerError: the server is away, refuses or fails, or has no such project.
    """
    title = adjudication_title(project)
    path = snapshot_path(project, now, FOLDER)
    with connect(project) as connection:
        number = find_project(connection, title)
        if number is None:
            what = f"there is no project called {title!r}"
            raise ServerError(connection.url, what, "Run: annotate adjudicate push")
        take_snapshot(connection, number, path)
    documents = {document.id: document for document in project.read(Document)}
    items = iter_items(path, may_be_empty=True)
    return read_decisions(items, documents, project.schema(), project.config.annotators), path
