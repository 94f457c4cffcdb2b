"""REFI-QDA: the standard's reader finds what is written."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pyrefiqda import RefiProject

from annotate.exchange import Layer
from annotate.exchange.refi_qda import write
from annotate.inert import safe
from annotate.schema import load as load_schema


def test_the_standards_reader_finds_every_selection(layer: Layer, tmp_path: Path) -> None:
    """Texts, selections, codes and links are there, and every id that is referred to exists."""
    path = write([layer], load_schema(), tmp_path).paths[0]
    project = RefiProject.load(path, extract_dir=str(tmp_path / "x"))
    (source,) = project.sources.text_source
    text = (tmp_path / "x" / "sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
    assert text == layer.document.text
    selections = {(s.start_position, s.end_position) for s in source.plain_text_selection}
    assert selections == {(s.extent.start, s.extent.end) for s in layer.labelling.spans}
    codes = {code.guid for top in project.code_book.codes.code for code in (top, *top.code)}
    used = {coding.code_ref.target_guid for s in source.plain_text_selection for coding in s.coding}
    assert used <= codes
    assert len(used) == 5  # three labels, a type of evidence, a modality
    (link,) = project.links.link
    assert {link.origin_guid, link.target_guid} <= {s.guid for s in source.plain_text_selection}


def test_free_words_stand_in_the_description(layer: Layer, tmp_path: Path) -> None:
    """What is no choice of the schema is not lost."""
    path = write([layer], load_schema(), tmp_path).paths[0]
    (source,) = RefiProject.load(path, extract_dir=str(tmp_path / "x")).sources.text_source
    assert "addressee: 各市" in "".join(s.description or "" for s in source.plain_text_selection)


def test_hostile_text_is_only_text(hostile: Layer, tmp_path: Path) -> None:
    """The archive holds nothing outside its folder, and the reader reads every selection."""
    path = write([hostile], load_schema(), tmp_path).paths[0]
    names = zipfile.ZipFile(path).namelist()
    assert all(".." not in name and not name.startswith("/") for name in names)
    (source,) = RefiProject.load(path, extract_dir=str(tmp_path / "x")).sources.text_source
    assert len(source.plain_text_selection) == len(hostile.labelling.spans)
    assert zipfile.ZipFile(path).read(names[1]).decode() == safe(hostile.document.text)


def test_a_second_run_gives_the_same_bytes(layer: Layer, tmp_path: Path) -> None:
    """Ids and archive follow from what they hold."""
    first, second = (write([layer], load_schema(), tmp_path / name).paths[0].read_bytes() for name in "ab")
    assert first == second
