"""No stage loses ground against its peers: the ratios of `make bench`, measured again on the smallest corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import run
from benchmarks.measuring import OURS

WORSE = 1.3
"""A ratio that is so many times what was recorded is a regression."""
STAGES = ("ingest", "segment", "α over characters", "F1 of pairs, exact", "write CSV", "annotate --help")
PEERS = {
    "spaCy, characters and sentences only",
    "spacy-pkuseg",
    "krippendorff",
    "nervaluate",
    "pandas",
    "an empty Typer app",
}
ATTEMPTS = 4


def recorded() -> dict[str, Any]:
    """Return what `make bench` has found."""
    found: dict[str, Any] = json.loads(run.RESULTS.read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
@pytest.mark.timing
def test_no_stage_has_lost_ground(tmp_path: Path) -> None:
    """Ours to the peer's, in processor time, in the same run; what chance made worse gets another chance."""
    before = {key: value for key, value in recorded()["ratios"].items() if key.endswith(" / 1")}
    best: dict[str, float] = {}
    stages = list(STAGES)
    for _ in range(ATTEMPTS):
        chosen = [case for case in run.cases(stages) if case[2].name in {OURS, *PEERS}]
        now = run.ratios(list(run.rows([1], chosen, tmp_path)))
        best.update({key: min(value, best.get(key, value)) for key, value in now.items()})
        worse = {key: (best[key], before[key]) for key in now if best[key] > WORSE * before[key]}
        stages = sorted({key.split(" / ")[0] for key in worse})
        if not worse:
            break

    assert len(best) == len(STAGES)
    assert not worse


def test_the_page_shows_what_was_measured() -> None:
    """The table in both languages' pages is the one of benchmarks/results.json."""
    rows = [run.Row(**row) for row in recorded()["rows"]]

    assert all(run.table(rows) in page.read_text(encoding="utf-8") for page in run.PAGES)
    assert run.ratios(rows) == recorded()["ratios"]
