"""DOCX: a landscape table as scholars paste it, the place of each quotation in a footnote.

Few papers stand side by side. Many do not fit on a page (and Word opens no
table of more than 63 columns): then each row is a table of its own, a paper a
line. Nothing in the file tells when it was made, so that a second run gives the
same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import docx  # the extra `docx`; this module is loaded only when it is asked for

from annotate.exporters import Options, word_columns
from annotate.exporters.citing import references
from annotate.exporters.limits import refuse_too_large, size
from annotate.exporters.plain import Plain, notes
from annotate.exporters.word_columns import SIZE, SMALL
from annotate.exporters.wordml import footnotes, paragraph, reference, run, table
from annotate.exporters.words import say
from annotate.files import replacing
from annotate.inert import shown
from annotate.model import Cell, Column, Entry, Row, Table, Work
from annotate.spool import Spool

A4 = (29.7, 21.0)
MARGIN = 1.5  # centimetres
ROOM = A4[0] - 2 * MARGIN
BESIDE = 8  # more papers than this do not fit beside each other
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
LONG_AGO = (1980, 1, 1, 0, 0, 0)
FONT, FAR_EAST = "Times New Roman", "宋体"
NOTES_PART = "/word/footnotes.xml"
NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
# A page holds a dozen columns; these serve programs, or stand in a neighbouring one.
LEFT_OUT = frozenset({
    "start", "end", "paper", "machine", "rule", "strength_from", "partial", "adjudicated", "annotators", "title",
    "year", "reasons_examined", "paragraph", "sentence", "cues", "note", "venue", "addressed_as", "attributed_to",
    "link",
})  # fmt: skip


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.docx for each table.

    Raises:
        InputError, ProblemsError: a table is larger than Word opens.
    """
    refuse_too_large([("docx", map(size, tables))])
    written = []
    for each in tables:
        path = folder / f"{each.id}.docx"
        with replacing(path, "wb") as file:
            _write(each, options.lang, file)
        written.append(path)
    return written


def _write(made: Table, lang: str, file: IO[bytes]) -> None:
    title = "：".join(part for part in (made.study, made.title.get(lang, made.id)) if part)
    notes: Spool[str] = Spool()
    body = _matrix(made, lang, notes) if made.kind == "matrix" else _long(made, lang)
    frame = zipfile.ZipFile(_frame(shown(title)))
    with frame, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in frame.namelist():
            if name in ("word/document.xml", NOTES_PART[1:]):
                continue
            with archive.open(_member(name), "w") as member:
                member.write(frame.read(name))
        # The footnotes are known only when the body has been written.
        before, end, after = frame.read("word/document.xml").rpartition(b"<w:sectPr")
        with archive.open(_member("word/document.xml"), "w") as member:
            member.write(before)
            member.writelines(piece.encode() for piece in body)
            member.write(end + after)
        with archive.open(_member(NOTES_PART[1:]), "w") as member:
            member.writelines(piece.encode() for piece in footnotes(notes))


def _member(name: str) -> zipfile.ZipInfo:
    """Return a member of the archive that tells no time."""
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _frame(title: str) -> io.BytesIO:
    """Return a document with its styles, its page and its title, and room for footnotes."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    _lay_out(document)
    document.core_properties.title = title[:255]
    document.core_properties.author = "annotate"
    document.core_properties.created = document.core_properties.modified = CREATED
    document.add_heading(title, level=1)
    part = Part(PackURI(NOTES_PART), NOTES, b"", document.part.package)
    document.part.relate_to(part, NOTES_RELATION)
    made = io.BytesIO()
    document.save(made)
    return made


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


def _widths(weights: Sequence[float]) -> list[float]:
    return [ROOM * weight / sum(weights) for weight in weights]


def _matrix(made: Table, lang: str, notes: Spool[str]) -> Iterator[str]:
    write = _Writer(made, lang, notes)
    yield from write.side_by_side() if len(made.columns) <= BESIDE else write.one_by_one()
    yield from _notes(made, lang)
    yield paragraph(run(write.plain.word("whose_judged")))
    yield paragraph(run(write.plain.word("whose_absent")))
    if write.from_words:
        yield paragraph(run(f"° {write.plain.word('from_words')}"))
    yield paragraph(run(write.plain.word("references")), style="Heading2")
    for work, line in references(made, lang):
        yield paragraph(run(f"{work.sign}  ", bold=True), run(line))


class _Writer:
    """Writes a matrix, and keeps its footnotes."""

    def __init__(self, made: Table, lang: str, notes: Spool[str]) -> None:
        self.table = made
        self.lang = lang
        self.notes = notes
        self.plain = Plain(made, lang)
        self.works = {work.document: work for work in made.works}
        self.from_words = False

    def side_by_side(self) -> Iterator[str]:
        """Yield one table, a paper a column."""
        columns = self.table.columns
        heads = [self.table.rows_title.get(self.lang, ""), *(self.head(column) for column in columns)]
        widths = _widths([0.8, *(1 + (column.count or 0) ** 0.5 / 4 for column in columns)])
        yield from table(heads, widths, map(self.row, self.table.rows))

    def one_by_one(self) -> Iterator[str]:
        """Yield a table for each row, with a line for each paper that speaks."""
        heads = [self.plain.word("works"), self.table.title.get(self.lang, self.table.id)]
        for row in self.table.rows:
            title, *rest = self.about(row)
            yield paragraph(run(title), style="Heading2")
            yield from (paragraph(run(words)) for words in rest)
            cells = zip(self.table.columns, row.cells, strict=True)
            lines = (
                (paragraph(run(self.head(column))), self.cell(cell, column)) for column, cell in cells if cell.entries
            )
            yield from table(heads, _widths([1, 4]), lines)
            yield paragraph()

    def head(self, column: Column) -> str:
        """Return the head of a column."""
        title = column.title.get(self.lang, column.id)
        return f"{title}\n{column.subtitle}" if column.subtitle else title

    def about(self, row: Row) -> list[str]:
        """Return what is said of a row: title, verdict, gloss, facts."""
        said = [row.title.get(self.lang) or row.title.get("zh", row.id)]
        said += [self.plain.verdict(row)] if row.grouped else []
        said += [row.gloss[self.lang]] if row.gloss.get(self.lang) else []
        return [*said, self.plain.facts(row.facts, judged=bool(row.verdict))]

    def row(self, row: Row) -> list[str]:
        """Return the cells of a row, its head first."""
        title, *rest = self.about(row)
        head = paragraph(run(title, bold=True)) + "".join(paragraph(run(words)) for words in rest)
        return [head, *(self.cell(cell, column) for cell, column in zip(row.cells, self.table.columns, strict=True))]

    def cell(self, cell: Cell, column: Column) -> str:
        """Return a cell's paragraphs; a cell of Word holds at least one."""
        said = [paragraph(run(self.plain.absence(cell, column), italic=True))] if cell.absence else []
        said += [self.entry(entry) for entry in cell.entries]
        return "".join(said) or paragraph()

    def entry(self, entry: Entry) -> str:
        """Return an entry as a paragraph, with its place in a footnote."""
        plain, contents = self.plain, self.table.contents
        self.from_words = self.from_words or entry.read_from_words
        runs = [run(entry.reference, bold=True)]
        if entry.machine:
            runs.append(run(f" {plain.word('machine')}", italic=True))
        runs.append(run(f" {entry.quotation}"))
        self.notes.append(self.cited(entry, self.works[entry.document]))
        runs.append(reference(len(self.notes)))
        if "translation" in contents and entry.translation:
            runs.append(run(f" {entry.translation}", italic=True))
        tail = " · ".join(plain.about(entry))
        return paragraph(*runs, run(f"［{tail}］", half_points=SMALL) if tail else "")

    def cited(self, entry: Entry, work: Work) -> str:
        """Return the place as a scholar would cite it; what is not known of the paper is left out."""
        title = f"《{work.title}》" if work.title else work.source
        parts = ["、".join(work.authors), title, work.venue, str(work.year or ""), self.plain.place(entry)]
        return "，".join(part for part in parts if part) + "。"


def _long(made: Table, lang: str) -> Iterator[str]:
    # Who read a paper is told by n of m, where there is that column.
    out = LEFT_OUT if any(column.id == "support" for column in made.columns) else LEFT_OUT - {"annotators"}
    heads = [column.title.get(lang, column.id) for column in made.columns]
    seen = {
        n: word_columns.Column(column.id.partition(":")[0], heads[n])
        for n, column in enumerate(made.columns)
        if column.id not in out
    }
    for words in _named(made, lang):
        for n, column in seen.items():
            column.see(words[n])
    kept = [n for n, column in seen.items() if column.longest]
    if not kept:
        yield from _notes(made, lang)
        return
    for part in word_columns.laid_out([seen[n] for n in kept], ROOM):
        own = [kept[place] for place in part.places]
        lines = ([paragraph(run(words[n], half_points=SMALL)) for n in own] for words in _named(made, lang))
        yield from table([heads[n] for n in own], part.widths, lines, half_points=part.half_points)
        yield paragraph()  # tables without one between them are one table
    yield from _notes(made, lang)
    left = [head for n, head in enumerate(heads) if n not in kept]
    if left:
        yield paragraph(run(f"{say(lang, 'left_out')}{'、'.join(left)}"))


def _notes(made: Table, lang: str) -> Iterator[str]:
    return (paragraph(run(note)) for note in notes(made, lang))


def _named(made: Table, lang: str) -> Iterator[Sequence[str]]:
    """Yield the words of the rows; a paper without authors stands under its file's name, which has no column here."""
    place = {column.id: n for n, column in enumerate(made.columns)}
    authors, paper = place.get("authors"), place.get("paper")
    unnamed = ("", say(lang, "author_unknown"))
    for words in made.said(lang):
        if authors is None or paper is None or words[authors] not in unnamed:
            yield words
        else:
            yield [words[paper] if n == authors else word for n, word in enumerate(words)]
