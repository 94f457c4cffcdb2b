"""A journal keeps what was done, and nothing that it cannot vouch for."""

from __future__ import annotations

import errno
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotate.journal import NAME, Journal


@dataclass(frozen=True)
class Thing:
    """Something with a key."""

    key: str


def things(keys: str) -> list[Thing]:
    """Return one thing a letter."""
    return [Thing(key) for key in keys]


def begin(
    folder: Path, keys: Iterable[Thing], *, recipe: str = "r", most: int = 99
) -> tuple[Journal, list[str], list[object]]:
    """Do up to `most` of the things; return the journal, what was done now, and the notes of what had been."""
    journal = Journal(folder, ["a", "b"], [recipe])
    kept: list[object] = []
    now: list[str] = []
    for thing in journal.open_things(keys, kept.append):
        if len(now) == most:
            break
        journal.add(thing.key, [f"{thing.key}甲\n", f"{thing.key}{thing.key}\n"], {"of": thing.key})
        now.append(thing.key)
    return journal, now, kept


def stop(folder: Path, keys: str, most: int, recipe: str = "r") -> None:
    """Do some of the things and end without a word."""
    begin(folder, things(keys), recipe=recipe, most=most)[0].close()


def content(journal: Journal) -> tuple[str, str]:
    """Return what the finished files hold."""
    files = journal.done()
    return files["a"].read_text(encoding="utf-8"), files["b"].read_text(encoding="utf-8")


WHOLE = ("x甲\ny甲\nz甲\n", "xx\nyy\nzz\n")


def test_a_run_goes_on_where_the_one_before_stopped(tmp_path: Path) -> None:
    """What was done is kept with its notes, what was not is done; the files are those of one run."""
    stop(tmp_path / "j", "xyz", 2)
    journal, now, kept = begin(tmp_path / "j", things("xyz"))

    assert (now, kept) == (["z"], [{"of": "x"}, {"of": "y"}])
    assert content(journal) == WHOLE
    assert list(journal.notes()) == [{"of": "x"}, {"of": "y"}, {"of": "z"}]
    journal.drop()
    assert not (tmp_path / "j").exists()


@pytest.mark.parametrize(("before", "kept"), [("xyz", 2), ("xz", 1), ("zy", 0), ("", 0), ("xyzw", 3)])
def test_what_has_changed_is_done_anew_from_there(tmp_path: Path, before: str, kept: int) -> None:
    """Things that came, went, changed or changed places: everything behind them is made again."""
    stop(tmp_path / "j", before, kept if before == "xyz" else 9)
    journal, now, notes = begin(tmp_path / "j", things("xyz"))

    assert len(notes) == kept
    assert "".join(now) == "xyz"[kept:]
    assert content(journal) == WHOLE
    assert len(list(journal.notes())) == 3
    journal.close()


def test_another_recipe_is_another_run(tmp_path: Path) -> None:
    """Nothing of a run with other rules is kept."""
    stop(tmp_path / "j", "xyz", 2, recipe="old")
    journal, now, _ = begin(tmp_path / "j", things("xyz"))

    assert now == ["x", "y", "z"]
    assert content(journal) == WHOLE
    journal.close()


@pytest.mark.parametrize("name", [NAME, "a", "b"])
@pytest.mark.parametrize("cut", [1, 5])
def test_what_a_kill_cut_off_is_done_again(tmp_path: Path, name: str, cut: int) -> None:
    """Whichever file ends too early, the result is whole."""
    stop(tmp_path / "j", "xyz", 2)
    path = tmp_path / "j" / name
    path.write_bytes(path.read_bytes()[:-cut])
    journal, now, _ = begin(tmp_path / "j", things("xyz"))

    assert "y" in now
    assert content(journal) == WHOLE
    journal.close()


@pytest.mark.parametrize("name", ["a", "b"])
def test_what_was_damaged_is_done_again(tmp_path: Path, name: str) -> None:
    """A byte that changed is found by its checksum."""
    stop(tmp_path / "j", "xyz", 3)
    path = tmp_path / "j" / name
    path.write_bytes(b"?" + path.read_bytes()[1:])
    journal, now, _ = begin(tmp_path / "j", things("xyz"))

    assert now == ["x", "y", "z"]
    assert content(journal) == WHOLE
    journal.close()


@pytest.mark.parametrize(
    "line", ["", "{}\n", "null\n", '["x"]\n', '["x",[1],2,3]\n', "[1,2,3,4]\n", '["x",[-1,1],2,3]\n', "\x00\n"]
)
def test_a_journal_that_cannot_be_read_is_begun_anew(tmp_path: Path, line: str) -> None:
    """Whatever stands there, no run fails over it."""
    stop(tmp_path / "j", "xyz", 0)
    with (tmp_path / "j" / NAME).open("a", encoding="utf-8") as file:
        file.write(line)
    journal, now, _ = begin(tmp_path / "j", things("xyz"))

    assert now == ["x", "y", "z"]
    assert content(journal) == WHOLE
    journal.close()


LOCKING = """
import sys
import tracemalloc
from pathlib import Path
from annotate.errors import InputError
from annotate.journal import Journal
try:
    Journal(Path(sys.argv[1]), ["a", "b"], ["r"])
except InputError as error:
    print(error)
"""


def test_two_processes_do_not_write_the_same_files(tmp_path: Path) -> None:
    """The second is told, and changes nothing; reading the notes does not open the door to it."""
    journal, _, _ = begin(tmp_path / "j", things("xyz"), most=2)
    list(journal.notes())
    call = [sys.executable, "-c", LOCKING, str(tmp_path / "j")]

    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    assert "another process is at work on this. Wait for it, or end it." in said
    journal.close()
    assert not subprocess.run(call, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="its locks are others")
def test_a_drive_without_locks_is_worked_on_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be locked is not called busy."""
    import fcntl

    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", unknown)
    journal, now, _ = begin(tmp_path / "j", things("xyz"))

    assert now == ["x", "y", "z"]
    journal.close()


def test_going_on_holds_nothing_of_what_was_done(tmp_path: Path) -> None:
    """However long the journal is, with however much noted, one entry at a time is read."""
    count, note = 3000, "x" * 1000
    journal = Journal(tmp_path / "j", ["a"], ["r"])
    for thing in journal.open_things(Thing(str(number)) for number in range(count)):
        journal.add(thing.key, ["甲\n"], note)
    journal.close()
    kept = 0

    def keep(_: object) -> None:
        nonlocal kept
        kept += 1

    tracemalloc.start()
    try:
        journal = Journal(tmp_path / "j", ["a"], ["r"])
        assert not list(journal.open_things((Thing(str(number)) for number in range(count)), keep))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        journal.close()

    assert kept == count
    assert peak < count * len(note) / 10
