"""Every line of `rules explain` that has words of its own is known, and so told in Chinese; quotations stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.cli.explained import LINES, spoken
from annotate.ingest import read_document
from annotate.language import choose, message
from annotate.seeding import load_packs
from annotate.seeding.explain import explain

PAPER = Path(__file__).parents[2] / "examples" / "demo" / "papers" / "c-bing.txt"
PLAIN = re.compile(r"\[\d+:\d+\] .*|      [+-].*|    \w+ \[\d+:\d+\] .*")
"""A sentence, a rule without more, a relation: places, names, numbers and words of the paper."""


@pytest.fixture(scope="module")
def lines() -> tuple[str, ...]:
    """What is said of a paper of the demo, in English."""
    return tuple(explain(read_document(PAPER, PAPER.parent), load_packs(["zh"])))


@pytest.fixture
def chinese() -> Iterator[None]:
    """Speak Chinese."""
    choose("zh")
    yield
    choose("en")


def test_every_line_with_words_is_known(lines: tuple[str, ...]) -> None:
    """A line that `explain` says otherwise is missed here, not by a Chinese reader."""
    known = [message(line) for line in LINES]
    unknown = [line for line in lines if not PLAIN.fullmatch(line) and not any(one.recognise(line) for one in known)]

    assert len(lines) > 100
    assert unknown == []


@pytest.mark.usefixtures("chinese")
def test_values_keep_their_places(lines: tuple[str, ...]) -> None:
    """Each value of a line stands in what is said of it, whole: quotations, rules, places and numbers."""
    known = [message(line) for line in LINES]
    for line in lines:
        said, counted = spoken(line), line.endswith(" more, counted once)")
        if PLAIN.fullmatch(line) and not counted:
            assert said == line
            continue
        values = next(found for one in known if (found := one.recognise(line)))
        assert not [value for value in values.values() if value not in said]


def test_in_english_nothing_changes(lines: tuple[str, ...]) -> None:
    """The words are those of the code."""
    assert [spoken(line) for line in lines] == list(lines)
