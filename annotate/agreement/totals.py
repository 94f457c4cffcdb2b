"""What all documents come to: their counts added up, and the figures concluded from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.agreement.counting import EVERYBODY, USAGE, Counts, Plan, Sentences, Sums, add
from annotate.agreement.figures import scores
from annotate.agreement.intervals import Block, Draws, Key, blocks, middle
from annotate.agreement.metric import ALL
from annotate.agreement.outcome import Own, spooled
from annotate.agreement.outline import warnings_of_use
from annotate.agreement.passages import STATUSES, Chosen, pre_marks, with_answers
from annotate.agreement.portions import Portions, sentences_of
from annotate.model import Annotation, Extent, Issue, Score
from annotate.spool import Spool


@dataclass(slots=True, kw_only=True)
class Result:
    """What is kept of a document.

    Args:
        scores: its own figures.
        counts: of it as a whole.
        kinds: kind of tasks -> counts of its tasks of that kind, where something was asked in them.
        blocks: of each of its sections, who worked there, and the counts.
        fates: what became of the pre-marks.
    """

    scores: list[Score]
    counts: Sums
    kinds: dict[str, Sums]
    blocks: list[tuple[tuple[str, ...], Counts]]
    fates: Counter[tuple[str, str]]


@dataclass(slots=True)
class Total:
    """What all documents come to.

    Args:
        draws: of the bootstrap, if there is one.
        own: figures of each document that has any.
        there: who worked in each section.
    """

    plan: Plan
    draws: Draws | None
    sums: Sums = field(default_factory=dict)
    kinds: dict[str, Sums] = field(default_factory=dict)
    own: Spool[Own] = field(default_factory=spooled)
    there: list[tuple[str, ...]] = field(default_factory=list)
    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    _sets: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, init=False)

    def add(self, result: Result) -> None:
        """Add a document."""
        add(self.sums, result.counts)
        if result.scores:
            self.own.append(tuple(result.scores))
        for name, of_kind in result.kinds.items():
            add(self.kinds.setdefault(name, {}), of_kind)
        for there, counts in result.blocks:
            self.there.append(self._sets.setdefault(there, there))  # the same few again and again
            if self.draws:
                self.draws.add(counts)
        for key, n in result.fates.items():
            self.fates[key] += n

    def warnings(self) -> Iterator[Issue]:
        """Yield what is to be said of who met, and of each label."""
        return warnings_of_use(self.sums.get((USAGE, EVERYBODY, ALL), {}), self.plan)

    def scores(
        self, portions: Portions, kinds: Mapping[str, Chosen], *, with_fates: bool
    ) -> tuple[list[Score], list[Score]]:
        """Return the figures of all documents; and those of the kinds of tasks, and what became of the pre-marks."""
        plan = self.plan
        works: list[Annotation] = []
        sentences: dict[str, tuple[Extent, ...]] = {}
        if plan.held:
            works = [work for portion in portions for work in portion.works()]
            sentences = {name: own for portion in portions for name, own in sentences_of(portion).items()}
        found = self._intervals(works, sentences)
        of_all = []
        for score in scores(ALL, plan.annotators, plan, self.sums, works, sentences):
            bounds = found.get((score.metric, score.label, score.annotators))
            bounded = replace(score, low=bounds[0], high=bounds[1]) if bounds and score.value is not None else score
            of_all.append(bounded)
        of_kinds: list[Score] = []
        for name, chosen in kinds.items():
            # A round in which nothing was asked is none.
            if name in self.kinds or name.removeprefix(ALL) in STATUSES:
                answered = with_answers(works, chosen)
                of_kinds += scores(name, plan.annotators, plan, self.kinds.get(name, {}), answered, sentences)
        if with_fates:
            of_kinds += pre_marks(self.fates)
        return of_all, of_kinds

    def _intervals(self, works: Sequence[Annotation], sentences: Sentences) -> Mapping[Key, tuple[float, float]]:
        if self.draws is None:
            return {}
        quick = tuple(metric for metric in self.plan.metrics if not metric.slow)
        parts = blocks(works)
        found: dict[Key, list[float]] = {}
        for places, sums in zip(self.draws.places, self.draws.rounds(), strict=True):
            drawn = places.nonzero()[0].tolist()
            there = tuple(sorted({who for place in drawn for who in self.there[place]}))
            copies, of_copies = _copies(parts, places, sentences) if parts else ([], {})
            for score in scores(ALL, there, self.plan, sums, copies, of_copies, metrics=quick):
                if score.value is not None:
                    found.setdefault((score.metric, score.label, score.annotators), []).append(score.value)
        return middle(found, len(self.draws.places))


def _copies(
    parts: Sequence[Block], places: Iterable[int], sentences: Sentences
) -> tuple[list[Annotation], dict[str, tuple[Extent, ...]]]:
    """Return the sections that were drawn, each as a document of its own, and their sentences."""
    works: list[Annotation] = []
    found: dict[str, tuple[Extent, ...]] = {}
    for place, (part, times) in enumerate(zip(parts, places, strict=True)):
        for copy in range(times):
            name = f"{place:06}:{copy}"
            found[name] = sentences.get(part[0].document, ())
            works += [replace(work, document=name) for work in part]
    return works, found
