from __future__ import annotations

from collections.abc import Callable

import pytest

from annotate.model import Document
from annotate.tables.signs import document_sign, names, sign


@pytest.mark.parametrize(
    ("authors", "language", "expected"),
    [
        (("林舟", "周岸"), "zh", "林"),
        (("司马岸",), "zh", "司马"),
        (("作者丙",), "zh", "丙"),
        (("作者",), "zh", "作"),
        (("Author D",), "en", "D"),
        (("de Vries, Anna",), "en", "deVries"),
        (("O'Neill",), "en", "O'Neill"),
        (("=cmd|x",), "en", "cmdx"),
        (("\u202e",), "zh", "佚"),
        (("  ",), "en", "Anon"),
        (("W" * 50,), "en", "W" * 12),
    ],
)
def test_sign(authors: tuple[str, ...], language: str, expected: str) -> None:
    """The sign is the first author's family name, short and made of letters only."""
    assert sign(authors, language) == expected


def test_language_decides_how_an_unnamed_author_is_called(make_document: Callable[..., Document]) -> None:
    """Without authors the text's own language names the unnamed one."""
    assert document_sign(make_document("a", "居民不知道路线。", [], "", None)) == "佚"
    assert document_sign(make_document("b", "Nobody knows the way.", [], "", None)) == "Anon"


def test_names_are_joined_in_the_manner_of_their_language(make_document: Callable[..., Document]) -> None:
    """Chinese names are parted by 、, others by a comma."""
    assert names(make_document("a", "文。", ["林舟", "周岸"], "", None)) == "林舟、周岸"
    assert names(make_document("b", "T.", ["A. Lin", "B. Zhou"], "", None)) == "A. Lin, B. Zhou"
