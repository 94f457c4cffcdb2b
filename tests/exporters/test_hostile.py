"""All text is hostile: in every field, in every format, inert and visible."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from annotate.cli.naming import write_names
from annotate.cli.sheets import as_csv, read_sheet
from annotate.exporters import EXPORTERS, Options
from annotate.exporters.to_html import page
from annotate.exporters.to_json import pieces
from annotate.exporters.to_markdown import escaped
from annotate.files import adapter
from annotate.inert import ACTING, fitted, for_spreadsheet, guarded, shown, unguarded
from annotate.model import Extent, Table
from annotate.reconcile.listed import DisputeList, Listed, Mark
from annotate.reconcile.listing import HEAD
from annotate.reconcile.listing import write as write_disputes
from annotate.tables.actors import load_actors
from annotate.tables.study import Study
from annotate.tables.translations import write_translations

HOSTILE = (
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@sum(A1)",
    "\t=1",
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "]]><!--",
    "{{ 7*7 }}{% raw %}",
    "../../x",
    "javascript:window.hit=1",
    '" onclick="window.hit=1',
    "\u202egnp.exe\u2066",
    "\x1b[31mred\x07",
    "`x` **b** | [l](http://x) $e$",
    "\u2028\u2029\ufffe",
    "\x00\ud800",
)
KEPT = {"kind", "absence", "verdict", "state", "id", "document", "annotator", "relation", "rows_by", "letter"}
KEPT |= {"speak", "silent", "not_examined", "not_asked"}


def poison(value: Any, word: str, key: str = "") -> Any:
    """Return a value with a hostile word before every text that people give."""
    if isinstance(value, str):
        return value if key in KEPT else word + value
    if isinstance(value, tuple):
        return tuple(poison(item, word, key) for item in value)
    if isinstance(value, Mapping):
        return {name: poison(item, word, key) for name, item in value.items()}
    if isinstance(value, Extent) or not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    fields = {f.name: poison(getattr(value, f.name), word, f.name) for f in dataclasses.fields(value)}
    if key == "works":
        fields["document"] = value.document  # type: ignore[attr-defined]
    return dataclasses.replace(value, **fields)


def poisoned(table: Table, word: str) -> Table:
    """Return a table whose every text is hostile, but whose words of the schema keep their keys."""
    table = dataclasses.replace(table, contents=())
    hostile: Table = poison(table, word)
    return dataclasses.replace(hostile, contents=("quotation", "modality", "addressee", "support", "reasons", "place"))


class Reader(HTMLParser):
    """Counts what could act in a page."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        super().__init__()
        self.scripts = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what acts or loads."""
        self.scripts += tag == "script"
        if tag in {"img", "iframe", "object", "embed", "link", "base", "form"} and ("id", "filters") not in attrs:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "src" or (name == "href" and not (value or "").startswith("#")):
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("word", HOSTILE)
def test_page(tables: list[Table], word: str) -> None:
    """In a page nothing acts: the scripts that its policy names, its data, no handler, no address outside."""
    for table in tables:
        whole = page(poisoned(table, word), "zh")
        reader = Reader()
        reader.feed(whole)
        assert (reader.scripts, reader.found) == ({"matrix": 3, "long": 5}[table.kind], [])
        assert not ACTING.search(whole.replace("\n", ""))


@pytest.mark.parametrize("word", HOSTILE)
def test_links_between_pages(tables: list[Table], word: str) -> None:
    """A link to another page of the export leads there, whatever the reference that it names."""
    links = re.findall(r'href="([^"#]+[^"]*)"', page(poisoned(tables[0], word), "zh", "list.html"))
    assert links
    assert all(re.fullmatch(r"list\.html#at=[\w.~%*/-]+", link) for link in links)


@pytest.mark.parametrize("word", HOSTILE)
def test_csv(tables: list[Table], tmp_path: Path, word: str) -> None:
    """No cell begins like a formula, and no control stands in one."""
    EXPORTERS.load("csv")([poisoned(t, word) for t in tables], tmp_path, Options())
    for path in tmp_path.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_bytes().decode(), newline="")):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "\t")) for cell in row)
            assert not any(ACTING.search(cell) for cell in row)


@pytest.mark.parametrize("word", HOSTILE)
def test_workbook(tables: list[Table], tmp_path: Path, word: str) -> None:
    """In a workbook every cell is a string or a number, no formula; a link leads to a DOI or within the book."""
    openpyxl = pytest.importorskip("openpyxl")
    (path,) = EXPORTERS.load("xlsx")([poisoned(t, word) for t in tables], tmp_path, Options())
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
            for link in (cell.hyperlink for cell in row if cell.hyperlink):
                assert link.location or re.fullmatch(r"https://doi\.org/[\w.~%/-]*", link.target)


@pytest.mark.parametrize("word", HOSTILE)
def test_json(tables: list[Table], word: str) -> None:
    """JSON keeps every character, and shows none that acts."""
    for table in tables:
        hostile = poisoned(table, word)
        text = "".join(pieces(hostile))
        assert not ACTING.search(text.replace("\n", ""))
        body = json.loads(text)
        del body["format"]
        assert adapter(Table).validate_python(body) == hostile


@pytest.mark.parametrize("word", HOSTILE)
def test_markdown(tables: list[Table], tmp_path: Path, word: str) -> None:
    """In Markdown no mark of it, and no HTML, comes from people's text."""
    EXPORTERS.load("markdown")([poisoned(t, word) for t in tables], tmp_path, Options())
    for path in tmp_path.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text.replace("\\<", "")
        assert "<img" not in text.replace("\\<", "")
        assert not ACTING.search(text.replace("\n", ""))


@pytest.mark.parametrize("word", HOSTILE)
def test_word_document(tables: list[Table], tmp_path: Path, word: str) -> None:
    """The real reader opens it; no field, link or markup comes from people's words."""
    docx = pytest.importorskip("docx")
    etree = pytest.importorskip("lxml.etree")
    for path in EXPORTERS.load("docx")([poisoned(t, word) for t in tables], tmp_path, Options()):
        docx.Document(str(path))
        body = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
        tags = {etree.QName(element).localname for element in body.iter() if isinstance(element.tag, str)}
        assert not tags & {"hyperlink", "fldSimple", "instrText", "object", "altChunk"}


@pytest.mark.parametrize("word", [*HOSTILE, "\ud800"])
def test_parquet(tables: list[Table], tmp_path: Path, word: str) -> None:
    """Text is kept as it is; only what no UTF-8 can hold is shown by its number."""
    parquet = pytest.importorskip("pyarrow.parquet")
    (path,) = EXPORTERS.load("parquet")([poisoned(tables[0], word)], tmp_path, Options())
    first = parquet.read_table(path).column("quotation")[0].as_py()
    assert first.startswith(word.encode("utf-8", "backslashreplace").decode())


def test_escaped_markdown() -> None:
    """Marks at the start of a line are escaped too."""
    assert escaped("- a\n1. b\n# c") == "\\- a\n\\1. b\n\\# c"


def test_what_acts_is_shown() -> None:
    """Nothing is dropped: what would act is shown by its number; a lone surrogate too."""
    assert shown("a\u202eb\ud800") == "a⟨U+202E⟩b⟨U+D800⟩"
    assert shown("𠮷\u3000\u2009👍🏽\n") == "𠮷\u3000\u2009👍🏽\n"


@pytest.mark.parametrize("text", ["＝1", " =1", "\t1", "-1", "\r=1"])
def test_spreadsheets_take_no_formula(text: str) -> None:
    """Full-width signs and leading white space do not help a formula."""
    assert for_spreadsheet(text).startswith("'")


@pytest.mark.parametrize("text", ["=1", "＠x", " -1", "'=1", "''+1", "'s", "应当", "", "'", "\t"])
def test_a_guard_comes_off_as_it_was_put_on(text: str) -> None:
    """Cells that are read back hold what was written, and none begins a formula, apostrophes or not."""
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r]", cell)


def test_every_sheet_guards_against_the_same_first_characters(study: Study, tmp_path: Path) -> None:
    """Tables, translations to fill in, the rules' actors and the disputes: one guard, and each is read back without."""
    words = "＝cmd|x"
    written = replace_quotations(study, words)
    filled = io.StringIO(newline="")
    write_translations(filled, written, "policy_recommendation")
    assert f"'{words}" in filled.getvalue()
    write_names(tmp_path / "actors.csv", [("", (words,), f" {words}", "state", words)])
    line = (tmp_path / "actors.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert line.split(",")[:2] == [f"'{words}", f"' {words}"]
    assert load_actors(tmp_path / "actors.csv").canonical(words) == (words,)
    listed = Listed(
        severity=0.5, kind=words, label=words, document=words, start=0, end=1, passage=words, detail=words,
        versions={"A": (Mark(words, words),)},
    )  # fmt: skip
    write_disputes(DisputeList([listed], ("A",)), tmp_path / "disputes.csv", "")
    assert (tmp_path / "disputes.csv").read_text(encoding="utf-8-sig").splitlines()[1].count(f"'{words}") == len(
        "KLDPDA"
    )
    row = dict.fromkeys(HEAD, words)
    assert next(csv.DictReader(io.StringIO(as_csv(HEAD, [row], {})[1:])))["passage"] == f"'{words}"
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(as_csv(HEAD, [row], {}), encoding="utf-8")
    assert read_sheet(sheet, HEAD) == [row]


def replace_quotations(study: Study, words: str) -> Study:
    """Return the study with a text in which every recommendation begins with the words."""
    first = study.consensus[0]
    document = next(d for d in study.documents if d.id == first.document)
    spans = [span for span in first.spans if span.label == "policy_recommendation"]
    text = document.text
    for span in spans:
        text = text[: span.extent.start] + words + text[span.extent.start + len(words) :]
    changed = dataclasses.replace(document, text=text)
    return dataclasses.replace(study, documents=tuple(changed if d.id == document.id else d for d in study.documents))


def test_long_cells_are_cut_and_say_so() -> None:
    """A megabyte in a cell is cut at what Excel holds, counted as Excel counts, without breaking a character."""
    cut = fitted("𠮷" * 1_000_000, "……", 32767)
    assert len(cut.encode("utf-16-le")) // 2 <= 32767
    assert cut.endswith("𠮷……")
    assert fitted("短", "……") == "短"
