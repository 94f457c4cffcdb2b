import pytest

from annotate.ingest.cleaning import clean

LINES = (
    "The cities of the bay have long agreed that the govern-\nment of each should warn its own people, and none of\n"
    "them has ever asked what the others would do about a\nwarning that begins at the mouth and ends at the head\n"
    "of the bay, where the water arrives last of all and\nleaves the houses only after the tide has turned again.\n"
)


def test_a_broken_word_is_made_whole() -> None:
    """Where lines are hyphenated, the hyphen goes."""
    assert "that the government of each" in clean(LINES).text


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [("Every govern-ment is one.", "the govern-ment of"), ("One govern-ment, one government.", "the government of")],
)
def test_the_texts_own_words_decide(evidence: str, expected: str) -> None:
    """A word that stands elsewhere with its hyphen keeps it, save where it also stands without."""
    assert expected in clean(LINES + evidence + "\n").text


def test_a_word_of_several_hyphens_keeps_the_last() -> None:
    """Nobody breaks state-of-the-art elsewhere than at a hyphen."""
    assert "a state-of-the-art" in clean(LINES.replace("the govern-\nment", "a state-of-the-\nart")).text


def test_a_text_that_is_hardly_ever_hyphenated_keeps_its_hyphens() -> None:
    """One such end in many lines is the author's own hyphen."""
    plain = (
        "The first alarm is raised at the mouth of the bay and\nthe others follow it up the shore as the water comes,\n"
    )
    source = plain * 40 + LINES

    assert "the govern-ment of each" in clean(source).text
