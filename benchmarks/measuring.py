"""One case in a process of its own: seconds of the processor, of the clock, and the peak of memory."""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

OURS = "annotate"
MIB = 1024 * 1024
STUDIO = "studio"
"""Folder beside the studies where the server is kept."""
LONG = 5
"""Seconds after which a case is not run again: what takes so long varies little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that is measured.

    Args:
        stage: cases of one stage are compared with each other.
        name: `annotate`, or the peer's.
        prepare: from the study's folder, whatever `run` needs; not timed.
        run: does the work and returns how many units it did.
        unit: what is counted: `character`, `span`, `task`, `start`.
        needs: modules that must be there for the case; they are imported before it is timed.
        largest: the largest scale that is asked of it.
        bound: the peer is what the work cannot do without, so the ratio says what we add to it.
        repeats: how often it runs in one process; the median counts.
        elsewhere: it runs in the environment that `make bench PEERS=1` makes, where this package is not installed.
        served: it talks to a Label Studio server, whose time counts.
        why: why it is a peer, where its name does not say.
    """

    stage: str
    name: str
    prepare: Callable[[Path], Any]
    run: Callable[[Any], int]
    unit: str
    needs: tuple[str, ...] = ()
    largest: int = 100
    bound: bool = False
    repeats: int = 3
    elsewhere: bool = False
    served: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a case took.

    Args:
        seconds: of the processor, children's and the server's included; median of the repeats.
        least: the same, of the quickest repeat.
        most: the same, of the slowest repeat.
        clock: of the wall.
        peak: MiB of memory above what stood after `prepare`, or the whole of a process that the case started;
            the highest of all repeats.
        units: how much was done.
    """

    seconds: float
    least: float
    most: float
    clock: float
    peak: float
    units: int


def measure(case: Case, study: Path) -> Measured:
    """Run a case in this process; for true peaks of memory call it in a fresh one."""
    for name in case.needs:
        import_module(name)
    given = case.prepare(study)
    watch = Stopwatch(server_of(study) if case.served else 0)
    gc.collect()
    before, grown = _now_mib(), _most_mib(resource.RUSAGE_CHILDREN)
    found: list[tuple[float, float]] = []
    units = 0
    for _ in range(case.repeats):
        if found and found[0][0] > LONG:
            break
        clock, seconds = time.perf_counter(), watch.now()
        units = case.run(given)
        found.append((watch.now() - seconds, time.perf_counter() - clock))
    found.sort()
    middle = found[len(found) // 2]
    child = _most_mib(resource.RUSAGE_CHILDREN)
    peak = max(_most_mib(resource.RUSAGE_SELF) - before, child if child > grown else 0.0)
    return Measured(seconds=middle[0], least=found[0][0], most=found[-1][0], clock=middle[1], peak=peak, units=units)


class Stopwatch:
    """Time that this process, its children and a server spend at work; other programs of the machine do not count."""

    def __init__(self, server: int = 0) -> None:
        """Watch the server of that process id, too; 0: there is none."""
        self.stat = Path(f"/proc/{server}/stat") if server else None

    def now(self) -> float:
        """Return seconds of all of them; of the wall where the system does not tell of the server."""
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        own = sum(used.ru_utime + used.ru_stime for used in both)
        if self.stat is None:
            return own
        try:
            fields = self.stat.read_text(encoding="ascii").rpartition(")")[2].split()
        except FileNotFoundError:
            return time.perf_counter()
        return own + sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def of(self, work: Callable[[], object]) -> float:
        """Return how long some work takes."""
        begun = self.now()
        work()
        return self.now() - begun


def server_of(study: Path) -> int:
    """Return the process id of the server beside a study."""
    from annotate.labelstudio.local import read_server
    from annotate.store import Project

    server = read_server(Project.open(study.parent / STUDIO))
    if server is None:
        raise SystemExit(f"no server runs in {study.parent / STUDIO}")
    return server.pid


def _most_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


def _now_mib() -> float:
    """Return what this process holds now, in MiB."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / MIB
    return _most_mib(resource.RUSAGE_SELF)
