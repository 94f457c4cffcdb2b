from pathlib import Path

import pytest

from annotate.errors import InputError, NotFoundError, ProblemsError
from annotate.ingest import copy_in, find_papers


def names(folder: Path) -> list[str]:
    """Return the papers below a folder as relative paths."""
    return [path.relative_to(folder).as_posix() for path in find_papers(folder)]


def make(folder: Path, *paths: str) -> None:
    """Write small papers."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{path}：潮水不认市界。", encoding="utf-8")


def test_papers_are_found_in_subfolders(tmp_path: Path) -> None:
    """All readable files below the folder are papers, sorted; README, hidden and metadata files are not."""
    make(tmp_path, "b.txt", "a/c.md", ".hidden/d.txt", ".e.txt", "README.md", "metadata.csv", "zotero.json", "f.TXT")

    assert names(tmp_path) == ["a/c.md", "b.txt", "f.TXT"]


def test_symlink_loop_is_harmless(tmp_path: Path) -> None:
    """A link to a parent folder does not make the search endless."""
    make(tmp_path, "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)

    assert "a.txt" in names(tmp_path)
    assert len(names(tmp_path)) <= 2


def test_papers_from_elsewhere_are_copied(tmp_path: Path) -> None:
    """Files and folders' papers go into papers/; what is there already is not copied again."""
    make(tmp_path, "in/a.txt", "in/sub/b.md", "in/c.csv", "single.txt")
    papers = tmp_path / "papers"

    copies = copy_in([tmp_path / "in", tmp_path / "single.txt"], papers)

    assert names(papers) == ["a.txt", "single.txt", "sub/b.md"]
    assert len(copies) == 3
    assert copy_in([tmp_path / "in", papers / "a.txt", papers], papers) == []


def test_nothing_is_copied_if_anything_is_wrong(tmp_path: Path) -> None:
    """Missing paths, unknown formats and other files of the same name are told together."""
    make(tmp_path, "a.txt", "papers/a.txt", "b.xyz", "fine.txt")

    with pytest.raises(ProblemsError) as caught:
        copy_in([tmp_path / name for name in ("fine.txt", "a.txt", "b.xyz", "gone.txt")], tmp_path / "papers")

    assert [type(problem).__name__ for problem in caught.value.problems] == [
        "InputError",
        "InputError",
        "NotFoundError",
    ]
    assert names(tmp_path / "papers") == ["a.txt"]


def test_two_papers_of_one_name_are_not_copied_over_each_other(tmp_path: Path) -> None:
    """Two files that would stand at one place are told, none is copied; of two alike one is."""
    make(tmp_path, "x/a.txt", "y/a.txt", "x/b.txt")
    (tmp_path / "y/b.txt").write_bytes((tmp_path / "x/b.txt").read_bytes())
    papers = tmp_path / "papers"

    with pytest.raises(InputError, match="is another file than"):
        copy_in([tmp_path / "x", tmp_path / "y"], papers)
    assert names(papers) == []
    assert copy_in([tmp_path / "x/b.txt", tmp_path / "y/b.txt"], papers) == [(tmp_path / "x/b.txt", papers / "b.txt")]


def test_a_path_that_is_no_pattern_after_all_is_told(tmp_path: Path) -> None:
    """Signs of a pattern where none may stand make a name of a file that is not there."""
    with pytest.raises(NotFoundError, match="the file is not there"):
        copy_in([tmp_path / "a**b"], tmp_path / "papers")


def test_another_file_of_the_same_name_is_kept(tmp_path: Path) -> None:
    """A paper in the study is never overwritten."""
    make(tmp_path, "a.txt", "papers/a.txt")

    with pytest.raises(InputError, match="is another file"):
        copy_in([tmp_path / "a.txt"], tmp_path / "papers")
