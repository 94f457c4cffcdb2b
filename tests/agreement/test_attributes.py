"""Alpha on the attributes of spans that two annotators both marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotate.agreement import agree
from annotate.agreement.attributes import nominal_alpha
from annotate.model import Annotation, Attribute

Work = Callable[..., Annotation]


def typed(made: Annotation, *values: str) -> Annotation:
    """The work with a type on each span; an empty one is not set."""
    spans = tuple(
        replace(span, attributes=(Attribute(name="type", values=(value,)),) if value else ())
        for span, value in zip(made.spans, values, strict=True)
    )
    return replace(made, spans=spans)


def test_a_worked_example() -> None:
    """Two observers, ten units, two values: alpha 0.095 (Krippendorff, Computing alpha-reliability, 2011, A)."""
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    pairs = [((str(a),), (str(b),)) for a, b in zip(meg, owen, strict=True)]

    assert nominal_alpha(pairs) == pytest.approx(0.095, abs=5e-4)


def test_only_matched_spans_that_both_typed_count(work: Work) -> None:
    """Spans without a partner, or without a value of one, are no units."""
    places = [("evidence", 0, 10), ("evidence", 20, 30), ("evidence", 40, 50), ("evidence", 60, 70)]
    one = typed(work("A", places), "case", "statistic", "case", "case")
    other = typed(work("B", [("evidence", 0, 9), ("evidence", 21, 30), ("evidence", 40, 50)]), "case", "statistic", "")

    (score,) = agree([one, other], ["attribute_alpha"]).scores

    assert (score.label, score.value, score.n_units) == ("evidence.type", 1.0, 2)


def test_one_value_only_is_undefined(work: Work) -> None:
    """If both always say the same one thing, chance would agree as well."""
    made = [typed(work(name, [("evidence", 0, 10)]), "case") for name in "AB"]

    (score,) = agree(made, ["attribute_alpha"]).scores

    assert (score.value, score.reason) == (None, "both always gave the same one value")


def test_wordings_are_no_categories(work: Work) -> None:
    """Values that are nearly all different make no figure."""
    places = [("evidence", 2 * n, 2 * n + 2) for n in range(25)]
    made = [typed(work(name, places), *(f"{name}{n}" for n in range(25))) for name in "AB"]

    (score,) = agree(made, ["attribute_alpha"]).scores

    assert (score.value, score.reason) == (None, "its values are wordings, not categories")
