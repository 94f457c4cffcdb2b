"""What rules may ask about a clause, beside its words.

modal     the first modal cue of the clause, by class
subject   who or what stands before it (or before the verb): an actor, a thing, …
form      imperative: opens with a verb of action; adjunct: opens with 通过, 以, 在 …
reported  yes where somebody else's words or acts are told
who       the type of the actor that is the subject, `own` for the author's side
governed  what an earlier clause of the unit was: a modal one, one that tells what
          somebody does (narrated) or how something is (thing)
section   what the heading says the section is for
place     heading, first sentence of a paragraph, enumerated point, other
inherited what the unit before ；was
course    what went before in the section: advice with a modal word, or a tale
          of what others do (told)
previous  what the sentence before in the paragraph was
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from annotate.seeding.kinds import fact_of
from annotate.seeding.packs import MODALS
from annotate.seeding.subjects import Place, opening_subject, subject_of

if TYPE_CHECKING:
    from annotate.seeding.layout import Unit
    from annotate.seeding.packs import Pack
    from annotate.seeding.rulebook import Told

SHORT = 4
NOUN_MAKERS = frozenset("的性者度率")
NARRATES = re.compile(r"成为|正[在逐日成]|已[经成]|逐渐|日益")
"""What tells of a course of things in a clause that opens with a preposition: 以航运为代表的行业正逐渐 …"""
LEVEL = re.compile(r"[^，]{1,8}(?:方面|层面|环节|领域|阶段)")
LONGEST_LEVEL = 10
FACTS: Mapping[str, tuple[str, ...]] = {
    "modal": (*MODALS, "none"),
    "subject": ("actor", "thing", "pronoun", "none"),
    "form": ("imperative", "adjunct", "plain"),
    "reported": ("yes", "no"),
    "who": ("own", "state", "government", "organization", "alliance", "company", "person", "group", "none"),
    "governed": ("modal", "narrated", "thing", "none"),
    "section": ("advice", "abstract", "conclusion", "body"),
    "place": ("heading", "first", "enumerated", "other"),
    "inherited": ("policy_recommendation", "claim", "evidence", "nothing"),
    "course": ("advice", "told", "none"),
    "previous": ("policy_recommendation", "claim", "evidence", "nothing"),
}
REPORTED = tuple(FACTS).index("reported")
REQUIRED_LEXICONS = (
    *MODALS,
    "connective",
    "enumeration",
    "adverb",
    "agent",
    "preposition",
    "pronoun",
    "action",
    "reporting",
    "source",
    "not_actor",
    "own",
    "author",
    "advice_heading",
    "conclusion_heading",
)


class Context(NamedTuple):
    """What holds for a whole sentence.

    Args:
        inherited: what the part before ；was, where that part is a sentence of its own.
        told: whether that part told somebody else's words.
    """

    section: str = "body"
    place: str = "other"
    mentions: Sequence[Place] = ()
    course: str = "none"
    previous: str = "nothing"
    inherited: str = "nothing"
    told: bool = False

    def near(self, start: int, end: int) -> Sequence[Place]:
        """Return the mentions that begin in a stretch."""
        return near(self.mentions, start, end)


def near(mentions: Sequence[Place], start: int, end: int) -> Sequence[Place]:
    """Return the mentions that begin in a stretch; a long sentence may hold thousands."""
    return mentions[bisect_left(mentions, (start,)) : bisect_left(mentions, (end,))] if mentions else ()


@dataclass(slots=True)  # not frozen: that takes three times as long, and each clause has one
class ClauseFacts:
    """The facts of a clause, and where what they speak of stands in the folded sentence.

    Args:
        own: those that its own unit tells: the first of `FACTS`, in their order.
        others: those that other packages tell, in the order of `Pack.kinds`.
        core: where the clause begins without its connectives.
        subject_place: of the subject, empty where there is none.
        cue: of the modal cue, empty where there is none.
        sourced: whether it, or a clause of the unit before it, opens with a source: 报告, 该法案 …
        told: all facts, and which rules hold under them; set when what went before is known.
        values: the same facts by name.
    """

    own: tuple[str, str, str, str, str, str]
    others: tuple[str, ...]
    core: int
    end: int
    subject_place: tuple[int, int]
    cue: tuple[int, int]
    sourced: bool
    told: Told = field(init=False, repr=False)
    values: Mapping[str, str] = field(init=False, repr=False)


def find_modal(
    text: str, start: int, end: int, pack: Pack, borders: frozenset[int] | None, possible: int
) -> tuple[str, int, int] | None:
    """Return class and place of the clause's first modal cue; of two at one place the longer."""
    best: tuple[int, int, str] | None = None
    for kind, bit, words in pack.modals:
        if not possible & bit:
            continue
        for found in words.regex.finditer(text, start, end):
            alone = found.start() == start or _on_borders(found.span(), borders)  # 应承认: 应承 is no word here
            if words.tokens and len(found[0]) == 1 and not alone:
                continue
            key = (found.start(), -found.end(), kind)
            if best is None or key[:2] < best[:2]:
                best = key
            break
    return (best[2], best[0], -best[1]) if best else None


def _on_borders(place: tuple[int, int], borders: frozenset[int] | None) -> bool:
    return borders is None or (place[0] in borders and place[1] in borders)


def observe(
    text: str, units: Sequence[Unit], pack: Pack, mentions: Sequence[Place], borders: frozenset[int] | None
) -> list[list[ClauseFacts]]:
    """Return for each unit of a sentence what its clauses say; what hangs on the units before is not settled yet.

    Args:
        text: the folded sentence.
        units: of the sentence.
        pack: whose lexicons are asked.
        mentions: of actors, in order.
        borders: the places between tokens; None where nobody asked for them.
    """
    observed = []
    for unit in units:
        facts: list[ClauseFacts] = []
        before = None
        for clause, core, possible in zip(unit.clauses, unit.cores, unit.possible, strict=True):
            end = clause[1]
            named = near(mentions, core, end) if mentions else ()
            before = _describe(text, (core, end), possible, pack, named, borders, before)
            facts.append(before)
        observed.append(facts)
    return observed


def _describe(
    text: str,
    place: tuple[int, int],
    possible: int,
    pack: Pack,
    named: Sequence[Place],
    borders: frozenset[int] | None,
    before: ClauseFacts | None,
) -> ClauseFacts:
    """Return the facts of a clause by its place without its connectives; `before` are those of the one before it."""
    core, end = place
    first = text[core]
    kind, cue, subject, of_subject = "none", (core, core), "none", (core, core)
    modal = find_modal(text, core, end, pack, borders, possible) if possible & pack.any_modal else None
    form = _form(text, core, end, pack) if first in pack.formed else "plain"
    if modal:
        kind, cue = modal[0], modal[1:]
        subject, of_subject = subject_of(text, core, cue[0], pack, named, agents=bool(possible & pack.agent))
    elif form == "plain":
        subject, of_subject = opening_subject(text, core, end, pack, named, agents=bool(possible & pack.agent))
    governed, told, reported = "none", False, False
    if before is not None:
        governed, told, reported = _governed(text, before), before.sourced, before.own[REPORTED] == "yes"
    if not reported and possible & pack.bits["reporting"]:
        voiced = (core, {"none": end, "advisable": cue[1]}.get(kind, cue[0]))  # 建议 is a cue and a verb of saying
        reported = _reported(text, voiced, pack, named, told=told or governed == "narrated")
    who = _who(text, of_subject, pack, named) if subject == "actor" else "none"
    own = (kind, subject, form, "yes" if reported else "no", who, governed)  # in the order of FACTS
    others = tuple([fact_of(name, other, text[core:end]) for name, other in pack.kinds]) if pack.kinds else ()
    source = pack.words["source"]
    sourced = told or (first in source.starts and bool(source.regex.match(text, core, end)))
    return ClauseFacts(own, others, core, end, of_subject, cue, sourced)


def _governed(text: str, before: ClauseFacts) -> str:
    """Say what the clause before was, or else what governed that one."""
    modal, subject, form, _, _, governed = before.own
    if modal != "none":
        return "modal"
    if before.end - before.core <= LONGEST_LEVEL and LEVEL.fullmatch(text, before.core, before.end):
        return governed
    if subject in {"actor", "pronoun"}:
        return "narrated"
    if form == "adjunct" and NARRATES.search(text, before.core, before.end):
        return "thing"
    if form == "plain" and before.end - before.core > SHORT and text[before.core] not in "若如只":
        return "thing"
    return governed


def _who(text: str, place: tuple[int, int], pack: Pack, named: Sequence[Place]) -> str:
    if pack.words["own"].regex.match(text, *place):
        return "own"
    inside = [kind for start, end, kind in named if place[0] <= start and end <= place[1]]
    return inside[-1] if inside else "none"


def _form(text: str, start: int, end: int, pack: Pack) -> str:
    at = start
    adverbs, actions, prepositions = pack.words["adverb"], pack.words["action"], pack.words["preposition"]
    for _ in range(3):
        adverb = adverbs.regex.match(text, at, end) if text[at : at + 1] in adverbs.starts else None
        if not adverb:
            break
        at = adverb.end()
    verb = actions.regex.match(text, at, end) if text[at : at + 1] in actions.starts else None
    if verb and text[verb.end() : verb.end() + 1] not in NOUN_MAKERS:
        return "imperative"
    if text[start] not in prepositions.starts:
        return "plain"
    return "adjunct" if prepositions.regex.match(text, start, end) else "plain"


def _reported(text: str, place: tuple[int, int], pack: Pack, named: Sequence[Place], *, told: bool) -> bool:
    """True where a named or human subject other than the author says, asks or decides what follows.

    `told`: an earlier clause tells what an actor does, so that a verb without a
    subject of its own has that one.
    """
    for verb in pack.words["reporting"].regex.finditer(text, *place):
        head = text[place[0] : verb.start()]
        if pack.words["author"].regex.search(text, place[0], verb.end()):
            continue
        if any(place[0] <= start and end <= verb.start() for start, end, _ in named):
            return True
        if not head:
            return told
        if pack.words["agent"].regex.search(head) or pack.words["source"].regex.search(head) or "》" in head[-8:]:
            return True
    return False
