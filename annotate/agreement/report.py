"""All figures of a study, and what should be known before they are quoted.

Each document is read, counted and let go; figures of all of them are concluded from
the counts, added up, and intervals from the counts of sections, added up as often as
each was drawn. Only for metrics that cannot be counted is everybody's work held.

Warnings: W601 one annotator or none, W607 too few sections for intervals; the others
are those of `annotate.agreement.outline`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.agreement.counting import PAIR, USAGE, Counts, Plan, Sentences, Sums, count_works, present
from annotate.agreement.figures import scores
from annotate.agreement.intervals import FEWEST, Draws, blocks
from annotate.agreement.metric import METRICS, Metric
from annotate.agreement.outcome import Outcome, spooled
from annotate.agreement.outline import Outline, outline
from annotate.agreement.passages import Chosen, Rounds, fates, refuse_names, with_answers
from annotate.agreement.portions import Held, Portion, Portions, sentences_of
from annotate.agreement.totals import Result, Total
from annotate.collecting import uncollected
from annotate.model import Agreement, Annotation, Document, Issue, Prediction, Score
from annotate.parallel import Here, Mapper

SEED = 20070101
MOST_DOCUMENTS = 300
"""Of more documents each has the figures of all annotators and all labels only: nobody reads more."""


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
        mapper: counts the documents; here if none is given.

    Raises:
        InputError, ProblemsError: a round is named as another kind of task is.
    """
    # Of the documents only the sentences are wanted.
    bare = (replace(document, text="", footnotes=(), runs=(), removals=()) for document in documents)
    held = Held(annotations, bare, predictions)
    n_rounds = sum(1 for _ in rounds)
    return agree_on(held, metrics, n_rounds=n_rounds, round_of=round_of, seed=seed, mapper=mapper).agreement()


def agree_on(  # noqa: PLR0913 - each says another thing of the study
    portions: Portions,
    metrics: Iterable[str] | None = None,
    *,
    n_rounds: int = 0,
    round_of: Rounds | None = None,
    seed: int = SEED,
    mapper: Mapper | None = None,
    passed: Iterable[Portion] | None = None,
    folder: Path | None = None,
) -> Outcome:
    """Compare all annotators of a study that need not fit into memory; else as `agree`.

    Args:
        portions: its documents.
        metrics: as of `agree`.
        n_rounds: of the bootstrap.
        round_of: as of `agree`.
        seed: of the bootstrap.
        mapper: counts the documents; here if none is given.
        passed: the documents once more, perhaps behind a bar.
        folder: where figures of very many documents wait; without it, where the system keeps what is temporary.

    Raises:
        NotFoundError, InputError, ProblemsError: what is read is missing or wrong, or a round is named as another
            kind of task is.
    """
    round_of = round_of or {}
    refuse_names(round_of)
    every: list[Metric] = [METRICS.load(name) for name in METRICS.names()]
    quick = {metric.name for metric in every if not metric.slow}
    names = list(dict.fromkeys(metrics)) if metrics else []
    chosen = tuple(METRICS.load(name) for name in names) or tuple(metric for metric in every if not metric.slow)
    known = outline(portions, round_of, with_blocks=n_rounds > 0)
    warnings = list(known.warnings())
    if len(known.annotators) < PAIR:
        message = "there is only one annotator's work, so that no agreement can be computed; ask a second one"
        warnings.insert(0, Issue(code="W601", message=message, found=", ".join(known.annotators) or "nobody"))
        return Outcome(whole=_agreement(known, (), warnings))
    if n_rounds and known.n_blocks < FEWEST:
        message = f"too few sections for intervals; at least {FEWEST} are needed"
        warnings.append(Issue(code="W607", message=message, found=f"{known.n_blocks} sections"))
        n_rounds = 0

    plan = Plan(annotators=known.annotators, labels=known.labels, metrics=chosen, sentences=portions.with_papers)
    counting = Counting(
        plan=plan,
        kinds=known.kinds(round_of),
        apart=len(known.documents) > 1,
        brief=len(known.documents) > MOST_DOCUMENTS,
        with_blocks=n_rounds > 0,
    )
    total = Total(plan, Draws(known.n_blocks, n_rounds, seed) if n_rounds else None, own=spooled(folder))
    for result in (mapper or Here())(counting, portions if passed is None else passed):
        total.add(result)
    with_fates = quick <= {metric.name for metric in chosen}
    of_all, of_kinds = total.scores(portions, counting.kinds, with_fates=with_fates)
    whole = _agreement(known, (*of_all, *of_kinds), [*warnings, *total.warnings()])
    return Outcome(whole=whole, n_first=len(of_all), own=total.own)


def _agreement(known: Outline, found: Iterable[Score], warnings: Iterable[Issue]) -> Agreement:
    return Agreement(
        annotators=known.annotators, documents=tuple(known.documents), scores=tuple(found), warnings=tuple(warnings)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What processes do with each document.

    Args:
        kinds: kinds of tasks that are told apart.
        apart: each document has figures of its own.
        brief: of all annotators and all labels only.
        with_blocks: its sections are counted, too.
    """

    plan: Plan
    kinds: Mapping[str, Chosen]
    apart: bool
    brief: bool
    with_blocks: bool

    @uncollected()
    def __call__(self, portion: Portion) -> Result:
        """Count a document."""
        works, sentences, plan = portion.works(), sentences_of(portion), self.plan
        counts = count_works(works, plan, sentences)
        own = [*self._scores(portion.document, works, counts, sentences)]
        of_kinds: dict[str, Sums] = {}
        for name, chosen in self.kinds.items():
            answered = with_answers(works, chosen)
            if any(work.asked for work in answered):
                of_kinds[name] = count_works(answered, plan, sentences)
        return Result(
            scores=own,
            counts=counts,
            kinds=of_kinds,
            blocks=list(self._blocks(works, counts, sentences)) if self.with_blocks else [],
            fates=fates(works, portion.marks()),
        )

    def _scores(
        self, document: str, works: Sequence[Annotation], counts: Counts, sentences: Sentences
    ) -> Iterator[Score]:
        if self.apart and any(work.asked for work in works):
            there = present(works, self.plan)
            yield from scores(document, there, self.plan, counts, works, sentences, brief=self.brief)

    def _blocks(
        self, works: Sequence[Annotation], counts: Counts, sentences: Sentences
    ) -> Iterator[tuple[tuple[str, ...], Counts]]:
        quick = [one for one in self.plan.wanted if not one.slow and one.number != USAGE]
        numbers = {one.number for one in quick}
        parts = blocks(works)
        for part in parts:
            there = present(part, self.plan)
            # A document that is one section has been counted.
            if len(parts) == 1 and _whole(works):
                yield there, {group: count for group, count in counts.items() if group[0] in numbers}
            else:
                yield there, count_works(part, self.plan, sentences, quick)


def _whole(works: Sequence[Annotation]) -> bool:
    """True if no task begins within the document."""
    return not any(answer.extent.start for work in works for answer in work.answers)
