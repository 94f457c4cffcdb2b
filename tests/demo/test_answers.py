"""The demo's works become what Label Studio would export, rulings become decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotate.demo import to_decisions, to_export
from annotate.demo.corpus import copy_to, corpus
from annotate.demo.work import Mark, PaperWork, Ruling, Rulings, Work, load_rulings, load_works
from annotate.errors import AnnotateError, InputError, NotFoundError
from annotate.labelstudio.answers import read_answers
from annotate.model import Decision, Document, Extent, Metadata, Section, Source
from annotate.schema import load

TEXT = "一、建议\n各市应当共享数据。"
WORK = Work(
    format="demo-work/1",
    annotator="annotator-1@demo",
    papers=(
        PaperWork(
            paper="a.txt",
            marks=(
                Mark(label="actor", everywhere=("各市",), type="government"),
                Mark(
                    id="r", label="policy_recommendation", quote="各市应当共享数据", modality="should",
                    addressed_to="各市", note="一\n二",
                ),
            ),
        ),
    ),
)  # fmt: skip
DOCUMENT = Document(
    id="a",
    source=Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=len(TEXT), reader="text"),
    metadata=Metadata(),
    text=TEXT,
    sections=(Section(id="1", path=(), level=0, extent=Extent(0, len(TEXT))),),
    sentences=(),
    footnotes=(),
    runs=((0, 0, len(TEXT)),),
    removals=(),
)


def item(paper: str = "a.txt", start: int = 5) -> Mapping[str, Any]:
    """Return a task on the second paragraph."""
    text = TEXT[start:]
    return {
        "data": {
            "paper": paper, "document": "a", "section": "", "title": "", "text": text, "char_offset": start,
            "text_sha256": hashlib.sha256(text.encode()).hexdigest(), "labels": ["policy_recommendation", "actor"],
            "status": "blank",
        },
    }  # fmt: skip


def test_an_export_reads_back_as_the_work() -> None:
    """Spans, attributes and relations come back through the import, at their place in the document."""
    answers = read_answers(to_export([item()], [WORK], load()), [DOCUMENT], load())
    (annotation,) = answers.annotations

    assert answers.issues == ()
    assert annotation.annotator == "annotator-1@demo"
    words = {DOCUMENT.quote(span.extent): span for span in annotation.spans}
    assert set(words) == {"各市", "各市应当共享数据"}
    assert words["各市应当共享数据"].values("modality") == ("should",)
    assert [(r.type, r.target) for r in annotation.relations] == [("addressed_to", words["各市"].id)]


def test_a_paper_without_work_has_no_annotation() -> None:
    """Who did not open a paper submitted nothing on it."""
    (task,) = to_export([item(paper="b.txt")], [WORK], load())

    assert task["annotations"] == []


def ruled(**what: Any) -> list[Decision]:
    """Return the decisions that a ruling on the work becomes."""
    annotations = read_answers(to_export([item()], [WORK], load()), [DOCUMENT], load()).annotations
    ruling = Ruling(**{"paper": "a.txt", "kind": "keep", "of": ("annotator-1@demo/r",), **what})
    rulings = Rulings(format="demo-decisions/1", by="c", at="2026-01-01T00:00:00Z", decisions=(ruling,))
    return to_decisions(rulings, [DOCUMENT], annotations, {})


def test_a_ruling_names_what_was_read_back() -> None:
    """A decision is keyed by stitched ids; its quotation becomes edges in the document."""
    (decision,) = ruled(kind="set", quote="应当共享数据", why="短")

    assert decision.members == ("a:annotator-1@demo:a-r",)
    assert (decision.start, decision.end) == (7, 13)
    assert (decision.by, decision.why) == ("c", "短")


def test_what_is_kept_keeps_its_relations() -> None:
    """Keeping a mark keeps the relations that start from it."""
    (decision,) = ruled(kind="keep")

    assert len(decision.members) == 2


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"paper": "b.txt"}, "the paper is not among the documents"),
        ({"of": ("annotator-1@demo/zz",)}, "the mark annotator-1@demo/zz is not there"),
        ({"quote": "不在文中"}, "stands 0 times in the text"),
    ],
)
def test_a_ruling_on_nothing_is_refused(what: Mapping[str, Any], message: str) -> None:
    """A ruling that fits nothing is told, never dropped silently."""
    with pytest.raises(AnnotateError, match=message):
        ruled(**what)


def test_the_shipped_works_are_on_the_shipped_papers() -> None:
    """Both annotators worked on all four papers; the rulings speak of these too."""
    papers = {path.name for path in (corpus() / "papers").glob("*.*")} - {"metadata.csv"}

    assert [{work.paper for work in annotator.papers} for annotator in load_works(corpus())] == [papers, papers]
    assert {ruling.paper for ruling in load_rulings(corpus()).decisions} == papers


def test_a_study_without_works_is_told(tmp_path: Path) -> None:
    """Where the annotators' files are gone, the message says what to do."""
    with pytest.raises(NotFoundError, match="Run annotate demo on a new folder"):
        load_works(tmp_path)


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    """The demo never replaces a file by a folder."""
    (tmp_path / "x").touch()
    with pytest.raises(InputError, match="is a file"):
        copy_to(tmp_path / "x")
