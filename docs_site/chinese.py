"""What modules, plug-ins and records say of themselves, in Chinese: docstrings are English, for who reads the code.

In `chinese.txt` a line of English is followed by its Chinese. A test asks for every sentence that the reference shows
on the pages of plug-ins, of Python and of JSON Schemas, so a docstring that changes is told anew there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_LINES = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
TOLD: Mapping[str, str] = dict(zip(_LINES[::2], _LINES[1::2], strict=True))


def tell(line: str, lang: str) -> str:
    """Return a sentence in a language; what is not told in Chinese stays English."""
    return TOLD.get(line, line) if lang == "zh" else line
