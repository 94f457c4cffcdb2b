from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import AnnotateError
from annotate.model import Extent, Task
from annotate.tables.rebuild import LONGEST, rebuild


def _task(text: str, at: int, section: tuple[str, ...] = (), document: str = "d") -> Task:
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Task(
        paper="d.txt",
        document=document,
        section=section,
        title="潮",
        text=text,
        char_offset=at,
        text_sha256=sha,
        labels=(),
    )


@given(st.lists(st.text("潮水 a𠮷", min_size=1, max_size=9), min_size=1, max_size=6), st.randoms())
def test_cut_and_rebuilt_is_the_same(paragraphs: list[str], random: object) -> None:
    """Tasks cut at line breaks give back the document, in whatever order they come."""
    text = "\n".join(paragraphs)
    tasks, at = [], 0
    for paragraph in paragraphs:
        tasks.append(_task(paragraph, at))
        at += len(paragraph) + 1
    random.shuffle(tasks)  # type: ignore[attr-defined]
    (document,) = rebuild(tasks)
    assert document.text == text


def test_gaps_keep_offsets_right() -> None:
    """What was not exported is filled, so that every task's text stands at its offset."""
    (document,) = rebuild([_task("尾", 10), _task("头", 0)])
    assert document.text[10:] == "尾"
    assert document.text[1:10] == "\n" * 9


def test_sections_follow_the_tasks() -> None:
    """Tasks of one section are one section; a task that begins with its heading shows it."""
    tasks = [_task("引言。", 0), _task("一、潮\n水。", 4, ("一、潮",)), _task("再。", 11, ("一、潮",))]
    (document,) = rebuild(tasks)
    assert [s.path for s in document.sections] == [(), ("一、潮",)]
    assert document.sections[1].heading == Extent(4, 7)
    assert document.sections[-1].extent.end == len(document.text)


def test_the_same_task_twice_is_no_problem() -> None:
    """An export may hold a task for each annotator."""
    (document,) = rebuild([_task("头", 0), _task("头", 0), _task("头尾", 0, document="e")][:2])
    assert document.text == "头"


@pytest.mark.parametrize("at", [LONGEST, 10**30])
def test_an_offset_that_no_document_reaches_is_told(at: int) -> None:
    """No memory is filled with line breaks up to there; the other problems are told beside it."""
    with pytest.raises(AnnotateError) as error:
        rebuild([_task("头", 0), _task("尾", at), _task("头甲", 0, document="e"), _task("头乙", 0, document="e")])
    assert f"d at {at}: the task ends behind character {LONGEST}" in str(error.value)
    assert "hold different texts" in str(error.value)


def test_overlaps_that_differ_are_told() -> None:
    """Two texts for one place cannot both be the document: all such places are told."""
    with pytest.raises(AnnotateError) as error:
        rebuild([_task("头甲", 0), _task("头乙", 0), _task("尾巴", 1, document="e"), _task("别的", 2, document="e")])
    assert str(error.value).count("hold different texts") == 2
