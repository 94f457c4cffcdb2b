"""Start-up: the help, a comparison, and what else one would wait for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.measuring import OURS, Case

COMMAND = str(Path(sys.executable).with_name("annotate"))


def empty_app(folder: Path) -> str:
    """Write a Typer app with as many commands as ours, which does nothing; return its path."""
    from annotate.cli.main import TITLES

    commands = "\n".join(
        f'@app.command("{name}")\ndef command_{number}() -> None:\n    """{title}"""\n'
        for number, (name, title) in enumerate(TITLES.items())
    )
    path = folder / "empty.py"
    path.write_text(
        f"import typer\n\napp = typer.Typer(rich_markup_mode=None)\n\n{commands}\napp()\n", encoding="utf-8"
    )
    return str(path)


def _empty(study: Path) -> list[str]:
    return [sys.executable, empty_app(study), "--help"]


def _ours(*words: str) -> Any:
    def prepare(study: Path) -> list[str]:
        return [COMMAND, *(str(study) if word == "STUDY" else word for word in words)]

    return prepare


def _sdk(_: Path) -> list[str]:
    return [sys.executable, "-c", "from label_studio_sdk import LabelStudio"]


def _typer(_: Path) -> list[str]:
    return [sys.executable, "-c", "import typer"]


def _run(call: list[str]) -> int:
    subprocess.run(call, check=True, capture_output=True)
    return 1


HELP, COMPARE = "annotate --help", "annotate compare"
CASES = (
    Case(stage=HELP, name=OURS, prepare=_ours("--help"), run=_run, unit="start", largest=1, repeats=9),
    Case(
        stage=HELP, name="an empty Typer app", prepare=_empty, run=_run, unit="start", largest=1, repeats=9, bound=True,
    ),
    Case(
        stage=HELP, name="importing the SDK", prepare=_sdk, run=_run, unit="start", largest=1, repeats=3,
        needs=("label_studio_sdk",),
    ),
    Case(
        stage=COMPARE, name=OURS, prepare=_ours("compare", "--project", "STUDY"), run=_run, unit="start", largest=1,
        repeats=5,
    ),
    Case(
        stage=COMPARE, name="importing the SDK", prepare=_sdk, run=_run, unit="start", largest=1, repeats=3,
        needs=("label_studio_sdk",),
    ),
)  # fmt: skip
