from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import AnnotateError
from annotate.tables.profile import load_profile

GOOD = "format: profile/1\nid: own\nkind: matrix\ntitle: {en: Own, zh: 自拟}\n"
LIST = GOOD.replace("matrix", "long") + "fields: [reference, quotation]\n"


def test_the_users_profile_comes_first(tmp_path: Path) -> None:
    """A file of the study stands before the shipped one of the same name."""
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "comparison.yaml").write_text(GOOD, encoding="utf-8")
    assert load_profile("comparison", tmp_path).id == "own"
    assert load_profile("comparison").id == "comparison"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "colour: red\n", "colour: is not a known key"),
        (GOOD + "rows: {by: theme, sort: x}\n", "rows.sort: is not a known key"),
        (GOOD.replace("matrix", "long"), "a table of the kind 'long' needs fields"),
        (GOOD.replace("matrix", "actors") + "fields: [actor, cues]\n", "'cues' is no column of the kind 'actors'"),
        (GOOD + "fields: [reference, quote]\n", "fields.1"),
        (GOOD + "cells: {shown: 0}\n", "is less than 1"),
        (GOOD.replace(", zh: 自拟", ""), "has no 'zh'"),
        (GOOD.replace("id: own", "id: ../own"), "cannot be a file name"),
        (GOOD + "formats: [odt]\n", "formats.0"),
        (GOOD + "min_support: -1\n", "min_support: is less than 0"),
        (GOOD + "fields: [reference]\n", "fields: a table of the kind 'matrix' does not look at this"),
        (LIST + "rows: {by: year}\n", "rows: a table of the kind 'long' does not look at this"),
        (LIST + "columns: {by: year}\n", "columns: a table of the kind 'long' does not look at this"),
        (LIST + "cells: {shown: 5}\n", "cells: a table of the kind 'long' does not look at this"),
        (LIST.replace("[", "[quotation, "), "fields.2: 'quotation' stands twice"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    """A misspelt or impossible profile is refused with the place of what is wrong."""
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotateError) as error:
        load_profile(str(path))
    assert message in str(error.value)
