"""`annotate init` makes a study that opens, and never overwrites one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.store import Project


def run(*arguments: str) -> tuple[int, str]:
    """Run the command line; return its status and what it told."""
    result = CliRunner().invoke(app, ["init", *arguments])
    return result.exit_code, result.stderr


def test_init_makes_a_study_that_opens(tmp_path: Path) -> None:
    """The new folder holds all parts, opens as a project and says what is next."""
    status, told = run(str(tmp_path / "my-study"))
    project = Project.open(tmp_path / "my-study")

    assert status == 0
    assert "annotate ingest" in told
    assert project.config.title == "my-study"
    assert project.codebook().themes == ()
    assert {path.name for path in project.root.iterdir()} >= {"papers", "schemas", "seeds", "exports", "themes.yaml"}


@pytest.mark.parametrize("title", [
    "谁建议什么", 'with "quotes" and: colons', "two\nlines", "\x07bell # {braces}", "a\x7f\x85\u2028\ufeffb", "𠮷" * 99,
    "half \udc85",
])  # fmt: skip
def test_any_title_survives(tmp_path: Path, title: str) -> None:
    """Whatever the title holds, the file that is written reads back."""
    assert run(str(tmp_path / "s"), "--title", title)[0] == 0
    assert title == Project.open(tmp_path / "s").config.title


def test_init_refuses_a_folder_that_is_a_study(tmp_path: Path) -> None:
    """A second init says so and changes nothing."""
    run(str(tmp_path), "--title", "first")
    status, told = run(str(tmp_path), "--title", "second")

    assert (status, Project.open(tmp_path).config.title) == (1, "first")
    assert "is already a study" in told


def test_init_keeps_what_is_there(tmp_path: Path) -> None:
    """Papers and themes that lie in the folder stay as they are."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("words")
    (tmp_path / "themes.yaml").write_text("format: themes/1\n")

    assert run(str(tmp_path))[0] == 0
    assert (tmp_path / "papers" / "a.txt").read_text() == "words"
    assert (tmp_path / "themes.yaml").read_text() == "format: themes/1\n"


@pytest.mark.parametrize("below", ["", "deeper"])
def test_init_on_a_file_is_one_message(tmp_path: Path, below: str) -> None:
    """A file in the way is told in one line, status 1, no traceback."""
    (tmp_path / "file").write_text("x")
    status, told = run(str(tmp_path / "file" / below))

    assert status == 1
    assert told.startswith("error: ")
    assert len(told.splitlines()) == 1
