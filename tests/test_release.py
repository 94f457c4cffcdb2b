"""What a release says of itself is the same in every place."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import annotate
from docs_site.release import CHANGELOG, CITATION, PACKAGE, disagreements, prepare, tagged

ROOT = Path(__file__).parent.parent
FILES = (PACKAGE, CITATION, CHANGELOG)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with the files that state the version."""
    for path in FILES:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def at(folder: Path, path: str) -> str:
    """Return the text of a file."""
    return (folder / path).read_text(encoding="utf-8")


def change(folder: Path, path: str, old: str, new: str) -> None:
    """Replace what stands in a file."""
    text = at(folder, path)
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_version_citation_and_changelog_agree() -> None:
    """In this tree, and under every tag of a version."""
    found = {"here": disagreements(lambda path: at(ROOT, path))}
    if (ROOT / ".git").exists():
        found |= {tag: disagreements(read, tag) for tag, read in tagged(ROOT)}

    assert not any(found.values()), found


def test_the_citation_names_the_licence_and_can_be_read() -> None:
    """CITATION.cff follows the package."""
    citation = yaml.safe_load(at(ROOT, CITATION))
    project = tomllib.loads(at(ROOT, "pyproject.toml"))["project"]

    assert citation["version"] == annotate.__version__
    assert citation["license"] == project["license"]


def test_a_release_is_written_in_every_place(copy: Path) -> None:
    """One command, then one commit and its tag; the next one goes on from there."""
    assert prepare(copy, "0.2.0", "2026-01-31") == []
    assert disagreements(lambda path: at(copy, path), "v0.2.0") == []
    assert yaml.safe_load(at(copy, CITATION))["version"] == "0.2.0"
    assert re.search(r"^## \[0\.2\.0\] - 2026-01-31$", at(copy, CHANGELOG), re.MULTILINE)

    change(copy, CHANGELOG, "## [0.2.0]", "## [Unreleased]\n\n### Fixed\n\n- A thing.\n\n## [0.2.0]")
    assert disagreements(lambda path: at(copy, path)) == []
    assert prepare(copy, "0.10.0", "2026-02-28") == []
    assert disagreements(lambda path: at(copy, path), "v0.10.0") == []
    assert at(copy, CITATION).count("date-released: ") == 1


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0.2", "is no version"),
        ("v0.2.0", "is no version"),
        ("0.1.9", "do not fall"),
        ("0.2.0", "do not fall"),
        ("0.3.0", "nothing stands under"),
    ],
)
def test_what_cannot_be_released_is_refused_and_nothing_is_written(copy: Path, version: str, said: str) -> None:
    """A version that is none, one that was there before, and a release without anything new."""
    prepare(copy, "0.2.0", "2026-01-31")
    new = "" if said == "nothing stands under" else "- A thing.\n\n"
    change(copy, CHANGELOG, "## [0.2.0]", f"## [Unreleased]\n\n{new}## [0.2.0]")
    before = [at(copy, path) for path in FILES]
    against = prepare(copy, version, "2026-03-01")

    assert said in " ".join(against)
    assert [at(copy, path) for path in FILES] == before


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (PACKAGE, '"0.2.0"', '"0.2.1"', "CITATION.cff says 0.2.0"),
        (CITATION, "2026-01-31", "2026-01-30", "was released on"),
        (CITATION, "date-released: 2026-01-31\n", "", "was released on"),
        (CHANGELOG, "## [0.2.0] - 2026-01-31", "## [0.2.0]", "has no date"),
        (CHANGELOG, "## [0.2.0]", "## [Unreleased]\n\n- Later.\n\n## [0.2.0]", "the tag v0.2.0 holds"),
    ],
)
def test_a_tag_on_files_that_disagree_is_found(copy: Path, path: str, old: str, new: str, said: str) -> None:
    """Whichever place was forgotten, read as git holds it under the tag."""
    prepare(copy, "0.2.0", "2026-01-31")
    change(copy, path, old, new)
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), (*person, "commit", "-qm", "Release"), (*person, "tag", "v0.2.0")):
        subprocess.run(["git", *words], cwd=copy, check=True)
    ((tag, read),) = tagged(copy)

    assert said in " ".join(disagreements(read, tag))
