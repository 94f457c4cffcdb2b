"""The five papers of the study material, which lie beside the checkout and never in it.

Their words are not repeated here: what is expected is told in numbers, heading
levels, and hashes of names.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from annotate.ingest import find_papers, read_document
from annotate.model import Document
from tests.clock import least, yardsticks

SHARED = Path(__file__).parents[3] / "shared"
PAPERS = SHARED / "papers"
ANNOTATIONS = SHARED / "annotations" / "annotations.jsonl"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not PAPERS.is_dir(), reason="the study material is not beside the checkout"),
]


@cache
def documents() -> dict[str, Document]:
    """Return the five documents by the number of the paper."""
    return {path.name[:3]: read_document(path, PAPERS) for path in find_papers(PAPERS)}


def annotations() -> Iterator[dict[str, str]]:
    """Yield the annotations that quote a paper."""
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "context" in row:
            yield {"paper": row["paper"][:3], "context": row["context"], "quote": row["quote"]}


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("paper", "levels"),
    [
        ("000", "1122111"),
        ("001", "112222122212221"),
        ("002", "12221221"),
        ("003", "122122122221"),
        ("004", "1222212233312221222"),
    ],
)
def test_headings_at_their_levels(paper: str, levels: str) -> None:
    """All headings are found, each at its level."""
    found = "".join(str(section.level) for section in documents()[paper].sections if section.heading)

    assert found == levels


@pytest.mark.parametrize(("paper", "count"), [("000", 0), ("001", 95), ("002", 0), ("003", 64), ("004", 60)])
def test_notes_are_set_aside_with_their_places(paper: str, count: int) -> None:
    """Every note is found and anchored."""
    notes = documents()[paper].footnotes

    assert len(notes) == count
    assert all(note.anchor is not None and note.text for note in notes)


@pytest.mark.parametrize("paper", ["000", "001", "002", "003", "004"])
def test_no_mark_and_no_notes_words_in_the_text(paper: str) -> None:
    """Neither marks nor addresses nor the words of any note stand in the running text."""
    document = documents()[paper]

    assert not re.search(r"\^|[①-⑳]|\[\d|https?:|\*", document.text)
    for note in document.footnotes:
        assert note.text[:20] not in document.text


@pytest.mark.parametrize("paper", ["000", "001", "002", "003", "004"])
def test_paragraphs_are_whole(paper: str) -> None:
    """Every paragraph that is no heading ends as a sentence or a list's beginning ends."""
    document = documents()[paper]
    headings = {section.heading for section in document.sections}
    broken = [p for p in document.paragraphs() if p not in headings and document.text[p.end - 1] not in "。？！：”."]

    assert broken == []


def test_metadata_as_the_papers_say_them() -> None:
    """What a paper says is found, what it does not say stays empty."""
    data = {paper: document.metadata for paper, document in documents().items()}

    assert [len(data[paper].authors) for paper in sorted(data)] == [1, 2, 1, 0, 1]
    assert [data[paper].year for paper in sorted(data)] == [None, 2023, 2024, None, 2023]
    assert [data[paper].issue for paper in sorted(data)] == ["", "3", "5", "", "3"]
    assert [bool(data[paper].venue) for paper in sorted(data)] == [False, True, True, False, True]
    assert [len(data[paper].keywords) for paper in sorted(data)] == [0, 4, 5, 0, 3]
    assert data["001"].doi.startswith("10.")
    assert (data["003"].title, data["003"].authors) == ("", ())
    dates = [(d.received, d.revised, d.accepted, d.published, d.online) for _, d in sorted(data.items())]
    assert dates[2] == ("", "", "", "2024-10-09", "")
    assert dates[4] == ("2023-02-06", "2023-06-02", "", "", "")
    assert {dates[at] for at in (0, 1, 3)} == {("",) * 5}
    assert [bool(data[paper].classification) for paper in sorted(data)] == [False, True, False, False, True]
    assert [bool(data[paper].funding) for paper in sorted(data)] == [False, True, True, False, False]
    titles = "|".join(data[paper].title for paper in sorted(data))
    assert hashlib.sha256(titles.encode()).hexdigest()[:12] == "722745531d4f"


def test_metadata_has_its_places() -> None:
    """Where a value of the text is said to stand, its words stand."""
    for document in documents().values():
        source = (PAPERS / document.source.path).read_text(encoding="utf-8")
        data = document.metadata
        assert set(data.places) == set(data.origins) - {"language"}
        for name in ("authors", "affiliations", "keywords", "doi", "classification", "received", "revised"):
            value = getattr(data, name)
            places = squeezed("".join(source[place.start : place.end] for place in data.places.get(name, ())))
            assert all(squeezed(part) in places for part in ((value,) if isinstance(value, str) else value))


def test_kinds_of_sections() -> None:
    """Abstracts, also a foreign one at the end, and conclusions are known as such."""
    kinds = {paper: Counter(section.kind for section in document.sections) for paper, document in documents().items()}

    assert [kinds[paper]["abstract"] for paper in sorted(kinds)] == [2, 1, 1, 0, 1]
    assert [kinds[paper]["conclusion"] for paper in sorted(kinds)] == [1, 1, 0, 1, 0]


def test_contexts_of_annotations_are_in_the_text() -> None:
    """The annotators' contexts are found, save one before whose sentence theirs kept a footnote's words.

    It begins with the end of note 2 of its page and goes on behind notes 3 and 4
    with the author's sentence. Only a text with a note's words in it holds that;
    the sentence itself, and every quotation from it, is in ours.
    """
    texts = {paper: squeezed(document.text) for paper, document in documents().items()}
    rows = list(annotations())
    lost = [row for row in rows if squeezed(row["context"]) not in texts[row["paper"]]]

    assert (len(rows), len(lost), len({row["context"] for row in lost})) == (1528, 14, 1)
    paper, context = lost[0]["paper"], lost[0]["context"]
    address = re.search(r"https?://\S+?\.pdf\.", context)
    assert address
    assert squeezed(context[address.end() :]) in texts[paper]
    assert all(squeezed(row["quote"]) in texts[paper] for row in rows if row["context"] == context)
    before = squeezed(context[: address.end()])
    assert any(before in squeezed(note.text) for note in documents()[paper].footnotes)


@pytest.mark.timing
def test_speed() -> None:
    """The five papers take three yardsticks at most; they took one, half a million characters a second are seven."""
    paths = find_papers(PAPERS)
    assert least(lambda: yardsticks(lambda: [read_document(path, PAPERS) for path in paths]), 3) <= 3
