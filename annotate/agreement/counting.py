"""What there is to count, for each metric, set of annotators and label: of one document, and added up.

Counts stand in groups: which count, of whom, of which label. A group of a study is
the sum of those of its documents, and that of a draw of sections the sum of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from annotate.agreement.comparison import Comparison, LabelView, compare
from annotate.agreement.metric import ALL, Basis, Count, Counted, Figure, Metric
from annotate.model import Annotation, Extent

PAIR = 2
EVERYBODY: tuple[str, ...] = ()
"""In a group: all annotators that were there, more than two in the study."""
Group = tuple[int, tuple[str, ...], str]
"""Number of the count, two annotators or `EVERYBODY`, label or `*`."""
Counts = Mapping[Group, Count]
Sums = dict[Group, dict[Any, float]]
Sentences = Mapping[str, tuple[Extent, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A count, and of what it is wanted.

    Args:
        pairs: of each pair of annotators.
        everybody: of all of them.
        overall: of all labels together.
        per_label: of each label.
        slow: only slow metrics want it.
    """

    number: int
    count: Callable[[Comparison], Count]
    pairs: bool
    everybody: bool
    overall: bool = True
    per_label: bool = False
    slow: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who and what are compared, by which metrics.

    Args:
        metrics: all of them, those that cannot be counted as well.
        sentences: some documents are given.
    """

    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    metrics: tuple[Metric, ...]
    sentences: bool

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """Each count once, however many metrics conclude from it; first those that say what was asked and used."""
        found = [
            Wanted(number=PASSAGES, count=passages, pairs=True, everybody=True, per_label=True),
            Wanted(number=USAGE, count=usage, pairs=False, everybody=True),
        ]
        for number, count in enumerate(self._counts):
            own = [(metric, step) for metric in self.metrics if (step := counted(metric)) and step.count == count]
            found.append(
                Wanted(
                    number=number,
                    count=count,
                    pairs=True,
                    everybody=not all(metric.pairs for metric, _ in own),
                    overall=any(metric.parts or metric.overall or step.joint for metric, step in own),
                    per_label=any(not metric.parts and metric.per_label and not step.joint for metric, step in own),
                    slow=all(metric.slow for metric, _ in own),
                )
            )
        return tuple(found)

    @cached_property
    def held(self) -> tuple[Metric, ...]:
        """The metrics that are one function of all there is."""
        return tuple(metric for metric in self.metrics if counted(metric) is None)

    @cached_property
    def _counts(self) -> list[Callable[[Comparison], Count]]:
        return list(dict.fromkeys(step.count for metric in self.metrics if (step := counted(metric))))

    def number(self, step: Counted[Any]) -> int:
        """Return the number of a metric's count."""
        return self._counts.index(step.count)


def counted(metric: Metric) -> Counted[Any] | None:
    """Return the two steps of a metric; None of one that is a single function."""
    step = metric.compute if metric.parts is None else metric.parts
    return step if isinstance(step, Counted) else None


PASSAGES, USAGE = -1, -2


def passages(comparison: Comparison) -> Count:
    """Count the passages that were asked of two."""
    return {
        "passages": len(comparison.scope.stretches),
        "of_any_label": sum(len(view.stretches) for view in comparison.views),
    }


def usage(comparison: Comparison) -> Count:
    """Count who meet, and for each label what was asked, who used it how often, and how much is marked."""
    counts: dict[tuple[str, ...], int] = {}
    for view in comparison.views:
        together = {stretch.annotators for stretch in view.stretches}
        counts |= {("meet", *pair): 1 for there in together for pair in combinations(there, PAIR)}
        counts |= {("used", view.label, annotator): n for annotator, n in view.counts().items()}
        counts["passages", view.label] = len(view.stretches)
        counts["marked", view.label] = _marked(view)
        counts["asked", view.label] = sum(len(one.extent) * len(one.annotators) for one in view.stretches)
    return counts


def _marked(view: LabelView) -> int:
    return sum(len(span.extent) for by in view.spans.values() for own in by.values() for span in own)


def count_works(
    works: Sequence[Annotation], plan: Plan, sentences: Sentences, wanted: Iterable[Wanted] | None = None
) -> Sums:
    """Count one document, or a part of it.

    Args:
        works: everybody's work on it.
        plan: who and what are compared.
        sentences: its sentences, by its id.
        wanted: some of the plan's counts; all if none are given.
    """
    chosen = plan.wanted if wanted is None else tuple(wanted)
    there = present(works, plan)
    sets: list[tuple[str, ...]] = [*combinations(there, PAIR)]
    if len(there) > PAIR:
        sets.append(there)
    counts: Sums = {}
    names: dict[Any, Any] = {}  # of many pairs each key is held once
    for who in sets:
        comparison = compare(works, who, plan.labels, sentences)
        alone: dict[str, Comparison] = {}
        for one in chosen:
            groups = list(_groups(one, who, there, plan))
            if not groups:
                continue
            if one.per_label and not alone:
                alone = {label: comparison.for_label(label) for label in plan.labels}
            made = {ALL: one.count(comparison)} if one.overall else {}
            if one.per_label:
                made |= {label: one.count(own) for label, own in alone.items()}
            for name, found in made.items():
                kept = {names.setdefault(key, key): n for key, n in found.items() if n}
                if kept:
                    counts |= {(one.number, group, name): dict(kept) for group in groups}
    return counts


def present(works: Iterable[Annotation], plan: Plan) -> tuple[str, ...]:
    """Return who of those compared worked here."""
    return tuple(sorted({work.annotator for work in works} & set(plan.annotators)))


def _groups(one: Wanted, who: tuple[str, ...], there: tuple[str, ...], plan: Plan) -> Iterator[tuple[str, ...]]:
    """Yield whom a count of these annotators is filed under; two who are alone are everybody, too."""
    if one.pairs and len(who) == PAIR:
        yield who
    if one.everybody and who == there and (len(plan.annotators) > PAIR or not one.pairs):
        yield EVERYBODY


def add(sums: Sums, counts: Sums) -> None:
    """Add counts to sums; the first of a group become part of them."""
    for group, count in counts.items():
        own = sums.setdefault(group, count)
        if own is not count:
            for key, n in count.items():
                own[key] = own.get(key, 0) + n


def concluded(
    metric: Metric, who: tuple[str, ...], sums: Counts, plan: Plan, labels: Sequence[str]
) -> dict[str, Figure]:
    """Return the figures of a metric for some annotators: of all labels, and of these; or its parts.

    Args:
        metric: one that is counted.
        who: two annotators, or all that were there.
        sums: the counts.
        plan: they were made by.
        labels: those wanted.
    """
    step = counted(metric)
    if step is None or (metric.pairs and len(who) > PAIR):
        return {}
    group = who if len(who) == PAIR else EVERYBODY
    number = plan.number(step)
    names = [ALL] if metric.parts else [*([ALL] if metric.overall else []), *(labels if metric.per_label else [])]
    figures = {}
    for name in names:
        asked = sums.get((PASSAGES, group, name), {})
        basis = Basis(
            annotators=who,
            label=name if name != ALL or len(plan.labels) != 1 else plan.labels[0],
            passages=bool(asked.get("passages")),
            of_any_label=bool(asked.get("of_any_label")),
            sentences=plan.sentences,
        )
        figures[name] = step.conclude(sums.get((number, group, ALL if step.joint else name), {}), basis)
    return figures[ALL] if metric.parts else figures
