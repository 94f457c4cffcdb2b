"""One case in a process of its own: seconds of the processor, of the clock, and the peak of memory."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OURS = "annotate"
MIB = 1024 * 1024
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
        needs: packages that must be there for the case.
        largest: the largest scale that is asked of it.
        bound: the peer is what the work cannot do without, so the ratio says what we add to it.
        repeats: how often it runs; the median counts.
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
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a case took.

    Args:
        seconds: of the processor, children's included; median of the repeats.
        clock: of the wall.
        peak: MiB of memory above what stood after `prepare`; the highest of all repeats.
        units: how much was done.
    """

    seconds: float
    clock: float
    peak: float
    units: int


def measure(case: Case, study: Path) -> Measured:
    """Run a case in this process; for true peaks of memory call it in a fresh one."""
    given = case.prepare(study)
    gc.collect()
    before = _now_mib()
    found: list[tuple[float, float]] = []
    units = 0
    for _ in range(case.repeats):
        if found and found[0][0] > LONG:
            break
        clock, seconds = time.perf_counter(), _processor()
        units = case.run(given)
        found.append((_processor() - seconds, time.perf_counter() - clock))
    middle = sorted(found)[len(found) // 2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(seconds=middle[0], clock=middle[1], peak=max(0.0, peak - before), units=units)


def _processor() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _now_mib() -> float:
    """Return what this process holds now, in MiB."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
