"""The argument map of a paper: each recommendation with its claims and evidence beneath.

    [甲1] 各市应当建立平台
     └ 论点  分散的预警使人付出代价
        └ 论据 数据  去年迟报两次
    [甲3] 必须公布迟报
     ┄ nobody linked a reason here

Here only places are worked out; the template draws. Lengths are in pixels of
the drawing, which the page scales to its width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.model import Entry, Reason, Table, Work

WIDTH, MARGIN, STEP = 900, 4, 26
LINE, GAP, GAP_ROOT, TAG = 19, 7, 16, 16
LETTER = 13.5  # width of a Chinese character as the page sets it; others take about half
MOST_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One statement, or the line that says why there is none.

    Args:
        kind: the span's label; `none` or `not-asked` for a missing reason.
        elbow: from where the line to what it supports comes down, beneath its
            words; None for a root.
        lines: its words, broken to the width.
        whole: its words unbroken.
    """

    kind: str
    x: int
    y: int
    lines: tuple[str, ...] = ()
    whole: str = ""
    elbow: int | None = None
    entry: Entry | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The drawing of one paper."""

    work: Work
    nodes: tuple[Node, ...]
    height: int
    linked: int
    n_roots: int


def maps(table: Table) -> list[Map]:
    """Return the maps of the papers in which people found anything, in the columns' order."""
    own: dict[str, list[Entry]] = {}
    for entry in table.entries().values():
        if not entry.machine:
            own.setdefault(entry.document, []).append(entry)
    return [_map(work, sorted(own[work.document], key=_in_text)) for work in table.works if work.document in own]


def _in_text(entry: Entry) -> tuple[int, int]:
    return (entry.place.extent.start, entry.place.extent.end)


def _map(work: Work, entries: Sequence[Entry]) -> Map:
    nodes: list[Node] = []
    at = MARGIN
    for entry in entries:
        for node in _tree(entry, at):
            nodes.append(node)
            at = node.y + _height(node)
        at += GAP_ROOT
    linked = sum(bool(entry.reasons) for entry in entries)
    return Map(work=work, nodes=tuple(nodes), height=at, linked=linked, n_roots=len(entries))


def _height(node: Node) -> int:
    return TAG + LINE * max(1, len(node.lines)) + GAP if node.lines else LINE + GAP


def _tree(entry: Entry, top: int) -> Iterator[Node]:
    """Yield the nodes of a recommendation from top to bottom."""
    root = Node(
        kind=entry.label, x=MARGIN, y=top, lines=wrapped(entry.quotation, 0), whole=entry.quotation, entry=entry
    )
    yield root
    at = top + _height(root)
    if not entry.reasons:
        kind = "none" if entry.examined else "not-asked"
        yield Node(kind=kind, x=MARGIN + STEP, y=at, elbow=at - GAP)
        return
    yield from _beneath(entry.reasons, 1, at)


def _beneath(reasons: Sequence[Reason], depth: int, top: int) -> Iterator[Node]:
    """Yield what stands beneath a node that ends at `top`."""
    at = top
    for reason in reasons:
        lines = wrapped(reason.quotation, depth)
        node = Node(
            kind=reason.label,
            x=MARGIN + depth * STEP,
            y=at,
            lines=lines,
            whole=reason.quotation,
            elbow=top - GAP,
            reason=reason,
        )
        yield node
        at += _height(node)
        for lower in _beneath(reason.reasons, depth + 1, at):
            yield lower
            at = lower.y + _height(lower)


def wrapped(text: str, depth: int) -> tuple[str, ...]:
    """Return a text broken to the room that is left at a depth; what does not fit is cut.

    >>> wrapped("潮" * 70, 0)[0] == "潮" * 66
    True
    """
    room = (WIDTH - 2 * MARGIN - depth * STEP) / LETTER
    lines, line, used = [], "", 0.0
    for char in " ".join(text.split()):
        width = 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55
        if used + width > room:
            # A Latin word is not cut in two where there is a space to break at.
            head, space, tail = line.rpartition(" ")
            broken = char.isascii() and char.isalnum() and space and len(tail) < len(head)
            lines.append(head if broken else line)
            line = tail if broken else ""
            used = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.55 for c in line)
        line, used = line + char, used + width
    lines.append(line)
    if len(lines) > MOST_LINES:
        return (*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…")
    return tuple(lines)
