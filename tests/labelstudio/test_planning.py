"""A push plans nothing twice and nothing that could lose work."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import ProblemsError, ServerError
from annotate.labelstudio.checking import key_of
from annotate.labelstudio.planning import Remote, make_plan, newer_predictions, outdated, renewed_data
from annotate.labelstudio.sending import batches


def item(
    document: str = "tides", offset: int = 0, text: str = "潮位", version: str = "m1", **data: Any
) -> dict[str, Any]:
    """Return a task as the task file has it."""
    whole = {
        "document": document,
        "char_offset": offset,
        "text": text,
        "text_sha256": text,
        "labels": ["claim"],
        **data,
    }
    return {"data": whole, "predictions": [{"model_version": version, "score": 0.5, "result": []}]}


def remote(number: int, task: dict[str, Any], *, worked: bool = False) -> Remote:
    """Return the same task as the server has it."""
    data = {key: value for key, value in task["data"].items() if key != "text"}
    versions = frozenset(prediction["model_version"] for prediction in task["predictions"])
    length = len(task["data"]["text"])
    return Remote(id=number, key=key_of(task["data"]), length=length, data=data, versions=versions, worked=worked)


@given(
    here=st.sets(st.integers(0, 9), min_size=1), copies=st.lists(st.integers(0, 9)), worked=st.sets(st.integers(0, 20))
)
def test_after_a_push_each_task_is_there_once(here: set[int], copies: list[int], worked: set[int]) -> None:
    """However often tasks stand on the server: what is here stands once after it, and no work is removed."""
    items = [item(offset=n) for n in sorted(here)]
    there = [remote(n, item(offset=offset), worked=n in worked) for n, offset in enumerate(copies)]
    try:
        plan = make_plan(items, there, "server")
    except (ServerError, ProblemsError):
        assert any(r.worked and r.key[1] not in here for r in there)
        return
    sent = [remote(100 + n, task) for n, task in enumerate(items) if key_of(task["data"]) in plan.new]
    after = [*there, *sent]
    gone = outdated(after, plan, "server")
    assert not any(r.worked for r in gone)
    left = [r for r in after if r not in gone]
    unworked = [r.key for r in left if not r.worked]
    assert len(unworked) == len(set(unworked))
    assert {r.key for r in left} == {key_of(task["data"]) for task in items}


def test_other_papers_are_not_touched() -> None:
    """A paper that is not pushed this time keeps its tasks, worked on or not, doubled or not."""
    other = item("ports")
    there = [remote(1, other), remote(2, other), remote(3, other, worked=True)]
    plan = make_plan([item()], there, "server")
    assert outdated([*there, remote(4, item())], plan, "server") == []


def test_work_that_began_meanwhile_is_spared() -> None:
    """A stale task on which somebody began while the new ones were sent stays."""
    there = [remote(1, item(text="旧")), remote(2, item(text="更旧", offset=5))]
    plan = make_plan([item()], there, "server")
    began = [remote(1, item(text="旧"), worked=True), there[1], remote(3, item())]
    assert [r.id for r in outdated(began, plan, "server")] == [2]


def test_a_task_that_did_not_arrive_is_told() -> None:
    """The server's silence is not taken for success."""
    plan = make_plan([item()], [], "server")
    with pytest.raises(ServerError, match="1 of 1 tasks did not arrive"):
        outdated([], plan, "server")


def test_newer_predictions_go_to_their_tasks() -> None:
    """Only versions that a known task lacks are sent."""
    there = [remote(7, item()), remote(8, item(offset=9, version="m2"))]
    items = [item(version="m2"), item(offset=9, version="m2")]
    plan = make_plan(items, there, "server")
    assert [p["task"] for p in newer_predictions(items, plan)] == [7]
    assert plan.versions == {"m2"}


def test_a_new_title_is_brought_up_to_date() -> None:
    """Title and section may change under work, what was asked may not."""
    there = [remote(1, item(title="旧", labels=["claim"])), remote(2, item(offset=9, title="旧"), worked=True)]
    items = [item(title="新", labels=["actor"]), item(offset=9, title="新", labels=["actor"], passages=[1])]
    plan = make_plan(items, there, "server")
    assert set(plan.renewed) == {key_of(task["data"]) for task in items}
    assert plan.kept == 1
    assert renewed_data(items[0]["data"], there[0]) == items[0]["data"]
    assert renewed_data(items[1]["data"], there[1]) == item(offset=9, title="新")["data"]
    again = [
        remote(1, items[0]),
        remote(2, {**items[1], "data": renewed_data(items[1]["data"], there[1])}, worked=True),
    ]
    assert make_plan(items, again, "server").renewed == {}


def test_every_refusal_is_told() -> None:
    """All tasks whose text changed under somebody's work are named."""
    there = [remote(1, item(text="旧"), worked=True), remote(2, item(text="更旧", offset=5), worked=True)]
    with pytest.raises(ProblemsError) as caught:
        make_plan([item()], deepcopy(there), "server")
    assert ["server task 1" in str(caught.value), "tides [5:7]" in str(caught.value)] == [True, True]


@given(sizes=st.lists(st.integers(0, 50), max_size=30), limit=st.integers(10, 90), most=st.integers(1, 5))
def test_batches_keep_order_and_limits(sizes: list[int], limit: int, most: int) -> None:
    """Nothing is lost or turned round; a batch is over the limit only if it is one item."""
    items = [{"x": "y" * size} for size in sizes]
    found = list(batches(items, limit, most))
    assert [json.loads(entry) for batch in found for entry in batch] == items
    assert all(len(batch) <= most for batch in found)
    assert all(len(batch) == 1 or sum(map(len, batch)) <= limit for batch in found)
