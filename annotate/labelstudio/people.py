"""Accounts for annotators: made on the local server, invited on a remote one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from annotate.errors import AnnotateError, InputError, ServerError, raise_problems
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.local import Account, read_accounts, read_server, write_accounts
from annotate.labelstudio.submissions import LOCAL_DOMAIN
from annotate.store import Project

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,40}")


def add_users(project: Project, names: Sequence[str]) -> dict[str, Account]:
    """Make an account for each name on the local server; those that exist stay.

    Raises:
        InputError, ProblemsError: a name that cannot be an account.
        ServerError: the server is not the local one, or fails.
    """
    raise_problems([problem for name in names for problem in _problems(name)])
    accounts = read_accounts(project)
    with connect(project) as connection:
        local = read_server(project)
        if local is None or local.url != connection.url:
            todo = f"Send people this link, they make their accounts themselves: {invite_link(connection)}"
            raise ServerError(connection.url, "accounts are made only on the local server", todo)
        for name in names:
            if name not in accounts:
                accounts[name] = _sign_up(connection, name)
                write_accounts(project, accounts)
    return {name: accounts[name] for name in names}


def _problems(name: str) -> list[AnnotateError]:
    if NAME.fullmatch(name):
        return []
    todo = "Use small Latin letters, digits, . _ -; the name in tables stands under annotators: in annotate.yaml."
    return [InputError(name, "cannot be an account's name", todo)]


def invite_link(connection: Connection) -> str:
    """Return the link by which people sign up."""
    with talking(connection.url):
        path: Any = connection.client.organizations.invites.get_invite_link().invite_url
    return str(path) if str(path).startswith("http") else f"{connection.url}{path}"


def _sign_up(connection: Connection, name: str) -> Account:
    """Sign up as a browser would: the server has no other way that sets a password."""
    import httpx

    email, password = f"{name}@{LOCAL_DOMAIN}", secrets.token_urlsafe(12)
    link = invite_link(connection)
    with talking(connection.url), httpx.Client(trust_env=False, follow_redirects=True, timeout=60) as http:
        http.get(link).raise_for_status()
        form = {"csrfmiddlewaretoken": http.cookies.get("csrftoken", ""), "email": email, "password": password}
        answer = http.post(link, data=form, headers={"Referer": link})
        token = http.get(f"{connection.url}/api/current-user/token")
    if answer.is_error or token.is_error:
        todo = "The account may exist already: delete it on the server, or use another name."
        raise ServerError(connection.url, f"the account {name} could not be made ({answer.status_code})", todo)
    return Account(email=email, password=password, token=str(token.json()["token"]))
