"""The page of disputes speaks in the schema's words, and shows where in the passage the dispute is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.model import Annotation, Document
from annotate.reconcile import reconcile
from annotate.reconcile.disputes_page import AROUND, Words, passage
from annotate.reconcile.listing import to_rows, write
from annotate.schema import load

ADVICE = "港口应建立预警平台"


@pytest.fixture
def words() -> Words:
    """The words of the schema that ships."""
    return Words(load())


def test_marks_are_told_in_the_schemas_words(words: Words) -> None:
    """Labels, attributes and choices by their titles; several values as a list."""
    version = f"policy_recommendation: {ADVICE} [modality=must; addressee=港口|渔民] ‖ claim: 代价[x] 很高"
    (label, quoted, told), (other, rest, none) = words.marks(version)

    assert label is not None
    assert other is not None
    assert (label["zh"], quoted, other["en"], rest, none) == ("政策建议", ADVICE, "Claim", "代价[x] 很高", [])
    assert [(name["zh"], value["zh"]) for name, value in told] == [("语气", "必须"), ("对象", "港口、渔民")]
    assert [value["en"] for _, value in told] == ["must", "港口, 渔民"]


@pytest.mark.parametrize(
    "version",
    ["claim: 代价 [modality=must]", "claim: 代价 [=]", "claim: 代价 []", "x: 代价", "雨 → supports → 水"],
)
def test_what_only_looks_like_attributes_stays_as_it_is(words: Words, version: str) -> None:
    """A quotation may end in brackets; a label may be unknown."""
    ((label, quoted, told),) = words.marks(version)

    assert told == []
    assert quoted == (version.removeprefix("claim: ") if label else version)


def test_reasons_are_told_in_the_schemas_words(words: Words) -> None:
    """Labels and values by title; people who are called as a value is keep their names."""
    tie = {"kind": "attribute", "label": "policy_recommendation"}
    detail = "modality: may: must, 林: should / may; suggested: must; addressee: may: 各市; suggested: 各市"
    told = words.reason({**tie, "detail": detail})
    label = {"kind": "label", "label": "claim/evidence", "detail": "2 of 3 marked the place, as claim or evidence"}

    assert told["zh"] == "语气：may：必须，林：应当 / 可以；拟取：必须；对象：may：各市；拟取：各市"
    assert told["en"].startswith("Modality: may: must, 林: should / may; suggested: must")
    assert words.reason(label)["zh"].endswith("论点 或 论据")
    assert words.reason(label)["en"].endswith("Claim or Evidence")
    assert Words(None).reason({**tie, "detail": detail})["en"] == detail


def test_the_disputed_words_are_marked_in_their_passage() -> None:
    """Dots stand where the paper goes on, and only there."""
    text = "甲" * 40 + "乙丙" + "丁" * 40
    inner = {"start": "40", "end": "42", "passage": text[40 - AROUND : 42 + AROUND]}
    first = {"start": "0", "end": "2", "passage": "乙丙丁"}

    assert passage(inner) == (f"…{'甲' * AROUND}", "乙丙", f"{'丁' * AROUND}…")
    assert passage(first) == ("", "乙丙", "丁")


def test_an_outvoted_label_says_who_and_what_stands(
    document: Document, work: Callable[..., Annotation], tmp_path: Path
) -> None:
    """The whole way to the page, in both languages."""
    quote = "去年该市因迟报损失三千万元"
    made = [work("A", [("evidence", quote)]), *(work(name, [("claim", quote)]) for name in "BC")]
    rows = to_rows([(document, reconcile(document, made, load()).disputes, made)])
    write(rows, tmp_path / "d.html", "研究", schema=load())
    page = (tmp_path / "d.html").read_text(encoding="utf-8")

    assert rows[0]["detail"] == "evidence by A; claim by B, C: 2 of 3, which stands"
    assert "A 标为论据；B, C 标为论点：3 人中 2 人，以此为准" in page
    assert "Evidence by A; Claim by B, C: 2 of 3, which stands" in page
    assert f"<mark>{quote}</mark>" in page
