"""What a push brought to the server, kept in the study: whether people have its tasks is told without the server."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from annotate.errors import AnnotateError
from annotate.files import adapter, sha256
from annotate.labelstudio.assigning import FILE
from annotate.labelstudio.tasks import task_paths
from annotate.model import Push
from annotate.schema import Schema, load
from annotate.store import Project


def remember(project: Project, sent: Push) -> None:
    """Keep what was sent, in `work/pushed.jsonl`, whole or not at all."""
    project.write(Push, [sent])


def to_send(project: Project) -> Push:
    """Return what a push sends now: files are known by their bytes, whenever they were written."""
    return Push(server=_server(project), project=title_of(project), sent=_hashes(project), schema=_schema(project))


def is_pushed(project: Project) -> bool | None:
    """Say whether the tasks that lie in the study are those that were pushed last; None if none ever were.

    What is older than the push is not read again.

    Raises:
        InputError: the record of the last push is damaged.
    """
    record = project.path(Push)
    if not record.exists():
        return None
    last = next(iter(project.read(Push)), None)
    paths = list(_read_by_push(project))
    names = {path.relative_to(project.root).as_posix() for path in paths}
    if last is None or (last.server, last.project, set(last.sent)) != (_server(project), title_of(project), names):
        return False
    pushed = record.stat().st_mtime_ns
    return all(path.stat().st_mtime_ns <= pushed for path in paths) or _hashes(project) == last.sent


def is_of_earlier_schema(project: Project) -> bool:
    """Say whether people have tasks of another schema than the study's, and none were made by this one since.

    Raises:
        InputError: the record of the last push is damaged.
    """
    last = next(iter(project.read(Push)), None) if project.path(Push).exists() else None
    if last is None or not last.schema:
        return False
    try:
        if _schema(project) == last.schema:
            return False
    except AnnotateError:  # a schema that cannot be read is another; who makes tasks by it is told what is wrong
        pass
    # Who is assigned to what says nothing of the schema.
    return {**_hashes(project), FILE: ""} == {**last.sent, FILE: ""}


def _hashes(project: Project) -> Mapping[str, str]:
    return {path.relative_to(project.root).as_posix(): sha256(path) for path in _read_by_push(project)}


def _schema(project: Project) -> str:
    """Return the SHA-256 of what the schema says; themes, which `themes.yaml` adds to it, are no part."""
    own = load(project.config.schema, project.root)
    # A later version may know more fields, whose defaults change nothing.
    said = adapter(Schema).dump_python(own, mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _read_by_push(project: Project) -> Iterator[Path]:
    yield from task_paths(project.work)
    if (project.root / FILE).is_file():
        yield project.root / FILE


def title_of(project: Project) -> str:
    """Return what the study's Label Studio project is called."""
    return project.config.label_studio.project or project.config.title


def _server(project: Project) -> str:
    """Return the address in annotate.yaml without a name and a password in it."""
    parts = urlsplit(project.config.label_studio.url.rstrip("/"))
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
