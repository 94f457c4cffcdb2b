"""Say in a line or two what changed in a text that somebody has annotated."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

AROUND = 12
SHOWN = 40
MOST = 3
CLOSE = 0.4


def difference(old: str, new: Sequence[str]) -> str:
    r"""Return what became of the paragraphs of a text: `-` is what was annotated, `+` what is here.

    Args:
        old: the annotated text.
        new: the paragraphs of the document as it is here.

    >>> difference("港口应开放数据。\n甲", ["甲", "港口应当开放数据。"])
    '港口应[+当+]开放数据。'
    >>> difference("甲\n乙", ["甲", "乙", "丙"])
    'the same paragraphs, in tasks with other borders'
    """
    here = set(new)
    gone = [paragraph for paragraph in old.split("\n") if paragraph not in here]
    if not gone:
        return "the same paragraphs, in tasks with other borders"
    told = list(_paragraphs(gone[:MOST], new))
    more = f" … and {len(gone) - MOST} more paragraphs" if len(gone) > MOST else ""
    return " / ".join(told) + more


def _paragraphs(gone: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for paragraph in gone:
        near = difflib.get_close_matches(paragraph, new, n=1, cutoff=CLOSE)
        yield _words(paragraph, near[0]) if near else f"[-{paragraph[:SHOWN]}{'…' * (len(paragraph) > SHOWN)}-]"


def _words(old: str, new: str) -> str:
    """Return both words between what the two have in common at either end."""
    least = min(len(old), len(new))
    start = next((n for n in range(least) if old[n] != new[n]), least)
    tail = next((n for n in range(least - start) if old[-1 - n] != new[-1 - n]), least - start)
    before, after = old[:start], old[len(old) - tail :]
    minus, plus = old[start : len(old) - tail], new[start : len(new) - tail]
    head = f"…{before[-AROUND:]}" if len(before) > AROUND else before
    foot = f"{after[:AROUND]}…" if len(after) > AROUND else after
    changes = (f"[-{minus[:SHOWN]}-]" if minus else "") + (f"[+{plus[:SHOWN]}+]" if plus else "")
    return head + changes + foot
