"""Whom a stretch of a paper speaks to: said once, at its head, for all advice in it that names nobody.

A heading (对政府的建议, 企业层面, 高校：…, 我国的应对之策, Recommendations for universities), or a
sentence that opens so (对高校而言，应 …, 企业层面，应 …, 政府：应 …) and itself advises, or says no more than that.
A level or a topic (技术层面, 对贸易关系的启示) is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotate.model import Document, Extent, Section
from annotate.seeding.decide import ADVICE, Verdict
from annotate.seeding.folding import Folded, fold, plain

if TYPE_CHECKING:
    from annotate.seeding.actors import ActorFinder, Mention
    from annotate.seeding.packs import Pack

WHO = r"(?P<who>[^，。：；、“”（）]{2,16}?)"
LEVEL = r"(?:自身|自己)?(?:层面|方面|一方|一侧)"
HEADINGS = {
    "zh": (
        re.compile(
            rf"(?:对于?|给|致|面向|针对){WHO}的?(?:若干|几点|一些|具体)?(?:政策)?(?:建议|启示|对策|意见|期望|呼吁)"
        ),
        re.compile(rf"^(?:在|从)?{WHO}{LEVEL}(?:的|$|：|，)"),
        re.compile(rf"^(?:对于?|就){WHO}(?:而言|来说|来讲)"),
        re.compile(rf"^{WHO}："),
    ),
    "en": (
        re.compile(
            r"(?:recommendations?|advice|implications|suggestions|lessons) (?:for|to) (?:the )?(?P<who>[\w' -]{3,40})$",
            re.IGNORECASE,
        ),
        re.compile(r"^for (?:the )?(?P<who>[\w' -]{3,40})$", re.IGNORECASE),
    ),
}
OWN_TASK = re.compile(rf"^{WHO}的?(?:应对之[策道]|应对策略|应对路径|应对|对策|策略选择|应有作为|何为|怎么办|责任|任务)")
"""Of others the same heading tells what they did: 欧盟的应对."""
OPENINGS = {
    "zh": re.compile(
        rf"(?:对于?|就){WHO}(?:而言|来说|来讲)，|(?:在)?(?P<level>[^，。：；、“”（）]{{2,12}}?){LEVEL}[，：]"
        rf"|从(?P<view>[^，。：；、“”（）]{{2,12}}?)的?(?:角度|立场)(?:看|来看|来说|出发|而言)，"
        rf"|(?P<colon>[^，。：；、“”（）]{{2,10}}?)："
    ),
    "en": re.compile(r"(?:for|as for) (?:the )?(?P<who>[\w' -]{3,40}?)[,:]", re.IGNORECASE),
}
NUMBER = re.compile(
    r"\s*(?:第?[一二三四五六七八九十\d]{1,3}[、.．，是]|（[一二三四五六七八九十\d]{1,3}）|其[一二三四五六]，)?\s*"
)
NOBODY = frozenset({"社会", "主体", "地区", "城市", "港口", "人类", "人们", "国际", "市场主体"})
BARE = 3
"""Characters that an opening may leave in its sentence for the sentence to be nothing but a head."""


class Heads:
    """Whom the section and the paragraph that are being read speak to."""

    def __init__(self, document: Document) -> None:
        """Begin before the first sentence."""
        self.document = document
        self.headings = {section.path: section.heading for section in document.sections if section.heading}
        self.place: tuple[str, int] = ("", -1)
        self.of_section: Extent | None = None
        self.of_paragraph: Extent | None = None

    def enter(self, section: Section, paragraph: int, finder: ActorFinder) -> None:
        """Go on to a sentence of a section and a paragraph."""
        if section.id != self.place[0]:
            self.of_section = self._section(section, finder)
        if (section.id, paragraph) != self.place:
            self.of_paragraph = None
        self.place = (section.id, paragraph)

    @property
    def current(self) -> Extent | None:
        """Whom a sentence without an opening of its own speaks to."""
        return self.of_paragraph or self.of_section

    def head(self, folded: Folded, mentions: Sequence[Mention], pack: Pack) -> tuple[Extent | None, int]:
        """Return whom a sentence speaks to by its opening or its place, and where its opening ends (0: it has none)."""
        start = _number(folded.text)
        found = OPENINGS[pack.head.language].match(folded.text, start)
        who = next((name for name, words in found.groupdict().items() if words), "") if found else ""
        place = _actor(folded.text, found.span(who), mentions, pack) if found and who else None
        if found and place:
            return Extent(folded.start(place[0]), folded.end(place[1])), found.end()
        return self.current, 0

    def after(self, head: Extent | None, opening: int, folded: Folded, verdicts: Sequence[Verdict]) -> None:
        """Keep an opening for the paragraph if its sentence advises, or is nothing but the opening.

        `opening` is where it ends.
        """
        bare = len(folded.text) - opening <= BARE or folded.text.rstrip().endswith(("：", ":"))
        advises = bare or any(verdict.label == ADVICE for verdict in verdicts)
        self.of_paragraph = head if advises else None

    def _section(self, section: Section, finder: ActorFinder) -> Extent | None:
        """Return whom the nearest heading that names anybody speaks to."""
        for length in range(len(section.path), 0, -1):
            heading = self.headings.get(section.path[:length])
            found = _heading(self.document.quote(heading), heading.start, finder) if heading else None
            if found:
                return found
        return None


def _heading(words: str, at: int, finder: ActorFinder) -> Extent | None:
    pack = finder.pack
    chinese = pack.head.language == "zh"
    folded = fold(words, pack.fold, at) if chinese else plain(words, at)
    start = _number(folded.text)
    text = folded.text[start:].rstrip()
    mentions: Sequence[Mention] | None = None
    for pattern in (*HEADINGS[pack.head.language], *((OWN_TASK,) if chinese else ())):
        found = pattern.search(text)
        if not found:
            continue
        mentions = finder.find(folded) if mentions is None else mentions
        span = found.start("who") + start, found.end("who") + start
        if pattern is OWN_TASK and _others(folded.text, span, mentions, pack):
            continue
        place = _actor(folded.text, span, mentions, pack)
        if place:
            return Extent(folded.start(place[0]), folded.end(place[1]))
    return None


def _number(text: str) -> int:
    """Return where a text begins behind its number."""
    found = NUMBER.match(text)
    return found.end() if found else 0


def _others(text: str, span: tuple[int, int], mentions: Sequence[Mention], pack: Pack) -> bool:
    """True where a stretch names an actor that is not on the author's side."""
    named = [mention for mention in mentions if span[0] <= mention.start < span[1]]
    return any(not pack.words["own"].regex.match(text, mention.start) for mention in named)


def _actor(text: str, span: tuple[int, int], mentions: Sequence[Mention], pack: Pack) -> tuple[int, int] | None:
    """Return the place of the actor that a stretch is, or ends with; None where it is none."""
    start, end = span
    if text[start:end] in NOBODY:
        return None
    named = [mention for mention in mentions if start <= mention.start and mention.end == end]
    if named:
        return named[0].start, end
    return span if any(agent.end() == end for agent in pack.words["agent"].regex.finditer(text, start, end)) else None
