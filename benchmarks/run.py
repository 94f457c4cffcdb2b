"""Run every case at every scale, each in a process of its own, and write what was found.

    python -m benchmarks.run                      all stages, 5, 50 and 500 invented papers
    python -m benchmarks.run --papers FOLDER      the papers of a folder, ids changed for each copy
    python -m benchmarks.run --cases ingest,pushing --scales 1,10 --write

Cases of one stage take turns, so that what else the machine does falls on all of
them alike; the median counts. `benchmarks/results.json` holds what was measured,
and the table in docs/performance.md is made from it; with `--write`, the stages and
scales of this run replace theirs, and the others stay. Ratios are of processor
time, ours to the peer's: below one, ours takes less. The growth is the exponent e
of time ~ size^e between two scales.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from statistics import median

from benchmarks.corpus import write_annotations, write_papers
from benchmarks.measuring import STUDIO, Case, Measured
from benchmarks.reporting import FOLDER, Row, table, write

MODULES = (
    "ingest", "segmentation", "seeding", "pushing", "agreement", "elsewhere", "reconciling", "exporting", "starting",
)  # fmt: skip
PAPERS, CHARACTERS = 5, 20_000
"""Of the corpus at scale 1: as many, and as long, as the study this was built for."""
SCALES = (1, 10, 100)
TURNS = 3
PATIENCE = 20
"""Seconds of the clock after which a case gets no other turn."""
PEERS = FOLDER.parent / "build" / "peers"
Chosen = tuple[str, int, Case]


class FailedError(Exception):
    """A case ended with an error; its stage has no figures."""


def all_cases() -> list[Chosen]:
    """Return all cases, each with its module and its place there."""
    found = ((module, import_module(f"benchmarks.{module}").CASES) for module in MODULES)
    return [(module, place, case) for module, own in found for place, case in enumerate(own)]


def cases(stages: Sequence[str] = (), skipped: Sequence[str] = (), modules: Sequence[str] = ()) -> Iterator[Chosen]:
    """Yield the cases whose packages are there and that are not to be skipped."""
    for module, place, case in all_cases():
        asked = (not stages or case.stage in stages) and (not modules or module in modules)
        if asked and case.name not in skipped and not missing(case):
            yield module, place, case


def missing(case: Case) -> str:
    """Return what a case needs and is not there; empty if it can run."""
    if case.elsewhere:
        return "" if _python(case).exists() else "an environment of its own: make bench PEERS=1"
    needs = ("label_studio", *case.needs) if case.served else case.needs
    packages = dict.fromkeys(name.partition(".")[0] for name in needs)
    return ", ".join(name for name in packages if not importlib.util.find_spec(name))


def make_study(folder: Path, scale: int, papers: Path | None = None) -> Path:
    """Make a study of that scale and take it to the consensus; one that is there already is used again."""
    study = folder / f"scale-{scale}"
    if (study / "work" / "consensus.jsonl").exists():
        return study
    shutil.rmtree(study, ignore_errors=True)
    study.mkdir(parents=True)
    (study / "annotate.yaml").write_text("format: project/1\ntitle: 基准\n", encoding="utf-8")
    if papers:
        copy_papers(papers, study / "papers", scale)
    else:
        write_papers(study / "papers", PAPERS * scale, CHARACTERS)
    for stage in ("ingest", "seed"):
        _annotate(stage, study)
    write_annotations(study)
    _annotate("reconcile", study)
    return study


def copy_papers(papers: Path, folder: Path, times: int) -> None:
    """Copy each paper several times, under other names."""
    for number in range(times):
        for path in sorted(papers.glob("*.txt")):
            target = folder / f"{number:03}" / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _annotate(stage: str, study: Path) -> None:
    call = [str(Path(sys.executable).with_name("annotate")), stage, "--project", str(study), "--jobs", "0"]
    subprocess.run(call, check=True, capture_output=True)


@contextmanager
def serving(folder: Path, chosen: Iterable[Chosen]) -> Iterator[None]:
    """Run a Label Studio server while cases that talk to one are measured; what it holds is thrown away."""
    if not any(case.served for _, _, case in chosen):
        yield
        return
    from annotate.labelstudio.server import start, stop
    from annotate.store import Project
    from benchmarks.pushing import warm

    root = folder / STUDIO
    root.mkdir(parents=True, exist_ok=True)
    (root / "annotate.yaml").write_text("format: project/1\ntitle: 基准\n", encoding="utf-8")
    start(Project.open(root))
    try:
        warm(root)
        yield
    finally:
        stop(Project.open(root))
        shutil.rmtree(root)


def measured(module: str, place: int, case: Case, study: Path) -> Measured:
    """Measure one case in a fresh process, so that its peak of memory is its own."""
    call = [str(_python(case)), "-m", "benchmarks.one", module, str(place), str(study)]
    done = subprocess.run(call, check=False, capture_output=True, text=True, cwd=FOLDER.parent, env=os.environ)
    if done.returncode:
        raise FailedError(f"{case.stage}: {case.name}\n{done.stderr}")
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _python(case: Case) -> Path:
    return PEERS / "bin" / "python" if case.elsewhere else Path(sys.executable)


def taken_in_turns(chosen: Sequence[Chosen], study: Path, turns: int = TURNS) -> list[Measured]:
    """Measure the cases of a stage in turns; return the median of each."""
    found: list[list[Measured]] = [[] for _ in chosen]
    open_cases = set(range(len(chosen)))
    for _ in range(turns):
        for number in sorted(open_cases):
            begun = time.perf_counter()
            found[number].append(measured(*chosen[number], study))
            if time.perf_counter() - begun > PATIENCE:
                open_cases.discard(number)
    return [
        Measured(
            seconds=median(one.seconds for one in own),
            least=min(one.seconds for one in own),
            most=max(one.seconds for one in own),
            clock=median(one.clock for one in own),
            peak=max(one.peak for one in own),
            units=own[0].units,
        )
        for own in found
    ]


def rows(
    scales: Iterable[int],
    chosen: Sequence[Chosen],
    folder: Path,
    papers: Path | None = None,
    turns: int = TURNS,
    failed: Callable[[FailedError], None] | None = None,
) -> Iterator[Row]:
    """Yield what every case takes at every scale, stage after stage.

    Raises:
        FailedError: a case failed, and there is no `failed` to be told of it.
    """
    for scale in scales:
        asked = [each for each in chosen if scale <= each[2].largest]
        if not asked:
            continue
        study = make_study(folder, scale, papers)
        for stage in dict.fromkeys(case.stage for _, _, case in asked):
            own = [each for each in asked if each[2].stage == stage]
            try:
                figures = taken_in_turns(own, study, turns)
            except FailedError as error:
                if failed is None:
                    raise
                failed(error)
                continue
            for (_, _, case), found in zip(own, figures, strict=True):
                yield Row(
                    stage=case.stage, name=case.name, scale=scale, unit=case.unit, bound=case.bound, **asdict(found)
                )


def main() -> None:
    """Measure, print, and write if that is asked."""
    parser = argparse.ArgumentParser(description="Measure our stages and their peers.")
    parser.add_argument("--scales", default=",".join(map(str, SCALES)))
    parser.add_argument("--cases", default="", help=f"some of: {','.join(MODULES)}")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often short cases are measured")
    parser.add_argument("--stage", action="append", default=[])
    parser.add_argument("--skip", action="append", default=[], help="a peer's name; may be repeated")
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--folder", type=Path, default=FOLDER.parent / "build" / "bench")
    parser.add_argument("--write", action="store_true", help="write results.json and the table of docs/performance.md")
    given = parser.parse_args()
    modules = _modules(given.cases)
    chosen = list(cases(given.stage, given.skip, modules))
    for module, _, case in all_cases():
        if missing(case) and (not modules or module in modules) and (not given.stage or case.stage in given.stage):
            print(f"left out: {case.stage}: {case.name} needs {missing(case)}", flush=True)
    found: list[Row] = []
    failures: list[FailedError] = []
    with serving(given.folder, chosen):
        scales = [int(scale) for scale in given.scales.split(",")]
        for row in rows(scales, chosen, given.folder, given.papers, given.turns, failures.append):
            print(f"{row.scale:4}× {row.stage:24} {row.name:40} {row.seconds:9.3f} s {row.peak:8.0f} MiB", flush=True)
            found.append(row)
    print(table(found))
    corpus = f"{PAPERS} papers of {CHARACTERS:,} characters at 1×" if not given.papers else "papers of a folder"
    if given.write:
        write(found, corpus, list(dict.fromkeys(case.stage for _, _, case in all_cases())))
    for error in failures:
        print(f"failed: {error}", file=sys.stderr)
    if failures:
        raise SystemExit(1)


def _modules(words: str) -> list[str]:
    found = [word for word in words.replace(",", " ").split() if word]
    wrong = [word for word in found if word not in MODULES]
    if wrong:
        raise SystemExit(f"there are no cases called {', '.join(wrong)}; there are {', '.join(MODULES)}")
    return found


if __name__ == "__main__":
    main()
