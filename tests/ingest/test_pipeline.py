from pathlib import Path

import pytest

from annotate.errors import InputError
from annotate.files import dump_record
from annotate.ingest import ingest, read_document
from annotate.model import Document
from annotate.offsets import OffsetMap

PAPER = """潮水不认市界

王小川

【内容摘要】 本文主张六市联合发布警报。

【关键词】 潮位 预警

一、问题

六市各自发布预警^①，标准不一，数据互不相通。居民不知道应当

① 甲：《潮位研究》，2020年版，第3页。

相信哪一条消息。

二、结语

六市应当共享数据；联合中心应当直接发布警报。
"""


def write(papers: Path, name: str, text: str = PAPER) -> Path:
    """Write a paper and return its path."""
    path = papers / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_document_holds_everything(tmp_path: Path) -> None:
    """Text, structure, notes, metadata and the way back to the source are all there."""
    document = read_document(write(tmp_path, "湾区/潮位.txt"), tmp_path)

    assert document.id == "湾区/潮位"
    assert document.source.path == "湾区/潮位.txt"
    assert (document.source.encoding, document.source.length, document.source.reader) == ("utf-8", len(PAPER), "txt")
    assert document.text == (
        "本文主张六市联合发布警报。\n一、问题\n六市各自发布预警，标准不一，数据互不相通。"
        "居民不知道应当相信哪一条消息。\n"
        "二、结语\n六市应当共享数据；联合中心应当直接发布警报。"
    )
    assert [section.kind for section in document.sections] == ["abstract", "body", "conclusion"]
    assert [document.quote(sentence.extent) for sentence in document.sentences][-2:] == [
        "六市应当共享数据；",
        "联合中心应当直接发布警报。",
    ]
    [note] = document.footnotes
    assert (note.mark, note.text) == ("①", "甲：《潮位研究》，2020年版，第3页。")
    assert document.text[: note.anchor].endswith("六市各自发布预警")
    assert (document.metadata.title, document.metadata.language) == ("潮水不认市界", "zh")


def test_every_quotation_is_found_in_the_source(tmp_path: Path) -> None:
    """Each sentence's pieces, cut out of the source, are the sentence."""
    document = read_document(write(tmp_path, "a.txt"), tmp_path)
    kept = OffsetMap(document.runs)

    for sentence in document.sentences:
        pieces = kept.source_pieces(sentence.extent.start, sentence.extent.end)
        assert "".join(PAPER[start:end] for start, end in pieces) == document.quote(sentence.extent)


def test_one_bad_paper_does_not_stop_the_others(tmp_path: Path) -> None:
    """Each failing paper gives its error in its place, the rest are read."""
    paths = [write(tmp_path, "a.txt"), tmp_path / "gone.txt", write(tmp_path, "empty.txt", ""), write(tmp_path, "b.md")]
    results = list(ingest(paths, tmp_path))

    assert [type(result).__name__ for result in results] == ["Document", "NotFoundError", "InputError", "Document"]


def test_two_files_with_one_id_are_an_error_naming_both(tmp_path: Path) -> None:
    """a.txt and a.md cannot both be the document a."""
    *_, error = ingest([write(tmp_path, "a.md"), write(tmp_path, "a.txt")], tmp_path)

    assert isinstance(error, InputError)
    assert "a.txt" in str(error)
    assert "a.md" in str(error)


def test_paper_outside_the_folder_is_refused(tmp_path: Path) -> None:
    """An id is a path below papers/."""
    with pytest.raises(InputError, match="is not below"):
        read_document(write(tmp_path, "a.txt"), tmp_path / "papers")


def test_paper_without_running_text_is_an_error(tmp_path: Path) -> None:
    """A file of nothing but furniture is told as such."""
    with pytest.raises(InputError, match="no running text"):
        read_document(write(tmp_path, "a.txt", "— 1 —\n\n— 2 —\n"), tmp_path)


def test_same_input_gives_identical_records(tmp_path: Path) -> None:
    """Reading twice gives the same bytes."""
    path = write(tmp_path, "a.txt")

    assert dump_record(read_document(path, tmp_path)) == dump_record(read_document(path, tmp_path))


def test_known_document_is_taken_over_only_if_unchanged(tmp_path: Path) -> None:
    """A changed file or other cleaners make the document anew; new metadata are seen."""
    path = write(tmp_path, "a.txt")
    first = read_document(path, tmp_path)
    [again] = ingest([path], tmp_path, [first])
    (tmp_path / "metadata.csv").write_text("file,year\na.txt,2023\n", encoding="utf-8")
    [dated] = ingest([path], tmp_path, [first])
    (tmp_path / "metadata.csv").unlink()
    [undated] = ingest([path], tmp_path, [dated] if isinstance(dated, Document) else ())
    write(tmp_path, "a.txt", PAPER.replace("联合中心", "六市"))
    [changed] = ingest([path], tmp_path, [first])

    assert again == first == undated
    assert isinstance(dated, Document)
    assert dated.metadata.year == 2023
    assert isinstance(changed, Document)
    assert "联合中心" not in changed.text


def test_columns_of_an_earlier_table_are_forgotten(tmp_path: Path) -> None:
    """A column of the user's own goes with its table, though nothing of the text was overruled."""
    path = write(tmp_path, "a.txt")
    first = read_document(path, tmp_path)
    (tmp_path / "metadata.csv").write_text("file,school\na.txt,realist\n", encoding="utf-8")
    [told] = ingest([path], tmp_path, [first])
    (tmp_path / "metadata.csv").unlink()
    [again] = ingest([path], tmp_path, [told] if isinstance(told, Document) else ())

    assert isinstance(told, Document)
    assert told.metadata.extra == {"school": "realist"}
    assert again == first


def test_crlf_and_other_encodings_give_the_same_text(tmp_path: Path) -> None:
    """Line ends and encoding of the file do not change the clean text."""
    plain = read_document(write(tmp_path, "a.txt"), tmp_path)
    (tmp_path / "b.txt").write_bytes(PAPER.replace("\n", "\r\n").encode("utf-16"))
    (tmp_path / "c.txt").write_bytes(PAPER.encode("gb18030"))

    assert read_document(tmp_path / "b.txt", tmp_path).text == plain.text
    assert read_document(tmp_path / "c.txt", tmp_path).text == plain.text
