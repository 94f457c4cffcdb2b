"""Push tasks to a Label Studio project.

A second push sends nothing twice, and one that broke off is simply run again.
Nothing is overwritten: tasks that somebody worked on stay, newer predictions
come beside the older ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.errors import InputError, ServerError
from annotate.labelstudio.checking import check_items, key_of
from annotate.labelstudio.config import instruction, to_xml
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.planning import (
    BATCH_TASKS,
    Plan,
    Remote,
    batches,
    make_plan,
    newer_predictions,
    outdated,
    renewed_data,
)
from annotate.labelstudio.tasks import read_tasks
from annotate.schema import Schema
from annotate.store import Project

TITLE = (3, 50)
AGAIN = "Run the command again: what arrived is known and not sent twice."
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push did.

    Args:
        stream: where annotators work, one task after the other.
        new: tasks that were sent.
        known: tasks that were there already.
        predictions: newer predictions that were added to known tasks.
        renewed: known tasks whose title, section or questions were brought up to date.
        kept: known tasks whose questions are others here, but somebody has answered them.
        removed: tasks without any work that were replaced or stood twice.
    """

    project: int
    stream: str
    new: int
    known: int
    predictions: int
    renewed: int
    kept: int
    removed: int


def push(project: Project, on_progress: Progress | None = None) -> Pushed:
    """Send the project's tasks; whatever is there already stays as it is.

    Everything is checked before anything is sent.

    Raises:
        InputError, ProblemsError: a task or prediction that does not hold.
        ServerError: the server is away, refuses or fails; or somebody worked on
            a text that has changed since.
    """
    schema = project.schema()
    title = project_title(project)
    check_items(read_tasks(project), schema, "work/tasks.json")
    with connect(project) as connection:
        found = find_project(connection, title)
        there = remote_tasks(connection, found) if found is not None else []
        plan = make_plan(read_tasks(project), there, connection.url)
        number = _prepare(connection, found, project, schema, title)
        _send(connection, number, project, plan, on_progress)
        removed = outdated(remote_tasks(connection, number), plan, connection.url)
        for remote in removed:
            with talking(connection.url, AGAIN):
                connection.client.tasks.delete(id=str(remote.id))
        return Pushed(
            project=number,
            stream=stream_link(connection.url, number),
            new=len(plan.new),
            known=len(plan.keys) - len(plan.new),
            predictions=plan.predictions,
            renewed=len(plan.renewed),
            kept=plan.kept,
            removed=len(removed),
        )


def stream_link(url: str, number: int) -> str:
    """Return where annotators work: one task after the other, blind to each other's work."""
    return f"{url}/projects/{number}/data?labeling=1"


def project_title(project: Project) -> str:
    """Return the title of the Label Studio project.

    Raises:
        InputError: Label Studio does not take so short or long a title.
    """
    title = project.config.label_studio.project or project.config.title
    if not TITLE[0] <= len(title) <= TITLE[1]:
        what = f"the title {title!r} has {len(title)} characters, Label Studio takes {TITLE[0]} to {TITLE[1]}"
        raise InputError("annotate.yaml", what, "Set label_studio.project to a title of that length.")
    return title


def find_project(connection: Connection, title: str) -> int | None:
    """Return the number of the project of exactly that title, None if there is none.

    Raises:
        ServerError: two projects have it.
    """
    with talking(connection.url):
        # The server looks for a part of the title.
        found = [p.id for p in connection.client.projects.list(title=title) if p.title == title and p.id is not None]
    if len(found) > 1:
        numbers = ", ".join(map(str, sorted(found)))
        todo = "Rename or delete all but one, or set label_studio.project in annotate.yaml."
        raise ServerError(connection.url, f"{len(found)} projects are called {title!r} ({numbers})", todo)
    return found[0] if found else None


def _prepare(connection: Connection, number: int | None, project: Project, schema: Schema, title: str) -> int:
    """Make the project, or bring its page and settings up to date."""
    config, guideline, overlap = to_xml(schema), instruction(schema), project.config.label_studio.overlap
    client = connection.client
    with talking(connection.url, "No task was sent."):
        if number is None:
            number = client.projects.create(
                title=title,
                label_config=config,
                expert_instruction=guideline,
                maximum_annotations=overlap,
                show_collab_predictions=True,
            ).id
        current = client.projects.get(id=number)
        if current.label_config != config:
            # The update itself would let labels vanish under existing annotations.
            client.projects.validate_label_config(id=number, label_config=config)
            client.projects.update(id=number, label_config=config)
        if current.expert_instruction != guideline:
            client.projects.update(id=number, expert_instruction=guideline)
        if current.maximum_annotations != overlap:
            client.projects.update(id=number, maximum_annotations=overlap)
        if not list(client.views.list(project=number)):
            # Without a view, a task opened by its link may lose its pre-marks.
            client.views.create(project=number, data={"title": "Default", "type": "list", "target": "tasks"})
    return int(str(number))


def remote_tasks(connection: Connection, number: int) -> list[Remote]:
    """Return the project's tasks that this toolkit made, oldest first."""
    wanted = "id,data,total_annotations,cancelled_annotations,draft_exists,predictions_model_versions"
    with talking(connection.url):
        pages = connection.client.tasks.list(project=number, include=wanted, page_size=BATCH_TASKS)
        ours = [task for task in pages if isinstance(task.data, Mapping) and "text_sha256" in task.data]
    return sorted((_remote(task) for task in ours), key=lambda remote: remote.id)


def _remote(task: Any) -> Remote:  # noqa: ANN401 - the SDK's models change with the server
    versions = str(task.predictions_model_versions or "")
    return Remote(
        id=task.id,
        key=key_of(task.data),
        length=len(str(task.data.get("text", ""))),
        data={key: value for key, value in task.data.items() if key != "text"},
        versions=frozenset(part.strip() for part in versions.split(",") if part.strip()),
        worked=bool(task.total_annotations or task.cancelled_annotations or task.draft_exists),
    )


def _send(connection: Connection, number: int, project: Project, plan: Plan, on_progress: Progress | None) -> None:
    """Send what is new, reading the task files again instead of keeping them."""
    total, done = len(plan.new) + plan.predictions, 0
    projects, once = connection.client.projects, {"max_retries": 0}
    for item in read_tasks(project) if plan.renewed else ():
        remote = plan.renewed.get(key_of(item["data"]))
        if remote:
            with talking(connection.url, AGAIN):
                connection.client.tasks.update(id=str(remote.id), data=renewed_data(item["data"], remote))
    for batch in batches(item for item in read_tasks(project) if key_of(item["data"]) in plan.new):
        with talking(connection.url, AGAIN):
            projects.import_tasks(id=number, request=batch, request_options=once)
        done += len(batch)
        if on_progress:
            on_progress(done, total)
    for batch in batches(newer_predictions(read_tasks(project), plan)) if plan.behind else ():
        with talking(connection.url, AGAIN):
            answer = projects.import_predictions(id=number, request=batch, request_options=once)
        _check_created(connection, answer, batch)
        done += len(batch)
        if on_progress:
            on_progress(done, total)
    if len(plan.versions) == 1:
        with talking(connection.url, AGAIN):
            # Annotators begin from the newest predictions.
            projects.update(id=number, model_version=min(plan.versions))


def _check_created(connection: Connection, answer: object, batch: Iterable[object]) -> None:
    """Say so if the server dropped predictions, which it does without a word."""
    created, sent = getattr(answer, "created", None), len(list(batch))
    if created != sent:
        what = f"the server took {created} of {sent} predictions"
        raise ServerError(connection.url, what, "Run: annotate doctor, then annotate push again.")
