"""Memory does not grow with the corpus: ten times the papers, no more than a little of it."""

from __future__ import annotations

import subprocess
import sys
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


SMALL_PARENT = """
import os, sys
quiet = os.open(os.devnull, os.O_WRONLY)
files = [(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=files)
_, status, usage = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""
"""A process begins with the peak of the one that starts it: the tests' own, with all they import, would hide most."""


def peak(study: Path, *words: str) -> float:
    """Return the peak memory of a command, in MiB."""
    call = [sys.executable, "-I", "-S", "-c", SMALL_PARENT, str(COMMAND), words[0], "--project", str(study), *words[1:]]
    told = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    status, kibibytes = map(int, told.split())
    assert status == 0
    return kibibytes / 1024


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
