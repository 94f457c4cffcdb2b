"""From counts to the figures of a study, of a document, of a kind of tasks, or of a draw.

A figure with one annotator's name is theirs against the rest: the mean of their pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from annotate.agreement.comparison import Comparison, compare
from annotate.agreement.counting import PAIR, Counts, Plan, Sentences, concluded, counted
from annotate.agreement.metric import ALL, Figure, Metric
from annotate.model import Annotation, Score

MOST_PAIRS = 105
"""Of more pairs (15 annotators) a single document has no figures of each: nobody reads, and few could hold them."""
Who = tuple[str, ...]


def scores(  # noqa: PLR0913 - each says another thing of the figures
    place: str,
    present: Who,
    plan: Plan,
    sums: Counts,
    works: Sequence[Annotation] = (),
    sentences: Sentences | None = None,
    *,
    metrics: Sequence[Metric] | None = None,
    brief: bool = False,
) -> Iterator[Score]:
    """Yield all figures under the name of what they are of.

    Args:
        place: a document, a kind of tasks, or `*`.
        present: who worked there, sorted.
        plan: who and what are compared.
        sums: the counts.
        works: for metrics that cannot be counted.
        sentences: document -> its sentences, for these, too.
        metrics: those wanted; all of the plan's if none are given.
        brief: figures of all annotators and all labels only.
    """
    metrics = plan.metrics if metrics is None else metrics
    held = any(counted(metric) is None for metric in metrics)
    sets: list[Who] = list(combinations(present, PAIR))
    each = place == ALL or (len(sets) <= MOST_PAIRS and not (brief and len(present) > PAIR))
    labels = () if brief else plan.labels
    if len(present) > PAIR:
        sets.append(present)
    tables: list[dict[Who, Mapping[str, Figure]]] = [{} for _ in metrics]
    for who in sets:
        # What one set of annotators is compared by goes before the next comes: of a large study it is most of all.
        views = _views(compare(works, who, plan.labels, sentences), labels) if held else {}
        for metric, found in zip(metrics, tables, strict=True):
            if each or metric.pairs or len(who) > PAIR:
                found[who] = concluded(metric, who, sums, plan, labels) if counted(metric) else _figures(metric, views)
        del views
    for metric, found in zip(metrics, tables, strict=True):
        parts = sorted({name for figures in found.values() for name in figures if name == ALL or not brief})
        for name in [ALL, *labels] if metric.parts is None else parts:
            figures = {who: own[name] for who, own in found.items() if name in own}
            if len(present) > PAIR:
                figures.update(_against_the_rest(metric, figures, present))
            for who, figure in figures.items():
                if (len(who) == PAIR and not each) or (brief and who != present):
                    continue
                yield Score(
                    metric=metric.name, unit=metric.unit, label=name, annotators=who, document=place,
                    value=figure.value, n_units=figure.n_units, reason=figure.reason,
                )  # fmt: skip


def _against_the_rest(metric: Metric, figures: Mapping[Who, Figure], present: Who) -> Mapping[Who, Figure]:
    """Return each annotator's mean of their pairs, and of a metric for two the mean of all pairs."""
    pairs = {who: figure for who, figure in figures.items() if len(who) == PAIR}
    if not pairs:
        return {}
    theirs: dict[str, list[Figure]] = {one: [] for one in present}
    for pair, figure in pairs.items():
        for one in pair:
            theirs[one].append(figure)
    found: dict[Who, Figure] = {(one,): _mean(figures) for one, figures in theirs.items()}
    if metric.pairs:
        found[present] = _mean(list(pairs.values()))
    return found


def _views(comparison: Comparison, labels: Sequence[str]) -> Mapping[str, Comparison]:
    return {ALL: comparison, **{label: comparison.for_label(label) for label in labels}}


def _figures(metric: Metric, comparisons: Mapping[str, Comparison]) -> Mapping[str, Figure]:
    """Return the figures of a metric that is one function of all there is."""
    every = comparisons[ALL]
    if metric.pairs and len(every.annotators) > PAIR:
        return {}
    if metric.parts is not None:
        return metric.parts(every)
    compute: Callable[[Comparison], Figure] | None = metric.compute
    if compute is None:
        return {}
    return {
        name: compute(comparison)
        for name, comparison in comparisons.items()
        if (metric.overall if name == ALL else metric.per_label)
    }


def _mean(figures: Sequence[Figure]) -> Figure:
    values = [figure.value for figure in figures if figure.value is not None]
    n_units = sum(figure.n_units for figure in figures)
    if not values:
        return Figure(value=None, n_units=n_units, reason="undefined for every pair")
    left = len(figures) - len(values)
    reason = f"mean of {len(values)} pairs" + (f", {left} undefined" if left else "")
    return Figure(value=sum(values) / len(values), n_units=n_units, reason=reason)
