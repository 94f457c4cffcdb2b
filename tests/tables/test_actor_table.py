from __future__ import annotations

from dataclasses import replace

from annotate.model import Table
from annotate.tables.actor_table import BY_PAPER, CELLS, FIELDS, MOST_COLUMNS
from annotate.tables.actors import Actors
from annotate.tables.build import tabulate
from annotate.tables.profile import FIELDS_OF, load_profile
from annotate.tables.study import Study


def _row(table: Table, name: str, lang: str = "zh") -> dict[str, str]:
    row = next(row for row in table.rows if row.id == name)
    return {c.id: cell.say(lang) for c, cell in zip(table.columns, row.cells, strict=True)}


def test_what_an_actor_does_in_each_paper(study: Study) -> None:
    """Mentions, advice and attributed reasons are counted apart, paper by paper."""
    table = tabulate(load_profile("actors"), study)
    cities = _row(table, "各市")
    assert (cities["mentions"], cities["addressed"], cities["addressed_by"]) == ("1", "1", "甲 1")
    assert cities["paper:jia"] == "提及 1 次\n被建议 1 条：甲1"
    assert cities["paper:yi"] == ""
    assert _row(table, "港口", "en")["paper:jia"] == "named 1×\nreasons attributed 1×"


def test_aliases_are_joined(study: Study) -> None:
    """`actors.csv` joins names across papers, and its type stands before the annotators'."""
    actors = Actors({"各市": "地方", "省海洋局": "地方", "地方": "地方"}, {"地方": "state"})
    local = _row(tabulate(load_profile("actors"), replace(study, actors=actors)), "地方")
    assert (local["n_papers"], local["mentions"], local["actor_type"]) == ("2", "2", "国家")
    assert set(local["aliases"].split("、")) == {"各市", "省海洋局"}


def test_who_is_advised_without_being_marked_stands_too(study: Study) -> None:
    """An addressee that annotators only wrote down is an actor of the table."""
    assert _row(tabulate(load_profile("actors"), study), "渔政")["addressed_by"] == "乙 1"


def test_papers_that_nobody_read_have_no_column(study: Study) -> None:
    """An empty column would say that nobody is named there."""
    ids = [column.id for column in tabulate(load_profile("actors"), study, with_seeds=True).columns]
    assert "paper:dee" not in ids
    assert {"paper:jia", "paper:yi", "paper:bing"} <= set(ids)


def test_very_many_papers_share_a_column(study: Study) -> None:
    """The table does not grow with the square of the papers: beyond a limit one cell tells them all."""
    jia, consensus = study.documents[0], study.consensus[0]
    names = [f"p{n}" for n in range(MOST_COLUMNS + 1)]
    many = replace(
        study,
        documents=tuple(replace(jia, id=name) for name in names),
        consensus=tuple(replace(consensus, document=name) for name in names),
        annotations=(),
    )
    table = tabulate(load_profile("actors"), many)
    assert [column.id for column in table.columns].count(BY_PAPER) == 1
    assert not any(column.documents for column in table.columns)
    assert len(_row(table, "港口")[BY_PAPER].split("\n")) == len(names)


def test_every_field_has_a_title_and_a_cell() -> None:
    """A field that a profile may name is titled in both languages and can be written."""
    assert set(FIELDS) == set(CELLS) == set(FIELDS_OF["actors"])
