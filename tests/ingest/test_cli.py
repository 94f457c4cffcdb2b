import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.model import Document
from annotate.store import Project

PAPER = "潮水不认市界\n\n王小川\n\n一、问题\n\n六市各自发布预警^①，标准不一，数据互不相通。\n\n① 甲：《书》，第1页。\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study with one paper."""
    folder = tmp_path / "study"
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code == 0
    (folder / "papers" / "a.txt").write_text(PAPER, encoding="utf-8")
    return folder


def run(study: Path, *arguments: str) -> Result:
    """Run `annotate ingest` on a study."""
    return CliRunner().invoke(app, ["ingest", *arguments, "--project", str(study)])


def test_ingest_writes_documents_and_a_line_for_each(study: Path) -> None:
    """All of papers/ goes to work/documents.jsonl; people are told on stderr."""
    result = run(study)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "a: 王小川: 潮水不认市界 (year unknown)" in result.stderr
    assert [document.id for document in Project.open(study).read_all(Document)] == ["a"]


def test_second_run_leaves_the_file_and_its_time(study: Path) -> None:
    """Unchanged papers make nothing stale; one that was saved again or changed does."""
    run(study)
    file = study / "work" / "documents.jsonl"
    first = file.read_bytes()
    for path in (*(study / "papers").iterdir(), file):
        os.utime(path, ns=(1, 1))
    run(study)
    kept = file.stat().st_mtime_ns
    (study / "papers" / "a.txt").touch()
    run(study)
    again = file.stat().st_mtime_ns
    (study / "papers" / "a.txt").write_text(PAPER.replace("六市", "七市"), encoding="utf-8")
    run(study)

    assert kept == 1
    assert 1 < again <= file.stat().st_mtime_ns
    assert "七市" in file.read_text(encoding="utf-8")
    assert "七市".encode() not in first


def test_one_bad_paper_gives_status_1_and_keeps_the_others(study: Path) -> None:
    """Each bad paper is one line of error; the others are written."""
    (study / "papers" / "empty.txt").touch()
    (study / "papers" / "nul.txt").write_bytes(b"\x00" * 100)
    (study / "papers" / "x.txt").mkdir()
    result = run(study)

    assert result.exit_code == 1
    assert result.stderr.count("error: ") == 3
    assert [document.id for document in Project.open(study).read_all(Document)] == ["a"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no such name can be given")
def test_a_name_that_is_no_text_is_one_line(study: Path) -> None:
    """A file's name that is not UTF-8 cannot stand in our files: it is told, escaped, and the others are written."""
    with open(os.fsencode(study / "papers") + b"/b\xff.txt", "wb") as file:  # noqa: PTH123 - bytes
        file.write(PAPER.encode())
    result = run(study)

    assert result.exit_code == 1
    assert "b\\udcff.txt: has a name that is not UTF-8. Rename it." in result.stderr
    assert [document.id for document in Project.open(study).read_all(Document)] == ["a"]


def test_wrong_metadata_writes_nothing(study: Path) -> None:
    """All problems of metadata.csv are told, and no half-written file is left."""
    (study / "papers" / "metadata.csv").write_text("file,year\na.txt,zwanzig\nb.txt,dreißig\n", encoding="utf-8")
    result = run(study)

    assert result.exit_code == 1
    assert "row 2" in result.stderr
    assert "row 3" in result.stderr
    assert not (study / "work" / "documents.jsonl").exists()


def test_missing_lists_what_is_unknown(study: Path) -> None:
    """One line a paper on stdout, none for what is known."""
    (study / "papers" / "metadata.csv").write_text("file,year,venue,issue\na.txt,2023,海湾研究,3\n", encoding="utf-8")

    assert run(study, "--missing").stdout == "a: affiliations, doi, keywords\n"


def test_explain_shows_what_each_step_took_out(study: Path) -> None:
    """Counts and samples by step and reason."""
    lines = [line.split() for line in run(study, "--explain").stdout.splitlines()]

    assert ["notes", "footnote-mark", "1", "'^①'"] in lines
    assert ["title", "title", "1", "'潮水不认市界'"] in lines


def test_papers_from_elsewhere_are_copied_and_told(study: Path, tmp_path: Path) -> None:
    """A path outside the study is copied into papers/ first."""
    (tmp_path / "b.md").write_text(PAPER, encoding="utf-8")
    result = run(study, str(tmp_path / "b.md"))

    assert result.exit_code == 0
    assert "copied" in result.stderr
    assert [document.id for document in Project.open(study).read_all(Document)] == ["a", "b"]


def test_missing_path_is_an_error(study: Path) -> None:
    """A path that is not there is told, and nothing is written."""
    result = run(study, "gone.txt")

    assert result.exit_code == 1
    assert "gone.txt: the file is not there" in result.stderr


def test_study_without_papers_is_an_error(study: Path) -> None:
    """There must be something to read."""
    (study / "papers" / "a.txt").unlink()
    result = run(study)

    assert result.exit_code == 1
    assert "there are no papers here" in result.stderr


def test_review_writes_a_page(study: Path, tmp_path: Path) -> None:
    """The page is written where the user says, and told."""
    result = run(study, "--review", str(tmp_path / "review.html"))

    assert result.exit_code == 0
    assert f"wrote {tmp_path / 'review.html'}" in result.stderr
    assert "<del" in (tmp_path / "review.html").read_text(encoding="utf-8")


def test_review_shows_the_papers_that_are_named(study: Path, tmp_path: Path) -> None:
    """A file of the study, a folder of it, or one from elsewhere; all are read, and without a name all are shown."""
    folder, elsewhere = study / "papers" / "2024", tmp_path / "elsewhere"
    for place in (folder, elsewhere):
        place.mkdir()
    for number, path in enumerate((folder / "b.txt", folder / "c.txt", elsewhere / "d.txt")):
        path.write_text(PAPER.replace("六市", f"第{number}市"), encoding="utf-8")
    (folder / "link.txt").symlink_to(study / "papers" / "a.txt")
    asked = {
        (str(elsewhere),): ["d.txt"],
        (str(elsewhere / "d.txt"), str(study / "papers" / "a.txt")): ["a.txt", "d.txt"],
        (f"{folder}/*b.txt",): ["2024/b.txt"],
        (str(folder / "link.txt"),): ["2024/link.txt"],
        (str(folder),): ["2024/b.txt", "2024/c.txt", "2024/link.txt"],
        (): ["2024/b.txt", "2024/c.txt", "2024/link.txt", "a.txt", "d.txt"],
    }
    for number, (named, shown) in enumerate(asked.items()):
        page = tmp_path / f"{number}.html"
        result = run(study, *named, "--review", str(page))

        assert result.exit_code == 0, result.output
        assert re.findall('<p class="quiet">([^ ]*) · ', page.read_text(encoding="utf-8")) == shown
    assert len(Project.open(study).read_all(Document)) == 5


def test_more_papers_than_a_page_holds_are_refused(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how many fit and what to do; the page of before stays, and one paper is shown however long it is."""
    monkeypatch.setattr("annotate.ingest.review.MOST", len(PAPER))
    (study / "papers" / "b.txt").write_text(PAPER, encoding="utf-8")
    page = tmp_path / "review.html"
    page.write_text("before", encoding="utf-8")
    result = run(study, "--review", str(page))

    assert result.exit_code == 1
    told = " ".join(result.stderr.split())
    assert f"a page holds {len(PAPER)} characters of papers, these 2 have {2 * len(PAPER)}; the first 1 fit" in told
    assert "Name some of them" in told
    assert page.read_text(encoding="utf-8") == "before"

    (study / "papers" / "b.txt").write_text(PAPER + PAPER, encoding="utf-8")
    assert run(study, str(study / "papers" / "b.txt"), "--review", str(page)).exit_code == 0
    assert "<del" in page.read_text(encoding="utf-8")


def test_check_tells_what_no_longer_fits_and_writes_nothing(study: Path) -> None:
    """Status 0 and silence, or status 1 and a line for each document."""
    run(study)
    before = (study / "work" / "documents.jsonl").read_bytes()
    assert run(study, "--check").exit_code == 0
    (study / "papers" / "a.txt").write_text(PAPER + "\n增补。\n", encoding="utf-8")
    result = run(study, "--check")

    assert result.exit_code == 1
    assert result.stdout == "a: the file has changed since it was ingested\n"
    assert (study / "work" / "documents.jsonl").read_bytes() == before


def test_patterns_and_mixed_formats(study: Path, tmp_path: Path) -> None:
    """A pattern that no shell has expanded is expanded; formats may be mixed."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.md").write_text(PAPER, encoding="utf-8")
    (tmp_path / "in" / "c.html").write_text("<p>六市各自发布预警，标准不一，数据互不相通。</p>", encoding="utf-8")
    (tmp_path / "in" / "d.csv").touch()
    result = run(study, str(tmp_path / "in" / "*.[mh]*"))

    assert result.exit_code == 0
    assert [document.id for document in Project.open(study).read_all(Document)] == ["a", "b", "c"]


def pdf(*objects: str, trailer: str = "") -> bytes:
    """Return a PDF of numbered objects behind its catalog."""
    numbered = enumerate(("<< /Type /Catalog /Pages 2 0 R >>", *objects), 1)
    body = "".join(f"{number} 0 obj\n{words}\nendobj\n" for number, words in numbered)
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 2} {trailer} >>\n%%EOF\n".encode()


def test_every_bad_file_is_one_line_and_the_others_are_ingested(study: Path) -> None:
    """Bombs, cut files, huge pages, folders, loops and binary files do not stop the good paper."""
    papers = study / "papers"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * 70_000_000)
    (papers / "bomb.docx").write_bytes(package.getvalue())
    (papers / "cut.docx").write_bytes(package.getvalue()[:1000])
    (papers / "cut.pdf.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type")
    with (papers / "huge.html").open("wb") as file:
        file.truncate(50_000_000)
    for name in ("nul.txt", "nul2.pdf", "nul3.docx", "nul4.html", "nul5.md"):
        (papers / name).write_bytes(b"\x00" * 1000)
    (papers / "x.txt").mkdir()
    (papers / "deep.html").write_text("<div>" * 100_000, encoding="utf-8")
    pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    (papers / "image.pdf").write_bytes(pdf(pages, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] >>"))
    key = f"<{'41' * 32}>"
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<41> <41>]"
    (papers / "locked.pdf").write_bytes(pdf("<< /Type /Pages /Kids [] /Count 0 >>", trailer=locked))
    (papers / "two\nlines.txt").touch()
    (papers / "red\x1b[31m.txt").touch()
    (papers / "nowhere.txt").symlink_to("gone.txt")
    (papers / "self.txt").symlink_to("self.txt")
    (papers / "loop").symlink_to(papers, target_is_directory=True)
    os.mkfifo(papers / "pipe.txt")
    result = run(study)

    assert result.exit_code == 1
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    named = sorted({Path(line.removeprefix("error: ").split(": ")[0]).name for line in errors})
    assert named == [
        "bomb.docx", "cut.docx", "cut.pdf.pdf", "deep.html", "huge.html", "image.pdf", "locked.pdf", "nowhere.txt",
        "nul.txt", "nul2.pdf", "nul3.docx", "nul4.html", "nul5.md", "pipe.txt", "red\\x1b[31m.txt", "self.txt",
        "two\\nlines.txt", "x.txt",
    ]  # fmt: skip
    told = "\n".join(errors)
    assert "image.pdf: none of its 1 pages holds text" in told
    assert "locked.pdf: the PDF is encrypted" in told
    assert "self.txt: is a link that leads to itself" in told
    assert len(result.stderr.splitlines()) == len(errors) + 2
    assert len(errors) == len(named)
    assert [document.id for document in Project.open(study).read_all(Document)] == ["a"]


def test_a_format_without_its_package_says_how_to_install_it(tmp_path: Path) -> None:
    """Where an extra is missing, the message is the pip line."""
    code = (
        "import sys\n"
        "sys.modules['pypdfium2'] = sys.modules['docx'] = sys.modules['lxml'] = None\n"
        "from annotate.errors import MissingExtraError\n"
        "from annotate.ingest.readers import READERS\n"
        "for name in ('pdf', 'docx', 'html'):\n"
        "    try:\n        READERS.load(name)\n"
        "    except MissingExtraError as error:\n        print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert [line.partition("Run: ")[2] for line in done.stdout.splitlines()] == [
        f'{sys.executable} -m pip install "annotate-arguments[{extra}]"' for extra in ("pdf", "docx", "html")
    ]


def test_two_records_for_one_paper_are_told(study: Path) -> None:
    """The document is made, both records are named, in the language that is asked for; so is what is overruled."""
    entries = '[{"id": "a", "title": "甲", "volume": "1"}, {"id": "x", "title": "潮水不认市界", "volume": "2"}]'
    (study / "papers" / "library.json").write_text(entries, encoding="utf-8")
    chinese = CliRunner().invoke(app, ["--lang", "zh", "ingest", "--project", str(study)])
    english = CliRunner().invoke(app, ["--lang", "en", "ingest", "--project", str(study)])

    assert (english.exit_code, chinese.exit_code) == (0, 0)
    assert "a: entry a (by its file name) and entry x (by its title) of library.json fit" in english.stderr
    assert "library.json 中的条目 a（按文件名）与条目 x（按题名）都相符；条目 x未采用" in chinese.stderr
    [document] = Project.open(study).read_all(Document)
    assert (document.metadata.title, document.metadata.volume) == ("甲", "1")
    assert set(document.metadata.places) == {"authors"}
    assert len(document.notices) == 1
