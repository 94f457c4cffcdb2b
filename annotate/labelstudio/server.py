"""A Label Studio of one's own: on this machine only, SQLite in the study's folder.

The first start migrates an empty database and takes about a minute; later ones
take seconds. Passwords and tokens go to the server by its environment, so that
no list of processes shows them.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from annotate.errors import InputError, MissingExtraError, ServerError
from annotate.labelstudio.local import (
    ADMIN,
    FOLDER,
    Account,
    LocalServer,
    read_accounts,
    read_server,
    studio_folder,
    write_accounts,
    write_server,
)
from annotate.labelstudio.submissions import LOCAL_DOMAIN
from annotate.store import Project

_children: dict[int, subprocess.Popen[bytes]] = {}
"""Servers that this process started and must reap; those of others have other parents."""

HOST = "127.0.0.1"
ANY_PORT = 0
PATIENCE = 600.0
Waiting = Callable[[float], None]
ITS_WORDS = f"Its own words stand in {FOLDER}/server.log. Try another --port."

SETTINGS: Mapping[str, str] = {
    # The token that scripts use counts only if it is allowed at the very first start.
    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
    # Without this flag wrong predictions are dropped without a word.
    "fflag_feat_utc_210_prediction_validation_15082025": "true",
    # Nothing of a study goes to anybody.
    "COLLECT_ANALYTICS": "false",
    "LATEST_VERSION_CHECK": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
}


def start(project: Project, port: int | None = None, on_wait: Waiting | None = None) -> LocalServer:
    """Start the study's server, or return the one that runs, and wait until it answers.

    Args:
        project: the study.
        port: where it shall listen; by default the last one, or a free one.
        on_wait: called with the seconds waited so far.

    Raises:
        MissingExtraError: label-studio is not installed.
        InputError: the port is taken.
        ServerError: the server ended, or did not become healthy.
    """
    last, accounts = read_server(project), read_accounts(project)
    if last and ADMIN in accounts and _is_ours(last.pid):
        if port not in {None, last.port}:
            what = f"the server already runs on port {last.port}"
            raise InputError("--port", what, "Run first: annotate studio stop")
        # It may be starting still: two servers would share one database.
        if _comes_up(lambda: _is_ours(last.pid), last.url, accounts[ADMIN].token, on_wait):
            return last
    if importlib.util.find_spec("label_studio") is None:
        raise MissingExtraError("annotate studio", "needs the package label-studio, which is not installed", "studio")
    folder = studio_folder(project)
    chosen = _free_port(port, last.port if last else ANY_PORT)
    if ADMIN not in accounts:
        accounts[ADMIN] = Account(
            email=f"{ADMIN}@{LOCAL_DOMAIN}", password=secrets.token_urlsafe(12), token=secrets.token_hex(20)
        )
        write_accounts(project, accounts)
    process = _launch(folder, chosen, accounts[ADMIN])
    _children[process.pid] = process
    server = LocalServer(url=f"http://{HOST}:{chosen}", pid=process.pid, port=chosen)
    write_server(project, server)
    try:
        came = _comes_up(lambda: process.poll() is None, server.url, accounts[ADMIN].token, on_wait)
    except BaseException:
        _end(process.pid)
        raise
    if not came:
        _end(process.pid)
        raise ServerError(server.url, "the server ended", ITS_WORDS)
    return server


def _free_port(wanted: int | None, first: int) -> int:
    for port in [wanted] if wanted is not None else [first, ANY_PORT]:
        with socket.socket() as probe:
            # Label Studio itself may take a port that has just been left.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise InputError("--port", f"port {wanted} cannot be used", "Give another, or none for a free one.")


def _launch(folder: Path, port: int, admin: Account) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        **SETTINGS,
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "LABEL_STUDIO_USERNAME": admin.email,
        "LABEL_STUDIO_PASSWORD": admin.password,
        "LABEL_STUDIO_USER_TOKEN": admin.token,
    }
    code = "from label_studio.server import main; main()"
    options = ["start", "--no-browser", "--internal-host", HOST, "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        (folder / "server.log").chmod(0o600)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            [sys.executable, "-c", code, *options],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )


def _comes_up(runs: Callable[[], bool], url: str, token: str, on_wait: Waiting | None) -> bool:
    """Wait until the server answers; False if it ended before.

    Raises:
        ServerError: it runs, and does not become healthy.
    """
    begun = time.monotonic()
    # Another server may have taken the port meanwhile: only ours knows the token.
    while not (healthy(url) and _knows(url, token)):
        waited = time.monotonic() - begun
        if not runs():
            return False
        if waited > PATIENCE:
            raise ServerError(url, "the server does not become healthy", ITS_WORDS)
        if on_wait:
            on_wait(waited)
        time.sleep(0.5)
    return True


def _knows(url: str, token: str) -> bool:
    import httpx

    headers = {"Authorization": f"Token {token}"}
    try:
        with httpx.Client(trust_env=False, timeout=60, headers=headers) as http:
            return http.get(f"{url}/api/current-user/whoami").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def healthy(url: str) -> bool:
    """True if a server answers there and says that it is well."""
    import httpx

    try:
        with httpx.Client(trust_env=False, timeout=5) as http:
            return http.get(f"{url}/health").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def status(project: Project) -> LocalServer | None:
    """Return the running local server, None if none runs."""
    server = read_server(project)
    return server if server and _is_ours(server.pid) and healthy(server.url) else None


def stop(project: Project) -> bool:
    """End the local server; False if none was running."""
    server = read_server(project)
    if server is None:
        return False
    ended = _is_ours(server.pid)
    if ended:
        _end(server.pid)
    return ended


def _is_ours(pid: int) -> bool:
    """True if the process is a Label Studio: numbers of processes are used again."""
    try:
        shown = subprocess.run(  # noqa: S603 - a number and fixed words
            ["ps", "-p", str(pid), "-o", "stat=,command="],  # noqa: S607 - wherever the system keeps it
            capture_output=True,
            check=False,
            text=True,
        ).stdout
    except FileNotFoundError:
        return _exists(pid)
    return "label_studio" in shown and not shown.lstrip().startswith("Z")


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _end(pid: int, patience: float = 20.0) -> None:
    """Ask the process and its children to end, then make them."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(pid, kind)
        except ProcessLookupError:
            break
        ends = time.monotonic() + patience
        while _is_ours(pid) and time.monotonic() < ends:
            time.sleep(0.1)
        if not _is_ours(pid):
            break
    child = _children.pop(pid, None)
    if child:
        child.wait()
