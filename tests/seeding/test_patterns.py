from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.seeding.patterns import alternation, expand, faults, unknown_macros
from tests.clock import least, yardsticks

WORDS = st.lists(st.text("应当该需要ab.", min_size=1, max_size=5), min_size=1, max_size=12)


@given(WORDS)
def test_alternation_matches_each_word(words: list[str]) -> None:
    """Every word of a lexicon is matched whole by its expression, special characters among them."""
    regex = re.compile(alternation(words))

    assert all(regex.fullmatch(word) for word in words)


@given(WORDS, st.text("应当该需要ab.", max_size=6))
def test_alternation_matches_nothing_else(words: list[str], other: str) -> None:
    """What is no word of the lexicon is not matched whole."""
    regex = re.compile(alternation(words))

    assert bool(regex.fullmatch(other)) == (other in words)


def test_alternation_takes_the_longest() -> None:
    """Of two words with one beginning the longer is taken."""
    found = re.match(alternation(["应", "应当", "应当尽快"]), "应当尽早")

    assert found is not None
    assert found[0] == "应当"


@pytest.mark.timing
def test_alternation_of_long_words_is_quick() -> None:
    """A long word costs time in proportion to its length, not to a power of it."""
    words = ["it would be well advised to consider the following " * 4, "it"]
    assert least(lambda: yardsticks(lambda: alternation(words)), 1) <= 1


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("(a+)+b", "inside another repeat"),
        ("(?:a{1,9}){2,9}b", "inside another repeat"),
        ("(?:ab*)*c", "inside another repeat"),
        ("x(?=(?:a+)+)b", "inside another repeat"),
        ("a*", "empty string"),
        ("(?:a|)", "empty string"),
        ("(a", "not a regular expression"),
        ("a{3,1}", "not a regular expression"),
        ("a.*b.*c.*d.*e", "4 repeats wider"),
    ],
)
def test_faults(pattern: str, word: str) -> None:
    """A pattern that is broken, empty or can run away is named for what is wrong with it."""
    assert any(word in fault for fault in faults(pattern))


@pytest.mark.parametrize(
    "pattern", ["应(?:当|该)?.{0,18}?加强", "^(?:通过|以)[^，]{2,40}，", r"\d{4}年", "a(?:b|c){0,3}d"]
)
def test_no_faults(pattern: str) -> None:
    """Ordinary patterns pass."""
    assert list(faults(pattern)) == []


def test_macros() -> None:
    """`{name}` stands for a lexicon; quantifiers such as {2,5} are left alone; unknown names are told."""
    assert expand("{should}.{2,5}", {"should": "(?:应)"}) == "(?:应).{2,5}"
    assert unknown_macros("{should}{shuold}.{0,3}", ["should"]) == ("shuold",)
