"""How long a pattern can take, reckoned before it is run."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.loading import available, load_yaml
from annotate.seeding.checking import problems_of
from annotate.seeding.clauses import MAX_CLAUSE, MAX_SENTENCE
from annotate.seeding.cost import LIMIT, MOST, work_of
from annotate.seeding.format import PackFile
from annotate.seeding.loading import _sources
from annotate.seeding.necessary import parse
from annotate.seeding.patterns import faults
from tests.clock import least, seconds, yardstick

RUN_AWAY = [
    *["(?:a|a)+b", "(?:a?){30}a{30}", "(?:应|应当)+x", r"(?:\w+\s?)*x", "a?" * 25 + "a" * 25, "(?:.{0,9}a){9}b"],
    *[".{0,12}" * 6 + "x", "(?:ab|a|b)*c", ".*.*x", "(?=(?:a|a)+)b", "(?i:(?:ab|AB)*)c", "(?:[ab]b|ab)*c"],
]
ORDINARY = [
    *["应.{0,30}推.{0,30}建", "(?:[^，]{1,9}，){3}应", "(?:应|应当)?(?:尽快|加快).{2,40}", "(?:a|b){1,9}c"],
    *[r"\b(?:the (?:\w+ )?law) requires", "^(?:通过|以)[^，]{2,40}，.*", "[^”]{6,}”"],
]


@pytest.mark.parametrize("pattern", RUN_AWAY)
def test_what_runs_away_is_refused(pattern: str) -> None:
    """Patterns whose work is a power of the text's length are refused, however short they are."""
    assert any("steps on a text" in fault or "inside another" in fault for fault in faults(pattern, MAX_SENTENCE))


@pytest.mark.parametrize("pattern", ORDINARY)
def test_ordinary_patterns_pass(pattern: str) -> None:
    """Patterns as packs write them are far below the bound."""
    assert list(faults(pattern, MAX_SENTENCE)) == []


PARTS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", ".", "[^b]", "ab", r"\w"]),
    lambda part: st.one_of(
        st.tuples(part, part).map("".join),
        st.tuples(part, part).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(part, st.sampled_from(["?", "*", "+", "{0,3}", "{2,9}", "*?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
    ),
    max_leaves=8,
)


@cache
def measure() -> float:
    """Return what a yardstick takes, once for all patterns."""
    return yardstick()


@given(PARTS, st.sampled_from(["a", "ab", "aab", "b"]))
@settings(max_examples=150, deadline=None)
@pytest.mark.timing
def test_the_reckoning_is_from_above(pattern: str, piece: str) -> None:
    """No search takes longer than its steps allow, at 150,000 steps a yardstick, which `re` always does."""
    steps = work_of(parse(pattern + "c"), MAX_CLAUSE)
    if steps > MOST // 30:
        return
    regex, text = re.compile(pattern + "c"), (piece * MAX_CLAUSE)[:MAX_CLAUSE]
    most = (1 + steps / 150_000) * measure()
    assert least(lambda: seconds(lambda: regex.search(text)), most) <= most


def test_what_cannot_be_reckoned_is_capped() -> None:
    """Powers are not written out: the reckoning itself takes no time."""
    assert work_of(parse("(?:" * 20 + "a?" + "){0,99}" * 20 + "b"), MAX_SENTENCE) == LIMIT


@pytest.mark.parametrize("name", ["zh", "en"])
def test_the_shipped_packs_are_within_bounds(name: str) -> None:
    """What loading does not reckon again for shipped packs is reckoned here."""
    files = [path for key, path in available("seeds").items() if key.startswith(f"{name}/")]

    assert list(problems_of([(path, load_yaml(path, PackFile)) for path in files], _sources)) == []
