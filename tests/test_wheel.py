from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def sdist(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution from the checkout."""
    folder = tmp_path_factory.mktemp("sdist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(folder)]
    subprocess.run(build, cwd=pytestconfig.rootpath, check=True, capture_output=True)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the source distribution alone."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(sdist)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_sdist_holds_all_but_the_workshop(sdist: Path, pytestconfig: pytest.Config) -> None:
    """Who has the source distribution can build, test and document what git holds; only hidden files stay behind."""
    if not (pytestconfig.rootpath / ".git").exists():
        pytest.skip("this is no git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=pytestconfig.rootpath, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}

    assert [name for name in listed if name and not name.startswith(".") and name not in held] == []


@pytest.mark.slow
def test_installed_alone_it_runs_the_demo(
    wheel: Path, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In an environment of its own, outside the checkout, with nothing but the core."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    binaries = folder / "venv" / "bin"
    pinned = pytestconfig.rootpath / "constraints.txt"
    install = [str(binaries / "pip"), "install", "--quiet", "--constraint", str(pinned), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)

    def run(*arguments: str) -> str:
        command = [str(binaries / "annotate"), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Usage: " in run("--help")
    table = Path(run("demo").strip().splitlines()[-1])
    assert table.is_relative_to(folder)
    assert "作者甲" in table.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_wheel_alone_carries_all_it_needs(wheel: Path, tmp_path: Path) -> None:
    """Unpacked away from the checkout, the wheel shows its help and every shipped schema."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")  # noqa: S202 - the wheel that was just built
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
