"""Packages for agreement that need an environment of their own: they read the study's lines, without our package."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.agreement import F1, GAMMA, HORIZON, LABEL
from benchmarks.measuring import Case

Span = tuple[int, int]
Works = dict[str, dict[str, list[Span]]]
"""Document -> annotator -> extents of the one label that is compared."""


def works(study: Path) -> Works:
    """Return everybody's marks of the label."""
    found: Works = {}
    with (study / "work" / "annotations.jsonl").open(encoding="utf-8") as file:
        for line in file:
            work = json.loads(line)
            extents = [span["extent"] for span in work["spans"] if span["label"] == LABEL]
            own = [(extent["start"], extent["end"]) for extent in extents]
            found.setdefault(work["document"], {})[work["annotator"]] = own
    return found


def _first_pages(study: Path) -> Works:
    """Return what `_gamma` is given; what it compiles is compiled."""
    found = works(study)
    name, by = next(iter(found.items()))
    given = {name: {who: [extent for extent in own if extent[1] <= HORIZON] for who, own in by.items()}}
    _gamma({name: {who: [(0, 5), (9, 12)] for who in by}})
    return given


def _gamma(given: Works) -> int:
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

    continuum, count = Continuum(), 0
    for annotator, extents in next(iter(given.values())).items():
        for start, end in extents:
            continuum.add(annotator, Segment(start, end), LABEL)
            count += 1
    continuum.compute_gamma(CombinedCategoricalDissimilarity(delta_empty=1.0), n_samples=30)
    return count


def _brat(study: Path) -> tuple[Any, int]:
    """Write the marks as brat keeps them: a folder an annotator, a file a paper."""
    found = works(study)
    folder = tempfile.TemporaryDirectory()
    root = Path(folder.name)
    (root / "annotation.conf").write_text(f"[entities]\n{LABEL}\n[relations]\n[events]\n[attributes]\n", "utf-8")
    count = 0
    for document, by in found.items():
        for annotator, extents in by.items():
            path = root / annotator / f"{document.replace('/', '-')}.ann"
            path.parent.mkdir(exist_ok=True)
            lines = [
                f"T{n}\t{LABEL} {start} {end}\t{'x' * (end - start)}\n" for n, (start, end) in enumerate(extents, 1)
            ]
            path.write_text("".join(lines), encoding="utf-8")
            path.with_suffix(".txt").write_text("x" * max(end for _, end in extents), encoding="utf-8")
            count += len(extents)
    return folder, count


def _from_files(given: tuple[Any, int]) -> int:
    from bratiaa import compute_f1_agreement

    folder, count = given
    compute_f1_agreement(folder.name).mean_sd_per_label()
    return count


def _held(study: Path) -> tuple[Any, int, dict[Path, set[Any]]]:
    from bratiaa import Annotation

    folder, count = _brat(study)
    read: dict[Path, set[Any]] = {}
    for path in Path(folder.name).glob("*/*.ann"):
        rows = [line.split("\t")[1].split() for line in path.read_text(encoding="utf-8").splitlines()]
        read[path] = {Annotation("T", label, ((int(start), int(end)),)) for label, start, end in rows}
    return folder, count, read


def _counting(given: tuple[Any, int, dict[Path, set[Any]]]) -> int:
    from bratiaa import compute_f1_agreement

    folder, count, read = given

    def compare(one: Path, other: Path, tokens: object) -> tuple[set[Any], set[Any], set[Any]]:  # noqa: ARG001
        return read[one] & read[other], read[one], read[other]

    compute_f1_agreement(folder.name, eval_func=compare).mean_sd_per_label()
    return count


CASES = (
    Case(
        stage=GAMMA, name="pygamma-agreement", prepare=_first_pages, run=_gamma, unit="span", elsewhere=True,
        needs=("pygamma_agreement",), largest=1, repeats=1,
    ),
    Case(
        stage=F1, name="bratiaa, from its files", prepare=_brat, run=_from_files, unit="span", elsewhere=True,
        needs=("bratiaa",), repeats=1, why="reads each file once for every pair of annotators",
    ),
    Case(
        stage=F1, name="bratiaa, counting only", prepare=_held, run=_counting, unit="span", elsewhere=True,
        needs=("bratiaa",), why="its counting is given the spans ready",
    ),
)  # fmt: skip
