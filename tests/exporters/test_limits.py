"""What a format cannot show is refused before any file is written, with all that is too large at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import AnnotateError, InputError, ProblemsError
from annotate.exporters import EXPORTERS, Options, limits
from annotate.exporters.limits import Limit, Size, refuse_too_large, size
from annotate.exporters.plain import NAMED, Plain
from annotate.model import Cell, Column, Row, Table

LIST = Size(id="list", kind="long", rows=3, columns=2)
MATRIX = Size(id="matrix", kind="matrix", rows=3, columns=2, entries=5)


def said(limit: Limit, *sizes: Size) -> list[str]:
    """Return what is told of tables under a limit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "LIMITS", {"html": limit})
        try:
            refuse_too_large([("html", sizes), ("csv", sizes)])
        except ProblemsError as error:
            return [str(problem) for problem in error.problems]
        except AnnotateError as error:
            return [str(error)]
    return []


def test_what_fits_exactly_is_written() -> None:
    """A limit is the most that is shown; no limit lets any number pass, and a list's does not hold for a matrix."""
    assert said(Limit(rows=3, list_columns=2, columns=2, cells=6, entries=5), LIST, MATRIX) == []
    assert said(Limit(), LIST, MATRIX) == said(Limit(columns=1, cells=1, entries=1), LIST) == []
    assert said(Limit(rows=1, list_columns=1), MATRIX) == []


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (Limit(rows=2), "exports/list: html shows lists of at most 2 rows, this one has 3"),
        (Limit(list_columns=1), "exports/list: html shows at most 1 columns, this table has 2"),
        (Limit(columns=1), "exports/matrix: html shows at most 1 columns, this table has 2"),
        (Limit(cells=5), "exports/matrix: html shows at most 5 cells, this table has 6"),
        (Limit(entries=4), "exports/matrix: html shows at most 4 entries, this table has 5"),
    ],
)
def test_what_is_one_too_many_is_told(limit: Limit, told: str) -> None:
    """With the file of its profile, how many there are, and what to do."""
    (found,) = said(limit, LIST, MATRIX)
    assert found.startswith(told)
    assert "Export it as" in found


def test_all_that_is_too_large_is_told_at_once() -> None:
    """Of every table."""
    assert len(said(Limit(rows=2, columns=1), LIST, MATRIX)) == 2


@pytest.mark.parametrize("name", ["html", "docx", "xlsx"])
def test_exporters_keep_their_limits(
    tables: list[Table], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Also where they are called without the command; nothing is written, not even of the tables that fit."""
    if name == "docx":
        pytest.importorskip("docx")
    matrix, rows = map(size, tables)
    assert matrix.entries == sum(len(cell.entries) for row in tables[0].rows for cell in row.cells) > 0
    assert (rows.rows, rows.columns) == (len(tables[1].rows), len(tables[1].columns))
    monkeypatch.setattr(limits, "LIMITS", {name: Limit(entries=matrix.entries - 1)})
    with pytest.raises(InputError, match=f"{matrix.entries - 1} entries"):
        EXPORTERS.load(name)([tables[1], tables[0]], tmp_path, Options())
    assert not list(tmp_path.iterdir())


def test_of_thousands_the_first_are_named() -> None:
    """A sentence says how many there are; up to a hundred it names each."""
    columns = tuple(Column(id=str(n), title={"zh": f"甲{n}"}) for n in range(NAMED + 1))
    row = Row(id="r", title={}, cells=(Cell(),) * len(columns))
    plain = Plain(Table(id="t", kind="matrix", title={}, columns=columns, rows=(row,)), "zh")
    ids = tuple(column.id for column in columns)
    assert plain.shorts(ids[:-1]) == "、".join(f"甲{n}" for n in range(NAMED))
    assert plain.shorts(ids) == f"{plain.shorts(ids[:-1])} …… ({NAMED + 1})"
