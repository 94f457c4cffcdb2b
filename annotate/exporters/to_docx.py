"""DOCX: a landscape table as scholars paste it, the place of each quotation in a footnote.

Nothing in the file tells when it was made, so that a second run gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx  # the extra `docx`; this module is loaded only when it is asked for

from annotate.exporters import Options
from annotate.exporters.footnotes import Footnotes
from annotate.exporters.inert import shown
from annotate.exporters.plain import Plain
from annotate.files import replacing
from annotate.model import Column, Entry, Row, Table, Work

A4 = (29.7, 21.0)
MARGIN, SIZE, SMALL = 1.5, 9, 8
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
FONT, FAR_EAST = "Times New Roman", "宋体"
# A page holds a dozen columns; these serve programs, or stand in a neighbouring one.
LEFT_OUT = frozenset({
    "start", "end", "paper", "machine", "rule", "strength_from", "partial", "adjudicated", "annotators", "title",
    "year", "reasons_examined", "paragraph", "sentence", "cues", "note", "venue", "addressed_as", "attributed_to",
})  # fmt: skip


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.docx for each table."""
    written = []
    for table in tables:
        path = folder / f"{table.id}.docx"
        with replacing(path, "wb") as file:
            file.write(_document(table, options.lang))
        written.append(path)
    return written


def _document(table: Table, lang: str) -> bytes:
    document = docx.Document()
    _lay_out(document)
    title = "：".join(part for part in (table.study, table.title.get(lang, table.id)) if part)
    document.core_properties.title = shown(title)[:255]
    document.core_properties.author = "annotate"
    document.core_properties.created = document.core_properties.modified = CREATED
    document.add_heading(shown(title), level=1)
    notes = Footnotes(document)
    if table.kind == "matrix":
        _matrix(document, table, lang, notes)
    else:
        _long(document, table, lang)
    notes.save()
    return _packed(document)


def _lay_out(document: Any) -> None:  # noqa: ANN401 - untyped package
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(A4[0]), Cm(A4[1])
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(MARGIN))
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FAR_EAST)
    style.paragraph_format.space_after = Pt(2)
    # Without a language, Chinese punctuation is set in the middle of its square.
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:eastAsia"): "zh-CN"})
    style.element.get_or_add_rPr().append(language)


def _packed(document: Any) -> bytes:  # noqa: ANN401 - untyped package
    """Return the file with the time taken out of its archive."""
    made, steady = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return steady.getvalue()


def _grid(document: Any, heads: Sequence[str], widths: Sequence[float]) -> Any:  # noqa: ANN401 - untyped package
    """Return a table with a head that is repeated on every page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    grid.autofit = False
    repeated = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - no public way
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
    for cell, head, width in zip(grid.rows[0].cells, heads, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(shown(head)).bold = True
    return grid


def _widths(weights: Sequence[float]) -> list[float]:
    room = A4[0] - 2 * MARGIN
    return [room * weight / sum(weights) for weight in weights]


def _matrix(document: Any, table: Table, lang: str, notes: Footnotes) -> None:  # noqa: ANN401 - untyped package
    plain = Plain(table, lang)
    works = {work.document: work for work in table.works}
    heads = [table.rows_title.get(lang, ""), *(_head(column, lang) for column in table.columns)]
    widths = _widths([0.8, *(1 + (column.count or 0) ** 0.5 / 4 for column in table.columns)])
    grid = _grid(document, heads, widths)
    for row in table.rows:
        cells = grid.add_row().cells
        _row_head(cells[0], row, plain)
        for target, cell, column in zip(cells[1:], row.cells, table.columns, strict=True):
            paragraph = target.paragraphs[0]
            if cell.absence:
                paragraph.add_run(plain.absence(cell, column)).italic = True
            for number, entry in enumerate(cell.entries):
                own = target.add_paragraph() if number or cell.absence else paragraph
                _entry(own, entry, plain, notes, works)
        for target, width in zip(cells, widths, strict=True):
            target.width = _centimetres(width)
    document.add_paragraph(plain.word("whose_judged") + plain.word("whose_absent"))
    if any(entry.read_from_words for entry in table.entries().values()):
        document.add_paragraph(f"° {plain.word('from_words')}")


def _centimetres(width: float) -> Any:  # noqa: ANN401 - untyped package
    from docx.shared import Cm

    return Cm(width)


def _head(column: Column, lang: str) -> str:
    title = column.title.get(lang, column.id)
    return f"{title}\n{column.subtitle}" if column.subtitle else title


def _row_head(cell: Any, row: Row, plain: Plain) -> None:  # noqa: ANN401 - untyped package
    cell.paragraphs[0].add_run(shown(row.title.get(plain.lang) or row.title.get("zh", row.id))).bold = True
    if row.grouped:
        cell.add_paragraph(plain.verdict(row))
    if row.gloss.get(plain.lang):
        cell.add_paragraph(shown(row.gloss[plain.lang]))
    cell.add_paragraph(shown(plain.facts(row.facts, judged=bool(row.verdict))))


def _entry(paragraph: Any, entry: Entry, plain: Plain, notes: Footnotes, works: Mapping[str, Work]) -> None:  # noqa: ANN401 - untyped package
    from docx.shared import Pt

    contents = plain.table.contents
    paragraph.add_run(shown(entry.reference)).bold = True
    if entry.machine:
        paragraph.add_run(f" {plain.word('machine')}").italic = True
    paragraph.add_run(f" {shown(entry.quotation)}")
    notes.mark(paragraph, shown(_cited(entry, plain, works[entry.document])))
    if "translation" in contents and entry.translation:
        paragraph.add_run(f" {shown(entry.translation)}").italic = True
    said = [plain.strength(entry)] if "modality" in contents else []
    if "addressee" in contents and entry.addressees:
        said.append(f"{plain.word('to')} {'、'.join(entry.addressees)}")
    if "support" in contents:
        said.append(plain.dots(entry))
    if "reasons" in contents and entry.reasons:
        said.append(plain.reasons(entry))
    tail = paragraph.add_run(f"［{shown(' · '.join(part for part in said if part))}］" if said else "")
    tail.font.size = Pt(SMALL)


def _cited(entry: Entry, plain: Plain, work: Work) -> str:
    """Return the place as a scholar would cite it; what is not known of the paper is left out."""
    title = f"《{work.title}》" if work.title else work.source
    parts = ["、".join(work.authors), title, work.venue, str(work.year or ""), plain.place(entry)]
    return "，".join(part for part in parts if part) + "。"


def _long(document: Any, table: Table, lang: str) -> None:  # noqa: ANN401 - untyped package
    from docx.shared import Pt

    rows = table.rows
    kept = [
        n
        for n, column in enumerate(table.columns)
        if column.id not in LEFT_OUT and any(row.cells[n].say(lang) for row in rows)
    ]
    if not kept:
        return
    lengths = [max(len(row.cells[n].say(lang)) for row in rows) for n in kept]
    heads = [table.columns[n].title.get(lang, table.columns[n].id) for n in kept]
    widths = _widths([min(120, max(8, length)) ** 0.6 for length in lengths])
    grid = _grid(document, heads, widths)
    for row in rows:
        for target, n, width in zip(grid.add_row().cells, kept, widths, strict=True):
            target.width = _centimetres(width)
            run = target.paragraphs[0].add_run(shown(row.cells[n].say(lang)))
            run.font.size = Pt(SMALL)
    left = [column.title.get(lang, column.id) for n, column in enumerate(table.columns) if n not in kept]
    if left:
        document.add_paragraph(shown(f"{Plain(table, lang).word('left_out')}{'、'.join(left)}"))
