from collections.abc import Iterator
from pathlib import Path

from annotate.errors import InputError
from annotate.ingest import find_papers, ingest, read_document
from annotate.ingest.earlier import Earlier, place_of
from annotate.model import Document


def documents(folder: Path, *names: str) -> list[Document]:
    """Return the documents of small papers."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name}：潮水不认市界。", encoding="utf-8")
    return [read_document(path, folder) for path in find_papers(folder)]


def test_documents_are_found_in_step(tmp_path: Path) -> None:
    """What was dropped is passed over, what is new has no document."""
    made = documents(tmp_path, "a.txt", "b/c.txt", "b.txt", "d.txt")
    earlier = Earlier(made, place_of)

    found = [earlier.find(place) for place in ("a.txt", "aa.txt", "b/c.txt", "d.txt", "e.txt")]

    assert [document and document.id for document in found] == ["a", None, "b/c", "d", None]


def test_all_papers_are_found_in_the_order_in_which_they_are_read(tmp_path: Path) -> None:
    """The order of paths is the same on both sides, subfolders and odd names too."""
    made = documents(tmp_path, "a.txt", "a/b.txt", "a-b.txt", "a b.txt", "潮.txt", "Z.txt", "a/B/c.md")
    earlier = Earlier(made, place_of)

    assert all(earlier.find(path.relative_to(tmp_path).as_posix()) for path in find_papers(tmp_path))


def test_a_file_that_can_no_longer_be_read_counts_as_not_there(tmp_path: Path) -> None:
    """Papers are read anew if what an earlier run wrote is of another version."""
    [made] = documents(tmp_path, "a.txt")

    def broken() -> Iterator[Document]:
        raise InputError("documents.jsonl", "is of another version")
        yield made

    assert list(ingest(find_papers(tmp_path), tmp_path, broken())) == [made]
