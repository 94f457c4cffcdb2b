"""What is asked for a whole paper at once is what would be found sentence by sentence, rule by rule."""

from __future__ import annotations

from itertools import accumulate, product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annotate.seeding import Pack
from annotate.seeding.actors import ActorFinder
from annotate.seeding.facts import FACTS
from annotate.seeding.folding import fold, plain
from annotate.seeding.index import Index
from annotate.seeding.layout import lay_out
from annotate.seeding.necessary import necessary
from annotate.seeding.rulebook import LABELS, Rulebook, ones

PATTERNS = ("应", "必须|务必", "[应须].{2}建", ".", "a.?b")


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """Return the sentences of the checklist, and some that hold nothing, or next to nothing."""
    checklist = yaml.safe_load((Path(__file__).parent / "checklist.yaml").read_text(encoding="utf-8"))
    return ["", "，", "；；", *(sentence for group in checklist.values() for sentence in group)]


@given(st.lists(st.text("应必须务建ab，", max_size=6), max_size=8))
def test_many_stretches_are_searched_as_each_would_be(texts: list[str]) -> None:
    """Stretches of one text, empty ones among them, hold the expressions that each holds alone."""
    index = Index([necessary(pattern) for pattern in PATTERNS])
    ends = list(accumulate(map(len, texts)))
    found = index.hits("".join(texts)).within([end - len(text) for text, end in zip(texts, ends, strict=True)], ends)

    assert found == [index.hits(text).within([0], [len(text)])[0] for text in texts]
    assert found == index.possible(texts)


@given(st.lists(st.text("应必须务建ab，", max_size=6), min_size=1, max_size=8))
def test_stretches_and_their_lines_are_told_in_one_go(lines: list[str]) -> None:
    """Of stretches and of the lines around them is said what is said of either alone."""
    index = Index([necessary(pattern) for pattern in PATTERNS])
    borders = list(accumulate((len(line) + 1 for line in lines), initial=0))
    inner = [
        (start + line.index(part), line, part)
        for start, line in zip(borders, lines, strict=False)
        for part in line.split("，")[:1]
    ]
    starts, ends = [at for at, _, _ in inner], [at + len(part) for at, _, part in inner]
    hits = index.hits("\n".join(lines))

    assert hits.nested(starts, ends, borders) == (
        hits.within(starts, ends),
        hits.within(borders[:-1], [border - 1 for border in borders[1:]]),
    )


def test_more_expressions_than_bits_in_a_word() -> None:
    """The 200th expression is found like the first."""
    chars = [chr(0x4E00 + number) for number in range(200)]

    assert Index([necessary(char) for char in chars]).possible(chars) == [1 << number for number in range(200)]


def test_a_paper_is_laid_out_like_its_sentences(packs: tuple[Pack, ...], sentences: list[str]) -> None:
    """Units, clauses and what may match in each are the same whatever stands before and behind a sentence."""
    for pack in packs:
        folded = [fold(text, pack.fold) if pack.head.language == "zh" else plain(text) for text in sentences]

        assert lay_out(folded, pack) == [lay_out([text], pack)[0] for text in folded]


def test_the_actors_of_a_paper_are_those_of_its_sentences(packs: tuple[Pack, ...], sentences: list[str]) -> None:
    """All sentences searched in one go name whom each names alone, at the same places."""
    for pack in packs:
        finder = ActorFinder.of(pack)
        folded = [fold(text, pack.fold) if pack.head.language == "zh" else plain(text) for text in sentences]
        found = list(finder.find_in([text.text for text in folded]))

        assert found == [finder.find(text) for text in folded]
        assert sum(map(len, found)) > 20


def test_facts_choose_rules_as_they_say(packs: tuple[Pack, ...]) -> None:
    """Whatever the facts, the bits that hold are those of the rules whose every condition is met."""
    for pack in packs:
        book = Rulebook(pack.rules, pack.head.bias)
        asked = ("modal", "subject", "reported", "place", "inherited")
        for combination in product(*(FACTS[fact] for fact in asked)):
            values = {fact: allowed[-1] for fact, allowed in FACTS.items()} | dict(zip(asked, combination, strict=True))
            expected = {
                number
                for number, each in enumerate(pack.rules)
                if all(values[fact] in allowed for fact, allowed in each.rule.when.items())
            }

            assert set(ones(book.holding(values))) == expected


@given(st.data())
def test_weights_are_the_sum_of_families(packs: tuple[Pack, ...], data: st.DataObject) -> None:
    """The weight of a label is its bias with the strongest rules of each family on either side, and is kept as such."""
    pack = data.draw(st.sampled_from(packs))
    numbers = data.draw(st.sets(st.integers(0, len(pack.rules) - 1), max_size=12))
    bits = sum(1 << number for number in numbers)
    for label in LABELS:
        own = [pack.rules[number].rule for number in sorted(numbers) if pack.rules[number].rule.label == label]
        expected = pack.head.bias.get(label, 0.0)
        for family in {rule.family for rule in own}:
            weights = [rule.weight for rule in own if rule.family == family]
            expected += max(0.0, *weights) + min(0.0, *weights)

        assert pack.book.weight(label, bits) == pytest.approx(expected, abs=0.001)
