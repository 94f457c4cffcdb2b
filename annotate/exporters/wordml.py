"""WordprocessingML in plain strings: tables of many thousand rows, written as fast as text.

    table ─ row ─ cell ─ paragraph ─ run ─ words

python-docx builds a tree of objects for every cell; a row of it costs
milliseconds and kilobytes. What is written here is only what a table needs; the
rest of the file (styles, settings, the page) is python-docx's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotate.inert import shown

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TWIPS_A_CENTIMETRE = 567
# Three rules, as journals set tables: thick above and below, thin under the head, hairlines between rows.
BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="12" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="2" w:space="0" w:color="BBBBBB"/></w:tblBorders>'
)
UNDER = '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tcBorders>'
ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
BREAKS = {"\n": '</w:t><w:br/><w:t xml:space="preserve">', "\t": '</w:t><w:tab/><w:t xml:space="preserve">'}


def words(text: str) -> str:
    """Return people's text as it stands within a run: no markup, no control, line breaks kept.

    >>> words("<b>")
    '<w:t xml:space="preserve">&lt;b&gt;</w:t>'
    """
    safe = shown(text).translate(ESCAPES)
    for char, mark in BREAKS.items():
        if char in safe:
            safe = safe.replace(char, mark)
    return f'<w:t xml:space="preserve">{safe}</w:t>'


def run(text: str, *, bold: bool = False, italic: bool = False, half_points: int = 0) -> str:
    """Return a run of text in one manner."""
    manner = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    manner += f'<w:sz w:val="{half_points}"/>' if half_points else ""
    return f"<w:r><w:rPr>{manner}</w:rPr>{words(text)}</w:r>" if manner else f"<w:r>{words(text)}</w:r>"


def paragraph(*runs: str, style: str = "") -> str:
    """Return a paragraph of runs."""
    manner = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{manner}{''.join(runs)}</w:p>"


def reference(number: int) -> str:
    """Return the raised number that leads to a footnote."""
    raised = '<w:sz w:val="18"/><w:vertAlign w:val="superscript"/>'
    return f'<w:r><w:rPr>{raised}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def footnotes(notes: Iterable[str]) -> Iterator[str]:
    """Yield the part that holds the notes, in pieces; the first two are the lines that Word parts notes with."""
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{SPACE}">'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        yield f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    raised = '<w:r><w:rPr><w:sz w:val="16"/><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    for number, note in enumerate(notes, 1):
        yield f'<w:footnote w:id="{number}"><w:p>{raised}{run(f" {note}", half_points=16)}</w:p></w:footnote>'
    yield "</w:footnotes>"


def table(
    heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[str]], *, half_points: int = 0
) -> Iterator[str]:
    """Yield a table in pieces, a row at a time; its head returns on every page.

    Args:
        heads: the words of the head.
        widths: of the columns, in centimetres.
        rows: the cells of each row, as paragraphs.
        half_points: the size of the head; 0: the document's own.
    """
    twips = [round(width * TWIPS_A_CENTIMETRE) for width in widths]
    yield f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/>{BORDERS}<w:tblLayout w:type="fixed"/></w:tblPr>'
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    yield f"<w:tblGrid>{columns}</w:tblGrid>"
    opened = [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>' for width in twips]
    head = "".join(
        f"{start}{UNDER}</w:tcPr>{paragraph(run(title, bold=True, half_points=half_points))}</w:tc>"
        for start, title in zip(opened, heads, strict=True)
    )
    yield f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>"
    starts = [f"{start}</w:tcPr>" for start in opened]
    for cells in rows:
        body = "</w:tc>".join(start + cell for start, cell in zip(starts, cells, strict=True))
        yield f"<w:tr>{body}</w:tc></w:tr>"
    yield "</w:tbl>"
