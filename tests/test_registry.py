"""Plug-ins are found by name, built in or installed, and never swapped silently."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate import registry
from annotate.errors import InputError, MissingExtraError, NotFoundError
from annotate.registry import Registry


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a distribution with two entry points of the group `annotate.demo`."""
    meta = tmp_path / "other_package-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: other-package\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text("[annotate.demo]\nbase = os.path:basename\njoin = os.path:split\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry._installed.cache_clear()  # noqa: SLF001 - what is installed changes only in tests
    yield
    sys.path.remove(str(tmp_path))
    registry._installed.cache_clear()  # noqa: SLF001


def test_a_builtin_is_loaded_by_its_dotted_path() -> None:
    """The dotted path is imported when the name is asked for."""
    assert Registry("readers", {"join": "os.path:join"}).load("join")("a", "b") == "a/b"


@pytest.mark.usefixtures("installed")
def test_an_entry_point_adds_a_name() -> None:
    """An installed package's entry point stands beside the built-in names."""
    known = Registry("demo", {"up": "os.path:dirname"})

    assert known.names() == ("base", "join", "up")
    assert known.load("base")("a/b") == "b"


@pytest.mark.usefixtures("installed")
def test_an_entry_point_cannot_take_a_builtins_name() -> None:
    """Another package that claims a built-in's name is told, not obeyed."""
    with pytest.raises(InputError, match="takes the name of a built-in"):
        Registry("demo", {"join": "os.path:join"}).load("join")


@pytest.mark.usefixtures("installed")
def test_two_packages_of_one_name_are_told(tmp_path: Path) -> None:
    """Which of them would be taken is not left to chance; the same one found twice is one."""
    meta = tmp_path / "third_package-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: third-package\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text("[annotate.demo]\nbase = os.path:dirname\njoin = os.path:split\n")
    known = Registry("demo", {})

    with pytest.raises(InputError, match=r"bring a plug-in of this name: os\.path:basename, os\.path:dirname"):
        known.load("base")
    assert known.load("join")("a/b") == ("a", "b")


def test_an_unknown_name_lists_the_known() -> None:
    """A misspelt name gets the nearest and all known names."""
    with pytest.raises(NotFoundError, match=r"Did you mean html\? Known: csv, html\."):
        Registry("exporters", {"html": "os:getcwd", "csv": "os:getcwd"}).load("htlm")


def test_a_missing_extra_names_the_command() -> None:
    """A plug-in whose package is not installed says what to install."""
    known = Registry("exporters", {"odd": "no_such_package_here:thing"}, {"odd": "exchange"})

    with pytest.raises(MissingExtraError, match=r'pip install "annotate-arguments\[exchange\]"'):
        known.load("odd")


def test_a_broken_import_without_an_extra_is_our_own_fault() -> None:
    """Without an extra to blame the ImportError is not dressed up as the user's."""
    with pytest.raises(ImportError) as raised:
        Registry("exporters", {"odd": "no_such_package_here:thing"}).load("odd")

    assert not isinstance(raised.value, MissingExtraError)
