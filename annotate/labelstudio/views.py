"""The tabs of a project on the server, by their titles; to be called where `talking` turns failures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotate.labelstudio.connection import Connection

DEFAULT: Mapping[str, Any] = {"title": "Default", "type": "list", "target": "tasks"}


def list_views(connection: Connection, number: int) -> list[tuple[str, int]]:
    """Return title and number of every tab, in the server's order; a tab without a title has an empty one."""
    return [(_title(view), int(view.id)) for view in connection.client.views.list(project=number)]


def ensure_view(connection: Connection, number: int) -> None:
    """Make a tab if the project has none: without, a task opened by its link may lose its pre-marks."""
    if not list_views(connection, number):
        connection.client.views.create(project=number, data=dict(DEFAULT))


def _title(view: Any) -> str:  # noqa: ANN401 - the SDK's models change with the server
    data = view.data
    return str((data.get("title") if isinstance(data, Mapping) else getattr(data, "title", None)) or "")
