"""Figures of every label, what a family of rules is worth, and papers without headings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotate.errors import NotFoundError
from annotate.model import Annotation, Asked, Document, Extent, Span
from annotate.seeding import Pack
from annotate.seeding.examples import example_document
from annotate.seeding.figures import changes, families, figures, without
from annotate.seeding.observing import LABELS, survey, without_headings

ADVICE = "学校应当开放操场。"
CLAIM = "分散的预警代价很高。"
EVIDENCE = "2019年，渔获量下降了四成。"


def paper(name: str, text: str) -> Document:
    """Return a small paper of two sections."""
    return example_document(f"# 现状\n{text}\n# 对策\n{text}", name)


def work(document: Document, marks: dict[str, str]) -> Annotation:
    """Return the work of somebody who marked every place of some sentences."""
    spans = []
    for quote, label in marks.items():
        at = document.text.find(quote)
        while at >= 0:
            spans.append(Span(id=f"{document.id}:a:{label}{at}", label=label, extent=Extent(at, at + len(quote) - 1)))
            at = document.text.find(quote, at + 1)
    asked = (Asked(extent=Extent(0, len(document.text)), labels=(*LABELS, "actor")),)
    return Annotation(document=document.id, annotator="a", spans=tuple(spans), asked=asked)


def papers() -> tuple[list[Document], list[Annotation]]:
    """Return three papers; the annotator of the last thinks that its claims are evidence."""
    documents = [paper(name, ADVICE + CLAIM + EVIDENCE) for name in "abc"]
    right = {ADVICE: "policy_recommendation", CLAIM: "claim", EVIDENCE: "evidence"}
    return documents, [work(d, right if d.id != "c" else right | {CLAIM: "evidence"}) for d in documents]


def test_figures_count_units_and_marks(packs: tuple[Pack, ...]) -> None:
    """Six pieces of advice found; of six claims said four are held, of eight pieces of evidence six are found."""
    found = {(each.label, each.of): each for each in figures(survey(*papers(), packs), packs)}
    claim, evidence = found["claim", "units"], found["evidence", "units"]

    assert found["policy_recommendation", "units"].f1.value == 1.0
    assert (claim.precision.value, claim.recall.value) == (0.667, 1.0)
    assert (evidence.precision.value, evidence.recall.value) == (1.0, 0.75)
    assert claim.everything == pytest.approx(2 * 4 / (claim.asked + 4), abs=0.001)
    assert found["claim", "marks"].precision == claim.precision
    assert claim.scores is not None


def test_a_family_that_carries_is_missed(packs: tuple[Pack, ...]) -> None:
    """Without the modal words the advice is lost; without a family that did not fire nothing changes."""
    documents, annotations = papers()
    before = survey(documents, annotations, packs)
    bare = {c.label: c for c in changes(before, survey(documents, annotations, without(packs, ["modal"])))}
    same = {c.label: c for c in changes(before, survey(documents, annotations, without(packs, ["quote"])))}

    assert bare["policy_recommendation"].difference.value < -0.5
    assert bare["policy_recommendation"].difference.high <= 0
    assert all(each.difference.value == 0 for each in same.values())


def test_an_unknown_family_is_named(packs: tuple[Pack, ...]) -> None:
    """A family that no rule has is refused, with the nearest one."""
    with pytest.raises(NotFoundError, match="Did you mean modal"):
        without(packs, ["modul"])
    assert "modal" in families(packs)


def test_without_headings_nothing_tells_what_a_section_is_for(packs: tuple[Pack, ...]) -> None:
    """Headings are not read, sections have no purpose, references stay references, text and offsets stay."""
    document = paper("a", ADVICE)
    references = replace(document.sections[-1], kind="references")
    bare = without_headings(replace(document, sections=(*document.sections[:-1], references)))
    found = survey([document], [work(document, {ADVICE: "policy_recommendation"})], packs, headings=False)

    assert bare.text == document.text
    assert [(each.path, each.kind) for each in bare.sections] == [((), "body"), (("对策",), "references")]
    assert {document.quote(unit.extent) for unit in found.units} == {ADVICE[:-1]}
    assert {unit.section for unit in found.units} == {each.id for each in document.sections}
