"""`annotate demo` takes our corpus from the papers to the table, without a server."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.model import Annotation, Consensus, Document, LedgerEntry, Span
from annotate.store import Project

# The author's own words, one recommendation each, and the words as a reader would look for them.
WORDS = {
    "作者甲": "六市必须在两年之内建立联合预警中心",
    "作者乙": "联席会议不应设立凌驾于各市之上的预警中心",
    "作者丙": "各市必须向公众实时公开潮位数据",
    "Author D": "The cities must exchange all tide-gauge readings in real time",
}


def run(folder: Path) -> Result:
    """Run `annotate demo DIR`."""
    return CliRunner().invoke(app, ["demo", str(folder)])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Result]:
    """Return the demo study after one run, and what the run told."""
    folder = tmp_path_factory.mktemp("demo") / "study"
    result = run(folder)
    assert result.exit_code == 0, result.stderr
    return Project.open(folder), result


def digests(folder: Path) -> Mapping[str, str]:
    """Return name -> digest of every file of a study."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_ends_by_saying_where_the_table_is(demo: tuple[Project, Result]) -> None:
    """The last line on stdout is the table's absolute path; how to open it is told."""
    project, result = demo
    path = Path(result.stdout.splitlines()[-1])

    assert path == (project.out / "comparison.html").resolve()
    assert path.is_file()
    assert path.as_uri() in result.stderr


def test_each_authors_words_stand_in_the_table(demo: tuple[Project, Result]) -> None:
    """All four authors stand in the comparison with their own words, in each format."""
    project, _ = demo
    page = (project.out / "comparison.html").read_text(encoding="utf-8")
    table = (project.out / "comparison.csv").read_text(encoding="utf-8-sig")

    for author, words in WORDS.items():
        assert author in page
        assert words in page
        assert author in table
        assert words in table
    assert list(project.out.glob("*.xlsx"))


def test_every_quotation_is_found_in_document_and_source(demo: tuple[Project, Result]) -> None:
    """Consensus spans lie on the paper's own words, and the source file holds the same characters."""
    project, _ = demo
    documents = {document.id: document for document in project.read(Document)}
    spans = 0
    for consensus in project.read(Consensus):
        document = documents[consensus.document]
        source = (project.papers / document.source.path).read_text(encoding="utf-8")
        mapping = document.offset_map
        for span in consensus.spans:
            quotation = document.quote(span.extent)
            pieces = mapping.source_pieces(span.extent.start, span.extent.end)
            assert "".join(quotation.split()) == "".join("".join(source[a:b] for a, b in pieces).split())
            spans += 1

    assert spans > 150


def consensus_spans(project: Project, paper: str) -> list[tuple[str, Span]]:
    """Return the words and the span of each consensus span of a paper."""
    documents = {document.id: document for document in project.read(Document)}
    return [
        (documents[c.document].quote(span.extent), span)
        for c in project.read(Consensus)
        if documents[c.document].source.path == paper
        for span in c.spans
    ]


def test_metadata_comes_from_the_text_or_from_the_csv(demo: tuple[Project, Result]) -> None:
    """Three papers state year and venue themselves; the fourth has them from metadata.csv."""
    project, _ = demo
    known = {d.source.path: (d.metadata.authors, d.metadata.year) for d in project.read(Document)}

    assert known == {
        "a-jia.md": (("作者甲",), 2024),
        "b-yi.txt": (("作者乙",), 2023),
        "c-bing.txt": (("作者丙",), 2023),
        "d-author.md": (("Author D",), 2024),
    }


def test_nothing_of_the_annotators_is_lost(demo: tuple[Project, Result]) -> None:
    """Every span and relation that came in is in the ledger once, with a fate."""
    project, _ = demo
    came = set()
    for annotation in project.read(Annotation):
        came |= {(annotation.annotator, span.id) for span in annotation.spans}
        came |= {(annotation.annotator, relation.id) for relation in annotation.relations}
    ledger = [(entry.annotator, entry.item) for entry in project.read(LedgerEntry)]

    assert came == set(ledger)
    assert len(ledger) == len(set(ledger))


def test_all_labels_relations_and_both_polarities_occur(demo: tuple[Project, Result]) -> None:
    """The demo shows what the schema can say."""
    project, _ = demo
    found = list(project.read(Consensus))
    spans = [span for consensus in found for span in consensus.spans]

    assert {span.label for span in spans} == {"claim", "evidence", "actor", "policy_recommendation"}
    relations = {relation.type for consensus in found for relation in consensus.relations}
    assert relations == {"supports", "attacks", "addressed_to", "attributed_to"}
    assert {value for span in spans for value in span.values("modality")} == {"must", "should", "may", "bare"}
    assert {value for span in spans if span.label == "evidence" for value in span.values("type")} == {
        "statistic",
        "case",
        "document",
        "authority",
    }


def test_the_adjudicators_word_stands(demo: tuple[Project, Result]) -> None:
    """What was set is as decided, and says that a person decided it."""
    project, _ = demo
    spans = {
        words: span for words, span in consensus_spans(project, "a-jia.md") if span.label == "policy_recommendation"
    }
    first = spans["六市必须在两年之内建立联合预警中心"]
    agreement = spans["联席会议应当以有约束力的协议取代2016年的备忘录，写明何种潮位触发何级警报"]

    assert first.support is not None
    assert first.support.adjudicated
    assert agreement.values("theme") == ("joint-centre",)
    assert "授权其直接向全湾发布警报" in spans
    assert "本市的机构更了解本市的居民" not in {words for words, _ in consensus_spans(project, "c-bing.txt")}
    assert len((project.root / "decisions.jsonl").read_text(encoding="utf-8").splitlines()) == 19


def test_a_conflict_a_shared_theme_and_a_silence(demo: tuple[Project, Result]) -> None:
    """Authors differ for and against on one theme, all speak on another, one is silent on a third."""
    project, _ = demo
    said: dict[str, dict[str, set[str]]] = {}
    for paper in ("a-jia.md", "b-yi.txt", "c-bing.txt", "d-author.md"):
        for _, span in consensus_spans(project, paper):
            for theme in span.values("theme"):
                said.setdefault(theme, {}).setdefault(paper, set()).update(span.values("polarity") or ("for",))

    assert {polarity for paper in said["joint-centre"].values() for polarity in paper} == {"for", "against"}
    assert set(said["data-sharing"]) == {"a-jia.md", "b-yi.txt", "c-bing.txt", "d-author.md"}
    assert set(said["last-mile"]) == {"a-jia.md", "c-bing.txt", "d-author.md"}


def test_two_runs_give_the_same_bytes(demo: tuple[Project, Result], tmp_path: Path) -> None:
    """A run again, and a run elsewhere, change no byte of any file."""
    project, _ = demo
    before = digests(project.root)
    again = run(project.root)
    run(tmp_path / "study")

    assert again.exit_code == 0
    assert before == digests(project.root) == digests(tmp_path / "study")


def test_what_the_owner_changed_is_kept(tmp_path: Path) -> None:
    """A run again works on the changed files and says that it left them."""
    from annotate.demo.corpus import copy_to

    copy_to(tmp_path / "study")
    themes = tmp_path / "study" / "themes.yaml"
    themes.write_text(themes.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    assert copy_to(tmp_path / "study") == ("themes.yaml",)
    assert themes.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    """The demo is never mixed into a folder that holds other work."""
    (tmp_path / "thesis.txt").write_text("mine")
    result = run(tmp_path)

    assert result.exit_code == 1
    assert "is not empty and no demo study" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
