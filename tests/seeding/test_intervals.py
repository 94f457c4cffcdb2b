"""Figures with intervals from a seeded bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

from annotate.seeding.intervals import Array, Clusters, Estimate, f1, kappa, precision, recall
from annotate.seeding.reliability import left_out_base, reliability


def counts(right: int, wrong: int, missed: int, neither: int) -> Array:
    """Return units of four kinds: said and held, only said, only held, neither."""
    kinds = [(1, 1, 1, 1)] * right + [(0, 1, 0, 1)] * wrong + [(0, 0, 1, 1)] * missed + [(0, 0, 0, 1)] * neither
    return np.array(kinds, dtype=float)


def test_figures_by_hand() -> None:
    """20 right, 5 wrong, 10 missed, 15 neither: precision 0.8, recall 2/3, F1 8/11, kappa (0.7 - 0.5) / 0.5."""
    sums = counts(20, 5, 10, 15).sum(axis=0)

    assert [float(figure(sums)) for figure in (precision, recall, f1, kappa)] == pytest.approx(
        [0.8, 2 / 3, 8 / 11, 0.4]
    )


def test_interval_of_a_share() -> None:
    """With every unit by itself, the interval of a share is the normal one: 0.5 and 1.96 * sqrt(0.25 / 400)."""
    rows = counts(200, 200, 0, 0)
    clusters = Clusters.of([("p", str(n)) for n in range(400)])
    found = clusters.estimate(rows, precision)

    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.451, 0.549), abs=0.006)


def test_sections_are_drawn_whole() -> None:
    """Units that are alike within their section say less than as many independent ones."""
    rows = counts(200, 200, 0, 0)
    alone = Clusters.of([("p", str(n)) for n in range(400)]).estimate(rows, precision)
    together = Clusters.of([("p", str(n // 40)) for n in range(400)]).estimate(rows, precision)

    assert together.high - together.low > 3 * (alone.high - alone.low)


@pytest.mark.parametrize(("papers", "kind"), [(9, "sections"), (10, "papers")])
def test_papers_are_drawn_where_there_are_enough(papers: int, kind: str) -> None:
    """From ten papers on, papers are drawn; below, sections."""
    assert Clusters.of([(f"p{n}", f"s{m}") for n in range(papers) for m in range(3)]).kind == kind


def test_the_seed_makes_the_rounds() -> None:
    """The same seed gives the same interval whatever the order of the rows; another seed another one."""
    places, rows = [("p", str(n)) for n in range(40)], counts(25, 15, 0, 0)
    mixed = np.random.default_rng(1).permutation(40)
    first = Clusters.of(places).estimate(rows, precision)
    again = Clusters.of([places[n] for n in mixed]).estimate(rows[mixed], precision)

    assert first == again
    assert not np.array_equal(Clusters.of(places).draws, Clusters.of(places, random_state=8).draws)


def test_reliability_of_known_scores() -> None:
    """Scores that are always right have no error and all skill; those that say the base rate have no skill."""
    held = np.array([1.0, 0.0] * 20)
    paper = np.array(["a"] * 20 + ["b"] * 20)
    clusters = Clusters.of([(name, str(n % 5)) for n, name in enumerate(paper)])
    base = left_out_base(held, paper)
    perfect, idle = reliability(held, held, base, clusters), reliability(base, held, base, clusters)

    assert (perfect.error.value, perfect.skill.value) == (0.0, 1.0)
    assert idle.skill == Estimate(0.0, 0.0, 0.0)


def test_base_rates_are_of_the_other_papers() -> None:
    """A paper's own share is no part of what its scores are measured against."""
    held, paper = np.array([1.0, 1.0, 0.0, 0.0]), np.array(["a", "a", "b", "b"])

    assert list(left_out_base(held, paper)) == [0.0, 0.0, 1.0, 1.0]
