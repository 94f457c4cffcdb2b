"""Order, laziness, deaths of processes: what `annotate.parallel` promises."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from annotate.errors import InputError, NotFoundError
from annotate.parallel import AHEAD, BATCH, Here, Processes, mapping


def square(number: int) -> int:
    """Return the square; the first ones take longest."""
    time.sleep(0.02 / (number + 1))
    return number * number


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_things(jobs: int) -> None:
    """Whatever takes longer, and however many processes there are."""
    with mapping(jobs) as mapper:
        assert list(mapper(square, range(61))) == [n * n for n in range(61)]
        assert list(mapper(square, ())) == []


def test_as_many_as_asked_for_are_sent_at_once(tmp_path: Path) -> None:
    """Few and large things go one by one, so that every process has some: here each waits for the other."""

    def meet(number: int) -> bool:
        (tmp_path / str(number)).touch()
        until = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        return len(list(tmp_path.iterdir())) == 2

    assert list(Processes(2, batch=1)(meet, range(2))) == [True, True]


def test_few_things_are_taken_ahead() -> None:
    """An endless corpus does not fill the memory."""
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    results = Processes(2)(square, endless())
    for number in range(1, 101):
        assert next(results) == number * number
        assert taken <= number + (AHEAD * 2 + 1) * BATCH
    results.close()  # type: ignore[attr-defined]


def test_what_the_function_holds_is_shared_not_sent() -> None:
    """Nothing of it need be picklable: processes are forked after it was loaded."""
    model = {"open": (number for number in range(3))}  # a generator cannot be pickled

    def use(number: int) -> tuple[int, bool]:
        return os.getpid(), "open" in model and number >= 0

    found = list(Processes(2)(use, range(40)))

    assert all(used for _, used in found)
    assert os.getpid() not in {pid for pid, _ in found}


@pytest.mark.parametrize("mapper", [Here(), Processes(2)])
def test_an_error_arrives_at_its_place(mapper: Here | Processes) -> None:
    """What came before is yielded, and the error is of its own kind."""

    def fail(number: int) -> int:
        if number == 9:
            raise NotFoundError("nine", "is not there", "Count again.")
        return number

    results = mapper(fail, range(20))
    found: list[int] = []
    with pytest.raises(NotFoundError, match=r"nine: is not there\. Count again\."):
        found.extend(results)
    assert found[:8] == list(range(8))


def test_what_a_killed_process_was_at_is_done_again(tmp_path: Path) -> None:
    """The results are those of an undisturbed run."""

    def work(number: int) -> int:
        mark = tmp_path / "killed"
        if number == 17 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number * 2

    assert list(Processes(2)(work, range(50))) == [n * 2 for n in range(50)]
    assert (tmp_path / "killed").exists()


def test_a_thing_that_kills_every_process_is_told() -> None:
    """It is not tried for ever."""

    def deadly(number: int) -> int:
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(InputError, match="--jobs: processes were killed 3 times at the same place"):
        list(Processes(2)(deadly, range(50)))


PARENT = """
import sys, time
from annotate.parallel import Processes
def slow(n):
    time.sleep(0.05)
    return n
for n in Processes(2)(slow, range(10**6)):
    print(n, flush=True)
"""


def test_processes_end_with_the_first_one() -> None:
    """A kill of the first process leaves none behind."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        children = psutil.Process(parent.pid).children()
        parent.kill()
    assert len(children) == 2
    _, alive = psutil.wait_procs(children, timeout=60)
    assert not alive
