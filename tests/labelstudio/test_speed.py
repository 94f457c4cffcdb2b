"""Push and pull beside the bare SDK, on the same server in the same run."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from annotate.labelstudio.config import to_xml
from annotate.labelstudio.connection import Connection, connect
from annotate.labelstudio.local import read_server
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.snapshots import take_snapshot
from annotate.labelstudio.sync import push
from annotate.labelstudio.tasks import read_tasks, write_tasks
from annotate.model import Attribute, Document, Extent, Prediction, Section, Span
from annotate.store import Project, TaskConfig

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timing]

MOST = 1.3
PAPERS, SECTIONS, REGIONS, LENGTH = 20, 10, 50, 3000
ROUNDS = 3
CHARACTERS = "港口城市预警系统彼此分离迟报代价高昂某市因到两小时损失三千万元更多沿海渔民之间没有共同的数据平台"


def papers(document_of: Callable[..., Document]) -> tuple[list[Document], list[Prediction]]:
    """Invent papers of sections with many pre-marks."""
    chance = random.Random(5)  # noqa: S311 - the same papers on every run
    documents, predictions = [], []
    for n in range(PAPERS):
        parts = ["".join(chance.choices(CHARACTERS, k=LENGTH - 1)) for _ in range(SECTIONS)]
        text = "\n".join(parts)
        sections = tuple(
            Section(id=f"s{k}", path=(f"第{k}节",), level=1, extent=Extent(k * LENGTH, k * LENGTH + LENGTH - 1))
            for k in range(SECTIONS)
        )
        document = replace(document_of(text, name=f"p{n:03}", headings=()), sections=sections)
        spans = []
        for k in range(SECTIONS * REGIONS):
            start = k * (LENGTH // REGIONS) + chance.randrange(10)
            attributes = (Attribute(name="type", values=("statistic",)),)
            extent = Extent(start, start + chance.randint(4, 45))
            spans.append(
                Span(id=f"s{k}", label="evidence", extent=extent, attributes=attributes, score=0.7, rule="evidence.x")
            )
        documents.append(document)
        predictions.append(Prediction(document=document.id, model_version="m1", score=0.7, spans=tuple(spans)))
    return documents, predictions


class Stopwatch:
    """Time that this process and the server spent at work; other programs of the machine do not count."""

    def __init__(self, server: int) -> None:
        """Watch the server of that process id."""
        self.stat = Path(f"/proc/{server}/stat")

    def now(self) -> float:
        """Return seconds of both; of the wall where the system does not tell."""
        try:
            fields = self.stat.read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return time.perf_counter()
        return time.process_time() + sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def of(self, work: Callable[[], object]) -> float:
        """Return how long some work takes."""
        begun = self.now()
        work()
        return self.now() - begun


@pytest.fixture
def watch(studio: Project) -> Stopwatch:
    """Return the clock of the running server."""
    server = read_server(studio)
    assert server is not None
    return Stopwatch(server.pid)


@pytest.fixture
def large(study: Project, document_of: Callable[..., Document]) -> Project:
    """Return the study with two hundred tasks of fifty regions."""
    large = Project(study.root, replace(study.config, tasks=TaskConfig(min_length=2000, max_length=4000)))
    documents, predictions = papers(document_of)
    large.write(Document, documents)
    large.write(Prediction, predictions)
    assert write_tasks(large, documents, predictions, large.schema()).tasks == PAPERS * SECTIONS
    return large


def titled(study: Project, title: str) -> Project:
    """Return the study under another title, which is another project on the server."""
    return Project(study.root, replace(study.config, title=f"{study.config.title[:12]} {title}"))


def bare_import(connection: Connection, study: Project, title: str) -> None:
    """Import the tasks as the SDK's documentation shows it, in batches of a hundred."""
    items: list[Any] = list(read_tasks(study))
    number = connection.client.projects.create(title=title, label_config=to_xml(study.schema())).id
    for start in range(0, len(items), 100):
        connection.client.projects.import_tasks(id=number, request=items[start : start + 100])


def test_a_push_is_as_quick_as_the_bare_sdk(large: Project, watch: Stopwatch) -> None:
    """With all checks before and after, a push takes at most 1.3 times the bare import."""
    ratios = []
    for n in range(ROUNDS):
        with connect(large) as connection:
            bare = watch.of(lambda: bare_import(connection, large, f"bare {n} {large.config.title[:9]}"))  # noqa: B023
        ratios.append(watch.of(lambda: push(titled(large, str(n)))) / bare)  # noqa: B023
    assert median(ratios) <= MOST, ratios


def test_a_pull_is_as_quick_as_a_snapshot(large: Project, watch: Stopwatch, tmp_path: Path) -> None:
    """A first pull takes at most 1.3 times the bare snapshot's download, and one without a change no longer than it."""
    number = push(large).project
    ratios: dict[str, list[float]] = {"first": [], "unchanged": []}
    with connect(large) as connection:
        for task in connection.client.tasks.list(project=number, fields="all", page_size=100):
            prediction = dict(task.predictions[0])
            work = {"result": prediction["result"], "parent_prediction": prediction["id"], "lead_time": 30}
            connection.client.annotations.create(id=task.id, **work)
        for n in range(ROUNDS):
            bare = watch.of(lambda: take_snapshot(connection, number, tmp_path / f"bare-{n}.json"))  # noqa: B023
            for path in (large.work / "snapshots").glob("*.json"):
                path.unlink()
            ratios["first"].append(watch.of(lambda: pull(large)) / bare)
            ratios["unchanged"].append(watch.of(lambda: pull(large)) / bare)
    assert median(ratios["first"]) <= MOST, ratios
    assert median(ratios["unchanged"]) <= 1, ratios
