"""Tasks are an exact partition of the text into whole paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.labelstudio.cutting import CONTEXT, borders, cut, text_sha256
from annotate.model import Document
from annotate.store import TaskConfig

PARAGRAPHS = st.lists(st.text(alphabet="甲乙a 𠮷😀", max_size=60), min_size=1, max_size=40)


@given(paragraphs=PARAGRAPHS, headings=st.sets(st.integers(0, 39)), low=st.integers(1, 60), extra=st.integers(0, 200))
def test_no_character_is_lost_or_doubled(
    paragraphs: list[str], headings: set[int], low: int, extra: int, request: pytest.FixtureRequest
) -> None:
    """Between two tasks lies nothing but line feeds, and each task is a slice of the document."""
    document_of: Callable[..., Document] = request.getfixturevalue("document_of")
    lines = [f"一{n}" if n in headings else line for n, line in enumerate(paragraphs)]
    document = document_of("\n".join(lines), headings=[f"一{n}" for n in headings])
    tasks = cut(document, ["claim"], TaskConfig(min_length=low, max_length=low + extra))
    at = 0
    for task in tasks:
        assert set(document.text[at : task.extent.start]) <= {"\n"}
        assert task.text == document.quote(task.extent)
        assert task.extent.start == 0 or document.text[task.extent.start - 1] == "\n"
        assert len(task.text) <= low + extra or "\n" not in task.text
        at = task.extent.end
    assert set(document.text[at:]) <= {"\n"}


def test_sections_are_kept_whole_where_they_fit(document_of: Callable[..., Document]) -> None:
    """Cuts fall on headings when sections are of the right size."""
    text = "\n".join(f"{head}\n{'字' * 1400}\n{'词' * 1400}" for head in ("引言", "现状", "建议"))
    tasks = cut(document_of(text, headings=["现状", "建议"]), ["claim"], TaskConfig())
    assert [task.text[:2] for task in tasks] == ["引言", "现状", "建议"]
    assert [task.section for task in tasks] == [(), ("现状",), ("建议",)]


def test_a_heading_stays_with_its_text() -> None:
    """Rather a cut inside a section than a heading alone at the end of a task."""
    opens, headings = [True, True, True, False, False], [False, True, True, False, False]
    found = borders([3000, 10, 12, 2500, 1900], opens, headings, low=2000, high=4000)
    assert list(found) == [(0, 1), (1, 4), (4, 5)]


def test_short_sections_join() -> None:
    """Sections under the least length are put together."""
    lengths, opens = [900, 10, 900, 10, 900, 10, 900], [True, True, False, True, False, True, False]
    headings = [False, True, False, True, False, True, False]
    assert list(borders(lengths, opens, headings, low=1700, high=3000)) == [(0, 3), (3, 7)]


def test_a_paper_can_be_one_task(document_of: Callable[..., Document]) -> None:
    """`tasks: {unit: paper}` gives the whole paper."""
    document = document_of()
    (task,) = cut(document, ["claim"], TaskConfig(unit="paper"))
    assert task.text == document.text
    assert task.text_sha256 == text_sha256(document.text)


def test_an_empty_text_has_no_tasks(document_of: Callable[..., Document]) -> None:
    """Nothing but line feeds is nothing to annotate."""
    assert cut(document_of("\n\n", headings=[]), ["claim"], TaskConfig()) == ()


def test_neighbours_are_shown_and_are_no_part_of_the_task(document: Document) -> None:
    """Each task shows the end of the paragraph before it and the beginning of the one after, up to a limit."""
    tasks = cut(document, (), TaskConfig(min_length=30, max_length=100))
    assert (tasks[0].before, tasks[-1].after) == ("", "")
    for task, following in pairwise(tasks):
        assert task.after == following.text.split("\n")[0][:CONTEXT]
        assert following.before == task.text.split("\n")[-1][-CONTEXT:]


def test_a_long_neighbour_is_cut(document_of: Callable[..., Document]) -> None:
    """What is left out of a neighbour shows as an ellipsis at that side."""
    text = "潮" * 500 + "\n" + "位" * 500 + "\n" + "短。"
    tasks = cut(document_of(text, headings=()), (), TaskConfig(min_length=400, max_length=500))
    assert tasks[0].after == "位" * CONTEXT + "…"
    assert tasks[1].before == "…" + "潮" * CONTEXT
    assert tasks[1].after == "短。"
