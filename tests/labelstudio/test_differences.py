"""What changed in an annotated text is told in its words."""

from __future__ import annotations

import pytest

from annotate.labelstudio.differences import difference


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("一二三四五六七八九十一二三四五", "一二三四五六七八九十一二三改四五", "…二三四五六七八九十一二三[+改+]四五"),
        ("港口应开放全部潮位数据", "港口应开放潮位数据", "港口应开放[-全部-]潮位数据"),
        ("港口应开放潮位数据", "港口宜开放潮位数据", "港口[-应-][+宜+]开放潮位数据"),
        ("甲甲", "乙乙", "[-甲甲-]"),
        ("啊啊啊", "啊啊", "啊啊[-啊-]"),
    ],
)
def test_a_change_stands_between_what_stayed(old: str, new: str, told: str) -> None:
    """What went is in [- -], what came in [+ +], with a little of what is around."""
    assert difference(old, [new]) == told


def test_many_changes_are_counted() -> None:
    """Three paragraphs are shown, the others counted; long ones are cut."""
    told = difference("\n".join(str(n) * 50 for n in range(5)), ["别的"])
    assert told.count("[-") == 3
    assert told.endswith("… and 2 more paragraphs")
    assert "0" * 41 not in told
