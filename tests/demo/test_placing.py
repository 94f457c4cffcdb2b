"""Quotations find their one place, names every mention, relations their ends."""

from __future__ import annotations

import pytest

from annotate.demo.placing import place
from annotate.demo.work import Mark
from annotate.errors import AnnotateError

TEXT = "各市应当共享数据。《各市章程》未作规定。六市与各市不同，港务局可以出资。"


def test_a_quotation_has_one_place() -> None:
    """A mark lies on the words that it quotes."""
    placed = place([Mark(id="r", label="advice", quote="应当共享数据", modality="should")], TEXT, "x")

    assert [TEXT[s.extent.start : s.extent.end] for s in placed.spans] == ["应当共享数据"]
    assert placed.spans[0].values("modality") == ("should",)


@pytest.mark.parametrize(("quote", "count"), [("应当公开", 0), ("各市", 3), ("", 0)])
def test_a_quotation_without_one_place_is_refused(quote: str, count: int) -> None:
    """Words that stand never or more than once are told, not guessed."""
    with pytest.raises(AnnotateError, match=f"stands {count} times in the text"):
        place([Mark(id="r", label="advice", quote=quote)], TEXT, "x")


def test_everywhere_marks_each_mention_outside_titles() -> None:
    """Of two names that overlap the longer is marked; inside 《》 none is."""
    placed = place([Mark(label="actor", everywhere=("各市", "六市与各市", "市"))], TEXT, "x")

    assert [TEXT[s.extent.start : s.extent.end] for s in placed.spans] == ["各市", "六市与各市"]


def test_latin_names_are_whole_words() -> None:
    """A name is not found inside a longer word."""
    placed = place([Mark(label="actor", everywhere=("Port",))], "Port Authority, Ports, Airport. Port", "x")

    assert [span.extent.start for span in placed.spans] == [0, 32]


def test_relations_lead_to_marks_and_nearest_mentions() -> None:
    """`supports` names a mark, `addressed_to` the nearest mention of an actor."""
    marks = [
        Mark(label="actor", everywhere=("各市", "港务局")),
        Mark(id="c", label="claim", quote="六市与各市不同", supports=("r",)),
        Mark(id="r", label="advice", quote="可以出资", addressed_to="港务局"),
        Mark(id="s", label="advice", quote="应当共享数据", addressed_to="各市"),
    ]
    placed = place(marks, TEXT, "x")

    assert [(r.type, r.source, r.target) for r in placed.relations] == [
        ("supports", "c", "r"),
        ("addressed_to", "r", f"a{TEXT.index('港务局')}"),
        ("addressed_to", "s", "a0"),
    ]


def test_of_two_mentions_as_near_the_earlier_is_meant() -> None:
    """The same on every run, whichever was found first."""
    marks = [
        Mark(label="actor", everywhere=("各市",)),
        Mark(id="r", label="advice", quote="应当共享", addressed_to="各市"),
    ]

    assert [relation.target for relation in place(marks, "各市应当共享各市", "x").relations] == ["a0"]


def test_all_problems_of_a_paper_are_told_at_once() -> None:
    """Two quotations and a relation without a place, an id twice: four messages."""
    marks = [
        Mark(id="a", label="claim", quote="没有"),
        Mark(id="b", label="claim", quote="也没有"),
        Mark(id="c", label="claim", quote="港务局", supports="zz"),
        Mark(id="c", label="claim", quote="港务局"),
    ]
    with pytest.raises(AnnotateError) as raised:
        place(marks, TEXT, "x")

    assert len(str(raised.value).splitlines()) == 4
