"""Every failure of a server is one plain message without tokens, headers or pages."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from annotate.errors import InputError, ServerError
from annotate.labelstudio.connection import connect, find_token, server_url, talking
from annotate.labelstudio.local import (
    Account,
    LocalServer,
    read_accounts,
    read_server,
    write_accounts,
    write_server,
)
from annotate.store import Project, ServerConfig


def at(project: Project, url: str) -> Project:
    """Return the study with another server."""
    return Project(project.root, replace(project.config, label_studio=ServerConfig(url=url)))


def test_a_server_that_is_not_there(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says that it cannot be reached and which command looks."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "feedface")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(ServerError, match="cannot be reached") as caught, connect(at(project, url)):
        pass
    assert "annotate studio status" in str(caught.value)


def test_a_server_that_answers_500(
    project: Project, monkeypatch: pytest.MonkeyPatch, failing_peer: Callable[..., Any]
) -> None:
    """A page of HTML is not shown, and the request is not sent again."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "feedface")
    peer = failing_peer()
    with pytest.raises(ServerError, match=r"failed \(500\)") as caught, connect(at(project, peer.url)):
        pass
    assert "secret-token" not in str(caught.value)
    assert len(peer.seen) == 1


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (401, b'{"detail": "Invalid token."}', r"refuses the token \(401: Invalid token\.\)"),
        (403, b'{"detail": "No."}', r"may not do this \(403: No\.\)"),
        (404, b"<html>secret-token</html>", r"no such page \(404\)"),
        (400, b'{"validation_errors": {"title": ["too  short", "too short"]}}', r"refuses \(400: too short\)"),
        (400, b"<html>secret-token</html>", r"refuses \(400: an HTML page\)"),
        (400, b"plain \x1b[31mwords", r"refuses \(400: plain \\x1b\[31mwords\)"),
        (400, b'["first", {"a": "second"}]', r"refuses \(400\)"),
        (502, b"<html>secret-token</html>", r"failed \(502\)"),
        (200, b"<html>secret-token</html>", "not that of a Label Studio server"),
    ],
)
def test_every_refusal_has_its_words(
    status: int,
    body: bytes,
    message: str,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    failing_peer: Callable[..., Any],
) -> None:
    """The reasons a server gives are shown in one line, its pages and control characters are not."""
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "feedface")
    peer = failing_peer(status=status, body=body)
    with pytest.raises(ServerError, match=message) as caught, connect(at(project, peer.url)):
        pass
    assert "secret-token" not in str(caught.value)
    assert "feedface" not in str(caught.value)


def test_a_server_that_is_too_slow() -> None:
    """A timeout is told as one."""
    with pytest.raises(ServerError, match="did not answer in time"), talking("http://studio.invalid"):
        raise httpx.ReadTimeout("slow")


def test_no_server_and_no_token(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both messages say what to do."""
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    with pytest.raises(ServerError, match="annotate studio start"):
        server_url(project)
    with pytest.raises(ServerError, match="export LABEL_STUDIO_API_KEY"):
        find_token(project, "http://studio.invalid")


@pytest.mark.parametrize("url", ["studio.invalid", "ftp://studio.invalid", "http://"])
def test_an_address_that_is_none(url: str, project: Project) -> None:
    """The message names the key of annotate.yaml."""
    with pytest.raises(InputError, match=r"label_studio\.url"):
        server_url(at(project, url))


def test_the_token_of_the_local_server(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read from the accounts file, only for the local server's own address, after the environment."""
    monkeypatch.delenv("LABEL_STUDIO_API_KEY", raising=False)
    write_server(project, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    write_accounts(project, {"admin": Account(email="admin@studio.local", password="p", token="t")})  # noqa: S106
    assert find_token(project, "http://127.0.0.1:9") == ("t", "the local server's accounts")
    with pytest.raises(ServerError):
        find_token(project, "http://studio.invalid")
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "e")
    assert find_token(project, "http://127.0.0.1:9")[0] == "e"


def test_secrets_are_for_their_owner_only(project: Project) -> None:
    """Accounts, server file and folder are closed to others, and git does not see them."""
    write_accounts(project, {"admin": Account(email="a", password="p", token="t")})  # noqa: S106 - invented
    write_server(project, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    folder = project.root / ".studio"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.glob("*.json"))
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize("text", ["{", '{"admin": 3}', '{"admin": {"email": "a"}}', "\xff"])
def test_a_broken_accounts_file_is_named(project: Project, text: str) -> None:
    """A file that cannot be read is not taken for an empty one."""
    write_accounts(project, {})
    (project.root / ".studio" / "users.json").write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=r"users\.json: cannot be read"):
        read_accounts(project)


def test_a_broken_server_file_is_named(project: Project) -> None:
    """What another version wrote is read as far as it is known; what says no address is told."""
    write_server(project, LocalServer(url="http://127.0.0.1:9", pid=1, port=9))
    path = project.root / ".studio" / "server.json"
    path.write_text('{"url": "http://127.0.0.1:9", "pid": 1, "port": 9, "since": 3}', encoding="utf-8")
    assert read_server(project) == LocalServer(url="http://127.0.0.1:9", pid=1, port=9)
    path.write_text('{"pid": 1}', encoding="utf-8")
    with pytest.raises(InputError, match=r"server\.json: cannot be read"):
        read_server(project)


@pytest.mark.server
def test_a_personal_access_token_is_taken(study: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token of the newer kind, which must be exchanged for a short-lived one, opens the server too."""
    headers = {"Authorization": f"Token {find_token(study, '')[0]}"}
    answer = httpx.post(f"{study.config.label_studio.url}/api/token/", headers=headers, trust_env=False, timeout=60)
    personal = answer.raise_for_status().json()["token"]
    assert personal.count(".") == 2
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", personal)
    with connect(study) as connection:
        assert connection.client.users.whoami().email == "admin@studio.local"
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", personal[:-4] + "AAAA")
    with pytest.raises(ServerError, match="refuses the token") as caught, connect(study):
        pass
    assert personal[:20] not in str(caught.value)
