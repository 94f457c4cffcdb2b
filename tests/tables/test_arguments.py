from __future__ import annotations

from annotate.tables.arguments import CELLS, FIELDS, LINKED
from annotate.tables.build import tabulate
from annotate.tables.profile import FIELDS_OF, load_profile
from annotate.tables.study import Study

Cells = dict[str, str]


def _rows(study: Study, lang: str = "zh", *, with_seeds: bool = False) -> list[Cells]:
    table = tabulate(load_profile("arguments"), study, with_seeds=with_seeds)
    return [{c.id: cell.say(lang) for c, cell in zip(table.columns, row.cells, strict=True)} for row in table.rows]


def _of(study: Study, reference: str) -> list[Cells]:
    return [row for row in _rows(study) if row["reference"] == reference]


def test_a_chain_stands_link_by_link(study: Study) -> None:
    """Each row names what is argued for in its own row, and how deep the reason lies."""
    first, second = _of(study, "甲1")
    assert (first["target"], first["reason"]) == ("各市应当建立统一的预警平台", "分散的预警使渔民付出代价")
    assert (second["target"], second["reason"]) == ("分散的预警使渔民付出代价", "去年迟报两次")
    assert (first["depth"], second["depth"]) == ("1", "2")
    assert (first["linked_by"], second["reason_type"], second["attributed_to"]) == ("2/2", "数据", "港口")


def test_an_attack_is_no_support(study: Study) -> None:
    """The relation of a row is the one that annotators drew."""
    relations = {row["reason"]: row["relation"] for row in _of(study, "乙2")}
    support = {row["reason"]: row["relation"] for row in _of(study, "乙1")}
    assert relations["花费是原来的三倍"] != support["花费是原来的三倍"]


def test_no_reason_is_not_the_same_as_not_asked(study: Study) -> None:
    """A recommendation without links has a row that says which of the two it is."""
    assert [row["linked"] for row in _of(study, "甲3")] == [LINKED["none"]["zh"]]
    assert [row["linked"] for row in _of(study, "佚1")] == [LINKED["not-asked"]["zh"]]
    seeded = _rows(study, with_seeds=True)[-1]
    assert (seeded["reference"], seeded["linked"], seeded["machine"]) == ("D*1", LINKED["machine"]["zh"], "是")


def test_a_claim_that_leads_to_no_recommendation_keeps_its_reasons(study: Study) -> None:
    """What rests on a claim alone is not lost when no recommendation rests on the claim."""
    from dataclasses import replace

    jia, *others = study.consensus
    cut = tuple(r for r in jia.relations if r.target != "p1" or r.type != "supports")
    loose = replace(study, consensus=(replace(jia, relations=cut), *others))
    rows = [row for row in _rows(loose) if row["reason"] == "去年迟报两次"]
    assert [(row["target"], row["reference"]) for row in rows] == [("分散的预警使渔民付出代价", "")]


def test_every_field_has_a_title_and_a_cell() -> None:
    """A field that a profile may name is titled in both languages and can be written."""
    assert set(FIELDS) == {*CELLS, "paper", "authors", "year"} == set(FIELDS_OF["arguments"])
    assert all(title["zh"] and title["en"] for title in FIELDS.values())
