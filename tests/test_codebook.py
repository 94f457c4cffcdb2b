"""The themes file: what a scholar may write, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.codebook import Codebook, load_codebook
from annotate.errors import AnnotateError

GOOD = """
format: themes/1
themes:
  - id: data
    title: {en: Data sharing, zh: 数据共享}
    gloss: {en: All agree., zh: 都赞成。}
    verdict: converge
    members: [甲1, 乙2]
    match: [开放数据, " 共用 "]
  - id: money
    title: {en: Money, zh: 经费}
"""


def load(tmp_path: Path, text: str) -> Codebook:
    """Read a text as themes.yaml."""
    path = tmp_path / "themes.yaml"
    path.write_text(text, encoding="utf-8")
    return load_codebook(path)


def test_themes_keep_their_order(tmp_path: Path) -> None:
    """Rows stand as the scholar listed them, and are the choices of `theme`."""
    book = load(tmp_path, GOOD)

    assert [choice.id for choice in book.choices()] == ["data", "money"]
    assert book.themes[1].verdict == ""


def test_members_and_notes_find_their_theme(tmp_path: Path) -> None:
    """A reference, the theme's id, its titles and its `match` words all lead to it."""
    book = load(tmp_path, GOOD)

    assert book.by_member() == {"甲1": "data", "乙2": "data"}
    assert dict.fromkeys(("data", "Data sharing", "数据共享", "开放数据"), "data").items() <= book.by_note().items()
    assert book.by_note()["经费"] == "money"
    assert book.by_note()["共用"] == "data"


def test_words_of_two_themes_mean_the_first(tmp_path: Path) -> None:
    """As the scholar listed them."""
    assert load(tmp_path, GOOD.replace("zh: 经费", "zh: 开放数据")).by_note()["开放数据"] == "data"


def test_a_study_without_themes_has_an_empty_codebook(tmp_path: Path) -> None:
    """No file is no mistake."""
    assert Codebook() == load_codebook(tmp_path / "themes.yaml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("id: money", "id: data"), "themes.1.id: two themes have the id 'data'. Rename one."),
        (("zh: 经费}", "zh: 经费}\n    members: [甲1]"), "themes.1.members: 甲1 is also a member of data."),
        (("verdict: converge", "verdict: agree"), "themes.0.verdict: Input should be '', 'converge', 'diverge'"),
        (("verdict:", "verdikt:"), "themes.0.verdikt: is not a known key"),
        (("themes/1", "themes/2"), "format: Input should be 'themes/1' (found 'themes/2')"),
        (("en: Money", "fr: Argent"), "Input should be 'en' or 'zh'"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """Each mistake of a scholar is one message that names the place."""
    with pytest.raises(AnnotateError) as raised:
        load(tmp_path, GOOD.replace(*change))

    assert message in str(raised.value)
    assert "themes.yaml" in str(raised.value)


def test_one_member_twice_in_one_theme_is_harmless(tmp_path: Path) -> None:
    """A reference that stands twice in the same theme is no conflict."""
    assert load(tmp_path, GOOD.replace("[甲1, 乙2]", "[甲1, 甲1]")).by_member() == {"甲1": "data"}
