from __future__ import annotations

import re
from pathlib import Path

import pytest

import annotate
from annotate.han import HAN, count_han, has_han, in_one_line, is_han
from annotate.ingest.cleaning.names import names_in
from annotate.model import Document, Metadata, Source
from annotate.seeding.folding import language
from annotate.tables.signs import document_sign


@pytest.mark.parametrize("char", ["一", "龥", "鿿", "㐂", "豈", "〇", "々", "𠮷", "𪚥", "𰻞"])
def test_rare_ones_are_han_too(char: str) -> None:
    """The extensions, the compatibility ideographs and the two signs count as the common ones do."""
    assert is_han(char)
    assert has_han(f"A{char}")
    assert count_han(f"{char}，{char}") == 2
    assert re.fullmatch(f"[{HAN}]", char)


@pytest.mark.parametrize("char", ["，", "の", "ア", "한", "A", "Ａ", "1", "·", "\u3000", "\udc80", "😀"])
def test_others_are_not(char: str) -> None:
    """Marks, kana, hangul, full-width letters and emoji stand apart."""
    assert not is_han(char)
    assert not has_han(char)
    assert count_han(char) == 0


@pytest.mark.parametrize(
    ("folded", "line"),
    [
        ("标注\n完整的句子", "标注完整的句子"),
        ("主张，\n以及 claim", "主张，以及 claim"),
        ("他说“好”\n，又说“\n不”", "他说“好”，又说“ 不”"),
        ("所谓\n“论点”\n是指", "所谓“论点”是指"),
        ("see （一）\nand", "see（一）and"),
        ("a “claim”\nis 论点", "a “claim” is 论点"),
        ("  two\n   words ", "two words"),
    ],
)
def test_what_yaml_folds_is_one_line(folded: str, line: str) -> None:
    """No space is left where Chinese writes none; English keeps its own."""
    assert in_one_line(folded) == line


def test_all_stages_agree_on_a_rare_name() -> None:
    """An author of characters beyond the basic block is found, the text is Chinese, the sign their first character."""
    document = Document(
        id="a",
        source=Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=2, reader="txt"),
        metadata=Metadata(authors=("𠮷㐂",)),
        text="𠮷㐂",
        sections=(),
        sentences=(),
        footnotes=(),
        runs=((0, 0, 2),),
        removals=(),
    )

    assert names_in("𠮷㐂·某人") == ("𠮷㐂·某人",)
    assert language("𠮷㐂") == "zh"
    assert document_sign(document) == "𠮷"


def test_the_ranges_stand_in_one_place() -> None:
    """No module writes its own idea of what a Han character is; the PDF reader asks what common fonts lack."""
    package = Path(annotate.__file__).parent
    found = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"\\u3400|\\u4e00|[㐀鿿龥]", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert sorted(found) == ["han.py", "ingest/readers/pdf.py"]
