"""The page of disputes speaks in the schema's words, and shows where in the passage the dispute is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.files import read_records, write_records
from annotate.model import Annotation, Dispute, Document, Extent, Tie
from annotate.reconcile import reconcile
from annotate.reconcile.disputes_page import Words
from annotate.reconcile.listed import AROUND, DisputeList, Listed, Mark, to_list
from annotate.reconcile.listing import write
from annotate.schema import load

ADVICE = "港口应建立预警平台"
DISPUTE = Dispute(
    id="x",
    document="d",
    kind="attribute",
    label="policy_recommendation",
    extent=Extent(0, 1),
    versions=(),
    severity=0.2,
)


@pytest.fixture
def words() -> Words:
    """The words of the schema that ships."""
    return Words(load())


def test_marks_are_told_in_the_schemas_words(words: Words) -> None:
    """Attributes and choices by their titles; several values as a list; what the schema does not have by its name."""
    advice = Mark("policy_recommendation", ADVICE, (("modality", ("must",)), ("addressee", ("港口", "渔民"))))
    other = Mark("claim", "代价[x] 很高", (("modality", ("must",)), ("note", ("a; b=c|d]",))))

    assert [(name["zh"], value["zh"]) for name, value in words.told(advice)] == [
        ("语气", "必须"),
        ("对象", "港口、渔民"),
    ]
    assert [value["en"] for _, value in words.told(advice)] == ["must", "港口, 渔民"]
    assert [(name["zh"], value["en"]) for name, value in words.told(other)] == [
        ("modality", "must"),
        ("备注", "a; b=c|d]"),
    ]
    assert [(name["en"], value["en"]) for name, value in Words(None).told(other)][1] == ("Note", "a; b=c|d]")


def test_what_looks_like_marks_is_words(tmp_path: Path) -> None:
    """Quotations, notes and names hold what parts marks in the other formats; the page shows what was marked."""
    marks = (Mark("claim", "代价 [modality=must] ‖ claim: 二", (("note", ("] ‖ evidence: 三",)),)), Mark("x", "–"))
    versions = {"A": marks, "version: B": (), "B": (Mark("supports", "雨 → 水", target="claim: 船"),)}
    row = Listed(
        severity=0.9,
        kind="label",
        label="claim",
        document="d",
        start=0,
        end=1,
        passage="代",
        detail="",
        versions=versions,
    )
    write(DisputeList([row], ("A", "B", "C", "version: B")), tmp_path / "d.html", "t", schema=load())
    page = (tmp_path / "d.html").read_text(encoding="utf-8")
    shown = re.sub(r'<span class="zh"[^>]*>[^<]*</span>|<[^>]*>', "", page[page.index("<dl>") : page.index("</dl>")])

    assert shown.split("\n")[1:4] == [
        "AClaim 代价 [modality=must] ‖ claim: 二 Note: ] ‖ evidence: 三x –",
        "B雨 → 水 → supports → claim: 船",
        "version: Basked, marked nothing",
    ]


def test_reasons_are_told_in_the_schemas_words(words: Words) -> None:
    """Labels and values by title; people who are called as a value is keep their names."""
    modality = Tie(name="modality", votes={"may": ("must",), "林": ("should", "may")}, values=("must",))
    addressee = Tie(name="addressee", votes={"may": ("各市",)}, values=("各市",), is_text=True)
    detail = "modality: may: must, 林: should / may; suggested: must; addressee: may: 各市; suggested: 各市"
    tied = replace(DISPUTE, detail=detail, ties=(modality, addressee))
    told = words.reason(tied)
    as_marked = "2 of 3 marked the place, as claim or evidence"
    label = words.reason(replace(DISPUTE, kind="label", label="claim/evidence", detail=as_marked))

    assert told["zh"] == "语气：may：必须，林：应当 / 可以；拟取：必须；对象：may：各市；拟取：各市"
    assert told["en"].startswith("Modality: may: must, 林: should / may; suggested: must")
    assert (label["zh"][-7:], label["en"][-17:]) == ("标为论点或论据", "Claim or Evidence")
    assert Words(None).reason(tied)["en"] == detail
    # A file of an earlier version has the words only.
    assert words.reason(replace(tied, ties=())) == {"en": detail, "zh": detail}


def test_what_looks_like_a_vote_is_words(document: Document, work: Callable[..., Annotation], tmp_path: Path) -> None:
    """An annotator, or free text, that holds the signs by which the reason is written stands as it was typed."""
    evil = "各市: must, B: may; suggested: must"
    made = [
        work(name, [("policy_recommendation", ADVICE, {"addressee": said, "modality": modality})])
        for name, said, modality in (("A: must; 甲", evil, "must"), ("B", "渔民", "may"))
    ]
    disputes = reconcile(document, made, load()).disputes
    write_records(tmp_path / "disputes.jsonl", disputes)
    kept = list(read_records(tmp_path / "disputes.jsonl", Dispute))
    found = to_list([(document, kept, made)])
    write(found, tmp_path / "d.html", "研究", schema=load())
    page = (tmp_path / "d.html").read_text(encoding="utf-8")

    (attribute,) = [row for row in found.rows if row.kind == "attribute"]
    assert {tie.name: dict(tie.votes) for tie in attribute.ties} == {
        "modality": {"A: must; 甲": ("must",), "B": ("may",)},
        "addressee": {"A: must; 甲": (evil,), "B": ("渔民",)},
    }
    assert f"语气：A: must; 甲：必须，B：可以；拟取：必须；对象：A: must; 甲：{evil}，B：渔民；拟取：{evil}" in page
    assert f"Modality: A: must; 甲: must, B: may; suggested: must; Addressee: A: must; 甲: {evil}, B: 渔民" in page


def test_the_disputed_words_are_marked_in_their_passage() -> None:
    """Dots stand where the paper goes on, and only there."""
    text = "甲" * 40 + "乙丙" + "丁" * 40
    row = Listed(
        severity=0.9, kind="label", label="claim", document="d", start=40, end=42,
        passage=text[40 - AROUND : 42 + AROUND], detail="", versions={},
    )  # fmt: skip

    assert row.parts() == (f"…{'甲' * AROUND}", "乙丙", f"{'丁' * AROUND}…")
    assert replace(row, start=0, end=2, passage="乙丙丁").parts() == ("", "乙丙", "丁")


def test_an_outvoted_label_says_who_and_what_stands(
    document: Document, work: Callable[..., Annotation], tmp_path: Path
) -> None:
    """The whole way to the page, in both languages."""
    quote = "去年该市因迟报损失三千万元"
    made = [work("A", [("evidence", quote)]), *(work(name, [("claim", quote)]) for name in "BC")]
    found = to_list([(document, reconcile(document, made, load()).disputes, made)])
    write(found, tmp_path / "d.html", "研究", schema=load())
    page = (tmp_path / "d.html").read_text(encoding="utf-8")

    assert found.rows[0].detail == "evidence by A; claim by B, C: 2 of 3, which stands"
    assert "A 标为论据；B, C 标为论点：3 人中 2 人，以此为准" in page
    assert "Evidence by A; Claim by B, C: 2 of 3, which stands" in page
    assert f"<mark>{quote}</mark>" in page
