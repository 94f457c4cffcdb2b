"""Intervals, place and label apart, one against the rest, seeded and blank tasks apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotate.agreement import agree
from annotate.agreement.intervals import blocks
from annotate.model import Annotation, Answer, Asked, Extent, Prediction, Span

Work = Callable[..., Annotation]


def in_tasks(annotation: Annotation, length: int, statuses: list[str]) -> Annotation:
    """The same work, given in tasks of that length."""
    answers = tuple(
        Answer(
            task=str(n),
            annotation=str(n),
            extent=Extent(n * length, (n + 1) * length),
            state="submitted",
            status=status,
        )
        for n, status in enumerate(statuses)
    )
    return replace(annotation, answers=answers)


def test_blocks_hold_everything_once(work: Work) -> None:
    """Each span is in the block it starts in; what was asked is cut at the blocks' edges."""
    made = [in_tasks(work(name, [("claim", 5, 9), ("claim", 28, 33)]), 25, ["blank"] * 4) for name in "AB"]
    parts = blocks(made)

    assert [len(part[0].spans) for part in parts] == [1, 1, 0, 0]
    assert [part[1].asked[0].extent for part in parts] == [Extent(n, n + 25) for n in (0, 25, 50, 75)]


def test_intervals_hold_the_figure_and_repeat(work: Work) -> None:
    """The interval holds the figure here, is the same on a second run, and differs with the seed only."""
    asked = ((0, 400, "claim"),)
    one = [("claim", 20 * n, 20 * n + 10) for n in range(20)]
    other = [("claim", 20 * n + n % 7, 20 * n + 10 + n % 7) for n in range(20)]
    made = [in_tasks(work(n, m, asked=asked), 20, ["blank"] * 20) for n, m in (("A", one), ("B", other))]

    first = agree(made, ["pairwise_f1_character"], rounds=range(60))
    again = agree(made, ["pairwise_f1_character"], rounds=range(60))
    score = first.scores[0]

    other_draw = agree(made, ["pairwise_f1_character"], rounds=range(60), seed=1).scores[0]

    assert first == again
    assert (other_draw.value, (other_draw.low, other_draw.high) != (score.low, score.high)) == (score.value, True)
    assert score.value is not None
    assert score.low is not None
    assert score.high is not None
    assert score.low < score.value < score.high


def test_few_sections_have_no_interval(work: Work) -> None:
    """Below ten sections none is given, and that is said."""
    made = [work(name, [("claim", 0, 9)]) for name in "AB"]
    result = agree(made, ["pairwise_f1_exact"], rounds=range(5))

    assert {score.low for score in result.scores} == {None}
    assert "W607" in [warning.code for warning in result.warnings]


def test_place_and_label_apart(work: Work) -> None:
    """The same places under other labels: position 1, labels at odds."""
    made = [work("A", [("claim", 0, 9), ("evidence", 20, 30)]), work("B", [("evidence", 0, 9), ("claim", 20, 30)])]
    values = {s.metric: s.value for s in agree(made, ["position_f1", "label_alpha", "pairwise_f1_exact"]).scores}

    assert values["position_f1"] == 1
    assert values["label_alpha"] == pytest.approx(-0.5)
    assert values["pairwise_f1_exact"] == 0


def test_each_against_the_rest(work: Work) -> None:
    """With three, each one's figure is the mean of their pairs, of metrics for many annotators too."""
    marks = [("claim", 0, 9), ("claim", 20, 29)]
    made = [work("A", marks), work("B", marks), work("C", marks[:1])]
    alphas = {s.annotators: s.value for s in agree(made, ["alpha_u"]).scores if s.label == "*"}
    pair = alphas["A", "C"]
    assert pair is not None
    assert alphas["A", "B"] == 1
    assert alphas["A",] == pytest.approx((1 + pair) / 2)
    assert alphas["C",] == pytest.approx(pair)
    values = {s.annotators: s.value for s in agree(made, ["pairwise_f1_exact"]).scores if s.label == "*"}

    assert values["A",] == pytest.approx((1 + 2 / 3) / 2)
    assert values["C",] == pytest.approx(2 / 3)


def test_a_crowd_has_pairs_over_all_documents_only(work: Work) -> None:
    """Sixteen annotators of two documents: each pair once, and every document its figure of them all."""
    names = [f"{n:02}" for n in range(16)]
    made = [work(name, [("claim", 0, 9)], document=document) for name in names for document in "de"]
    scores = [s for s in agree(made, ["pairwise_f1_exact", "fleiss_kappa_character"]).scores if s.label == "claim"]

    assert {s.document for s in scores if len(s.annotators) == 2} == {"*"}
    assert {(s.metric, s.document, s.value) for s in scores if len(s.annotators) == 16} == {
        (metric, document, 1.0) for metric in ("pairwise_f1_exact", "fleiss_kappa_character") for document in "*de"
    }


def test_seeded_and_blank_tasks_apart(work: Work) -> None:
    """Figures for either kind of task, and what became of the pre-marks."""
    made = []
    for name, second in (("A", 60), ("B", 80)):
        plain = work(name, [("claim", 0, 9), ("claim", second, second + 9)])
        spans = tuple(replace(s, origin="prediction" if s.extent.start < 50 else "manual") for s in plain.spans)
        made.append(in_tasks(replace(plain, spans=spans), 50, ["seeded", "blank"]))
    apart = {s.document: s.value for s in agree(made, ["pairwise_f1_exact"]).scores if s.label == "claim"}
    shown = [Span(id="0", label="claim", extent=Extent(0, 9)), Span(id="r9", label="claim", extent=Extent(30, 40))]
    shown.append(Span(id="r10", label="claim", extent=Extent(60, 70)))
    pre = Prediction(document="d", spans=tuple(shown), model_version="1")
    scores = agree(made, predictions=[pre]).scores
    fates = {(s.metric, s.annotators): s.value for s in scores if s.metric.startswith("pre_marks")}

    assert apart == {"*": 0.5, "*seeded": 1.0, "*blank": 0.0}
    assert fates["pre_marks_kept", ("A",)] == 1
    assert fates["pre_marks_new", ("B",)] == 0
    assert fates["pre_marks_removed", ("A",)] == 0.5


def test_a_span_that_was_never_asked_is_in_no_block() -> None:
    """A document of which nothing was asked gives no block."""
    nothing = Annotation(
        document="d",
        annotator="A",
        spans=(Span(id="1", label="claim", extent=Extent(0, 4)),),
        asked=(Asked(extent=Extent(0, 0), labels=("claim",)),),
    )

    assert blocks([nothing]) == ()
