from __future__ import annotations

import io
from pathlib import Path

import pytest

from annotate.errors import AnnotateError
from annotate.tables.study import Study
from annotate.tables.translations import load_translations, write_translations

HEAD = "reference,translation,quotation\n"


def test_only_filled_lines_count(tmp_path: Path) -> None:
    """A study may have no file; a file is filled in little by little, in any order of columns, by any program."""
    path = tmp_path / "translations.csv"
    assert load_translations(path) == {}
    path.write_text("reference,translation\n甲1,Build one platform\n甲2,\n甲3\n", encoding="utf-8")
    assert load_translations(path) == {"甲1": "Build one platform"}
    path.write_bytes('\ufeffquotation,translation,reference\r\n引,"One, two",甲1\r\n引\r\n'.encode())
    assert load_translations(path) == {"甲1": "One, two"}


def test_what_was_written_is_read_back(study: Study, tmp_path: Path) -> None:
    """The file that export writes holds every quotation, and reads as having no translation yet."""
    out = io.StringIO(newline="")
    write_translations(out, study, "policy_recommendation")
    path = tmp_path / "translations.csv"
    path.write_bytes(out.getvalue().encode())
    assert load_translations(path) == {}
    path.write_bytes(out.getvalue().replace("甲2,,", "甲2,Open the data,").encode())
    assert load_translations(path) == {"甲2": "Open the data"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ref,text\n", "has no column 'reference', 'translation'. Columns: reference,translation,quotation."),
        (b"", "has no column 'reference', 'translation'"),
        ((HEAD + "甲1,统一\n").encode("gb18030"), "is not UTF-8"),
        ((HEAD + "甲1,One, two,引\n").encode(), "translations.csv:2: holds 4 cells, the first line 3"),
        ((HEAD + "甲1,One,\n甲1,Two,\n,Three,\n").encode(), "translations.csv:3: 甲1 is translated twice"),
        ((HEAD + "甲1,One,\n甲1,Two,\n,Three,\n").encode(), "translations.csv:4: a translation without a reference"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    """With the line, and nothing of what a translator wrote is dropped."""
    path = tmp_path / "translations.csv"
    path.write_bytes(content)
    with pytest.raises(AnnotateError) as error:
        load_translations(path)
    assert message in str(error.value)
