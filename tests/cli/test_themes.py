from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.codebook import load_codebook
from annotate.model import Annotation, Asked, Document, Extent, Metadata, Section, Source, Span
from annotate.store import Project

LABEL = "policy_recommendation"
SENTENCES = ("港口应公布潮位。", "码头须公布潮位数据。", "学校应演练撤离。", "学校每年要演练撤离路线。")
run = CliRunner().invoke


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a study of one paper with four recommendations that nobody grouped."""
    root = tmp_path / "study"
    run(app, ["init", str(root), "--title", "潮"])
    text = "".join(SENTENCES)
    source = Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=len(text), reader="txt")
    whole = Extent(0, len(text))
    document = Document(
        id="a",
        source=source,
        metadata=Metadata(authors=("秦甲",)),
        text=text,
        sections=(Section(id="0", path=(), level=0, extent=whole),),
        sentences=(),
        footnotes=(),
        runs=((0, 0, len(text)),),
        removals=(),
    )
    spans = []
    for n, sentence in enumerate(SENTENCES):
        start = text.index(sentence)
        spans.append(Span(id=f"a:x:{n}", label=LABEL, extent=Extent(start, start + len(sentence) - 1)))
    made = Project.open(root)
    made.write(Document, [document])
    asked = (Asked(extent=whole, labels=(LABEL,)),)
    made.write(Annotation, [Annotation(document="a", annotator="x", spans=tuple(spans), asked=asked)])
    return made


def _themes(project: Project, *more: str) -> tuple[int, str, str]:
    result = run(app, ["themes", "--project", str(project.root), *more])
    return result.exit_code, result.stdout, result.stderr


def test_a_dry_run_writes_nothing(project: Project) -> None:
    """The groups are shown with their quotations; neither themes nor references are written."""
    before = sorted(path for path in project.root.rglob("*") if path.suffix in {".yaml", ".csv"})
    code, out, err = _themes(project, "--dry-run")
    assert code == 0
    assert "秦1　港口应公布潮位" in out
    assert "characters, not meanings" in err
    assert sorted(path for path in project.root.rglob("*") if path.suffix in {".yaml", ".csv"}) == before


def test_a_label_that_is_not_there_is_told(project: Project) -> None:
    """It is not taken for one whose spans all have a theme."""
    code, _, err = _themes(project, "--label", "recommendation")
    assert code == 1
    assert "there is no label 'recommendation'" in err
    assert LABEL in err


def test_the_next_export_obeys_the_groups(project: Project) -> None:
    """What was suggested, and then renamed by hand, are the rows of the comparison; a second run adds nothing."""
    assert _themes(project)[0] == 0
    path = project.root / "themes.yaml"
    book = load_codebook(path)
    assert [theme.members for theme in book.themes] == [("秦1", "秦2"), ("秦3", "秦4")]
    edited = path.read_text(encoding="utf-8").replace(f"zh: {book.themes[0].title['zh']}", "zh: 我改的名")
    path.write_text(edited, encoding="utf-8")
    code, _, err = _themes(project)
    assert (code, path.read_text(encoding="utf-8")) == (0, edited)
    assert "nothing to group" in err
    result = run(app, ["compare", "--project", str(project.root), "--json"])
    assert "我改的名" in result.stdout


def test_a_file_that_cannot_be_added_to_is_left_alone(project: Project) -> None:
    """Themes in one line, or not at the end, are told, and the file stays as it was."""
    path = project.root / "themes.yaml"
    text = "themes: [{id: a, title: {zh: 甲, en: A}}]\nformat: themes/1\n"
    path.write_text(text, encoding="utf-8")
    code, _, err = _themes(project)
    assert (code, path.read_text(encoding="utf-8")) == (1, text)
    assert "nothing can be added" in err
