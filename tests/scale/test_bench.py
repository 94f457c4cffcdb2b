"""No stage loses ground against its peers: the ratios of `make bench`, measured again on the smallest corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import reporting, run
from benchmarks.chinese import CHINESE
from benchmarks.measuring import OURS
from benchmarks.reporting import Row

WORSE = 1.3
"""A ratio that is so many times what was recorded is a regression."""
QUICK = {
    "ingest": "spaCy, characters and sentences only",
    "segment": "spacy-pkuseg",
    "segment in spaCy": "spaCy with pkuseg",
    "seed": "spaCy with pkuseg, no rules",
    "α over characters": "krippendorff",
    "F1 of pairs, exact": "nervaluate",
    "reconcile": "reading what goes in and what came out, writing the latter",
    "write CSV": "pandas",
    "write XLSX": "pandas, openpyxl",
    "write HTML": "pandas",
    "annotate --help": "an empty Typer app",
    "annotate compare": "importing the SDK",
}
"""Stage -> the peer that is measured again. Push and pull have bounds of their own beside the server's tests."""
ATTEMPTS = 8


def recorded() -> dict[str, Any]:
    """Return what `make bench` has found."""
    found: dict[str, Any] = json.loads(reporting.RESULTS.read_text(encoding="utf-8"))
    return found


def measurable() -> set[str]:
    """Return the stages whose peers are installed: some stand in the extra `bench` alone."""
    return {case.stage for _, _, case in run.cases(list(QUICK)) if case.name == QUICK[case.stage]}


@pytest.mark.slow
@pytest.mark.timing
def test_no_stage_has_lost_ground(tmp_path: Path) -> None:
    """Ours to the peer's, in processor time, in the same run; what chance made worse gets another chance.

    A machine whose memory is slow for the moment shifts a ratio by more than a tenth; what was seen in one of the
    recorded turns is no regression.
    """
    before = recorded()
    bounds = {key: max(WORSE * ratio, before["highest"][key]) for key, ratio in before["ratios"].items()}
    best: dict[str, float] = {}
    stages = list(QUICK)
    for _ in range(ATTEMPTS):
        chosen = [each for each in run.cases(stages) if each[2].name in {OURS, QUICK[each[2].stage]}]
        now = reporting.ratios(run.rows([1], chosen, tmp_path, turns=1))
        best.update({key: min(value, best.get(key, value)) for key, value in now.items()})
        worse = {key: (best[key], bounds[key]) for key in now if best[key] > bounds[key]}
        stages = sorted({key.split(" / ")[0] for key in worse})
        if not worse:
            break

    assert len(best) == len(measurable()) > len(QUICK) - 3
    assert not worse


def test_the_page_shows_what_was_measured() -> None:
    """The table in both languages' pages is the one of benchmarks/results.json."""
    rows = [Row(**row) for row in recorded()["rows"]]

    for lang, page in reporting.PAGES.items():
        assert reporting.table(rows, lang) in page.read_text(encoding="utf-8")
    assert reporting.ratios(rows) == recorded()["ratios"]
    assert reporting.highest(rows) == recorded()["highest"]


def test_the_chinese_page_names_what_was_measured_in_chinese() -> None:
    """Every stage, unit and tool has its Chinese, but programs that are called by one word; commands are code."""
    rows = [Row(**row) for row in recorded()["rows"]]
    stages = {row.stage for row in rows} | {case.stage for _, _, case in run.all_cases()}
    names = {row.name for row in rows if " " in row.name}

    assert not (stages | names | {row.unit for row in rows}) - CHINESE.keys()
    assert "ingest" not in reporting.table(rows, "zh")


def row(stage: str, name: str, scale: int, seconds: float) -> Row:
    """Return something measured."""
    return Row(
        stage=stage,
        name=name,
        scale=scale,
        unit="span",
        bound=False,
        seconds=seconds,
        least=seconds / 2,
        most=seconds * 3,
        clock=9,
        peak=1,
        units=scale * 10,
    )


def test_a_run_replaces_its_own_stages_and_scales_only() -> None:
    """A peer of the same stage and scale that was left out goes, so that no ratio is of two runs."""
    before = [
        row("a", OURS, 1, 1),
        row("a", "peer", 1, 2),
        row("a", OURS, 10, 20),
        row("b", OURS, 1, 5),
        row("old", OURS, 1, 1),
    ]
    found = [row("a", OURS, 1, 3)]
    after = reporting.merged(before, found, ["b", "a"])

    assert [(one.stage, one.name, one.scale, one.seconds) for one in after] == [
        ("b", OURS, 1, 5), ("a", OURS, 1, 3), ("a", OURS, 10, 20),
    ]  # fmt: skip


def test_ratios_are_for_the_same_amount_and_growth_is_an_exponent() -> None:
    """A case that did ten times as much in a hundred times the time has grown with the square."""
    rows = [row("a", OURS, 1, 1), row("a", "peer", 1, 4), row("a", OURS, 10, 100)]

    assert reporting.ratios(rows) == {"a / peer / 1": 0.25}
    assert reporting.highest(rows) == {"a / peer / 1": 1.5}
    assert reporting.growth(rows, "a", OURS) == pytest.approx(2)
    assert reporting.growth(rows, "a", "peer") is None


def test_what_cannot_run_here_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer whose environment was not made is left out by name, with what makes it."""
    monkeypatch.setattr(run, "PEERS", tmp_path)
    left_out = {case.name: run.missing(case) for _, _, case in run.all_cases() if run.missing(case)}

    assert left_out["pygamma-agreement"] == "an environment of its own: make bench PEERS=1"
    assert OURS not in left_out
    assert "pygamma-agreement" not in {case.name for _, _, case in run.cases()}
