"""The study on disk: found from below, written whole, read by later stages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotate.errors import AnnotateError, InputError, NotFoundError
from annotate.model import Annotation, Dispute, Issue
from annotate.store import WORK, Config, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a study with only its annotate.yaml."""
    (tmp_path / "annotate.yaml").write_text("format: project/1\ntitle: 沿海预警\n", encoding="utf-8")
    return Project.open(tmp_path)


def test_a_study_is_found_from_below(project: Project) -> None:
    """A command given in any folder of the study finds it."""
    deep = project.root / "papers" / "2024"
    deep.mkdir(parents=True)

    assert Project.find(deep).root == project.root.resolve()


def test_what_is_no_study_says_what_to_do(tmp_path: Path) -> None:
    """A folder without annotate.yaml names `annotate init`."""
    with pytest.raises(NotFoundError, match="Run: annotate init DIR"):
        Project.open(tmp_path)
    with pytest.raises(NotFoundError, match=r"neither this folder nor a parent holds annotate.yaml"):
        Project.find(tmp_path)


def test_a_short_file_is_enough(project: Project) -> None:
    """Everything but the format has a default."""
    assert Config(title="沿海预警") == project.config
    assert project.schema().id == "policy-argument"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("taks: {unit: paper}", "annotate.yaml:3 taks: is not a known key"),
        ("tasks: {unit: chapter}", "annotate.yaml:3 tasks.unit: Input should be 'section' or 'paper'"),
        ("seeds: zh", "annotate.yaml:3 seeds: Input should be a valid tuple"),
        ("format: project/2", "annotate.yaml:3: the key 'format' stands twice"),
    ],
)
def test_mistakes_in_the_configuration(project: Project, line: str, message: str) -> None:
    """A wrong setting is refused with its line, never ignored."""
    with (project.root / "annotate.yaml").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(AnnotateError) as raised:
        Project.open(project.root)

    assert message in str(raised.value)


@pytest.mark.parametrize("kind", list(WORK))
def test_a_stage_that_has_not_run_left_nothing(project: Project, kind: type) -> None:
    """Reading all of what no stage wrote is empty; streaming it says what to do."""
    assert project.read_all(kind) == ()
    with pytest.raises(NotFoundError, match="Run the stage that makes it first"):
        list(project.read(kind))


def test_a_stage_rewrites_only_its_file(project: Project) -> None:
    """Writing one kind leaves the others, and equal values give equal bytes."""
    issues = [Issue(code="W101", message="doubt")]
    project.write(Dispute, [])
    project.write(Issue, issues)
    first = project.path(Issue).read_bytes()
    project.write(Issue, project.read_all(Issue))

    assert first == project.path(Issue).read_bytes()
    assert project.path(Dispute).read_bytes() == b""


def test_a_stage_may_stream_from_its_own_file(project: Project) -> None:
    """Reading while rewriting is safe: the new file takes the old one's place at the end."""
    project.write(Issue, [Issue(code="W1", message="a"), Issue(code="W2", message="b")])

    assert project.write(Issue, (issue for issue in project.read(Issue) if issue.code == "W2")) == 1
    assert [issue.code for issue in project.read(Issue)] == ["W2"]


def test_work_that_did_not_change_keeps_its_time(project: Project) -> None:
    """A pull that brings nothing new makes no consensus look old; one that does, does."""
    first, second = (Annotation(document="d", annotator=name, spans=(), asked=()) for name in ("A", "B"))
    path = project.path(Annotation)
    project.write(Annotation, [first])
    os.utime(path, ns=(1, 1))
    project.write(Annotation, [first])
    kept = path.stat().st_mtime_ns
    project.write(Annotation, [first, second])

    assert kept == 1
    assert path.stat().st_mtime_ns > 1
    assert [work.annotator for work in project.read_all(Annotation)] == ["A", "B"]
    assert sorted(project.work.iterdir()) == [path]


def test_themes_are_the_schemas_choices(project: Project) -> None:
    """The study's themes stand as choices of the theme attribute."""
    (project.root / "themes.yaml").write_text("format: themes/1\nthemes: [{id: data, title: {en: D, zh: 数}}]\n")
    label = project.schema().label("policy_recommendation")
    assert label is not None
    theme = label.attribute("theme")
    assert theme is not None

    assert [choice.id for choice in theme.choices] == ["data"]


def test_text_is_written_only_inside(project: Project) -> None:
    """No name leads out of the study's folder."""
    assert project.write_text("out/a.txt", "words").read_text() == "words"
    with pytest.raises(InputError, match="outside the project"):
        project.write_text("../a.txt", "words")
