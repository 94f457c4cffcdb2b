"""Exports in the shapes that Zotero and Better BibTeX write; the works are invented."""

import json
import unicodedata
from pathlib import Path

import pytest

from annotate.ingest import find_papers, read_document
from annotate.ingest.metadata import load_records
from annotate.ingest.metadata.attachments import attached_files
from annotate.model import Metadata

# As Zotero's own translator writes it, with files.
ZOTERO = r"""
@article{wang_chaoshui_2023,
	title = {潮水不认市界},
	volume = {12},
	issn = {1000-0001},
	url = {https://example.org/tide},
	doi = {10.1234/abc},
	language = {zh-CN},
	number = {3},
	urldate = {2024-01-02},
	journal = {海湾研究},
	author = {王, 小川},
	month = may,
	year = {2023},
	pages = {1--9},
	file = {Full Text\: 2nd:files/12/wang2023.pdf:application/pdf;Snapshot:files/13/tide.html:text/html},
}
"""


def complete(papers: Path, path: str, metadata: Metadata | None = None) -> Metadata:
    """Return the metadata of the paper at `path` with what the folder's files say."""
    return load_records(papers).matched(metadata or Metadata(), path)[0]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Full Text:files/12/wang2023.pdf:application/pdf", ["wang2023.pdf"]),
        ("PDF:files/1/a.pdf:application/pdf;Snapshot:files/2/b.html:text/html", ["a.pdf", "b.html"]),
        (r"A\: B\; C:files/1/a\;b.pdf:application/pdf", ["a;b.pdf"]),
        (
            r"Full Text:C\:\\Users\\w\\Zotero\\storage\\AB12\\王 - 2023 - 潮水.pdf:application/pdf",
            ["王 - 2023 - 潮水.pdf"],
        ),
        (r"C\:\\Zotero\\wang2023.pdf", ["wang2023.pdf"]),
        (r"C:\Zotero\wang2023.pdf", ["wang2023.pdf"]),
        (r"Text:C:\Zotero\wang2023.pdf:PDF", ["wang2023.pdf"]),
        ("/home/w/Zotero/storage/AB12/wang2023.pdf;/home/w/li.pdf", ["wang2023.pdf", "li.pdf"]),
        (":files/wang2023.pdf:pdf", ["wang2023.pdf"]),
        ("files/wang2023.docx", ["wang2023.docx"]),
        ("Title:wang2023.pdf", ["wang2023.pdf"]),
        (";;", []),
        ("files/a.pdf;files/b.pdf\\", ["a.pdf"]),
        (r"files/wang\_2023.pdf", ["wang_2023.pdf"]),
        ("", []),
    ],
)
def test_every_form_of_file_field(value: str, names: list[str]) -> None:
    """The names of the files are found in all that reference managers write."""
    assert list(attached_files(value)) == names


@pytest.mark.parametrize("path", ["wang2023.txt", "sub/wang2023.pdf", "tide.html", "wang_chaoshui_2023.md"])
def test_entry_is_found_by_its_file_or_key(tmp_path: Path, path: str) -> None:
    """The attached file's name, with or without suffix, and the entry's key lead to the paper."""
    (tmp_path / "library.bib").write_text(ZOTERO, encoding="utf-8")
    data = complete(tmp_path, path, Metadata(title="别的题目", doi="10.9999/other"))

    assert (data.title, data.authors, data.year, data.published) == ("潮水不认市界", ("王小川",), 2023, "2023-05")
    assert data.origins["venue"] == "library.bib"


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "wang2023"},
        {"id": "http://zotero.org/users/1/items/AB12", "citation-key": "wang2023"},
        {"id": "1/AB12", "note": "PMID: 1\nCitation Key: wang2023\n"},
    ],
)
def test_csl_entry_is_found_by_its_key(tmp_path: Path, entry: dict[str, str]) -> None:
    """The key stands in the id, in a field of its own, or in a line of the note."""
    issued = {"date-parts": [["2023", 5, 6]]}
    text = json.dumps([{**entry, "title": "潮水不认市界", "type": "article-journal", "issued": issued}])
    (tmp_path / "library.json").write_text(text, encoding="utf-8")

    assert complete(tmp_path, "wang2023.txt").published == "2023-05-06"
    assert complete(tmp_path, "other.txt") == Metadata()


def test_name_stands_before_doi_before_title(tmp_path: Path) -> None:
    """Of three that fit, the one with the name is taken, else that with the DOI; the others are told."""
    entries = [
        {"id": "x", "title": "潮水不认市界", "volume": "3"},
        {"id": "y", "title": "乙", "DOI": "10.1234/abc", "volume": "2"},
        {"id": "wang2023", "title": "丙", "volume": "1"},
    ]
    own = Metadata(title="潮水，不认市界", doi="10.1234/ABC")
    volumes, told = [], []
    for left in (entries, entries[:2], entries[:1]):
        (tmp_path / "library.json").write_text(json.dumps(left), encoding="utf-8")
        data, doubts = load_records(tmp_path).matched(own, "wang2023.txt")
        volumes.append(data.volume)
        told.append(doubts)

    assert volumes == ["1", "2", "3"]
    assert [len(doubts) for doubts in told] == [2, 1, 0]
    assert "entry wang2023 (by its file name) and entry y (by its DOI) of library.json fit" in told[0][0]


def test_equal_entries_are_no_doubt(tmp_path: Path) -> None:
    """An item exported twice says nothing new."""
    entry = {"title": "潮水不认市界", "volume": "3"}
    (tmp_path / "library.json").write_text(json.dumps([{"id": "x", **entry}, {"id": "y", **entry}]), encoding="utf-8")

    assert load_records(tmp_path).matched(Metadata(title="潮水不认市界"), "a.txt")[1] == ()


def test_other_works_of_one_title_are_left_alone(tmp_path: Path) -> None:
    """Where both have a DOI and they differ, the title does not join them."""
    (tmp_path / "library.bib").write_text(ZOTERO, encoding="utf-8")
    own = Metadata(title="潮水不认市界", doi="10.9999/other")

    assert complete(tmp_path, "a.txt", own) == own


def test_names_of_other_systems(tmp_path: Path) -> None:
    """A file name that a system wrote with accents apart is the same name."""
    name = unicodedata.normalize("NFD", "Café étude")
    (tmp_path / "library.bib").write_text(
        "@article{k, title={T}, file={PDF:files/1/Café étude.pdf:application/pdf}}", encoding="utf-8"
    )

    assert complete(tmp_path, f"{name}.txt").title == "T"


def test_doubts_reach_the_document_and_its_places_are_the_texts(tmp_path: Path) -> None:
    """What a library overrules has no place in the source; two fitting entries are told with the document."""
    (tmp_path / "wang2023.txt").write_text(
        "潮水不认市界\n\n王小川\n\n【收稿日期：2023-02-06】\n\n一、问题\n\n六市各自发布预警，标准不一，数据互不相通。\n",
        encoding="utf-8",
    )
    second = ZOTERO.replace("wang_chaoshui_2023", "wang_2").replace("{12}", "{13}")
    (tmp_path / "library.bib").write_text(ZOTERO + second, encoding="utf-8")
    (paper,) = find_papers(tmp_path)
    document = read_document(paper, tmp_path)

    assert document.metadata.volume == "12"
    assert set(document.metadata.places) == {"received"}
    (doubt,) = document.notices
    assert "wang_2" in doubt
    assert "metadata.csv" in doubt


def test_rows_of_the_table_that_fit_one_paper_are_told(tmp_path: Path) -> None:
    """Of two rows for one paper the one with its name is taken; an empty row is none."""
    (tmp_path / "metadata.csv").write_text(
        "file,doi,volume,received\n,10.1234/abc,2,\nwang2023.txt,,1,2023年2月6日\nwang2023,,,\n", encoding="utf-8"
    )
    data, doubts = load_records(tmp_path).matched(Metadata(doi="10.1234/abc"), "wang2023.txt")

    assert (data.volume, data.received) == ("1", "2023-02-06")
    assert len(doubts) == 1
    assert "row 3 (by its file name) and row 2 (by its DOI) of metadata.csv fit" in doubts[0]
