"""Saved web pages: the article's blocks, and the page around it cut with a reason.

The source text is what this reader writes: every block of the page that a
visitor sees, a line each, in order. What is no part of the article (menus,
share bars, related links, comments) stands in it too, but is cut, so that
nothing disappears unseen.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree
from lxml import html as lxml_html

from annotate.errors import InputError
from annotate.ingest.encoding import decode
from annotate.ingest.notices import notice
from annotate.ingest.readers.article import mark_boilerplate
from annotate.ingest.readers.page import page_blocks
from annotate.ingest.readers.reading import Reading
from annotate.ingest.readers.writing import written

_MOST_BYTES = 20_000_000
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_SAME = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030"}
# XML forbids these; the parser would stop at the first.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_html(data: bytes, where: str) -> Reading:
    """Return a web page's blocks with what is no part of the article cut.

    Raises:
        InputError: it is too large, empty, in no known encoding, or holds no text.
    """
    if len(data) > _MOST_BYTES:
        what = f"has {len(data) // 1_000_000} MB; no saved article is larger than {_MOST_BYTES // 1_000_000} MB"
        raise InputError(where, what, "Save the article alone, or its text.")
    text, encoding = _decoded(data, where)
    text = _FORBIDDEN.sub("", _DECLARATION.sub("", text))
    try:
        # Without huge_tree what nests deeper than 256 levels is dropped in silence.
        parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise InputError(where, "the web page holds no text", "Check the file.") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" or "depth" in entry.message for entry in parser.error_log):
        raise InputError(where, "the web page nests its parts too deep to be read whole", "Save the article alone.")
    blocks, elements = page_blocks(root)
    tables = mark_boilerplate(root, blocks, elements)
    if not any(block.text for block in blocks if not block.reason):
        raise InputError(where, "the web page holds no text", "Save the page once it is loaded, or its text.")
    return written(blocks, "html", encoding, [notice(f"tables left out: {tables}")] if tables else [])


def _decoded(data: bytes, where: str) -> tuple[str, str]:
    """Return the text by its byte order mark, else as the page declares it, else as its bytes look."""
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and data.strip():
        name = _SAME.get(match[1].decode().lower(), match[1].decode().lower())
        try:
            # A declaration that was read as ASCII cannot be right where it would then read otherwise: UTF-16.
            if match[0].decode(name) == match[0].decode("ascii"):
                return data.decode(name), codecs.lookup(name).name
        except (UnicodeError, LookupError):
            pass
    return decode(data, where)
