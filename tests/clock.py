"""What something costs, in processor time beside a yardstick's in the same run: no machine is asked for seconds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

ATTEMPTS = 6
"""Other work on the machine makes a figure worse, never better: what is too much is measured again."""
_WORDS = re.compile(r"[^，。]{1,6}应[当该]?|推进|(?:预|警)报\d*")
_TEXT = "六市各自发布预警，标准不一，数据互不相通。各市应当推进联合预报，2021年以前完成。" * 250


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds for some work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def yardstick() -> float:
    """Return the processor's seconds for work that never changes: patterns, strings and dictionaries, about 50 ms."""
    return seconds(_measure)


def _measure() -> None:
    for _ in range(30):
        found: dict[str, list[int]] = {}
        for match in _WORDS.finditer(_TEXT):
            found.setdefault(match[0], []).append(match.start())
        "".join(sorted(character for character in _TEXT if character.isalnum()))


def yardsticks(work: Callable[[], object]) -> float:
    """Return how many yardsticks some work takes; one is measured before and one behind it, and the longer counts."""
    before = yardstick()
    taken = seconds(work)
    return taken / max(before, yardstick())


def least(ratio: Callable[[], float], bound: float) -> float:
    """Return the least of some attempts at a ratio; the first that is within the bound ends them."""
    best = ratio()
    for _ in range(ATTEMPTS - 1):
        if best <= bound:
            break
        best = min(best, ratio())
    return best


def times_of(work: Callable[[], object], peer: Callable[[], object]) -> float:
    """Return how many times as long as its peer something takes, one right behind the other."""
    before = seconds(peer)
    return seconds(work) / before
