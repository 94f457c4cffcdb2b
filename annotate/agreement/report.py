"""All figures of a study, and what should be known before they are quoted.

Warnings: W601 one annotator or none, W602 two annotators share no passage, W603
only one of them uses a label, W604 nearly nothing is marked, W605 the work was
done on pre-marked text, W606 nobody uses a label, W607 too few sections for intervals,
W608 submitted tasks are in no round.

A figure with one annotator's name is theirs against the rest: the mean of their pairs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

from annotate.agreement.comparison import Comparison, LabelView, compare
from annotate.agreement.intervals import FEWEST, Key, blocks, intervals
from annotate.agreement.metric import METRICS, Figure, Metric
from annotate.agreement.passages import Rounds, kinds, pre_marks, refuse_names, unrounded
from annotate.model import Agreement, Annotation, Document, Extent, Issue, Prediction, Score
from annotate.parallel import Here, Mapper

ALL = "*"
PAIR = 2
SEED = 20070101
MOST_PAIRS = 105
"""Of more pairs (15 annotators) a single document has no figures of each: nobody reads, and few could hold them."""
MOST_DOCUMENTS = 300
"""Of more documents each has the figures of all annotators and all labels only, for the same reason."""
FEW = 0.01
"""Below this share of marked characters a figure rests on very little text."""


def agree(  # noqa: PLR0913 - each says another thing of the study
    annotations: Sequence[Annotation],
    metrics: Iterable[str] | None = None,
    *,
    documents: Iterable[Document] = (),
    predictions: Iterable[Prediction] = (),
    rounds: Iterable[int] = (),
    round_of: Rounds | None = None,
    seed: int = SEED,
    mapper: Mapper | None = None,
) -> Agreement:
    """Compare all annotators: per metric, label, document and pair, and overall.

    Args:
        annotations: of any documents, in any order.
        metrics: names in `METRICS`; all but the slow ones if none are given.
        documents: for the metrics on sentences.
        predictions: what rules marked, for the share of it that was removed.
        rounds: one number a round of the bootstrap; no intervals without, and none of slow metrics.
        round_of: document and first character of a task -> `pilot`, `main`, or what the round is called;
            where there are several, each has figures of its own.
        seed: of the bootstrap.
        mapper: computes the figures of documents and of rounds; here if none is given.

    Raises:
        InputError, ProblemsError: a round is named as another kind of task is.
    """
    mapper, round_of = mapper or Here(), round_of or {}
    refuse_names(round_of)
    every: list[Metric] = [METRICS.load(name) for name in METRICS.names()]
    quick = [metric for metric in every if not metric.slow]
    chosen: list[Metric] = [METRICS.load(name) for name in dict.fromkeys(metrics)] if metrics else quick
    works = sorted(annotations, key=lambda a: (a.document, a.annotator))
    annotators = tuple(sorted({work.annotator for work in works if work.asked}))
    names = tuple(sorted({work.document for work in works if work.asked}))
    labels = sorted({label for work in works for asked in work.asked for label in asked.labels})
    warnings = [*_pre_marked(works), *unrounded(works, round_of)]
    if len(annotators) < PAIR:
        message = "there is only one annotator's work, so that no agreement can be computed; ask a second one"
        warnings.insert(0, Issue(code="W601", message=message, found=", ".join(annotators) or "nobody"))
        return Agreement(annotators=annotators, documents=names, scores=(), warnings=tuple(warnings))
    sentences = {document.id: tuple(s.extent for s in document.sentences) for document in documents}

    brief = frozenset(names if len(names) > MOST_DOCUMENTS else ())
    figures = Figures(annotators=annotators, labels=labels, metrics=chosen, sentences=sentences, brief=brief)
    parts = blocks(works)
    found = intervals(parts, figures.again, rounds, seed, mapper) if len(parts) >= FEWEST else {}
    if len(parts) < FEWEST and any(True for _ in rounds):
        message = f"too few sections for intervals; at least {FEWEST} are needed"
        warnings.append(Issue(code="W607", message=message, found=f"{len(parts)} sections"))
    scores = [_with_interval(score, found) for score in figures((ALL, works))]
    scores += [score for own in mapper(figures, _apart(works, names, round_of)) for score in own]
    if {metric.name for metric in quick} <= {metric.name for metric in chosen}:
        scores += pre_marks(works, predictions)
    warnings += _warnings(works, annotators, labels)
    return Agreement(annotators=annotators, documents=names, scores=tuple(scores), warnings=tuple(warnings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of some works: what processes compute.

    Args:
        sentences: document -> its sentences.
        brief: documents that have figures of all annotators and all labels only.
    """

    annotators: Sequence[str]
    labels: Sequence[str]
    metrics: Sequence[Metric]
    sentences: Mapping[str, tuple[Extent, ...]]
    brief: Collection[str] = ()

    def __call__(self, part: tuple[str, Sequence[Annotation]]) -> list[Score]:
        """Return the figures of works, under the name of what they are."""
        place, works = part
        brief = place in self.brief
        return list(_scores(works, place, self.annotators, self.labels, self.metrics, self.sentences, brief=brief))

    def again(self, drawn: Sequence[Annotation], origins: Mapping[str, str]) -> list[Score]:
        """Return the quick figures of works drawn anew; `origins` says what each document is a copy of."""
        copies = {document: self.sentences.get(origin, ()) for document, origin in origins.items()}
        quick = [metric for metric in self.metrics if not metric.slow]
        return list(_scores(drawn, ALL, self.annotators, self.labels, quick, copies))


def _apart(
    works: Sequence[Annotation], names: Sequence[str], round_of: Rounds
) -> Iterator[tuple[str, Sequence[Annotation]]]:
    """Yield the works on each document, of each round, and in pre-marked and blank tasks, where there are several."""
    if len(names) > 1:
        known = set(names)
        for name, own in groupby(works, key=lambda work: work.document):
            if name in known:
                yield name, list(own)
    yield from kinds(works, round_of)


def _with_interval(score: Score, found: Mapping[Key, tuple[float, float]]) -> Score:
    key = (score.metric, score.label, score.annotators)
    if score.value is None or key not in found:
        return score
    low, high = found[key]
    return replace(score, low=low, high=high)


def _scores(
    works: Sequence[Annotation],
    place: str,
    annotators: Sequence[str],
    labels: Sequence[str],
    metrics: Sequence[Metric],
    sentences: Mapping[str, tuple[Extent, ...]],
    *,
    brief: bool = False,
) -> Iterator[Score]:
    present = sorted({work.annotator for work in works} & set(annotators))
    sets: list[tuple[str, ...]] = list(combinations(present, PAIR))
    each = place == ALL or (len(sets) <= MOST_PAIRS and not (brief and len(present) > PAIR))
    shown = () if brief else labels
    if len(present) > PAIR:
        sets.append(tuple(present))
    tables: list[dict[tuple[str, ...], Mapping[str, Figure]]] = [{} for _ in metrics]
    for chosen in sets:
        # What one set of annotators is compared by goes before the next comes: of a large study it is most of all.
        made = _views(compare(works, chosen, labels, sentences), shown)
        for metric, found in zip(metrics, tables, strict=True):
            if each or metric.pairs or len(chosen) > PAIR:
                found[chosen] = _figures(metric, made)
        del made
    for metric, found in zip(metrics, tables, strict=True):
        parts = sorted({name for figures in found.values() for name in figures if name == ALL or not brief})
        for name in [ALL, *shown] if metric.parts is None else parts:
            figures = {chosen: own[name] for chosen, own in found.items() if name in own}
            if len(present) > PAIR:
                figures.update(_against_the_rest(metric, figures, present))
            for chosen, figure in figures.items():
                if (len(chosen) == PAIR and not each) or (brief and chosen != tuple(present)):
                    continue
                yield Score(
                    metric=metric.name, unit=metric.unit, label=name, annotators=chosen, document=place,
                    value=figure.value, n_units=figure.n_units, reason=figure.reason,
                )  # fmt: skip


def _against_the_rest(
    metric: Metric, figures: Mapping[tuple[str, ...], Figure], present: Sequence[str]
) -> Mapping[tuple[str, ...], Figure]:
    """Return each annotator's mean of their pairs, and of a metric for two the mean of all pairs."""
    pairs = {chosen: figure for chosen, figure in figures.items() if len(chosen) == PAIR}
    if not pairs:
        return {}
    theirs: dict[str, list[Figure]] = {one: [] for one in present}
    for pair, figure in pairs.items():
        for one in pair:
            theirs[one].append(figure)
    found: dict[tuple[str, ...], Figure] = {(one,): _mean(figures) for one, figures in theirs.items()}
    if metric.pairs:
        found[tuple(present)] = _mean(list(pairs.values()))
    return found


def _views(comparison: Comparison, labels: Sequence[str]) -> Mapping[str, Comparison]:
    return {ALL: comparison, **{label: comparison.for_label(label) for label in labels}}


def _figures(metric: Metric, comparisons: Mapping[str, Comparison]) -> Mapping[str, Figure]:
    every = comparisons[ALL]
    if metric.pairs and len(every.annotators) > PAIR:
        return {}
    if metric.parts is not None:
        return metric.parts(every)
    compute = metric.compute
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


def _warnings(works: Sequence[Annotation], annotators: Sequence[str], labels: Sequence[str]) -> Iterator[Issue]:
    everybody = compare(works, annotators, labels)
    together = {stretch.annotators for view in everybody.views for stretch in view.stretches}
    meet = {pair for annotators_there in together for pair in combinations(annotators_there, PAIR)}
    for one, other in combinations(annotators, PAIR):
        if (one, other) not in meet:
            message = "they share no passage, so that they cannot be compared"
            yield Issue(code="W602", where=f"{one} and {other}", message=message)
    for view in everybody.views:
        yield from _label_warnings(view)


def _label_warnings(view: LabelView) -> Iterator[Issue]:
    counts = {annotator: n for annotator, n in view.counts().items() if n}
    if not view.stretches:
        message = "no passage was asked of two annotators for it"
        yield Issue(code="W602", where=view.label, message=message)
    elif not counts:
        yield Issue(code="W606", where=view.label, message="nobody used it where two were asked for it")
    elif len(counts) == 1:
        (annotator, n), *_ = counts.items()
        message = "only one annotator used it; its figures say nothing about how it is understood"
        yield Issue(code="W603", where=view.label, message=message, found=f"{annotator}: {n} spans")
    else:
        marked = sum(len(span.extent) for by in view.spans.values() for own in by.values() for span in own)
        asked = sum(len(stretch.extent) * len(stretch.annotators) for stretch in view.stretches)
        if marked < FEW * asked:
            message = "nearly nothing of the text is marked with it; its figures rest on very little"
            yield Issue(code="W604", where=view.label, message=message, found=f"{marked / asked:.2%} of the characters")


def _pre_marked(works: Sequence[Annotation]) -> Iterator[Issue]:
    answers = [answer for work in works for answer in work.answers if answer.state == "submitted"]
    seeded = [answer for answer in answers if answer.status == "seeded"]
    if seeded:
        message = "annotators saw the same pre-marks: agreement on pre-marked text is inflated; quote it with this word"
        yield Issue(
            code="W605", message=message, found=f"{len(seeded)} of {len(answers)} submitted tasks were pre-marked"
        )
