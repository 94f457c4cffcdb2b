from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            str(folder),
            str(pytestconfig.rootpath),
        ],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_alone_carries_all_it_needs(wheel: Path, tmp_path: Path) -> None:
    """Unpacked away from the checkout, the wheel shows its help and every shipped schema."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def run(*arguments: str) -> str:
        code = "import annotate, sys; sys.stderr.write(annotate.__file__); from annotate.cli.main import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
        )
        assert str(tmp_path / "site") in done.stderr
        return done.stdout

    names = run("schema", "list")

    assert "Usage: " in run("--help")
    assert "policy-argument" in names
    assert "policy_recommendation" in run("schema", "show", "policy-argument")


@pytest.mark.slow
def test_the_wheel_holds_one_package_and_no_tests(wheel: Path) -> None:
    """Nothing but the package and its metadata is installed at the top level."""
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0].split("-")[0] for name in archive.namelist()}

    assert tops == {"annotate", "annotate_arguments"}
