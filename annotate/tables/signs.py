"""The short sign of a paper, from its first author's family name: 秦, Smith, 佚.

>>> sign(("秦渝",), "zh"), sign(("欧阳修远",), "zh"), sign(("作者甲",), "zh")
('秦', '欧阳', '甲')
>>> sign(("Jane Q. Smith",), "en"), sign(("Smith, Jane",), "en"), sign((), "zh"), sign((), "en")
('Smith', 'Smith', '佚', 'Anon')
"""

from __future__ import annotations

import re

from annotate.han import count_han, is_han
from annotate.model import Document

PLACEHOLDER = "作者"
LONGEST = 12
# Family names of two characters that scholars bear; everybody else has one.
COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳司马诸葛上官司徒东方皇甫尉迟公孙慕容长孙宇文令狐夏侯端木南宫独孤轩辕申屠太史呼延百里"
        "歐陽司馬諸葛東方尉遲公孫長孫南宮獨孤軒轅",
    )
)


def sign(authors: tuple[str, ...], language: str) -> str:
    """Return the family name of the first author, or the word for an unnamed one."""
    name = "".join(char for char in (authors[0] if authors else "") if char.isprintable()).strip()
    if not name:
        return "Anon" if language == "en" else "佚"
    if is_han(name[0]):
        if name.startswith(PLACEHOLDER) and len(name) > len(PLACEHOLDER):
            return name[len(PLACEHOLDER) :].strip()[:LONGEST]
        return name[:2] if name[:2] in COMPOUND else name[0]
    family = name.split(",")[0] if "," in name else name.split()[-1]
    kept = "".join(char for char in family if char.isalnum() or char in "-'’")
    return kept[:LONGEST] or "Anon"


def language(document: Document) -> str:
    """Return `zh` or `en`: what the metadata says, else what most of the text is."""
    said = document.metadata.language.lower()
    if said:
        return "zh" if said.startswith(("zh", "chi", "中")) else "en"
    head = document.text[:4000]
    return "zh" if count_han(head) * 4 > len(head) else "en"


def document_sign(document: Document) -> str:
    """Return the sign of a document."""
    return sign(document.metadata.authors, language(document))


def names(document: Document) -> str:
    """Return the authors as one line in the paper's own manner; empty if unknown."""
    authors = document.metadata.authors
    return ("、" if any(is_han(name[0]) for name in authors if name) else ", ").join(authors)
