"""The whole way on five real papers with a real server: what the toolkit is for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from annotate.model import Annotation, Consensus, Document, LedgerEntry
from annotate.store import Project

ANNOTATORS = {1: "annotator-a", 2: "annotator-b", 3: "annotator-c"}

pytestmark = [pytest.mark.shared, pytest.mark.server]


def annotate(study: Path, *arguments: str) -> str:
    """Run the command as a user does; return what it prints for programs."""
    command = Path(sys.executable).with_name("annotate")
    done = subprocess.run([command, *arguments], cwd=study, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"annotate {' '.join(arguments)}: {done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def study(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run everything once: papers in, three people's work through the server, the tables out."""
    folder = tmp_path_factory.mktemp("real") / "study"
    annotate(folder.parent, "init", str(folder), "--title", "技术竞争")
    for paper in sorted((shared / "papers").glob("*.txt")):
        shutil.copy(paper, folder / "papers")
    annotate(folder, "ingest")
    annotate(folder, "seed")
    work = annotators_work(shared, folder)
    ask_in_the_same_passages(folder, work)
    annotate(folder, "studio", "start")
    try:
        annotate(folder, "push")
        again = json.loads(annotate(folder, "push", "--json"))
        assert again["new"] == 0
        annotate(folder, "studio", "users", "add", *ANNOTATORS.values())
        submit(folder, work)
        annotate(folder, "pull")
    finally:
        annotate(folder, "studio", "stop")
    for command in (["agree"], ["reconcile"], ["export"]):
        annotate(folder, *command)
    annotate(folder, "export", "--with-seeds", "--out", "out/with-seeds")
    return folder


def annotators_work(shared: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the three independent passes as Label Studio would export them."""
    out = folder / "annotators.json"
    script, rows = shared / "tools/annotators_to_labelstudio.py", shared / "annotations/annotations.jsonl"
    subprocess.run([sys.executable, script, folder / "work/tasks.json", rows, out], check=True, capture_output=True)
    work: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
    return work


def key(data: dict[str, Any]) -> tuple[str, int]:
    """Return what tells a task from all others."""
    return data["document"], data["char_offset"]


def ask_in_the_same_passages(folder: Path, work: list[dict[str, Any]]) -> None:
    """Let the tasks ask for claims, evidence and actors only where the annotators were asked."""
    path = folder / "work/tasks.json"
    tasks = json.loads(path.read_text("utf-8"))
    asked = {key(task["data"]): task["data"] for task in work}
    for task in tasks:
        task["data"] = asked.get(key(task["data"]), task["data"])
    path.write_text(json.dumps(tasks, ensure_ascii=False), "utf-8")


def submit(folder: Path, work: list[dict[str, Any]]) -> None:
    """Submit every annotator's work with the annotator's own account."""
    users = json.loads((folder / ".studio/users.json").read_text("utf-8"))
    url = json.loads((folder / ".studio/server.json").read_text("utf-8"))["url"]
    for number, name in ANNOTATORS.items():
        header = {"Authorization": f"Token {users[name]['token']}"}
        with httpx.Client(base_url=url, headers=header, timeout=60) as client:
            project = client.get("/api/projects/").json()["results"][0]["id"]
            page = {"project": project, "page_size": 1000, "fields": "task_only"}
            listed = client.get("/api/tasks/", params=page).json()["tasks"]
            ids = {key(task["data"]): task["id"] for task in listed}
            for task in work:
                for made in task["annotations"]:
                    if made["completed_by"] == number:
                        body = {"result": made["result"], "lead_time": 60.0}
                        address = f"/api/tasks/{ids[key(task['data'])]}/annotations/"
                        client.post(address, json=body).raise_for_status()


def test_everything_the_annotators_made_comes_back(study: Path) -> None:
    """Spans, attributes and relations pulled are those that were submitted, none more, none moved."""
    sent: Counter[Any] = Counter()
    for task in json.loads((study / "annotators.json").read_text("utf-8")):
        start = task["data"]["char_offset"]
        for annotation in task["annotations"]:
            who, document = ANNOTATORS[annotation["completed_by"]], task["data"]["document"]
            for item in annotation["result"]:
                if item["type"] == "labels":
                    value = item["value"]
                    place = (start + value["start"], start + value["end"])
                    sent["span", document, who, value["labels"][0], *place] += 1
                elif item["type"] == "relation":
                    sent["relation", document, who] += 1
                else:
                    sent["attribute", document, who] += 1
    came: Counter[Any] = Counter()
    for annotation in Project.open(study).read(Annotation):
        who, document = annotation.annotator.split("@")[0], annotation.document
        for span in annotation.spans:
            came["span", document, who, span.label, span.extent.start, span.extent.end] += 1
            came["attribute", document, who] += len(span.attributes)
        came["relation", document, who] += len(annotation.relations)

    assert came == sent
    assert sum(sent.values()) > 3000


def test_nothing_that_came_in_is_lost(study: Path) -> None:
    """Every span and relation of every annotator has exactly one line in the ledger."""
    project = Project.open(study)
    came = Counter(
        name
        for annotation in project.read(Annotation)
        for name in (*(span.id for span in annotation.spans), *(relation.id for relation in annotation.relations))
    )
    ledger = list(project.read(LedgerEntry))

    assert Counter(entry.item for entry in ledger) == came
    assert all(entry.reason for entry in ledger if entry.fate == "rejected")


def test_every_quotation_stands_in_the_source(study: Path) -> None:
    """What the consensus quotes is found by its offsets in the source file, white space apart."""
    project = Project.open(study)
    documents = {document.id: document for document in project.read(Document)}
    checked = 0
    for consensus in project.read(Consensus):
        document = documents[consensus.document]
        source = (project.papers / document.source.path).read_bytes().decode(document.source.encoding)
        for span in consensus.spans:
            pieces = document.offset_map.source_pieces(span.extent.start, span.extent.end)
            quoted = "".join(source[start:end] for start, end in pieces)
            assert "".join(quoted.split()) == "".join(document.quote(span.extent).split())
            checked += 1

    assert checked > 400


def comparison(study: Path, out: str) -> dict[str, Any]:
    """Return the comparison that was written for programs."""
    table: dict[str, Any] = json.loads((study / out / "comparison.json").read_text("utf-8"))
    return table


def entries(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every recommendation in the cells, once a cell."""
    return [entry for row in table["rows"] for cell in row["cells"] for entry in cell["entries"]]


def test_three_authors_stand_in_the_table_with_their_own_words(study: Path) -> None:
    """Only papers that people annotated have entries and counts; each entry is the document's own words."""
    table = comparison(study, "out")
    texts = {document.id: document.text for document in Project.open(study).read(Document)}
    found = entries(table)

    assert {entry["document"] for entry in found} == {c["id"] for c in table["columns"] if c["examined"]}
    assert sum(column["examined"] for column in table["columns"]) == 3
    for entry in found:
        extent = entry["place"]["extent"]
        assert entry["quotation"] == texts[entry["document"]][extent["start"] : extent["end"]]
        assert not entry["machine"]
        assert 2 <= len(entry["support"]["by"]) <= len(entry["support"]["asked"]) == 3


def test_all_five_authors_stand_in_the_table_on_request(study: Path) -> None:
    """With the rules' marks, the two unread papers have entries that say so and are counted nowhere."""
    plain, table = comparison(study, "out"), comparison(study, "out/with-seeds")
    machine = {entry["document"] for entry in entries(table) if entry["machine"]}
    people = {entry["document"] for entry in entries(table) if not entry["machine"]}
    unread = {column["id"] for column in table["columns"] if not column["examined"]}

    assert len(table["columns"]) == 5
    assert len(people) == 3
    assert machine == unread
    assert [row["facts"] for row in table["rows"]] == [row["facts"] for row in plain["rows"]]
    assert [column["count"] for column in table["columns"]] == [column["count"] for column in plain["columns"]]


def test_a_second_run_writes_the_same_bytes(study: Path) -> None:
    """Unchanged inputs give unchanged files, from the documents to the tables."""
    names = [path for path in sorted(study.glob("out/*")) if path.is_file()]
    names += [
        study / "work" / name for name in ("documents.jsonl", "predictions.jsonl", "consensus.jsonl", "ledger.jsonl")
    ]
    before = {path: path.read_bytes() for path in names}
    (study / "work/documents.jsonl").unlink()
    for command in (["ingest"], ["seed"], ["reconcile"], ["export"]):
        annotate(study, *command)

    assert {path: path.read_bytes() for path in names} == before
    assert len(names) > 8
