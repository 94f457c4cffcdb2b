"""Characters that a pattern cannot do without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annotate.seeding import Pack
from annotate.seeding.necessary import Index, Needs, characters, necessary, ones


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("应当", ["应", "当"]),
        ("(?:应|须)建立健全", ["健", "全", "建"]),
        ("[应须]", ["应须"]),
        ("(?:应)?", []),
        ("应|.", []),
        (r"\d年", ["年"]),
        ("Should", ["s", "d", "h"]),
        ("[^应]", []),
        ("(?:应|须(?:要|得))[建立]", ["应须", "建立"]),
        ("(?=应).", []),
    ],
)
def test_necessary(pattern: str, expected: list[str]) -> None:
    """The smallest sets that follow from the pattern are taken; an optional part says nothing."""
    assert necessary(pattern) == tuple(frozenset(chars) for chars in expected)


PARTS = st.recursive(
    st.sampled_from(["应", "当", "[应须]", ".", "a", "[^须]", "(?=当)"]),
    lambda part: st.one_of(
        st.tuples(part, part).map("".join),
        st.tuples(part, part).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(part, st.sampled_from(["?", "{0,2}", "{1,3}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)


@given(st.lists(PARTS, min_size=1, max_size=6), st.text("应当须aA", max_size=8))
def test_the_index_loses_no_match(patterns: list[str], text: str) -> None:
    """Whatever the patterns, one that matches is never passed over."""
    possible = Index.of([necessary(pattern) for pattern in patterns]).possible(characters(text))
    matching = {n for n, pattern in enumerate(patterns) if re.search(pattern, text, re.IGNORECASE)}

    assert matching <= set(ones(possible))


def test_nothing_is_lost(packs: tuple[Pack, ...]) -> None:
    """On every sentence of the checklist, what is passed over would not have matched."""
    checklist = yaml.safe_load((Path(__file__).parent / "checklist.yaml").read_text(encoding="utf-8"))
    texts = [sentence for sentences in checklist.values() for sentence in sentences]
    tried = wrong = 0
    for pack in packs:
        regexes: list[tuple[re.Pattern[str], Needs]] = [
            *((each.regex, each.needs) for each in pack.rules if each.regex),
            *((words.regex, words.needs) for words in pack.words.values()),
        ]
        for regex, needs in regexes:
            for text in texts:
                if any(chars.isdisjoint(characters(text)) for chars in needs):
                    tried += 1
                    wrong += bool(regex.search(text))

    assert wrong == 0
    assert tried > 10_000
