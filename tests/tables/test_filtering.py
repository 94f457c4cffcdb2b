from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotate.errors import InputError, ProblemsError
from annotate.model import Attribute, Cell, Column, Table
from annotate.tables.build import tabulate, tabulate_all
from annotate.tables.profile import Columns, Profile, Rows, load_profile
from annotate.tables.study import Study


def _references(table: Table) -> set[str]:
    return set(table.entries())


def _cell(table: Table, row: str, column: int) -> Cell:
    return next(r for r in table.rows if r.id == row).cells[column]


def test_what_is_filtered_out_is_never_silence(study: Study) -> None:
    """A paper whose advice the filter leaves out is neither silent nor speaking, and the table says what it keeps."""
    profile = replace(load_profile("comparison"), filters={"polarity": ("against",)})
    table = tabulate(profile, study)
    assert _references(table) == {"乙1"}
    platform = next(row for row in table.rows if row.id == "platform")
    assert [cell.absence for cell in platform.cells] == ["left-out", "", "silent", "not-examined"]
    assert platform.facts.silent == ("bing",)
    assert platform.facts.speak == ("yi",)
    assert table.notes[-1] == {"zh": "只列 立场：反对。", "en": "Shown only: Polarity: against."}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"modality": ("must", "may")}, {"甲2", "甲3", "乙2", "丙1"}),
        ({"paper": ("yi.txt",)}, {"乙1", "乙2"}),
        ({"year": (2024,)}, {"甲1", "甲2", "甲3"}),
        ({"theme": ("platform",), "year": ("2023",)}, {"乙1"}),
        ({"addressee": ("渔政",)}, {"乙2"}),
    ],
)
def test_filters_by_what_rows_may_be(study: Study, filters: dict[str, tuple[str, ...]], expected: set[str]) -> None:
    """Attributes, metadata, papers, themes and addressees filter; several filters must all be passed."""
    found = _references(tabulate(replace(load_profile("comparison"), filters=filters), study))
    assert {reference.replace("佚", "丙") for reference in found} == expected


def test_filters_hold_for_long_tables(study: Study) -> None:
    """The list and the arguments leave out what the matrix leaves out."""
    for name in ("recommendations", "arguments"):
        table = tabulate(replace(load_profile(name), filters={"polarity": ("against",)}), study)
        assert {row.cells[0].text for row in table.rows} == {"乙1"}


def test_filters_by_the_users_own_metadata_hold_for_every_table(study: Study) -> None:
    """A column of metadata.csv filters lists and arguments as it filters the matrix."""
    documents = tuple(
        replace(d, metadata=replace(d.metadata, extra={"region": "南" if d.id == "yi" else "北"}))
        for d in study.documents
    )
    for name in ("recommendations", "arguments"):
        profile = replace(load_profile(name), filters={"region": ("南",)})
        table = tabulate(profile, replace(study, documents=documents))
        assert {row.cells[0].text for row in table.rows} == {"乙1", "乙2"}


def test_what_is_wrong_with_several_profiles_is_told_at_once(study: Study) -> None:
    """Each profile's problems, whatever kind of table it describes."""
    wrong = [replace(load_profile(name), label=f"no-{name}") for name in ("comparison", "actors", "overview")]
    with pytest.raises(ProblemsError) as error:
        tabulate_all([*wrong, load_profile("recommendations")], study)
    assert str(error.value).count("is not in the schema") == len(wrong)


def test_the_least_support(study: Study) -> None:
    """What fewer annotators marked is left out."""
    found = _references(tabulate(replace(load_profile("comparison"), min_support=2), study))
    assert "甲1" not in found
    assert "甲2" in found


def test_rows_by_actor_and_columns_by_any_metadata(study: Study) -> None:
    """Rows may be the actors that are named or addressed, columns any field of the metadata."""
    documents = tuple(
        replace(d, metadata=replace(d.metadata, extra={"region": "南" if d.id == "jia" else "北"}))
        for d in study.documents
    )
    study = replace(study, documents=documents)
    profile = replace(load_profile("comparison"), rows=Rows(by="actor", order="name"), columns=Columns(by="region"))
    table = tabulate(profile, study)
    assert [(column.id, column.count) for column in table.columns] == [("南", 3), ("北", 3)]
    assert {e.reference for e in _cell(table, "各市", 0).entries} == {"甲1"}
    assert _title(table.columns[0]) == "南"


def _title(column: Column) -> str:
    return column.title["zh"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"filters": {"modalty": ("must",)}}, "Did you mean modality"),
        ({"columns": Columns(by="yaer")}, "Did you mean year"),
        ({"rows": Rows(by="actors")}, "Did you mean actor"),
    ],
)
def test_wrong_keys_are_told(study: Study, change: dict[str, object], said: str) -> None:
    """A key that nothing knows is refused with its place and the nearest known one."""
    with pytest.raises((InputError, ProblemsError), match=said):
        tabulate(replace(load_profile("comparison"), **change), study)  # type: ignore[arg-type]


def test_counts_of_whole_papers_have_no_filters(tmp_path: Path) -> None:
    """An overview of whole papers refuses filters, since its counts would not be what they say."""
    path = tmp_path / "o.yaml"
    text = "format: profile/1\nid: o\nkind: overview\ntitle: {en: O, zh: 总}\nfields: [paper]\nmin_support: 2\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="has no filters"):
        load_profile(str(path))


def test_short_quotations_leave_nothing_else(study: Study) -> None:
    """With a longest quotation no field of a table holds a longer stretch of any paper."""
    longest = 6
    copied = (Attribute(name="theme_note", values=(study.documents[0].text[5:25],)),)
    consensus = tuple(
        replace(c, spans=tuple(replace(s, attributes=copied) if s.id == "p3" else s for s in c.spans))
        for c in study.consensus
    )
    annotations = tuple(
        replace(a, spans=tuple(replace(s, attributes=copied) for s in a.spans)) for a in study.annotations
    )
    short = replace(study, max_quote=longest, consensus=consensus, annotations=annotations)
    for name in ("comparison", "recommendations", "arguments"):
        profile: Profile = load_profile(name)
        if profile.fields:
            profile = replace(profile, fields=(*profile.fields, *(("sentence",) if name == "recommendations" else ())))
        table = tabulate(profile, short)
        said = [e.quotation for e in table.entries().values()] + [e.context for e in table.entries().values()]
        said += [cell.say("zh") for row in table.rows for cell in row.cells]
        held = [e.attributes for e in table.entries().values()]
        held += [r.attributes for e in table.entries().values() for r in e.readings]
        said += [value for attributes in held for values in attributes.values() for value in values]
        for document in study.documents:
            text = document.text
            windows = {text[at : at + longest + 1] for at in range(len(text) - longest)}
            titles = document.metadata.title + "".join("".join(s.path) for s in document.sections)
            leaked = [w for w in windows for words in said if w in words and w not in titles]
            assert not leaked
