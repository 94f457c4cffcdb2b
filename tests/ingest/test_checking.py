import re
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.ingest import misfits, read_document
from annotate.model import Document


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """Return the document of a paper."""
    (tmp_path / "a.txt").write_text("潮水不认市界，预警却以市界为限。", encoding="utf-8")
    return read_document(tmp_path / "a.txt", tmp_path)


def test_a_document_fits_its_source(tmp_path: Path, document: Document) -> None:
    """Nothing is told where nothing changed."""
    assert list(misfits([document], tmp_path)) == []


def test_a_changed_file_is_told(tmp_path: Path, document: Document) -> None:
    """One byte is enough."""
    (tmp_path / "a.txt").write_text("潮水不认市界，预警却以市界为限！", encoding="utf-8")

    assert list(misfits([document], tmp_path)) == ["a: the file has changed since it was ingested"]


def test_a_missing_file_is_told(tmp_path: Path, document: Document) -> None:
    """A document whose paper is gone is named."""
    (tmp_path / "a.txt").unlink()

    assert list(misfits([document], tmp_path)) == ["a: the file is not there (a.txt)"]


def test_older_cleaners_are_named(tmp_path: Path, document: Document) -> None:
    """A document made by another version of a step says of which."""
    older = replace(document, cleaners=tuple(re.sub("^notes/.*", "notes/0", name) for name in document.cleaners))

    assert list(misfits([older], tmp_path)) == ["a: made by other versions of: notes"]


@pytest.mark.parametrize("step", ["txt", "joining", "sections", "sentences"])
def test_every_step_has_a_version(tmp_path: Path, document: Document, step: str) -> None:
    """From the reader to the sentences: a document that another version of any step made is told."""
    older = replace(document, cleaners=tuple(name for name in document.cleaners if not name.startswith(f"{step}/")))

    assert list(misfits([older], tmp_path)) == [f"a: made by other versions of: {step}"]


def test_a_new_paper_is_told(tmp_path: Path, document: Document) -> None:
    """A paper that has no document yet does not fit either."""
    (tmp_path / "b.txt").write_text("数据应当共享。", encoding="utf-8")

    assert list(misfits([document], tmp_path)) == ["b: not ingested yet"]
