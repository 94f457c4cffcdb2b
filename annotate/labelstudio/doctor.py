"""Say what is wrong with a study's surroundings, each finding with what to do."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from annotate.errors import AnnotateError, ServerError
from annotate.labelstudio.connection import Connection, connect, find_token, server_url, talking
from annotate.labelstudio.local import FOLDER, read_server
from annotate.labelstudio.server import healthy
from annotate.labelstudio.sync import find_project, project_title
from annotate.labelstudio.tasks import task_paths
from annotate.labelstudio.tokens import PAGE, advice, token_kind
from annotate.model import Annotation, Consensus, Document, Prediction
from annotate.store import Project

PYTHON = (3, 11)
NO_PAPERS = frozenset({"README", "metadata.csv"})
TESTED_SERVER = "1.23"
STAGES = ((Document, "ingest"), (Prediction, "seed"), (Annotation, "pull"), (Consensus, "reconcile"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Args:
        state: `ok`, `note` (may be as you want it) or `wrong`.
        what: what was found.
        todo: what to do about it.
    """

    state: str
    what: str
    todo: str = ""


def examine(project: Project | None) -> Iterator[Finding]:
    """Look at Python, packages, the study's files, the server and the token."""
    yield from _installation()
    if project is None:
        yield Finding(state="note", what="no study here", todo="Run: annotate init DIR, or give --project DIR.")
        return
    yield from _files(project)
    yield from _server(project)


def _installation() -> Iterator[Finding]:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < PYTHON:
        yield Finding(state="wrong", what=f"Python {running}", todo="Install Python 3.11 or later.")
    else:
        yield Finding(state="ok", what=f"Python {running}")
    sdk, server = _version("label-studio-sdk"), _version("label-studio")
    if sdk is None:
        yield Finding(state="wrong", what="label-studio-sdk is missing", todo="Run: pip install annotate-arguments")
    else:
        yield Finding(state="ok", what=f"label-studio-sdk {sdk}")
    if server is None:
        todo = f'For a server of your own: {sys.executable} -m pip install "annotate-arguments[studio]"'
        yield Finding(state="note", what="label-studio (the server) is not installed", todo=todo)
    else:
        yield Finding(state="ok", what=f"label-studio {server}")
    if importlib.util.find_spec("spacy_pkuseg") is None:
        yield Finding(state="wrong", what="spacy-pkuseg is missing", todo="Run: pip install annotate-arguments")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _files(project: Project) -> Iterator[Finding]:
    try:
        schema = project.schema()
        yield Finding(
            state="ok", what=f"the study {project.config.title!r} with the schema {schema.id} {schema.version}"
        )
    except AnnotateError as error:
        yield Finding(state="wrong", what=str(error))
    papers = [path for path in project.papers.glob("**/*") if path.is_file() and path.name not in NO_PAPERS]
    if not papers:
        yield Finding(state="wrong", what=f"{project.papers} holds no papers", todo="Put the papers there.")
    for kind, command in STAGES:
        path = project.path(kind)
        if path.exists():
            yield Finding(state="ok", what=f"{path.name} is there")
        else:
            yield Finding(state="note", what=f"{path.name} is not there yet", todo=f"Run: annotate {command}")
    if not task_paths(project.work):
        yield Finding(state="note", what="tasks.json is not there yet", todo="Run: annotate seed")
    folder = project.root / FOLDER
    loose = [path.name for path in folder.glob("*.json") if path.stat().st_mode & 0o077] if os.name == "posix" else []
    for name in loose:
        todo = f"Run: chmod 600 {folder / name}"
        yield Finding(state="wrong", what=f"{FOLDER}/{name} can be read by others", todo=todo)


def _server(project: Project) -> Iterator[Finding]:
    try:
        url = server_url(project)
    except AnnotateError as error:
        yield Finding(state="note", what=str(error))
        return
    if not healthy(url):
        local = read_server(project)
        todo = "Run: annotate studio start" if local and local.url == url else "Is the address right, and does it run?"
        yield Finding(state="wrong", what=f"{url} does not answer", todo=todo)
        return
    yield Finding(state="ok", what=f"{url} is healthy")
    try:
        token, found_in = find_token(project, url)
        yield from _token(project, token, found_in)
    except AnnotateError as error:
        yield Finding(state="wrong", what=str(error))


def _token(project: Project, token: str, found_in: str) -> Iterator[Finding]:
    kind, now = token_kind(token), datetime.now(tz=UTC)
    try:
        with connect(project) as connection:
            until = f", valid until {kind.ends:%Y-%m-%d}" if kind.ends else ""
            yield Finding(state="ok", what=f"the token from {found_in} is accepted ({kind.name}{until})")
            if kind.ends_soon(now):
                todo = f"Make a new one under {PAGE} → Personal Access Token."
                yield Finding(state="note", what="the token ends within two weeks", todo=todo)
            yield from _remote(project, connection)
    except ServerError as error:
        if "refuses the token" not in error.what:
            raise
        why, todo = advice(kind, error.what, now)
        yield Finding(state="wrong", what=f"the token from {found_in} is refused: {why}", todo=todo)


def _remote(project: Project, connection: Connection) -> Iterator[Finding]:
    with talking(connection.url):
        release = str(connection.client.versions.get().release)
    if release.startswith(TESTED_SERVER):
        yield Finding(state="ok", what=f"the server is Label Studio {release}")
    else:
        todo = f"Use Label Studio {TESTED_SERVER} with the SDK that it names, or test before you rely on it."
        yield Finding(state="wrong", what=f"the server is Label Studio {release}, tested is {TESTED_SERVER}", todo=todo)
    title = project_title(project)
    if find_project(connection, title) is None:
        yield Finding(state="note", what=f"the server has no project {title!r} yet", todo="Run: annotate push")
    else:
        yield Finding(state="ok", what=f"the project {title!r} is on the server")
