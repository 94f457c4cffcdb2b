"""Packs and pipelines that the tests of seeding share; made once."""

from __future__ import annotations

import pytest

from annotate.seeding import Pack, load_packs
from annotate.seeding.pipeline import Pipeline, load_pipeline


@pytest.fixture(scope="session")
def packs() -> tuple[Pack, ...]:
    """Return the packs that ship."""
    return load_packs(["zh", "en"])


@pytest.fixture(scope="session")
def pipeline(packs: tuple[Pack, ...]) -> Pipeline:
    """Return a pipeline without a segmenter."""
    return load_pipeline(packs)
