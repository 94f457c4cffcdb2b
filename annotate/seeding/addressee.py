"""Whom a recommendation is addressed to.

The subject of the clause that advises; else the one who stands behind the cue
(这要求沿岸各市放下 …, 建议民政部门制定 …), else the one whom the sentence speaks for
(对沿海国家而言，需要 …), else the one whom the sentence advised just before, else the
one to whom its paragraph or section speaks (企业层面, 对政府的建议).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.model import Extent
from annotate.seeding.decide import Part, Verdict
from annotate.seeding.edges import Edge
from annotate.seeding.reading import Read

ASKING = ("需要", "要求", "急需", "亟需", "亟须", "建议", "呼吁", "希望", "请", "盼")
SPEAKS_FOR = re.compile(r"对于?([^，。]{2,30}?)(?:而言|来说|来讲)")
REQUEST = re.compile(r"(?:也|还|亦)?[请盼]")
REACH = 14
Place = tuple[int, int]


def addressees(read: Read, verdict: Verdict, found: Sequence[Edge]) -> Iterator[Extent | None]:
    """Yield for each span of a verdict that is advice the extent of its addressee, None where it has none."""
    last: Place | None = None
    spoken = _spoken_for(read, verdict)
    for edge in found:
        place = _subject(read, edge) or _asked(read, edge)
        last = place = place or (spoken[1] if spoken and spoken[0] <= edge.end else None) or last
        if place:
            yield Extent(read.folded.start(place[0]), read.folded.end(place[1]))
        else:
            yield read.head if _open(read, edge) else None


def _open(read: Read, edge: Edge) -> bool:
    """True where no clause of the advice has another actor for a subject than the one the head names."""
    for part in edge.parts:
        start, end = part.facts.subject_place
        if part.facts.values["subject"] == "actor":
            own = Extent(read.folded.start(start), read.folded.end(end))
            if read.head is None or not read.head.overlaps(own):
                return False
    return True


def _subject(read: Read, edge: Edge) -> Place | None:
    for part in edge.parts:
        start, end = part.facts.subject_place
        if part.facts.values["subject"] == "actor" and part.facts.values["modal"] != "none" and start < end:
            named = [at for at, until, _ in read.context.near(start, end) if until == end]
            return max(named, default=start), end
    return None


def _asked(read: Read, edge: Edge) -> Place | None:
    """Return who stands right behind a cue that asks somebody to act."""
    text = read.folded.text
    for part in edge.parts:
        core, at = part.facts.core, part.facts.cue[1]
        request = REQUEST.match(text, core, part.facts.end)
        if request:
            at = request.end()
        elif not text.endswith(ASKING, core, at):
            continue
        place = _actor_at(read, at, part)
        if place:
            return place
    return None


def _actor_at(read: Read, at: int, part: Part) -> Place | None:
    """Return the actor that begins at a place, with what qualifies it."""
    end = part.facts.end
    mentions = [(start, until) for start, until, _ in read.context.near(at, at + 2) if until < end]
    if mentions:
        return mentions[0]
    if read.pack.words["action"].regex.match(read.folded.text, at, end):
        return None
    agent = read.pack.words["agent"].regex.search(read.folded.text, at, min(end, at + REACH))
    return (at, agent.end()) if agent and agent.end() < end - 1 else None


def _spoken_for(read: Read, verdict: Verdict) -> tuple[int, Place] | None:
    """Return the first whom a clause of the verdict speaks for, and where that clause begins."""
    text = read.folded.text
    for part in verdict.parts:
        found = SPEAKS_FOR.match(text, part.facts.core, part.facts.end)
        if not found:
            continue
        start, end = found.span(1)
        named = [(at, until) for at, until, _ in read.context.near(start, end) if until == end]
        if named:
            return part.clause.start, named[0]
        if any(agent.end() == end for agent in read.pack.words["agent"].regex.finditer(text, start, end)):
            return part.clause.start, (start, end)
    return None
