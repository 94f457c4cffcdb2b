"""The stages on a real Dask cluster of two workers: the same bytes, with one of them killed in mid-run, too."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.cluster import connected
from tests.scale.conftest import COMMAND, STAGES, done, run, sums

OPTIONS = {"agree": ("--metric", "pairwise_f1_overlap", "--intervals", "3")}
# distributed leaves sockets to the collector; a batch that cannot be sent makes it wait for ever
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Return a scheduler with two workers, each a process of its own; what is killed is started again."""
    from distributed import LocalCluster

    make: Any = LocalCluster
    with make(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster


@pytest.mark.parametrize("stage", STAGES)
def test_a_cluster_gives_the_bytes_of_one_process(study: Path, finished: Path, cluster: Any, stage: str) -> None:
    """The workers get all they need; they look at none of the study's files."""
    done(study, stage, "--cluster", cluster.scheduler_address, *OPTIONS.get(stage, ()))

    assert sums(study) == sums(finished)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["ingest", "seed", "reconcile"])
def test_a_worker_that_is_killed_changes_nothing(study: Path, finished: Path, cluster: Any, stage: str) -> None:
    """What it was at is done again by the other one."""
    if stage == "ingest":
        (study / "work" / "documents.jsonl").unlink()
    victim = next(iter(cluster.workers.values())).process.process.pid
    call = [str(COMMAND), stage, "--project", str(study), "--cluster", cluster.scheduler_address]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not running(cluster):
            time.sleep(0.005)
        os.kill(victim, signal.SIGKILL)
        said = process.communicate()[1]

    assert process.returncode == 0, said
    assert sums(study) == sums(finished)
    wait_for_two(cluster, victim)


def running(cluster: Any) -> bool:
    """True if a worker has one of our batches in hand."""
    tasks = list(cluster.scheduler.tasks.values())
    return any(task.state == "processing" and "_run" in str(task.key) for task in tasks)


def wait_for_two(cluster: Any, killed: int) -> None:
    """Wait until the killed worker was missed and another started in its place."""
    for _ in range(1200):
        pids = {getattr(getattr(nanny.process, "process", None), "pid", None) for nanny in cluster.workers.values()}
        if len(cluster.scheduler.workers) == 2 and len(pids - {None, killed}) == 2:
            return
        time.sleep(0.1)
    pytest.fail("the worker was not started again")


class Warmed:
    """Holds, once it was called, what cannot be sent to another process."""

    lock: Any = None

    def __call__(self, number: int) -> tuple[int, int]:
        """Return a number's square and the process that found it."""
        self.lock = self.lock or threading.Lock()
        time.sleep(0.01)
        return number * number, os.getpid()


@pytest.mark.timeout(120)
def test_a_worker_that_comes_later_gets_the_function_as_it_was_sent() -> None:
    """Not as it is after use by another worker: that may hold what cannot travel."""
    from distributed import LocalCluster

    make: Any = LocalCluster
    with (
        make(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster,
        connected(cluster.scheduler_address) as mapper,
    ):
        results = mapper(Warmed(), range(1000))
        found = [next(results)]
        cluster.scale(2)
        mapper.client.wait_for_workers(2, timeout=60)
        found += results

    assert [square for square, _ in found] == [number * number for number in range(1000)]
    assert len({process for _, process in found}) == 2


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("not an address", "is no address of a Dask scheduler"),
        ("tcp://127.0.0.1:1", "no Dask scheduler answers there"),
        ("tcp://127.0.0.1:port", "no Dask scheduler answers there"),
    ],
)
def test_no_scheduler_is_told(study: Path, address: str, what: str) -> None:
    """At once, with the address, and what an address looks like; nothing is changed."""
    before = sums(study)
    result = run(study, "ingest", "--cluster", address)

    assert result.returncode == 1
    assert f"{address}: {what}" in result.stderr
    assert "tcp://HOST:8786" in result.stderr
    assert "Traceback" not in result.stderr
    assert sums(study) == before
