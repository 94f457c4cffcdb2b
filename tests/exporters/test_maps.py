from __future__ import annotations

import dataclasses

import pytest

from annotate.exporters.maps import MARGIN, MOST_LINES, STEP, maps, wrapped
from annotate.exporters.to_html import page
from annotate.model import Table


def test_reasons_stand_beneath_what_they_support(tables: list[Table]) -> None:
    """Each reason is drawn lower and further in than its recommendation, in the order of the chain."""
    jia = maps(tables[0])[0]
    root, claim, evidence = jia.nodes[:3]
    assert [node.kind for node in (root, claim, evidence)] == ["policy_recommendation", "claim", "evidence"]
    assert root.y < claim.y < evidence.y
    assert [node.x for node in (root, claim, evidence)] == [MARGIN, MARGIN + STEP, MARGIN + 2 * STEP]


def test_no_reason_is_not_the_same_as_not_asked(tables: list[Table]) -> None:
    """A recommendation without reasons has a line beneath it that says which of the two it is."""
    kinds = {m.work.sign: [node.kind for node in m.nodes] for m in maps(tables[0])}
    assert kinds["甲"].count("none") == 2
    assert kinds["佚"] == ["policy_recommendation", "not-asked"]


def test_nothing_overlaps(tables: list[Table]) -> None:
    """Nodes follow each other downward, and all lie within the drawing."""
    for drawn in maps(tables[0]):
        tops = [node.y for node in drawn.nodes]
        assert tops == sorted(set(tops))
        assert tops[-1] < drawn.height


def test_papers_that_nobody_read_have_no_map(tables: list[Table]) -> None:
    """What only rules marked is not drawn as the author's argument."""
    assert "dee" not in [drawn.work.document for drawn in maps(tables[0])]


def test_long_words_are_cut_and_stand_whole_in_the_title(tables: list[Table]) -> None:
    """A statement of any length takes a few lines; the whole can still be read."""
    row = tables[0].rows[0]
    entry = dataclasses.replace(tables[0].entries()["甲1"], quotation="很" * 5000)
    cells = (dataclasses.replace(row.cells[0], entries=(entry,)), *row.cells[1:])
    table = dataclasses.replace(tables[0], rows=(dataclasses.replace(row, cells=cells),))
    assert len(maps(table)[0].nodes[0].lines) == MOST_LINES
    assert "<title>" + "很" * 5000 + "</title>" in page(table, "zh")


@pytest.mark.parametrize("text", ["潮" * 50, "The port authority should publish its tide data " * 3, "", "x" * 500])
def test_wrapping_keeps_the_words(text: str) -> None:
    """Broken lines joined again are the text, unless it was cut."""
    lines = wrapped(text, 0)
    joined = "".join(lines).replace(" ", "")
    assert joined == text.replace(" ", "") or lines[-1].endswith("…")


def test_a_profile_without_reasons_draws_none(tables: list[Table]) -> None:
    """Who does not ask for reasons gets no map."""
    assert 'class="maps"' in page(tables[0], "zh")
    assert 'class="maps"' not in page(dataclasses.replace(tables[0], contents=("quotation",)), "zh")
