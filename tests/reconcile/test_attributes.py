"""Attributes of a consensus span are decided each by those who set it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotate.model import Annotation, Attribute, Document
from annotate.reconcile import reconcile
from annotate.reconcile.attributes import merge_attributes
from annotate.schema import Choice, Schema, load

Work = Callable[..., Annotation]

SCHEMA: Schema = load().with_choices(Choice(id=name, title={}) for name in ("open", "self", "law"))
WORDS = "港口应建立预警平台"


def merged(
    document: Document, work: Work, *given: dict[str, str]
) -> tuple[dict[str, tuple[tuple[str, ...], str]], list[str]]:
    """Attribute -> its values and who gave them, and the details of the disputes."""
    made = [
        work(name, [("policy_recommendation", WORDS, attributes)])
        for name, attributes in zip("ABCDE", given, strict=False)
    ]
    result = reconcile(document, made, SCHEMA)
    (span,) = result.consensus.spans
    found = {a.name: (a.values, "".join(a.support.by) if a.support else "") for a in span.attributes}
    return found, [dispute.detail for dispute in result.disputes]


def test_most_of_those_who_set_it(document: Document, work: Work) -> None:
    """Silence is no vote: two against one, the fourth said nothing."""
    found, disputes = merged(document, work, {"modality": "must"}, {"modality": "should"}, {"modality": "must"}, {})

    assert found == {"modality": (("must",), "AC")}
    assert not disputes


def test_a_tie_is_disputed_with_a_suggestion(document: Document, work: Work) -> None:
    """Of equal choices the one first in the schema is suggested, with its support shown."""
    found, disputes = merged(document, work, {"modality": "may"}, {"modality": "must"})

    assert found == {"modality": (("must",), "B")}
    assert disputes == ["modality: A: may, B: must; suggested: must"]


def test_a_default_is_the_vote_of_the_silent(document: Document, work: Work) -> None:
    """One says against, two leave the default: the default stands, and nobody is quoted for it."""
    found, disputes = merged(document, work, {"polarity": "against"}, {}, {})

    assert (found, disputes) == ({}, [])
    assert merged(document, work, {"polarity": "against"}, {"polarity": "against"}, {})[0] == {
        "polarity": (("against",), "AB")
    }


def test_each_of_several_choices_by_itself(document: Document, work: Work) -> None:
    """Of several choices those stand that at least half gave, in the schema's order."""
    found, disputes = merged(document, work, {"theme": "law|open"}, {"theme": "open|self"}, {"theme": "open|law"})

    assert found == {"theme": (("open", "law"), "ABC")}
    assert not disputes


def test_a_choice_of_half_of_them_is_disputed(document: Document, work: Work) -> None:
    """One of two gave it: it is suggested, and the dispute says so."""
    found, disputes = merged(document, work, {"theme": "open"}, {"theme": "open|self"})

    assert found["theme"][0] == ("open", "self")
    assert disputes == ["theme: A: open, B: open / self; suggested: open / self"]


@pytest.mark.parametrize(
    ("given", "expected", "n_disputes"),
    [
        (("中国", "《中国》", "美国"), "中国", 0),
        (("港口", "各地港口", "港口"), "港口", 0),
        (("港口", "各地港口"), "各地港口", 0),
        (("港口城市", "渔民"), "港口城市", 1),
        (("ＣＨＩＰＳ法", "chips法", "渔民"), "chips法", 0),
    ],
)
def test_free_text(document: Document, work: Work, given: tuple[str, ...], expected: str, n_disputes: int) -> None:
    """The most frequent wording, else the longest; one that holds the others is no quarrel."""
    found, disputes = merged(document, work, *({"addressee": text} for text in given))

    assert found["addressee"][0] == (expected,)
    assert len(disputes) == n_disputes


def test_no_note_is_lost(document: Document, work: Work) -> None:
    """Notes are remarks, not votes: all different ones are kept."""
    found, disputes = merged(document, work, {"note": "存疑"}, {"note": "见下文"}, {"note": "存疑"})

    assert found == {"note": (("存疑", "见下文"), "ABC")}
    assert not disputes


def test_an_attribute_the_schema_does_not_know(work: Work) -> None:
    """It is merged as free text and comes last."""
    made = [work(name, [("claim", WORDS, {"mood": "x", "note": "y"})]) for name in "AB"]

    attributes, ties = merge_attributes("claim", {a.annotator: a.spans for a in made}, SCHEMA)

    assert [(a.name, a.values) for a in attributes] == [("mood", ("x",)), ("note", ("y",))]
    assert all(isinstance(a, Attribute) for a in attributes)
    assert not ties
