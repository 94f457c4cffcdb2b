from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import spool
from annotate.errors import InputError
from annotate.model import Document, Extent, Metadata, Source, Span
from annotate.tables.references import FIELDS, Reference, References, load_references, save_references

LABEL = "policy_recommendation"
TEXT = "各市应当联网。港口必须改名。学校可以演练。渔民不应出海。"
QUOTES = ("各市应当联网", "港口必须改名", "学校可以演练", "渔民不应出海")


@pytest.fixture
def paper(make_document: Callable[..., Document]) -> Document:
    """Return a paper with four advices."""
    return make_document("a", TEXT, ["林舟"], "", None)


@pytest.fixture
def spans(paper: Document, make_span: Callable[..., Span]) -> list[Span]:
    """Return its four spans."""
    return [make_span(paper, quote, LABEL, id=f"s{n}") for n, quote in enumerate(QUOTES)]


def _names(references: References, document: str = "a") -> dict[str, str]:
    return dict(references.names(document, LABEL))


def test_numbers_follow_the_text(paper: Document, spans: list[Span]) -> None:
    """New references are numbered in text order, whatever the order of the spans."""
    given_ = References().extended(paper, LABEL, spans[::-1])
    assert _names(given_) == {"s0": "林1", "s1": "林2", "s2": "林3", "s3": "林4"}


def test_a_vanished_reference_is_never_given_again(paper: Document, spans: list[Span]) -> None:
    """A span that vanishes takes its number with it; a new one gets the next."""
    first = References().extended(paper, LABEL, spans[:2])
    without = first.extended(paper, LABEL, spans[:1])
    later = without.extended(paper, LABEL, [spans[0], spans[2]])
    assert _names(later)["s2"] == "林3"
    assert [r.name for r in later.given] == ["林1", "林2", "林3"]
    back = later.extended(paper, LABEL, spans[:3])
    assert _names(back) == {"s0": "林1", "s1": "林2", "s2": "林3"}


def test_papers_of_one_sign_share_the_numbers(paper: Document, spans: list[Span]) -> None:
    """Two papers by authors of one family name never have the same reference."""
    other = replace(paper, id="b", metadata=Metadata(authors=("林岸",)))
    both = References().extended(paper, LABEL, spans[:2]).extended(other, LABEL, spans[:2])
    assert _names(both, "b") == {"s0": "林3", "s1": "林4"}
    assert _names(both, "a") == {"s0": "林1", "s1": "林2"}


def test_new_ids_keep_the_reference_of_the_place(paper: Document, spans: list[Span]) -> None:
    """A span with a new id at an old place keeps its reference."""
    first = References().extended(paper, LABEL, spans)
    again = first.extended(paper, LABEL, [replace(span, id=f"new-{span.id}") for span in spans])
    assert _names(again) == {f"new-s{n}": f"林{n + 1}" for n in range(4)}


def test_moved_words_keep_their_reference(paper: Document, spans: list[Span]) -> None:
    """Where a new cleaning moved the text, the same words keep their reference."""
    first = References().extended(paper, LABEL, spans)
    moved = replace(paper, text="此前多出一段话。" + TEXT)
    shift = len(moved.text) - len(TEXT)
    new = [
        replace(s, id=f"m{n}", extent=Extent(s.extent.start + shift, s.extent.end + shift)) for n, s in enumerate(spans)
    ]
    assert _names(first.extended(moved, LABEL, new)) == {f"m{n}": f"林{n + 1}" for n in range(4)}


def test_moved_edges_keep_their_reference(paper: Document, spans: list[Span]) -> None:
    """A span of which at least half still stands keeps its reference; less than half is another."""
    first = References().extended(paper, LABEL, spans[:1])
    start = spans[0].extent.start
    longer = replace(spans[0], id="x", extent=Extent(start, start + 7))
    assert _names(first.extended(paper, LABEL, [longer])) == {"x": "林1"}
    tail = replace(spans[0], id="y", extent=Extent(start + 4, start + 7))
    assert _names(first.extended(paper, LABEL, [tail]))["y"] == "林2"


def test_an_id_that_moved_to_other_words_does_not_double_a_reference(paper: Document, spans: list[Span]) -> None:
    """Each span has one reference, each reference one span, also if ids were dealt anew."""
    first = References().extended(paper, LABEL, spans)
    dealt = [replace(span, id=spans[3 - n].id) for n, span in enumerate(spans)]
    names = _names(first.extended(paper, LABEL, dealt))
    assert sorted(names.values()) == ["林1", "林2", "林3", "林4"]


def test_round_trip(tmp_path: Path, paper: Document, spans: list[Span]) -> None:
    """What was saved is what is read, with line breaks and quotes in the words."""
    given_ = References().extended(replace(paper, text='"a",\n=b' + TEXT[7:]), LABEL, spans)
    path = tmp_path / "work" / "references.csv"
    save_references(path, given_)
    assert load_references(path) == given_
    assert load_references(tmp_path / "none.csv") == References()


HOSTILE = st.text(st.sampled_from("'=+-@＝－\t\r\n ,\"\\a字𠮷\x00\ufffe\u2028"), min_size=1, max_size=6)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_hostile_words_are_guarded_and_come_back(
    tmp_path_factory: pytest.TempPathFactory, sign: str, document: str, span: str, quotation: str
) -> None:
    """Whatever begins a cell, no spreadsheet takes it for a formula, and what is read is what was saved."""
    one = Reference(
        sign=sign, number=1, document=document, label=LABEL, span=span, extent=Extent(0, 1), quotation=quotation
    )
    path = tmp_path_factory.getbasetemp() / "hostile.csv"
    save_references(path, References([one]))

    assert load_references(path) == References([one])
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) == 2 * len(FIELDS)
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", cell)]


def test_half_of_a_pair_is_no_traceback(tmp_path: Path) -> None:
    """A region's id may hold what UTF-8 cannot; it is replaced, and the place finds the reference again."""
    one = Reference(
        sign="林", number=1, document="a", label=LABEL, span="r\ud800", extent=Extent(0, 1), quotation="\udfff字"
    )
    save_references(tmp_path / "references.csv", References([one]))
    assert load_references(tmp_path / "references.csv") == References(
        [replace(one, span="r\ufffd", quotation="\ufffd字")]
    )


def test_a_quotation_of_any_length_comes_back(tmp_path: Path, paper: Document, spans: list[Span]) -> None:
    """Longer than the reader of CSV takes by itself."""
    long = replace(paper, text=TEXT + "长" * 300_000)
    references = References().extended(long, LABEL, [replace(spans[0], extent=Extent(0, len(long.text)))])
    save_references(tmp_path / "references.csv", references)
    assert load_references(tmp_path / "references.csv") == references


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    """Whoever saved it in another encoding has to restore it."""
    path = tmp_path / "references.csv"
    path.write_bytes((",".join(FIELDS) + "\n林1,林,1,a,b,c,0,1,各市\n").encode("gb18030"))
    with pytest.raises(InputError, match="is not UTF-8"):
        load_references(path)


def test_on_disk_they_are_those_in_memory(
    tmp_path: Path, paper: Document, spans: list[Span], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over several runs, with spans that come, move and go, in two papers and for two labels."""
    other = replace(paper, id="b", metadata=Metadata(authors=("2号",)))
    moved = [replace(s, extent=Extent(s.extent.start, s.extent.end - 1), id=f"m{n}") for n, s in enumerate(spans)]
    runs = [(paper, spans[:2]), (other, spans[1:]), (paper, moved[1:]), (paper, []), (paper, spans[::-1])]

    def given_over(runs: list[tuple[Document, list[Span]]]) -> References:
        references = References(folder=tmp_path)
        for label in (LABEL, "claim"):
            for document, own in runs:
                references = references.extended_by([(document, own)], label)
        return references

    held = given_over(runs)
    monkeypatch.setattr(spool, "HELD", 0)
    on_disk = given_over(runs)
    save_references(tmp_path / "references.csv", on_disk)

    assert on_disk.given.on_disk
    assert on_disk == held
    assert all(on_disk.names(name, label) == held.names(name, label) for name in "ab" for label in (LABEL, "claim"))
    assert load_references(tmp_path / "references.csv", tmp_path) == held


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda t: t.replace("number", "no"), "does not have the columns"),
        (lambda t: t.replace("林1,林,1,", "林1,林,one,"), "is no number"),
        (lambda t: t + t.splitlines()[1] + "\n", "stands twice"),
        (lambda t: t.rpartition(",")[0], "references.csv:5: holds too few cells"),
        (lambda t: t.replace("林2,林", "林2,,林"), "references.csv:3: holds too few cells or too many"),
    ],
)
def test_damage_is_told(
    tmp_path: Path, paper: Document, spans: list[Span], damage: Callable[[str], str], message: str
) -> None:
    """A damaged file is refused: numbers given again would be worse."""
    path = tmp_path / "references.csv"
    save_references(path, References().extended(paper, LABEL, spans))
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_references(path)


@given(st.lists(st.sets(st.integers(0, 11), max_size=8), max_size=6))
def test_no_reference_ever_means_two_places(runs: list[set[int]]) -> None:
    """Over any history of runs, a reference stays with its words."""
    text = "".join(f"第{n:02}条建议。" for n in range(12))
    source = Source(path="h.txt", sha256="", encoding="utf-8", length=len(text), reader="txt")
    paper = Document(
        id="h", source=source, metadata=Metadata(authors=("林舟",)), text=text, sections=(), sentences=(),
        footnotes=(), runs=((0, 0, len(text)),), removals=(),
    )  # fmt: skip
    references = References()
    meant: dict[str, str] = {}
    for run in runs:
        spans = [Span(id=f"s{n}", label=LABEL, extent=Extent(n * 7, n * 7 + 6)) for n in run]
        references = references.extended(paper, LABEL, spans)
        for span, name in references.names("h", LABEL).items():
            assert meant.setdefault(name, span) == span
        assert set(run) <= {int(span[1:]) for span in references.names("h", LABEL)}
