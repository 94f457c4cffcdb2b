"""YAML that people write: every problem at once, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from annotate.errors import AnnotateError, InputError, NotFoundError, ProblemsError
from annotate.loading import KINDS, available, find, load_yaml, shipped


@dataclass(frozen=True, kw_only=True)
class Inner:
    """A nested value."""

    __pydantic_config__ = {"extra": "forbid"}
    name: str
    size: int = 0


@dataclass(frozen=True, kw_only=True)
class Outer:
    """A file's value."""

    __pydantic_config__ = {"extra": "forbid"}
    title: Mapping[Literal["en", "zh"], str]
    items: tuple[Inner, ...] = ()


def problems(tmp_path: Path, text: str) -> list[str]:
    """Return what is said about a text, without the folder's name."""
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotateError) as raised:
        load_yaml(path, Outer)
    return str(raised.value).replace(str(path), "a.yaml").splitlines()


def test_a_good_file_is_a_value(tmp_path: Path) -> None:
    """A file becomes the dataclass, a byte order mark notwithstanding."""
    path = tmp_path / "a.yaml"
    path.write_text("\ufefftitle: {en: A, zh: 甲}\nitems:\n  - {name: x}\n", encoding="utf-8")

    assert Outer(title={"en": "A", "zh": "甲"}, items=(Inner(name="x"),)) == load_yaml(path, Outer)


def test_all_problems_are_told_with_their_lines(tmp_path: Path) -> None:
    """A misspelt key, a wrong type and a missing key are told together."""
    found = problems(tmp_path, "titel: {en: A}\nitems:\n  - name: 7\n  - name: x\n    size: big\n")

    assert found == [
        "a.yaml:1 title: is missing. Add it.",
        "a.yaml:3 items.0.name: Input should be a valid string (found 7).",
        "a.yaml:5 items.1.size: Input should be a valid integer, unable to parse string as an integer (found 'big').",
        "a.yaml:1 titel: is not a known key. Check its spelling, or remove it.",
    ]


@pytest.mark.parametrize("value", ["no", "[a]", "{a: b}", "2023-01-02", "~"])
def test_yaml_surprises_are_refused(tmp_path: Path, value: str) -> None:
    """What YAML does not read as text is never quietly made into text."""
    (found,) = problems(tmp_path, f"title: {{}}\nitems:\n  - name: {value}\n")

    assert found.startswith("a.yaml:3 items.0.name: Input should be a valid string")


def test_a_doubled_key_is_refused(tmp_path: Path) -> None:
    """YAML would keep the last of two equal keys; the first is not lost silently."""
    assert problems(tmp_path, "title: {}\nitems:\n  - name: a\n    name: b\ntitle: {}\n") == [
        "a.yaml:4: the key 'name' stands twice. Remove one of the two.",
        "a.yaml:5: the key 'title' stands twice. Remove one of the two.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: {en: A\n", "a.yaml:2: is not YAML"),
        ("title: a: b\n", "a.yaml:1: is not YAML"),
        ("\ttitle: a\n", "a.yaml:1: is not YAML"),
        ("title: !!python/object:os.system {}\n", "a.yaml:1: is not YAML"),
        ("title: {}\n---\ntitle: {}\n", "a.yaml:2: is not YAML"),
        ("title: '\x07'\n", "a.yaml: is not YAML: special characters are not allowed"),
        ("? [a, b]\n: c\n", "a.yaml:1: a key is not a plain word"),
        ("title: 2023-02-31\n", "a.yaml: holds a value that YAML cannot read"),
        ("[" * 5000, "a.yaml: is nested too deeply"),
        ("&a [*a]\n", "a.yaml"),
        ("", "a.yaml: the file is empty"),
        ("# only a comment\n", "a.yaml: the file is empty"),
        ("just words\n", "a.yaml:1"),
    ],
)
def test_what_is_no_such_file_gets_one_message(tmp_path: Path, text: str, expected: str) -> None:
    """Broken YAML of any kind is one message with its place, never a traceback."""
    (found,) = problems(tmp_path, text)

    assert found.startswith(expected)


def test_many_aliases_are_looked_at_once(tmp_path: Path) -> None:
    """A file of aliases to aliases does not keep the toolkit busy for ever."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]

    assert len(problems(tmp_path, "\n".join(lines))) > 1


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file in another encoding says so, with the byte."""
    path = tmp_path / "a.yaml"
    path.write_bytes("标题: x".encode("gb18030"))

    with pytest.raises(InputError, match=r"is not UTF-8 \(byte 0\). Save it as UTF-8"):
        load_yaml(path, Outer)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    """A file that is not there and a folder in its place are told apart."""
    with pytest.raises(NotFoundError, match="is not there"):
        load_yaml(tmp_path / "none.yaml", Outer)
    with pytest.raises(InputError, match="cannot be read"):
        load_yaml(tmp_path, Outer)


def test_the_users_file_stands_before_the_shipped(tmp_path: Path) -> None:
    """A schema of the same name in the study replaces the shipped one."""
    own = tmp_path / "schemas" / "policy-argument.yaml"
    own.parent.mkdir()
    own.touch()

    assert own == find("schemas", "policy-argument", tmp_path)
    assert find("schemas", "policy-argument").parent == shipped("schemas")
    assert available("schemas", tmp_path)["policy-argument"] == own


def test_names_and_paths_that_are_not_there(tmp_path: Path) -> None:
    """A wrong name lists the known; a wrong path says so; both disarm the terminal."""
    with pytest.raises(NotFoundError, match=r"Did you mean policy-argument\?"):
        find("schemas", "policy-arguments", tmp_path)
    with pytest.raises(NotFoundError, match=r"\\x1b.yaml: the file is not there"):
        find("schemas", "\x1b.yaml")


@pytest.mark.parametrize("kind", KINDS)
def test_what_ships_is_found(kind: str) -> None:
    """Each folder of knowledge is found in the wheel or the checkout."""
    assert shipped(kind).is_dir()


def test_problems_are_one_or_many(tmp_path: Path) -> None:
    """One problem is its own kind; several are told together."""
    path = tmp_path / "a.yaml"
    path.write_text("title: {}\nitmes: []\n")
    with pytest.raises(InputError):
        load_yaml(path, Outer)
    path.write_text("titel: {}\nitmes: []\n")
    with pytest.raises(ProblemsError):
        load_yaml(path, Outer)
