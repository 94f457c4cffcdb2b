"""Annotators' work told by edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from annotate.model import Annotation, Answer, Asked, Extent, Span

Work = Callable[..., Annotation]


@pytest.fixture
def work() -> Work:
    """Makes an annotator's work on a document: marks are (label, start, end); all was asked unless said."""

    def made(
        annotator: str,
        marks: Sequence[tuple[str, int, int]],
        *,
        document: str = "d",
        asked: Sequence[tuple[int, int, str]] = ((0, 100, "claim evidence"),),
        status: str = "blank",
    ) -> Annotation:
        return Annotation(
            document=document,
            annotator=annotator,
            spans=tuple(
                Span(id=f"{document}:{annotator}:{n}", label=label, extent=Extent(start, end))
                for n, (label, start, end) in enumerate(marks)
            ),
            asked=tuple(Asked(extent=Extent(s, e), labels=tuple(labels.split())) for s, e, labels in asked),
            answers=(
                Answer(task="1", annotation="1", extent=Extent(0, 100), state="submitted", status=status),
                Answer(task="2", annotation="2", extent=Extent(100, 200), state="skipped", status="seeded"),
            ),
        )

    return made
