"""Tables whose rows lie on disk give the same files as those that are held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from annotate import spool
from annotate.exporters import EXPORTERS, Options
from annotate.model import Table
from annotate.tables.build import tabulate_all
from annotate.tables.profile import load_profile
from annotate.tables.study import Study

PROFILES = ("actors", "arguments", "comparison", "overview", "recommendations")


def _tables(study: Study) -> list[Table]:
    return list(tabulate_all([load_profile(name) for name in PROFILES], study, with_seeds=True).values())


def _written(tables: list[Table], name: str, folder: Path, lang: str) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in EXPORTERS.load(name)(tables, folder, Options(lang=lang))}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EXPORTERS.names())
def test_files_are_the_same(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, lang: str
) -> None:
    """In every format and both languages, byte for byte; a line break in a title, a lone surrogate in a text."""
    if name in {"docx", "parquet"}:
        pytest.importorskip({"docx": "docx", "parquet": "pyarrow"}[name])
    hostile = 'a\n "cells": []\n\ud800 & <b> "q" \\ \x1b \u2028'
    texts = [replace(d, metadata=replace(d.metadata, title=hostile)) for d in study.documents]
    study = replace(study, documents=tuple(texts), title="甲\n乙")
    held = _written(_tables(study), name, tmp_path / "held", lang)
    monkeypatch.setattr(spool, "HELD", 0)
    tables = _tables(study)

    assert any(type(table.rows) is not tuple for table in tables)
    assert _written(tables, name, tmp_path / "disk", lang) == held
    assert held
