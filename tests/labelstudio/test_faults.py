"""Whatever breaks, wherever: the next run completes it, nothing twice, nothing lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from annotate.errors import ServerError
from annotate.labelstudio import connection as connecting
from annotate.labelstudio.connection import connect
from annotate.labelstudio.items import read_items
from annotate.labelstudio.local import FOLDER, read_accounts, read_server
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.server import start, stop
from annotate.labelstudio.sync import push
from annotate.labelstudio.tasks import read_tasks, write_tasks
from annotate.model import Document, Prediction
from annotate.store import CONFIG, Project, ServerConfig

pytestmark = pytest.mark.server

MakePeer = Callable[..., Any]
PAPERS = 40
SILENCE = 10.0
"""Seconds after which a server counts as silent; one that works on a loaded machine may take some."""
WAYS = [("refuse", 500), ("refuse", 502), ("forget", 500), ("forget", 502), ("cut", 0), ("hang", 0)]


def through(study: Project, url: str) -> Project:
    """Return the study with another address."""
    return Project(study.root, replace(study.config, label_studio=ServerConfig(url=url)))


def found(study: Project, number: int) -> list[Any]:
    """Return all tasks on the server with all they hold."""
    with connect(study) as connection:
        return sorted(connection.client.tasks.list(project=number, fields="all"), key=lambda task: int(task.id))


def is_once(study: Project, number: int) -> bool:
    """True if every task is on the server once, with its prediction once."""
    there = [(task.data, [dict(p)["result"] for p in task.predictions]) for task in found(study, number)]
    here = [(item["data"], [item["predictions"][0]["result"]]) for item in read_tasks(study)]
    return sorted(there, key=repr) == sorted(here, key=repr)


@pytest.mark.parametrize(("how", "status"), WAYS)
def test_a_failed_import_is_mended_by_running_again(
    how: str, status: int, study: Project, failing_peer: MakePeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, nothing is retried blindly, and the next run sends only what is missing."""
    if how == "hang":
        monkeypatch.setattr(connecting, "TIMEOUT", SILENCE)
    peer = failing_peer(upstream=study.config.label_studio.url, fails="/import", how=how, status=status)
    with pytest.raises(ServerError, match=r"(?i)run the command again"):
        push(through(study, peer.url))
    assert sum("/import" in line for line in peer.seen) == 1
    done = push(study)
    assert done.new == (3 if how == "refuse" else 0)
    assert is_once(study, done.project)


@pytest.mark.parametrize(("method", "path"), [("POST", "/exports"), ("GET", "/exports/"), ("GET", "/download")])
@pytest.mark.parametrize(("how", "status"), [("forget", 502), ("cut", 0)])
def test_a_failed_pull_leaves_what_was_there(
    how: str, status: int, method: str, path: str, study: Project, failing_peer: MakePeer
) -> None:
    """No half snapshot appears, and the next run brings everything."""
    number = push(study).project
    with connect(study) as connection:
        for task in found(study, number):
            connection.client.annotations.create(id=task.id, result=dict(task.predictions[0])["result"], lead_time=3)
    peer = failing_peer(upstream=study.config.label_studio.url, fails=path, how=how, status=status, method=method)
    with pytest.raises(ServerError):
        pull(through(study, peer.url))
    assert list((study.work / "snapshots").glob("*")) == []
    answers, _ = pull(study)
    assert (answers.counts()["submitted"], answers.counts()["spans"], answers.issues) == (3, 6, ())


@pytest.fixture(scope="module")
def mortal(studio: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a study with a server of its own that may be killed: a copy of the running one's database."""
    root = tmp_path_factory.mktemp("mortal")
    (root / CONFIG).write_text("format: project/1\ntitle: 可杀的服务器\n", encoding="utf-8")
    (root / FOLDER).mkdir(mode=0o700)
    for name in (".env", "users.json"):
        shutil.copy(studio.root / FOLDER / name, root / FOLDER / name)
    database = "label_studio.sqlite3"
    with (
        closing(sqlite3.connect(studio.root / FOLDER / database)) as source,
        closing(sqlite3.connect(root / FOLDER / database)) as copy,
    ):
        source.backup(copy)
    project = Project.open(root)
    start(project)
    yield project
    stop(project)


def kill(pid: int) -> None:
    """End a process and its children at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def seeded_study(root: Path, url: str, title: str, make: Callable[..., Document], mark: Any) -> Project:
    """Write a study of many small papers to disk."""
    (root / CONFIG).write_text(
        f"format: project/1\ntitle: {title}\nlabel_studio: {{url: '{url}'}}\n"
        "tasks: {min_length: 30, max_length: 100}\n",
        encoding="utf-8",
    )
    study = Project.open(root)
    documents = [make(name=f"tides-{n:02}") for n in range(PAPERS)]
    predictions = [replace(mark, document=document.id) for document in documents]
    study.write(Document, documents)
    study.write(Prediction, predictions)
    write_tasks(study, documents, predictions, study.schema())
    return study


def run_and_die(study: Project, peer: Any, command: str, at: int, delay: float) -> None:
    """Run a command and kill it a moment after its nth request."""
    client = subprocess.Popen(
        [sys.executable, "-c", "from annotate.cli.main import main; main()", command, "--project", str(study.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    begun = len(peer.seen)
    peer.on_request = lambda number: Timer(delay, kill, [client.pid]).start() if number - begun == at else None
    client.wait(timeout=120)
    peer.on_request = None
    assert len(peer.seen) - begun >= at


def run_and_lose_the_server(peer: Any, mortal: Project, work: Callable[[], object], at: int, delay: float) -> None:
    """Do something while the server is killed a moment after the nth request; then start it again."""
    server = read_server(mortal)
    assert server is not None
    begun = len(peer.seen)
    peer.on_request = lambda number: Timer(delay, kill, [server.pid]).start() if number - begun == at else None
    with suppress(ServerError):
        work()
    peer.on_request = None
    kill(server.pid)
    # The port that was left may not be free at once.
    peer.upstream = start(mortal).url


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_kills_at_any_moment(
    seed: int,
    mortal: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing_peer: MakePeer,
    document_of: Callable[..., Document],
    prediction: Prediction,
) -> None:
    """Client and server are killed in push and in pull; after one more run all is there once."""
    chance = random.Random(seed)  # noqa: S311 - the same moments on every run
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", read_accounts(mortal)["admin"].token)
    server = read_server(mortal)
    assert server is not None
    peer = failing_peer(upstream=server.url, fails="")
    study = seeded_study(tmp_path, peer.url, f"随机故障 {seed}", document_of, prediction)
    # A push makes some fifteen requests, the imports from the eighth on; a pull of few changes five or more.
    run_and_die(study, peer, "push", chance.randint(3, 11), chance.uniform(0, 0.5))
    run_and_lose_the_server(peer, mortal, lambda: push(study), chance.randint(2, 10), chance.uniform(0, 0.5))
    number = push(study).project
    assert is_once(study, number)
    assert push(study).new == 0
    tasks = found(study, number)
    with connect(study) as connection:
        for task in tasks[::12]:
            connection.client.annotations.create(id=task.id, result=dict(task.predictions[0])["result"], lead_time=3)
    run_and_lose_the_server(peer, mortal, lambda: pull(study), chance.randint(2, 8), chance.uniform(0, 0.3))
    run_and_die(study, peer, "pull", chance.randint(2, 4), chance.uniform(0, 0.3))
    answers, snapshot = pull(study)
    assert answers.counts()["submitted"] == len(tasks[::12])
    assert answers.issues == ()
    assert len(read_items(snapshot)) == len(tasks)
    assert all(len(read_items(path)) == len(tasks) for path in snapshot.parent.glob("*.json"))
    assert answers == pull(study, full=True)[0]
