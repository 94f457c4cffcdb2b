"""γ and γ-cat against published figures, brute force, and their laws."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from annotate.agreement import agree
from annotate.agreement.gamma import Disorders, cat_disorder, gamma, gamma_cat, measure
from annotate.agreement.gamma_alignment import Dissimilarity, _candidates, best_alignment
from annotate.agreement.gamma_sampler import sample
from annotate.model import Annotation
from tests.clock import least, times_of

Tables = list[NDArray[np.float64]]
Work = Callable[..., Annotation]
# The weights under which the figures of the continua are published.
PLACE_FIRST = Dissimilarity(alpha=3)
FIXTURES = (
    "fixture_01_two_annotators_simple",
    "fixture_02_unequal_counts",
    "fixture_03_identical_perfect",
    "fixture_04_three_annotators",
    "fixture_06_weighted_alpha3_beta2",
)


def tables(rows: Sequence[tuple[str, float, float, str]]) -> Tables:
    """Tables of units, one an annotator, from annotator, start, end and category."""
    names = sorted({row[3] for row in rows})
    return [
        np.array(sorted((start, end, names.index(name)) for a, start, end, name in rows if a == who), float)
        for who in sorted({row[0] for row in rows})
    ]


def from_csv(path: Path) -> Tables:
    """Tables of a continuum in a file of annotator, label, start, end."""
    with path.open(encoding="utf-8", newline="") as file:
        return tables([(a, float(start), float(end), name) for a, name, start, end in csv.reader(file)])


def by_hand(units: Sequence[dict[str, Any]]) -> Tables:
    """Tables of a fixture's units."""
    return tables([(u["annotator"], u["start"], u["end"], u["category"]) for u in units])


def test_two_units_as_in_print() -> None:
    """Edges one apart each in units of four: (2 / 8)² (fixture 01 of pygamma-agreement 0.5.9, α = β = 1)."""
    found = best_alignment([np.array([[1.0, 5, 0]]), np.array([[2.0, 6, 0]])], Dissimilarity())

    assert (found.disorder, found.rows.tolist()) == (0.0625, [[0, 0]])


@pytest.mark.shared
@pytest.mark.parametrize("name", FIXTURES)
def test_fixtures(shared: Path, name: str) -> None:
    """Dissimilarities, best disorder, that of each sampled continuum, and γ from them: to 1e-5."""
    kept = json.loads((shared / f"data/gamma/{name}.json").read_text(encoding="utf-8"))
    weights = kept["params"]
    using = Dissimilarity(alpha=weights["alpha"], beta=weights["beta"], empty=weights["deltaEmpty"])
    units = by_hand(kept["continuum"])
    observed = best_alignment(units, using).disorder

    annotators = sorted({unit["annotator"] for unit in kept["continuum"]})
    for pair in kept["tier1"]["pairDissimilarities"]:
        one = units[annotators.index(pair["annotatorA"])][pair["unitIndexA"]]
        other = units[annotators.index(pair["annotatorB"])][pair["unitIndexB"]]
        assert using.between(one[None], other[None])[0] == pytest.approx(pair["combined"], abs=1e-5)
    assert observed == pytest.approx(kept["tier1"]["bestAlignmentDisorder"], abs=1e-5)
    for drawn in kept["tier2"]["sampledContinua"]:
        assert best_alignment(by_hand(drawn["units"]), using).disorder == pytest.approx(
            drawn["bestAlignmentDisorder"], abs=1e-5
        )
    assert 1 - observed / kept["tier3"]["expectedDisorder"] == pytest.approx(kept["tier3"]["gamma"], abs=1e-5)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "n_alignments", "low", "high", "cat"),
    [
        ("AlexPaulSuzan", 6, 0.44, 0.47, None),
        ("3by100", 127, 0.79, 0.81, (0.89, 0.91)),
        ("2by1000", 1085, 0.39, 0.42, None),
    ],
)
def test_continua(
    shared: Path, name: str, n_alignments: int, low: float, high: float, cat: tuple[float, float] | None
) -> None:
    """γ of the published continua lies in its range, and the best alignment has as many parts as it should."""
    units = from_csv(shared / f"data/gamma/{name}.csv")
    # So short a continuum needs more samples for a figure that does not depend on the seed.
    found = measure(units, PLACE_FIRST, n_samples=300 if name == "AlexPaulSuzan" else 30)

    assert found.n_alignments == n_alignments
    assert found.gamma is not None
    assert low <= found.gamma <= high
    if cat is not None:
        # That range is of pygamma-agreement, which counts units beside none; of labels alone more is agreed on.
        assert found.gamma_cat_missing is not None
        assert found.gamma_cat is not None
        assert cat[0] <= found.gamma_cat_missing <= cat[1] < found.gamma_cat < 1


@pytest.mark.shared
@pytest.mark.timing
def test_it_is_fast(shared: Path) -> None:
    """γ of 3 x 124 units takes no longer than forty plain solutions by an integer program: the search spares them.

    In one run on one machine, pygamma-agreement 0.5.9 took 19 s of processor time for it, and this 0.26 s.
    """
    units = from_csv(shared / "data/gamma/3by100.csv")
    measure(units, PLACE_FIRST, n_samples=1)
    drawn = sample(units, np.random.default_rng(0))
    ratio = lambda: times_of(lambda: measure(units, PLACE_FIRST), lambda: programmed(drawn, PLACE_FIRST))  # noqa: E731
    assert least(ratio, 40) <= 40


def programmed(units: Tables, using: Dissimilarity) -> float:
    """The least cost as a mixed integer program over all pairs and triples that could be in it."""
    rows, costs = _candidates(units, using)
    offsets = np.cumsum([0, *(len(table) for table in units)])
    holds = np.zeros((offsets[-1], len(rows)))
    for column, row in enumerate(rows):
        for annotator, place in enumerate(row):
            if place >= 0:
                holds[offsets[annotator] + place, column] = 1
    solved = milp(
        costs, constraints=LinearConstraint(csr_matrix(holds), 1, 1), integrality=np.ones(len(costs), int),
        bounds=Bounds(0, 1), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    assert solved.fun is not None
    return float(solved.fun)


@pytest.mark.shared
def test_the_search_finds_what_the_integer_program_finds(shared: Path) -> None:
    """The same least cost on sampled continua, whose linear programs end in fractions."""
    units = from_csv(shared / "data/gamma/3by100.csv")
    random = np.random.default_rng(7)
    for using in (PLACE_FIRST, Dissimilarity()):
        for _ in range(4):
            drawn = sample(units, random)
            assert best_alignment(drawn, using).cost == pytest.approx(programmed(drawn, using), abs=1e-6)


def test_missing_units_count_only_where_asked_for() -> None:
    """A unit beside none is not a matter of categories (Mathet 2017), unless it is said to be."""
    units = [np.array([[0.0, 9, 0], [20, 29, 0]]), np.array([[0.0, 9, 0]])]
    found = best_alignment(units, Dissimilarity())

    assert cat_disorder(units, found, Dissimilarity()) == 0
    assert cat_disorder(units, found, Dissimilarity(), missing=True) == 0.5


def test_continua_count_by_their_units() -> None:
    """Disorders are summed over continua by the mean number of units; where nothing is aligned, labels say nothing."""
    short = Disorders(
        observed=0.1, expected=0.4, observed_cat=0.2, expected_cat=0.5,
        observed_cat_missing=0.3, expected_cat_missing=0.5, mean_units=2, n_alignments=2,
    )  # fmt: skip
    long = Disorders(
        observed=0.3, expected=0.6, observed_cat=0.1, expected_cat=0.5,
        observed_cat_missing=None, expected_cat_missing=None, mean_units=6, n_alignments=7,
    )  # fmt: skip

    assert gamma([short, long]) == pytest.approx(1 - (2 * 0.1 + 6 * 0.3) / (2 * 0.4 + 6 * 0.6))
    assert gamma_cat([short, long]) == pytest.approx(1 - (2 * 0.2 + 6 * 0.1) / (2 * 0.5 + 6 * 0.5))
    assert gamma_cat([short, long], missing=True) == short.gamma_cat_missing == pytest.approx(1 - 0.3 / 0.5)
    assert gamma([]) is gamma_cat([]) is None


def brute_force(units: Tables, using: Dissimilarity) -> float:
    """The least cost of all set partitions, tried one by one."""
    n = len(units)
    flat = [(who, unit) for who, table in enumerate(units) for unit in table]
    apart = np.array([[float(using.between(a[None], b[None])[0]) for _, b in flat] for _, a in flat])

    @cache
    def cost(block: tuple[int, ...]) -> float:
        if len({flat[i][0] for i in block}) < len(block):
            return float("inf")
        pairs = list(itertools.combinations(block, 2))
        found = sum(float(apart[pair]) for pair in pairs)
        return (found + (n * (n - 1) / 2 - len(pairs)) * using.empty) / (n * (n - 1) / 2)

    # What is left is the same after many beginnings: each remainder is gone through once.
    @cache
    def best(left: tuple[int, ...]) -> float:
        if not left:
            return 0.0
        first, rest = left[0], left[1:]
        blocks = [(first, *others) for size in range(n) for others in itertools.combinations(rest, size)]
        return min(
            cost(block) + best(tuple(i for i in rest if i not in block))
            for block in blocks
            if cost(block) < float("inf")
        )

    return best(tuple(range(len(flat))))


unit = st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(0, 1)).map(lambda u: (u[0], u[0] + u[1], u[2]))
continua = st.lists(st.lists(unit, max_size=3, unique=True), min_size=2, max_size=4).map(
    lambda rows: [np.array(sorted(own), float).reshape(-1, 3) for own in rows]
)


@given(continua, st.sampled_from([Dissimilarity(), PLACE_FIRST, Dissimilarity(beta=2, empty=0.5)]))
def test_no_partition_is_better(units: Tables, using: Dissimilarity) -> None:
    """The alignment holds each unit once, and costs no more than any other: for two, three and four annotators."""
    found = best_alignment(units, using)

    held = sorted((a, int(place)) for row in found.rows for a, place in enumerate(row) if place >= 0)
    assert held == [(a, place) for a, table in enumerate(units) for place in range(len(table))]
    assert found.cost == pytest.approx(brute_force(units, using), abs=1e-6)


@given(continua)
def test_the_order_of_annotators_does_not_matter(units: Tables) -> None:
    """The same disorder, whoever comes first."""
    one, other = best_alignment(units, Dissimilarity()), best_alignment(units[::-1], Dissimilarity())

    assert one.disorder == pytest.approx(other.disorder, abs=1e-6)


def test_samples_keep_habits_and_lose_places() -> None:
    """Each sampled annotator has the units of a real one, all moved alike or round the end."""
    units = [np.array([[0.0, 4, 0], [10, 12, 1]]), np.array([[2.0, 7, 0], [30, 40, 2]])]
    for seed in range(20):
        for own in sample(units, np.random.default_rng(seed)):
            lengths = sorted((own[:, 1] - own[:, 0]).tolist())
            (origin,) = [u for u in units if sorted((u[:, 1] - u[:, 0]).tolist()) == lengths]
            shifts = {round(float(own[own[:, 2] == c, 0][0] - start), 6) for start, _, c in origin}
            assert len(shifts) == 1 or max(shifts) - min(shifts) == 40


def test_in_the_report(work: Work) -> None:
    """Identical work is 1, nothing marked is undefined, and γ is computed only where it is asked for."""
    marks = [("claim", 0, 9), ("evidence", 20, 40), ("claim", 50, 60)]
    same = agree([work("A", marks), work("B", marks)], ["gamma", "gamma_cat"])
    nothing = agree([work("A", []), work("B", [])], ["gamma"])

    assert {(s.metric, s.label): s.value for s in same.scores} == {
        ("gamma", "*"): 1.0, ("gamma", "claim"): 1.0, ("gamma", "evidence"): 1.0, ("gamma_cat", "*"): 1.0,
    }  # fmt: skip
    assert {s.value for s in nothing.scores} == {None}
    assert "gamma" not in {s.metric for s in agree([work("A", marks), work("B", marks)]).scores}


def test_only_units_that_entered_are_counted(work: Work) -> None:
    """All labels together: what was marked where one of them was not asked for is in no continuum, nor a copy."""
    asked = ((0, 50, "claim evidence"), (50, 100, "claim"))
    marks = [("claim", 0, 9), ("claim", 0, 9), ("evidence", 20, 40), ("claim", 60, 70)]
    figures = agree([work(name, marks, asked=asked) for name in "AB"], ["gamma"]).scores

    assert {score.label: score.n_units for score in figures} == {"*": 4, "claim": 4, "evidence": 2}


def test_too_many_to_align_is_said(work: Work) -> None:
    """Where exact alignment is out of reach there is no figure for all, and those of the pairs remain."""
    asked = ((0, 100, "claim"),)
    crowd = [work(f"{n:02}", [("claim", k, k + 30) for k in range(n, n + 8)], asked=asked) for n in range(7)]
    figures = agree(crowd, ["gamma"]).scores
    everybody = next(s for s in figures if s.label == "*" and len(s.annotators) == 7)

    assert everybody.value is None
    assert "too many annotators" in everybody.reason
    assert all(s.value is not None for s in figures if s.label == "*" and len(s.annotators) == 2)


def test_the_names_of_labels_do_not_matter(work: Work) -> None:
    """Renaming labels moves nothing, not even what is drawn by chance."""
    one = [("claim", 0, 9), ("evidence", 20, 40), ("claim", 50, 60)]
    other = [("evidence", 2, 9), ("evidence", 20, 44), ("claim", 70, 80)]
    new = {"claim": "evidence", "evidence": "claim"}
    before = agree([work("A", one), work("B", other)], ["gamma", "gamma_cat"])
    after = agree(
        [work(name, [(new[m[0]], *m[1:]) for m in marks]) for name, marks in (("A", one), ("B", other))],
        ["gamma", "gamma_cat"],
    )

    values = {(s.metric, s.label): s.value for s in before.scores}
    assert {(s.metric, new.get(s.label, s.label)): s.value for s in after.scores} == values
