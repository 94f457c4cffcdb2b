"""Word: paragraphs with their heading levels, footnotes and endnotes anchored, tables left out.

The source text is what this reader writes: a paragraph a line, with its automatic
number, `[^1]` where a footnote's mark stands and `[^1]: …` at the end, as
Markdown has them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from annotate.errors import InputError
from annotate.ingest.notices import notice
from annotate.ingest.readers.numbering import Numbering
from annotate.ingest.readers.reading import Reading
from annotate.ingest.readers.writing import Block, written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_BYTES = 64_000_000
_LONGEST_HEADING = 120
_AGAIN = "Open it in Word, save it as .docx again, and ingest that."
_HEADING_NAME = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目[录錄]) ?(?:[1-9]|heading|标题|標題)", re.IGNORECASE)
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
# Text that is not printed, or printed elsewhere: `rt` is how a word is read, above it.
_SKIPPED = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "txbxContent", "rPr", "pPr", "rt")}
# What damaged or foreign packages and parts raise.
_DAMAGE = (
    PackageNotFoundError, KeyError, ValueError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error,
    struct.error, etree.XMLSyntaxError,
)  # fmt: skip
_MEANINGS = {
    "Excessive depth": "its parts nest too deep to be those of a text",
    "entity amplification": "a few characters in it stand for millions",
    "Error -3": "a part cannot be unpacked",
    "not a zip file": "its end is missing, or it never was a Word file",
}
_KINDS = (("footnote", ""), ("endnote", "e"))


def read_docx(data: bytes, where: str) -> Reading:
    """Return a Word file's paragraphs, heading levels and notes.

    Raises:
        InputError: it is no Word file, damaged, encrypted, or unpacks to too much.
    """
    _check(data, where)
    try:
        reader = _opened(data)
        blocks = [*reader.body(), *reader.notes()]
    except _DAMAGE as error:
        raise InputError(where, f"the Word file is damaged ({_brief(error)})", _AGAIN) from None
    if not any(block.text for block in blocks if not block.reason):
        raise InputError(where, "the Word file holds no text", "Check the file.")
    return written(blocks, "docx", "docx", reader.notices())


def _opened(data: bytes) -> _Blocks:
    """Return a reader of the package's parts."""
    try:
        return _Blocks(docx.Document(io.BytesIO(data)))
    except AttributeError:
        # The library takes for granted that each part is of the kind that its relation says.
        what = "a part is of another kind than it says"
        raise ValueError(what) from None


def _brief(error: Exception) -> str:
    words = str(error).strip().splitlines()
    for sign, meaning in _MEANINGS.items():
        if words and sign in words[0]:
            return meaning
    return words[0][:80] if words else type(error).__name__


def _check(data: bytes, where: str) -> None:
    """Refuse what is no package, or one that would fill the memory."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(where, "is encrypted, or an old .doc file", "Save it as .docx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except _DAMAGE as error:
        raise InputError(where, f"the Word file is damaged or cut off ({_brief(error)})", _AGAIN) from None
    total = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if total > _MOST_BYTES or sum(part.file_size for part in parts) > 10 * _MOST_BYTES:
        what = f"unpacks to over {_MOST_BYTES // 1_000_000} MB of text, which no paper has"
        raise InputError(where, what, "Check where the file came from.")
    if not any(part.filename == "word/document.xml" for part in parts):
        raise InputError(where, "is a zip file, but no Word file", _AGAIN)


class _Blocks:
    """Walks the body in order and counts what it leaves out."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx carries few types
        self.styles = {style.style_id: _style_level(style) for style in document.styles if style.type == 1}
        self.contents = {style.style_id for style in document.styles if _CONTENTS_NAME.fullmatch(style.name or "")}
        self.marks: dict[tuple[str, str], str] = {}
        self.counts: Counter[str] = Counter()
        self.document = document
        lists = _parts(document.part, "numbering")
        styles = {style.style_id: style.element for style in document.styles if style.type == 1}
        self.numbering = Numbering(lists[0] if lists else None, styles)
        self.tables = self.boxes = 0

    def body(self, parent: Any = None) -> Iterator[Block]:  # noqa: ANN401
        """Yield the blocks of an element, of the whole body by default, in order."""
        for child in (self.document.element.body if parent is None else parent).iterchildren():
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                if content is not None:
                    yield from self.body(content)
            elif child.tag in {f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"}:
                yield from self.body(child)

    def notes(self) -> Iterator[Block]:
        """Yield the notes that the text refers to, as definitions."""
        for kind, _ in _KINDS:
            roots = _parts(self.document.part, f"{kind}s")
            for note in roots[0].iter(f"{_W}{kind}") if roots else ():
                mark = self.marks.get((kind, note.get(f"{_W}id", "")))
                if mark is None:
                    continue
                block = Block()
                block.add(f"[^{mark}]: ")
                for paragraph in note.iter(f"{_W}p"):
                    for words, raised in self._words(paragraph):
                        block.add(words.replace("\n", " "), raised=raised)
                    block.add(" ")
                yield block

    def notices(self) -> list[str]:
        tables = [notice(f"tables left out: {self.tables}")] if self.tables else []
        return tables + ([notice(f"text boxes left out: {self.boxes}")] if self.boxes else [])

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:  # noqa: ANN401
        reason = "contents" if _style_of(paragraph) in self.contents else ""
        block = Block(level=0 if reason else self._level(paragraph), reason=reason)
        number = self.numbering.number_of(paragraph)
        for words, raised in self._words(paragraph):
            if number and words.strip():
                block.add(number)
                number = ""
            # A manual line break begins a new line.
            first, *rest = words.split("\n")
            block.add(first, raised=raised)
            for line in rest:
                yield _headed(block)
                block = Block(reason=reason)
                block.add(line, raised=raised)
        yield _headed(block)

    def _table(self, table: Any) -> Iterator[Block]:  # noqa: ANN401
        cells = list(table.iter(f"{_W}tc"))
        if len(cells) == 1:  # a frame around text
            yield from self.body(cells[0])
            return
        self.tables += 1
        for cell in cells:
            block = Block(reason="table")
            for paragraph in cell.iter(f"{_W}p"):
                if next(paragraph.iterancestors(f"{_W}tc")) is not cell:
                    continue  # it stands in a table within the cell
                block.add(self.numbering.number_of(paragraph))
                for text in paragraph.iter(f"{_W}t"):
                    block.add(text.text or "")
            yield block

    def _words(self, parent: Any) -> Iterator[tuple[str, bool]]:  # noqa: ANN401
        for child in parent.iterchildren():
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                self.boxes += child.tag == f"{_W}txbxContent"
                continue
            name = child.tag.rpartition("}")[2]
            if child.tag == _ALTERNATIVES:
                yield from self._alternative(child)
            elif name == "t":
                yield "" if _is_hidden(parent) else child.text or "", _is_raised(parent)
            elif name in {"footnoteReference", "endnoteReference"}:
                yield self._mark(name.removesuffix("Reference"), child.get(f"{_W}id", "")), False
            elif name == "br":
                # A page's or column's end breaks no line.
                yield ("" if child.get(f"{_W}type") in {"page", "column"} else "\n"), False
            elif name in {"tab", "cr", "noBreakHyphen"}:
                yield {"tab": " ", "cr": "\n", "noBreakHyphen": "-"}[name], False
            elif name not in {"drawing", "pict"}:
                yield from self._words(child)
            else:
                self.boxes += next(child.iter(f"{_W}txbxContent"), None) is not None

    def _alternative(self, parent: Any) -> list[tuple[str, bool]]:  # noqa: ANN401
        """Return the words of the first alternative that has any, or holds a text box: they are one thing, twice."""
        before = self.boxes
        for alternative in parent.iterchildren():
            words = list(self._words(alternative))
            if words or self.boxes > before:
                return words
        return []

    def _mark(self, kind: str, number: str) -> str:
        if (kind, number) not in self.marks:
            self.counts[kind] += 1
            self.marks[kind, number] = f"{dict(_KINDS)[kind]}{self.counts[kind]}"
        return f"[^{self.marks[kind, number]}]"

    def _level(self, paragraph: Any) -> int:  # noqa: ANN401
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return 0
        outline = properties.find(f"{_W}outlineLvl")
        if outline is not None:
            return _outline(outline)
        return self.styles.get(_style_of(paragraph), 0)


def _style_of(paragraph: Any) -> str:  # noqa: ANN401
    """Return the id of a paragraph's style, empty where it names none."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val", ""))


def _parts(part: Any, name: str) -> list[Any]:  # noqa: ANN401
    """Return the root elements of the parts that a part's relations of a name lead to."""
    related = [rel.target_part for rel in part.rels.values() if rel.reltype.endswith(f"/{name}")]
    return [etree.fromstring(other.blob, _parser()) for other in related]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _headed(block: Block) -> Block:
    """Return the block, no heading if it is as long as a paragraph."""
    if block.level and len(block.text) > _LONGEST_HEADING:
        block.level = 0
    return block


def _is_hidden(run: Any) -> bool:  # noqa: ANN401
    """True for words that Word neither shows nor prints."""
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and hidden.get(f"{_W}val", "1") not in {"0", "false", "off"}


def _is_raised(run: Any) -> bool:  # noqa: ANN401
    align = run.find(f"{_W}rPr/{_W}vertAlign")
    return align is not None and align.get(f"{_W}val") == "superscript"


def _style_level(style: Any) -> int:  # noqa: ANN401
    """Return the level of a paragraph style or of the one it is based on; the title's is 1."""
    for _ in range(10):
        if style is None:
            return 0
        name = style.name or ""
        if name in {"Title", "标题"}:
            return 1
        if match := _HEADING_NAME.fullmatch(name):
            return int(match[1]) + 1
        outline = style.element.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            return _outline(outline)
        style = style.base_style
    return 0


def _outline(element: Any) -> int:  # noqa: ANN401
    value = element.get(f"{_W}val", "9")
    # Nine means text; one is the title's level.
    return int(value) + 2 if value.isdecimal() and int(value) < 9 else 0  # noqa: PLR2004
