"""What `agree` reports, and what it refuses to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.agreement import METRICS, agree
from annotate.model import Agreement, Annotation, Asked, Extent, Span

Work = Callable[..., Annotation]
LABELS = ("claim", "evidence")


def codes(result: Agreement) -> list[str]:
    """The codes of the warnings."""
    return [warning.code for warning in result.warnings]


def test_one_annotator_has_no_agreement(work: Work) -> None:
    """No figure at all, and the reason."""
    result = agree([work("A", [("claim", 0, 9)])])

    assert (result.scores, codes(result)) == ((), ["W601"])


def test_annotators_without_a_shared_passage(work: Work) -> None:
    """They are not compared: every figure is undefined with its reason."""
    made = [work("A", [("claim", 0, 9)], asked=((0, 50, "claim"),)), work("B", [], asked=((50, 90, "claim"),))]

    result = agree(made)

    assert {score.value for score in result.scores} == {None}
    assert all("no passage was asked" in score.reason for score in result.scores)
    assert "W602" in codes(result)


def test_a_label_of_one_annotator_only(work: Work) -> None:
    """Its F1 is 0 with the reason, a warning names who uses it; a label of nobody is undefined."""
    result = agree([work("A", [("claim", 0, 9)]), work("B", [])], ["pairwise_f1_exact"])

    found = {score.label: (score.value, score.reason) for score in result.scores}
    assert found["claim"] == (0.0, "only A marked anything")
    assert found["evidence"] == (None, "neither marked anything")
    assert codes(result) == ["W603", "W606"]


def test_nearly_nothing_marked(work: Work) -> None:
    """A label on under one character in a hundred is warned of."""
    everywhere = ((0, 10_000, "claim"),)
    made = [work(name, [("claim", 0, 9)], asked=everywhere) for name in "AB"]

    assert codes(agree(made)) == ["W604"]


def test_pre_marked_work_is_said_to_be(work: Work) -> None:
    """Of submitted tasks only: two of three were pre-marked; nothing where no span comes from a pre-mark."""
    given_as = {"A": "seeded", "B": "seeded", "C": "blank"}
    made = [work(name, [("claim", 0, 9), ("evidence", 20, 40)], status=status) for name, status in given_as.items()]
    first, second = made[0].spans
    for origin in ("prediction", "prediction-changed"):
        begun = [replace(made[0], spans=(first, replace(second, origin=origin))), *made[1:]]

        (warning,) = agree(begun).warnings

        assert (warning.code, warning.found) == ("W605", "2 of 3 submitted tasks were pre-marked")
    assert codes(agree(made)) == []


def test_all_of_them_are_the_mean_of_pairs(work: Work) -> None:
    """For F1, which compares two, the figure of three is the mean of their pairs."""
    made = [work("A", [("claim", 0, 9)]), work("B", [("claim", 0, 9)]), work("C", [("claim", 3, 9)])]

    result = agree(made, ["pairwise_f1_exact"])

    by = {score.annotators: score.value for score in result.scores if score.label == "claim"}
    assert by["A", "B", "C"] == pytest.approx(mean(by[pair] or 0 for pair in combinations("ABC", 2)))


def test_a_metric_that_is_named_twice_is_computed_once(work: Work) -> None:
    """Each figure stands in the report once."""
    made = [work(name, [("claim", 0, 9)]) for name in "AB"]

    assert agree(made, ["alpha_u", "alpha_u"]) == agree(made, ["alpha_u"])


def test_documents_and_all_of_them(work: Work) -> None:
    """Each document has its figures, and all together have theirs, with their units added."""
    made = [work(name, [("claim", 0, 9)], document=document) for name in "AB" for document in ("d1", "d2")]

    result = agree(made, ["pairwise_f1_exact"])

    units = {score.document: score.n_units for score in result.scores if score.label == "claim"}
    assert units == {"*": 4, "d1": 2, "d2": 2}


def test_overlapping_labels_share_a_continuum(work: Work) -> None:
    """An actor inside a claim stands for its characters: both who marked both agree wholly."""
    made = [work(name, [("claim", 0, 40), ("evidence", 10, 14)]) for name in "AB"]

    result = agree(made, ["alpha_u", "alpha_cu", "alpha_ku"])

    assert {score.value for score in result.scores} == {1.0}


def test_every_metric_says_where_it_is_defined() -> None:
    """Each has a source and a unit, and the name under which it is found."""
    for name in METRICS.names():
        metric = METRICS.load(name)
        assert metric.name == name
        assert metric.source
        assert metric.per_label or metric.overall


marks = st.lists(st.tuples(st.sampled_from(LABELS), st.integers(0, 90), st.integers(1, 20)), max_size=6)


@given(st.lists(marks, min_size=2, max_size=4), st.permutations("ABCD"), st.permutations(LABELS))
def test_order_and_names_do_not_matter(
    given_marks: Sequence[Sequence[tuple[str, int, int]]], names: Sequence[str], labels: Sequence[str]
) -> None:
    """Renaming annotators and labels renames the figures and moves none."""
    new = dict(zip("ABCD", names, strict=True)) | dict(zip(LABELS, labels, strict=True)) | {"*": "*"}

    def figures(rename: dict[str, str]) -> dict[tuple[str, str, tuple[str, ...]], tuple[float | None, int]]:
        made = []
        for name, own in zip("ABCD", given_marks, strict=False):
            spans = tuple(
                Span(id=f"{rename[name]}{n}", label=rename[label], extent=Extent(start, start + size))
                for n, (label, start, size) in enumerate(own)
            )
            asked = (Asked(extent=Extent(0, 120), labels=LABELS),)
            made.append(Annotation(document="d", annotator=rename[name], spans=spans, asked=asked))
        return {(s.metric, s.label, s.annotators): (s.value, s.n_units) for s in agree(made).scores}

    before, after = figures({name: name for name in new}), figures(new)

    assert len(before) == len(after)
    for (metric, label, who), (value, n_units) in before.items():
        other, other_units = after[metric, new[label], tuple(sorted(new[name] for name in who))]
        assert n_units == other_units
        assert (value is None) == (other is None)
        assert value is None or value == pytest.approx(other)


def test_every_metric_is_documented() -> None:
    """docs/agreement.md names every metric, and every warning of the report."""
    text = (Path(__file__).parents[2] / "docs/agreement.md").read_text(encoding="utf-8")

    assert [name for name in METRICS.names() if f"`{name}`" not in text] == []
    assert [code for code in range(601, 609) if f"W{code}" not in text] == []


def test_of_very_many_documents_each_has_its_whole_only(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures are those it has among few: all labels, all who were there; those of all documents stay."""
    marks = [("claim", 0, 9), ("evidence", 10, 30), ("claim", 40, 60)]
    made = [
        work(name, marks[at:], document=f"d{n}") for n in range(4) for at, name in enumerate("ABC") if n or name != "C"
    ]
    every = agree(made)
    monkeypatch.setattr("annotate.agreement.report.MOST_DOCUMENTS", 3)
    brief = agree(made)
    present = {"d0": ("A", "B")} | dict.fromkeys(("d1", "d2", "d3"), ("A", "B", "C"))
    kept = [
        score
        for score in every.scores
        if score.document not in present or (score.label == "*" and score.annotators == present[score.document])
    ]

    assert len(every.scores) > len(kept) > 100
    assert list(brief.scores) == kept
