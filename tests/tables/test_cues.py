from __future__ import annotations

import pytest

from annotate.model import Extent
from annotate.tables.cues import cues_for, find_cues, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("各市必须联网", ("must", "for")),
        ("各市应当联网", ("should", "for")),
        ("各市不妨联网", ("may", "for")),
        ("联网，开放数据", ("bare", "for")),
        ("各市不应联网", ("bare", "against")),
        ("需要各市摒弃旧法", ("should", "against")),
        ("应当联网，避免迟报", ("should", "for")),
        ("The port must not close", ("bare", "against")),
        ("Cities should share data", ("should", "for")),
        ("供应链的可持续性是主要应用", ("bare", "for")),
        ("mustard and Canberra", ("bare", "for")),
    ],
)
def test_what_the_words_suggest(text: str, expected: tuple[str, str]) -> None:
    """The first cue gives the strength; a word against in its clause gives the polarity."""
    assert read(find_cues(text, 0), ()) == expected


def test_a_modal_word_before_the_quotation_counts() -> None:
    """Where the quotation has no cue, the last modal word earlier in the sentence governs it."""
    before = find_cues("各市必须做到：摒弃旧法，", 0)
    assert read((), before) == ("must", "for")
    assert cues_for((), before, "must", "for") == (Extent(2, 4),)


def test_only_cues_of_the_set_strength_are_marked() -> None:
    """A cue that says something else than what people set is not marked as if it were the reason."""
    cues = find_cues("各市可以先行，但必须联网", 10)
    assert cues_for(cues, (), "must", "for") == (Extent(18, 20),)
    assert cues_for(cues, (), "bare", "for") == ()
