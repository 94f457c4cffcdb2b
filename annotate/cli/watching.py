"""Export again whenever what it is made from changes: the scholar edits themes.yaml and looks at the page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.cli.app import say, tell_error

if TYPE_CHECKING:
    from annotate.cli.exporting import Order

PAUSE = 0.5  # seconds; a look costs a few dozen stat calls, also on drives that tell no changes
Seen = Mapping[Path, tuple[int, int]]


def watched(order: Order) -> None:
    """Export, then again after each change, until Ctrl-C. What is wrong is told, and the watch goes on."""
    say("watching; Ctrl-C ends")
    try:
        while True:
            before = seen(order)
            _once(order)
            # Export itself writes these when they are not there; that is no change to answer.
            before = {**{path: mark for path, mark in seen(order).items() if path not in before}, **before}
            _wait(order, before)
            say("changed: exporting again")
    except KeyboardInterrupt:
        say("stopped watching")


def _once(order: Order) -> None:
    from dataclasses import replace

    from annotate.cli.exporting import run
    from annotate.errors import AnnotateError
    from annotate.store import Project

    try:
        # annotate.yaml may have changed too.
        run(replace(order, root=Project.open(order.root.root)) if order.root else order)
    except AnnotateError as error:
        tell_error(error)


def _wait(order: Order, before: Seen) -> None:
    """Return when something has changed, and has stood still since the last look."""
    last = before
    while True:
        time.sleep(PAUSE)
        now = seen(order)
        if now != before and now == last:
            return
        last = now


def seen(order: Order) -> Seen:
    """Return the time and the size of every file that an export is made from."""
    return {
        path: (stat.st_mtime_ns, stat.st_size) for path in _inputs(order) if path.is_file() and (stat := path.stat())
    }


def _inputs(order: Order) -> Iterator[Path]:
    from annotate.cli.manifest import edited
    from annotate.model import Agreement, Annotation, Document, Prediction

    if order.file:
        yield order.file
    if not order.root:
        return
    yield from edited(order.root.root)
    if not order.file:
        yield from (order.root.path(kind) for kind in (Document, Annotation, Prediction, Agreement))
