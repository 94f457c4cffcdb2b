"""`annotate import` of other programs' files: what comes in, what is told, and that nothing is half-done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.files import dump_record
from annotate.model import Annotation, Consensus, Decision, Document, Issue
from annotate.store import Project

run = CliRunner().invoke
TEXT = """港口各自预警😀，去年迟报两次。
各市应当建立统一的预警平台，
并且公开潮位。
Ports should publish tide data every day.
"""
ANN = """T1\tPremise 0 6\t港口各自预警
T2\tAdvice 17 29;30 36\t各市应当建立统一的预警平 并且公开潮位
R1\tbacks Arg1:T1 Arg2:T2
A1\tmodality T2 should
A2\tNegated T1
#1\tAnnotatorNotes T1\tsee <b>=cmd|x</b>
E1\tThing:T1
"""
MAP = ("--map", "Premise=evidence", "--map", "Advice=policy_recommendation", "--map", "backs=supports")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a study of one invented paper."""
    root = tmp_path / "study"
    assert run(app, ["init", str(root)]).exit_code == 0
    (root / "papers" / "a.txt").write_text(TEXT, encoding="utf-8")
    assert run(app, ["ingest", "--project", str(root)]).exit_code == 0
    return Project.open(root)


@pytest.fixture
def brat(tmp_path: Path) -> Path:
    """Return a folder with an annotator's work on the paper as it lay in brat, other line ends and all."""
    text = TEXT.replace("\n", "\r\n")
    at = text.index("各市")
    lines = ANN.replace("17 29;30 36", f"{at} {at + 12};{text.index('并且')} {text.index('并且') + 6}")
    folder = tmp_path / "theirs" / "li"
    folder.mkdir(parents=True)
    (folder / "x.txt").write_bytes(text.encode())
    (folder / "x.ann").write_text(lines, encoding="utf-8")
    return folder.parent


def bring(project: Project, *words: str) -> tuple[int, str]:
    """Run the import; return its status and what it told, in one line."""
    done = run(app, ["import", *words, "--project", str(project.root)])
    return done.exit_code, re.sub(r"\s+", " ", done.stderr)


def test_everything_comes_in_at_its_place(project: Project, brat: Path) -> None:
    """Spans stand on the document's own words, attributes the schema lacks are notes, what has no place is counted."""
    code, told = bring(project, str(brat), *MAP)
    assert code == 0, told
    (work,) = project.read_all(Annotation)
    (document,) = project.read_all(Document)
    spans = {span.label: span for span in work.spans}
    assert work.annotator == "li"
    assert document.quote(spans["evidence"].extent) == "港口各自预警"
    advice = document.quote(spans["policy_recommendation"].extent)
    assert (advice[:4], advice[-6:]) == ("各市应当", "并且公开潮位")
    assert spans["policy_recommendation"].values("modality") == ("should",)
    assert spans["evidence"].values("note") == ("Negated: true", "see <b>=cmd|x</b>")
    assert [(r.type, r.source, r.target) for r in work.relations] == [
        ("supports", spans["evidence"].id, spans["policy_recommendation"].id)
    ]
    assert {a.labels for a in work.asked} == {("evidence", "policy_recommendation")}
    told_of = {(issue.code, issue.message.partition(" ")[2]) for issue in project.read_all(Issue)}
    assert ("W456", "events: a study has no place for them") in told_of
    assert "spans: 2 in the files, 2 came in" in told
    assert "relations: 1 in the files, 1 came in" in told


def test_unknown_names_are_told_at_once_and_nothing_is_written(project: Project, brat: Path) -> None:
    """Both labels and the relation; a name given that no file holds is told as well."""
    code, told = bring(project, str(brat), "--map", "Premis=claim")
    assert code == 1
    for name in ("'Premise' (1×)", "'Advice' (1×)", "'backs' (1×)", "Did you mean Premise?"):
        assert name in told
    assert not project.path(Annotation).exists()


def test_what_is_left_out_as_asked_is_counted(project: Project, brat: Path) -> None:
    """An empty name leaves a label out, and with it the relations that end there."""
    code, told = bring(
        project, str(brat), "--map", "Premise=", "--map", "Advice=policy_recommendation", "--map", "backs="
    )
    assert code == 0, told
    assert "spans: 2 in the files, 1 came in, 1 left out as asked" in told
    assert "relations: 1 in the files, 0 came in, 1 left out as asked" in told


def test_words_that_are_not_in_the_document_are_told(project: Project, brat: Path) -> None:
    """A text of which a sentence is new fits by its other sentences; the new one's span is an Issue, status 1."""
    text = TEXT.replace("各市应当", "新的一句在这里。各市应当")
    at = text.index("新的一句")
    (brat / "li" / "x.txt").write_text(text, encoding="utf-8")
    (brat / "li" / "x.ann").write_text(
        f"T1\tclaim {at} {at + 8}\t新的一句在这里。\nT2\tclaim 0 6\t港口各自预警\n", encoding="utf-8"
    )
    code, told = bring(project, str(brat))
    assert code == 1
    assert "E452" in told
    assert "新的一句在这里。" in told
    assert "spans: 2 in the files, 1 came in, 0 left out as asked, 1 could not come in" in told
    assert [issue.code for issue in project.read_all(Issue)] == ["E452"]


def test_a_strange_text_is_refused_or_becomes_a_paper(project: Project, tmp_path: Path) -> None:
    """No guess is made where it belongs; --as-papers writes it into papers/ and reads it as any paper."""
    text = "海堤须在三年内加高。\n" * 3
    (tmp_path / "y.txt").write_text(text, encoding="utf-8")
    (tmp_path / "y.ann").write_text("T1\tpolicy_recommendation 0 10\t海堤须在三年内加高。\n", encoding="utf-8")
    code, told = bring(project, str(tmp_path / "y.ann"), "--annotator", "li")
    assert (code, "none of the texts is a document" in told) == (1, True)
    assert not project.path(Annotation).exists()
    code, told = bring(project, str(tmp_path / "y.ann"), "--annotator", "li", "--as-papers")
    assert code == 0, told
    (work,) = project.read_all(Annotation)
    document = next(d for d in project.read_all(Document) if d.id == work.document)
    assert (document.id, document.quote(work.spans[0].extent)) == ("y", "海堤须在三年内加高。")


def test_a_paper_is_not_written_over(project: Project, tmp_path: Path) -> None:
    """Two texts of one name become papers of two names; where a paper of that name lies already, nothing is done."""
    for number, text in enumerate(("海堤须在三年内加高。\n", "泵站应每年检修一次。\n")):
        folder = tmp_path / f"theirs{number}"
        folder.mkdir()
        (folder / "y.txt").write_text(text * 3, encoding="utf-8")
        (folder / "y.ann").write_text(f"T1\tpolicy_recommendation 0 10\t{text.strip()}\n", encoding="utf-8")
    words = (
        str(tmp_path / "theirs0"),
        str(tmp_path / "theirs1"),
        "--annotator",
        "li",
        "--as-papers",
        "--format",
        "brat",
    )
    old = project.papers / "y.txt"
    old.write_text("旧的一篇。\n", encoding="utf-8")
    code, told = bring(project, *words)
    assert (code, "y.txt: another paper has this name. Rename one of the two." in told) == (1, True), told
    assert [path.name for path in project.papers.glob("*.txt") if path.name != "a.txt"] == ["y.txt"]
    assert old.read_text(encoding="utf-8") == "旧的一篇。\n"
    old.unlink()
    code, told = bring(project, *words)
    assert code == 0, told
    assert sorted(path.name for path in project.papers.glob("y*.txt")) == ["y-2.txt", "y.txt"]
    assert len(project.read_all(Annotation)) == 2


def test_two_labellings_of_one_person_are_told(project: Project, brat: Path) -> None:
    """Which of them is meant is not guessed, and nothing is written."""
    for suffix in ("txt", "ann"):
        (brat / "li" / f"z.{suffix}").write_bytes((brat / "li" / f"x.{suffix}").read_bytes())
    code, told = bring(project, str(brat), *MAP)
    assert (code, "a second labelling of a by li. Import one of the two." in told) == (1, True), told
    assert not project.path(Annotation).exists()


def test_findings_of_a_file_stay_until_it_comes_again(project: Project, brat: Path) -> None:
    """A mended file's are gone, another file's are not."""
    text = TEXT.replace("各市应当", "新的一句在这里。各市应当")
    at = text.index("新的一句")
    wrong = f"T1\tclaim {at} {at + 8}\t新的一句在这里。\nT2\tclaim 0 6\t港口各自预警\n"
    (brat / "wu").mkdir()
    for who in ("li", "wu"):
        (brat / who / "x.txt").write_text(text, encoding="utf-8")
        (brat / who / "x.ann").write_text(wrong, encoding="utf-8")
    bring(project, str(brat))
    before = [issue.where for issue in project.read_all(Issue)]
    (brat / "li" / "x.ann").write_text(wrong.partition("\n")[2], encoding="utf-8")
    bring(project, str(brat / "li" / "x.ann"), "--annotator", "li")

    assert [("/li/x.ann" in where, "/wu/x.ann" in where) for where in before] == [(True, False), (False, True)]
    assert [issue.where for issue in project.read_all(Issue)] == before[1:]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("Premise=claim", "Premise=evidence"), "'Premise' is given twice"),
        (("Premise",), "is not of the form THEIRS=OURS"),
        (("=claim",), "is not of the form THEIRS=OURS"),
    ],
)
def test_a_name_is_given_once_and_whole(project: Project, brat: Path, given: tuple[str, ...], said: str) -> None:
    """What `--map` says is not guessed at."""
    code, told = bring(project, str(brat), *(word for name in given for word in ("--map", name)))
    assert (code, said in told) == (1, True), told


def test_others_work_stays_and_ones_own_gives_way(project: Project, brat: Path) -> None:
    """A second annotator is added; the same one again replaces her earlier work, and that is said."""
    assert bring(project, str(brat), *MAP)[0] == 0
    assert bring(project, str(brat / "li" / "x.ann"), "--annotator", "wang", *MAP)[0] == 0
    assert [work.annotator for work in project.read_all(Annotation)] == ["li", "wang"]
    before = project.path(Annotation).read_bytes()
    code, told = bring(project, str(brat), *MAP)
    assert (code, "2 earlier spans by li give way" in told) == (0, True)
    assert project.path(Annotation).read_bytes() == before


def test_decisions_hold_when_work_comes_in_again(project: Project, brat: Path) -> None:
    """The program numbers its marks anew: what was decided on one holds for that one, and for no other."""
    assert bring(project, str(brat), *MAP)[0] == 0
    (work,) = project.read_all(Annotation)
    dropped, kept = work.spans
    decision = Decision(document=work.document, kind="drop", members=(dropped.id,), by="Z")
    (project.root / "decisions.jsonl").write_text(dump_record(decision) + "\n", encoding="utf-8")
    ann = brat / "li" / "x.ann"
    lines = ann.read_text(encoding="utf-8").replace("T1", "T0").replace("T2", "T1").replace("T0", "T2")
    ann.write_text(lines, encoding="utf-8")
    assert bring(project, str(brat), *MAP)[0] == 0
    done = run(app, ["reconcile", "--project", str(project.root)])
    assert (done.exit_code, "W50" in done.stderr) == (0, False), done.stderr
    (consensus,) = project.read_all(Consensus)
    assert [(span.label, span.extent) for span in consensus.spans] == [(kept.label, kept.extent)]


def test_a_folders_hidden_files_are_nobodys_work(project: Project, brat: Path) -> None:
    """What other programs hide, and folders that are called as files are, decide nothing on the format."""
    (brat / ".cache").mkdir()
    (brat / ".cache" / "old.zip").write_bytes(b"PK")
    (brat / "li" / "notes.zip").mkdir()
    code, told = bring(project, str(brat), *MAP)
    assert code == 0, told


def test_label_studios_own_export_lets_them_stay(project: Project, brat: Path, tmp_path: Path) -> None:
    """What Label Studio knows nothing of is not dropped when its export is read."""
    assert bring(project, str(brat), *MAP)[0] == 0
    assert run(app, ["seed", "--segmenter", "char", "--project", str(project.root)]).exit_code == 0
    tasks = json.loads((project.work / "tasks.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks, 1):
        task["id"] = number
        task["annotations"] = [{"id": number, "completed_by": {"id": 1, "email": "wang@example.org"}, "result": []}]
    export = tmp_path / "export.json"
    export.write_text(json.dumps(tasks), encoding="utf-8")
    code, told = bring(project, str(export))
    assert code == 0, told
    assert len(project.read_all(Annotation)) == 2
    assert "1 labellings that were imported from other programs stay" in told


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ann", b"T1\tclaim 0 2\t\xe6\xb8\xaf\xe5\x8f\xa3\n", "the text a.txt is not beside it"),
        ("a.qdpx", b"PK", "is no REFI-QDA project"),
        ("a.spacy", b"nothing", "is no DocBin"),
        ("a.xmi", b"<a/>", "TypeSystem.xml is neither beside it"),
        ("a.zip", b"PK", "is no ZIP archive"),
    ],
)
def test_damaged_files_are_one_line_each(
    project: Project, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """No traceback, status 1, nothing written."""
    (tmp_path / name).write_bytes(content)
    code, told = bring(project, str(tmp_path / name), "--annotator", "li")
    assert (code, message in told) == (1, True), told
    assert not project.path(Annotation).exists()


def test_options_without_meaning_are_refused(project: Project, tmp_path: Path) -> None:
    """Label Studio's labels are the schema's own."""
    (tmp_path / "e.json").write_text("[]", encoding="utf-8")
    assert bring(project, str(tmp_path / "e.json"), "--map", "a=b")[0] == 1


@pytest.mark.shared
def test_four_annotators_who_used_brat(project: Project, shared: Path) -> None:
    """Seven papers by four people come in whole: no span is missing, each stands on its own words."""
    folder = shared / "data" / "brat" / "four-annotators"
    names = ("PER=actor", "ORG=actor", "LOC=claim", "MISC=evidence")
    code, told = bring(project, str(folder), "--as-papers", *(word for name in names for word in ("--map", name)))
    assert code == 0, told
    lines = [line for file in folder.rglob("*.ann") for line in file.read_text(encoding="utf-8").splitlines() if line]
    texts = {document.id: document for document in project.read_all(Document)}
    works = project.read_all(Annotation)
    assert {work.annotator for work in works} == {"Lisa", "Maria", "Max", "Peter"}
    words = sorted(" ".join(texts[w.document].quote(s.extent).split()) for w in works for s in w.spans)
    assert words == sorted(" ".join(line.split("\t")[2].split()) for line in lines if line.startswith("T"))
