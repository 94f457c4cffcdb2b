"""Annotations out to other programs and back into an empty study: everybody's own, under names or letters."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.exchange import READERS
from annotate.model import Annotation
from annotate.store import Project

run = CliRunner().invoke
TEXT = "港口各自预警，去年迟报两次。\n各市应当建立统一的预警平台。\n"
LI = """T1\tevidence 0 13\t港口各自预警，去年迟报两次
T2\tpolicy_recommendation 15 28\t各市应当建立统一的预警平台
R1\tsupports Arg1:T1 Arg2:T2
A1\tevidence_type T1 case
A2\tpolicy_recommendation_modality T2 should
#1\tevidence_note T1\t两次？
"""
WU = "T1\tpolicy_recommendation 15 28\t各市应当建立统一的预警平台\n"
Works = dict[str, tuple[set[Any], set[Any]]]


def study(root: Path) -> Project:
    """Return a study of one invented paper that nobody annotated."""
    assert run(app, ["init", str(root)]).exit_code == 0
    (root / "papers" / "a.txt").write_text(TEXT, encoding="utf-8")
    assert run(app, ["ingest", "--project", str(root)]).exit_code == 0
    return Project.open(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a study that two people annotated: one by an address, the other by a name."""
    made = study(tmp_path / "study")
    for who, lines in (("li@example.org", LI), ("吴", WU)):
        folder = tmp_path / "theirs" / who
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        (folder / "a.ann").write_text(lines, encoding="utf-8")
    done = run(app, ["import", str(tmp_path / "theirs"), "--project", str(made.root)])
    assert done.exit_code == 0, done.stderr
    return made


def export(project: Project, *more: str) -> str:
    """Export; return what was told, in one line."""
    done = run(app, ["export", "--project", str(project.root), *more])
    assert done.exit_code == 0, done.stderr
    return re.sub(r"\s+", " ", done.stderr)


def works(project: Project) -> Works:
    """Return by annotator what they marked and joined, without ids."""
    found: Works = {}
    for work in project.read_all(Annotation):
        spans = {span.id: span for span in work.spans}
        marked = {(s.label, s.extent, frozenset((a.name, a.values) for a in s.attributes)) for s in work.spans}
        joined = {(r.type, spans[r.source].extent, spans[r.target].extent) for r in work.relations}
        found[work.annotator] = (marked, joined)
    return found


@pytest.mark.parametrize("name", ["brat", "cas", "refi-qda", "docbin"])
def test_everybodys_work_comes_into_an_empty_study(name: str, project: Project, tmp_path: Path) -> None:
    """Out of one study and into another: the same people with the same marks; the consensus is nobody's work."""
    export(project, "--format", name)
    other = study(tmp_path / "other")
    paths = {"refi-qda": "annotations.qdpx", "docbin": "annotations.spacy"}
    done = run(app, ["import", str(project.out / paths.get(name, name)), "--project", str(other.root)])
    assert done.exit_code == 0, done.stderr
    told = re.sub(r"\s+", " ", done.stderr)
    assert "consensus: left out, it is nobody's own work" in told
    assert "spans: 3 in the files, 3 came in" in told
    wanted = works(project)
    if name in {"brat", "cas"}:  # an address is no folder's name
        wanted["li-example-org"] = wanted.pop("li@example.org")
    if name == "docbin":
        wanted = {who: ({(s[0], s[1], frozenset()) for s in marked}, set()) for who, (marked, _) in wanted.items()}
    assert works(other) == wanted


@pytest.mark.parametrize("name", ["brat", "cas", "refi-qda", "docbin"])
def test_letters_stand_for_names(name: str, project: Project) -> None:
    """No file names anybody, in ids neither; the letters are those of the tables."""
    export(project, "--format", name, "--letters")
    paths = [path for path in project.out.rglob("*") if path.is_file()]
    files = {path.relative_to(project.out).as_posix(): path.read_bytes() for path in paths}
    for path in project.out.glob("*.qdpx"):
        with zipfile.ZipFile(path) as archive:
            files |= {member: archive.read(member) for member in archive.namelist()}
    for word in ("example", "吴"):
        assert not [file for file, data in files.items() if word in file or word.encode() in data]
    (top,) = {path for path in project.out.iterdir() if path.name != "manifest.json"}
    assert {one.who for one in READERS.load(name)(top)} == {"consensus", "A", "B"}


@pytest.mark.parametrize("name", ["brat", "cas", "refi-qda", "docbin"])
def test_the_consensus_alone_on_request(name: str, project: Project) -> None:
    """What is left out is said, and the files of the annotators are not there."""
    told = export(project, "--format", name, "--consensus-only")
    assert f"{name}: lost: 2 annotators' own labellings" in told
    manifest = json.loads((project.out / "manifest.json").read_text(encoding="utf-8"))
    assert not [file for file in manifest["files"] if "annotator-" in file]
    assert manifest["consensus_only"]
    assert "letters" not in manifest


@pytest.mark.parametrize("option", ["--letters", "--consensus-only"])
def test_options_of_formats_that_are_not_asked_for_are_refused(option: str, project: Project) -> None:
    """Tables have letters of their own; nothing is written."""
    done = run(app, ["export", "--project", str(project.root), "--format", "csv", option])
    assert done.exit_code == 1
    assert "none is asked for" in re.sub(r"\s+", " ", done.stderr)
    assert not project.out.exists() or not list(project.out.iterdir())
