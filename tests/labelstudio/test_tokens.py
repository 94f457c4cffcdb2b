"""Which kind of token somebody gave, and why a server refuses it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from annotate.labelstudio.connection import connect
from annotate.labelstudio.doctor import examine
from annotate.labelstudio.local import read_accounts
from annotate.labelstudio.people import add_users
from annotate.labelstudio.tokens import advice, token_kind
from annotate.store import Project

NOW = datetime(2026, 1, 10, tzinfo=UTC)


def signed(kind: Any, ends: int | None = None) -> str:
    """Return a token of the form that the server signs, with an invented signature."""
    said = {"token_type": kind} if ends is None else {"token_type": kind, "exp": ends}
    parts = [{"alg": "HS256", "typ": "JWT"}, said]
    return ".".join([*(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts), "c2ln"])


def until(year: int, month: int, day: int) -> int:
    """Return a moment as tokens write it."""
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("token", "said", "why"),
    [
        (signed("refresh", until(2025, 12, 31)), "", "ended on 2025-12-31"),
        (signed("access", until(2027, 1, 1)), "", "five minutes only"),
        ("ab" * 20, "401: legacy token authentication has been disabled", "does not allow"),
        ("ab" * 20, "401: Invalid token.", "legacy token that was reset"),
        (signed("refresh", until(2027, 1, 1)), "401: Token is invalid", "personal token that was reset"),
        ("ab" * 19, "401", "has not the form"),
        ("a.b.c", "401", "has not the form"),
        (signed("refresh", 10**30), "401", "has not the form"),
        (signed("refresh"), "401", "has not the form"),
        (signed(["refresh"], 1), "401", "has not the form"),
    ],
)
def test_why_a_token_is_refused(token: str, said: str, why: str) -> None:
    """The form and the server's words tell; what to do is said, the token is not."""
    told, todo = advice(token_kind(token), said, NOW)
    assert why in told
    assert "Copy" in todo or "Make" in todo
    assert token not in told + todo


def test_a_token_that_ends_soon_is_known() -> None:
    """Two weeks ahead is the time to make a new one."""
    kinds = [token_kind(signed("refresh", until(2026, 1, day))) for day in (9, 20, 30)]
    assert [(kind.has_ended(NOW), kind.ends_soon(NOW)) for kind in kinds] == [
        (True, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.server
def test_doctor_knows_the_tokens_of_a_real_server(
    study: Project, studio: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Legacy and personal are accepted by name; switched off, short-lived, reset and mistyped are told apart."""
    account = add_users(studio, ["tokens"])["tokens"]
    url, admin = study.config.label_studio.url, read_accounts(studio)["admin"].token

    def post(path: str, token: str, **body: Any) -> Any:
        headers = {"Authorization": token}
        answer = httpx.post(f"{url}/api/{path}", json=body, headers=headers, trust_env=False, timeout=60)
        answer.raise_for_status()
        return answer.json()

    personal = post("token/", f"Token {account.token}")["token"]
    access = post("token/refresh", "", refresh=personal)["access"]

    def found(token: str) -> str:
        monkeypatch.setenv("LABEL_STUDIO_API_KEY", token)
        (line,) = [finding.what for finding in examine(study) if "the token from" in finding.what]
        assert token not in line
        return line.partition(" LABEL_STUDIO_API_KEY ")[2]

    assert found(account.token) == "is accepted (legacy)"
    assert found(personal).startswith("is accepted (personal, valid until 2")
    assert "five minutes only" in found(access)
    assert "has not the form" in found(account.token[:-1])
    assert "that was reset" in found("0" * 40)
    settings = {"api_tokens_enabled": True, "legacy_api_tokens_enabled": False}
    post("jwt/settings", f"Token {admin}", **settings)
    try:
        assert "does not allow these" in found(account.token)
    finally:
        post("jwt/settings", f"Bearer {access}", **{**settings, "legacy_api_tokens_enabled": True})
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", personal)
    with connect(study) as connection:
        assert connection.client.users.whoami().email == account.email
