"""Entries and rows that went to disk are what they were."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from annotate import spool
from annotate.model import Entry, Extent, Place, Reading, Reason, Support
from annotate.tables.build import tabulate_all
from annotate.tables.packed import ENTRY
from annotate.tables.profile import Profile, load_profile
from annotate.tables.study import Study

PROFILES = ("actors", "arguments", "comparison", "overview", "recommendations")


def _full() -> Entry:
    """Return an entry of which every field holds something of its own."""
    support = Support(
        by=("a1",),
        asked=("a1", "a2"),
        partial=("a2",),
        members=("m",),
        adjudicated=True,
        starts=(1, 2),
        ends=(3, 4),
        probability=0.75,
    )
    place = Place(document="jia", section=("一、现状", "港口"), paragraph=3, extent=Extent(4, 9), page="12")
    below = Reason(span="s2", label="evidence", relation="attacks", quotation="去年\ud800", place=place, again=True)
    reason = replace(
        below,
        span="s1",
        type="case",
        attributed_to=("省海洋局",),
        support=support,
        marked=replace(support, starts=None),
        reasons=(below, below),
        again=False,
    )
    return Entry(
        reference="甲1",
        span="s",
        label="policy_recommendation",
        document="jia",
        quotation="应当\n联网",
        place=place,
        context="各市应当联网。",
        context_start=2,
        sentence=Extent(2, 9),
        modality="should",
        polarity="against",
        read_from_words=True,
        themes=("t1", "t2"),
        addressees=("各市",),
        addressed_as=("沿海各市",),
        attributes={"urgency": ("high", "now")},
        cues=(Extent(4, 6), Extent(7, 8)),
        reasons=(reason, below),
        examined=False,
        support=support,
        readings=(
            Reading(annotator="a1", state="marked", extents=(Extent(4, 9),), attributes={"note": ("x",)}),
            Reading(annotator="a2", state="unmarked"),
        ),
        machine=True,
        translation="should be joined",
        note="看",
        rule="zh.1",
        score=0.5,
        actors=("各市", "港口"),
        link="https://example.org/1",
    )


def test_an_entry_comes_back_with_every_field() -> None:
    """Also one that holds nothing but what it must; a field that is added later must be filled here."""
    full = _full()
    bare = Entry(**{field.name: getattr(full, field.name) for field in fields(Entry)[:9]})
    default = [field.name for field in fields(Entry)[9:] if getattr(full, field.name) == getattr(bare, field.name)]
    kept: spool.Spool[Entry] = spool.Spool(ENTRY.pack, ENTRY.unpack, held=0)
    for entry in (full, bare):
        kept.append(entry)

    assert default == []
    assert list(kept) == [full, bare]
    assert kept.on_disk
    assert hash(kept[0].place) == hash(full.place)


@pytest.mark.parametrize("seeds", [True, False])
@pytest.mark.parametrize("rows_by", ["theme", "addressee", "modality"])
def test_tables_on_disk_are_those_in_memory(
    study: Study, monkeypatch: pytest.MonkeyPatch, *, seeds: bool, rows_by: str
) -> None:
    """Rows, cells and words of every kind of table, wherever its rows lie."""
    profiles: list[Profile] = [load_profile(name) for name in PROFILES]
    profiles = [replace(p, rows=replace(p.rows, by=rows_by), columns=replace(p.columns, by="author")) for p in profiles]
    held = tabulate_all(profiles, study, with_seeds=seeds)
    monkeypatch.setattr(spool, "HELD", 0)
    on_disk = tabulate_all(profiles, study, with_seeds=seeds)

    for name, table in held.items():
        other = on_disk[name]
        assert type(other.rows if table.kind == "long" else other.rows[0].cells) is not tuple
        assert other.held() == table
        assert len(other.rows) == len(table.rows)
        assert other.rows[-1].id == table.rows[-1].id
        assert [row.id for row in other.rows[1:3]] == [row.id for row in table.rows[1:3]]
        assert other.rows[0].cells[-1] == table.rows[0].cells[-1]
        if table.kind == "long":
            assert list(map(list, other.said("en"))) == list(map(list, table.said("en")))
        else:
            assert other.rows[0].cells[1:] == table.rows[0].cells[1:]
