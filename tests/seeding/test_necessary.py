"""Words that a pattern cannot do without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annotate.seeding import Pack
from annotate.seeding.index import Index
from annotate.seeding.necessary import MAX_WORDS, Needs, necessary
from annotate.seeding.rulebook import ones


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("应当", ["应当"]),
        ("应(?:当)?", ["应"]),
        ("(?:应|须)建立健全", ["应建立健全 须建立健全"]),
        ("[应须]", ["应 须"]),
        ("(?:应)?", []),
        ("应|.", []),
        (r"[应\W]年", ["年"]),
        ("[^应]", []),
        ("(?:应|须(?:要|得)).[建立]", ["建 立", "应 须要 须得"]),
        ("在.{2,9}方面", ["方面", "在"]),
        ("(?=应).", ["应"]),
        (".{2}(?=认为|指出)", ["认为 指出"]),
        ("(?<=应).", []),
        ("(?!应).", []),
        ("(?:应.当|须)建", ["建", "应 须", "当 须"]),
        ("(?:不断){1,3}改", ["不断", "改"]),
        ("(?i:应).建", ["建"]),
        (r"(应)\1建", ["应", "建"]),
        ("[" + "".join(map(chr, range(0x4E00, 0x4E00 + MAX_WORDS + 1))) + "]建", ["建"]),
    ],
)
def test_necessary(pattern: str, expected: list[str]) -> None:
    """The rarest sets that follow from the pattern are taken; an optional part says nothing."""
    assert sorted(map(sorted, necessary(pattern))) == sorted(sorted(words.split()) for words in expected)


def test_digits_are_spelt_out() -> None:
    r"""`\d` needs a digit of any script, and a branch what each of its alternatives needs, set by set."""
    (digits,) = necessary(r"\d{1,3}")
    units, numbers = necessary(r"\d{1,3}[.,].{0,2}(?:吨|公里)|第.条")

    assert {"0", "9", "\u0663", "\uff13"} <= digits
    assert units == {"条", "吨", "公里"}
    assert numbers == {".", ",", "第"}


PARTS = st.recursive(
    st.sampled_from(["应", "当", "[应须]", ".", "a", "[^须]", "(?=当)", r"\d"]),
    lambda part: st.one_of(
        st.tuples(part, part).map("".join),
        st.tuples(part, part).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(part, st.sampled_from(["?", "{0,2}", "{1,3}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)


@given(st.lists(PARTS, min_size=1, max_size=6), st.text("应当须aAſKİ1３", max_size=8), st.booleans(), st.data())
def test_the_index_loses_no_match(patterns: list[str], text: str, ignore: bool, data: st.DataObject) -> None:  # noqa: FBT001
    """Whatever the patterns and the stretch of a text, one that matches there is never passed over."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    index = Index([necessary(pattern) for pattern in patterns], ignore_case=ignore)
    flags = re.IGNORECASE if ignore else re.NOFLAG
    matching = {n for n, pattern in enumerate(patterns) if re.search(pattern, text[start:end], flags)}

    assert matching <= set(ones(index.hits(text).within([start], [end])[0]))


@pytest.mark.parametrize(("pattern", "text"), [("kindly", "\u212aindly"), ("is", "\u0130\u017f"), ("is", "a \u0131S")])
def test_letters_that_are_the_same_to_an_expression(pattern: str, text: str) -> None:
    """What `re` takes for the same letter, the index does as well, and places stay where they are."""
    assert re.search(pattern, text, re.IGNORECASE)
    assert Index([necessary(pattern)], ignore_case=True).possible([text]) == [1]


def test_nothing_is_lost(packs: tuple[Pack, ...]) -> None:
    """On every sentence of the checklist, what is passed over would not have matched."""
    checklist = yaml.safe_load((Path(__file__).parent / "checklist.yaml").read_text(encoding="utf-8"))
    texts = [sentence for sentences in checklist.values() for sentence in sentences]
    tried = passed = 0
    for pack in packs:
        regexes = [each.regex for each in pack.rules if each.regex]
        regexes += [words.regex for words in pack.words.values()]
        needs: list[Needs] = [necessary(regex.pattern) for regex in regexes]
        index = Index(needs, ignore_case=pack.head.language == "en")
        for text in texts:
            (possible,) = index.possible([text])
            matching = {number for number, regex in enumerate(regexes) if regex.search(text)}
            tried += possible.bit_count()
            passed += len(regexes) - possible.bit_count()

            assert matching <= set(ones(possible))

    assert passed > 10 * tried


def test_a_word_begins_with_one_of_its_lexicons_characters(packs: tuple[Pack, ...]) -> None:
    """Before a lexicon is tried at a place, the character there is looked up: none that may begin a hit is missing."""
    tried = 0
    for pack in packs:
        for name, words in pack.words.items():
            for word in pack.lists.lexicons[name].words:
                for written in {
                    word,
                    word.upper(),
                    word.title(),
                    word.replace("s", "\u017f"),
                    word.replace("i", "\u0130"),
                }:
                    if words.regex.match(written):
                        tried += 1

                        assert written[0] in words.starts
    assert tried > 1000
