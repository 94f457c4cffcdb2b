"""Chinese paragraphs are rendered without the blanks that their source lines would leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs_site.joined import joined

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("先读全文。\n再标论点", "先读全文。再标论点"),
        ("- 先读\n  全文\n- 再标", "- 先读全文\n- 再标"),
        ("运行 `annotate`\n，再看", "运行 `annotate`，再看"),
        ("用 brat\n或 CAS", "用 brat\n或 CAS"),
        ("表：\n\n| 甲 |\n|---|\n| 乙 |", "表：\n\n| 甲 |\n|---|\n| 乙 |"),
        ("见下。\n```\n甲\n乙\n```\n丙", "见下。\n```\n甲\n乙\n```\n丙"),
        ("一。\n1. 二\n2. 三", "一。\n1. 二\n2. 三"),
        ("一。\n## 二", "一。\n## 二"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_only_lines_of_a_paragraph_are_joined(source: str, shown: str) -> None:
    """Lists, tables, headings and code keep their lines; words of Latin letters their blank."""
    assert joined(source) == shown


@pytest.mark.parametrize("page", sorted(DOCS.glob("**/*.zh.md")), ids=lambda page: page.name)
def test_no_line_of_ours_loses_what_it_begins(page: Path) -> None:
    """Every list item, heading, table row and fence of a page begins a line still, and no character is lost."""
    before = page.read_text(encoding="utf-8")
    after = joined(before)

    starts = ("- ", "#", "|", "```", "<", "1. ", "2. ", "$ ")
    assert sum(line.startswith(starts) for line in after.splitlines()) == sum(
        line.startswith(starts) for line in before.splitlines()
    )
    assert "".join(after.split()) == "".join(before.split())
