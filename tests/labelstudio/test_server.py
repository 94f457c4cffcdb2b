"""A server of one's own: started once, found again, closed to strangers."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from annotate.errors import InputError, MissingExtraError, ProblemsError, ServerError
from annotate.labelstudio.connection import connect
from annotate.labelstudio.doctor import examine
from annotate.labelstudio.local import LocalServer, read_accounts, read_server, write_accounts, write_server
from annotate.labelstudio.people import add_users
from annotate.labelstudio.progress import read_progress
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.server import healthy, start, status, stop
from annotate.labelstudio.sync import push
from annotate.store import Project


@pytest.mark.server
def test_starting_again_finds_the_running_one(studio: Project) -> None:
    """A second start returns the same server; another port is refused while it runs."""
    running = start(studio)
    assert running == read_server(studio) == status(studio)
    with pytest.raises(InputError, match="already runs"):
        start(studio, port=running.port + 1)


@pytest.mark.server
def test_data_and_token_survive_a_restart(studio: Project) -> None:
    """Stop ends it, start brings the same accounts back; who starts it while it starts waits for the same server."""
    add_users(studio, ["sun"])
    before = read_accounts(studio)
    assert stop(studio)
    assert status(studio) is None
    assert not stop(studio)
    waited: list[float] = []
    ended = read_server(studio)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(start, studio, on_wait=waited.append)
        while read_server(studio) == ended and not first.done():
            time.sleep(0.05)
        assert start(studio) == first.result()
    assert waited
    assert read_accounts(studio) == before
    assert add_users(studio, ["sun"])["sun"] == before["sun"]
    with connect(studio) as connection:
        assert "sun@studio.local" in {user.email for user in connection.client.users.list()}


@pytest.mark.server
def test_a_server_that_cannot_start_says_where_its_words_are(project: Project) -> None:
    """A database that is none ends the server; the message names its log, and no process stays."""
    folder = project.root / ".studio"
    folder.mkdir()
    (folder / "label_studio.sqlite3").write_text("no database", encoding="utf-8")
    with pytest.raises(ServerError, match=r"the server ended.*\.studio/server\.log"):
        start(project)
    assert status(project) is None
    assert (folder / "server.log").stat().st_size > 0


@pytest.mark.server
def test_nobody_signs_up_without_the_link(studio: Project) -> None:
    """An account needs the invitation, and the server listens on this machine only."""
    server = read_server(studio)
    assert server is not None
    with httpx.Client(trust_env=False, follow_redirects=True) as http:
        http.get(f"{server.url}/user/signup/")
        form = {"csrfmiddlewaretoken": http.cookies["csrftoken"], "email": "x@y.org", "password": "passw0rd12"}
        answer = http.post(f"{server.url}/user/signup/", data=form, headers={"Referer": server.url})
    assert answer.status_code == httpx.codes.FORBIDDEN
    with connect(studio) as connection:
        assert "x@y.org" not in {user.email for user in connection.client.users.list()}
    assert server.url.startswith("http://127.0.0.1:")


@pytest.mark.server
def test_names_that_are_no_accounts_are_all_told(studio: Project) -> None:
    """Nothing is made if one of the names cannot be."""
    before = read_accounts(studio)
    with pytest.raises(ProblemsError, match=r"annotators: in annotate\.yaml") as caught:
        add_users(studio, ["zhou", "李", "A B"])
    assert len(caught.value.problems) == 2
    assert read_accounts(studio) == before


@pytest.mark.server
def test_an_account_that_exists_already_is_told(studio: Project) -> None:
    """A name that is taken on the server, but not known here, is not guessed at."""
    add_users(studio, ["zheng"])
    accounts = read_accounts(studio)
    write_accounts(studio, {name: account for name, account in accounts.items() if name != "zheng"})
    with pytest.raises(ServerError, match="zheng could not be made"):
        add_users(studio, ["zheng"])
    write_accounts(studio, accounts)


@pytest.mark.server
def test_a_remote_server_gets_an_invitation(study: Project) -> None:
    """Where the server is not the study's own, people sign up themselves by the link."""
    with pytest.raises(ServerError, match=r"/user/signup/\?token="):
        add_users(study, ["li"])


@pytest.mark.server
def test_progress_says_who_did_what(study: Project) -> None:
    """Submitted, skipped and the median time a task, per annotator; before the push, what to run."""
    assert "annotate push" in "\n".join(read_progress(study).lines())
    number = push(study).project
    with connect(study) as connection:
        tasks = [task.id for task in connection.client.tasks.list(project=number)]
        for task, seconds in zip(tasks, (10.0, 30.0, 90.0), strict=True):
            connection.client.annotations.create(id=task, result=[], lead_time=seconds, was_cancelled=seconds > 80)
    found = read_progress(study)
    assert (found.tasks, found.done) == (3, 0)
    assert [(s.annotator, s.submitted, s.skipped, s.seconds) for s in found.shares] == [("admin", 2, 1, 20.0)]
    assert "admin: 2 submitted, 1 skipped, 0 open, 20 s a task" in "\n".join(found.lines())


@pytest.mark.server
def test_doctor_is_content_with_a_healthy_study(study: Project) -> None:
    """Server, versions and token are looked at; missing papers are told with what to do."""
    push(study)
    pull(study)
    findings = [*examine(study)]
    wrong = [finding.what for finding in findings if finding.state == "wrong"]
    assert wrong == [f"{study.papers} holds no papers"]
    assert any("is accepted" in finding.what for finding in findings)
    assert any("Label Studio 1.23" in finding.what for finding in findings)
    assert all(finding.todo for finding in findings if finding.state != "ok")


def test_doctor_without_a_study() -> None:
    """Packages are looked at, and the way to a study is shown."""
    assert any("annotate init" in finding.todo for finding in examine(None))


def test_doctor_names_a_silent_server_and_loose_files(project: Project) -> None:
    """A server that does not answer and an accounts file that others can read are wrong."""
    write_server(project, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    (project.root / ".studio" / "server.json").chmod(0o644)
    wrong = {finding.what: finding.todo for finding in examine(project) if finding.state == "wrong"}
    assert "chmod 600" in wrong[".studio/server.json can be read by others"]
    assert wrong["http://127.0.0.1:9 does not answer"] == "Run: annotate studio start"


def test_a_process_that_is_no_label_studio_is_left_alone(project: Project) -> None:
    """Numbers of processes are used again: stop ends nothing that it did not start."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        write_server(project, LocalServer(url="http://127.0.0.1:9", pid=other.pid, port=9))
        assert not stop(project)
        assert other.poll() is None
        other.communicate(b"\n")


def test_a_taken_port_is_refused(project: Project) -> None:
    """A port that cannot be used is told before anything is started."""
    with pytest.raises(InputError, match="cannot be used"):
        start(project, port=99999)
    assert not healthy("http://127.0.0.1:9")


def test_without_the_server_package_the_extra_is_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where label-studio is not installed the message gives the pip line."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"annotate-arguments\[studio\]"):
        start(project)


def test_the_commands_tell_and_end_as_promised(project: Project) -> None:
    """Without a server `status` is calm, `push` fails with one line, and --json stays JSON."""
    command = [sys.executable, "-c", "from annotate.cli.main import main; main()"]
    shown = subprocess.run(
        [*command, "studio", "status", "--json", "--project", str(project.root)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(shown.stdout)["url"] == ""
    failed = subprocess.run(
        [*command, "push", "--project", str(project.root)], capture_output=True, check=False, text=True
    )
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("error: ")
    assert failed.stderr.count("\n") == 1
