"""Do the same to many things, in one process, several, or on a cluster: same results, same order.

    with mapping(jobs=4) as mapper:
        for result in mapper(function, things):
            ...

Things are taken from the iterable as they are needed, and few results are ever
held, so that memory stays flat however many there are. Processes are forked from
this one after all that `function` needs is loaded: they share it. What a killed
process was at is done again by another.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol, TypeVar

from annotate.errors import InputError

S = TypeVar("S")
T = TypeVar("T")

BATCH = 4
"""Things that are sent to a process at once."""
AHEAD = 3
"""Batches a process that are under way or wait to be taken."""
FORKS = sys.platform == "linux"
"""Forking is safe on Linux only; elsewhere processes start anew and get the function by pickle."""
MOST_BREAKS = 3
"""A thing at which so many processes were killed is not tried again."""


class Mapper(Protocol):
    """Applies a function to things and yields the results in the things' order."""

    remote: bool
    """The function runs on other machines, which may not see this one's files."""

    def __call__(self, function: Callable[[S], T], things: Iterable[S]) -> Iterator[T]:
        """Yield the results; what the function raises is raised here, at its place."""
        ...


class Here:
    """In this process, one thing after the other."""

    remote = False

    def __call__(self, function: Callable[[S], T], things: Iterable[S]) -> Iterator[T]:
        """Yield the results."""
        return map(function, things)


class Processes:
    """In several processes on this machine."""

    remote = False

    def __init__(self, jobs: int, batch: int = BATCH) -> None:
        """Take the number of processes, and how many things each is sent at once."""
        self.jobs, self.batch = jobs, batch

    def __call__(self, function: Callable[[S], T], things: Iterable[S]) -> Iterator[T]:
        """Yield the results.

        Raises:
            InputError: processes are killed again and again.
        """
        return in_order(lambda: _executor(function, self.jobs), things, self.jobs, self.batch)


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def mapping(jobs: int = 1, cluster: str = "", batch: int = BATCH) -> Iterator[Mapper]:
    """Return what applies functions: here, in `jobs` processes (0: one a core), or on a Dask cluster.

    `batch` is how many things a process on this machine is sent at once.

    Raises:
        MissingExtraError, NotFoundError, InputError: of `annotate.cluster`.
    """
    if cluster:
        from annotate.cluster import connected

        with connected(cluster) as mapper:
            yield mapper
        return
    count = jobs or available_cores()
    yield Processes(count, batch) if count > 1 else Here()


def in_order(start: Callable[[], Executor], things: Iterable[Any], jobs: int, size: int = BATCH) -> Iterator[Any]:
    """Yield what processes return, in the things' order; replace processes that were killed."""
    coming = iter(things)
    under_way: deque[tuple[list[Any], Future[list[Any]] | None]] = deque()
    executor, breaks = start(), 0
    try:
        while True:
            while len(under_way) < AHEAD * jobs and (batch := list(islice(coming, size))):
                under_way.append((batch, _submit(executor, batch)))
            if not under_way:
                return
            _, future = under_way[0]
            try:
                results = future.result() if future else None
            except BrokenExecutor:
                results = None
            if results is None:
                breaks += 1
                _give_up_after(breaks)
                executor.shutdown(wait=False, cancel_futures=True)
                executor = start()
                under_way = deque((batch, _submit(executor, batch)) for batch, _ in under_way)
                continue
            breaks = 0
            under_way.popleft()
            yield from results
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _give_up_after(breaks: int) -> None:
    if breaks >= MOST_BREAKS:
        what = f"processes were killed {breaks} times at the same place"
        raise InputError("--jobs", what, "There may be too little memory: run it with fewer jobs.")


def _submit(executor: Executor, batch: list[Any]) -> Future[list[Any]] | None:
    """Return None if the processes are gone; the batch is then submitted to the next ones."""
    try:
        return executor.submit(_run, batch)
    except BrokenExecutor:
        return None


_function: Callable[[Any], Any] | None = None


def _run(batch: list[Any]) -> list[Any]:
    assert _function is not None  # noqa: S101 - set before any batch arrives
    return [_function(thing) for thing in batch]


def _executor(function: Callable[[Any], Any], jobs: int) -> ProcessPoolExecutor:
    method = "fork" if FORKS else "spawn"
    gc.collect()
    gc.freeze()  # collections in the processes would copy the pages they share
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(function, os.getpid()))


def _begin(function: Callable[[Any], Any], parent: int) -> None:
    global _function  # noqa: PLW0603 - a process has one function for life
    _function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is told, and ends the others
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when the first one was killed and cannot tell."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
