"""What people do to a server while a study runs: it is told clearly, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.errors import ServerError
from annotate.labelstudio import connection as connecting
from annotate.labelstudio.local import Account, read_accounts, write_accounts
from annotate.labelstudio.people import add_users
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.sync import push
from annotate.model import Annotation
from annotate.store import CONFIG, Project, ServerConfig

pytestmark = pytest.mark.server

MakePeer = Callable[..., Any]
PLACES = (("GET", "/api/tasks"), ("GET", "/api/users"), ("POST", "/dm/views"))
SILENCE = 10.0
"""Seconds after which a server counts as silent; one that works on a loaded machine may take some."""


@contextmanager
def as_person(study: Project, token: str) -> Iterator[httpx.Client]:
    """Call the server with somebody's token."""
    headers = {"Authorization": f"Token {token}"}
    with httpx.Client(base_url=study.config.label_studio.url, headers=headers, trust_env=False, timeout=60) as http:
        yield http


def tasks_of(http: httpx.Client, number: int) -> list[dict[str, Any]]:
    """Return the project's tasks with all they hold, oldest first."""
    answer = http.get("/api/tasks/", params={"project": number, "fields": "all", "page_size": 100})
    return sorted(answer.raise_for_status().json()["tasks"], key=lambda task: int(task["id"]))


def submit_all(study: Project, number: int, *accounts: Account) -> None:
    """Let people submit the pre-marks of every task."""
    for account in accounts:
        with as_person(study, account.token) as http:
            for task in tasks_of(http, number):
                prediction = task["predictions"][0]
                work = {"result": prediction["result"], "parent_prediction": prediction["id"], "lead_time": 5.0}
                http.post(f"/api/tasks/{task['id']}/annotations/", json=work).raise_for_status()


@pytest.fixture
def people(studio: Project) -> Iterator[Callable[..., dict[str, Account]]]:
    """Return the maker of accounts; those that a test removes from the server are forgotten here too."""
    yield lambda *names: add_users(studio, names)
    gone = {"gone-a", "gone-b"}
    write_accounts(studio, {name: account for name, account in read_accounts(studio).items() if name not in gone})


def remove_user(study: Project, account: Account) -> None:
    """Delete an account on the server, as its administrator."""
    with as_person(study, os.environ["LABEL_STUDIO_API_KEY"]) as http:
        (number,) = [user["id"] for user in http.get("/api/users/").json() if user["email"] == account.email]
        http.delete(f"/api/users/{number}/").raise_for_status()


def test_the_work_of_removed_people_stays_theirs(study: Project, people: Callable[..., dict[str, Account]]) -> None:
    """Their annotations stay apart and keep their names, however often is pulled after it."""
    number = push(study).project
    accounts = people("gone-a", "gone-b")
    submit_all(study, number, *accounts.values())
    before, _ = pull(study)
    assert [annotation.annotator for annotation in before.annotations] == ["gone-a", "gone-b"]
    for account in accounts.values():
        remove_user(study, account)
    after, _ = pull(study)
    assert after.annotations == before.annotations
    assert {issue.code for issue in after.issues} <= {"W432"}
    again, snapshot = pull(study)
    full, _ = pull(study, full=True)
    assert again.annotations == full.annotations == before.annotations
    (study.root / CONFIG).write_text(f"format: project/1\ntitle: {study.config.title}\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["import", str(snapshot), "--project", str(study.root)]).exit_code == 0
    assert study.read_all(Annotation) == before.annotations


def test_a_task_that_somebody_deleted(study: Project, people: Callable[..., dict[str, Account]]) -> None:
    """The deletion is told with whose work went; the snapshot brings it back, the next push the task."""
    number = push(study).project
    account = people("deleter")["deleter"]
    submit_all(study, number, account)
    before, kept = pull(study)
    with as_person(study, account.token) as http:
        task = tasks_of(http, number)[1]["id"]
        http.delete(f"/api/tasks/{task}/").raise_for_status()
    after, _ = pull(study)
    (issue,) = after.issues
    assert (issue.code, f"task {task} deleter" in issue.where) == ("W431", True)
    assert "the task was on the server" in issue.message
    assert after.counts()["submitted"] == before.counts()["submitted"] - 1
    (study.root / CONFIG).write_text(f"format: project/1\ntitle: {study.config.title}\n", encoding="utf-8")
    assert CliRunner().invoke(app, ["import", str(kept), "--project", str(study.root)]).exit_code == 0
    assert study.read_all(Annotation) == before.annotations
    assert (push(study).new, push(study).new) == (1, 0)


def test_all_tasks_deleted_is_no_dead_end(study: Project, people: Callable[..., dict[str, Account]]) -> None:
    """An emptied project is told annotation by annotation, and push and pull go on."""
    number = push(study).project
    submit_all(study, number, *people("deleter").values())
    pull(study)
    with as_person(study, os.environ["LABEL_STUDIO_API_KEY"]) as http:
        for task in tasks_of(http, number):
            http.delete(f"/api/tasks/{task['id']}/").raise_for_status()
    for full in (False, True, False):
        answers, _ = pull(study, full=full)
        assert answers.annotations == ()
    assert push(study).new == 3
    assert pull(study)[0].issues == ()


@pytest.mark.parametrize("at", [3, 5])
def test_a_token_that_is_revoked_in_mid_pull(
    at: int,
    study: Project,
    studio: Project,
    people: Callable[..., dict[str, Account]],
    failing_peer: MakePeer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The token is named by where it came from, no half snapshot appears; with the new one all is there."""
    number = push(study).project
    account = people(f"revoked-{at}")[f"revoked-{at}"]
    submit_all(study, number, account)
    before, _ = pull(study)
    submit_all(study, number, read_accounts(studio)["admin"])
    snapshots = set((study.work / "snapshots").iterdir())
    fresh: list[str] = []

    def revoke(request: int) -> None:
        if request == at:
            with as_person(study, account.token) as http:
                fresh.append(http.post("/api/current-user/reset-token/").raise_for_status().json()["token"])

    peer = failing_peer(upstream=study.config.label_studio.url, fails="", on_request=revoke)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", account.token)
    near = Project(study.root, replace(study.config, label_studio=ServerConfig(url=peer.url)))
    with pytest.raises(ServerError, match="refuses the token") as caught:
        pull(near)
    assert account.token not in str(caught.value)
    assert set((study.work / "snapshots").iterdir()) == snapshots
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", fresh[0])
    after, _ = pull(study)
    assert after.counts()["submitted"] == 2 * before.counts()["submitted"]
    assert after.issues == ()
    write_accounts(studio, {**read_accounts(studio), f"revoked-{at}": replace(account, token=fresh[0])})


@pytest.mark.parametrize(
    ("how", "status", "method", "path"),
    [
        *(("refuse", 500, *place) for place in PLACES),
        *(("cut", 0, *place) for place in PLACES),
        ("refuse", 502, *PLACES[0]),
        ("hang", 0, *PLACES[1]),  # one of them: a silence is the same wherever it falls, and has to be waited for
    ],
)
def test_a_failed_renewal_leaves_what_was_there(
    how: str,
    status: int,
    method: str,
    path: str,
    study: Project,
    failing_peer: MakePeer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever a proxy does to a pull that asks for changes only, the next one is complete."""
    number = push(study).project
    with as_person(study, os.environ["LABEL_STUDIO_API_KEY"]) as http:
        first, *others = tasks_of(http, number)
        for task in others:
            http.post(f"/api/tasks/{task['id']}/annotations/", json={"result": [], "lead_time": 1}).raise_for_status()
        pull(study)
        http.post(f"/api/tasks/{first['id']}/annotations/", json={"result": [], "lead_time": 1}).raise_for_status()
    if how == "hang":
        monkeypatch.setattr(connecting, "TIMEOUT", SILENCE)
    snapshots = set((study.work / "snapshots").iterdir())
    peer = failing_peer(upstream=study.config.label_studio.url, fails=path, how=how, status=status, method=method)
    with pytest.raises(ServerError):
        pull(Project(study.root, replace(study.config, label_studio=ServerConfig(url=peer.url))))
    assert set((study.work / "snapshots").iterdir()) == snapshots
    answers, _ = pull(study)
    assert (answers.counts()["submitted"], answers.issues) == (3, ())
