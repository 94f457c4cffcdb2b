from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotate.errors import InputError
from annotate.model import Attribute, Consensus, Entry, Extent, Relation, Row, Sentence, Span, Table
from annotate.tables.actors import Actors
from annotate.tables.build import tabulate
from annotate.tables.matrix import group
from annotate.tables.profile import DATES, Columns, Profile, Rows, load_profile
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


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["yi", "bing", "jia", "dee"]),
        ("year", ["yi", "jia", "bing", "dee"]),
        ("count", ["jia", "yi", "bing", "dee"]),
        ("document", ["jia", "yi", "bing", "dee"]),
    ],
)
def test_order_of_columns(study: Study, comparison: Profile, order: str, expected: list[str]) -> None:
    """Columns stand by name, year (unknown last), count or in the order of the papers; what nobody annotated last."""
    profile = replace(comparison, columns=Columns(order=order))  # type: ignore[arg-type]
    assert [column.id for column in tabulate(profile, study).columns] == expected


@pytest.mark.parametrize("by", ["author", "venue"])
def test_columns_by_other_metadata(study: Study, comparison: Profile, by: str) -> None:
    """A paper of two authors stands in both their columns; what is unknown has a column of its own."""
    table = tabulate(replace(comparison, columns=Columns(by=by)), study)
    ids = [column.id for column in table.columns]
    expected = {"author": ["作者甲", "作者乙", "作者戊", "", "Author D"], "venue": ["海岸研究", ""]}
    assert ids == expected[by]
    assert table.columns[ids.index("")].title["zh"] == "不详"


def test_an_author_named_twice_has_a_paper_once(study: Study, comparison: Profile) -> None:
    """A paper stands once in a column, and counts once in it, however often its metadata name the author."""
    jia, *others = study.documents
    twice = replace(jia, metadata=replace(jia.metadata, authors=("作者甲", "作者甲")))
    columns = tabulate(
        replace(comparison, columns=Columns(by="author")), replace(study, documents=(twice, *others))
    ).columns
    assert (columns[0].id, columns[0].documents, columns[0].count) == ("作者甲", ("jia",), 3)


def test_a_value_given_twice_is_one_row_of_an_entry(study: Study, comparison: Profile) -> None:
    """An entry stands once in a cell, also if its attribute says the same twice."""
    jia = study.consensus[0]
    note = (Attribute(name="theme_note", values=("潮位", "潮位")),)
    spans = tuple(replace(s, attributes=note) if s.id == "p3" else s for s in jia.spans)
    changed = replace(study, consensus=(replace(jia, spans=spans), *study.consensus[1:]))
    row = _row(tabulate(replace(comparison, rows=Rows(by="theme_note")), changed), "潮位")
    assert [entry.reference for entry in row.cells[0].entries] == ["甲3"]


def test_what_two_authors_wrote_together_is_one_entry_of_a_row(study: Study, comparison: Profile) -> None:
    """It stands in both columns; whom a row advises is counted by advice, not by author."""
    office = Attribute(name="addressee", values=("省厅",))
    theme = Attribute(name="theme", values=("drill",))
    yi = study.consensus[1]
    spans = tuple(replace(s, attributes=(*s.attributes, theme)) if s.id == "q2" else s for s in yi.spans)
    jia = study.consensus[0]
    own = tuple(replace(s, attributes=(theme, office)) if s.id in {"p2", "p3"} else s for s in jia.spans)
    changed = replace(study, consensus=(replace(jia, spans=own), replace(yi, spans=spans), study.consensus[2]))
    drill = _row(tabulate(replace(comparison, columns=Columns(by="author")), changed), "drill")
    assert drill.facts.addressees == ("省厅", "渔政", "港务局")
    assert drill.facts.count == 4
    assert drill.facts.speak == ("作者甲", "作者乙", "作者戊", "")


@pytest.mark.parametrize("by", DATES)
def test_rows_and_columns_by_the_dates_that_papers_print(study: Study, comparison: Profile, by: str) -> None:
    """A date is an axis as any metadata is: as exact as printed, with a title in both languages."""
    dates = {"jia": "2024-03", "yi": "2023-11-05", "bing": "2023-11-05"}
    printed: dict[str, Any] = {d.id: {by: dates.get(d.id, "")} for d in study.documents}
    documents = tuple(replace(d, metadata=replace(d.metadata, **printed[d.id])) for d in study.documents)
    dated = replace(study, documents=documents)
    rows = tabulate(replace(comparison, rows=Rows(by=by, order="name")), dated)
    assert [row.id for row in rows.rows] == ["2023-11-05", "2024-03"]
    assert rows.rows_title == DATES[by]
    columns = tabulate(replace(comparison, columns=Columns(by=by, order="name")), dated).columns
    assert {column.id: column.documents for column in columns if column.examined} == {
        "2023-11-05": ("yi", "bing"),
        "2024-03": ("jia",),
    }
    kept = tabulate(replace(comparison, filters={by: ("2024-03",)}), dated)
    assert {entry.document for row in kept.rows for each in row.cells for entry in each.entries} == {"jia"}


def test_the_dates_are_columns_of_lists(study: Study) -> None:
    """The list of recommendations and the overview show them too."""
    documents = tuple(replace(d, metadata=replace(d.metadata, online="2024-01-02")) for d in study.documents)
    for name in ("recommendations", "overview"):
        profile = replace(load_profile(name), fields=("paper", "online", "revised"))
        table = tabulate(profile, replace(study, documents=documents))
        assert [column.title["en"] for column in table.columns[1:]] == ["Online first", "Revised"]
        assert {row.cells[1].say("zh") for row in table.rows} == {"2024-01-02"}
        assert {row.cells[2].say("zh") for row in table.rows} == {""}


@pytest.mark.parametrize(("order", "expected"), [("count", "platform"), ("name", "insurance")])
def test_order_of_rows(study: Study, comparison: Profile, order: str, expected: str) -> None:
    """Rows stand by count or by name, as the profile says; what is not grouped stays last."""
    table = tabulate(replace(comparison, rows=Rows(order=order)), study)  # type: ignore[arg-type]
    assert table.rows[0].id == expected
    assert table.rows[-1].id == "-"


def test_rows_by_the_users_own_metadata(study: Study, comparison: Profile) -> None:
    """A column of metadata.csv may give the rows."""
    documents = tuple(
        replace(d, metadata=replace(d.metadata, extra={"region": "北" if d.id == "yi" else ""}))
        for d in study.documents
    )
    table = tabulate(replace(comparison, rows=Rows(by="region")), replace(study, documents=documents))
    assert [(row.id, row.facts.speak) for row in table.rows] == [("北", ("yi",)), ("-", ("jia", "bing"))]


def test_most_annotators_notes_decide_where_the_consensus_has_none(study: Study, comparison: Profile) -> None:
    """Free notes differ to the letter: the theme that most of them name stands, where the codebook knows them."""
    book = study.codebook
    known = replace(book.themes[3], match=("保险", "赔付"))
    annotations = [
        replace(a, spans=tuple(replace(s, attributes=(Attribute(name="theme_note", values=(note,)),)) for s in a.spans))
        for a, note in zip(study.annotations, ("保险", "赔付"), strict=True)
    ]
    consensus = tuple(
        replace(c, spans=tuple(replace(s, attributes=()) if s.id == "p2" else s for s in c.spans))
        for c in study.consensus
    )
    table = tabulate(
        comparison,
        replace(
            study,
            consensus=consensus,
            annotations=tuple(annotations),
            codebook=replace(book, themes=(*book.themes[:3], known)),
        ),
    )
    assert _entry(table, "甲2").themes == ("insurance",)


def test_an_annotators_own_relation_stands_before_the_own_words(study: Study, comparison: Profile) -> None:
    """In the apparatus, too, a drawn addressed_to stands before the addressee in words."""
    first = study.annotations[0]
    ministry = Span(id="jia:a1:9", label="actor", extent=Extent(5, 7))
    drawn = Relation(id="x", type="addressed_to", source="jia:a1:1", target="jia:a1:9")
    annotations = (replace(first, spans=(*first.spans, ministry), relations=(drawn,)), study.annotations[1])
    table = tabulate(comparison, replace(study, annotations=annotations))
    assert _entry(table, "甲1").readings[0].attributes["addressee"] == ("港口",)


def test_sentences_of_the_document_bound_the_cues(study: Study, comparison: Profile) -> None:
    """Where the document has sentences, they, and not the full stops, say what stands before a quotation."""
    jia = study.documents[0]
    at = jia.text.index("各市")
    sentences = (
        Sentence(extent=Extent(0, at)),
        Sentence(extent=Extent(at, at + 24)),
        Sentence(extent=Extent(at + 24, len(jia.text))),
    )
    table = tabulate(comparison, replace(study, documents=(replace(jia, sentences=sentences), *study.documents[1:])))
    assert _entry(table, "甲2").sentence == sentences[1].extent


def test_twenty_seven_annotators_have_letters(study: Study) -> None:
    """After Z comes A2; names that are digits are no letters."""
    who = tuple(str(n) for n in range(1, 28))
    annotators = replace(study, consensus=(replace(study.consensus[0], annotators=who),), names={}).annotators()
    assert [a.letter for a in annotators][:2] == ["A", "B"]
    assert [a.id for a in annotators] == list(who)
    assert annotators[26].letter == "A2"


def test_a_relation_with_a_missing_end_is_no_reason(study: Study, comparison: Profile) -> None:
    """What leads to or from a span that is not there is left out; the rest of the chain stands."""
    jia = study.consensus[0]
    first = jia.relations[0]
    lost = (replace(first, id="lost", source="nowhere"), replace(first, id="lost too", target="nowhere"))
    changed = replace(study, consensus=(replace(jia, relations=(*jia.relations, *lost)), *study.consensus[1:]))
    assert tabulate(comparison, changed) == tabulate(comparison, study)
