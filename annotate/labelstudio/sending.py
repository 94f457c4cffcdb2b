"""Send tasks and predictions in requests that a server takes, each of them once.

A request that fails is not repeated here: whether it arrived is found out by the
next push, which looks at what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from annotate.errors import ServerError
from annotate.labelstudio.connection import Connection, talking

AGAIN = "Run the command again: what arrived is known and not sent twice."
BATCH_BYTES = 8_000_000
BATCH_TASKS = 100
LIST_TASKS = 1000
"""Tasks a page where only what they are is listed, not what people made of them."""
Count = Callable[[int], None]


def send_tasks(
    connection: Connection, number: int, items: Iterable[Mapping[str, Any]], on_sent: Count | None = None
) -> None:
    """Import tasks with their predictions into a project.

    Args:
        connection: to the server.
        number: of the project.
        items: the tasks; read as they are sent.
        on_sent: called with the number of tasks of each request that was answered.

    Raises:
        ServerError: the server is away, refuses or fails, or took fewer than were sent.
    """
    _send(connection, f"api/projects/{number}/import", "task_count", items, on_sent)


def send_predictions(
    connection: Connection, number: int, items: Iterable[Mapping[str, Any]], on_sent: Count | None = None
) -> None:
    """Import predictions of tasks that are there; arguments and errors as for `send_tasks`."""
    # Some servers drop wrong predictions without a word and only count the others.
    _send(connection, f"api/projects/{number}/import/predictions", "created", items, on_sent)


def _send(
    connection: Connection, path: str, counted: str, items: Iterable[Mapping[str, Any]], on_sent: Count | None
) -> None:
    for batch in batches(items):
        with talking(connection.url, AGAIN):
            answer = connection.post(path, b"[" + b",".join(batch) + b"]")
        if answer.get(counted) != len(batch):
            what = f"the server took {answer.get(counted)} of {len(batch)} that were sent"
            raise ServerError(connection.url, what, "Run: annotate doctor, then the command again.")
        if on_sent:
            on_sent(len(batch))


def batches(
    items: Iterable[Mapping[str, Any]], max_bytes: int = BATCH_BYTES, max_items: int = BATCH_TASKS
) -> Iterator[list[bytes]]:
    """Yield lists of encoded items that are small enough for one request; a single larger item goes alone.

    >>> [len(batch) for batch in batches([{"a": 1}] * 5, max_items=2)]
    [2, 2, 1]
    """
    batch: list[bytes] = []
    size = 0
    for item in items:
        encoded = json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        if batch and (size + len(encoded) > max_bytes or len(batch) == max_items):
            yield batch
            batch, size = [], 0
        batch.append(encoded)
        size += len(encoded)
    if batch:
        yield batch
