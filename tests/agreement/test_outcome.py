"""Figures that wait on disk come back as they were: in the file, in the page, as one value."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from annotate.agreement import agree
from annotate.agreement.outcome import HELD, Outcome, spooled
from annotate.agreement.page import page, pieces_of
from annotate.agreement.portions import Held
from annotate.agreement.report import agree_on
from annotate.files import dump_record
from annotate.model import Agreement, Annotation, Score
from tests.agreement.conftest import Work

NAMES = ["pairwise_f1_overlap", "alpha_u", "relation_f1"]
HOSTILE = '"scores":[]\\",</td>\u2028\n'


@pytest.fixture
def works(work: Work) -> list[Annotation]:
    """More documents than are held, one of a hostile name; with blank and pre-marked tasks, and one read by two."""
    documents = [f"d{number:02}" for number in range(HELD + 5)] + [HOSTILE]
    return [
        work(name, [("claim", at, 20 + number)], document=document, status="seeded" if number % 2 else "blank")
        for number, document in enumerate(documents)
        for at, name in enumerate("ABC")
        if number != 3 or name != "C"
    ]


def test_the_line_is_that_of_the_value(works: list[Annotation], tmp_path: Path) -> None:
    """Byte for byte, wherever figures wait; the first are those of all documents, the last those of kinds of tasks."""
    held = agree(works, NAMES, rounds=range(5))
    outcome = agree_on(Held(works), NAMES, n_rounds=5, folder=tmp_path)

    assert len(outcome.own) == len(held.documents) > HELD
    assert "".join(outcome.record()) == dump_record(held)
    assert outcome.agreement() == held
    assert {score.document for score in outcome.whole.scores[: outcome.n_first]} == {"*"}
    assert {score.document for score in outcome.whole.scores[outcome.n_first :]} == {"*blank", "*seeded"}
    assert list(tmp_path.iterdir()) == []


def test_a_value_is_told_apart_and_put_together_again(works: list[Annotation]) -> None:
    """Also one that has no figures of documents, or none at all."""
    every = agree(works, NAMES)
    one = agree([each for each in works if each.document == "d00"], NAMES)
    nobody = agree([], NAMES)

    for value in (every, one, nobody):
        outcome = Outcome.of(value)
        assert outcome.agreement() == value
        assert "".join(outcome.record()) == dump_record(value)
    assert [len(Outcome.of(value).own) for value in (every, one, nobody)] == [len(every.documents), 0, 0]


def test_numbers_and_texts_of_any_kind_come_back(tmp_path: Path) -> None:
    """Numbers of numpy as Python's, nothing as nothing, half of a surrogate pair by its number."""
    values = [None, 0.1 + 0.2, np.float64(0.7), 1e-7, -1.0]
    figures = [
        Score(metric="m", unit="span", label=f"\ud800 {place}", annotators=("A", "乙"), document=f"d{number}",
              value=value, n_units=number, reason=HOSTILE, low=value)
        for number in range(HELD + 3)
        for place, value in enumerate(values)
    ]  # fmt: skip
    own = spooled(tmp_path)
    for _, found in groupby(figures, lambda score: score.document):
        own.append(tuple(found))
    documents = tuple(dict.fromkeys(score.document for score in figures))
    whole = Agreement(annotators=("A", "乙"), documents=documents, scores=())
    outcome = Outcome(whole=whole, own=own)

    assert own.on_disk
    assert outcome.agreement() == replace(whole, scores=tuple(figures))
    assert json.loads("".join(outcome.record())) == json.loads(dump_record(replace(whole, scores=tuple(figures))))


def test_the_page_is_that_of_the_value(works: list[Annotation]) -> None:
    """A row for each document and each kind of tasks, each with its figures of all annotators."""
    made = "".join(pieces_of(agree_on(Held(works), NAMES), Held(works), "合作研究"))

    assert made == page(agree(works, NAMES), works, [], "合作研究")
    assert made.count('<tr><th class="name">') == len({work.document for work in works}) + 2
