"""Who or what a clause speaks of: the actor, thing or pronoun before its modal cue, or at its beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.seeding.packs import Pack

Place = tuple[int, int, str]
"""Start and end of an actor's mention in the folded sentence, and its type."""
LONG_NAME = 14
MAX_ADVERBS = 30
"""How far back from a cue adverbs are looked for: words that can be read in two ways make long chains slow."""
BEFORE_SUBJECT = re.compile(
    r"[，：\s上下时后]|中(?![国美欧日俄韩印方共央东英法德澳亚小])|要求|呼吁|敦促|需要|意味着|建议|主张|认为|希望|使得?|让|令(?!人)|如果|若|一旦|当|这也|这就|而(?!且)"
    r"|通过|阻止|防止|避免|是|(?<!自)由|对(?![方手])"
)
"""What may stand before the one who is advised: 理性要求我们必须 … advises 我们."""
DATE = re.compile(r"(?:[12]\d{3}|[一二][一二三四五六七八九〇○零]{3})年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|初|末|中)?")
"""A date that stands before the subject without a comma."""
PLACE_END = re.compile(r"(?:方面|层面|环节|阶段|领域|[上中时后前下里内]|之余|之际|的同时)$")
"""Ends of an adjunct of place or time without a preposition: 监管层面应 … has no subject."""


def subject_of(
    text: str, start: int, end: int, pack: Pack, named: Sequence[Place], *, agents: bool
) -> tuple[str, tuple[int, int]]:
    """Say what stands between the clause's beginning and its modal cue; `agents`: a word for an actor may be in it."""
    adverbs = pack.adverbs_at_end.search(text, max(start, end - MAX_ADVERBS), end)
    head = text[start : adverbs.start() if adverbs else end].rstrip("，, ")
    end = start + len(head)
    if not head:
        return "none", (start, start)
    if pack.words["pronoun"].regex.fullmatch(head):
        return "pronoun", (start, end)
    for place in named:
        if start <= place[0] and place[1] == end:
            return "actor", place[:2]
    for words in ("agent", "agent_end") if agents else ("agent_end",):
        for found in pack.words[words].regex.finditer(head) if words in pack.words else ():
            if found.end() == len(head):
                return "actor", (_phrase_start(head, found.start()) + start, end)
    return _early_subject(text, start, end, pack, named, agents=agents)


def _early_subject(
    text: str, start: int, end: int, pack: Pack, named: Sequence[Place], *, agents: bool
) -> tuple[str, tuple[int, int]]:
    """Look for an actor at the beginning, parted from the cue by an adjunct: 各国在制定政策时应."""
    for place in named:
        if start <= place[0] <= start + 2 and place[1] <= end and _adjunct_follows(text, place[1], end, pack):
            return "actor", place[:2]
    found = pack.words["agent"].regex.search(text, start, end) if agents else None
    if found and found.start() <= start + 8 and _adjunct_follows(text, found.end(), end, pack):
        return "actor", (start, found.end())
    if pack.words["preposition"].regex.match(text, start, end) or PLACE_END.search(text[start:end]):
        return "none", (start, start)
    return "thing", (start, end)


def _adjunct_follows(text: str, start: int, end: int, pack: Pack) -> bool:
    return start >= end or bool(pack.words["preposition"].regex.match(text, start, end))


def _phrase_start(head: str, at: int) -> int:
    """Return where the noun phrase that ends in an agent begins: behind the last adjunct or mark."""
    found = max((stop.end() - 1 for stop in BEFORE_SUBJECT.finditer(head, 0, at)), default=-1)
    return found + 1 if found >= 0 and at - found < LONG_NAME else max(0, at - LONG_NAME)


def opening_subject(
    text: str, start: int, end: int, pack: Pack, named: Sequence[Place], *, agents: bool
) -> tuple[str, tuple[int, int]]:
    """Say who or what a clause without a modal cue begins with; `agents`: a word for an actor may be in it."""
    pronouns = pack.words["pronoun"]
    if text[start] in pronouns.starts and (pronoun := pronouns.regex.match(text, start, end)):
        return "pronoun", pronoun.span()
    if text[start] in "12一二" and (dated := DATE.match(text, start, end)):
        start = dated.end()
    for place in named:
        if start <= place[0] <= start + 1 and text[place[1] : place[1] + 1] != "的":
            return "actor", place[:2]
    found = pack.words["agent"].regex.search(text, start, min(end, start + 14)) if agents else None
    if found and text[found.end() : found.end() + 1] != "的":
        return "actor", (start, found.end())
    return "thing", (start, start)
