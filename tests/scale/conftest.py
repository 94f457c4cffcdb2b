"""A study of papers that nobody wrote, with the work of three who never were."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks.corpus import write_annotations, write_papers

COMMAND = Path(sys.executable).with_name("annotate")
STAGES = ("ingest", "seed", "agree", "reconcile")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run(study: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a study; what it says is captured."""
    call: Sequence[str] = [str(COMMAND), words[0], "--project", str(study), *words[1:]]
    return subprocess.run(call, capture_output=True, text=True, check=False, env=os.environ | {"ANNOTATE_LANG": "en"})


def done(study: Path, *words: str) -> str:
    """Run a command that must succeed; return what it said."""
    result = run(study, *words)
    assert result.returncode == 0, result.stderr
    return result.stderr


def sums(study: Path) -> dict[str, str]:
    """Return a hash of each file that the stages made."""
    files = [path for path in (study / "work").rglob("*") if path.is_file()]
    return {path.relative_to(study).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def made(study: Path, papers: int, characters: int) -> Path:
    """Make a study and take it through all stages, in one process."""
    study.mkdir()
    (study / "annotate.yaml").write_text("format: project/1\nsegmenter: char\n", encoding="utf-8")
    write_papers(study / "papers", papers, characters)
    done(study, "ingest")
    done(study, "seed")
    write_annotations(study)
    done(study, "agree", "--metric", "pairwise_f1_overlap", "--intervals", "3")
    done(study, "reconcile")
    return study


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study that went through all stages in one process; not to be changed."""
    return made(tmp_path_factory.mktemp("scale") / "study", 24, 3000)


@pytest.fixture
def study(finished: Path, tmp_path: Path) -> Path:
    """Return a copy of it that may be changed."""
    return Path(shutil.copytree(finished, tmp_path / "study"))
