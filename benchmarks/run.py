"""Run every case at every scale, each in a process of its own, and write what was found.

    python -m benchmarks.run                      all stages, 5, 50 and 500 invented papers
    python -m benchmarks.run --papers FOLDER      the papers of a folder, ids changed for each copy
    python -m benchmarks.run --stage ingest --scales 1,10

`benchmarks/results.json` holds what was measured; the table in docs/performance.md
is made from it. Ratios are of processor time, ours to the peer's: below one, ours
takes less. The growth is the exponent e of time ~ size^e between two scales.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.corpus import write_annotations, write_papers
from benchmarks.measuring import OURS, Case, Measured, measure

MODULES = ("ingest", "segmentation", "seeding", "agreement", "reconciling", "exporting", "starting")
PAPERS, CHARACTERS = 5, 20_000
"""Of the corpus at scale 1: as many, and as long, as the study this was built for."""
SCALES = (1, 10, 100)
FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
PAGES = tuple(FOLDER.parent / "docs" / name for name in ("performance.md", "performance.zh.md"))
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case at one scale."""

    stage: str
    name: str
    scale: int
    unit: str
    bound: bool
    seconds: float
    clock: float
    peak: float
    units: int


def cases(stages: Sequence[str] = (), skipped: Sequence[str] = ()) -> Iterator[tuple[str, int, Case]]:
    """Yield the cases whose packages are there and that are not to be skipped, with their module and place in it."""
    for module in MODULES:
        for place, case in enumerate(import_module(f"benchmarks.{module}").CASES):
            here = all(importlib.util.find_spec(name) for name in case.needs)
            if here and (not stages or case.stage in stages) and case.name not in skipped:
                yield module, place, case


def make_study(folder: Path, scale: int, papers: Path | None = None) -> Path:
    """Make a study of that scale and take it to the consensus; one that is there already is used again."""
    study = folder / f"scale-{scale}"
    if (study / "work" / "consensus.jsonl").exists():
        return study
    shutil.rmtree(study, ignore_errors=True)
    study.mkdir(parents=True)
    (study / "annotate.yaml").write_text("format: project/1\ntitle: bench\n", encoding="utf-8")
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
    call = [str(Path(sys.executable).with_name("annotate")), stage, "--project", str(study)]
    subprocess.run(call, check=True, capture_output=True)


def measured(module: str, place: int, study: Path) -> Measured:
    """Measure one case in a fresh process, so that its peak of memory is its own."""
    call = [sys.executable, "-m", "benchmarks.run", "--one", module, str(place), str(study)]
    done = subprocess.run(call, check=True, capture_output=True, text=True, cwd=FOLDER.parent, env=os.environ)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def rows(
    scales: Iterable[int], chosen: Sequence[tuple[str, int, Case]], folder: Path, papers: Path | None = None
) -> Iterator[Row]:
    """Yield what every case takes at every scale, cases of one stage one after the other."""
    for scale in scales:
        study = make_study(folder, scale, papers)
        for module, place, case in chosen:
            if scale <= case.largest:
                found = measured(module, place, study)
                yield Row(
                    stage=case.stage, name=case.name, scale=scale, unit=case.unit, bound=case.bound, **asdict(found)
                )


def ratios(found: Sequence[Row]) -> dict[str, float]:
    """Return `stage / peer / scale` -> our processor time by the peer's, for the same amount."""
    ours = {(row.stage, row.scale): row for row in found if row.name == OURS}
    made = {}
    for row in found:
        own = ours.get((row.stage, row.scale))
        if row.name != OURS and own and row.seconds:
            per_unit = (own.seconds / max(1, own.units)) / (row.seconds / max(1, row.units))
            made[f"{row.stage} / {row.name} / {row.scale}"] = float(f"{per_unit:.3g}")
    return made


def growth(found: Sequence[Row], stage: str, name: str) -> float | None:
    """Return the exponent of time by size between the two largest scales."""
    own = sorted((row for row in found if (row.stage, row.name) == (stage, name)), key=lambda row: row.scale)
    if len(own) < 2:
        return None
    small, large = own[-2:]
    return math.log(large.seconds / small.seconds) / math.log(large.units / small.units)


def table(found: Sequence[Row]) -> str:
    """Return what was measured as a table in Markdown."""
    made, scales = ratios(found), sorted({row.scale for row in found})
    heads = [f"{scale}×: per unit, µs" for scale in scales] + [f"{scale}×: ours to it" for scale in scales]
    lines = [
        "| stage | who | unit | " + " | ".join(heads) + " | growth | peak, MiB |",
        "|---|---|---|" + "--:|" * (2 * len(scales) + 2),
    ]
    for stage, name in dict.fromkeys((row.stage, row.name) for row in found):
        own = {row.scale: row for row in found if (row.stage, row.name) == (stage, name)}
        first = next(iter(own.values()))
        times = [f"{_rounded(own[s].seconds / max(1, own[s].units) * 1e6)}" if s in own else "" for s in scales]
        parts = [f"{made[key]:.3g}" if (key := f"{stage} / {name} / {s}") in made else "" for s in scales]
        slope = growth(found, stage, name)
        who = f"**{name}**" if name == OURS else f"{name} (bound)" if first.bound else name
        tail = ["" if slope is None else f"{slope:.2f}", f"{max(row.peak for row in own.values()):.0f}"]
        lines.append("| " + " | ".join([stage, who, first.unit, *times, *parts, *tail]) + " |")
    return "\n".join(lines)


def write_pages(found: Sequence[Row], corpus: str) -> None:
    """Put the table between its marks in the pages on performance."""
    for page in PAGES:
        head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        tail = rest.partition(END)[2]
        page.write_text(f"{head}{BEGIN}\n\n{corpus}\n\n{table(found)}\n\n{END}{tail}", encoding="utf-8")


def _rounded(value: float) -> str:
    """Return three figures, without an exponent."""
    return f"{float(f'{value:.3g}'):,.10g}"


def write(found: Sequence[Row], corpus: str) -> None:
    """Write the results and their table; what was measured before of other scales stays."""
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    scales = {row.scale for row in found}
    kept = [Row(**row) for row in before.get("rows", ()) if before["corpus"] == corpus and row["scale"] not in scales]
    whole = sorted([*kept, *found], key=lambda row: row.scale)
    body = {"corpus": corpus, "rows": [asdict(row) for row in whole], "ratios": ratios(whole)}
    RESULTS.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_pages(whole, corpus)


def main() -> None:
    """Measure, or measure one case for the process that started this one."""
    parser = argparse.ArgumentParser(description="Measure our stages and their peers.")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--scales", default=",".join(map(str, SCALES)))
    parser.add_argument("--stage", action="append", default=[])
    parser.add_argument("--skip", action="append", default=[], help="a peer's name; may be repeated")
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--folder", type=Path, default=FOLDER.parent / "build" / "bench")
    parser.add_argument("--write", action="store_true", help="write results.json and the table of docs/performance.md")
    given = parser.parse_args()
    if given.one:
        module, place, study = given.one
        case = import_module(f"benchmarks.{module}").CASES[int(place)]
        print(json.dumps(asdict(measure(case, Path(study)))))
        return
    found = []
    chosen = list(cases(given.stage, given.skip))
    for row in rows(map(int, given.scales.split(",")), chosen, given.folder, given.papers):
        print(f"{row.scale:4}× {row.stage:24} {row.name:40} {row.seconds:9.3f} s {row.peak:8.0f} MiB", flush=True)
        found.append(row)
    print(table(found))
    corpus = f"{PAPERS} papers of {CHARACTERS:,} characters at 1×" if not given.papers else "papers of a folder"
    if given.write:
        write(found, corpus)


if __name__ == "__main__":
    main()
