"""What is kept of the local server: `.studio/` in the study's folder, readable by its owner only.

```
.studio/  label_studio.sqlite3 …   what Label Studio keeps
          server.json              address and process of the running server
          users.json               accounts, passwords and tokens, the admin's first
          server.log               what the server says
```
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from annotate.errors import InputError
from annotate.files import adapter, replacing
from annotate.store import Project

T = TypeVar("T")
FOLDER = ".studio"
ADMIN = "admin"
PRIVATE = 0o600
AGAIN = "Remove it; then run: annotate studio start"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalServer:
    """A server that `annotate studio start` started."""

    url: str
    pid: int
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person's way into the local server."""

    email: str
    password: str
    token: str


def studio_folder(project: Project) -> Path:
    """Return the local server's folder, made if need be, kept out of git and from others' eyes."""
    folder = project.root / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def read_server(project: Project) -> LocalServer | None:
    """Return what is known of the running local server, None if none was started."""
    path = project.root / FOLDER / "server.json"
    value = _read(path)
    return _read_as(LocalServer, value, path) if value else None


def write_server(project: Project, server: LocalServer) -> None:
    """Remember the running server; one that has ended is remembered for its port."""
    _write(studio_folder(project) / "server.json", asdict(server))


def read_accounts(project: Project) -> dict[str, Account]:
    """Return name -> account; empty before the first start."""
    path = project.root / FOLDER / "users.json"
    return {name: _read_as(Account, value, path) for name, value in _read(path).items()}


def write_accounts(project: Project, accounts: Mapping[str, Account]) -> None:
    """Keep the accounts, for their owner's eyes only."""
    _write(studio_folder(project) / "users.json", {name: asdict(account) for name, account in accounts.items()})


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise InputError(str(path), "cannot be read", AGAIN) from None
    return value if isinstance(value, dict) else {}


def _read_as(kind: type[T], value: object, path: Path) -> T:
    from pydantic import ValidationError

    try:
        return adapter(kind).validate_python(value)
    except ValidationError:
        raise InputError(str(path), "cannot be read", AGAIN) from None


def _write(path: Path, value: object) -> None:
    with replacing(path, permissions=PRIVATE) as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
