"""Tasks to Label Studio and answers back: beside the bare SDK, on the same server in the same run."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import OURS, STUDIO, Case

if TYPE_CHECKING:
    from annotate.labelstudio.connection import Connection
    from annotate.store import Project

TASKS = 10
"""Of the study at scale 1; sections of papers, some 90 regions each."""


def cut_study(study: Path) -> Project:
    """Return the study's first tasks as a study of their own, pointing at the server beside it."""
    from annotate.labelstudio.tasks import MAX_BYTES, read_tasks, write_parts
    from annotate.store import Project

    root = study / "served"
    scale = int(study.name.rpartition("-")[2])
    project = _pointing(root, f"bench {study.name}", study.parent / STUDIO)
    if not (root / "work").exists():
        first = islice(read_tasks(Project.open(study)), TASKS * scale)
        write_parts(root / "work", (json.dumps(item, ensure_ascii=False) for item in first), MAX_BYTES)
        (root / "work" / "documents.jsonl").symlink_to((study / "work" / "documents.jsonl").absolute())
    return project


def _pointing(root: Path, title: str, studio: Path) -> Project:
    """Return a study in a folder whose server is the running one of `studio`."""
    from annotate.labelstudio.local import read_accounts, read_server
    from annotate.store import Config, Project, ServerConfig

    beside = Project.open(studio)
    server = read_server(beside)
    if server is None:
        raise SystemExit(f"no server runs in {studio}")
    os.environ["LABEL_STUDIO_API_KEY"] = read_accounts(beside)["admin"].token
    return Project(root, Config(title=title, label_studio=ServerConfig(url=server.url)))


def warm(studio: Path) -> None:
    """Import a task and take a snapshot: a server that has done neither loads much of its own program first."""
    from annotate.labelstudio.connection import connect
    from annotate.labelstudio.snapshots import take_snapshot

    with connect(_pointing(studio, "warm", studio)) as connection:
        config = '<View><Text name="text" value="$text"/></View>'
        number = connection.client.projects.create(title="warm", label_config=config).id
        connection.client.projects.import_tasks(id=number, request=[{"data": {"text": "一"}}])
        take_snapshot(connection, number, studio / "warm.json")


def bare_import(connection: Connection, study: Project, title: str) -> None:
    """Import the tasks as the SDK's documentation shows it, in batches of a hundred."""
    from annotate.labelstudio.config import to_xml
    from annotate.labelstudio.tasks import read_tasks

    items: list[Any] = list(read_tasks(study))
    number = connection.client.projects.create(title=title, label_config=to_xml(study.schema())).id
    for start in range(0, len(items), 100):
        connection.client.projects.import_tasks(id=number, request=items[start : start + 100])


def answer_all(connection: Connection, number: int) -> None:
    """Submit every task's pre-marks as somebody's work."""
    for task in connection.client.tasks.list(project=number, fields="all", page_size=100):
        prediction = dict(task.predictions[0])
        work = {"result": prediction["result"], "parent_prediction": prediction["id"], "lead_time": 30}
        connection.client.annotations.create(id=task.id, **work)


def _fresh(study: Project) -> Project:
    """Return the study under a title that no project on the server has."""
    return replace(study, config=replace(study.config, title=f"{study.config.title} {time.time_ns()}"))


def _count(study: Project) -> int:
    from annotate.labelstudio.tasks import read_tasks

    return sum(1 for _ in read_tasks(study))


def _push(study: Project) -> int:
    from annotate.labelstudio.sync import push

    return push(_fresh(study)).new


def _import(study: Project) -> int:
    from annotate.labelstudio.connection import connect

    with connect(study) as connection:
        bare_import(connection, study, _fresh(study).config.title)
    return _count(study)


def _answered(study: Path) -> Project:
    """Return the study with all its tasks pushed and answered; done once a scale."""
    from annotate.labelstudio.connection import connect
    from annotate.labelstudio.sync import push

    project = cut_study(study)
    pushed = push(project)
    if pushed.new:
        with connect(project) as connection:
            answer_all(connection, pushed.project)
    return project


def _forget(study: Project) -> None:
    for path in (study.work / "snapshots").glob("*.json"):
        path.unlink()


def _pull_first(study: Project) -> int:
    _forget(study)
    return _pull(study)


def _pull(study: Project) -> int:
    from annotate.labelstudio.pulling import pull

    return sum(len(work.answers) for work in pull(study)[0].annotations)


def _pulled(study: Path) -> Project:
    project = _answered(study)
    _pull_first(project)
    return project


def _snapshot(study: Project) -> int:
    from annotate.labelstudio.connection import connect
    from annotate.labelstudio.snapshots import take_snapshot
    from annotate.labelstudio.sync import find_project, project_title

    with connect(study) as connection:
        number = find_project(connection, project_title(study))
        if number is None:
            raise SystemExit(f"nothing was pushed from {study.root}")
        take_snapshot(connection, number, study.work / "bare.json")
    return _count(study)


PUSH, PULL, AGAIN = "push", "pull", "pull, nothing new"
BARE = "the SDK's snapshot"
CASES = (
    Case(stage=PUSH, name=OURS, prepare=cut_study, run=_push, unit="task", served=True),
    Case(stage=PUSH, name="the SDK's import", prepare=cut_study, run=_import, unit="task", served=True, bound=True),
    Case(stage=PULL, name=OURS, prepare=_answered, run=_pull_first, unit="task", served=True),
    Case(stage=PULL, name=BARE, prepare=_answered, run=_snapshot, unit="task", served=True, bound=True),
    Case(stage=AGAIN, name=OURS, prepare=_pulled, run=_pull, unit="task", served=True),
    Case(stage=AGAIN, name=BARE, prepare=_answered, run=_snapshot, unit="task", served=True),
)
