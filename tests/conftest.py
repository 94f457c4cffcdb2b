"""What all tests share: the study material beside the checkout, and how golden files are rewritten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from annotate.cli.app import be_quiet
from annotate.language import choose
from annotate.segmenters import Segmenter
from annotate.segmenters.model import installed
from annotate.store import Project

ROOT = Path(__file__).parent.parent

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--update-golden` rewrite the files that are compared byte for byte."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden from what the code gives now")


@pytest.fixture(autouse=True)
def _english() -> None:
    """Let each test begin in English and be told all, whatever the one before it wanted."""
    choose("en")
    be_quiet(quiet=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the study material beside the checkout; skip where there is none."""
    path = ROOT.parent / "shared"
    if not (path / "papers").is_dir():
        pytest.skip("the study material (../shared) is not beside this checkout")
    return path


@pytest.fixture(scope="session")
def model() -> Path:
    """Return the folder of the pkuseg model, fetched as a user would; skip where the package index is away."""
    from annotate.errors import NotFoundError
    from annotate.segmenters.pkuseg import install, is_ready

    try:
        return install(lambda _: None) if not is_ready() else installed()
    except NotFoundError as error:
        pytest.skip(f"the segmentation model cannot be had: {error}")


@pytest.fixture(scope="session")
def segmenter(model: Path) -> Segmenter:  # noqa: ARG001 - it must be there
    """Return the segmenter over the installed model."""
    from annotate.segmenters import open_segmenter

    return open_segmenter()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Debian's Chromium; skip, or fail where all tests were asked for, if it is missing."""
    path = shutil.which("chromium")
    if path is None:
        message = "needs the Debian package chromium: apt-get install chromium (make test-all does)"
        if os.environ.get("ANNOTATE_TEST_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Return the folder for screenshots of what a user sees."""
    path = ROOT / "artefacts"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a study whose own Label Studio runs; started once, stopped at the end."""
    from annotate.labelstudio.server import start, stop

    root = tmp_path_factory.mktemp("studio")
    (root / "annotate.yaml").write_text("format: project/1\ntitle: 测试服务器\n", encoding="utf-8")
    project = Project.open(root)
    start(project)
    yield project
    stop(project)
