"""A document of a few clauses, and annotators' work on it told by its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from annotate.model import Annotation, Asked, Attribute, Document, Extent, Metadata, Relation, Source, Span

LABELS = ("actor", "claim", "evidence", "policy_recommendation")
TEXT = "例如，港口应建立预警平台，并向渔民开放数据。去年该市因迟报损失三千万元。分散的系统代价很高。"
Mark = tuple[Any, ...]
Work = Callable[..., Annotation]


@pytest.fixture
def document() -> Document:
    """The document of `TEXT`."""
    source = Source(path="d.txt", sha256="", encoding="utf-8", length=len(TEXT), reader="txt")
    return Document(
        id="d", source=source, metadata=Metadata(), text=TEXT, sections=(), sentences=(), footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip


@pytest.fixture
def work() -> Work:
    """Makes an annotator's work: marks are (label, words[, attributes]), relations (type, from, to) by number."""

    def made(
        annotator: str,
        marks: Sequence[Mark],
        relations: Sequence[tuple[str, int, int]] = (),
        asked: Sequence[Asked] | None = None,
    ) -> Annotation:
        spans = []
        for n, (label, words, *attributes) in enumerate(marks):
            start = TEXT.index(words)
            spans.append(
                Span(
                    id=f"d:{annotator}:{n}",
                    label=label,
                    extent=Extent(start, start + len(words)),
                    attributes=tuple(
                        Attribute(name=name, values=tuple(value.split("|")))
                        for given in attributes
                        for name, value in given.items()
                    ),
                )
            )
        return Annotation(
            document="d",
            annotator=annotator,
            spans=tuple(spans),
            relations=tuple(
                Relation(id=f"d:{annotator}:r{n}", type=kind, source=spans[a].id, target=spans[b].id)
                for n, (kind, a, b) in enumerate(relations)
            ),
            asked=(Asked(extent=Extent(0, len(TEXT)), labels=LABELS),) if asked is None else tuple(asked),
        )

    return made
