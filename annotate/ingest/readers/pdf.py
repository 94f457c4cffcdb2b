"""PDF: the text layer, page by page, with what the places of the lines tell.

A PDF knows no paragraphs. Where the lines stand shows them: a wider gap, an
indent, or a line that ends though more would have fitted (see `lines`). The
source text is what this reader writes: a line for a line, an empty line before
each paragraph, a form feed between pages.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from annotate.errors import InputError
from annotate.ingest.readers.lines import Printed, lay_out, text_size
from annotate.ingest.readers.reading import Reading

# What a printed hyphen at a line's end becomes; the line break goes with it.
_HYPHEN = "\ufffe"
_BREAK = re.compile(r"\r\n|\r|\n|\ufffe|$")
_DIGITS = re.compile(r"(?:(?<=[^\s\d])|(?m:^))(?P<digits>\d{1,3})(?![\d.,:%年月日])")
_PRINTED_NUMBER = re.compile(r"[-—–·\s]*(\d{1,4})[-—–·\s]*")
_SMALLER = 0.9
_FEWEST_PAGES = 3
_SCANNED = "Recognise its text first (OCR) and ingest the result."


def read_pdf(data: bytes, where: str) -> Reading:
    """Return the text layer of a PDF with page labels, large lines and superscripts.

    Raises:
        InputError: it is encrypted, damaged, or has no text.
    """
    document = _open(data, where)
    try:
        labels = [document.get_page_label(at) for at in range(len(document))]
        pages = [_page(document, at) for at in range(len(document))]
    finally:
        document.close()
    empty = [str(at) for at, page in enumerate(pages, 1) if not page]
    if len(empty) == len(pages):
        raise InputError(where, f"none of its {len(pages)} pages holds text: they are images", _SCANNED)
    notices = (f"no text on page {', '.join(empty)} (scanned?)",) if empty else ()
    return _written(pages, _labels(pages, labels), notices)


def _open(data: bytes, where: str) -> Any:  # noqa: ANN401 - pypdfium2 carries no types
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise InputError(where, "the PDF is encrypted", "Save it without a password and ingest it again.") from None
        raise InputError(where, "the PDF is damaged or cut off", "Get the file again.") from None
    if not len(document):
        document.close()
        raise InputError(where, "the PDF has no pages", "Get the file again.")
    return document


def _page(document: Any, number: int) -> list[Printed]:  # noqa: ANN401
    """Return the printed lines of a page."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    text_page = page.get_textpage()
    try:
        words = text_page.get_text_range(errors="replace")
        return list(_lines(words, _Places(text_page.raw)))
    finally:
        text_page.close()
        page.close()


class _Places:
    """Where characters stand, asked for few of them: each question costs."""

    def __init__(self, raw: Any) -> None:  # noqa: ANN401
        self.raw = raw
        self.x, self.y = ctypes.c_double(), ctypes.c_double()

    def origin(self, at: int) -> tuple[float, float]:
        char = pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, at)
        pdfium.FPDFText_GetCharOrigin(self.raw, char, self.x, self.y)
        return self.x.value, self.y.value

    def size(self, at: int) -> float:
        char = pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, at)
        pdfium.FPDFText_GetMatrix(self.raw, char, _MATRIX)
        scale = (_MATRIX.c**2 + _MATRIX.d**2) ** 0.5 or 1.0
        return float(round(pdfium.FPDFText_GetFontSize(self.raw, char) * scale, 1))


_MATRIX = pdfium.FS_MATRIX()


def _lines(words: str, places: _Places) -> Iterator[Printed]:
    start = 0
    for match in _BREAK.finditer(words):
        text = words[start : match.start()]
        body = text.strip()
        if body:
            first = start + text.index(body)
            yield _line(body + ("-" if match[0] == _HYPHEN else ""), first, len(body), words, places)
        start = match.end()


def _line(body: str, first: int, length: int, words: str, places: _Places) -> Printed:
    last = first + length - 1
    raised = tuple(_raised(body, first, words, places))
    # The size of the middle is the line's, not that of a mark or a large first letter; spaces have none.
    middle = next(at for at in range(length // 2, -1, -1) if not body[at].isspace())
    size = places.size(first + middle)
    left, base = places.origin(first + (raised[0][1] if raised and not raised[0][0] and raised[0][1] < length else 0))
    right = places.origin(last)[0] + size * (0.5 if words[last].isascii() else 1.0)
    return Printed(body, left, right, base, size, raised)


def _raised(body: str, first: int, words: str, places: _Places) -> Iterator[tuple[int, int]]:
    """Yield the extents of superscript digits: smaller than the character beside them."""
    for match in _DIGITS.finditer(body):
        start, end = match.span("digits")
        beside = start - 1 if start else end + (len(body[end:]) - len(body[end:].lstrip()))
        if beside >= len(body) or first + beside >= len(words):
            continue
        if places.size(first + start) < _SMALLER * places.size(first + beside):
            yield start, end


def _labels(pages: list[list[Printed]], given: list[str]) -> list[str]:
    """Return the pages' labels: the number printed on them if it counts on, else the file's, else the place."""
    shifts: Counter[int] = Counter()
    for at, lines in enumerate(pages):
        numbers = (_PRINTED_NUMBER.fullmatch(line.text) for line in (*lines[:2], *lines[-2:]))
        shifts.update({int(match[1]) - at for match in numbers if match})
    shift, count = max(shifts.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    if count >= max(_FEWEST_PAGES, len(pages) // 2) and shift >= 0:
        return [str(shift + at) for at in range(len(pages))]
    return [label or str(at) for at, label in enumerate(given, 1)]


def _written(pages: list[list[Printed]], labels: list[str], notices: tuple[str, ...]) -> Reading:
    usual = text_size(pages)
    chunks: list[str] = []
    starts: list[tuple[int, str]] = []
    large: dict[int, int] = {}
    raised: list[tuple[int, int]] = []
    at = 0
    for (line, begins, rank), page in lay_out(pages, usual):
        if chunks:
            feed = "\n" if len(starts) > page else "\f"
            chunks.append(feed + ("\n" if begins else ""))
            at += len(chunks[-1])
        while len(starts) <= page:
            starts.append((at, labels[len(starts)]))
        if rank:
            large[at] = rank
        raised.extend((at + start, at + end) for start, end in line.raised)
        chunks.append(line.text)
        at += len(line.text)
    return Reading(
        text="".join(chunks), encoding="pdf", reader="pdf", placed=True, large=large, raised=tuple(raised),
        pages=tuple(starts), notices=notices,
    )  # fmt: skip
