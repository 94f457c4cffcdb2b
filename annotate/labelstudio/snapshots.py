"""Everything on the server as one dated file: the backup, and what `pull` reads.

The community server lets every account change and delete everybody's work, so a
snapshot is taken by every pull, and before anything that could lose work.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from annotate.errors import ServerError
from annotate.files import replacing
from annotate.labelstudio.connection import Connection, talking
from annotate.store import Project

PATIENCE = 3600.0
CHUNK = 1 << 18
"""Bytes of a download at a time; the SDK alone would take a kilobyte."""
WHOLE = {
    "predictions": {"only_id": False},
    "drafts": {"only_id": False},
    "annotations__completed_by": {"only_id": False},
}


def snapshot_path(project: Project, now: datetime | None = None, folder: str = "") -> Path:
    """Return the file of a snapshot taken now; `folder` parts those of another Label Studio project."""
    moment = (now or datetime.now(tz=UTC)).strftime("%Y%m%dT%H%M%S.%fZ")
    return project.work / "snapshots" / folder / f"{moment}.json"


def take_snapshot(connection: Connection, number: int, path: Path, view: int | None = None) -> None:
    """Write all tasks of a project, with everybody's work, drafts and predictions.

    Args:
        connection: to the server.
        number: of the project.
        path: the file; it appears whole or not at all.
        view: only the tasks of this tab of the project.

    Raises:
        ServerError: the server is away, refuses or fails.
    """
    exports = connection.client.projects.exports
    with talking(connection.url, "What was pulled before is still as it was."):
        made = exports.create(
            id=number,
            title=path.stem,
            task_filter_options={} if view is None else {"view": view},
            serialization_options=WHOLE,
        )
        _wait(connection, number, made.id)
        with replacing(path, "wb") as file:
            file.writelines(exports.download(id=number, export_pk=made.id, request_options={"chunk_size": CHUNK}))
        # The copy on the server would only fill its disk.
        exports.delete(id=number, export_pk=made.id)


def _wait(connection: Connection, number: int, export: int) -> None:
    ends = time.monotonic() + PATIENCE
    pause = 0.1
    while (status := connection.client.projects.exports.get(id=number, export_pk=export).status) != "completed":
        if status == "failed" or time.monotonic() > ends:
            what = "the server could not make the snapshot" if status == "failed" else "the snapshot takes too long"
            raise ServerError(connection.url, what, "Look at the server's log, then run the command again.")
        time.sleep(pause)
        pause = min(2.0, pause * 1.5)
