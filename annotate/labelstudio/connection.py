"""The way to the server: address, token, and its failures in plain words.

The token is looked for in the environment variable that annotate.yaml names, in
the system's keyring (service `annotate`, the address as user), and, for the
local server, among the accounts that `annotate studio start` keeps. It is never
written elsewhere and never shown; neither are headers and bodies of answers,
which may hold it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from annotate.errors import InputError, ServerError, visible
from annotate.labelstudio.local import ADMIN, read_accounts, read_server
from annotate.store import Project

TIMEOUT = 600.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
KEYRING = "annotate"


@dataclass(frozen=True, slots=True)
class Connection:
    """An open, authorised way to a server.

    Args:
        client: the SDK's; untyped, for its models change with every server.
    """

    client: Any
    url: str

    def post(self, path: str, body: bytes) -> Mapping[str, Any]:
        """Send JSON that is encoded already, once, and return the answer.

        The SDK copies every value of what it is given before it encodes it, which takes
        longer than all else that a push does. Address, token and time limit are the SDK's.

        Args:
            path: below the server's address.
            body: JSON in UTF-8.

        Raises:
            ApiError: as the SDK raises it; to be turned by `talking`.
        """
        from label_studio_sdk.core.api_error import ApiError

        answer = self.client._client_wrapper.httpx_client.request(  # noqa: SLF001 - the SDK has no public way
            path,
            method="POST",
            content=body,
            headers={"content-type": "application/json"},
            request_options={"max_retries": 0},
        )
        try:
            said = answer.json()
        except ValueError:
            said = answer.text
        if not answer.is_success or not isinstance(said, Mapping):
            raise ApiError(status_code=answer.status_code, body=said)
        return said


def server_url(project: Project) -> str:
    """Return the address of the study's server, without a slash at the end.

    Raises:
        ServerError: none is named and no local one was started.
        InputError: what annotate.yaml names is no address.
    """
    url = project.config.label_studio.url.rstrip("/")
    if not url:
        local = read_server(project)
        if local is None:
            todo = "Run: annotate studio start, or set label_studio.url in annotate.yaml."
            raise ServerError("Label Studio", "no server is named and no local one is running", todo)
        return local.url
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise InputError("annotate.yaml label_studio.url", f"{url!r} is not an address", "Write it like https://host.")
    return url


def find_token(project: Project, url: str) -> tuple[str, str]:
    """Return the token and where it was found.

    Raises:
        ServerError: there is none; the message says where one may be put.
    """
    name = project.config.label_studio.token_env
    if os.environ.get(name):
        return os.environ[name].strip(), f"the environment variable {name}"
    kept = _keyring(url)
    if kept:
        return kept, "the system's keyring"
    local = read_server(project)
    accounts = read_accounts(project)
    if local and local.url == url and ADMIN in accounts:
        return accounts[ADMIN].token, "the local server's accounts"
    todo = f"Copy it from Account & Settings → Access Token, then: export {name}=…"
    raise ServerError(url, "no token is known for this server", todo)


def _keyring(url: str) -> str | None:
    # Keyring is used where it is installed; a machine without one is no error.
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        return keyring.get_password(KEYRING, url)
    except KeyringError:
        return None


@contextmanager
def connect(project: Project) -> Iterator[Connection]:
    """Open the study's server and check the token.

    Nothing is retried behind our back: a POST sent twice doubles tasks.

    Raises:
        ServerError: it is not there, refuses the token, or fails.
    """
    url = server_url(project)
    token, found_in = find_token(project, url)
    import httpx
    from label_studio_sdk import LabelStudio

    # A proxy of the environment must not be asked for this machine's own server.
    direct = urlsplit(url).hostname in LOOPBACK
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True, trust_env=not direct) as http:
        with talking(url, f"The token came from {found_in}."):
            client = LabelStudio(  # type: ignore[no-untyped-call]
                base_url=url, api_key=token, timeout=TIMEOUT, max_retries=0, httpx_client=http
            )
            client.users.whoami()
        yield Connection(client, url)


@contextmanager
def talking(url: str, todo: str = "") -> Iterator[None]:
    """Turn every failure of a call to the server into a ServerError that says what to do.

    Args:
        url: of the server.
        todo: what the person can do, beside what the kind of failure says.
    """
    import httpx
    from label_studio_sdk.core.api_error import ApiError
    from pydantic import ValidationError

    try:
        yield
    except ApiError as error:
        what, hint = refusal(error.status_code, error.body)
        raise ServerError(url, what, f"{hint} {todo}".strip()) from None
    except httpx.TimeoutException:
        hint = "It may be busy: look at its log, then run the command again."
        raise ServerError(url, "the server did not answer in time", f"{hint} {todo}".strip()) from None
    except httpx.HTTPError as error:
        hint = "Is it running? See: annotate studio status"
        what = f"the server cannot be reached ({type(error).__name__})"
        raise ServerError(url, what, f"{hint} {todo}".strip()) from None
    except ValidationError:
        what = "the server's answer is not what this version of Label Studio says"
        raise ServerError(url, what, f"Run: annotate doctor {todo}".strip()) from None


def refusal(status: int | None, body: object) -> tuple[str, str]:
    """Return what an answer that is none says, with its reasons, and what to do."""
    details = _details(body)
    said = f": {details}" if details else ""
    if status == HTTPStatus.UNAUTHORIZED:
        return f"the server refuses the token (401{said})", "Give a valid one; annotate doctor says more."
    if status == HTTPStatus.FORBIDDEN:
        return f"the account may not do this (403{said})", "Use an account of the project's organization."
    if status == HTTPStatus.NOT_FOUND:
        return "the server has no such page (404)", "Is it a Label Studio server, and does the project still exist?"
    if status is not None and status < HTTPStatus.BAD_REQUEST:
        return "the answer is not that of a Label Studio server", "Is the address right?"
    if status is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"the server failed ({status})", "Its log says why. What arrived stays known: run the command again."
    return f"the server refuses ({status}{said})", ""


def _details(body: object) -> str:
    """Return the reasons that an answer gives; of an HTML page only that it is one."""
    if isinstance(body, str):
        return "an HTML page" if "<" in body[:200] else visible(" ".join(body.split()))[:300]
    if not isinstance(body, Mapping):
        return ""
    reasons = list(_leaves(body.get("validation_errors") or body.get("detail") or body))
    return visible("; ".join(dict.fromkeys(reasons)))[:1000]


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, Mapping):
        for key in value:
            yield from _leaves(value[key])
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    elif isinstance(value, str):
        yield " ".join(value.split())
