"""Tasks that were given with pre-marks and blank ones, apart, and what became of the pre-marks.

Where annotators saw the same pre-marks, much of their agreement is agreement with
the rules. So the figures are given for either kind of task, too, as documents
named `*seeded` and `*blank`, and of each annotator's spans in seeded tasks the
share that was kept as it was, moved or relabelled, and new; of the pre-marks they
were shown, the share they removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from annotate.model import Annotation, Asked, Extent, Prediction, Score, Span

STATUSES = ("seeded", "blank")
ORIGINS = {"kept": "prediction", "moved": "prediction-changed", "new": "manual"}


def with_status(annotations: Sequence[Annotation], status: str) -> list[Annotation]:
    """Return the work on tasks of that status only; the rest counts as not asked."""
    return [replace(work, asked=tuple(_asked(work, status)), spans=tuple(_spans(work, status))) for work in annotations]


def statuses(annotations: Sequence[Annotation]) -> tuple[str, ...]:
    """Return the statuses of submitted tasks, if there are both."""
    found = {a.status for work in annotations for a in work.answers if a.state == "submitted"}
    return STATUSES if found >= set(STATUSES) else ()


def _extents(work: Annotation, status: str) -> list[Extent]:
    return [answer.extent for answer in work.answers if answer.state == "submitted" and answer.status == status]


def _asked(work: Annotation, status: str) -> Iterator[Asked]:
    for asked in work.asked:
        for extent in _extents(work, status):
            if extent.overlaps(asked.extent):
                start, end = max(extent.start, asked.extent.start), min(extent.end, asked.extent.end)
                yield Asked(extent=Extent(start, end), labels=asked.labels)


def _spans(work: Annotation, status: str) -> Iterator[Span]:
    inside = _extents(work, status)
    return (span for span in work.spans if any(extent.overlaps(span.extent) for extent in inside))


def pre_marks(annotations: Sequence[Annotation], predictions: Iterable[Prediction] = ()) -> Iterator[Score]:
    """Yield, for each annotator, the shares of their spans in seeded tasks that were kept, moved and new.

    Args:
        annotations: the work.
        predictions: what rules marked; with it, the share of these that was removed.
    """
    by: dict[str, list[Span]] = {}
    for work in annotations:
        by.setdefault(work.annotator, []).extend(_spans(work, "seeded"))
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
        inside = _extents(work, "seeded")
        # A pre-mark's region keeps its name in every annotator's hands; one of several tasks' is told by its place.
        names = {span.id.removeprefix(f"{work.document}:{work.annotator}:").partition("@")[0] for span in work.spans}
        for span in marked.get(work.document, ()):
            if any(extent.contains(span.extent) for extent in inside):
                shown[work.annotator] = shown.get(work.annotator, 0) + 1
                gone[work.annotator] = gone.get(work.annotator, 0) + (span.id not in names)
    for annotator, n in sorted(shown.items()):
        yield Score(
            metric="pre_marks_removed", unit="span", label="*", annotators=(annotator,), document="*",
            value=gone[annotator] / n, n_units=n, reason=f"{gone[annotator]} of {n} pre-marks shown",
        )  # fmt: skip
