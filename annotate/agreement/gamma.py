"""γ and γ-cat: agreement on place and label at once, with the best alignment found.

Mathet, Widlöcher & Métivier 2015, Computational Linguistics 41(3), 437-479, doi
10.1162/COLI_a_00227, section 5: γ = 1 - observed disorder / expected disorder
(eq. 9), the first that of the best alignment (`gamma_alignment`), the second its
mean over sampled continua (`gamma_sampler`). γ-cat: Mathet 2017, "The agreement
measure γcat, a complement to γ focused on categorization of a continuum",
Computational Linguistics 43(3), 661-681, doi 10.1162/COLI_a_00296: of the same
alignments, the share of aligned pairs whose labels differ, each pair weighted by
max(0, 1 - α d_position) / (units in its unitary alignment - 1).

`gamma_cat_missing` is that of pygamma-agreement 0.5.9, there under the name of γ-cat:
a unit beside none counts as a differing pair of weight 1. It is in no paper and mixes
places into what is said of labels; it is kept for comparison with figures computed so.

Unit: spans. Overlapping and nested spans stand as they are, copies of one
annotator count once. α = β = Δ_empty = 1, 30 samples, a fixed seed. Several
documents are several continua: their disorders are added, each weighted by the
mean number of its units. One label by itself knows places only. Undefined where
nobody marked anything, or where more annotators overlap than can be aligned
exactly; then the figures of the pairs remain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from annotate.agreement.comparison import Comparison, LabelView, Stretch
from annotate.agreement.metric import NO_PASSAGE, NOTHING_MARKED, Basis, Count, Counted, Figure, Metric

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from annotate.agreement.gamma_alignment import Alignment, Dissimilarity

SOURCE = "Mathet, Widlöcher & Métivier 2015, doi 10.1162/COLI_a_00227"
SOURCE_CAT = "Mathet 2017, doi 10.1162/COLI_a_00296"
SOURCE_MISSING = "pygamma-agreement 0.5.9, Alignment.gamma_k_disorder"
N_SAMPLES = 30
SEED = 20150901
Marked = tuple[tuple[tuple[int, int, str], ...], ...]
"""For each annotator their units: start, end, label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disorders:
    """What is observed in a continuum and what chance gives.

    Args:
        observed, expected: disorders of place and label.
        observed_cat, expected_cat: of labels alone; None where nothing is aligned.
        observed_cat_missing, expected_cat_missing: the same with units beside none.
        mean_units: units of an annotator, on average.
        n_alignments: unitary alignments in the best alignment.
    """

    observed: float
    expected: float
    observed_cat: float | None
    expected_cat: float | None
    observed_cat_missing: float | None
    expected_cat_missing: float | None
    mean_units: float
    n_alignments: int

    @property
    def gamma(self) -> float | None:
        """Return γ."""
        return gamma([self])

    @property
    def gamma_cat(self) -> float | None:
        """Return γ-cat as published."""
        return gamma_cat([self])

    @property
    def gamma_cat_missing(self) -> float | None:
        """Return γ-cat with units beside none."""
        return gamma_cat([self], missing=True)


def gamma(found: Sequence[Disorders]) -> float | None:
    """Return γ over continua, None where chance gives no disorder."""
    return _ratio(*_sums((one.mean_units, one.observed, one.expected) for one in found))


def gamma_cat(found: Sequence[Disorders], *, missing: bool = False) -> float | None:
    """Return γ-cat over continua, None where chance gives no disorder of labels."""
    return _ratio(*_sums_cat(found, missing=missing))


def _sums_cat(found: Sequence[Disorders], *, missing: bool) -> tuple[float, float]:
    if missing:
        return _sums((one.mean_units, one.observed_cat_missing, one.expected_cat_missing) for one in found)
    return _sums((one.mean_units, one.observed_cat, one.expected_cat) for one in found)


def _sums(found: Iterable[tuple[float, float | None, float | None]]) -> tuple[float, float]:
    """Return the disorders observed and expected of all continua, each weighted; of those that have both."""
    observed = expected = 0.0
    for weight, seen, by_chance in found:
        if seen is not None and by_chance is not None:
            observed, expected = observed + weight * seen, expected + weight * by_chance
    return observed, expected


def _ratio(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None


def measure(
    units: Sequence[NDArray[np.float64]],
    using: Dissimilarity | None = None,
    *,
    n_samples: int = N_SAMPLES,
    seed: int = SEED,
) -> Disorders:
    """Measure one continuum: the best alignment, and those of sampled continua.

    Args:
        units: for each annotator a table of start, end and category, in the order of starts.
        using: the dissimilarity; all weights 1 if none is given.
        n_samples: how many continua are sampled.
        seed: makes the samples the same on every run.
    """
    import numpy as np

    from annotate.agreement.gamma_alignment import Dissimilarity, best_alignment
    from annotate.agreement.gamma_sampler import sample

    using = using or Dissimilarity()
    random = np.random.default_rng(seed)
    best = best_alignment(units, using)
    by_chance: list[float] = []
    cats: tuple[list[float | None], list[float | None]] = ([], [])
    for _ in range(n_samples):
        drawn = sample(units, random)
        aligned = best_alignment(drawn, using)
        by_chance.append(aligned.disorder)
        for kept, missing in zip(cats, (False, True), strict=True):
            kept.append(cat_disorder(drawn, aligned, using, missing=missing))
    return Disorders(
        observed=best.disorder,
        expected=float(np.mean(by_chance)),
        observed_cat=cat_disorder(units, best, using),
        expected_cat=_mean(cats[0]),
        observed_cat_missing=cat_disorder(units, best, using, missing=True),
        expected_cat_missing=_mean(cats[1]),
        mean_units=sum(map(len, units)) / len(units),
        n_alignments=len(best.rows),
    )


def _mean(found: Sequence[float | None]) -> float | None:
    defined = [one for one in found if one is not None]
    return sum(defined) / len(defined) if defined else None


def cat_disorder(
    units: Sequence[NDArray[np.float64]], found: Alignment, using: Dissimilarity, *, missing: bool = False
) -> float | None:
    """Return the share of aligned pairs whose categories differ; None if nothing is aligned.

    Args:
        units: the continuum.
        found: its alignment.
        using: what it was made with.
        missing: count units beside none as pairs that differ.
    """
    from annotate.agreement.gamma_alignment import position

    total = differing = 0.0
    n_real = (found.rows >= 0).sum(axis=1)
    for b in range(len(units)):
        for a in range(b):
            both = (found.rows[:, a] >= 0) & (found.rows[:, b] >= 0)
            one, other = units[a][found.rows[both, a]], units[b][found.rows[both, b]]
            weight = (1 - using.alpha * position(one, other)).clip(min=0) / (n_real[both] - 1)
            total += float(weight.sum())
            differing += float(weight[one[:, 2] != other[:, 2]].sum())
            if missing:
                alone = int(((found.rows[:, a] >= 0) != (found.rows[:, b] >= 0)).sum())
                total, differing = total + alone, differing + alone
    return differing / total if total > 0 else None


@lru_cache(maxsize=4096)
def _measured(marked: Marked) -> Disorders | None:
    """Measure a continuum once, for γ and γ-cat, its document and the study."""
    import numpy as np

    from annotate.agreement.gamma_alignment import TooManyError

    # By first use in the text, so that the names of labels can move nothing.
    seen = sorted(((s, e, who, name) for who, own in enumerate(marked) for s, e, name in own), key=lambda u: u[:3])
    number = {name: place for place, name in enumerate(dict.fromkeys(name for _, _, _, name in seen))}
    tables = [
        np.array(sorted((start, end, number[name]) for start, end, name in own), float).reshape(-1, 3) for own in marked
    ]
    try:
        return measure(tables)
    except TooManyError:
        return None


def _marked(stretch: Stretch, views: Sequence[LabelView]) -> Marked:
    limit = stretch.extent
    rows = []
    for annotator in stretch.annotators:
        own = {
            (max(span.extent.start, limit.start), min(span.extent.end, limit.end), view.label)
            for view in views
            for span in view.spans.get(stretch.document, {}).get(annotator, ())
            if span.extent.start < span.extent.end and span.extent.overlaps(limit)
        }
        rows.append(tuple(sorted((start - limit.start, end - limit.start, name) for start, end, name in own)))
    # Neither the order of annotators nor the names of labels must decide what is drawn for whom.
    return tuple(sorted(rows, key=_pattern))


def _pattern(own: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, int]]:
    seen: dict[str, int] = {}
    return [(start, end, seen.setdefault(name, len(seen))) for start, end, name in own]


def _count(comparison: Comparison) -> Count:
    """Sum the disorders, and count the units, the marked continua, and those too crowded to be aligned."""
    continua = [_marked(stretch, comparison.scope_views) for stretch in comparison.scope.stretches]
    measured = [_measured(marked) for marked in continua if any(marked)]
    found = [one for one in measured if one is not None]
    n_units = sum(len(own) for marked in continua for own in marked)
    counts: dict[str, float] = {"units": n_units, "marked": len(measured), "crowded": len(measured) - len(found)}
    sums = {
        GAMMA.name: _sums((one.mean_units, one.observed, one.expected) for one in found),
        GAMMA_CAT.name: _sums_cat(found, missing=False),
        GAMMA_CAT_MISSING.name: _sums_cat(found, missing=True),
    }
    for name, (observed, expected) in sums.items():
        counts |= {f"{name} observed": observed, f"{name} expected": expected}
    return counts


def _undefined(count: Count, basis: Basis) -> Figure | None:
    """Say why there is no figure, or nothing."""
    if not basis.passages:
        return Figure(value=None, n_units=0, reason=NO_PASSAGE)
    if not count.get("marked"):
        return Figure(value=None, n_units=0, reason=NOTHING_MARKED)
    if count.get("crowded"):
        return Figure(
            value=None,
            n_units=int(count["units"]),
            reason="too many annotators overlap to align them exactly; see pairs",
        )
    return None


def _value(count: Count, name: str) -> tuple[float | None, int]:
    value = _ratio(count.get(f"{name} observed", 0.0), count.get(f"{name} expected", 0.0))
    return value, int(count["units"])


def _gamma(count: Count, basis: Basis) -> Figure:
    if none := _undefined(count, basis):
        return none
    value, n_units = _value(count, GAMMA.name)
    return Figure(value=value, n_units=n_units, reason="" if value is not None else "chance gives no disorder")


def _gamma_cat(count: Count, basis: Basis, name: str = "gamma_cat") -> Figure:
    if none := _undefined(count, basis):
        return none
    value, n_units = _value(count, name)
    reason = "" if value is not None else "no two labels meet in what is aligned"
    return Figure(value=value, n_units=n_units, reason=reason)


def _gamma_cat_missing(count: Count, basis: Basis) -> Figure:
    return _gamma_cat(count, basis, GAMMA_CAT_MISSING.name)


GAMMA = Metric(name="gamma", unit="span", source=SOURCE, compute=Counted(count=_count, conclude=_gamma), slow=True)
GAMMA_CAT = Metric(
    name="gamma_cat",
    unit="span",
    source=SOURCE_CAT,
    compute=Counted(count=_count, conclude=_gamma_cat),
    per_label=False,
    slow=True,
)
GAMMA_CAT_MISSING = Metric(
    name="gamma_cat_missing",
    unit="span",
    source=SOURCE_MISSING,
    compute=Counted(count=_count, conclude=_gamma_cat_missing),
    per_label=False,
    slow=True,
)
