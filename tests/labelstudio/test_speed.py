"""Push and pull beside the bare SDK, on the same server in the same run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median

import pytest

from annotate.labelstudio.connection import connect
from annotate.labelstudio.local import read_server
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.snapshots import take_snapshot
from annotate.labelstudio.sync import push
from annotate.labelstudio.tasks import write_tasks
from annotate.model import Attribute, Document, Extent, Prediction, Section, Span
from annotate.store import Project, TaskConfig
from benchmarks.measuring import Stopwatch
from benchmarks.pushing import answer_all, bare_import
from tests.clock import least

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timing]

MOST = 1.3
PAPERS, SECTIONS, REGIONS, LENGTH = 20, 10, 50, 3000
ROUNDS = 3
"""Of as many the median counts; where it is too much, of as many more."""
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


def test_a_push_is_as_quick_as_the_bare_sdk(large: Project, watch: Stopwatch) -> None:
    """With all checks before and after, a push takes at most 1.3 times the bare import."""
    numbers = count()

    def ratio() -> float:
        n = next(numbers)
        with connect(large) as connection:
            bare = watch.of(lambda: bare_import(connection, large, f"bare {n} {large.config.title[:9]}"))
        return watch.of(lambda: push(titled(large, str(n)))) / bare

    assert least(lambda: median(ratio() for _ in range(ROUNDS)), MOST) <= MOST


def test_a_pull_is_as_quick_as_a_snapshot(large: Project, watch: Stopwatch, tmp_path: Path) -> None:
    """A first pull takes at most 1.3 times the bare snapshot's download, and one without a change no longer than it."""
    number = push(large).project
    numbers = count()
    with connect(large) as connection:
        answer_all(connection, number)

        def bare() -> float:
            return watch.of(lambda: take_snapshot(connection, number, tmp_path / f"bare-{next(numbers)}.json"))

        def first() -> float:
            for path in (large.work / "snapshots").glob("*.json"):
                path.unlink()
            return watch.of(lambda: pull(large)) / bare()

        assert least(lambda: median(first() for _ in range(ROUNDS)), MOST) <= MOST
        unchanged = lambda: median(watch.of(lambda: pull(large)) / bare() for _ in range(ROUNDS))  # noqa: E731
        assert least(unchanged, 1) <= 1
