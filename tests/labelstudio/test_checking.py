"""Nothing leaves that Label Studio would store without a word and nobody could read back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from annotate.errors import AnnotateError
from annotate.labelstudio.checking import check_items
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.tasks import to_json
from annotate.model import Document, Prediction
from annotate.schema import Schema
from annotate.store import TaskConfig

Item = dict[str, Any]


@pytest.fixture
def item(document: Document, prediction: Prediction, schema: Schema) -> Item:
    """Return the invented paper as one seeded task."""
    (task,) = cut(document, ["claim"], TaskConfig(unit="paper"))
    return to_json(task, prediction, schema, prediction.spans, prediction.relations)


def test_what_the_toolkit_writes_passes(item: Item, schema: Schema) -> None:
    """A seeded task and a blank one are sound; their number comes back."""
    blank = {"data": {**item["data"], "document": "other", "status": "blank"}}
    assert check_items([item, blank], schema, "tasks.json") == 2


def dangle(item: Item) -> None:
    """Let a relation end nowhere."""
    item["predictions"][0]["result"][-1]["to_id"] = "gone"


def exceed(item: Item) -> None:
    """Let a region end beyond the text."""
    item["predictions"][0]["result"][0]["value"]["end"] = 9999


def mistype(item: Item) -> None:
    """Give a value that is not among the choices."""
    item["predictions"][0]["result"][2]["value"]["choices"] = ["rumour"]


def turn(item: Item) -> None:
    """Join labels that the schema does not let be joined."""
    item["predictions"][0]["result"][-1] |= {"from_id": "a1", "to_id": "p1"}


def orphan(item: Item) -> None:
    """Give an attribute to a region that is not there."""
    item["predictions"][0]["result"][2]["id"] = "gone"


def double(item: Item) -> None:
    """Give a task two predictions."""
    item["predictions"] *= 2


def unname(item: Item) -> None:
    """Leave the model version out."""
    del item["predictions"][0]["model_version"]


def edit(item: Item) -> None:
    """Change the text without its fingerprint."""
    item["data"]["text"] += "。"


def blank(item: Item) -> None:
    """Call a task with a prediction blank."""
    item["data"]["status"] = "blank"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (dangle, "E201"),
        (exceed, "E404"),
        (mistype, r"E302 .*\(rumour\)"),
        (turn, "E203"),
        (orphan, "E304"),
        (double, "a seeded task has 2 predictions"),
        (blank, "a blank task has 1 predictions"),
        (unname, "no model_version"),
        (edit, "does not fit its text_sha256"),
    ],
)
def test_what_does_not_hold_is_refused(
    damage: Callable[[Item], None], message: str, item: Item, schema: Schema
) -> None:
    """Offsets, ends, choices, attributes, texts and versions are checked, each with its place."""
    damage(item)
    with pytest.raises(AnnotateError, match=message) as caught:
        check_items([item], schema, "tasks.json")
    assert "tasks.json task 1" in str(caught.value)


def test_a_task_that_stands_twice_is_refused(item: Item, schema: Schema) -> None:
    """Two tasks of one place would be one task on the server."""
    with pytest.raises(AnnotateError, match=r"tasks\.json task 2: the task stands twice"):
        check_items([item, item], schema, "tasks.json")
