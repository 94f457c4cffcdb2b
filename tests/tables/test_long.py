from __future__ import annotations

from dataclasses import replace

from annotate.model import Consensus, Support
from annotate.tables.build import tabulate
from annotate.tables.listing import OF_PAPER
from annotate.tables.long import CELLS, FIELDS
from annotate.tables.profile import FIELDS_OF, load_profile
from annotate.tables.study import Study


def _cells(study: Study, reference: str, lang: str = "zh", *, with_seeds: bool = False) -> dict[str, str]:
    table = tabulate(load_profile("recommendations"), study, with_seeds=with_seeds)
    row = next(row for row in table.rows if row.id == reference)
    return {column.id: cell.say(lang) for column, cell in zip(table.columns, row.cells, strict=True)}


def test_one_recommendation_a_row(study: Study) -> None:
    """Rows stand in the order of papers and text; machine marks only on request."""
    rows = tabulate(load_profile("recommendations"), study).rows
    assert [row.id for row in rows] == ["甲1", "甲2", "甲3", "乙1", "乙2", "佚1"]
    assert tabulate(load_profile("recommendations"), study, with_seeds=True).rows[-1].id == "D*1"


def test_what_a_row_says(study: Study) -> None:
    """Place, strength, support and reasons stand in words."""
    cells = _cells(study, "甲1")
    assert cells["quotation"] == "各市应当建立统一的预警平台"
    assert (cells["support"], cells["annotators"], cells["partial"]) == ("1/2", "林", "周")
    assert cells["claims"] == "分散的预警使渔民付出代价"
    assert cells["evidence"] == "去年迟报两次［数据；出自：港口］"
    assert (cells["modality"], cells["strength_from"]) == ("应当", "标注")
    assert _cells(study, "甲1", "en")["evidence"] == "去年迟报两次 [statistic; by: 港口]"


def test_attacks_stand_apart_from_support(study: Study) -> None:
    """What speaks against an advice is not listed as its evidence."""
    cells = _cells(study, "乙2")
    assert cells["evidence"] == ""
    assert cells["attacked_by"].startswith("花费是原来的三倍")
    assert cells["reasons_examined"] == "否"
    assert cells["adjudicated"] == "是"


def test_machine_marks_have_no_support(study: Study) -> None:
    """What nobody read has no n of m."""
    cells = _cells(study, "D*1", with_seeds=True)
    assert (cells["support"], cells["machine"], cells["strength_from"]) == ("", "是", "规则")


def test_every_field_has_a_title_and_a_cell() -> None:
    """A field that a profile may name is titled in both languages and can be written."""
    assert set(FIELDS) == {*CELLS, *OF_PAPER} == set(FIELDS_OF["long"])
    assert all(title["zh"] and title["en"] for title in FIELDS.values())


def test_what_one_person_coded_says_so(study: Study) -> None:
    """One of one is no agreement: where nobody else was asked, and no adjudicator decided, the count says so."""
    alone = replace(study, consensus=tuple(map(single, study.consensus)))
    assert _cells(alone, "甲1")["support"] == "1/1 单人编码"
    assert _cells(alone, "甲1", "en")["support"] == "1/1 single coded"
    assert "单人" not in _cells(study, "甲1")["support"]


def single(found: Consensus) -> Consensus:
    """Return the consensus as one person's work."""
    one = Support(by=("a1",), asked=("a1",))
    return replace(found, spans=tuple(replace(span, support=one) for span in found.spans))
