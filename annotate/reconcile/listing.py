"""The disputes as a list to read: typed, worst first, each with its passage and every version.

One row a dispute, one column an annotator: what they marked there, `–` where they
were asked and marked nothing, empty where they were not asked. For deciding there
is the sheet (`annotate.reconcile.sheet`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, islice
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.edited import write_rows
from annotate.errors import InputError
from annotate.files import replacing
from annotate.inert import encodable, fitted, guarded
from annotate.model import Annotation, Dispute, Document, Relation, Span, Version
from annotate.reconcile.disputes_page import AROUND, BETWEEN, NOTHING, Words, page
from annotate.records import sorted_lines
from annotate.schema import Schema
from annotate.spool import Spool

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD = ("severity", "kind", "label", "document", "start", "end", "passage", "detail")
FORMATS = (".csv", ".xlsx", ".html")
WIDE = {"passage": 60, "detail": 40}
CUT = " … 单元格容不下全文，见 .csv 或 .html · too long for a cell: all of it in the .csv or .html"
MOST_ROWS = 1_048_575
"""Rows that a sheet of XLSX holds below its heading; what is more stands in the next."""
Row = dict[str, str]


def check_format(path: Path) -> None:
    """Refuse a name whose ending is no format.

    Raises:
        InputError: with the endings that are.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(str(path), "is no format for disputes", f"End the name in {', '.join(FORMATS)}.")


def to_rows(
    disputed: Iterable[tuple[Document, Iterable[Dispute], Sequence[Annotation]]], folder: Path | None = None
) -> Spool[Row]:
    """Return the rows, worst first, with a column for every annotator of the study; many are kept on disk.

    Args:
        disputed: each annotated document with its disputes, perhaps none, and everybody's work on it.
        folder: where what is on disk lies meanwhile.
    """
    annotators: set[str] = set()
    rows: Spool[Row] = Spool(folder=folder)
    made = ((dispute.order, dumps(row, ensure_ascii=False)) for dispute, row in _rows(disputed, annotators))
    for line in sorted_lines(made, folder):  # all documents are passed before the first line comes
        found: Row = loads(line)
        head = {name: found[name] for name in HEAD}
        # An annotator may be called as a column is.
        rows.append(head | {name: found.get(name, "") for name in map(_column, sorted(annotators))})
    return rows


def _column(annotator: str) -> str:
    return f"version: {annotator}"


def _rows(
    disputed: Iterable[tuple[Document, Iterable[Dispute], Sequence[Annotation]]], annotators: set[str]
) -> Iterator[tuple[Dispute, Row]]:
    """Yield each dispute with its row, with a column for those who were asked; note all who worked."""
    for document, disputes, works in disputed:
        annotators.update(work.annotator for work in works)
        spans = {span.id: span for work in works for span in work.spans}
        relations = {relation.id: relation for work in works for relation in work.relations}
        for dispute in disputes:
            start, end = dispute.extent.start, dispute.extent.end
            row = {
                "severity": f"{dispute.severity:.2f}", "kind": dispute.kind, "label": dispute.label,
                "document": document.metadata.title or document.source.path, "start": str(start), "end": str(end),
                "passage": document.text[max(0, start - AROUND) : end + AROUND], "detail": dispute.detail,
            }  # fmt: skip
            versions = {
                _column(v.annotator): BETWEEN.join(_told(v, document, spans, relations)) for v in dispute.versions
            }
            yield dispute, row | versions


def _told(
    version: Version, document: Document, spans: Mapping[str, Span], relations: Mapping[str, Relation]
) -> Iterator[str]:
    for member in version.relations:
        relation = relations[member]
        source, target = (document.quote(spans[end].extent) for end in (relation.source, relation.target))
        yield f"{source} → {relation.type} → {target}"
    for member in version.spans if not version.relations else ():
        span = spans[member]
        told = "; ".join(f"{a.name}={'|'.join(a.values)}" for a in span.attributes)
        yield f"{span.label}: {document.quote(span.extent)}" + (f" [{told}]" if told else "")
    if not version.spans and not version.relations:
        yield NOTHING


def write(rows: Sequence[Row], path: Path, title: str, *, schema: Schema | None = None, lang: str = "en") -> None:
    """Write the rows as the name's ending says; a table without rows keeps its heading.

    Args:
        rows: as `to_rows` gives them.
        path: the file; its ending names the format.
        title: the study's, for the page.
        schema: says what labels are called on the page; without it they stand by their ids.
        lang: the language in which the page, which holds both, is seen first.
    """
    check_format(path)
    columns = list(rows[0]) if rows else list(HEAD)
    kind = path.suffix.lower()
    if kind == ".xlsx":
        _write_xlsx(rows, columns, path)
        return
    with replacing(path) as file:
        if kind == ".html":
            versions = [column for column in columns if column not in HEAD]
            file.writelines(page(rows, versions, title, Words(schema), lang))
        else:
            # Spreadsheets take a file without this mark for another encoding.
            file.write("\ufeff")
            lines = ([encodable(guarded(row[column])) for column in columns] for row in rows)
            write_rows(file, chain([columns], lines))


def _write_xlsx(rows: Iterable[Row], columns: Sequence[str], path: Path) -> None:
    from datetime import UTC, datetime

    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path, "wb") as file:
        book = xlsxwriter.Workbook(file, options)
        # Or the file would differ from run to run.
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        heading = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        coming = iter(rows)
        for number in count(1):
            # Beyond what a sheet holds, rows would be dropped without a word.
            part = islice(coming, MOST_ROWS)
            first = next(part, None)
            if first is None and number > 1:
                break
            sheet = book.add_worksheet("disputes" if number == 1 else f"disputes {number}")
            _fill(sheet, chain([] if first is None else [first], part), columns, (heading, body))
        book.close()


def _fill(sheet: Worksheet, rows: Iterable[Row], columns: Sequence[str], forms: tuple[Format, Format]) -> None:
    heading, body = forms
    for at, column in enumerate(columns):
        sheet.set_column(at, at, WIDE.get(column, 40 if column not in HEAD else 12))
        sheet.write_string(0, at, column, heading)
    sheet.freeze_panes(1, 0)
    line = 0
    for line, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            if column in ("severity", "start", "end"):
                sheet.write_number(line, at, float(row[column]), body)
            else:
                sheet.write_string(line, at, fitted(row[column], CUT), body)
    sheet.autofilter(0, 0, line, len(columns) - 1)
