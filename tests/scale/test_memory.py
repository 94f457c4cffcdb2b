"""Memory does not grow with the corpus: ten times the papers, no more than a little of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from benchmarks.corpus import write_annotations, write_papers
from tests.scale.conftest import COMMAND, done

SMALL, LARGE = 20, 200
CHARACTERS = 5000
ALLOWED = 5
"""MiB that 180 more papers may cost: a few places each. Held, their texts and sentences would take about 12."""
MARK = 200
"""Bytes that `--method weighted`, which learns from all marks, may keep of one, and `agree` of each paper's figures. A
value for each takes some 700."""


def peak(study: Path, *words: str) -> float:
    """Return the peak memory of a command, in MiB."""
    call = [str(COMMAND), words[0], "--project", str(study), *words[1:]]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss / 1024


@pytest.mark.slow
def test_memory_is_flat(tmp_path: Path) -> None:
    """From ingest to reconcile; a method that learns from all marks keeps numbers, and `agree` each paper's figures."""
    found: dict[str, list[float]] = {}
    marks: list[int] = []
    for papers in (SMALL, LARGE):
        study = tmp_path / str(papers)
        study.mkdir()
        (study / "annotate.yaml").write_text("format: project/1\nsegmenter: char\n", encoding="utf-8")
        write_papers(study / "papers", papers, CHARACTERS)
        for stage in ("ingest", "seed", "reconcile"):
            if stage == "reconcile":
                marks.append(write_annotations(study))
            found.setdefault(stage, []).append(peak(study, stage))
        found.setdefault("weighted", []).append(peak(study, "reconcile", "--method", "weighted"))
        words = ("--metric", "pairwise_f1_overlap", "--intervals", "20")
        found.setdefault("agree", []).append(peak(study, "agree", *words))
        done(study, "ingest")  # again, with the documents of the run before beside it

    for name in ("weighted", "agree"):
        small, large = found.pop(name)
        assert (large - small - ALLOWED) * (1 << 20) / (marks[1] - marks[0]) < MARK, (name, small, large, marks)
    assert {stage: large - small for stage, (small, large) in found.items() if large - small > ALLOWED} == {}, found
