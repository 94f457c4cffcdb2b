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
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from annotate.errors import InputError
from annotate.han import HAN
from annotate.ingest.characters import WIDE_PUNCTUATION
from annotate.ingest.notices import notice
from annotate.ingest.readers.lines import Printed, lay_out, merged, split_furniture, text_size, with_note_numbers
from annotate.ingest.readers.reading import Reading

# What a printed hyphen at a line's end becomes; the line break goes with it.
_HYPHEN = "\ufffe"
_BREAK = re.compile(r"\r\n|\r|\n|\ufffe|$")
_DIGITS = re.compile(r"(?<!\d)(?<!\d[.,])(?P<digits>\d{1,3})(?![\d%年月日]|[.,:]\d)")
_PRINTED_NUMBER = re.compile(r"[-—–·\s]*(\d{1,4})[-—–·\s]*")
# What the text's font may lack: some programs set such characters from another font behind the rest of the line.
_ODD = re.compile(r"[^\u4e00-\u9fff\x00-\x7f，。、；：？！（）《》\u3000]+")
_WIDE = re.compile(f"[{HAN}{WIDE_PUNCTUATION}“”‘’]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SMALLER = 0.9
_SPACE = 0.1
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
        pages = with_note_numbers([_page(document, at) for at in range(len(document))])
    finally:
        document.close()
    empty = [str(at) for at, page in enumerate(pages, 1) if not page]
    if len(empty) == len(pages):
        raise InputError(where, f"none of its {len(pages)} pages holds text: they are images", _SCANNED)
    notices = (notice(f"no text on page {', '.join(empty)} (scanned?)"),) if empty else ()
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
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        page.close()
        return []
    try:
        words = text_page.get_text_range(errors="replace")
        return merged(_lines(words, _Places(text_page.raw, words)))
    finally:
        text_page.close()
        page.close()


class _Places:
    """Where characters stand, asked for few of them: each question costs."""

    def __init__(self, raw: Any, words: str) -> None:  # noqa: ANN401
        self.raw = raw
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        # The library counts UTF-16 units, of which 𠮷 has two: where each character begins, if any has two.
        rare = max(words, default="") > "\uffff"
        self.units = (
            list(accumulate((1 + (char > "\uffff") for char in words), initial=0)) if rare else range(len(words) + 1)
        )
        # Only where the page has characters without text do the two counts differ.
        self.alike = pdfium.FPDFText_CountChars(raw) == self.units[-1]
        self.plain = self.alike and not rare

    def origin(self, at: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self.raw, at if self.plain else self._char(at), self.x, self.y)
        return self.x.value, self.y.value

    def size(self, at: int) -> float:
        char = self._char(at)
        pdfium.FPDFText_GetMatrix(self.raw, char, _MATRIX)
        scale = _MATRIX.d if not _MATRIX.c else (_MATRIX.c**2 + _MATRIX.d**2) ** 0.5
        return float(round(pdfium.FPDFText_GetFontSize(self.raw, char) * (scale or 1.0), 1))

    def is_generated(self, at: int) -> bool:
        """True for a space that the page does not hold: the library puts it where there is a gap."""
        return bool(pdfium.FPDFText_IsGenerated(self.raw, self._char(at)) == 1)

    def gap(self, at: int, after: int) -> float:
        """Return how far one character's ink stands from the next one's."""
        edges = [ctypes.c_double() for _ in range(4)]
        pdfium.FPDFText_GetCharBox(self.raw, self._char(after), *edges)
        left = edges[0].value
        pdfium.FPDFText_GetCharBox(self.raw, self._char(at), *edges)
        return left - edges[1].value

    def _char(self, at: int) -> int:
        unit = self.units[at]
        return unit if self.alike else int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, unit))


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
    order = _order(body, first, length, places)
    raised = tuple(_raised(body, first, words, places))
    size = places.size(first + _middle(body, length, raised))
    left, base = places.origin(first + order[0])
    if raised and not raised[0][0] and raised[0][1] < length:
        base = places.origin(first + raised[0][1])[1]
    last = first + order[-1]
    right = places.origin(last)[0] + size * (0.5 if words[last].isascii() else 1.0)
    if isinstance(order, list):
        raised = tuple((order.index(start), order.index(end - 1) + 1) for start, end in raised)
        body = "".join(body[at] for at in order) + body[length:]
    return Printed(body, left, right, base, size, raised)


def _middle(body: str, length: int, raised: Sequence[tuple[int, int]]) -> int:
    """Return the place whose size is the line's: no mark, no large first letter, no space, for those have none."""
    middle = length // 2
    while middle >= 0 and (body[middle].isspace() or any(start <= middle < end for start, end in raised)):
        middle -= 1
    return middle if middle >= 0 else length - 1


def _order(body: str, first: int, length: int, places: _Places) -> Sequence[int]:
    """Return a line's characters from left to right; a range if they stand in that order anyway.

    The library takes the hole that a character of another font leaves for a space: that is left out.
    """
    whole = range(length)
    odd = [] if body.isascii() else list(_ODD.finditer(body, 0, length))
    if not any(_is_astray(match, first, length, places) for match in odd) or _RIGHT_TO_LEFT.search(body):
        return whole
    order = sorted(whole, key=lambda at: places.origin(first + at)[0])
    found: list[int] = []
    for at, after in zip(order, [*order[1:], -1], strict=True):
        if body[at] == " " and places.is_generated(first + at):
            if not found or after < 0 or body[found[-1]] == " ":
                continue
            if _WIDE.match(body[found[-1]]) or _WIDE.match(body[after]):
                continue
            if places.gap(first + found[-1], first + after) < _SPACE * places.size(first + after):
                continue
        found.append(at)
    return found


def _is_astray(match: re.Match[str], first: int, length: int, places: _Places) -> bool:
    """True if a stretch of a line stands left of what is before it, or right of what is behind it."""
    start, end = match.span()
    while end < length and match.string[end] == " ":
        end += 1
    before = start and places.origin(first + start - 1)[0] > places.origin(first + start)[0]
    return bool(before or (end < length and places.origin(first + match.end() - 1)[0] > places.origin(first + end)[0]))


def _raised(body: str, first: int, words: str, places: _Places) -> Iterator[tuple[int, int]]:
    """Yield the extents of superscript digits: smaller than the character beside them."""
    for match in _DIGITS.finditer(body):
        start, end = match.span("digits")
        before = len(body[:start].rstrip())
        beside = before - 1 if before else end + (len(body[end:]) - len(body[end:].lstrip()))
        if beside >= len(body) or first + beside >= len(words):
            continue
        # Most stand on the line; only of the others the sizes are asked for, which costs twice as much.
        on_line = places.origin(first + start)[1] == places.origin(first + beside)[1]
        if not on_line and places.size(first + start) < _SMALLER * places.size(first + beside):
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
    texts, heads = split_furniture(pages)
    writer = _Writer(labels)
    for (line, begins, rank), page, column in lay_out(texts, text_size(pages)):
        writer.turn_to(page, heads)
        writer.write(line, begins=begins, rank=rank, column=column)
    writer.turn_to(len(pages), heads)
    return Reading(
        text="".join(writer.chunks), encoding="pdf", reader="pdf", placed=True, large=writer.large,
        raised=tuple(writer.raised), cuts=tuple(writer.cuts), pages=tuple(writer.starts), notices=notices,
    )  # fmt: skip


class _Writer:
    """Writes line for line and remembers where everything came to stand."""

    def __init__(self, labels: list[str]) -> None:
        self.labels = labels
        self.chunks: list[str] = []
        self.at = 0
        self.starts: list[tuple[int, str]] = [(0, labels[0])]
        self.large: dict[int, int] = {}
        self.raised: list[tuple[int, int]] = []
        self.cuts: list[tuple[int, int, str]] = []

    def turn_to(self, page: int, heads: list[list[Printed]]) -> None:
        """End the pages before `page`: their running heads stand behind their text, where they part no sentence."""
        for number in range(len(self.starts), page + 1):
            for line in heads[number - 1]:
                self._put("\n" if self.at else "")
                self.cuts.append((self.at, self.at + len(line.text), "running-head"))
                self._put(line.text)
            if number < len(self.labels):
                self._put("\f" if self.at else "")
                self.starts.append((self.at, self.labels[number]))

    def write(self, line: Printed, *, begins: bool, rank: int, column: bool) -> None:
        turned = self.at == self.starts[-1][0]
        # To cleaning a column's end is like a page's: it may break a sentence, and notes end there.
        self._put(("" if turned else "\f" if column else "\n") + ("\n" if begins and self.at else ""))
        if rank:
            self.large[self.at] = rank
        self.raised.extend((self.at + start, self.at + end) for start, end in line.raised)
        self._put(line.text)

    def _put(self, words: str) -> None:
        self.chunks.append(words)
        self.at += len(words)
