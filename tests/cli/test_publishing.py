"""What goes out for print: the archive without the papers' words, short quotations, links, the watch."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotate.cli.linking import task_places
from annotate.cli.main import app
from annotate.loading import shipped
from annotate.model import Annotation, Asked, Attribute, Decision, Document, Extent, Footnote, Span
from annotate.store import Project
from tests.tables.conftest import document as make_document

LABEL = "policy_recommendation"
TEXT = """一、现状
港口各自预警，去年迟报两次。分散的预警使渔民付出代价。
二、建议
各市应当建立统一的预警平台，并可以向各船开放潮表。联席会议必须公布每次迟报。
The harbour board should publish every warning that it has ever delayed."""
NOTE = "水文年鉴所载迟报次数与此略有出入"
HAN = re.compile("[\u3400-\u9fff]")
run = CliRunner().invoke


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a study in whose every field somebody quoted the paper."""
    root = tmp_path / "study"
    run(app, ["init", str(root), "--title", "沿海预警"])
    made = Project.open(root)
    paper = make_document("jia", TEXT, ["秦甲"], "潮水面前", 2024)
    note = Footnote(id="1", mark="①", anchor=20, text=NOTE, source_extents=())
    made.write(Document, [replace(paper, footnotes=(note,))])
    made.write(Annotation, [_work("lin@example.org"), _work("周")])
    decision = Decision(document="jia", kind="keep", members=("jia:周:1",), by="韩裁定", why=f"原文说{TEXT[38:60]}")
    (root / "decisions.jsonl").write_text(_line(decision), encoding="utf-8")
    theme = f"  - id: a\n    title: {{zh: 平台, en: Platform}}\n    gloss: {{zh: 甲说{TEXT[38:51]}}}\n"
    themes = f"format: themes/1\nthemes:\n{theme}"
    (root / "themes.yaml").write_text(themes, encoding="utf-8")
    (root / "actors.csv").write_text(f"name,aliases,type\n各市,{TEXT[5:18]},government\n", encoding="utf-8")
    own = "# lin@example.org\nformat: profile/1\nid: own\nkind: matrix\ntitle: {en: Own, zh: 自}\n"
    (root / "exports" / "own.yaml").write_text(own, encoding="utf-8")
    return made


def _line(decision: Decision) -> str:
    from annotate.files import dump_record

    return dump_record(decision) + "\n"


def _work(annotator: str) -> Annotation:
    start = TEXT.index("各市应当")
    quoted = Attribute(name="note", values=(f"此处“{TEXT[start : start + 13]}”，又注：{NOTE}",))
    theme = Attribute(name="theme_note", values=("分散的预警使渔民付出代价",))
    english = Attribute(name="addressee", values=("should publish every warning that it has ever",))
    spans = (
        Span(id=f"jia:{annotator}:1", label=LABEL, extent=Extent(start, start + 13), attributes=(quoted, theme)),
        Span(id=f"jia:{annotator}:2", label=LABEL, extent=Extent(start + 15, start + 24), attributes=(english,)),
    )
    asked = Asked(extent=Extent(0, len(TEXT)), labels=(LABEL, "claim", "evidence", "actor"))
    return Annotation(document="jia", annotator=annotator, spans=spans, asked=(asked,))


def _export(project: Project, *more: str) -> str:
    result = run(app, ["export", "--project", str(project.root), *more])
    assert result.exit_code == 0, result.output
    return result.stderr


def _archive(project: Project) -> dict[str, bytes]:
    _export(project, "--replication")
    with zipfile.ZipFile(project.out / "replication.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _shingles(text: str) -> set[str]:
    folded = "".join(text.split())
    return {folded[at : at + 8] for at in range(len(folded) - 7)}


def test_no_stretch_of_a_paper_is_in_the_archive(project: Project) -> None:
    """No eight characters of text or notes that follow each other in the paper stand anywhere in the archive."""
    members = _archive(project)
    own = {words for words in _shingles(TEXT) | _shingles(NOTE) if HAN.search(words)}
    for name, body in members.items():
        found = _shingles(body.decode()) & own
        assert not found, (name, found)
        assert "publish every warning that it has" not in body.decode()
    assert "▯" in members["study/themes.yaml"].decode()
    assert "甲说▯" in members["study/themes.yaml"].decode()
    assert "此处“▯" in members["annotations.jsonl"].decode()


def test_nobody_is_named_in_the_archive(project: Project) -> None:
    """Annotators and adjudicators are letters, in ids and in the study's own files too."""
    for name, body in _archive(project).items():
        if not name.startswith("shipped/"):
            assert "lin@example.org" not in body.decode(), name
            assert "韩裁定" not in body.decode(), name
    records = [json.loads(line) for line in _archive(project)["annotations.jsonl"].splitlines()]
    assert {record["annotator"] for record in records} == {"A", "B"}
    assert {span["id"].split(":")[1] for record in records for span in record["spans"]} == {"A", "B"}


def test_the_archive_is_enough_with_the_papers(project: Project) -> None:
    """Hashes tell the right text, offsets give back every quotation, shipped files are as they ship."""
    members = _archive(project)
    paper = json.loads(members["papers.jsonl"])
    (document,) = project.read(Document)
    assert paper["text_sha256"] == hashlib.sha256(document.text.encode()).hexdigest()
    assert paper["source"]["sha256"] == document.source.sha256
    (consensus,) = (json.loads(line) for line in members["consensus.jsonl"].splitlines())
    extents = [span["extent"] for span in consensus["spans"]]
    assert document.text[extents[0]["start"] : extents[0]["end"]] == "各市应当建立统一的预警平台"
    schema = (shipped("schemas") / "policy-argument.yaml").read_bytes()
    assert members["shipped/schemas/policy-argument.yaml"] == schema
    assert any(name.startswith("shipped/seeds/zh/") for name in members)
    manifest = json.loads(members["manifest.json"])
    assert manifest["files"]["papers.jsonl"] == hashlib.sha256(members["papers.jsonl"]).hexdigest()
    assert manifest["covered_characters"]["study/themes.yaml"] == 13


def test_the_archive_is_the_same_on_a_second_run(project: Project) -> None:
    """Nothing in it tells when it was made, and no table is written with it."""
    _archive(project)
    first = (project.out / "replication.zip").read_bytes()
    os.utime(project.root / "themes.yaml")
    _archive(project)
    assert (project.out / "replication.zip").read_bytes() == first
    assert {path.name for path in project.out.iterdir()} == {"replication.zip", "manifest.json"}


def test_short_quotations_in_every_file(project: Project) -> None:
    """With --max-quote no file holds a longer stretch of the paper; the file to translate from keeps it whole."""
    formats = ["--format", "html", "--format", "csv", "--format", "json", "--format", "markdown"]
    (project.root / "themes.yaml").unlink()  # a gloss is the scholar's own
    _export(project, "--max-quote", "6", *formats)
    spans = {"各市应当建立统", "可以向各船开放"}
    for path in project.out.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not [words for words in spans if words in text], path.name
    assert "各市应当建立……" in (project.out / "recommendations.csv").read_text(encoding="utf-8")
    assert json.loads((project.out / "manifest.json").read_text(encoding="utf-8"))["max_quote"] == 6
    assert "各市应当建立统一的预警平台" in (project.root / "translations.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--max-quote", "-1"], "less than 0"), (["--max-quote", "5", "--format", "brat"], "whole texts")],
)
def test_what_cannot_be_cut_is_refused(project: Project, options: list[str], said: str) -> None:
    """A length below zero, and formats that hold whole papers, end before a file is written."""
    result = run(app, ["export", "--project", str(project.root), *options])
    assert result.exit_code == 1
    assert said in result.stderr
    assert not project.out.exists()


def _snapshot(project: Project, more: Sequence[dict[str, Any]] = ()) -> None:
    item: dict[str, Any] = {"id": 41, "project": 7, "data": {"document": "jia", "char_offset": 0, "text": TEXT}}
    folder = project.work / "snapshots"
    folder.mkdir()
    (folder / "20260101T000000.000000Z.json").write_text(json.dumps([item, *more]), encoding="utf-8")


def _links(project: Project) -> set[str]:
    _export(project, "--format", "json", "--profile", "comparison")
    table = json.loads((project.out / "comparison.json").read_text(encoding="utf-8"))
    return {e["link"] for row in table["rows"] for cell in row["cells"] for e in cell["entries"]}


def test_an_entry_links_to_its_task(project: Project) -> None:
    """With a server in annotate.yaml and a snapshot of it, entries know their tasks; without either, no dead link."""
    assert _links(project) == {""}
    _snapshot(project)
    assert _links(project) == {""}
    path = project.root / "annotate.yaml"
    text = path.read_text(encoding="utf-8")
    assert 'url: ""' in text
    path.write_text(text.replace('url: ""', "url: 'https://ls.example.org/'"), encoding="utf-8")
    assert _links(project) == {"https://ls.example.org/projects/7/data?task=41"}
    _export(project, "--format", "html", "--profile", "comparison")
    page = (project.out / "comparison.html").read_text(encoding="utf-8")
    assert 'href="https://ls.example.org/projects/7/data?task=41"' in page
    path.write_text(text.replace('url: ""', "url: 'javascript:alert(1)'"), encoding="utf-8")
    assert _links(project) == {""}


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://ls.example.org:8080/path/", "https://ls.example.org:8080/path/projects/7/data?task=41"),
        ("https://ls.example.org/'onclick=x", ""),
        ("https://ls.example.org/<b>", ""),
        ("https://ls example.org", ""),
        ("https://ls.example.org/\u202e", ""),
        ("ftp://ls.example.org", ""),
        ("https://", ""),
    ],
)
def test_a_link_leads_to_a_server_and_nowhere_else(project: Project, url: str, linked: str) -> None:
    """An address that is none, or that would act on a page, gives no links; so does a task that has no number."""
    wrong: list[dict[str, Any]] = [
        {"id": 42, "data": {"document": "jia", "char_offset": 0, "text": TEXT}},
        {"id": "43", "project": 7, "data": {"document": "jia", "char_offset": 0, "text": TEXT}},
        {"id": 44, "project": 7, "data": {"document": "jia", "char_offset": "0", "text": TEXT}},
        {"id": 45, "project": 7},
    ]
    _snapshot(project, wrong)
    server = replace(project.config.label_studio, url=url)
    found = task_places(Project(project.root, replace(project.config, label_studio=server)))
    assert [(place.url, place.extent) for place in found] == ([(linked, Extent(0, len(TEXT)))] if linked else [])


def _until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_the_watch_exports_again_and_ends_cleanly(project: Project) -> None:
    """An edited file makes new tables; a mistake in it is told and the watch goes on; Ctrl-C ends it with status 0."""
    told = project.root / "told.txt"
    # Who runs the tests in the background may have told them to ignore Ctrl-C, and children inherit that.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code += "; from annotate.cli.main import main; main()"
    command = [sys.executable, "-c", code, "export", "--watch", "--format", "csv"]
    command += ["--profile", "comparison", "--project", str(project.root)]
    page, themes = project.out / "comparison.csv", project.root / "themes.yaml"
    good = themes.read_text(encoding="utf-8")
    with told.open("w") as err, subprocess.Popen(command, stderr=err) as watching:
        try:
            _until(lambda: page.exists() and "平台" in page.read_text(encoding="utf-8"))
            time.sleep(1)
            themes.write_text("themes: [", encoding="utf-8")
            _until(lambda: "is not YAML" in told.read_text(encoding="utf-8"))
            themes.write_text(good.replace("zh: 平台", "zh: 改了的名"), encoding="utf-8")
            _until(lambda: "改了的名" in page.read_text(encoding="utf-8"))
        finally:
            watching.send_signal(signal.SIGINT)
            try:
                status = watching.wait(timeout=30)
            except subprocess.TimeoutExpired:
                watching.kill()
                raise
    assert status == 0
    assert "Traceback" not in told.read_text(encoding="utf-8")
    assert "stopped watching" in told.read_text(encoding="utf-8")
