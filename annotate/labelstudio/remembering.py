"""What a push brought to the server, kept in the study: whether people have its tasks is told without the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from annotate.files import sha256
from annotate.labelstudio.assigning import FILE
from annotate.labelstudio.tasks import task_paths
from annotate.model import Push
from annotate.store import Project


def remember(project: Project, sent: Push) -> None:
    """Keep what was sent, in `work/pushed.jsonl`, whole or not at all."""
    project.write(Push, [sent])


def to_send(project: Project) -> Push:
    """Return what a push sends now: files are known by their bytes, whenever they were written."""
    sent = {path.relative_to(project.root).as_posix(): sha256(path) for path in _read_by_push(project)}
    return Push(server=_server(project), project=title_of(project), sent=sent)


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
    return all(path.stat().st_mtime_ns <= pushed for path in paths) or to_send(project) == last


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
