"""The sheet of disputes as a Chinese reader sees it; either is read back.

What is filled in, or compared with what was proposed, stands as it is: labels, words, attributes, members.
"""

from __future__ import annotations

from collections.abc import Mapping

from annotate.model import Dispute
from annotate.reconcile.disputes import KIND_NAMES
from annotate.reconcile.disputes_page import Words
from annotate.reconcile.sheet import Row, as_cell

HEADS: Mapping[str, str] = {
    "dispute": "争议", "document": "文档", "kind": "类型", "severity": "严重度", "detail": "说明", "passage": "段落",
    "annotators": "标注者", "label": "标签", "text": "文字", "attributes": "属性", "members": "所涉标注",
    "decision": "裁定", "by": "裁定者", "why": "理由",
}  # fmt: skip
"""Column -> its head in Chinese; in English a column's head is its name."""


def columns_in(heads: list[str]) -> list[str]:
    """Return the columns that heads in either language stand for.

    >>> columns_in(["争议", "decision", "Z"])
    ['dispute', 'decision', 'Z']
    """
    names = {head: column for column, head in HEADS.items()}
    return [names.get(head.strip(), head) for head in heads]


def in_chinese(row: Row, dispute: Dispute, words: Words) -> Row:
    """Return a row whose kind and reason are told in Chinese.

    Args:
        row: as it is written in English.
        dispute: whose row it is.
        words: of the study's schema.
    """
    return row | {"kind": KIND_NAMES[row["kind"]]["zh"], "detail": as_cell(words.reason(dispute)["zh"])}
