"""Footnotes for python-docx, which has none: a part of their own, and references to it.

word/document.xml   … quotation<footnoteReference id="2"/>
word/footnotes.xml  <footnote id="2"> place </footnote>
"""

from __future__ import annotations

from typing import Any

CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FIRST = 2  # 0 and 1 are the lines that part notes from the text
SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))


class Footnotes:
    """The notes of one document, added one by one and saved with it."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - untyped package
        """Begin with the separators that Word expects."""
        from docx.oxml import parse_xml

        self.document = document
        self.root = parse_xml(f'<w:footnotes xmlns:w="{SPACE}"/>')
        self.next = 1
        for number, kind in SEPARATORS:
            note = self._add(number)
            note.set(_name("type"), kind)
            _below(_below(_below(note, "p"), "r"), kind)

    def _add(self, number: str) -> Any:  # noqa: ANN401 - an XML element
        note = _below(self.root, "footnote")
        note.set(_name("id"), number)
        return note

    def mark(self, paragraph: Any, text: str) -> None:  # noqa: ANN401 - untyped package
        """Set a reference at the end of a paragraph, and the note it leads to."""
        number = str(self.next)
        self.next += 1
        note = _below(self._add(number), "p")
        _raised(_below(note, "r"), "footnoteRef", size=16)
        run = _below(note, "r")
        _sized(run, 16)
        words = _below(run, "t")
        words.text = f" {text}"
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        _raised(_below(paragraph._p, "r"), "footnoteReference").set(_name("id"), number)  # noqa: SLF001 - no public way

    def save(self) -> None:
        """Join the notes to the document."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from lxml import etree

        content = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT, content, self.document.part.package)
        self.document.part.relate_to(part, RELATION)


def _name(tag: str) -> str:
    return f"{{{SPACE}}}{tag}"


def _below(parent: Any, tag: str) -> Any:  # noqa: ANN401 - an XML element
    from lxml import etree

    return etree.SubElement(parent, _name(tag))


def _sized(run: Any, half_points: int) -> Any:  # noqa: ANN401 - an XML element
    properties = _below(run, "rPr")
    _below(properties, "sz").set(_name("val"), str(half_points))
    return properties


def _raised(run: Any, tag: str, size: int = 18) -> Any:  # noqa: ANN401 - an XML element
    _below(_sized(run, size), "vertAlign").set(_name("val"), "superscript")
    return _below(run, tag)
