from pathlib import Path

import pytest

from annotate.errors import InputError, ProblemsError
from annotate.ingest.metadata import load_records
from annotate.model import Metadata

CSL = """[
 {"title": "潮水不认市界", "DOI": "10.1234/abc", "container-title": "海湾研究", "issue": 3, "page": "1-9",
  "author": [{"family": "王", "given": "小川"}, {"literal": "海洋研究所"}],
  "issued": {"date-parts": [[2023, 5]]}, "keyword": "潮位; 预警"},
 {"title": "One Bay", "author": [{"family": "Doe", "given": "Jane"}], "issued": {"raw": "2024-01"}}
]"""
BIB = """@article{wang2023, title = {潮水{不}认市界}, author = {王, 小川 and Doe, Jane}, year = 2023,
 journal = {海湾研究}, number = {3}, pages = {1--9}, doi = {https://doi.org/10.1234/abc}, keywords = {潮位, 预警}}"""


def complete(papers: Path, metadata: Metadata, path: str = "a.txt") -> Metadata:
    """Return the metadata with what the folder's files say."""
    return load_records(papers).matched(metadata, path)[0]


@pytest.mark.parametrize("name", ["a.txt", "a", "sub/a.txt"])
def test_table_is_matched_by_file(tmp_path: Path, name: str) -> None:
    """A row belongs to the paper whose name, stem or path it gives; it overrules the text."""
    (tmp_path / "metadata.csv").write_text(
        f"file,title,authors,year,venue,note\n{name},新题,王小川；李大海,2023,,见附件\nother.txt,别的,,,,\n",
        encoding="utf-8-sig",
    )
    data = complete(
        tmp_path, Metadata(title="旧题", venue="海湾研究", origins={"title": "text", "venue": "text"}), "sub/a.txt"
    )

    assert (data.title, data.authors, data.year, data.venue) == ("新题", ("王小川", "李大海"), 2023, "海湾研究")
    assert data.origins == {"authors": "metadata.csv", "title": "metadata.csv", "venue": "text", "year": "metadata.csv"}
    assert data.extra == {"note": "见附件"}


def test_table_with_chinese_columns(tmp_path: Path) -> None:
    """Columns may bear Chinese names, the file may be in GB18030."""
    (tmp_path / "metadata.csv").write_bytes("文件,题名,作者,年份\na.txt,潮水不认市界,王小川,2023\n".encode("gb18030"))

    assert complete(tmp_path, Metadata()).authors == ("王小川",)


@pytest.mark.parametrize(("name", "text"), [("zotero.json", CSL), ("zotero.bib", BIB)])
def test_exports_are_matched_by_doi_or_title(tmp_path: Path, name: str, text: str) -> None:
    """CSL-JSON and BibTeX complete a paper of the same DOI or title."""
    (tmp_path / name).write_text(text, encoding="utf-8")

    by_doi = complete(tmp_path, Metadata(doi="10.1234/ABC"))
    by_title = complete(tmp_path, Metadata(title="潮水，不认市界"))
    other = complete(tmp_path, Metadata(title="别的题目"))

    assert (by_doi.title, by_doi.authors[0], by_doi.year) == ("潮水不认市界", "王小川", 2023)
    assert (by_title.venue, by_title.issue, by_title.doi) == ("海湾研究", "3", "10.1234/abc")
    assert by_title.keywords == ("潮位", "预警")
    assert by_title.origins["venue"] == name
    assert other == Metadata(title="别的题目")


def test_table_overrules_exports(tmp_path: Path) -> None:
    """What the scholar typed stands before what a manager exported."""
    (tmp_path / "zotero.json").write_text(CSL, encoding="utf-8")
    (tmp_path / "metadata.csv").write_text("doi,year\n10.1234/abc,2022\n", encoding="utf-8")

    data = complete(tmp_path, Metadata(doi="10.1234/abc"))

    assert (data.year, data.venue, data.origins["year"]) == (2022, "海湾研究", "metadata.csv")


def test_and_others_is_nobody(tmp_path: Path) -> None:
    """BibTeX's `and others` shortens the list of authors; it is no author's name."""
    (tmp_path / "zotero.bib").write_text(BIB.replace("Doe, Jane", "Doe, Jane and others"), encoding="utf-8")

    assert complete(tmp_path, Metadata(doi="10.1234/abc")).authors == ("王小川", "Jane Doe")


def test_foreign_names_keep_their_order(tmp_path: Path) -> None:
    """A Latin name is given name first, a Chinese one family name first."""
    (tmp_path / "zotero.bib").write_text(BIB, encoding="utf-8")

    assert complete(tmp_path, Metadata(doi="10.1234/abc")).authors == ("王小川", "Jane Doe")


def test_all_problems_of_all_files_at_once(tmp_path: Path) -> None:
    """Each problem names its file and row."""
    (tmp_path / "metadata.csv").write_text(
        "file,titel,year\na.txt,题,zwanzig\n,题,2020\nb.txt,题,2020,zu viel\n", encoding="utf-8"
    )
    (tmp_path / "zotero.json").write_text('[{"publisher": "x"}, 3]', encoding="utf-8")
    (tmp_path / "zotero.bib").write_text("@article{a, title = {x}", encoding="utf-8")

    with pytest.raises(ProblemsError) as caught:
        load_records(tmp_path)

    text = str(caught.value)
    for words in [
        "row 1: the column 'titel'",
        "row 2: the year 'zwanzig'",
        "row 3: names no paper",
        "row 4: has 4 cells",
        "zotero.json: entry 1",
        "zotero.json: entry 2",
        "zotero.bib: is not BibTeX",
    ]:
        assert words in text


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("metadata.csv", "who,what\nx,y\n", "no column file"),
        ("metadata.csv", "file,file,year\n", "stands twice"),
        ("metadata.csv", 'file,title\na.txt,"open\n', "cannot be read"),
        ("a.json", "{", "not JSON"),
        ("a.json", "{}", "not a list"),
        ("a.json", "[" * 200_000, "not JSON"),
        ("a.bib", "", "empty"),
    ],
)
def test_malformed_file_is_one_error(tmp_path: Path, name: str, text: str, what: str) -> None:
    """A file that is not what its name says is told in one line."""
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=what):
        load_records(tmp_path)
