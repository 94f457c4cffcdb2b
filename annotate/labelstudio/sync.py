"""Push tasks to a Label Studio project and pull what annotators did.

A task is known on the server by document, offset and fingerprint of its text,
so a second push sends nothing twice, and one that broke off is simply run
again. Nothing is overwritten: tasks that somebody worked on stay, newer
predictions come beside the older ones.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.errors import InputError, ServerError, raise_problems
from annotate.labelstudio.checking import Key, check_items, key_of
from annotate.labelstudio.config import instruction, to_xml
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.tasks import read_tasks
from annotate.schema import Schema
from annotate.store import Project

BATCH_BYTES = 8_000_000
BATCH_TASKS = 100
TITLE = (3, 50)
AGAIN = "Run the command again: what arrived is known and not sent twice."
Progress = Callable[[int, int], None]
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a push did.

    Args:
        stream: where annotators work, one task after the other.
        new: tasks that were sent.
        known: tasks that were there already.
        predictions: newer predictions that were added to known tasks.
        removed: tasks without any work that were replaced or stood twice.
    """

    project: int
    stream: str
    new: int
    known: int
    predictions: int
    removed: int


@dataclass(slots=True)
class Remote:
    """A task on the server."""

    id: int
    key: Key
    length: int
    versions: frozenset[str]
    worked: bool


@dataclass(slots=True)
class Plan:
    """What a push is going to do.

    Args:
        new: tasks to send.
        behind: known tasks that lack the model versions that are here.
        stale: tasks of the same papers that are here no longer.
    """

    new: set[Key] = field(default_factory=set)
    behind: dict[Key, Remote] = field(default_factory=dict)
    stale: list[Remote] = field(default_factory=list)
    known: int = 0
    predictions: int = 0
    versions: set[str] = field(default_factory=set)


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
        number = _find_or_make(connection, project, schema, title)
        there = remote_tasks(connection, number)
        plan = _plan(read_tasks(project), there, connection.url)
        _send(connection, number, project, plan, on_progress)
        if len(plan.versions) == 1:
            with talking(connection.url, AGAIN):
                # Annotators begin from the newest predictions.
                connection.client.projects.update(id=number, model_version=min(plan.versions))
        doubled = _doubled(remote_tasks(connection, number), plan, connection.url)
        _remove(connection, [*plan.stale, *doubled])
        return Pushed(
            project=number,
            stream=f"{connection.url}/projects/{number}/data?labeling=1",
            new=len(plan.new),
            known=plan.known,
            predictions=plan.predictions,
            removed=len(plan.stale) + len(doubled),
        )


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


def _find_or_make(connection: Connection, project: Project, schema: Schema, title: str) -> int:
    config, overlap = to_xml(schema), project.config.label_studio.overlap
    number = find_project(connection, title)
    client = connection.client
    with talking(connection.url, "Nothing was changed on the server."):
        if number is None:
            number = client.projects.create(
                title=title,
                label_config=config,
                expert_instruction=instruction(schema),
                maximum_annotations=overlap,
                show_collab_predictions=True,
            ).id
        current: Any = client.projects.get(id=number)
        if current.label_config != config:
            # The update itself would let labels vanish under existing annotations.
            client.projects.validate_label_config(id=number, label_config=config)
            client.projects.update(id=number, label_config=config, expert_instruction=instruction(schema))
        if current.maximum_annotations != overlap:
            client.projects.update(id=number, maximum_annotations=overlap)
        if not list(client.views.list(project=number)):
            # Without a view, a task opened by its link may lose its pre-marks.
            client.views.create(project=number, data={"title": "Default", "type": "list", "target": "tasks"})
    return int(number)


def remote_tasks(connection: Connection, number: int) -> list[Remote]:
    """Return all tasks of a project, oldest first."""
    wanted = "id,data,total_annotations,cancelled_annotations,draft_exists,predictions_model_versions"
    with talking(connection.url):
        pages = connection.client.tasks.list(project=number, include=wanted, page_size=BATCH_TASKS)
        return sorted((_remote(task) for task in pages), key=lambda remote: remote.id)


def _remote(task: Any) -> Remote:  # noqa: ANN401 - the SDK's models change with the server
    data = task.data if isinstance(task.data, Mapping) else {}
    versions = str(task.predictions_model_versions or "")
    return Remote(
        id=task.id,
        key=key_of(data),
        length=len(str(data.get("text", ""))),
        versions=frozenset(part.strip() for part in versions.split(",") if part.strip()),
        worked=bool(task.total_annotations or task.cancelled_annotations or task.draft_exists),
    )


def _plan(items: Iterable[Item], there: Iterable[Remote], url: str) -> Plan:
    """Decide what to send; refuse where a text changed under somebody's work."""
    known: dict[Key, Remote] = {}
    by_document: dict[str, list[Remote]] = defaultdict(list)
    for remote in there:
        by_document[remote.key[0]].append(remote)
        if remote.key not in known or (remote.worked and not known[remote.key].worked):
            known[remote.key] = remote
    plan = Plan()
    keys: set[Key] = set()
    for item in items:
        key = key_of(item["data"])
        keys.add(key)
        versions = {prediction["model_version"] for prediction in item.get("predictions") or ()}
        remote_task = known.get(key)
        if remote_task is None:
            plan.new.add(key)
            plan.versions |= versions
            continue
        plan.known += 1
        if versions - remote_task.versions:
            plan.behind[key] = remote_task
            plan.predictions += len(versions - remote_task.versions)
            plan.versions |= versions
    documents = sorted({key[0] for key in keys})
    changed = [remote for name in documents for remote in by_document[name] if remote.key not in keys]
    raise_problems([_refused(remote, url) for remote in changed if remote.worked])
    plan.stale = changed
    return plan


def _refused(remote: Remote, url: str) -> ServerError:
    start = remote.key[1]
    where = f"{url} task {remote.id}"
    what = f"{remote.key[0]} [{start}:{start + remote.length}] was annotated, but its text or its borders have changed"
    todo = "Pull first; then restore the text, or set another label_studio.project in annotate.yaml."
    return ServerError(where, what, todo)


def _send(connection: Connection, number: int, project: Project, plan: Plan, on_progress: Progress | None) -> None:
    """Send what is new, reading the task files a second time instead of keeping them."""
    total, done = len(plan.new) + plan.predictions, 0
    projects, once = connection.client.projects, {"max_retries": 0}
    new = (item for item in read_tasks(project) if key_of(item["data"]) in plan.new)
    for batch in batches(new):
        with talking(connection.url, AGAIN):
            projects.import_tasks(id=number, request=batch, request_options=once)
        done += len(batch)
        if on_progress:
            on_progress(done, total)
    for batch in batches(_newer(read_tasks(project), plan)) if plan.behind else ():
        with talking(connection.url, AGAIN):
            answer = projects.import_predictions(id=number, request=batch, request_options=once)
        created = getattr(answer, "created", None)
        if created != len(batch):
            # The server drops what it does not like without a word.
            what = f"the server took {created} of {len(batch)} predictions"
            raise ServerError(connection.url, what, "Run: annotate doctor, then annotate push again.")
        done += len(batch)
        if on_progress:
            on_progress(done, total)


def _newer(items: Iterable[Item], plan: Plan) -> Iterator[Item]:
    for item in items:
        remote = plan.behind.get(key_of(item["data"]))
        for prediction in item.get("predictions") or ():
            if remote and prediction["model_version"] not in remote.versions:
                yield {"task": remote.id, **prediction}


def batches(items: Iterable[Item], max_bytes: int = BATCH_BYTES, max_items: int = BATCH_TASKS) -> Iterator[list[Any]]:
    """Yield lists that are small enough for one request; a single larger item goes alone.

    >>> [len(batch) for batch in batches([{"a": 1}] * 5, max_items=2)]
    [2, 2, 1]
    """
    batch: list[Any] = []
    size = 0
    for item in items:
        length = len(json.dumps(item))
        if batch and (size + length > max_bytes or len(batch) == max_items):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _doubled(there: Iterable[Remote], plan: Plan, url: str) -> list[Remote]:
    """Return tasks that stand twice and that nobody worked on; say if one did not arrive."""
    by_key: dict[Key, list[Remote]] = defaultdict(list)
    for remote in there:
        by_key[remote.key].append(remote)
    missing = plan.new - set(by_key)
    if missing:
        raise ServerError(url, f"{len(missing)} of {len(plan.new)} tasks did not arrive", AGAIN)
    doubled: list[Remote] = []
    for same in by_key.values():
        kept = next((remote for remote in same if remote.worked), same[0])
        doubled.extend(remote for remote in same if remote is not kept and not remote.worked)
    return doubled


def _remove(connection: Connection, tasks: Iterable[Remote]) -> None:
    for remote in tasks:
        with talking(connection.url, AGAIN):
            connection.client.tasks.delete(id=str(remote.id))
