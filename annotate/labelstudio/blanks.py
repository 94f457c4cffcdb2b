"""Choose the tasks that get no prediction, so that the pull of pre-marks can be measured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from annotate.labelstudio.cutting import cut
from annotate.model import Document
from annotate.schema import Schema
from annotate.store import TaskConfig

Place = tuple[str, int]
"""A task by its document and the offset of its text in it."""


def choose_blanks(
    documents: Iterable[Document], schema: Schema, config: TaskConfig, share: float, random_state: int
) -> frozenset[Place]:
    """Return a random share of all tasks, rounded to whole tasks.

    The order is drawn by a hash of the task's place, so that the same state and
    papers give the same tasks on every machine.
    """
    labels = [label.id for label in schema.labels]
    places = [(task.document, task.char_offset) for document in documents for task in cut(document, labels, config)]

    def drawn(place: Place) -> bytes:
        return hashlib.sha256(f"{random_state}:{place[0]}:{place[1]}".encode()).digest()

    return frozenset(sorted(places, key=drawn)[: round(share * len(places))])
