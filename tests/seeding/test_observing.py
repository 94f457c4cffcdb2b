"""Units with what rules and annotators say of them."""

from __future__ import annotations

from annotate.model import Annotation, Asked, Document, Extent, Span
from annotate.seeding import Pack
from annotate.seeding.examples import example_document
from annotate.seeding.observing import LABELS, survey

TEXT = "因此，中国应当公布潮位数据。分散的预警代价很高。2019年，渔获量下降了四成。"


def annotation(document: Document, name: str, marks: dict[str, str], labels: tuple[str, ...] = LABELS) -> Annotation:
    """Return an annotator's work: quotation -> label."""
    places = {quote: document.text.index(quote) for quote in marks}
    spans = tuple(
        Span(id=f"{document.id}:{name}:{n}", label=label, extent=Extent(places[quote], places[quote] + len(quote)))
        for n, (quote, label) in enumerate(marks.items())
    )
    asked = (Asked(extent=Extent(0, len(document.text)), labels=labels),)
    return Annotation(document=document.id, annotator=name, spans=spans, asked=asked)


def test_a_unit_holds_what_most_marked(packs: tuple[Pack, ...]) -> None:
    """Two of three hold a label; one of three does not; a stray character is no mark."""
    document = example_document(TEXT)
    advice, claim = "中国应当公布潮位数据", "分散的预警代价很高"
    work = [
        annotation(document, "a", {advice: "policy_recommendation", claim: "claim"}),
        annotation(document, "b", {advice + "。分": "policy_recommendation"}),
        annotation(document, "c", {}),
    ]
    units = survey([document], work, packs).units

    assert [unit.held["policy_recommendation"] for unit in units] == [True, False, False]
    assert [unit.held["claim"] for unit in units] == [False, False, False]


def test_only_what_was_asked(packs: tuple[Pack, ...]) -> None:
    """A label that nobody was asked for is not held against the rules."""
    document = example_document(TEXT)
    units = survey([document], [annotation(document, "a", {}, ("claim",))], packs).units

    assert {label for unit in units for label in unit.held} == {"claim"}
    assert survey([document], [], packs).units == ()


def test_margins_say_what_the_unit_is_taken_for(packs: tuple[Pack, ...]) -> None:
    """Exactly the label that is marked has a margin over zero."""
    document = example_document(TEXT)
    units = survey([document], [annotation(document, "a", {})], packs).units
    taken = [[label for label, margin in unit.margins.items() if margin > 0] for unit in units]

    assert taken == [["policy_recommendation"], ["claim"], ["evidence"]]
