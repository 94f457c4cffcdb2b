"""Export holds neither papers nor entries: a list takes the memory of one a tenth as long, a matrix a note an entry."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.scale.test_memory import peak

SMALL, LARGE = 6, 60
"""How many times the papers of a study stand in another: 144 and 1,440."""
ALLOWED = 16
"""MiB that ten times the papers may cost in lists: what the list of sources has of each, and where its lines stand.
Held, their rows and entries would take hundreds."""
NOTE = 600
"""Bytes that a matrix may keep of an entry. Held, one takes some 8,000."""
GROUP = 20
"""MiB that a full group of a Parquet file's rows may take more than one that is not."""
LISTS = ("recommendations", "arguments", "overview")
STREAMED = ("csv", "xlsx", "json", "markdown")


def _grown(study: Path, times: int, to: Path) -> Path:
    """Return a study in which the papers of another stand several times, each under ids of its own."""
    shutil.copytree(study, to, ignore=shutil.ignore_patterns("work", "out", "papers"))
    (to / "work").mkdir()
    for name in ("documents.jsonl", "annotations.jsonl", "consensus.jsonl"):
        text = (study / "work" / name).read_text(encoding="utf-8")
        assert text.count("000/0000") >= text.count("\n")
        with (to / "work" / name).open("w", encoding="utf-8") as file:
            file.writelines(text.replace("000/0000", f"{turn:03}/0000") for turn in range(times))
    return to


@pytest.fixture(scope="module")
def studies(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a study, and one ten times as large; both have their references."""
    folder = tmp_path_factory.mktemp("export")
    return _grown(finished, SMALL, folder / "small"), _grown(finished, LARGE, folder / "large")


def _peaks(studies: tuple[Path, Path], *profiles: str, formats: tuple[str, ...]) -> tuple[float, float]:
    pytest.importorskip("docx")
    pytest.importorskip("pyarrow")
    words = [word for name in profiles for word in ("--profile", name)]
    words += [word for name in formats for word in ("--format", name)]
    small, large = (peak(study, "export", *words) for study in studies)
    return small, large


def _references(study: Path) -> int:
    return (study / "work" / "references.csv").read_text(encoding="utf-8").count("\n") - 1


@pytest.mark.slow
def test_lists_are_flat_in_every_format(studies: tuple[Path, Path]) -> None:
    """One recommendation, one argument, one paper a row."""
    small, large = _peaks(studies, *LISTS, formats=STREAMED)
    small_parquet, large_parquet = _peaks(studies, *LISTS, formats=("parquet",))
    # There are more arguments than Word opens.
    small_read, large_read = _peaks(studies, "recommendations", formats=("docx", "html"))

    assert _references(studies[1]) == LARGE // SMALL * _references(studies[0]) > 10_000
    assert large - small < ALLOWED, (small, large)
    assert large_read - small_read < ALLOWED, (small_read, large_read)
    # The larger study's groups of rows are full.
    assert large_parquet - small_parquet < ALLOWED + GROUP, (small_parquet, large_parquet)


@pytest.mark.slow
def test_a_matrix_keeps_a_note_of_each_entry(studies: tuple[Path, Path]) -> None:
    """Also where it has a column for each of very many papers."""
    small, large = _peaks(studies, "comparison", formats=("csv", "json", "markdown", "docx"))
    more = _references(studies[1]) - _references(studies[0])

    assert more > 10_000
    assert (large - small - ALLOWED) * (1 << 20) / more < NOTE, (small, large)
