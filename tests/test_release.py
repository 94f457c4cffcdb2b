"""What a release says of itself is the same in every place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

import annotate

ROOT = Path(__file__).parent.parent


def test_the_citation_names_this_version_and_licence() -> None:
    """CITATION.cff follows the package."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert citation["version"] == annotate.__version__
    assert citation["license"] == project["license"]


def test_the_changelog_begins_with_what_is_not_released_or_with_this_version() -> None:
    """Each released version has its heading with a date; what is newer stands above under Unreleased."""
    headings = re.findall(r"^## \[([^\]]+)\](.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = [name for name, _ in headings]

    assert names[0] in {"Unreleased", annotate.__version__}
    assert all(re.fullmatch(r" - \d{4}-\d\d-\d\d", rest) for name, rest in headings if name != "Unreleased")
