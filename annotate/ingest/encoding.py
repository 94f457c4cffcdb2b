r"""Find out in which encoding a file was saved, or say why it cannot be read.

A byte order mark decides; without one the text must be valid UTF-8, else
GB18030 or Big5, whichever gives the more plausible Chinese. Every code point
that these two can express is common in one and rare in the other, so the share
of everyday characters tells them apart.

>>> decode("《科技》".encode("gb18030"), "a.txt")
('《科技》', 'gb18030')
"""

from __future__ import annotations

import codecs
import re

from annotate.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAVE = "Save it as UTF-8 text and ingest it again."
# The characters that no Chinese page does without, in both scripts.
_EVERYDAY = re.compile("[的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們，。、：；“”《》（）「」]")
_SAMPLE = 200_000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")


def decode(data: bytes, where: str) -> tuple[str, str]:
    """Return the text and the name of its encoding; a byte order mark is not part of the text.

    Raises:
        InputError: the file is empty, binary, or in none of the known encodings.
    """
    if not data.strip():
        raise InputError(where, "the file is empty", "Remove it or fill it.")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data, name, where), name
    if b"\x00" in data:
        raise InputError(where, "is a binary file, no text", "Convert it to .txt or .md (UTF-8) first.")
    try:
        return _checked(data.decode("utf-8"), where), "utf-8"
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
    found = {name: text for name in ("gb18030", "big5") if (text := _try(data, name)) is not None}
    if not found:
        raise InputError(where, f"the encoding is not known ({reason}, nor is it GB18030 or Big5)", _SAVE)
    name = max(found, key=lambda name: _plausible(found[name]))
    if _plausible(found[name]) < 0.02:  # noqa: PLR2004 - far below any Chinese page, far above noise
        raise InputError(where, f"the encoding is not known ({reason}, and as {name} it makes no sense)", _SAVE)
    return _checked(found[name], where), name


def _marked(data: bytes, name: str, where: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        what = f"says that it is {name}, but byte {error.start} is wrong"
        raise InputError(where, what, _SAVE) from None
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(where, "the file is empty", "Remove it or fill it.")
    return _checked(text, where)


def _checked(text: str, where: str) -> str:
    controls = len(_CONTROL.findall(text[:_SAMPLE]))
    if controls > max(8, len(text[:_SAMPLE]) // 100):
        raise InputError(where, "is a binary file, no text", "Convert it to .txt or .md (UTF-8) first.")
    return text


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _plausible(text: str) -> float:
    sample = [char for char in text[:_SAMPLE] if char > "\x7f"]
    return len(_EVERYDAY.findall("".join(sample))) / len(sample) if sample else 0.0
