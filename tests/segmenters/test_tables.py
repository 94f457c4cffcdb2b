"""The file that every process maps: made once, whole or not at all, found out if damaged, made again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import srsly  # type: ignore[import-untyped] # it ships no types

from annotate.errors import InputError, NotFoundError
from annotate.segmenters import model as store
from annotate.segmenters import open_segmenter
from annotate.segmenters.pkuseg import is_ready, tables_path
from annotate.segmenters.tables import open_tables, write_tables
from tests.segmenters.helping import small_model

ARRAYS: dict[str, np.ndarray[Any, np.dtype[Any]]] = {
    "none": np.empty((0, 3), np.int32),
    "bytes": np.arange(7, dtype=np.uint8),
    "table": np.arange(12.0).reshape(3, 4),
    "true": np.array([True, False]),
}
OPEN = "from annotate.segmenters import open_segmenter; print(open_segmenter().cut('经济发展'))"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which a small model is installed, with its own hashes."""
    monkeypatch.setenv("ANNOTATE_CACHE", str(tmp_path / "cache"))
    folder = store.folder()
    folder.mkdir(parents=True)
    features, weights = small_model(3)
    srsly.write_msgpack(folder / "features.msgpack", features)
    np.savez(folder / "weights.npz", w=weights)
    for name in store.STORED:
        monkeypatch.setitem(store.SHA256, name, store.sha256(folder / name))
    return folder


def test_arrays_come_back(tmp_path: Path) -> None:
    """Names, shapes, kinds and values; nobody can write to what all share."""
    path = tmp_path / "a.tables"
    write_tables(path, ARRAYS)
    found = open_tables(path)

    assert found is not None
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert found[name].flags.aligned
        np.testing.assert_array_equal(found[name], array)
    with pytest.raises(ValueError, match="read-only"):
        found["bytes"][0] = 1


def test_the_same_arrays_give_the_same_bytes(tmp_path: Path) -> None:
    """The file holds nothing but the arrays."""
    write_tables(tmp_path / "a", ARRAYS)
    write_tables(tmp_path / "b", ARRAYS)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("damage", ["flipped", "shortened", "longer", "emptied", "another", "gone"])
def test_damage_is_found(tmp_path: Path, damage: str) -> None:
    """One bit is enough; so is a missing end, or another file in its place."""
    path = tmp_path / "a.tables"
    write_tables(path, ARRAYS)
    content = path.read_bytes()
    changed = {
        "flipped": content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
        "shortened": content[:-1],
        "longer": content + b"\0",
        "emptied": b"",
        "another": b"PK\3\4 something else\n",
    }
    time.sleep(0.02)  # the file's time of change is what tells
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(changed[damage])

    assert open_tables(path) is None


def test_a_file_that_was_copied_is_read_once(tmp_path: Path) -> None:
    """Without its note a file is checked by its hash, and remembered."""
    write_tables(tmp_path / "a", ARRAYS)
    (tmp_path / "b").write_bytes((tmp_path / "a").read_bytes())

    assert open_tables(tmp_path / "b") is not None
    assert (tmp_path / "b.checked").is_file()


def test_first_use_makes_the_file_and_later_use_does_not(installed: Path) -> None:
    """The second process finds what the first made."""
    assert store.is_installed()
    assert not is_ready()
    words = open_segmenter().cut("经济发展经济")
    made = tables_path().stat().st_mtime_ns

    assert is_ready()
    assert tables_path().parent == installed
    assert open_segmenter().cut("经济发展经济") == words
    assert tables_path().stat().st_mtime_ns == made


@pytest.mark.parametrize("at", [pytest.param(0, marks=pytest.mark.slow), 200, pytest.param(-1, marks=pytest.mark.slow)])
def test_a_damaged_file_is_made_again(installed: Path, at: int) -> None:
    """The same bytes as before, without a word."""
    open_segmenter()
    content = tables_path().read_bytes()
    damaged = bytearray(content)
    damaged[at] ^= 0x10
    tables_path().write_bytes(damaged)
    found = open_segmenter().cut("经济发展")

    assert tables_path().read_bytes() == content
    assert found == open_segmenter().cut("经济发展")
    assert sorted(path.name for path in installed.iterdir() if path.name.startswith(".")) == []


def test_a_damaged_model_is_not_converted(installed: Path) -> None:
    """What the arrays would be made of is checked first."""
    (installed / "weights.npz").write_bytes(b"changed")
    with pytest.raises(InputError, match="is damaged or was changed"):
        open_segmenter()

    assert not tables_path().exists()


def test_without_a_model_the_way_to_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message; nothing is made."""
    monkeypatch.setenv("ANNOTATE_CACHE", str(tmp_path / "cache"))
    with pytest.raises(NotFoundError, match="annotate model install"):
        open_segmenter()

    assert not (tmp_path / "cache").exists()


@pytest.mark.slow
def test_where_nothing_can_be_written_the_arrays_stay_in_memory(installed: Path) -> None:
    """A cache that cannot be written to is no reason not to work."""
    (installed / f"{tables_path().name}.lock").mkdir()
    segmenter = open_segmenter()

    assert segmenter.path is None
    assert not tables_path().exists()
    (installed / f"{tables_path().name}.lock").rmdir()
    assert segmenter.cut("经济发展") == open_segmenter().cut("经济发展")


@pytest.mark.slow
def test_processes_at_once_make_one_file(tmp_path: Path, model: Path) -> None:
    """Three processes start together on the real model: one converts, all segment alike."""
    own = tmp_path / model.name
    own.mkdir()
    for name in store.STORED:
        (own / name).symlink_to(model / name)
    environment = {**os.environ, "ANNOTATE_CACHE": str(tmp_path)}
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN], env=environment, stdout=subprocess.PIPE) for _ in range(3)
    ]
    said = [process.communicate()[0] for process in started]

    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(set(said)) == 1
    assert len(list(own.glob("*.tables"))) == 1
    assert (own / tables_path().name).read_bytes() == tables_path().read_bytes()
