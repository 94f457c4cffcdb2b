"""What a table costs grows with its rows, not faster, in every tabular format."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from annotate.exporters import EXPORTERS, Options
from annotate.model import Annotation, Consensus, Document, Table
from annotate.tables.build import refer, tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study
from tests.clock import least, seconds

LABEL = "policy_recommendation"
TIMES = 8
SLACK = 1.8
FORMATS = ("csv", "json", "markdown", "parquet", "xlsx", "docx")


def _grown(study: Study, times: int) -> Study:
    """Return a study with its annotated papers over and over, each under ids of its own."""
    documents: list[Document] = []
    consensus: list[Consensus] = []
    annotations: list[Annotation] = []
    for n in range(times):
        documents += [replace(d, id=f"{d.id}{n}") for d in study.documents[:3]]
        consensus += [replace(c, document=f"{c.document}{n}") for c in study.consensus]
        annotations += [replace(a, document=f"{a.document}{n}") for a in study.annotations]
    grown = replace(
        study, documents=tuple(documents), consensus=tuple(consensus), annotations=tuple(annotations), predictions=()
    )
    return refer(replace(grown, references=type(study.references)()), LABEL)


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor's seconds for one run, without the collector's pauses."""
    gc.collect()
    gc.disable()
    try:
        return seconds(work)
    finally:
        gc.enable()


def _ratio(small: Callable[[], object], large: Callable[[], object]) -> float:
    """Return how many times longer the large one takes; both run in turn, the first round warms up."""
    small(), large()
    return least(lambda: median(_seconds(large) / _seconds(small) for _ in range(3)), TIMES * SLACK)


@pytest.mark.timing
def test_tables_grow_with_their_entries(study: Study) -> None:
    """References, entries and rows of eight times the papers take eight times the time."""
    profile = load_profile("recommendations")

    def make(times: int) -> Callable[[], object]:
        grown = _grown(study, times)
        return lambda: tabulate(profile, refer(replace(grown, references=type(study.references)()), LABEL))

    assert _ratio(make(40), make(40 * TIMES)) < TIMES * SLACK


@pytest.mark.timing
@pytest.mark.parametrize("name", FORMATS)
def test_files_grow_with_their_rows(study: Study, tmp_path: Path, name: str) -> None:
    """Eight times the rows take eight times the time to write, or less."""
    pytest.importorskip("docx")
    pytest.importorskip("pyarrow")
    write, profile = EXPORTERS.load(name), load_profile("recommendations")
    tables: Sequence[Table] = [tabulate(profile, _grown(study, times)) for times in (60, 60 * TIMES)]
    small, large = ([table] for table in tables)
    found = _ratio(
        lambda: write(small, tmp_path / "small", Options()), lambda: write(large, tmp_path / "large", Options())
    )
    assert found < TIMES * SLACK
