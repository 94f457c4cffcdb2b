from __future__ import annotations

from pathlib import Path

import pytest

from annotate.codebook import Codebook, load_codebook
from annotate.errors import InputError
from annotate.tables.meaning.themes_file import Suggestion, extended

NEW = (Suggestion("潮位、公开", ("甲1", "乙3")), Suggestion("演练", ("丙2",)))
HEAD = "# 我的主题\nformat: themes/1\n"


def _book(text: str, folder: Path) -> Codebook:
    path = folder / "themes.yaml"
    path.write_bytes(text.encode())
    return load_codebook(path)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "themes:\n- id: a\n  title: {zh: 甲, en: A}\n  members: [甲9]  # 手改\n",
        HEAD + "themes:\n  - id: a\n    title: {zh: 甲, en: A}\n    verdict: diverge",
        HEAD + "themes:\r\n    - id: a\r\n      title: {zh: 甲, en: A}\r\n# 末尾\r\n",
        "format: themes/1\nthemes:\n- {id: suggested-4, title: {zh: 甲, en: A}}\n",
    ],
)
def test_what_stands_there_is_not_touched(tmp_path: Path, text: str) -> None:
    """The old file is, to the byte, the beginning of the new one, and its themes are what they were."""
    before = _book(text, tmp_path)
    after_text = extended(text, before, NEW, "ngrams")
    after = _book(after_text, tmp_path)
    assert after_text.startswith(text)
    assert after.themes[: len(before.themes)] == before.themes
    assert [theme.members for theme in after.themes[len(before.themes) :]] == [s.members for s in NEW]


@pytest.mark.parametrize("text", ["", HEAD, HEAD + "themes: []\n", HEAD + "themes: []  # 空\n# 尾\n"])
def test_an_empty_file_is_begun(tmp_path: Path, text: str) -> None:
    """Without themes the groups are the first ones, numbered from 1."""
    before = _book(text, tmp_path) if text else Codebook()
    after = _book(extended(text, before, NEW, "ngrams"), tmp_path)
    assert [theme.id for theme in after.themes] == ["suggested-1", "suggested-2"]


@pytest.mark.parametrize(
    "text",
    [
        "format: themes/1\nthemes: []\nmore: 1\n",
        "format: themes/1\nthemes: [{id: a, title: {zh: 甲, en: A}}]\n",
    ],
)
def test_a_file_without_an_end_to_add_at_is_told(tmp_path: Path, text: str) -> None:
    """Written in another manner, it is left to its writer."""
    book = _book(text, tmp_path) if "id: a" in text else Codebook()
    with pytest.raises(InputError, match="nothing can be added at its end"):
        extended(text, book, NEW, "ngrams")


def test_numbers_are_not_used_twice(tmp_path: Path) -> None:
    """A second run goes on counting where the first one ended."""
    first = extended("", Codebook(), NEW, "ngrams")
    after = _book(extended(first, _book(first, tmp_path), NEW[:1], "e5").replace("甲1\n    - 乙3", "甲7", 1), tmp_path)
    assert [theme.id for theme in after.themes][-1] == "suggested-3"


@pytest.mark.parametrize("word", ["- id: x", "a: b #c", "[甲", "'\"", "*x", "是\n- id: y", "\u202e\x1b[31m", "{{1}}"])
def test_names_and_references_are_only_words(tmp_path: Path, word: str) -> None:
    """Whatever stands in a name or reference, the file reads back as that name and reference."""
    after = _book(extended("", Codebook(), [Suggestion(word, (word,))], "ngrams"), tmp_path)
    assert (after.themes[0].title["zh"], after.themes[0].members) == (word, (word,))
