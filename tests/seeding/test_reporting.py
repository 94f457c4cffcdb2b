"""How each rule did."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from annotate.model import Annotation, Answer, Asked, Extent, Prediction, Relation
from annotate.seeding import Pack
from annotate.seeding.examples import example_document
from annotate.seeding.observing import LABELS, survey
from annotate.seeding.pipeline import Pipeline
from annotate.seeding.reporting import Share, fates, missed_by_all, report

TEXT = "因此，中国应当公布潮位数据。分散的预警代价很高。2019年，渔获量下降了四成。"
DOCUMENT = example_document(TEXT)


def work_on(prediction: Prediction) -> Annotation:
    """Return the work of somebody who began with a prediction and kept all of it."""
    whole = Extent(0, len(TEXT))
    return Annotation(
        document=DOCUMENT.id,
        annotator="a",
        spans=tuple(replace(span, id=f"{DOCUMENT.id}:a:{span.id}") for span in prediction.spans),
        asked=(Asked(extent=whole, labels=LABELS),),
        answers=(Answer(task="1", annotation="1", extent=whole, state="submitted"),),
    )


@pytest.mark.parametrize(
    ("hits", "of", "expected"), [(0, 0, (0.0, 1.0)), (81, 263, (0.255, 0.366)), (0, 20, (0.0, 0.161))]
)
def test_wilson(hits: int, of: int, expected: tuple[float, float]) -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263 and 0/20."""
    assert Share(hits, of).interval == pytest.approx(expected, abs=0.001)


def test_a_rule_is_right_where_people_agree(pipeline: Pipeline, packs: tuple[Pack, ...]) -> None:
    """A rule's precision counts the units it fired on; a rule that did not fire has none."""
    seen = survey([DOCUMENT], [work_on(pipeline.predict(DOCUMENT))], packs)
    by_rule = {each.rule: each for each in report(seen, packs)}

    assert (by_rule["should-actor"].firings, str(by_rule["should-actor"].precision)) == (1, "1.00 [0.21-1.00] of 1")
    assert by_rule["should-actor"].recall == Share(1, 1)
    assert (by_rule["rather-than"].firings, str(by_rule["rather-than"].precision)) == (0, "-")


def test_a_rule_against_is_right_where_people_did_not_mark(packs: tuple[Pack, ...]) -> None:
    """A negative weight is right where its label is not held."""
    document = example_document("该法第十二条规定，经营者应当公示收费标准。")
    asked = (Asked(extent=Extent(0, len(document.text)), labels=LABELS),)
    work = Annotation(document=document.id, annotator="a", spans=(), asked=asked)
    by_rule = {each.rule: each for each in report(survey([document], [work], packs), packs)}

    assert by_rule["law-says"].precision == Share(1, 1)


def test_missed_by_all(pipeline: Pipeline, packs: tuple[Pack, ...]) -> None:
    """What people marked and no rule spoke for is told, with its label."""
    document = example_document("小国重安全。")
    span = replace(pipeline.predict(DOCUMENT).spans[0], label="policy_recommendation", extent=Extent(0, 5))
    asked = (Asked(extent=Extent(0, 6), labels=LABELS),)
    work = Annotation(document=document.id, annotator="a", spans=(span,), asked=asked)
    missed = missed_by_all(survey([document], [work], packs).units, packs)

    assert [(label, unit.extent) for label, unit in missed] == [("policy_recommendation", Extent(0, 5))]


def test_fates(pipeline: Pipeline) -> None:
    """Kept, moved, relabelled and deleted marks are told apart, by rule."""
    prediction = pipeline.predict(DOCUMENT)
    work = work_on(prediction)
    kept, moved, relabelled, deleted, *others = work.spans
    after = (
        kept,
        replace(moved, extent=Extent(moved.extent.start, moved.extent.end - 1)),
        replace(relabelled, label="claim" if relabelled.label != "claim" else "evidence"),
        *others,
    )
    counted = fates([prediction], [replace(work, spans=after)])
    total: Counter[str] = sum(counted.values(), Counter())

    assert total == Counter(kept=1 + len(others), moved=1, relabelled=1, deleted=1)
    assert counted[deleted.rule]["deleted"] == 1


def test_fates_by_label(pipeline: Pipeline) -> None:
    """The same marks can be counted by their label."""
    prediction = pipeline.predict(DOCUMENT)
    counted = fates([prediction], [work_on(prediction)], by="label")

    assert {label: counts["kept"] for label, counts in counted.items()} == Counter(s.label for s in prediction.spans)


def test_rules_of_actors_and_relations_are_reported(pipeline: Pipeline, packs: tuple[Pack, ...]) -> None:
    """Lists, patterns and relations have precision and recall too, by single marks."""
    prediction = pipeline.predict(DOCUMENT)
    work = work_on(prediction)
    asked = (Asked(extent=Extent(0, len(TEXT)), labels=(*LABELS, "actor")),)
    kept = replace(work, asked=asked, relations=tuple(_of_annotator(each) for each in prediction.relations))
    without_actors = replace(kept, spans=tuple(span for span in kept.spans if span.label != "actor"), relations=())
    good = {each.rule: each for each in report(survey([DOCUMENT], [kept], packs), packs)}
    bad = {each.rule: each for each in report(survey([DOCUMENT], [without_actors], packs), packs)}

    assert (good["country"].precision, good["country"].recall) == (Share(1, 1), Share(1, 1))
    assert good["addressed-to-subject"].precision == Share(1, 1)
    assert bad["country"].precision == Share(0, 1)
    assert bad["addressed-to-subject"].firings == 0  # who never joins anything was not asked to


def _of_annotator(relation: Relation) -> Relation:
    before = f"{DOCUMENT.id}:a:"
    return replace(relation, source=before + relation.source, target=before + relation.target)


def test_fates_of_an_empty_page(pipeline: Pipeline) -> None:
    """Who began with an empty page did nothing with the marks; a blank task has none to count."""
    prediction = pipeline.predict(DOCUMENT)
    work = work_on(prediction)
    blank = replace(work, answers=tuple(replace(answer, status="blank") for answer in work.answers))

    assert fates([prediction], [replace(work, spans=())]) == {}
    assert fates([prediction], [blank]) == {}
