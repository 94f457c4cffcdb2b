"""The figures on the annotated papers: a floor under which no change may fall."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app

FLOOR = {
    ("policy_recommendation", "sentence"): 0.84,
    ("policy_recommendation", "span"): 0.70,
    ("claim", "sentence"): 0.86,
    ("evidence", "sentence"): 0.78,
    ("actor", "span"): 0.92,
}


MOST_ERROR, ROOM, LEAST_SKILL = 0.10, 0.02, 0.3
"""Calibration error and Brier skill, leaving one paper out. On 180 units in ten bins a changed rule moves the error by
0.01 either way, without the scores being any better or worse, so the test leaves as much room as two such changes."""
BARE = 0.70
"""F1 of recommendations that must be left where no paper has a heading."""


@pytest.fixture(scope="module")
def study(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study of the papers, pre-marked without a segmenter."""
    root = tmp_path_factory.mktemp("shared") / "study"
    commands = [["init", str(root)], ["ingest", "--project", str(root)]]
    commands.append(["seed", "--segmenter", "char", "--project", str(root)])
    for command in commands:
        if command[0] == "ingest":
            for paper in (shared / "papers").glob("*.txt"):
                (root / "papers" / paper.name).write_bytes(paper.read_bytes())
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
    return root


@pytest.fixture(scope="module")
def export(shared: Path, study: Path) -> Path:
    """Return the annotators' work as Label Studio exports it."""
    path = study / "work" / "export.json"
    tool, annotations = shared / "tools" / "annotators_to_labelstudio.py", shared / "annotations" / "annotations.jsonl"
    command = [sys.executable, str(tool), str(study / "work" / "tasks.json"), str(annotations), str(path)]
    subprocess.run(command, capture_output=True, check=True)
    return path


def content(*words: str) -> dict[str, Any]:
    """Return what a command prints as JSON."""
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.shared
def test_scores(shared: Path, study: Path) -> None:
    """On the annotated papers every label scores at least what is asked for, without a segmenter too."""
    arguments = [str(study / "work" / "tasks.json"), str(shared / "annotations" / "annotations.jsonl"), "--json"]
    tool = shared / "tools" / "score_seeds.py"
    done = subprocess.run([sys.executable, str(tool), *arguments], capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)

    assert {key: report[key[0]][key[1]]["f1"] for key in FLOOR if report[key[0]][key[1]]["f1"] < FLOOR[key]} == {}


@pytest.mark.shared
def test_shipped_scores_can_be_trusted(study: Path, export: Path, tmp_path: Path) -> None:
    """The calibration that ships keeps within what is asked, though it was not drawn all the way to these papers."""
    fits = content("rules", "fit", str(export), "--out", str(tmp_path), "--project", str(study))["fits"]["zh"]
    off = {
        each["label"]: (each["shipped"]["error"]["value"], each["shipped"]["skill"]["value"])
        for each in fits
        if each["shipped"]["error"]["value"] > MOST_ERROR + ROOM or each["shipped"]["skill"]["value"] < LEAST_SKILL
    }

    assert {each["label"] for each in fits} == {"policy_recommendation", "claim", "evidence"}
    assert off == {}


@pytest.mark.shared
def test_headings_are_no_crutch(study: Path, export: Path) -> None:
    """Without any heading the same papers keep most of their recommendations, and all else."""
    figures = content("rules", "report", str(export), "--without", "headings", "--project", str(study))["figures"]
    f1 = {each["label"]: each["f1"]["value"] for each in figures if each["of"] == "units"}

    assert f1["policy_recommendation"] >= BARE
    assert f1["claim"] >= FLOOR["claim", "sentence"] - 0.02
    assert f1["evidence"] >= FLOOR["evidence", "sentence"] - 0.02
