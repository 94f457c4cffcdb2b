"""Tables of the invented study of tests/tables, as exporters get them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.model import Table
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study

BUILDER = Path(__file__).parent.parent / "tables" / "conftest.py"
GOLDEN = Path(__file__).parent.parent / "golden" / "tables"


def flood() -> Study:
    """Return the invented study."""
    spec = importlib.util.spec_from_file_location("flood_study", BUILDER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Study = module.flood()
    return made


@pytest.fixture
def study() -> Study:
    """Return the invented study."""
    return flood()


@pytest.fixture
def tables(study: Study) -> list[Table]:
    """Return both shipped tables, with machine marks."""
    return [tabulate(load_profile(name), study, with_seeds=True) for name in ("comparison", "recommendations")]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a check that a text is, byte for byte, what the golden file of that name holds."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.read_bytes().decode() == text

    return check
