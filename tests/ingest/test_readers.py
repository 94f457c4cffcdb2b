from pathlib import Path

import pytest

from annotate.errors import InputError, NotFoundError
from annotate.ingest.readers import READERS, read, suffixes


def test_every_reader_loads() -> None:
    """Each registered name gives a callable."""
    assert all(callable(READERS.load(name)) for name in READERS.names())
    assert {".md", ".txt"} <= set(suffixes())


@pytest.mark.parametrize(("name", "reader", "markdown"), [("a.txt", "txt", False), ("b.MD", "md", True)])
def test_suffix_chooses_the_reader(tmp_path: Path, name: str, reader: str, markdown: bool) -> None:  # noqa: FBT001
    """The suffix decides, in whatever case."""
    (tmp_path / name).write_text("潮水不认市界。", encoding="utf-8")

    data, reading = read(tmp_path / name)

    assert (data.decode(), reading.reader, reading.markdown) == ("潮水不认市界。", reader, markdown)


def test_line_ends_stay_in_the_source_text(tmp_path: Path) -> None:
    """Source offsets count the characters that the file has, CR LF as two."""
    (tmp_path / "a.txt").write_bytes("甲。\r\n乙。".encode())

    assert read(tmp_path / "a.txt")[1].text == "甲。\r\n乙。"


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    """A missing paper is a NotFoundError that names it."""
    with pytest.raises(NotFoundError, match=r"gone\.txt: the file is not there"):
        read(tmp_path / "gone.txt")


def test_folder_with_a_papers_name_is_an_error(tmp_path: Path) -> None:
    """A folder named like a paper is told as such."""
    (tmp_path / "x.txt").mkdir()

    with pytest.raises(InputError, match="folder"):
        read(tmp_path / "x.txt")


def test_unknown_suffix_lists_the_known(tmp_path: Path) -> None:
    """The message says which formats can be read."""
    (tmp_path / "a.xyz").touch()

    with pytest.raises(InputError, match=r"\.md .*\.txt"):
        read(tmp_path / "a.xyz")
