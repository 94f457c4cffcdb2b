from __future__ import annotations

from pathlib import Path

import pytest

from annotate.cli.naming import write_names
from annotate.errors import InputError, ProblemsError
from annotate.tables.actors import Actors, joined_actors, load_actors


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


def test_joined_names_are_those_of_the_file_that_seed_writes(tmp_path: Path) -> None:
    """What rules joined is the same whether it went through `work/actors.csv` or not."""
    joined = [
        ("", ("沿海各市",), "各市", "government", "alias: zh/coast"),
        ("a", ("港口委员会", "渔会"), "两会", "", "several"),
        ("a", ("港口委员会",), "港委会", "organization", "defined: 港口委员会（以下简称“港委会”）"),
        ("b", ("港湾委员会",), "港委会", "organization", "defined: 港湾委员会（以下简称“港委会”）"),
    ]
    write_names(tmp_path / "actors.csv", joined)
    read, made = load_actors(tmp_path / "actors.csv"), joined_actors(row[:4] for row in joined)
    for paper in ("a", "b", "c"):
        for words in ("各市", "沿海各市", "两会", "港委会", "港口委员会", "渔会", "别的"):
            assert made.within(paper).canonical(words) == read.within(paper).canonical(words)
    assert made.within("a").canonical("两会") == ("港口委员会", "渔会")
    assert made.within("b").canonical("港委会") == ("港湾委员会",)
    for name in ("沿海各市", "港口委员会", "渔会"):
        assert made.type(name) == read.type(name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("actor\nx\n", "no column 'name'"),
        ("name,aliases\n,中方\n", "actors.csv:2: has no name"),
        ("name,aliases\n甲,丙\n乙,丙\n", "stands for '甲' and for '乙'"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    """One message says where and what."""
    path = tmp_path / "actors.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_actors(path)


def test_all_aliases_that_name_two_are_told(tmp_path: Path) -> None:
    """Each with its line, so that one look at the file mends them all."""
    path = tmp_path / "actors.csv"
    path.write_text("name,aliases\n甲,丙；丁\n乙,丙\n戊,丁\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as error:
        load_actors(path)
    assert [problem.where.rpartition(":")[2] for problem in error.value.problems] == ["3", "4"]


def test_what_the_reader_of_csv_refuses_is_told(tmp_path: Path) -> None:
    """With the line, not as its own error."""
    path = tmp_path / "actors.csv"
    for third in ('"甲"乙,丙', '"甲,丙\n丁,戊', '"\n"甲"乙'):
        path.write_text(f"name,aliases\n中国,中方\n{third}\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"actors\.csv:3: cannot be read: "):
            load_actors(path)


def test_guarded_cells_come_back_as_they_were(tmp_path: Path) -> None:
    """A name that begins as a formula does, with the document in which it holds; in a file of any length."""
    path = tmp_path / "actors.csv"
    long = "长" * 200_000
    write_names(path, [["=d", ["'-甲"], f"+{long}", "state", "x"]])
    assert load_actors(path).within("=d").canonical(f"+{long}") == ("'-甲",)


def test_a_line_without_a_type_leaves_the_type(tmp_path: Path) -> None:
    """A further line for one paper's own alias says nothing of what the actor is."""
    path = tmp_path / "actors.csv"
    path.write_text("name,aliases,type,document\n中国,中方,state,\n中国,我国,,a\n", encoding="utf-8")
    assert load_actors(path).type("中国") == "state"
    assert load_actors(path).within("a").canonical("我国") == ("中国",)
    assert load_actors(path).within("b").canonical("我国") == ("我国",)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is told, not guessed."""
    path = tmp_path / "actors.csv"
    path.write_bytes("name\n中国\n".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_actors(path)


def test_a_name_with_a_comma_is_not_cut(tmp_path: Path) -> None:
    """What stands behind a comma without quotation marks is no cell of the file: it is told, not dropped."""
    path = tmp_path / "actors.csv"
    path.write_text("name,aliases\n临澜市,临澜,市里\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"actors\.csv:2: holds 3 cells, the first line 2"):
        load_actors(path)
    path.write_text("name,aliases\n临澜市,临澜,,\n,,\n", encoding="utf-8")
    assert load_actors(path).canonical("临澜") == ("临澜市",)
