"""Choose the tasks that get no prediction, so that the pull of pre-marks can be measured."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotate.labelstudio.cutting import cut
from annotate.model import Document
from annotate.schema import Schema
from annotate.store import TaskConfig

Place = tuple[str, int]
"""A task by its document and the offset of its text in it."""
DRAWN = 1 << 64


@dataclass(frozen=True, slots=True)
class Blanks:
    """The tasks that stay blank: those whose draw is below a bound.

    The draw is a hash of the task's place, so that the same state and papers give
    the same tasks on every machine, and none of them need be listed.
    """

    random_state: int
    below: int = 0

    def draw(self, place: Place) -> int:
        """Return the place's draw."""
        drawn = hashlib.sha256(f"{self.random_state}:{place[0]}:{place[1]}".encode()).digest()
        return int.from_bytes(drawn[:8], "big")

    def __contains__(self, place: object) -> bool:
        """True if the task at a place stays blank."""
        return isinstance(place, tuple) and self.draw(place) < self.below


def choose_blanks(
    documents: Iterable[Document], schema: Schema, config: TaskConfig, share: float, random_state: int
) -> Blanks:
    """Return a random share of all tasks, rounded to whole tasks; only the draws are held, 8 bytes a task."""
    chosen = Blanks(random_state)
    if not share:
        return chosen
    labels = [label.id for label in schema.labels]
    draws = array("Q")
    for document in documents:
        draws.extend(chosen.draw((task.document, task.char_offset)) for task in cut(document, labels, config))
    ordered, count = sorted(draws), round(share * len(draws))
    return replace(chosen, below=ordered[count] if count < len(ordered) else DRAWN)
