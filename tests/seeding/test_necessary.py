"""Characters that a pattern cannot do without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from annotate.seeding import Pack
from annotate.seeding.necessary import characters, necessary


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("应当", "应"),
        ("(?:应|须)建立健全", "健"),
        ("[应须]", "应须"),
        ("(?:应)?", None),
        ("应|.", None),
        (r"\d年", "年"),
        ("Should", "s"),
        ("[^应]", None),
    ],
)
def test_necessary(pattern: str, expected: str | None) -> None:
    """The smallest set that follows from the pattern is taken; an optional part says nothing."""
    assert necessary(pattern) == (None if expected is None else frozenset(expected))


def test_nothing_is_lost(packs: tuple[Pack, ...]) -> None:
    """On every sentence of the checklist, what is passed over would not have matched."""
    checklist = yaml.safe_load((Path(__file__).parent / "checklist.yaml").read_text(encoding="utf-8"))
    texts = [sentence for sentences in checklist.values() for sentence in sentences]
    tried = wrong = 0
    for pack in packs:
        regexes: list[tuple[re.Pattern[str], frozenset[str] | None]] = [
            *((each.regex, each.needs) for each in pack.rules if each.regex),
            *((words.regex, words.needs) for words in pack.words.values()),
        ]
        for regex, needs in regexes:
            for text in texts:
                if needs is not None and needs.isdisjoint(characters(text)):
                    tried += 1
                    wrong += bool(regex.search(text))

    assert wrong == 0
    assert tried > 10_000
