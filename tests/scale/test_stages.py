"""The stages in several processes: the same bytes, after a kill too; one bad paper stops no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.clock import least
from tests.scale.conftest import COMMAND, STAGES, done, made, run, sums

OPTIONS = {"agree": ("--metric", "pairwise_f1_overlap", "--intervals", "3")}


@pytest.mark.parametrize("stage", STAGES)
def test_processes_give_the_bytes_of_one(study: Path, finished: Path, stage: str) -> None:
    """Whatever the stage, and however many processes."""
    done(study, stage, "--jobs", "3", *OPTIONS.get(stage, ()))

    assert sums(study) == sums(finished)


def test_blank_tasks_and_scores_are_those_of_one_process(study: Path) -> None:
    """The options of `seed` are obeyed by all processes, and what they left out is counted."""
    words = ("--blank-share", "0.3", "--min-score", "claim=0.9")
    one = done(study, "seed", *words)
    before = sums(study)

    assert done(study, "seed", *words, "--jobs", "2") == one
    assert sums(study) == before
    assert "marks score under" in one
    assert " of them blank" in one


def test_a_bad_paper_stops_no_other(study: Path, finished: Path) -> None:
    """It is told with its name; the others are read, in the same order, and the status is 1."""
    (study / "papers" / "000" / "000007x.docx").write_bytes(b"PK\x03\x04 cut off")
    (study / "papers" / "000" / "000003.md").write_text("# 同名\n\n应当改名。\n", encoding="utf-8")
    one, two = run(study, "ingest"), run(study, "ingest", "--jobs", "2")

    assert one.returncode == two.returncode == 1
    assert one.stderr == two.stderr
    assert "000007x.docx" in two.stderr
    assert "000003.txt: has the same id as 000003.md" in two.stderr
    assert "2 of the papers could not be read" in two.stderr
    lines = (study / "work" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    whole = (finished / "work" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line for n, line in enumerate(lines) if n != 3] == [line for n, line in enumerate(whole) if n != 3]


def test_a_damaged_line_is_told_and_nothing_replaced(study: Path) -> None:
    """The line's number is given, from another process too; the files of the run before stay."""
    path = study / "work" / "documents.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:5]) + '{"format":"document/1","id":7}\n' + "".join(lines[6:]), encoding="utf-8")
    before = sums(study)
    result = run(study, "seed", "--jobs", "2")

    assert result.returncode == 1
    assert "documents.jsonl:6" in result.stderr
    assert "Traceback" not in result.stderr
    assert {name: value for name, value in sums(study).items() if "/." not in name} == before


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study whose stages take long enough to be killed."""
    return made(tmp_path_factory.mktemp("long") / "study", 60, 5000)


def start_and_kill(study: Path, stage: str, jobs: int) -> list[psutil.Process]:
    """Kill a stage as soon as its journal holds something; return its processes, none if it was quicker."""
    journal = study / "work" / f".{stage}" / "journal"
    call = [str(COMMAND), stage, "--project", str(study), "--jobs", str(jobs)]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 1):
            time.sleep(0.01)
        children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.kill()
    return children


def interrupted(study: Path, stage: str, jobs: int) -> list[psutil.Process]:
    """Kill a stage in mid-run; one that ended before the kill, on a machine that let us wait, is run again."""
    for _ in range(5):
        if stage == "ingest":
            for path in (study / "papers").rglob("*.txt"):
                os.utime(path)  # the papers seem new, the documents of the run before are not believed blindly
            (study / "work" / "documents.jsonl").unlink()
        children = start_and_kill(study, stage, jobs)
        if (study / "work" / f".{stage}").exists():
            return children
    pytest.fail(f"{stage} ended before it could be killed, five times")


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "jobs"), [("ingest", 1), ("seed", 2), ("reconcile", 2)])
def test_a_killed_run_goes_on(long: Path, stage: str, jobs: int) -> None:
    """The old files stand until the end; then the bytes are those of a run that nobody killed."""
    before = sums(long)
    children = interrupted(long, stage, jobs)
    told = {name: value for name, value in sums(long).items() if "/." not in name}

    assert told.items() <= before.items()
    assert not psutil.wait_procs(children, timeout=60)[1]
    assert "went on after" in done(long, stage, "--jobs", str(jobs))
    assert sums(long) == before


@pytest.mark.timing
def test_two_processes_waste_little(long: Path) -> None:
    """Two processes need hardly more processor time than one, so that on two free cores they take half as long."""

    def seconds(jobs: str) -> float:
        (long / "work" / "documents.jsonl").unlink()
        before = os.times()
        done(long, "ingest", "--jobs", jobs)
        after = os.times()
        used = after.children_user + after.children_system
        return used - before.children_user - before.children_system

    # 1.7 times as quick on two free cores means at most 2 / 1.7 = 1.18 times the work; start-up weighs here, too.
    assert least(lambda: seconds("2") / seconds("1"), 1.3) <= 1.3


def test_formats_written_side_by_side_are_the_same_files(study: Path) -> None:
    """Two processes write what one writes, the manifest too, and say it in the same order."""
    formats = [word for name in ("csv", "json", "xlsx", "markdown", "html") for word in ("--format", name)]
    out = study / "out"
    done(study, "export", *formats)  # what is told once only, is told
    alone = done(study, "export", *formats)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    shutil.rmtree(out)
    beside = done(study, "export", *formats, "--jobs", "2")

    assert beside == alone
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    assert len(first) > 20
