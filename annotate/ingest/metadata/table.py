"""papers/metadata.csv: one row a paper, columns as in `Metadata`, lists parted by `;`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.edited import csv_lines
from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.ingest.encoding import decode
from annotate.ingest.metadata.dates import DATES, date_of
from annotate.ingest.metadata.records import KNOWN, LISTS, TABLE, Record, checked_year, cleaned_doi, split_list
from annotate.ingest.notices import notice

_KEYS = {"file", "doi", "title"}
_SYNONYMS = {
    "文件": "file", "文件名": "file", "题名": "title", "标题": "title", "作者": "authors", "author": "authors",
    "机构": "affiliations", "单位": "affiliations", "affiliation": "affiliations", "年份": "year", "年": "year",
    "期刊": "venue", "刊物": "venue", "journal": "venue", "卷": "volume", "期": "issue", "页码": "pages",
    "关键词": "keywords", "语言": "language", "分类号": "classification", "基金": "funding", "链接": "url",
    "收稿日期": "received", "修回日期": "revised", "录用日期": "accepted", "出版日期": "published",
    "发布时间": "published", "网络首发": "online",
}  # fmt: skip


def read_table(path: Path) -> list[Record]:
    """Return the table's records.

    Raises:
        InputError, ProblemsError: all problems, each with its row (1 is the header).
    """
    data = path.read_bytes()
    text, _ = decode(data, str(path))
    rows = [cells for _, cells in csv_lines(text, str(path))]
    header = [_SYNONYMS.get(cell.strip().lower(), cell.strip().lower()) for cell in rows[0]] if rows else []
    problems: list[AnnotateError] = list(_check_header(header, str(path)))
    if not _KEYS & set(header):
        raise_problems(problems)  # no row can be understood
    records: list[Record] = []
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            _read_row(header, cells, path, number, records, problems)
    raise_problems(problems)
    return records


def _check_header(header: list[str], where: str) -> Iterator[AnnotateError]:
    if not _KEYS & set(header):
        yield InputError(
            f"{where}: row 1", "there is no column file, doi or title", "Name the columns in the first row."
        )
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        yield InputError(f"{where}: row 1", f"the column {name!r} stands twice", "Remove one of the two.")
    for name in header:
        close = nearest(name, KNOWN | {"file"})
        if name and name not in KNOWN and name != "file" and close.startswith("Did you mean") and len(name) > 3:  # noqa: PLR2004
            yield InputError(f"{where}: row 1", f"the column {name!r} is not known", close)


def _read_row(
    header: list[str], cells: list[str], path: Path, number: int, records: list[Record], problems: list[AnnotateError]
) -> None:
    where = f"{path}: row {number}"
    if len(cells) > len(header):
        what = f"has {len(cells)} cells, the header {len(header)}"
        problems.append(InputError(where, what, "Put cells with commas into quotation marks."))
        return
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name and cell.strip()}
    if not _KEYS & set(row):
        problems.append(InputError(where, "names no paper", "Fill file, doi or title."))
        return
    values: dict[str, Any] = {}
    for name, cell in row.items():
        if name == "year":
            values[name] = checked_year(cell)
            if values[name] is None:
                problems.append(InputError(where, f"the year {cell!r} is no year", "Write four digits."))
        elif name in DATES:
            values[name] = date_of(cell)
            if not values[name]:
                problems.append(
                    InputError(where, f"the date {cell!r} is no date", "Write it as 2023-02-06 or 2023-02.")
                )
        elif name in LISTS:
            values[name] = split_list(cell)
        elif name in KNOWN:
            values[name] = cleaned_doi(cell) if name == "doi" else cell
    extra = {name: cell for name, cell in row.items() if name not in KNOWN and name != "file"}
    file = row.get("file", "")
    records.append(Record(origin=TABLE, label=notice(f"row {number}"), file=file, values=values, extra=extra))
