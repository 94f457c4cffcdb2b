"""The figures on the annotated papers: a floor under which no change may fall."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.shared
def test_scores(shared: Path, tmp_path: Path) -> None:
    """On the annotated papers every label scores at least what is asked for, without a segmenter too."""
    root = tmp_path / "study"
    commands = [["init", str(root)], ["ingest", "--project", str(root)]]
    commands.append(["seed", "--segmenter", "char", "--project", str(root)])
    for command in commands:
        if command[0] == "ingest":
            for paper in (shared / "papers").glob("*.txt"):
                (root / "papers" / paper.name).write_bytes(paper.read_bytes())
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
    arguments = [str(root / "work" / "tasks.json"), str(shared / "annotations" / "annotations.jsonl"), "--json"]
    tool = shared / "tools" / "score_seeds.py"
    done = subprocess.run([sys.executable, str(tool), *arguments], capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)

    assert {key: report[key[0]][key[1]]["f1"] for key in FLOOR if report[key[0]][key[1]]["f1"] < FLOOR[key]} == {}
