"""What people are told to make can be made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RULES = dict(re.findall(r"^([a-z][\w-]*):[^=\n]*\n((?:\t.*\n)*)", MAKEFILE, re.MULTILINE))
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".ci/run")]
TOLD = re.compile(r"(?:^|[`$]\s*)make ([a-z][\w-]*)|^step ([\w-]+)$", re.MULTILINE)


def test_every_target_that_is_no_file_does_something() -> None:
    """A name that is declared and has no commands would be made without a word, and nothing done."""
    declared = {name for line in re.findall(r"^\.PHONY:(.*)$", MAKEFILE, re.MULTILINE) for name in line.split()}
    with_recipe = {name for name, body in RULES.items() if body}
    # Its prerequisite does all that is to be done.
    installed = set(re.findall(r"^([a-z][\w-]*): \$\(VENV\)/\.study  ## ", MAKEFILE, re.MULTILINE))
    assert declared - with_recipe - installed == set()
    assert {"release", "test", "lint", "docs"} <= with_recipe


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_target_that_is_told_is_there(page: Path) -> None:
    """In the READMEs, the documentation and the run of the CI."""
    told = {name for found in TOLD.findall(page.read_text(encoding="utf-8")) for name in found if name}
    assert told <= set(RULES)


def test_pages_tell_of_targets() -> None:
    """The pattern by which they are found finds them."""
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {"demo", "setup", "release", "wheel", "lint"} <= {name for found in TOLD.findall(text) for name in found}
