from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import InputError
from annotate.tables.actors import Actors, load_actors
from annotate.tables.study import load_translations


def test_aliases_and_parts(tmp_path: Path) -> None:
    """A known whole stands before its parts; what the file does not know keeps its words."""
    path = tmp_path / "actors.csv"
    path.write_text(
        "\ufeffname,aliases,type\n沿海各市,各市；六市,government\n中美,中国和美国,state\n", encoding="utf-8"
    )
    actors = load_actors(path)
    assert actors.canonical("各市") == ("沿海各市",)
    assert actors.canonical("六市、渔民") == ("沿海各市", "渔民")
    assert actors.all_of(["各市", "六市"]) == ("沿海各市",)
    assert actors.types["中美"] == "state"
    assert load_actors(tmp_path / "none.csv") == Actors()


@pytest.mark.parametrize(
    ("text", "message"),
    [("actor\nx\n", "no column 'name'"), ("name,aliases\n甲,丙\n乙,丙\n", "stands for '甲' and for '乙'")],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    """One message says where and what."""
    path = tmp_path / "actors.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_actors(path)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is told, not guessed."""
    path = tmp_path / "actors.csv"
    path.write_bytes("name\n中国\n".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_actors(path)


def test_translations(tmp_path: Path) -> None:
    """Only filled lines count; wrong columns are told."""
    path = tmp_path / "translations.csv"
    path.write_text("reference,translation\n甲1,Build one platform\n甲2,\n", encoding="utf-8")
    assert load_translations(path) == {"甲1": "Build one platform"}
    path.write_text("ref,text\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns"):
        load_translations(path)
