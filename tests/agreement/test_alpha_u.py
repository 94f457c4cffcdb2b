"""The unitized alpha family against print, and its laws."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.agreement.alpha_u import alpha_cu, alpha_ku, alpha_u, alpha_u_binary, coincidences
from annotate.agreement.units import Continuum, Unit
from tests.clock import least, times_of

# Krippendorff, Content Analysis, 4th ed. 2019, fig. 12.11: Alex, Paul and Suzan, 60 units long.
FIG_12_11 = Continuum(
    length=60,
    units=(
        ((0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")),
        ((0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")),
        ((0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")),
    ),
)


def test_figure_12_11() -> None:
    """The four figures as printed, to half a percent, and as recomputed, to the digits given."""
    counted = coincidences([FIG_12_11])
    found = (alpha_u(counted), alpha_u_binary(counted), alpha_cu(counted))

    assert found == pytest.approx((0.510, 0.413, 0.724), abs=0.005)
    assert found == pytest.approx((0.50998, 0.4136, 0.72835), abs=1e-5)


def test_figure_12_11_by_value() -> None:
    """Values 1, 5, 6 are used alike, 2, 3, 4 never; 7 meets no other and is undefined."""
    found = alpha_ku(coincidences([FIG_12_11]))

    assert {value: alpha for value, (alpha, _) in found.items()} == pytest.approx(
        {"1": 1, "2": 0, "3": 0, "4": 0, "5": 1, "6": 1, "7": None}
    )
    assert (found["5"][1], found["7"][1]) == pytest.approx((8 / 18, 0))


@pytest.mark.shared
def test_the_example_as_it_is_kept(shared: Path) -> None:
    """The example typed here is that of the study material."""
    kept = json.loads((shared / "data/agreement/krippendorff2019_fig12_11.json").read_text(encoding="utf-8"))

    assert kept["length"] == FIG_12_11.length
    assert tuple(tuple(tuple(unit) for unit in units) for units in kept["coders"].values()) == FIG_12_11.units


@st.composite
def continua(draw: st.DrawFn) -> list[Continuum]:
    """One to three continua of two to four annotators."""
    made = []
    for _ in range(draw(st.integers(1, 3))):
        rows = []
        for _ in range(draw(st.integers(2, 4))):
            edges = sorted(draw(st.sets(st.integers(0, 40), max_size=10)))
            values = draw(st.lists(st.sampled_from(["a", "b", None]), min_size=10, max_size=10))
            pairs = zip(edges, edges[1:], values, strict=False)
            rows.append(tuple((start, end, value) for start, end, value in pairs if value))
        made.append(Continuum(length=40, units=tuple(rows)))
    return made


@given(continua())
def test_against_a_count_of_single_characters(made: list[Continuum]) -> None:
    """Runs of equal characters give what counting every character by itself gives."""
    values = ["", *coincidences(made).values]
    expected = {(c, k): 0.0 for c in values for k in values}
    for continuum in made:
        rows = [_characters(units, continuum.length) for units in continuum.units]
        for i, one in enumerate(rows):
            for j, other in enumerate(rows):
                if i != j:
                    for c, k in zip(one, other, strict=True):
                        expected[c, k] += 1 / (len(rows) - 1)

    observed = coincidences(made).observed
    for i, c in enumerate(values):
        assert observed[i].tolist() == pytest.approx([expected[c, k] for k in values])


def _characters(units: tuple[Unit, ...], length: int) -> list[str]:
    row = [""] * length
    for start, end, value in units:
        row[start:end] = [value] * (end - start)
    return row


@given(continua(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(made: list[Continuum], order: random.Random) -> None:
    """The annotators' order and the values' names change no figure."""
    new = {"a": "z", "b": "a"}
    changed = [
        Continuum(
            length=c.length,
            units=tuple(tuple((s, e, new[v]) for s, e, v in row) for row in order.sample(c.units, len(c.units))),
        )
        for c in made
    ]
    before, after = coincidences(made), coincidences(changed)

    for figure in (alpha_u, alpha_u_binary, alpha_cu):
        one, other = figure(before), figure(after)
        assert (one is None) == (other is None)
        assert one is None or one == pytest.approx(other)
    assert {new[v]: pytest.approx(found) for v, found in alpha_ku(before).items()} == alpha_ku(after)


@given(continua(), st.integers(2, 5))
def test_identical_work_agrees_wholly(made: list[Continuum], n: int) -> None:
    """On identical work each figure that is defined is 1."""
    same = [Continuum(length=c.length, units=(c.units[0],) * n) for c in made]
    counted = coincidences(same)

    for figure in (alpha_u(counted), alpha_u_binary(counted), alpha_cu(counted)):
        assert figure is None or figure == pytest.approx(1)


def test_undefined_is_no_number() -> None:
    """Nothing marked, everything marked alike, no two values: undefined, neither 0 nor 1."""
    nothing = coincidences([Continuum(length=9, units=((), ()))])
    alike = coincidences([Continuum(length=9, units=(((0, 9, "a"),), ((0, 9, "a"),)))])
    apart = coincidences([Continuum(length=9, units=(((0, 3, "a"),), ((5, 9, "b"),)))])

    assert [alpha_u(nothing), alpha_u_binary(nothing), alpha_cu(nothing), alpha_u(alike)] == [None] * 4
    assert alpha_cu(apart) is None
    assert alpha_ku(apart) == {"a": (None, 0.0), "b": (None, 0.0)}


def test_next_to_nothing_paired_is_undefined() -> None:
    """Where a unit shares more with itself than chance would pair at all, there is no figure and no warning."""
    few = (((0, 1, "a"), (1, 3, "b"), (3, 4, "a")), (), ((0, 1, "a"), (1, 2, "a"), (2, 4, "a")))

    assert alpha_ku(coincidences([Continuum(length=40, units=few)]))["b"][0] is None


def test_stretches_of_different_annotators_are_added() -> None:
    """Two stretches, each of other annotators, agree as one stretch of both does."""
    one = Continuum(length=20, units=(((0, 5, "a"),), ((0, 6, "a"),)))
    two = Continuum(length=20, units=(((9, 15, "b"),), ((9, 15, "b"),)))
    together = Continuum(length=40, units=(((0, 5, "a"), (29, 35, "b")), ((0, 6, "a"), (29, 35, "b"))))

    assert alpha_u(coincidences([one, two])) == pytest.approx(alpha_u(coincidences([together])))


@pytest.mark.timing
def test_the_family_grows_with_the_units() -> None:
    """Ten times as many units of three annotators take about ten times as long."""
    few, many = invented(500), invented(5000)
    assert least(lambda: times_of(lambda: _family(many), lambda: _family(few)), 15) <= 15


def invented(n_units: int) -> list[Continuum]:
    """A continuum of three annotators with units of four values."""
    draw = random.Random(7)  # noqa: S311 - invented units, no secret
    rows = []
    for _ in range(3):
        at, row = 0, []
        for _ in range(n_units):
            start = at + draw.randint(0, 40)
            at = start + draw.randint(5, 60)
            row.append((start, at, draw.choice("abcd")))
        rows.append(tuple(row))
    return [Continuum(length=max(row[-1][1] for row in rows), units=tuple(rows))]


def _family(made: list[Continuum]) -> None:
    counted = coincidences(made)
    alpha_u(counted), alpha_u_binary(counted), alpha_cu(counted), alpha_ku(counted)
