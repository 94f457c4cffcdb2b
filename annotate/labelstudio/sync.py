"""Push tasks to a Label Studio project.

A second push sends nothing twice, and one that broke off is simply run again.
Nothing is overwritten: tasks that somebody worked on stay, newer predictions
come beside the older ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.errors import InputError, ServerError
from annotate.labelstudio.assigning import carry_out, most_coders, read_assignments
from annotate.labelstudio.checking import check_items, key_of
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.differences import difference
from annotate.labelstudio.planning import (
    Item,
    Plan,
    Remote,
    fingerprint,
    make_plan,
    newer_predictions,
    outdated,
    renamed_versions,
    renewed_data,
    with_versions,
)
from annotate.labelstudio.preparing import prepare
from annotate.labelstudio.remembering import remember, title_of, to_send
from annotate.labelstudio.sending import AGAIN, BATCH_TASKS, LIST_TASKS, send_predictions, send_tasks
from annotate.labelstudio.tasks import read_tasks
from annotate.store import Project

TITLE = (3, 50)
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
        links: annotator -> where they work, if tasks were assigned.
    """

    project: int
    stream: str
    new: int
    known: int
    predictions: int
    renewed: int
    kept: int
    removed: int
    links: Mapping[str, str] = field(default_factory=dict)


def push(project: Project, on_progress: Progress | None = None, *, force: bool = False) -> Pushed:
    """Send the project's tasks; whatever is there already stays as it is.

    Everything is checked before anything is sent. Predictions that are others than
    those of the same model version on the server go beside them as a new version.

    Args:
        project: the study.
        on_progress: called with what was sent and what there is to send.
        force: change the page although it would no longer show some of what annotators made.

    Raises:
        InputError, ProblemsError: a task or prediction that does not hold.
        ServerError: the server is away, refuses or fails; or somebody worked on
            a text that has changed since.
    """
    schema = project.schema()
    title, assigned = project_title(project), read_assignments(project)
    sending = to_send(project)  # as it is now: what changes meanwhile may have been read too early
    check_items(read_tasks(project), schema, "work/tasks.json")
    with connect(project) as connection:
        found = find_project(connection, title)
        before = _number_of_tasks(connection, found)
        there = remote_tasks(connection, found, contents=True) if found is not None else []
        names = renamed_versions(read_tasks(project), there) if there else {}

        def items() -> Iterator[Item]:
            return with_versions(read_tasks(project), names)

        plan = make_plan(items(), there, connection.url, lambda remote: _changes(connection, remote, items()))
        number = prepare(connection, found, project, schema, title, force=force, coders=most_coders(assigned))
        _send(connection, number, items, plan, on_progress)
        left, removed = _tidy(connection, number, plan, there, before, listed=bool(assigned))
        pushed = Pushed(
            project=number,
            stream=stream_link(connection.url, number),
            new=len(plan.new),
            known=len(plan.keys) - len(plan.new),
            predictions=plan.predictions,
            renewed=len(plan.renewed),
            kept=plan.kept,
            removed=removed,
            links=carry_out(connection, number, assigned, left) if assigned else {},
        )
    remember(project, sending)
    return pushed


def _tidy(
    connection: Connection, number: int, plan: Plan, there: list[Remote], before: int, *, listed: bool
) -> tuple[list[Remote], int]:
    """Remove what is outdated or stands twice; return what is left, as far as known, and how many went.

    The tasks are listed again only if that could show something: listing costs
    about as much as a third of sending.

    Args:
        connection: to the server.
        number: of the project.
        plan: what was sent.
        there: the tasks before.
        before: how many tasks the project held before, those of others among them.
        listed: what is left must be told in full.
    """
    double = len({remote.key for remote in there}) < len(there)
    known = not plan.new or not listed
    # Somebody else may have sent the same at the same time: then there are more than expected.
    if known and not plan.stale and not double and _number_of_tasks(connection, number) == before + len(plan.new):
        return there, 0
    there = remote_tasks(connection, number, light=True)
    removed = outdated(there, plan, connection.url)
    if removed:
        # The light list does not know who worked on what.
        there = remote_tasks(connection, number)
        removed = outdated(there, plan, connection.url)
    for remote in removed:
        with talking(connection.url, AGAIN):
            connection.client.tasks.delete(id=str(remote.id))
    return [remote for remote in there if remote not in removed], len(removed)


def _number_of_tasks(connection: Connection, number: int | None) -> int:
    if number is None:
        return 0
    with talking(connection.url):
        return int(connection.client.projects.get(id=number).task_number or 0)


def stream_link(url: str, number: int) -> str:
    """Return where annotators work: one task after the other, blind to each other's work."""
    return f"{url}/projects/{number}/data?labeling=1"


def project_title(project: Project) -> str:
    """Return the title of the Label Studio project.

    Raises:
        InputError: Label Studio does not take so short or long a title.
    """
    title = title_of(project)
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


def _changes(connection: Connection, remote: Remote, items: Iterable[Item]) -> str:
    """Say what changed in the text of a task that is on the server."""
    with talking(connection.url):
        data = connection.client.tasks.get(id=str(remote.id)).data
    texts = [item["data"]["text"] for item in items if item["data"]["document"] == remote.key[0]]
    return difference(str(data["text"]), [paragraph for text in texts for paragraph in text.split("\n")])


def remote_tasks(connection: Connection, number: int, *, contents: bool = False, light: bool = False) -> list[Remote]:
    """Return the project's tasks that this toolkit made, oldest first.

    Args:
        connection: to the server.
        number: of the project.
        contents: read the predictions too.
        light: read what the tasks are only, which is many times quicker.
    """
    wanted = "id,data,total_annotations,cancelled_annotations,draft_exists,predictions_model_versions"
    wanted += ",predictions,result,model_version" if contents else ""
    with talking(connection.url):
        fields = "task_only" if light else "all"
        size = BATCH_TASKS if contents else LIST_TASKS
        pages = connection.client.tasks.list(project=number, include=wanted, fields=fields, page_size=size)
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
        contents={p["model_version"]: fingerprint(p["result"]) for p in map(dict, task.predictions or ())},
    )


def _send(
    connection: Connection,
    number: int,
    items: Callable[[], Iterator[Item]],
    plan: Plan,
    on_progress: Progress | None,
) -> None:
    """Send what is new, reading the task files again instead of keeping them."""
    total, done = len(plan.new) + plan.predictions, 0

    def sent(count: int) -> None:
        nonlocal done
        done += count
        if on_progress:
            on_progress(done, total)

    client = connection.client
    for item in items() if plan.renewed else ():
        remote = plan.renewed.get(key_of(item["data"]))
        if remote:
            with talking(connection.url, AGAIN):
                client.tasks.update(id=str(remote.id), data=renewed_data(item["data"], remote))
    if plan.new:
        send_tasks(connection, number, (item for item in items() if key_of(item["data"]) in plan.new), sent)
    if plan.behind:
        send_predictions(connection, number, newer_predictions(items(), plan), sent)
    if len(plan.versions) == 1:
        with talking(connection.url, AGAIN):
            # Annotators begin from the newest predictions.
            client.projects.update(id=number, model_version=min(plan.versions))
