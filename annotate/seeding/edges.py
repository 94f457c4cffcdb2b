"""From a verdict to the edges of its spans.

A recommendation runs from the clause that advises (with its subject) to the end
of its unit, without leading connectives; where a later clause has a subject and
a modal word of its own, or an enumeration mark, a new span begins. A claim or
piece of evidence is the whole unit without its leading connective and full stop;
where a later clause says what the fact means, a claim begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotate.seeding.decide import ADVICE, Part, Verdict

ONLY_IF = re.compile(r"(?:只有|唯有|惟有)[^。；]{4,200}?[才方]能")
"""Condition and consequence are one advice: neither can be said without the other."""
SERIES, MIN_ACT, MIN_ADJUNCT = 3, 7, 4
FRAME = re.compile(r"(?:之外|之内|基础上|前提下|背景下|过程中|同时|方面|领域|之际|[上下中时后前])$")
"""How a clause ends that only says where or when: it is part of the advice that follows."""
TAILS = (
    "避免",
    "防止",
    "防范",
    "从而",
    "以便",
    "以期",
    "进而",
    "实现",
    "形成",
    "确保",
    "减少",
    "降低",
    "打破",
    "打造",
    "使",
    "让",
    "共同",
    "促使",
    "争取",
    "寻求",
    "促进",
    "积累",
    "增进",
    "提高",
    "提升",
    "最终",
    "是",
    "而不",
    "而非",
    "不",
)
"""How a clause opens that says what the act before it is for, or what it leads to: no advice of its own."""
EXAMPLE = ("例如", "比如", "譬如", "诸如", "for example", "for instance", "such as")
"""How a clause opens that only illustrates the advice before it."""
CONSEQUENCE = (
    "否则",
    "因为",
    "从而使",
    "这将",
    "这样",
    "这不仅",
    "毕竟",
    "这是",
    "because",
    "otherwise",
    "since",
    "so that",
)
"""How a clause opens that gives a reason or a consequence: the advice before it has ended."""
SETTING = (
    "在",
    "随着",
    "面对",
    "鉴于",
    "由于",
    "作为",
    "如果",
    "只有",
    "当",
    "虽然",
    "尽管",
    "若",
    "为了",
    "given",
    "in ",
    "as ",
    "if ",
)
"""How a clause opens that only says where, when or why: it is left out of the advice that follows."""


class Edge(NamedTuple):
    """A span's place in the folded sentence, and the clauses it is made of."""

    start: int
    end: int
    parts: tuple[Part, ...]
    label: str = ADVICE


def edges(verdict: Verdict) -> Sequence[Edge]:
    """Return the spans that a verdict gives rise to."""
    label, parts = verdict.label, verdict.parts
    if label == ADVICE:
        return tuple(_advice(verdict))
    if label == "claim":
        return (_labelled(parts, label),)
    if label != "evidence":
        return ()
    turn = _turn(verdict)
    if turn == len(parts):
        return (_labelled(parts, label),)
    return _labelled(parts[:turn], label), _labelled(parts[turn:], "claim")


def _turn(verdict: Verdict) -> int:
    """Return which clause turns from a fact to what it means (标志着 …, 这意味着 …); all of them if none does."""
    parts, words, text = verdict.parts, verdict.pack.words.get("turn"), verdict.folded.text
    for index in range(1, len(parts) if words else 0):
        start, end, _ = parts[index].clause
        if words and text[start] in words.starts and words.regex.match(text, start, end):
            return index
    return len(parts)


def _labelled(parts: tuple[Part, ...], label: str) -> Edge:
    return Edge(parts[0].facts.core, parts[-1].clause.end, parts, label)


def _advice(verdict: Verdict) -> Iterator[Edge]:
    text, parts = verdict.folded.text, verdict.parts
    whole = ONLY_IF.search(text, parts[0].clause.start, parts[-1].clause.end)
    if whole:
        yield _edge([part for part in parts if part.clause.end > whole.start()])
        return
    passing = [index for index, part in enumerate(parts) if part.weight >= 0]
    first = next((index for index in passing if parts[index].advises), passing[0])
    first = _with_subject(verdict, first)
    all_acts = [_acts(verdict, part) for part in parts[first:]]
    series = sum(all_acts) >= SERIES
    group: list[Part] = []
    acting = False
    for part, acts in zip(parts[first:], all_acts, strict=True):
        words = text[part.facts.core : part.clause.end]
        if group and words.startswith(CONSEQUENCE):
            break
        own = _stands_alone(text, part) or (acts and (series or part.facts.values["form"] == "adjunct"))
        if own and acting:
            yield _edge(group)
            group, acting = [], False
        group.append(part)
        acting = acting or acts
    if group:
        yield _edge(group)


def _acts(verdict: Verdict, part: Part) -> bool:
    """True where a clause says by itself what is to be done, and is no purpose or result of the one before."""
    text, words = verdict.folded.text, verdict.pack.words
    start, end = part.facts.core, part.clause.end
    if end - start < MIN_ACT or text.startswith(TAILS, start) or text.startswith(EXAMPLE, part.clause.start):
        return False
    if part.facts.values["modal"] != "none" or part.facts.values["form"] == "imperative":
        return True
    inner = words["action"].regex.search(text, min(start + MIN_ADJUNCT, end), end)
    acts = inner is not None and end - inner.end() > 1 and not FRAME.search(text, start, end)
    return part.facts.values["form"] == "adjunct" and acts


def _with_subject(verdict: Verdict, first: int) -> int:
    """Take the clause before as well if it holds the subject or the means of this one."""
    if first == 0 or verdict.parts[first].facts.values["subject"] == "actor":
        return first
    before = verdict.parts[first - 1]
    words = verdict.folded.text[before.facts.core : before.clause.end]
    if words.startswith(SETTING) or before.facts.values["modal"] != "none":
        return first
    return first - 1 if before.facts.values["subject"] == "actor" or before.facts.values["form"] == "adjunct" else first


def _stands_alone(text: str, part: Part) -> bool:
    values = part.facts.values
    if values["modal"] != "none" and values["subject"] == "actor" and part.weight >= 0:
        return True
    mark = text[part.clause.start : part.facts.core]
    return mark[:2] in {"一是", "二是", "三是", "四是", "五是", "六是"} and part.weight >= 0


def _edge(parts: list[Part]) -> Edge:
    return Edge(parts[0].facts.core, parts[-1].clause.end, tuple(parts))
