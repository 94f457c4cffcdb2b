"""spacy-pkuseg itself, by which ours is judged; loaded once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.segmenters.helping import Oracle, with_plain


@pytest.fixture(scope="session")
def oracle(model: Path) -> Oracle:
    """Return spacy-pkuseg over the installed model."""
    import spacy_pkuseg

    start = time.process_time()
    joined = spacy_pkuseg.pkuseg(str(model))
    return with_plain(joined, time.process_time() - start)


@pytest.fixture(scope="session")
def demo_texts() -> list[str]:
    """Return the demo's papers as they lie there."""
    folder = Path(__file__).parents[2] / "examples" / "demo" / "papers"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
