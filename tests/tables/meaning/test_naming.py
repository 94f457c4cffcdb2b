from __future__ import annotations

from annotate.tables.meaning.grouping import Item
from annotate.tables.meaning.naming import name


def _items(*quotations: str, words: tuple[str, ...] = ()) -> list[Item]:
    return [Item(reference=q, quotation=q, sentence=q, words=words) for q in quotations]


def test_the_name_is_what_members_share() -> None:
    """A word of several members, whole, that the others do not hold."""
    tides = _items("港口应公布潮位数据", "码头须公布潮位数据")
    assert name(tides, _items("学校应演练", "学校要演练")) == "公布潮位数据"


def test_annotators_words_come_first() -> None:
    """Where annotators named the theme, the name is theirs."""
    assert name(_items("港口应公布潮位", "码头应公布水文", words=("信息公开",)), []) == "信息公开"


def test_a_group_without_words_is_named_by_its_text() -> None:
    """Digits and signs still give a name, never an empty one."""
    assert name(_items("12：34"), []) == "12：34"


def test_english_names_have_no_small_words() -> None:
    """Words that stand in every advice tell nothing."""
    found = name(_items("Ports should publish tides", "Towns should publish tides"), [])
    assert "should" not in found
    assert "tides" in found
