"""The form of 2004 against its worked example."""

from __future__ import annotations

import pytest

from annotate.agreement.alpha_u_2004 import alpha, disagreements
from annotate.agreement.units import Continuum

# Krippendorff, Content Analysis, 2nd ed. 2004, p. 254: a continuum of 300 from 150.
EXAMPLE = Continuum(
    length=300,
    units=(
        ((30, 90, "k"), (75, 145, "c"), (150, 200, "k"), (220, 250, "c")),
        ((30, 90, "k"), (70, 150, "c"), (150, 200, "k"), (205, 225, "c"), (250, 270, "c")),
    ),
)


def test_the_example_of_2004() -> None:
    """Disagreements and alphas as printed."""
    assert disagreements(EXAMPLE, "c") == pytest.approx((0.0144, 0.0532), abs=5e-5)
    assert disagreements(EXAMPLE, "k") == pytest.approx((0, 0.0490), abs=5e-5)
    assert alpha([EXAMPLE], ["c"]) == pytest.approx(0.7286, abs=5e-5)
    assert alpha([EXAMPLE], ["k"]) == 1
    assert alpha([EXAMPLE], ["c", "k"]) == pytest.approx(0.8591, abs=5e-4)


def test_nothing_marked_is_undefined() -> None:
    """Where nobody marked anything nothing could disagree."""
    assert alpha([Continuum(length=9, units=((), ()))], ["a"]) is None
