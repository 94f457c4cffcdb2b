from __future__ import annotations

from dataclasses import replace

import pytest

from annotate.errors import InputError
from annotate.model import Consensus, Entry, Row, Table
from annotate.tables.actors import Actors
from annotate.tables.build import tabulate
from annotate.tables.matrix import group
from annotate.tables.profile import Columns, Profile, Rows, load_profile
from annotate.tables.study import Study


@pytest.fixture
def comparison() -> Profile:
    """Return the shipped profile."""
    return load_profile("comparison")


def _row(table: Table, key: str) -> Row:
    return next(row for row in table.rows if row.id == key)


def _entry(table: Table, reference: str) -> Entry:
    return table.entries()[reference]


def test_every_quotation_is_the_text_at_its_offsets(study: Study, comparison: Profile) -> None:
    """Quotations and reasons are slices of the document, never what an export said."""
    texts = {d.id: d.text for d in study.documents}
    table = tabulate(comparison, study, with_seeds=True)
    for entry in table.entries().values():
        place = entry.place.extent
        assert entry.quotation == texts[entry.document][place.start : place.end]
        assert entry.context[place.start - entry.context_start :].startswith(entry.quotation)
        for reason in entry.reasons:
            extent = reason.place.extent
            assert reason.quotation == texts[entry.document][extent.start : extent.end]


def test_kinds_of_absence_stay_apart(study: Study, comparison: Profile) -> None:
    """Asked and nothing found, nobody annotated, and not asked are three things."""
    unasked = [replace(c, asked=(), spans=()) if c.document == "bing" else c for c in study.consensus]
    table = tabulate(comparison, replace(study, consensus=tuple(unasked)))
    row = _row(table, "data")
    assert [cell.absence for cell in row.cells] == ["", "silent", "not-asked", "not-examined"]
    assert (row.facts.speak, row.facts.silent) == (("jia",), ("yi",))
    assert (row.facts.not_asked, row.facts.not_examined) == (("bing",), ("dee",))


def test_a_paper_asked_in_part_says_so(study: Study, comparison: Profile) -> None:
    """The share of the text in which the label was asked stands with the column."""
    shares = {c.id: c.share for c in tabulate(comparison, study).columns}
    assert shares["jia"] == 1.0
    assert 0.3 < shares["bing"] < 0.9
    assert shares["dee"] == 0.0


def test_machine_marks_enter_no_fact(study: Study, comparison: Profile) -> None:
    """With or without them, counts, silence and conflict are the same; they show only on request."""
    without, with_seeds = tabulate(comparison, study), tabulate(comparison, study, with_seeds=True)
    assert not any(e.machine for e in without.entries().values())
    assert [e.reference for e in with_seeds.entries().values() if e.machine] == ["D*1"]
    facts = {row.id: row.facts for row in with_seeds.rows}
    assert all(facts[row.id] == row.facts for row in without.rows)
    assert with_seeds.columns[3].count == 0
    assert with_seeds.columns[3].n_machine == 1
    assert _row(with_seeds, "-").cells[3].absence == "not-examined"


def test_a_paper_that_people_read_shows_no_machine_marks(study: Study, comparison: Profile) -> None:
    """A prediction of an annotated paper never enters the table."""
    prediction = replace(study.predictions[0], document="jia")
    table = tabulate(comparison, replace(study, predictions=(prediction,)), with_seeds=True)
    assert not any(e.machine for e in table.entries().values())


def test_contested_is_for_and_against_in_one_row(study: Study, comparison: Profile) -> None:
    """Advice for and against in one theme is a fact to be checked, not a verdict."""
    table = tabulate(comparison, study)
    assert _row(table, "platform").facts.contested
    assert not _row(table, "drill").facts.contested
    assert _row(table, "drill").verdict == ""
    assert _row(table, "platform").verdict == "diverge"


def test_rows_stand_in_groups(study: Study, comparison: Profile) -> None:
    """Judged rows first, then where somebody speaks, then where nobody does, what is not grouped last."""
    table = tabulate(comparison, study)
    assert [row.id for row in table.rows] == ["platform", "data", "drill", "insurance", "-"]
    assert [group(row) for row in table.rows] == sorted(group(row) for row in table.rows)
    assert not table.rows[-1].grouped


def test_where_themes_come_from(study: Study, comparison: Profile) -> None:
    """The scholar's members stand before the theme attribute, that before a theme note."""
    book = study.codebook
    drill = replace(book.themes[2], members=("甲1",))
    moved = replace(study, codebook=replace(book, themes=(*book.themes[:2], drill, *book.themes[3:])))
    table = tabulate(comparison, moved)
    assert _entry(table, "甲1").themes == ("drill",)
    assert _entry(table, "甲2").themes == ("data",)
    assert _entry(table, "甲3").themes == ()
    assert "甲3" in {e.reference for e in _row(table, "-").cells[0].entries}


def test_addressees(study: Study, comparison: Profile) -> None:
    """A relation stands before the attribute; actors.csv gives the canonical name."""
    actors = Actors({"各市": "沿海各市", "港务局": "港务局"}, {})
    table = tabulate(comparison, replace(study, actors=actors))
    assert _entry(table, "甲1").addressees == ("沿海各市",)
    assert _entry(table, "甲1").addressed_as == ("各市",)
    assert _entry(table, "乙2").addressees == ("港务局", "渔政")
    assert _entry(table, "甲3").addressees == ()


def test_places(study: Study, comparison: Profile) -> None:
    """Paragraphs are counted without headings; the section is the path of headings."""
    table = tabulate(comparison, study)
    place = _entry(table, "甲1").place
    assert (place.section, place.paragraph) == (("二、建议",), 2)
    assert (_entry(table, "佚1").place.section, _entry(table, "佚1").place.paragraph) == (("二、出路",), 2)


def test_dots_follow_the_annotators(study: Study, comparison: Profile) -> None:
    """Marked, inside a longer span, not asked: one state an annotator, in one order for the whole table."""
    table = tabulate(comparison, study)
    assert [a.letter for a in table.annotators] == ["林", "周"]
    assert [r.state for r in _entry(table, "甲1").readings] == ["marked", "partial"]
    assert [r.state for r in _entry(table, "佚1").readings] == ["marked", "not-asked"]


def test_readings_are_each_annotators_own(study: Study, comparison: Profile) -> None:
    """The apparatus holds the annotators' own edges and words, also of who marked a longer span."""
    mine, longer = _entry(tabulate(comparison, study), "甲1").readings
    assert mine.attributes["addressee"] == ("各市",)
    assert longer.attributes["modality"] == ("must",)
    assert len(longer.extents[0]) > len(mine.extents[0])


def test_reasons_are_a_chain(study: Study, comparison: Profile) -> None:
    """Claims stand above what supports them, with type, speaker, and who drew the link."""
    claim = _entry(tabulate(comparison, study), "甲1").reasons[0]
    evidence = claim.reasons[0]
    assert (claim.label, evidence.label, evidence.type) == ("claim", "evidence", "statistic")
    assert evidence.attributed_to == ("港口",)
    assert evidence.support is not None
    assert evidence.support.by == ("a2",)


def test_circles_end(study: Study, comparison: Profile) -> None:
    """A claim that supports itself stands once more, marked, and is not unfolded again."""
    cost = _entry(tabulate(comparison, study), "乙1").reasons[0]
    assert [(r.span == cost.span, r.again) for r in cost.reasons] == [(True, True), (False, False)]


def test_attacks_are_told_apart(study: Study, comparison: Profile) -> None:
    """What speaks against an advice stands among its reasons as an attack."""
    assert [r.relation for r in _entry(tabulate(comparison, study), "乙2").reasons] == ["attacks"]


def test_no_reason_is_said_only_where_reasons_were_asked(study: Study, comparison: Profile) -> None:
    """Examined means that claims or evidence were asked for where the advice stands."""
    entries = tabulate(comparison, study).entries()
    assert entries["甲3"].examined
    assert not entries["乙2"].examined


def test_strength_from_words_is_said_to_be(study: Study, comparison: Profile) -> None:
    """Where people set neither modality nor polarity, the words speak, and the entry says so."""
    bare = tuple(replace(c, spans=tuple(replace(s, attributes=()) for s in c.spans)) for c in study.consensus)
    table = tabulate(comparison, replace(study, consensus=bare))
    against = _entry(table, "乙1")
    assert (against.polarity, against.read_from_words) == ("against", True)
    assert not _entry(tabulate(comparison, study), "乙1").read_from_words


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("modality", ["must", "should", "may", "bare"]),
        ("polarity", ["for", "against"]),
        ("section", ["主张", "出路", "建议"]),
        ("year", ["2023", "2024", "-"]),
        ("addressee", ["各市", "渔政", "港务局", "-"]),
    ],
)
def test_rows_by_anything(study: Study, comparison: Profile, by: str, expected: list[str]) -> None:
    """Rows may be an attribute, the section, an addressee, or metadata of the papers."""
    table = tabulate(replace(comparison, rows=Rows(by=by, order="codebook")), study)
    assert [row.id.removeprefix("二、") for row in table.rows] == expected


def test_columns_by_year_join_papers(study: Study, comparison: Profile) -> None:
    """Papers of one column are examined if one of them is."""
    documents = tuple(replace(d, metadata=replace(d.metadata, year=2024)) for d in study.documents)
    profile = replace(comparison, columns=Columns(by="year"))
    table = tabulate(profile, replace(study, documents=documents))
    assert [(c.id, c.count, c.examined) for c in table.columns] == [("2024", 6, True)]


def test_unknown_keys_are_told(study: Study, comparison: Profile) -> None:
    """A row key that neither schema nor metadata know is refused with the nearest known."""
    with pytest.raises(InputError, match="Did you mean modality"):
        tabulate(replace(comparison, rows=Rows(by="modalty")), study)
    with pytest.raises(InputError, match="is not in the schema"):
        tabulate(replace(comparison, label="recommendation"), study)


def test_an_empty_study_has_an_empty_table(study: Study, comparison: Profile) -> None:
    """Papers that nobody annotated give columns, and rows in which nobody speaks."""
    table = tabulate(comparison, replace(study, consensus=(), predictions=()))
    assert {cell.absence for row in table.rows for cell in row.cells} == {"not-examined"}
    assert all(row.facts.count == 0 for row in table.rows)


def test_consensus_order_does_not_matter(study: Study, comparison: Profile) -> None:
    """The same marks in another order give the same table."""
    turned: tuple[Consensus, ...] = tuple(
        replace(c, spans=c.spans[::-1], relations=c.relations[::-1]) for c in study.consensus[::-1]
    )
    assert tabulate(comparison, replace(study, consensus=turned)) == tabulate(comparison, study)
