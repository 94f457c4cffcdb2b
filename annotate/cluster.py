"""Do the same to many things on a Dask cluster that is already there: same results, same order.

Only pure functions travel, with the lines or bytes that they work on: the
machines need the same version of this package and nothing of the study. What a
worker that was killed had under way is done again by another.
"""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from annotate import __version__
from annotate.errors import InputError, MissingExtraError, NotFoundError

S = TypeVar("S")
T = TypeVar("T")

BATCH = 8
AHEAD = 4
PATIENCE = 20
"""Seconds that a scheduler has to answer and to show a worker."""
TODO = "Give its address, such as tcp://HOST:8786."
_one = threading.Lock()


class Cluster:
    """On the workers of a Dask scheduler."""

    remote = True

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - distributed is not typed
        """Take the client."""
        self.client = client

    def __call__(self, function: Callable[[S], T], things: Iterable[S]) -> Iterator[T]:
        """Yield the results.

        Raises:
            InputError: workers are killed again and again, or are lost.
        """
        import cloudpickle

        # A task, not scattered data: if the workers that hold it are lost it can be made again. Its result
        # is the function as bytes: once used, it may hold what cannot go from one worker to another.
        packed = self.client.submit(_as_sent, cloudpickle.dumps(function), pure=False)
        coming = iter(things)
        under_way: deque[Any] = deque()
        while True:
            most = AHEAD * max(1, sum(self.client.nthreads().values()))
            while len(under_way) < most and (batch := list(islice(coming, BATCH))):
                under_way.append(self.client.submit(_run, packed, batch, pure=False))
            if not under_way:
                return
            yield from self._result(under_way.popleft())

    def _result(self, future: Any) -> Any:  # noqa: ANN401 - distributed is not typed
        from distributed import CancelledError, KilledWorker

        try:
            return future.result()
        except (KilledWorker, CancelledError) as error:
            what = f"workers were lost again and again ({type(error).__name__})"
            raise InputError("--cluster", what, "Look at the workers' logs and their memory.") from None


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Return what applies functions on a scheduler's workers.

    Raises:
        MissingExtraError: dask and distributed are not installed here.
        NotFoundError: no scheduler answers at the address, or it has no workers.
        InputError: a worker has another version of this package, or none.
    """
    try:
        import distributed
    except ImportError:
        raise MissingExtraError("--cluster", "needs the package distributed", "cluster") from None
    _knock(address)
    make: Any = distributed.Client
    try:
        client = make(address, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        what = f"no Dask scheduler answers there ({type(error).__name__})"
        raise NotFoundError(address, what, TODO) from None
    with client:
        _check(client, address)
        yield Cluster(client)


def _knock(address: str) -> None:
    """Refuse an address at which nobody listens: the client would wait long, and say more than helps."""
    found = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        if not found.hostname or not found.port:
            raise NotFoundError(address, "is no address of a Dask scheduler", TODO)
        with socket.create_connection((found.hostname, found.port), PATIENCE):
            pass
    except (OSError, ValueError) as error:
        what = f"no Dask scheduler answers there ({type(error).__name__})"
        raise NotFoundError(address, what, TODO) from None


def _check(client: Any, address: str) -> None:  # noqa: ANN401 - distributed is not typed
    from distributed import TimeoutError as TooLate

    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TooLate:
        raise NotFoundError(address, "the scheduler has no workers", "Start some: dask worker ADDRESS") from None
    try:
        found = client.run(_version)
    except ModuleNotFoundError:
        found = dict.fromkeys(client.nthreads(), "none")
    wrong = sorted({version for version in found.values() if version != __version__})
    if wrong:
        what = f"workers have version {', '.join(wrong)} of annotate-arguments, this is {__version__}"
        raise InputError(address, what, "Install the same version on all machines.")


def _version() -> str:
    return __version__


def _as_sent(packed: bytes) -> bytes:
    return packed


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    import cloudpickle

    return cloudpickle.loads(packed)


def _run(packed: bytes, batch: list[Any]) -> list[Any]:
    # A worker may have threads; a model is asked by one at a time, and Python runs one at a time anyway.
    with _one:
        function = _unpacked(packed)
        return [function(thing) for thing in batch]
