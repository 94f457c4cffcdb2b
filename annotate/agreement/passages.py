"""Kinds of tasks apart: the rounds, pre-marked and blank ones; and what became of the pre-marks.

Where annotators saw the same pre-marks, much of their agreement is agreement with
the rules. So the figures are given for either kind of task, too, as documents
named `*seeded` and `*blank`, and of each annotator's spans in seeded tasks the
share that was kept as it was, moved or relabelled, and new; of the pre-marks they
were shown, the share they removed.

A pilot is coded before the guideline is settled, so that each round has figures of
its own, as documents named `*pilot`, `*main`, or whatever the round is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from annotate.errors import InputError, raise_problems
from annotate.model import Annotation, Answer, Asked, Extent, Score, Span

STATUSES = ("seeded", "blank")
FIRST = ("pilot", "main")
ORIGINS = {"kept": "prediction", "moved": "prediction-changed", "new": "manual"}
BEGUN = frozenset({ORIGINS["kept"], ORIGINS["moved"]})
"""Origins of spans that come from a pre-mark."""
Rounds = Mapping[tuple[str, int], str]
"""Document and first character of a task -> the round it is coded in."""
Chosen = Callable[[str, Answer], bool]


def refuse_names(round_of: Rounds) -> None:
    """Refuse rounds that are named as another kind of task is.

    Raises:
        InputError, ProblemsError: there are such.
    """
    names = sorted(set(round_of.values()) & set(STATUSES))
    todo = "Give the round another name."
    raise_problems([InputError(name, "names a kind of task, not a round", todo) for name in names])


def kinds_of(rounds: Iterable[str], statuses: Iterable[str], round_of: Rounds) -> dict[str, Chosen]:
    """Return `*` and the name of each kind of task -> which answers are to such; the rounds in their order."""
    ordered = sorted(rounds, key=lambda name: (*(name != first for first in FIRST), name))
    of_rounds: dict[str, Chosen] = {f"*{name}": partial(_is_of_round, round_of, name) for name in ordered}
    return of_rounds | {f"*{status}": partial(_is_given, status) for status in statuses}


def _is_of_round(round_of: Rounds, name: str, document: str, answer: Answer) -> bool:
    return round_of.get((document, answer.extent.start)) == name


def _is_given(status: str, _: str, answer: Answer) -> bool:
    return answer.status == status


def submitted(work: Annotation) -> Iterator[Answer]:
    """Return the answers to tasks that were submitted."""
    return (answer for answer in work.answers if answer.state == "submitted")


def with_answers(annotations: Sequence[Annotation], chosen: Chosen) -> list[Annotation]:
    """Return the work on the submitted tasks that are chosen; the rest counts as not asked."""
    found = []
    for work in annotations:
        inside = [answer.extent for answer in submitted(work) if chosen(work.document, answer)]
        found.append(replace(work, asked=tuple(_asked(work, inside)), spans=tuple(_spans(work, inside))))
    return found


def _seeded(work: Annotation) -> list[Extent]:
    return [answer.extent for answer in submitted(work) if answer.status == "seeded"]


def _asked(work: Annotation, inside: Sequence[Extent]) -> Iterator[Asked]:
    for asked in work.asked:
        for extent in inside:
            if extent.overlaps(asked.extent):
                start, end = max(extent.start, asked.extent.start), min(extent.end, asked.extent.end)
                yield Asked(extent=Extent(start, end), labels=asked.labels)


def _spans(work: Annotation, inside: Sequence[Extent]) -> Iterator[Span]:
    return (span for span in work.spans if any(extent.overlaps(span.extent) for extent in inside))


def fates(works: Sequence[Annotation], marked: Sequence[Span]) -> Counter[tuple[str, str]]:
    """Count what became of the pre-marks of a document, by annotator.

    Args:
        works: everybody's work on it.
        marked: what rules marked there.

    Returns:
        (`spans`, annotator): their spans in seeded tasks; of these (`kept`, annotator), (`moved`, …) and
        (`new`, …); (`shown`, …): the pre-marks they were shown, and of these (`removed`, …).
    """
    counts: Counter[tuple[str, str]] = Counter()
    names = {origin: fate for fate, origin in ORIGINS.items()}
    for work in works:
        inside = _seeded(work)
        for span in _spans(work, inside):
            counts["spans", work.annotator] += 1
            if span.origin in names:
                counts[names[span.origin], work.annotator] += 1
        # A pre-mark's region keeps its name in every annotator's hands.
        kept = set(map(work.region, work.spans))
        for span in marked:
            if any(extent.contains(span.extent) for extent in inside):
                counts["shown", work.annotator] += 1
                counts["removed", work.annotator] += span.id not in kept
    return counts


def pre_marks(counts: Mapping[tuple[str, str], int]) -> Iterator[Score]:
    """Yield, for each annotator, the shares of their spans in seeded tasks that were kept, moved and new.

    Of those whose pre-marks are known, the share of these that was removed, too.
    """
    for annotator in sorted(annotator for name, annotator in counts if name == "spans"):
        for fate in ORIGINS:
            yield _fate(counts, fate, annotator, "spans", "spans in pre-marked tasks")
    for annotator in sorted(annotator for name, annotator in counts if name == "shown"):
        yield _fate(counts, "removed", annotator, "shown", "pre-marks shown")


def _fate(counts: Mapping[tuple[str, str], int], fate: str, annotator: str, whole: str, what: str) -> Score:
    n, total = counts.get((fate, annotator), 0), counts[whole, annotator]
    return Score(
        metric=f"pre_marks_{fate}", unit="span", label="*", annotators=(annotator,), document="*",
        value=n / total, n_units=total, reason=f"{n} of {total} {what}",
    )  # fmt: skip
