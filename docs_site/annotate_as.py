"""Play people who annotate in Label Studio, so that the documentation's pages can be run and pictured.

`annotate_as.py STUDY NAME…` submits the demo's work as those people on the
study's local server, each with their own account; `--adjudicate N` submits the
suggestions of the first N disputes as the adjudicator would who agrees.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from annotate.demo import Work, load_works
from annotate.demo.placing import place
from annotate.labelstudio.local import ADMIN, read_accounts, read_server
from annotate.labelstudio.regions import to_result
from annotate.labelstudio.tasks import task_from_json
from annotate.model import Document, Span, Task
from annotate.schema import Schema
from annotate.store import Project

DEMO = Path(__file__).parents[1] / "examples" / "demo"


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--adjudicate", type=int, default=0)
    asked = parser.parse_args()
    study = Project.open(asked.study)
    for number, name in enumerate(asked.names):
        submit(study, name, load_works(DEMO), number)
    if asked.adjudicate:
        adjudicate(study, asked.adjudicate)


def client(study: Project, name: str) -> httpx.Client:
    """Return a client that speaks to the local server as that person."""
    server = read_server(study)
    if server is None:
        raise SystemExit("no server runs")
    header = {"Authorization": f"Token {read_accounts(study)[name].token}"}
    return httpx.Client(base_url=server.url, headers=header, timeout=60, trust_env=False)


def tasks_of(server: httpx.Client, *, decisions: bool) -> Iterator[dict[str, Any]]:
    """Yield the tasks of the study's project, or of its disputes."""
    for project in server.get("/api/projects/").json()["results"]:
        if project["title"].endswith("裁决") == decisions:
            page = {"project": project["id"], "page_size": 1000, "fields": "all"}
            yield from server.get("/api/tasks/", params=page).json()["tasks"]


def submit(study: Project, name: str, works: tuple[Work, ...], number: int) -> None:
    """Submit one of the demo's works for every task; a third person takes turns between the two."""
    texts = {document.id: document for document in study.read(Document)}
    with client(study, name) as server:
        for turn, item in enumerate(tasks_of(server, decisions=False)):
            task = task_from_json(item, str(item["id"]))
            work = works[number if number < len(works) else turn % len(works)]
            result = answer(task, texts[task.document], work, study)
            server.post(
                f"/api/tasks/{item['id']}/annotations/", json={"result": result, "lead_time": 300.0}
            ).raise_for_status()


def answer(task: Task, document: Document, work: Work, study: Project) -> list[dict[str, Any]]:
    """Return what a work marks within a task."""
    marks = work.marks(task.paper)
    if marks is None:
        return []
    placed = place(marks, document.text, f"{work.annotator} {task.paper}")
    end = task.char_offset + len(task.text)
    schema = study.schema()
    inner = (span for span in placed.spans if task.char_offset <= span.extent.start and span.extent.end <= end)
    spans = tuple(known(span, schema) for span in inner)
    inside = {span.id for span in spans}
    relations = tuple(one for one in placed.relations if {one.source, one.target} <= inside)
    return to_result(spans, relations, task, schema)


def known(span: Span, schema: Schema) -> Span:
    """Return a span without values that the study's schema does not offer: its themes are not the demo's."""
    label = schema.label(span.label)
    types = {one.id: one for one in label.attributes} if label else {}
    kept = tuple(
        attribute
        for attribute in span.attributes
        if not (kind := types.get(attribute.name))
        or kind.kind == "text"
        or set(attribute.values) <= {choice.id for choice in kind.choices}
    )
    return replace(span, attributes=kept)


def adjudicate(study: Project, count: int) -> None:
    """Submit the suggestions of the first disputes as they are."""
    with client(study, ADMIN) as server:
        for item in list(tasks_of(server, decisions=True))[:count]:
            result = item["predictions"][0]["result"] if item["predictions"] else []
            server.post(f"/api/tasks/{item['id']}/annotations/", json={"result": result}).raise_for_status()


if __name__ == "__main__":
    main()
