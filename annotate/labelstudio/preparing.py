"""Make the project on the server, or bring its page and settings up to date.

The server lets attributes, choices and relations vanish from the page under
existing annotations without a word, so what a changed page could not show any
more is counted first. It is refused, unless the person insists; a dated
snapshot of everything is taken before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from annotate.errors import InputError, ServerError
from annotate.labelstudio.config import instruction, to_xml
from annotate.labelstudio.connection import Connection, refusal, talking
from annotate.labelstudio.items import iter_items
from annotate.labelstudio.regions import from_result
from annotate.labelstudio.snapshots import snapshot_path, take_snapshot
from annotate.labelstudio.submissions import objects
from annotate.labelstudio.tasks import task_from_json
from annotate.labelstudio.views import ensure_view
from annotate.model import Labelling
from annotate.schema import Schema, check
from annotate.store import Project

LOST = {"E101": "label", "E202": "relation", "E301": "attribute", "E302": "choice"}
"""Issues that say: the schema has no place for this."""


def prepare(
    connection: Connection,
    number: int | None,
    project: Project,
    schema: Schema,
    title: str,
    *,
    force: bool,
    coders: int = 0,
) -> int:
    """Make the project, or bring its page and settings up to date; return its number.

    Args:
        connection: to the server.
        number: of the project, if there is one.
        project: the study.
        schema: what may be marked.
        title: of the project.
        force: change the page although it loses something.
        coders: how many people must be able to code a task, whatever annotate.yaml says.

    Raises:
        ServerError: the page would lose what annotators made, and `force` is not given.
    """
    config, guideline = to_xml(schema), instruction(schema)
    overlap = max(project.config.label_studio.overlap, coders)
    client = connection.client
    with talking(connection.url, "No task was sent."):
        if number is None:
            made = client.projects.create(
                title=title,
                label_config=config,
                expert_instruction=guideline,
                maximum_annotations=overlap,
                show_collab_predictions=True,
            )
            number = int(made.id)
        current = client.projects.get(id=number)
    # The server strips what it is given.
    if current.label_config.strip() != config.strip():
        _renew_page(connection, number, project, schema, config, force=force)
    with talking(connection.url, "No task was sent."):
        if current.expert_instruction != guideline:
            client.projects.update(id=number, expert_instruction=guideline)
        if current.maximum_annotations != overlap:
            client.projects.update(id=number, maximum_annotations=overlap)
        ensure_view(connection, number)
    return number


def _renew_page(
    connection: Connection, number: int, project: Project, schema: Schema, config: str, *, force: bool
) -> None:
    client = connection.client
    with talking(connection.url, "No task was sent."):
        has_tasks = bool(next(iter(client.tasks.list(project=number, include="id", page_size=1)), None))
    said = ""
    if has_tasks:
        path = snapshot_path(project)
        take_snapshot(connection, number, path)
        said = losses(iter_items(path), schema)
    objection = _objection(connection, number, config)
    if (said or objection) and not force:
        what = f"the schema has changed, and the page would no longer show what annotators made: {said or objection}"
        todo = "Restore it in the schema; or run: annotate push --force. All that is there stays in work/snapshots."
        raise ServerError(f"{connection.url} project {number}", what, todo)
    with talking(connection.url, "No task was sent."):
        client.projects.update(id=number, label_config=config)


def _objection(connection: Connection, number: int, config: str) -> str:
    """Return the server's own objection to a page, empty if it has none."""
    from label_studio_sdk.core.api_error import ApiError

    with talking(connection.url):
        try:
            connection.client.projects.validate_label_config(id=number, label_config=config)
        except ApiError as error:
            if error.status_code != HTTPStatus.BAD_REQUEST:
                raise
            return refusal(error.status_code, error.body)[0]
    return ""


def losses(items: Iterable[Mapping[str, Any]], schema: Schema) -> str:
    """Count in words what annotations and drafts hold and the schema has no place for."""
    found: Counter[tuple[str, str]] = Counter()
    for item in items:
        try:
            task = task_from_json(item, "")
        except InputError:
            continue  # not a task of this toolkit
        for work in (*objects(item.get("annotations")), *objects(item.get("drafts"))):
            result = work.get("result")
            reading = from_result(result if isinstance(result, list) else [], task, schema, "")
            whole = Labelling(document=task.document, spans=tuple(reading.spans), relations=tuple(reading.relations))
            issues = [*reading.issues, *check(whole, schema, task.extent.end)]
            found.update((LOST[issue.code], issue.found) for issue in issues if issue.code in LOST)
    return ", ".join(f"{count} × {kind} {name}" for (kind, name), count in sorted(found.items()))
