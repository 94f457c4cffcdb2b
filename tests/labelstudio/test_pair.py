"""What is relied on of Label Studio and its SDK, measured on the real pair: an upgrade shows here what changed."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from importlib.metadata import requires, version
from itertools import pairwise
from typing import Any

import httpx
import pytest

from annotate.labelstudio.config import to_xml
from annotate.labelstudio.renewing import WANTED
from annotate.labelstudio.snapshots import WHOLE
from annotate.schema import Schema
from annotate.store import Project

pytestmark = pytest.mark.server

SERVER, SDK = "1.23.2", "2.1.2"
TEXT = "港务局应建立统一的平台。"
MARK = {
    "id": "r1",
    "from_name": "span",
    "to_name": "text",
    "type": "labels",
    "value": {"start": 0, "end": 3, "text": "港务局", "labels": ["actor"]},
}
PREDICTION = {"model_version": "m1", "score": 0.5, "result": [MARK]}


@pytest.fixture
def http(study: Project) -> Iterator[httpx.Client]:
    """Call the server as its administrator, without the SDK."""
    headers = {"Authorization": f"Token {os.environ['LABEL_STUDIO_API_KEY']}"}
    with httpx.Client(base_url=study.config.label_studio.url, headers=headers, trust_env=False, timeout=60) as http:
        yield http


@pytest.fixture
def number(http: httpx.Client, study: Project, schema: Schema) -> int:
    """Make a project with the page of the shipped schema."""
    made = http.post("/api/projects/", json={"title": study.config.title, "label_config": to_xml(schema)})
    return int(made.raise_for_status().json()["id"])


def send(http: httpx.Client, number: int, *items: Any) -> httpx.Response:
    """Import tasks."""
    return http.post(f"/api/projects/{number}/import", json=list(items))


def listed(http: httpx.Client, number: int, **query: Any) -> list[dict[str, Any]]:
    """Return the project's tasks."""
    page = {"project": number, "page_size": 1000, **query}
    tasks: list[dict[str, Any]] = http.get("/api/tasks/", params=page).raise_for_status().json()["tasks"]
    return tasks


def test_server_and_sdk_are_the_tested_pair(http: httpx.Client) -> None:
    """The server names the SDK that belongs to it; both are those that all of this was measured with."""
    assert http.get("/api/version").json()["release"] == version("label-studio") == SERVER
    assert version("label-studio-sdk") == SDK
    assert f"label-studio-sdk (=={SDK})" in (requires("label-studio") or ())


def test_the_sdks_own_request_takes_encoded_content() -> None:
    """Tasks are sent by the SDK's client, past its encoder: it must be there and take bytes."""
    from label_studio_sdk import LabelStudio
    from label_studio_sdk.core.http_client import HttpClient

    client = LabelStudio(base_url="http://127.0.0.1:9", api_key="0" * 40)  # type: ignore[no-untyped-call]
    assert isinstance(client._client_wrapper.httpx_client, HttpClient)  # noqa: SLF001 - what is relied on
    assert {"path", "method", "content", "headers", "request_options"} <= set(
        inspect.signature(HttpClient.request).parameters
    )


def test_an_import_counts_and_knows_no_twice(http: httpx.Client, number: int) -> None:
    """The answer counts tasks and predictions; the same task again is another one; the project counts too."""
    item = {"data": {"text": TEXT}, "predictions": [PREDICTION]}
    for _ in range(2):
        answer = send(http, number, item).json()
        assert (answer["task_count"], answer["prediction_count"]) == (1, 1)
    project = http.get(f"/api/projects/{number}/").json()
    assert (project["task_number"], project["model_version"]) == (2, "m1")
    made = http.post(
        f"/api/projects/{number}/import/predictions",
        json=[{"task": task["id"], **PREDICTION, "model_version": "m2"} for task in listed(http, number)],
    )
    assert made.json() == {"created": 2}


def test_a_wrong_prediction_fails_its_whole_request(http: httpx.Client, number: int) -> None:
    """With the setting under which our server runs; what the server does not look at is checked here instead."""
    wrong = {**MARK, "value": {**MARK["value"], "labels": ["nothing"]}}  # type: ignore[dict-item]
    items = [{"data": {"text": TEXT}, "predictions": [{**PREDICTION, "result": [mark]}]} for mark in (MARK, wrong)]
    assert send(http, number, *items).status_code == httpx.codes.BAD_REQUEST
    assert listed(http, number) == []
    outside = {**MARK, "value": {**MARK["value"], "end": 999}}  # type: ignore[dict-item]
    dangling = {"type": "relation", "from_id": "r1", "to_id": "r1", "direction": "right", "labels": ["nothing"]}
    unseen = {"data": {"text": TEXT}, "predictions": [{**PREDICTION, "result": [outside, dangling]}]}
    assert send(http, number, unseen).status_code == httpx.codes.CREATED


def test_what_is_asked_for_is_what_is_sent(http: httpx.Client, number: int) -> None:
    """`include` keeps the answer small: these fields and no others, of annotations only what is named."""
    send(http, number, {"data": {"text": TEXT}, "predictions": [PREDICTION]})
    (task,) = listed(http, number)
    made = http.post(f"/api/tasks/{task['id']}/annotations/", json={"result": [MARK], "lead_time": 2.5}).json()
    assert made["ground_truth"] is False
    (task,) = listed(http, number, include=WANTED, fields="all")
    assert set(task) == set(WANTED.split(","))
    assert [set(one) for one in task["annotations"]] == [{"id", "updated_at"}]
    wanted = "id,data,total_annotations,cancelled_annotations,draft_exists,predictions_model_versions"
    (task,) = listed(http, number, include=wanted, fields="all")
    assert (task["total_annotations"], task["predictions_model_versions"], task["draft_exists"]) == (1, "m1", False)


def test_a_change_moves_the_tasks_moment(http: httpx.Client, number: int) -> None:
    """An annotation that is made, saved again or deleted changes what a renewal compares."""
    send(http, number, {"data": {"text": TEXT}})

    def state() -> Any:
        (task,) = listed(http, number, include=WANTED, fields="all")
        return task

    states = [state()]
    made = http.post(f"/api/tasks/{states[0]['id']}/annotations/", json={"result": [], "lead_time": 1}).json()["id"]
    states.append(state())
    http.patch(f"/api/annotations/{made}/", json={"result": [MARK]})
    states.append(state())
    http.delete(f"/api/annotations/{made}/")
    states.append(state())
    assert all(one != other for one, other in pairwise(states))


def test_an_imported_annotation_is_ground_truth_unless_told(http: httpx.Client, number: int) -> None:
    """What is imported as somebody's work must say that it is none."""
    for told in ({}, {"ground_truth": False}):
        send(http, number, {"data": {"text": TEXT}, "annotations": [{"result": [MARK], **told}]})
    assert [task["annotations"][0]["ground_truth"] for task in listed(http, number, fields="all")] == [True, False]


def test_a_snapshot_holds_all(http: httpx.Client, number: int) -> None:
    """Whole predictions, drafts and addresses, the annotation's moments, the number of its predictions."""
    send(http, number, {"data": {"text": TEXT}, "meta": {"section": ["一"]}, "predictions": [PREDICTION]})
    (task,) = listed(http, number)
    http.post(f"/api/tasks/{task['id']}/annotations/", json={"result": [MARK], "lead_time": 2.5})
    http.post(f"/api/tasks/{task['id']}/drafts", json={"result": [MARK], "lead_time": 1}).raise_for_status()
    made = http.post(f"/api/projects/{number}/exports/", json={"title": "x", "serialization_options": WHOLE}).json()
    assert http.get(f"/api/projects/{number}/exports/{made['id']}").json()["status"] == "completed"
    (item,) = http.get(f"/api/projects/{number}/exports/{made['id']}/download", params={"exportType": "JSON"}).json()
    (annotation,) = item["annotations"]
    assert {"id", "result", "was_cancelled", "lead_time", "created_at", "updated_at", "parent_prediction"} <= set(
        annotation
    )
    assert annotation["completed_by"]["email"] == "admin@studio.local"
    assert [prediction["result"] for prediction in item["predictions"]] == [[MARK]]
    assert [draft["result"] for draft in item["drafts"]] == [[MARK]]
    assert {"id", "data", "meta", "project", "updated_at", "total_predictions"} <= set(item)
    assert item["meta"] == {"section": ["一"]}


def test_titles(http: httpx.Client, study: Project, number: int) -> None:
    """Two characters and fifty-one are refused, a second project of one title is not; a search finds parts."""
    for title, status in (("潮位", 400), ("长" * 51, 400), (study.config.title, 201)):
        assert http.post("/api/projects/", json={"title": title}).status_code == status
    found = http.get("/api/projects/", params={"title": study.config.title[:8]}).json()["results"]
    assert number in {project["id"] for project in found}
    assert len(found) >= 2


def test_what_the_server_lets_a_page_lose(http: httpx.Client, number: int, schema: Schema) -> None:
    """A label in use may vanish from the page without a word; only the separate check speaks of it."""
    send(http, number, {"data": {"text": TEXT}})
    (task,) = listed(http, number)
    http.post(f"/api/tasks/{task['id']}/annotations/", json={"result": [MARK], "lead_time": 1}).raise_for_status()
    page = to_xml(schema)
    (line,) = [line for line in page.splitlines() if 'alias="actor"' in line]
    poorer = page.replace(line, "")
    check = http.post(f"/api/projects/{number}/validate/", json={"label_config": poorer})
    assert check.status_code == httpx.codes.BAD_REQUEST
    assert "actor" in check.text
    assert http.patch(f"/api/projects/{number}/", json={"label_config": poorer}).status_code == httpx.codes.OK


def test_a_tab_shows_the_tasks_it_names(http: httpx.Client, number: int) -> None:
    """Tabs by lists of ids carry a renewal, and their filters come back as they were given."""
    send(http, number, *({"data": {"text": TEXT + str(n)}} for n in range(3)))
    wanted = sorted(task["id"] for task in listed(http, number))[1:]
    items = [{"filter": "filter:tasks:id", "operator": "in_list", "type": "List", "value": wanted}]
    data = {"title": "x", "type": "list", "target": "tasks", "filters": {"conjunction": "and", "items": items}}
    view = http.post("/api/dm/views/", json={"project": number, "data": data}).raise_for_status().json()["id"]
    assert sorted(task["id"] for task in listed(http, number, view=view)) == wanted
