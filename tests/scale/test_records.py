"""Record files that are larger than memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import records
from annotate.errors import InputError, NotFoundError
from annotate.files import write_records
from annotate.model import Annotation, Issue, Prediction
from annotate.records import Filed, Index, Lines, Records, sorted_lines


def work(document: str, annotator: str) -> Annotation:
    """Return empty work."""
    return Annotation(document=document, annotator=annotator, spans=(), asked=())


NAMES = ("a", 'b "c"', "潮\\位", "\u2028", "a")


def test_lines_of_a_document_are_found_wherever_they_stand(tmp_path: Path) -> None:
    """Odd names too, and lines of one document that are not together; the numbers are those of the file."""
    path = tmp_path / "annotations.jsonl"
    write_records(path, [work(name, str(number)) for number, name in enumerate(NAMES)])
    index = Index(path)

    assert len(index) == len(set(NAMES))
    assert [line.where for line in index.lines("a")] == [f"{path}:1", f"{path}:5"]
    assert [line.text for name in ("潮\\位", "\u2028") for line in index.lines(name)] == [
        line.text for line in Lines(path) if line.value("annotator") in {"2", "3"}
    ]
    assert 'b "c"' in index
    assert "b" not in index
    assert index.lines("b") == ()
    assert index.unasked() == {'b "c"'}


def test_names_of_one_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the index finds is held against the name itself."""
    path = tmp_path / "annotations.jsonl"
    write_records(path, [work(name, str(number)) for number, name in enumerate(NAMES)])
    monkeypatch.setattr(records, "_hash", lambda name: len(name))  # noqa: PLW0108 - typed so
    index = Index(path)

    assert [line.where for line in index.lines("a")] == [f"{path}:1", f"{path}:5"]
    assert "b" not in index
    assert index.unasked() == {*NAMES} - {"a"}


def test_an_empty_file_has_no_documents(tmp_path: Path) -> None:
    """Nothing is found in it, and nothing is left over."""
    path = tmp_path / "annotations.jsonl"
    path.touch()
    index = Index(path)

    assert (len(index), "a" in index, index.lines("a"), index.unasked()) == (0, False, (), set())


def test_a_record_whose_keys_stand_in_another_order_is_found(tmp_path: Path) -> None:
    """A file that another program wrote is read all the same."""
    path = tmp_path / "annotations.jsonl"
    path.write_text('{"annotator": "n", "document": "d", "format": "annotation/1"}\n', encoding="utf-8")

    assert [line.value("document") for line in Index(path).lines("d")] == ["d"]


def test_records_are_a_sequence_that_is_not_held(tmp_path: Path) -> None:
    """Length, items and slices are those of the list; it may be passed more than once."""
    path = tmp_path / "issues.jsonl"
    values = [Issue(code=f"W{number}", message="m") for number in range(7)]
    write_records(path, values)
    found = Records(path, Issue)

    assert (list(found), list(found), len(found)) == (values, values, 7)
    assert (found[0], found[-1], found[2:4]) == (values[0], values[-1], tuple(values[2:4]))
    for beyond in (7, -8):
        with pytest.raises(IndexError):
            found[beyond]


def test_what_is_left_out_or_changed_is_so_in_every_way_of_asking(tmp_path: Path) -> None:
    """One after the other, by number, by document, and counted."""
    path = tmp_path / "predictions.jsonl"
    values = [Prediction(document=name, spans=(), model_version="1") for name in "abc"]
    write_records(path, values)
    found = Filed(path, Prediction, lambda value: replace(value, model_version="2"), without={"b"})
    first, last = replace(values[0], model_version="2"), replace(values[2], model_version="2")

    assert (list(found), len(found), found[1], found[-2:]) == ([first, last], 2, last, (first, last))
    assert (found.of("a"), found.of("b"), found.of("c")) == ((first,), (), (last,))


def test_files_that_are_missing_or_damaged_are_told(tmp_path: Path) -> None:
    """With the file, the line and what to do."""
    with pytest.raises(NotFoundError, match="Run the stage that makes it first"):
        list(Lines(tmp_path / "none.jsonl"))
    (tmp_path / "bad.jsonl").write_bytes(b'{"a":1}\n\xff\n')
    with pytest.raises(InputError, match=r"bad\.jsonl:\d+: is not UTF-8"):
        list(Lines(tmp_path / "bad.jsonl"))


@given(st.lists(st.tuples(st.integers(0, 5), st.text(max_size=3))), st.integers(1, 4))
def test_sorting_in_parts_is_sorting(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, str]], held: int
) -> None:
    """As the list's own sort does it, equal keys in their order, however few lines memory holds."""
    before = records.HELD
    records.HELD = held
    try:
        found = list(sorted_lines(iter(pairs), tmp_path_factory.getbasetemp()))
    finally:
        records.HELD = before

    assert found == [line for _, line in sorted(pairs, key=lambda pair: pair[0])]
