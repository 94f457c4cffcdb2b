"""Whether a pattern matches somewhere, asked quickly: the same as `re` says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annotate.seeding import Pack
from annotate.seeding.asking import asking, finding, longest, opening

PARTS = st.recursive(
    st.sampled_from(
        ["应", "当", "[应须]", "[一-三]", ".", r"\d", "[^须]", "(?=当)", "(?<!应)", "(?<=须)", "^", "$", "(?!^)"]
    ),
    lambda part: st.one_of(
        st.tuples(part, part).map("".join),
        st.tuples(part, part).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(part, st.sampled_from(["?", "{0,2}", "{1,3}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)


@given(PARTS, st.lists(st.text("应当须一二1３-]", max_size=8), min_size=1))
def test_what_is_asked_quickly_is_what_is_found(pattern: str, texts: list[str]) -> None:
    """Whatever the pattern begins with, it is said to match where `re` finds it, and nowhere else."""
    asked = asking(pattern)

    assert [bool(asked(text)) for text in texts] == [bool(re.search(pattern, text)) for text in texts]


@given(PARTS, st.lists(st.text("应当须一二1３-]", max_size=8), min_size=1))
def test_what_is_found_quickly_is_what_is_found(pattern: str, texts: list[str]) -> None:
    """All matches, with their places, as `finditer` gives them."""
    regex = re.compile(f"(?P<all>{pattern})")
    found = finding(regex)

    assert [[each.span() for each in found(text)] for text in texts] == [
        [each.span("all") for each in regex.finditer(text)] for text in texts
    ]


@given(PARTS, st.booleans(), st.lists(st.text("应当须一二1３-]\n", max_size=8), min_size=1))
def test_what_is_passed_over_does_not_match(part: str, closed: bool, texts: list[str]) -> None:  # noqa: FBT001
    """By its first letter and by its length no text is passed over in which a bound pattern matches."""
    pattern = f"^(?:{part})$" if closed else f"^(?:{part})"
    may_open, most = opening(pattern), longest(pattern)

    for text in texts:
        if re.search(pattern, text):
            assert not text or may_open is None or may_open(text[0])
            assert most is None or len(text) <= most


def test_bound_patterns_are_passed_over() -> None:
    """By what they cannot begin with, and by what is too long for them."""
    may_open = opening("^(?:首先|[^，不]{2,3}。)$")

    assert may_open
    assert [bool(may_open(letter)) for letter in "首先，不"] == [True, True, False, False]
    assert longest("^(?:首先|[^，不]{2,3}。)$") == len("谁都可。\n")
    assert opening("首先|^其次") is None
    assert longest("^首先|其次$") is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?i)should", "We SHOULD act."),
        ("(?:^a|\\bshould)", "we Should"),
        ("[k-m]ey|is", "a \u212aey"),
        ("(?s)a.b", "a\nb"),
    ],
)
def test_flags(pattern: str, text: str) -> None:
    """A pattern's own flags hold, and those it is given."""
    assert asking(pattern, re.IGNORECASE)(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?<!不)(?i:b)c", "Bc"),
        ("(?m)^甲", "乙\n甲"),
        ("(?m:^甲)", "乙\n甲"),
        ("(?x) (?<!乙) 甲 # behind nothing", "甲"),
        ("(?<!a)(?-i:b)c", "bc"),
    ],
)
def test_flags_of_a_part(pattern: str, text: str) -> None:
    """A flag that a pattern sets for a part of itself, or for all of it, is no reason to miss a match, or to fail."""
    assert re.search(pattern, text)
    assert asking(pattern)(text)


def test_the_packs_rules(packs: tuple[Pack, ...]) -> None:
    """Every rule fires on the sentences of the checklist that its expression matches in."""
    checklist = yaml.safe_load((Path(__file__).parent / "checklist.yaml").read_text(encoding="utf-8"))
    texts = [sentence for sentences in checklist.values() for sentence in sentences]
    matching = 0
    for pack in packs:
        for each in pack.rules:
            if each.regex:
                found = [bool(each.regex.search(text)) for text in texts]
                matching += sum(found)

                assert [bool(each.asked(text)) for text in texts] == found
    assert matching > len(texts)
