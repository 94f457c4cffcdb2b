"""Group weights and calibration."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from annotate.model import Extent
from annotate.seeding.fitting import fit
from annotate.seeding.observing import Unit
from annotate.seeding.reliability import calibration_error


def units(n_papers: int, *, slope: float, family_is_right: bool = True) -> list[Unit]:
    """Return invented units whose shares follow the margins by a logistic of that slope."""
    made = []
    for paper in range(n_papers):
        for step in range(-8, 9):
            margin = step / 2
            share = 1 / (1 + math.exp(-slope * margin))
            for n in range(20):
                held = n < round(share * 20)
                said = held == family_is_right
                made.append(
                    Unit(
                        document=f"p{paper}",
                        section=f"s{step % 4}",
                        extent=Extent(0, 9),
                        pack="zh",
                        margins={"evidence": margin, "policy_recommendation": margin},
                        families={"evidence": {"date": 1.0 if said else 0.0}},
                        fired=frozenset(),
                        held={"evidence": held, "policy_recommendation": held},
                    )
                )
    return made


@pytest.mark.parametrize("slope", [0.5, 1.0, 1.5])
def test_calibration_finds_the_slope(slope: float) -> None:
    """Scores follow the shares that were seen, on papers left out too."""
    (_, evidence) = fit(units(3, slope=slope))

    assert evidence.calibration[1].value == pytest.approx(slope, rel=0.1)
    assert evidence.calibration[0].value == pytest.approx(0.0, abs=0.1)
    assert evidence.fitted.error.value < 0.05


def test_groups_move_towards_what_is_right() -> None:
    """A family that is right gains weight, one that is wrong loses it; recommendations have no groups."""
    advice, good = fit(units(3, slope=0.3))
    _, bad = fit(units(3, slope=0.3, family_is_right=False))

    assert good.groups["date"].value > 1 > bad.groups["date"].value >= 0
    assert advice.groups == {}


def test_few_units_leave_the_shipped_weights() -> None:
    """The prior is strong: a handful of units moves a factor little, many move it far."""
    few = [replace(unit, document=f"p{n % 2}") for n, unit in enumerate(units(1, slope=0.3)[::40])]
    (_, little), (_, much) = fit(few), fit(units(2, slope=0.3))

    assert 1 < little.groups["date"].value < 1.2
    assert much.groups["date"].value > 2


def test_enough_papers() -> None:
    """Under two papers nothing is fitted; under ten it is not to be trusted."""
    assert fit(units(1, slope=1.0)) == ()
    assert [each.enough for each in fit(units(2, slope=1.0))] == [False, False]
    assert [each.enough for each in fit(units(10, slope=1.0))] == [True, True]


def test_same_units_same_fit() -> None:
    """The fit does not depend on the order of the units."""
    made = units(3, slope=0.7)

    assert fit(made) == fit(made[::-1])


def test_shipped_scores_are_measured_too() -> None:
    """Beside the fitted calibration stands the pack's own, by the same measure; a worse one scores worse."""
    (_, good) = fit(units(3, slope=1.0), {"evidence": (0.0, 1.0)})
    (_, bad) = fit(units(3, slope=1.0), {"evidence": (3.0, 0.1)})

    assert good.shipped.error.value < 0.05
    assert bad.shipped.error.value > 0.3
    assert good.shipped.skill.value > 0.3
    assert bad.shipped.skill.value < 0
    assert good.fitted == bad.fitted


def test_intervals_hold_what_was_fitted() -> None:
    """Each figure lies in its interval, and one fitted on more papers is known more closely."""
    (_, few), (_, many) = fit(units(2, slope=0.7)), fit(units(12, slope=0.7))

    for each in (few, many):
        for figure in (*each.calibration, *each.groups.values(), each.f1_shipped, each.fitted.skill):
            assert figure.low <= figure.value <= figure.high
    assert (few.drawn, many.drawn) == ("sections", "papers")


def test_calibration_error_is_the_gap() -> None:
    """Scores of 0.9 on what is never kept are 0.9 off."""
    assert calibration_error(np.full(4, 0.9), np.zeros(4)) == pytest.approx(0.9)
