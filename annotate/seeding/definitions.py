"""What a paper itself says names stand for: a short form in brackets behind the full name of an actor.

挪威水资源管理委员会（以下简称“水资委”）, （NWC）, （Norwegian Water Commission, NWC）,
学者奥尔森（Mancur Olson）, 院长陈思源 … 陈院长.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.model import Span

LATIN = r"[A-Z][A-Za-z0-9 \n,&'’.\-]{1,90}?"
SHORT = r"[A-Z][A-Za-z&]{0,3}[A-Z][A-Za-z0-9\-]{0,6}"
BEHIND = re.compile(
    rf"\s?[（(]\s?(?:(?P<latin>{LATIN})(?:\s?[，,；;]\s?|(?=\s?[）)])))?"
    rf"(?:(?:以下|下文)?(?:简称|簡稱|下称|下稱)(?:为|為)?\s?[“「\"]?(?P<called>[^”」\"（）()，。；\n]{{1,20}})[”」\"]?"
    rf"|[“「\"]?(?:hereafter |the )?(?P<short>{SHORT})[”」\"]?)?\s?[）)]"
)
TITLE = re.compile(
    r"(?:首席经济学家|经济学家|执行长|理事长|秘书长|研究员|发言人|董事长|总监|教授|院士|部长|主任|市长|县长|局长|校长"
    r"|院长|会长|立委|议员|律师|法官|行长|司长|处长|书记|总裁|学者)$"
)
QUOTED = {"“": "”", "「": "」", "‘": "’"}
LONGEST_TITLE = 6
TITLE_ENDS = frozenset("家长员人事监授士任委师官记裁者")
REACH = 160
"""Characters behind a mention in which its brackets have to close."""
PERSON = "person"
MOST_HAN = 4


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the full name that the paper gives it to.

    Args:
        quotation: where the paper says so.
        titled: the short form is a surname with a title.
    """

    short: str
    full: str
    type: str
    quotation: str
    titled: bool = False


def definitions(text: str, actors: Sequence[Span]) -> tuple[Definition, ...]:
    """Return what the brackets behind actors define, and how persons with a title may be called, in order.

    Args:
        text: of the document.
        actors: the marked actors, in text order.
    """
    return tuple(each for actor in actors for each in _of(text, actor))


def _of(text: str, actor: Span) -> Iterator[Definition]:
    start, end = actor.extent.start, actor.extent.end
    behind = end + (QUOTED.get(text[max(0, start - 1) : start], "no") == text[end : end + 1])
    ahead = text[behind : behind + 2]
    if "（" in ahead or "(" in ahead:
        found = BEHIND.match(text, behind, behind + REACH)
        full, kind = text[start:end], next(iter(actor.values("type")), "")
        quotation = " ".join(text[start : found.end()].split()) if found else ""
        for short in filter(None, (found["latin"], found["called"], found["short"])) if found else ():
            words = " ".join(short.split()).strip(" ,.")
            if words and words != full:
                yield Definition(words, full, kind, quotation)
    elif end - start <= MOST_HAN and text[start - 1] in TITLE_ENDS and PERSON in actor.values("type"):
        title = TITLE.search(text[max(0, start - LONGEST_TITLE) : start])
        if title:
            name = text[start:end]
            yield Definition(name[0] + title[0], name, PERSON, title[0] + name, titled=True)
