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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from annotate.errors import InputError, raise_problems
from annotate.model import Annotation, Answer, Asked, Extent, Issue, Prediction, Score, Span

STATUSES = ("seeded", "blank")
FIRST = ("pilot", "main")
ORIGINS = {"kept": "prediction", "moved": "prediction-changed", "new": "manual"}
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


def kinds(annotations: Sequence[Annotation], round_of: Rounds) -> Iterator[tuple[str, list[Annotation]]]:
    """Yield `*` and the name of each kind of task, with the work on it; nothing where all tasks are of one kind."""
    if len(_rounds_in(annotations, round_of)) > 1:
        for name in sorted(set(round_of.values()), key=lambda name: (*(name != first for first in FIRST), name)):
            own = with_answers(annotations, partial(_is_of_round, round_of, name))
            if any(work.asked for work in own):
                yield f"*{name}", own
    for status in statuses(annotations):
        yield f"*{status}", with_answers(annotations, partial(_is_given, status))


def _is_of_round(round_of: Rounds, name: str, document: str, answer: Answer) -> bool:
    return round_of.get((document, answer.extent.start)) == name


def _is_given(status: str, _: str, answer: Answer) -> bool:
    return answer.status == status


def unrounded(annotations: Sequence[Annotation], round_of: Rounds) -> Iterator[Issue]:
    """Yield a warning if some submitted tasks of a study of several rounds are in none."""
    if len(set(round_of.values())) > 1:
        tasks = {(work.document, answer.extent.start) for work in annotations for answer in _submitted(work)}
        left = sorted(tasks - round_of.keys())
        if left:
            message = "submitted tasks are in no round; they count in the figures of all tasks only"
            places = ", ".join(f"{document} at {start}" for document, start in left[:3])
            yield Issue(code="W608", message=message, found=f"{len(left)} of {len(tasks)} tasks: {places}")


def _rounds_in(annotations: Sequence[Annotation], round_of: Rounds) -> set[str]:
    """Return the rounds of submitted tasks, "" standing for none; nothing where the study has one round only."""
    if len(set(round_of.values())) < len(FIRST):
        return set()
    places = ((work.document, answer.extent.start) for work in annotations for answer in _submitted(work))
    return {round_of.get(place, "") for place in places}


def _submitted(work: Annotation) -> Iterator[Answer]:
    return (answer for answer in work.answers if answer.state == "submitted")


def with_answers(annotations: Sequence[Annotation], chosen: Chosen) -> list[Annotation]:
    """Return the work on the submitted tasks that are chosen; the rest counts as not asked."""
    found = []
    for work in annotations:
        inside = [answer.extent for answer in _submitted(work) if chosen(work.document, answer)]
        found.append(replace(work, asked=tuple(_asked(work, inside)), spans=tuple(_spans(work, inside))))
    return found


def statuses(annotations: Sequence[Annotation]) -> tuple[str, ...]:
    """Return the statuses of submitted tasks, if there are both."""
    found = {answer.status for work in annotations for answer in _submitted(work)}
    return STATUSES if found >= set(STATUSES) else ()


def _seeded(work: Annotation) -> list[Extent]:
    return [answer.extent for answer in _submitted(work) if answer.status == "seeded"]


def _asked(work: Annotation, inside: Sequence[Extent]) -> Iterator[Asked]:
    for asked in work.asked:
        for extent in inside:
            if extent.overlaps(asked.extent):
                start, end = max(extent.start, asked.extent.start), min(extent.end, asked.extent.end)
                yield Asked(extent=Extent(start, end), labels=asked.labels)


def _spans(work: Annotation, inside: Sequence[Extent]) -> Iterator[Span]:
    return (span for span in work.spans if any(extent.overlaps(span.extent) for extent in inside))


def pre_marks(annotations: Sequence[Annotation], predictions: Iterable[Prediction] = ()) -> Iterator[Score]:
    """Yield, for each annotator, the shares of their spans in seeded tasks that were kept, moved and new.

    Args:
        annotations: the work.
        predictions: what rules marked; with it, the share of these that was removed.
    """
    by: dict[str, list[Span]] = {}
    for work in annotations:
        by.setdefault(work.annotator, []).extend(_spans(work, _seeded(work)))
    for annotator, spans in sorted(by.items()):
        for fate, origin in ORIGINS.items():
            if spans:
                n = sum(span.origin == origin for span in spans)
                yield Score(
                    metric=f"pre_marks_{fate}", unit="span", label="*", annotators=(annotator,), document="*",
                    value=n / len(spans), n_units=len(spans), reason=f"{n} of {len(spans)} spans in pre-marked tasks",
                )  # fmt: skip
    yield from _removed(annotations, {prediction.document: prediction.spans for prediction in predictions})


def _removed(annotations: Sequence[Annotation], marked: Mapping[str, Sequence[Span]]) -> Iterator[Score]:
    shown: dict[str, int] = {}
    gone: dict[str, int] = {}
    for work in annotations:
        inside = _seeded(work)
        # A pre-mark's region keeps its name in every annotator's hands.
        names = set(map(work.region, work.spans))
        for span in marked.get(work.document, ()):
            if any(extent.contains(span.extent) for extent in inside):
                shown[work.annotator] = shown.get(work.annotator, 0) + 1
                gone[work.annotator] = gone.get(work.annotator, 0) + (span.id not in names)
    for annotator, n in sorted(shown.items()):
        yield Score(
            metric="pre_marks_removed", unit="span", label="*", annotators=(annotator,), document="*",
            value=gone[annotator] / n, n_units=n, reason=f"{gone[annotator]} of {n} pre-marks shown",
        )  # fmt: skip
