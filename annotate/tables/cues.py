"""The words that carry an advice's strength, found at export to be marked with a dot.

This small list only marks words, so that a reader can check the strength that
people set. Where people set neither modality nor polarity, the table may say
what the words suggest, and must say that it is the words (`read_from_words`).
Rules that seed are a different thing and live in `seeds/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotate.model import Extent

# Longest first within a strength; a strength is looked for in the order of the table.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("against", (
        "不应当", "不应该", "不应", "不得", "不能", "不可", "不宜", "不要", "切勿", "切忌", "避免", "摒弃", "杜绝",
        "反对", "放弃", "停止",
        "should not", "ought not", "must not", "need not", "shouldn't", "mustn't", "refrain from", "avoid", "abandon",
    )),
    ("must", (
        "务必", "必须", "必需", "亟需", "亟须", "亟待", "有必要", "势必要", "须",
        "must", "have to", "has to", "imperative", "is essential", "are required to",
    )),
    ("should", (
        "应当", "应该", "理应", "应以", "应", "需要", "仍需", "还需", "尚需", "要求", "需", "宜",
        "既要", "又要", "还要", "也要", "要主动", "要",
        "should", "ought to", "needs to", "need to",
    )),
    ("may", (
        "可能会", "可以", "不妨", "有助于", "有利于", "可考虑", "可",
        "may", "might", "could", "can",
    )),
)  # fmt: skip
# Words that only look like a cue: the second character would give it away.
NOT_CUES = (
    "可能性", "可持续", "可再生", "可控", "可靠", "可见", "可行", "可信", "可穿戴", "认可", "许可", "应用", "应对",
    "响应", "供应", "适应", "反应", "效应", "相应", "对应", "应急", "应变", "应运", "应该说", "回应", "呼应",
    "顺应", "需求", "必需品", "内需", "供需", "重要", "主要", "必要", "要素", "需要的", "要求的", "要点", "概要",
    "纲要", "首要", "次要", "要害", "扼要", "可观", "可乘", "不可避免", "不可或缺", "不可分割", "不得不", "只要",
    "要么", "便宜", "事宜", "适宜", "须知", "急需的", "所需", "可谓", "可惜", "尚可", "可比", "可用", "可追溯",
    "可分", "可预", "可操作", "如果不能", "若不能", "就要", "将要", "快要", "要是", "要塞", "要闻", "要道",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that was found, what it suggests, where it stands, and in which clause of what was searched."""

    kind: str
    extent: Extent
    clause: int = 0


def _pattern() -> re.Pattern[str]:
    groups = []
    skip = "|".join(sorted(map(re.escape, NOT_CUES), key=len, reverse=True))
    groups.append(f"(?P<skip>{skip})")
    for kind, words in WORDS:
        chinese = [re.escape(w) for w in sorted(words, key=len, reverse=True) if not w.isascii()]
        latin = [re.escape(w) for w in sorted(words, key=len, reverse=True) if w.isascii()]
        groups.append(f"(?P<{kind}>{'|'.join(chinese)}|\\b(?:{'|'.join(latin)})\\b)")
    return re.compile("|".join(groups), re.IGNORECASE)


PATTERN = _pattern()
PARTED = re.compile("[，,；;。：:]")


def find_cues(text: str, start: int) -> tuple[Cue, ...]:
    """Return the cue words of a stretch of text; `start` is its offset in the document.

    >>> [cue.kind for cue in find_cues("港口应当先行，可以分步，应用不算", 0)]
    ['should', 'may']
    """
    return tuple(
        Cue(
            match.lastgroup,
            Extent(start + match.start(), start + match.end()),
            len(PARTED.findall(text, 0, match.start())),
        )
        for match in PATTERN.finditer(text)
        if match.lastgroup and match.lastgroup != "skip"
    )


def cues_for(inside: tuple[Cue, ...], before: tuple[Cue, ...], modality: str, polarity: str) -> tuple[Extent, ...]:
    """Choose the cues to mark: those of the strength that was set, inside the quotation first.

    Where the quotation holds none, the last one earlier in the sentence is
    marked: authors often put the modal word before a list of advices.
    """
    wanted = {modality} | ({"against"} if polarity == "against" else set())
    own = tuple(cue.extent for cue in inside if cue.kind in wanted)
    if own or modality == "bare":
        return own
    earlier = [cue.extent for cue in before if cue.kind in wanted]
    return tuple(earlier[-1:])


def read(inside: tuple[Cue, ...], before: tuple[Cue, ...]) -> tuple[str, str]:
    """Return modality and polarity as the words suggest them: the first cue decides.

    >>> read(find_cues("应摒弃单打独斗", 0), ())
    ('should', 'against')
    """
    # A modal word before a list of advices governs them all; a word against governs its own clause only.
    cues = inside or tuple(cue for cue in before if cue.kind != "against")[-1:]
    strength = next((cue.kind for cue in cues if cue.kind != "against"), "bare")
    # 需要各方摒弃 speaks against; in 应当……，避免…… the avoiding is part of what is advised.
    against = any(cue.kind == "against" and cue.clause == cues[0].clause for cue in cues)
    return strength, "against" if against else "for"
