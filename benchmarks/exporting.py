"""One table into files: beside pandas, given the same cells in a frame."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import OURS, Case
from benchmarks.starting import COMMAND

PROFILE = "recommendations"


def _study(study: Path) -> Any:
    from annotate.cli.gathering import gather
    from annotate.store import Project
    from annotate.tables.build import refer

    return refer(gather(Project.open(study), with_seeds=False), "policy_recommendation")


def _table(study: Path) -> Any:
    from annotate.tables.build import tabulate
    from annotate.tables.profile import load_profile

    return tabulate(load_profile(PROFILE), _study(study))


def _tabulate(given: Any) -> int:
    from annotate.tables.build import tabulate
    from annotate.tables.profile import load_profile

    return len(tabulate(load_profile(PROFILE), given).rows)


def _write(name: str) -> Any:
    def run(table: Any) -> int:
        from annotate.exporters import EXPORTERS, Options

        exporter: Any = EXPORTERS.load(name)
        with tempfile.TemporaryDirectory() as folder:
            exporter([table], Path(folder), Options(lang="zh", bom=False))
        return len(table.rows)

    return run


def _frame(study: Path) -> Any:
    import pandas as pd

    table = _table(study)
    names = [column.title["zh"] for column in table.columns]
    return pd.DataFrame([[cell.say("zh") for cell in row.cells] for row in table.rows], columns=names)


def _to_csv(frame: Any) -> int:
    with tempfile.TemporaryDirectory() as folder:
        frame.to_csv(Path(folder) / "a.csv", index=False)
    return len(frame)


def _to_excel(frame: Any) -> int:
    with tempfile.TemporaryDirectory() as folder:
        frame.to_excel(Path(folder) / "a.xlsx", index=False, engine="openpyxl")
    return len(frame)


def _to_html(frame: Any) -> int:
    with tempfile.TemporaryDirectory() as folder:
        frame.to_html(Path(folder) / "a.html", index=False)
    return len(frame)


def _formats(study: Path) -> tuple[Path, int]:
    from annotate.model import Consensus
    from annotate.store import Project

    found = Project.open(study).read(Consensus)
    return study, sum(span.label == "policy_recommendation" for one in found for span in one.spans)


def _export(given: tuple[Path, int]) -> int:
    study, rows = given
    with tempfile.TemporaryDirectory() as folder:
        words = ["--profile", PROFILE, "--out", folder]
        for name in ("csv", "xlsx", "json"):
            words += ["--format", name]
        subprocess.run([COMMAND, "export", "--project", str(study), *words], check=True, capture_output=True)
    return rows


PANDAS = ("pandas", "openpyxl")
CASES = (
    Case(stage="annotate export", name=OURS, prepare=_formats, run=_export, unit="row", repeats=1),
    Case(stage="make the table", name=OURS, prepare=_study, run=_tabulate, unit="row"),
    Case(stage="write CSV", name=OURS, prepare=_table, run=_write("csv"), unit="row"),
    Case(stage="write CSV", name="pandas", prepare=_frame, run=_to_csv, unit="row", needs=PANDAS),
    Case(stage="write XLSX", name=OURS, prepare=_table, run=_write("xlsx"), unit="row", repeats=1),
    Case(
        stage="write XLSX", name="pandas, openpyxl", prepare=_frame, run=_to_excel, unit="row", needs=PANDAS, repeats=1
    ),
    Case(stage="write HTML", name=OURS, prepare=_table, run=_write("html"), unit="row", repeats=1),
    Case(stage="write HTML", name="pandas", prepare=_frame, run=_to_html, unit="row", needs=PANDAS, repeats=1),
)  # fmt: skip
