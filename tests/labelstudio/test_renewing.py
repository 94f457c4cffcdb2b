"""A pull that asks only for what has changed gives what a full one gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.labelstudio.connection import connect
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.renewing import VIEW
from annotate.labelstudio.sync import push
from annotate.model import Annotation
from annotate.store import CONFIG, Project, ServerConfig

pytestmark = pytest.mark.server


def content(path: Path) -> Any:
    """Return what a snapshot holds, without what only tells how long ago it was."""

    def without_age(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_age(part) for key, part in value.items() if key != "created_ago"}
        return [without_age(part) for part in value] if isinstance(value, list) else value

    return without_age(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.slow
def test_only_changes_are_asked_for_and_nothing_is_missed(study: Project, failing_peer: Callable[..., Any]) -> None:
    """After every kind of change the snapshot equals a full one; without a change no export is made."""
    import httpx

    peer = failing_peer(upstream=study.config.label_studio.url, fails="")
    near = Project(study.root, replace(study.config, label_studio=ServerConfig(url=peer.url)))
    number = push(study).project

    def equal_to_full(exports: int) -> None:
        before = len(peer.seen)
        _, path = pull(near)
        made = [line for line in peer.seen[before:] if line.startswith("POST") and line.endswith("/exports/")]
        assert len(made) == exports
        assert content(path) == content(pull(study, full=True)[1])

    with connect(study) as connection:
        client = connection.client
        ids = sorted(task.id for task in client.tasks.list(project=number))
        equal_to_full(1)
        equal_to_full(0)
        made = client.annotations.create(id=ids[0], result=[], lead_time=3).id
        equal_to_full(1)
        equal_to_full(0)
        client.annotations.update(id=made, was_cancelled=True)
        equal_to_full(1)
        client.tasks.update(id=str(ids[1]), data={**dict(client.tasks.get(id=str(ids[1])).data), "title": "新"})
        equal_to_full(1)
        client.predictions.create(task=ids[2], result=[], model_version="other")
        equal_to_full(1)
        token = client.users.get_token().token
        url, headers = f"{study.config.label_studio.url}/api/tasks/{ids[1]}/drafts", {"Authorization": f"Token {token}"}
        httpx.post(url, json={"result": [], "lead_time": 3}, headers=headers, trust_env=False).raise_for_status()
        equal_to_full(1)
        equal_to_full(1)
        client.annotations.delete(id=made)
        client.tasks.delete(id=str(ids[2]))
        equal_to_full(1)
        assert VIEW not in str([view.data for view in client.views.list(project=number)])


def test_a_snapshot_is_a_backup(study: Project) -> None:
    """With the project deleted on the server, `import` of the last snapshot gives the same annotations."""
    number = push(study).project
    with connect(study) as connection:
        for task in connection.client.tasks.list(project=number, fields="all"):
            result = dict(task.predictions[0])["result"]
            connection.client.annotations.create(id=task.id, result=result, lead_time=3)
        answers, snapshot = pull(study)
        connection.client.projects.delete(id=number)
    (study.root / CONFIG).write_text("format: project/1\ntitle: 恢复\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["import", str(snapshot), "--project", str(study.root)])
    assert done.exit_code == 0, done.stderr
    assert study.read_all(Annotation) == answers.annotations != ()
