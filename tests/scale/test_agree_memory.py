"""`agree` keeps of each paper its name and where its lines and figures stand; the figures wait on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.agreement import METRICS
from annotate.agreement.report import MOST_DOCUMENTS
from benchmarks.corpus import write_annotations, write_papers
from tests.scale.conftest import done
from tests.scale.test_memory import peak

SMALL, LARGE = 400, 1_600
"""Both more than have figures of each label and pair."""
CHARACTERS = 100
ALLOWED = 4
"""MiB in which figures wait before they are written, and are read back."""
PAPER = 1_000
"""Bytes a paper, its title on the page among them. Held, its figures take some 10,000."""


@pytest.mark.slow
def test_figures_of_documents_are_not_held(tmp_path: Path) -> None:
    """All quick metrics, the file, the table and the page."""
    quick = [name for name in METRICS.names() if not METRICS.load(name).slow]
    words = [word for name in quick for word in ("--metric", name)]
    found = []
    for papers in (SMALL, LARGE):
        study = tmp_path / str(papers)
        study.mkdir()
        (study / "annotate.yaml").write_text("format: project/1\nsegmenter: char\n", encoding="utf-8")
        write_papers(study / "papers", papers, CHARACTERS)
        done(study, "ingest")
        write_annotations(study, every=4)
        found.append(peak(study, "agree", *words, "--html", str(study / "page.html")))

    assert SMALL > MOST_DOCUMENTS
    assert len(quick) > 15
    assert (study / "page.html").read_text(encoding="utf-8").count('<tr><th class="name">') == LARGE
    small, large = found
    assert (large - small - ALLOWED) * (1 << 20) / (LARGE - SMALL) < PAPER, (small, large)
