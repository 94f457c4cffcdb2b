"""Figures that are read one by one are those that were written, wherever the file is cut."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from annotate.errors import InputError
from annotate.files import dump_record, read_records, write_records
from annotate.model import Agreement, Issue, Score
from annotate.tables.agreement_file import FiledFigures
from annotate.tables.overview import METRIC, agreement_by_label

HOSTILE = 'd"scores":[]\\",{}\u2028\n'


def _agreement(n_documents: int, ids: str = HOSTILE) -> Agreement:
    scores = [
        Score(metric=metric, unit="span", label="*", annotators=("A", "乙"), document=f"{ids}{number}", value=value,
              n_units=number, reason=reason)
        for number in range(n_documents)
        for metric, value, reason in ((METRIC, number / 7, ""), ("alpha_u", None, "[nobody] marked ] anything"))
    ]  # fmt: skip
    documents = tuple(dict.fromkeys(score.document for score in scores))
    warned = (Issue(code="W605", message="scores", found='"scores":[1]'),)
    return Agreement(annotators=("A", "乙"), documents=documents, scores=tuple(scores), warnings=warned)


@pytest.mark.parametrize("piece", [300, 517, 1 << 18])
@pytest.mark.parametrize("ids", [HOSTILE, "\ud800 ", "甲"])
def test_each_figure_is_read_as_it_was_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, piece: int, ids: str
) -> None:
    """Whatever stands in it, and wherever a piece ends; also where there are none."""
    monkeypatch.setattr("annotate.tables.agreement_file.PIECE", piece)
    path = tmp_path / "agreement.jsonl"
    for whole in (_agreement(40, ids), _agreement(0)):
        write_records(path, [whole])
        (held,) = read_records(path, Agreement)
        filed = FiledFigures(path)

        assert tuple(filed.scores) == held.scores == whole.scores
        assert agreement_by_label([filed]) == agreement_by_label([whole])


def test_no_figures_are_held(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of a file of two megabytes a few pieces at once."""
    monkeypatch.setattr("annotate.tables.agreement_file.PIECE", 1 << 14)
    path = tmp_path / "agreement.jsonl"
    write_records(path, [_agreement(6_000, "d")])
    next(FiledFigures(path).scores)  # what is made once is made
    tracemalloc.start()
    try:
        n_figures = sum(1 for _ in FiledFigures(path).scores)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert n_figures == 12_000
    assert path.stat().st_size > 2_000_000 > 4 * peak


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]\n",
        '{"format":"agreement/2","scores":[]}\n',
        '{"format":"agreement/1","documents":[]}\n',
        dump_record(_agreement(3))[:-400],
        dump_record(_agreement(3)).replace('"n_units":1', '"n_units":"many"'),
        dump_record(_agreement(3)).replace('"n_units":1', '"n_units":'),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, text: str) -> None:
    """Which file, and what to do."""
    path = tmp_path / "agreement.jsonl"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=r"agreement\.jsonl"):
        list(FiledFigures(path).scores)
