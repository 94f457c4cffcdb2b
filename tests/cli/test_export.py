from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from annotate.cli.gathering import _kept
from annotate.cli.main import app
from annotate.cli.terminal import show
from annotate.exporters import limits
from annotate.model import Annotation, Asked, Consensus, Document, Extent, Prediction, Relation, Span
from annotate.store import Project
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study
from tests.tables.conftest import flood as flood_study

LABEL = "policy_recommendation"
PROFILES = ("comparison", "recommendations", "arguments", "actors", "overview")
THEMES = "format: themes/1\nthemes:\n  - {id: platform, title: {zh: 统一平台, en: One platform}, verdict: diverge}\n"
run = CliRunner().invoke


@pytest.fixture
def flood() -> Study:
    """Return the invented study of tests/tables."""
    return flood_study()


@pytest.fixture
def project(tmp_path: Path, flood: Study) -> Project:
    """Return a study on disk: documents, two annotators' work on one paper, predictions; not reconciled."""
    root = tmp_path / "study"
    run(app, ["init", str(root), "--title", "沿海预警"])
    (root / "themes.yaml").write_text(THEMES, encoding="utf-8")
    made = Project.open(root)
    made.write(Document, flood.documents)
    made.write(Prediction, flood.predictions)
    made.write(Annotation, [_work("a1"), _work("a2")])
    return made


def _work(annotator: str) -> Annotation:
    """Return one annotator's work: one advice with a claim behind it."""
    asked = Asked(extent=Extent(0, 70), labels=(LABEL, "claim", "evidence", "actor"))
    advice = Span(id=f"jia:{annotator}:1", label=LABEL, extent=Extent(38, 51))
    return Annotation(document="jia", annotator=annotator, spans=(advice,), asked=(asked,))


def _export(project: Project, *more: str) -> str:
    result = run(app, ["export", "--project", str(project.root), *more])
    assert result.exit_code == 0, result.output
    return result.stderr


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_it_reconciles_first_and_says_so(project: Project) -> None:
    """Without a consensus, or with one older than the work it is made of, export reconciles and says so."""
    assert "no consensus yet: reconciling first" in _export(project)
    assert "reconciling" not in _export(project)
    old = project.path(Consensus).stat().st_mtime - 100
    os.utime(project.path(Consensus), (old, old))
    assert "the consensus is older than annotations.jsonl" in _export(project)


@pytest.mark.parametrize(("written", "used"), [("union", "union"), ("uninstalled", "majority")])
def test_it_reconciles_by_the_method_used_before(project: Project, written: str, used: str) -> None:
    """What the scholar chose holds; a method that is no longer installed gives way to the default."""
    assert run(app, ["reconcile", "--method", "union", "--project", str(project.root)]).exit_code == 0
    consensus = project.path(Consensus)
    consensus.write_text(consensus.read_text(encoding="utf-8").replace("union", written), encoding="utf-8")
    os.utime(consensus, (1, 1))
    _export(project, "--format", "csv", "--profile", "recommendations")

    assert {each.method for each in project.read(Consensus)} == {used}


def test_of_annotators_work_tables_keep_what_they_show() -> None:
    """The spans of their labels, and those they are addressed to; the rest would fill memory."""
    spans = tuple(
        Span(id=label, label=label, extent=Extent(n, n + 1)) for n, label in enumerate((LABEL, "claim", "actor"))
    )
    drawn = (
        Relation(id="1", type="addressed_to", source=LABEL, target="actor"),
        Relation(id="2", type="supports", source="claim", target=LABEL),
    )
    kept = _kept(replace(_work("a1"), spans=spans, relations=drawn), [LABEL])

    assert [span.id for span in kept.spans] == [LABEL, "actor"]
    assert [relation.id for relation in kept.relations] == ["1"]


def test_all_profiles_in_all_their_formats(project: Project) -> None:
    """Without options every profile is written in the formats it names, with a manifest."""
    _export(project)
    assert set(_files(project.out)) == {
        "manifest.json",
        "tables.xlsx",
        "papers.csl.json",
        *(f"{profile}.{s}" for profile in PROFILES for s in ("html", "csv", "md", "json")),
    }


def test_a_second_run_gives_the_same_bytes(project: Project) -> None:
    """Unchanged inputs give unchanged outputs, the manifest among them."""
    _export(project, "--with-seeds")
    before = _files(project.out)
    assert "predictions.jsonl" in json.loads(before["manifest.json"])["work"]
    _export(project, "--with-seeds")
    assert _files(project.out) == before


def test_the_manifest_traces_what_it_was_made_from(project: Project) -> None:
    """A changed theme changes its hash; no path of this machine stands in it."""
    _export(project, "--format", "csv")
    first = json.loads((project.out / "manifest.json").read_text(encoding="utf-8"))
    assert first["papers"][0] == {"document": "jia", "paper": "jia.txt", "sha256": "0" * 64}
    assert set(first["work"]) == {"documents.jsonl", "annotations.jsonl", "consensus.jsonl"}
    assert str(project.root) not in json.dumps(first)
    (project.root / "themes.yaml").write_text(THEMES.replace("diverge", "converge"), encoding="utf-8")
    _export(project, "--format", "csv")
    second = json.loads((project.out / "manifest.json").read_text(encoding="utf-8"))
    changed = {key for key in first if first[key] != second[key]}
    assert changed == {"edited", "files"}


def test_references_are_kept(project: Project) -> None:
    """A reference that was given stays in work/references.csv, also when its span is gone."""
    _export(project)
    path = project.work / "references.csv"
    assert "甲1" in path.read_text(encoding="utf-8")
    project.write(Annotation, [replace(_work("a1"), spans=()), replace(_work("a2"), spans=())])
    _export(project)
    assert "甲1" in path.read_text(encoding="utf-8")
    table = json.loads((project.out / "comparison.json").read_text(encoding="utf-8"))
    assert not any(cell["entries"] for row in table["rows"] for cell in row["cells"])


def test_seeds_only_on_request(project: Project) -> None:
    """Machine marks stand in the files only where they were asked for."""
    _export(project, "--format", "csv")
    assert "tide data" not in (project.out / "comparison.csv").read_text(encoding="utf-8")
    _export(project, "--format", "csv", "--with-seeds", "--lang", "en")
    text = (project.out / "comparison.csv").read_text(encoding="utf-8")
    assert "tide data" in text
    assert "machine mark" in text


def test_nothing_annotated_is_one_message(project: Project) -> None:
    """Before anybody annotated there is nothing to compare but machine marks, on request."""
    project.path(Annotation).unlink()
    result = run(app, ["export", "--project", str(project.root)])
    assert result.exit_code == 1
    assert "nobody has annotated anything yet" in result.stderr
    assert not project.out.exists()
    _export(project, "--with-seeds")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "htm"], "Did you mean html"),
        (["--profile", "comparision"], "Did you mean comparison"),
        (["--profile", "a", "--profile", "b"], "'b' is not there"),
    ],
)
def test_wrong_names_are_told_before_any_work(project: Project, options: list[str], message: str) -> None:
    """A name that is not there ends the command before a file is written."""
    result = run(app, ["export", "--project", str(project.root), *options])
    assert result.exit_code == 1
    assert message in result.stderr
    assert not project.out.exists()


def _label_studio(path: Path, flood: Study) -> Path:
    """Write what Label Studio's export button gives for one paper in two tasks."""
    document = flood.documents[0]
    cut = document.text.index("二、建议")
    items = []
    for number, (start, end) in enumerate(((0, cut - 1), (cut, len(document.text))), 1):
        text = document.text[start:end]
        data = {"document": document.id, "paper": "jia.txt", "title": "潮水面前", "text": text, "char_offset": start}
        data |= {"labels": [LABEL], "section": text.split("\n")[0]}
        at = text.find("联席会议必须公布每次迟报")
        value = {"start": at, "end": at + 12, "text": text[at : at + 12], "labels": [LABEL]}
        theme = {"start": at, "end": at + 12, "choices": ["report"]}
        result = [
            {"id": "r", "from_name": "span", "to_name": "text", "type": "labels", "value": value},
            {"id": "r", "from_name": f"{LABEL}_theme", "to_name": "text", "type": "choices", "value": theme},
        ]
        made = [{"id": n, "completed_by": n, "result": result if at >= 0 else []} for n in (1, 2)]
        items.append({"id": number, "data": data, "annotations": made})
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return path


def test_straight_from_an_export(tmp_path: Path, flood: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file from Label Studio is enough: texts from its tasks, rows from the themes chosen in it."""
    monkeypatch.chdir(tmp_path)
    file = _label_studio(tmp_path / "export.json", flood)
    result = run(app, ["export", str(file)])
    assert result.exit_code == 0, result.output
    table = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    (row,) = table["rows"]
    assert row["id"] == "report"
    (entry,) = row["cells"][0]["entries"]
    assert entry["quotation"] == "联席会议必须公布每次迟报"
    assert flood.documents[0].text[entry["place"]["extent"]["start"] :].startswith(entry["quotation"])
    assert entry["support"]["by"] == ["1", "2"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["export"]) == ["export.json"]


def test_names_in_a_bare_export_are_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a study: a short form that the text defines, and a pack's alias, are the actor; it is said how many."""
    monkeypatch.chdir(tmp_path)
    text = "沿海水务委员会（以下简称“水务委”）迟报两次。水务委应当公布潮位。美方也应公布。美国没有潮位表。"
    marks = [("actor", w, at) for w in ("沿海水务委员会", "水务委", "美方", "美国") for at in _places(text, w)]
    marks = [m for m in marks if m[1] != "水务委" or m[2] > text.index("）")]
    marks.append((LABEL, "水务委应当公布潮位", text.index("水务委应当")))
    result: list[dict[str, object]] = [
        {
            "id": f"r{n}",
            "from_name": "span",
            "to_name": "text",
            "type": "labels",
            "value": {"start": at, "end": at + len(words), "text": words, "labels": [label]},
        }
        for n, (label, words, at) in enumerate(marks)
    ]
    data = {"document": "a", "paper": "a.txt", "text": text, "char_offset": 0, "labels": [LABEL, "actor"]}
    items = [{"id": 1, "data": data, "annotations": [{"id": 1, "completed_by": 1, "result": result}]}]
    file = tmp_path / "export.json"
    file.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    done = run(app, ["export", str(file), "--profile", "actors", "--format", "json"])
    assert done.exit_code == 0, done.output
    assert "names joined, by the packs zh, en and by what the texts define" in " ".join(done.stderr.split())
    table = json.loads((tmp_path / "out" / "actors.json").read_text(encoding="utf-8"))
    columns = [column["id"] for column in table["columns"]]
    count = {row["id"]: row["cells"][columns.index("mentions")]["text"] for row in table["rows"]}
    assert count == {"沿海水务委员会": "2", "美国": "2"}


def _places(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(words, at)]


@pytest.mark.parametrize(
    ("text", "message"),
    [("{", "is not JSON"), ("[]", "holds no tasks"), ('[{"data": {"text": "x"}}]', "data.document")],
)
def test_what_is_no_export_is_one_message(
    tmp_path: Path, text: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no export of ours ends with one message and no files."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "export.json"
    file.write_text(text, encoding="utf-8")
    result = run(app, ["export", str(file)])
    assert result.exit_code == 1
    assert message in result.stderr
    assert not (tmp_path / "out").exists()


REGION = {"id": "r", "from_name": f"{LABEL}_theme", "to_name": "text", "type": "choices"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"annotations": [1]},
        {"annotations": "x"},
        {"annotations": [{"id": 1, "completed_by": 1, "result": 5}]},
        {"annotations": [{"id": 1, "completed_by": 1, "result": [5, {**REGION, "value": None}]}]},
        {"annotations": [{"id": 1, "completed_by": 1, "result": [{**REGION, "value": {"choices": 5}}]}]},
        {"annotations": [{"id": 1, "completed_by": 1, "result": [{**REGION, "from_name": [1], "value": {}}]}]},
        {"predictions": 5},
        {"predictions": [5]},
        {"predictions": [{"result": 7}]},
    ],
    ids=str,
)
def test_what_another_program_made_of_an_export_is_no_crash(
    tmp_path: Path, flood: Study, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, object]
) -> None:
    """Lists and objects of another kind than Label Studio's in one task; the other task is exported all the same."""
    monkeypatch.chdir(tmp_path)
    file = _label_studio(tmp_path / "export.json", flood)
    items = json.loads(file.read_text(encoding="utf-8"))
    items[0] |= wrong
    file.write_text(json.dumps(items), encoding="utf-8")
    result = run(app, ["export", str(file), "--with-seeds", "--format", "json", "--profile", "comparison"])
    assert (result.exit_code, result.exception) == (0, None), result.output
    table = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    assert [e["quotation"] for row in table["rows"] for cell in row["cells"] for e in cell["entries"]] == [
        "联席会议必须公布每次迟报"
    ]


def test_compare_in_the_terminal(project: Project) -> None:
    """The comparison stands on stdout, wide or narrow; --json gives the table."""
    result = run(app, ["compare", "--project", str(project.root)])
    assert result.exit_code == 0
    assert "统一平台" in result.stdout
    assert "未归类" in result.stdout
    table = json.loads(run(app, ["compare", "--project", str(project.root), "--json"]).stdout)
    assert table["format"] == "table/1"


def test_compare_wants_a_matrix(project: Project) -> None:
    """A long table does not fit a terminal: the message says what to run."""
    result = run(app, ["compare", "--project", str(project.root), "--profile", "recommendations"])
    assert result.exit_code == 1
    assert "annotate export --profile recommendations" in result.stderr


@pytest.mark.parametrize(("width", "lang"), [(40, "en"), (160, "en"), (160, "zh")])
def test_papers_stand_side_by_side_where_there_is_room(flood: Study, width: int, lang: str) -> None:
    """Else one below the other; the study and the table are joined as the language joins them."""
    out = io.StringIO()
    table = tabulate(load_profile("comparison"), flood)
    show(table, lang, Console(file=out, width=width, force_terminal=False))
    lines = out.getvalue().splitlines()

    assert any("甲1" in line and "乙1" in line for line in lines) == (width == 160)
    assert lines[0].strip() == f"沿海预警{'：' if lang == 'zh' else ': '}{table.title[lang]}"


@pytest.mark.parametrize("width", [40, 160])
def test_nothing_acts_on_the_terminal(flood: Study, width: int) -> None:
    """Controls, direction marks and markup in people's text are shown, not obeyed."""
    evil = "\x1b[31m[bold]\u202e"
    text = flood.documents[0].text
    hostile = replace(flood.documents[0], text=text.replace("各市应当", evil[:4]))
    study = replace(flood, documents=(hostile, *flood.documents[1:]), title=evil)
    study = replace(study, names={"a1": evil, "a2": evil})
    out = io.StringIO()
    table = tabulate(load_profile("comparison"), study, with_seeds=True)
    show(table, "zh", Console(file=out, width=width, force_terminal=False))
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
    assert "\\x1b[31m[bold]" in out.getvalue().replace("\n", "")


def test_an_export_beside_a_study(project: Project, flood: Study, tmp_path: Path) -> None:
    """With --project the study's themes, names and actors hold for the file, and its work stays untouched."""
    (project.root / "themes.yaml").write_text(THEMES.replace("platform", "report"), encoding="utf-8")
    file = _label_studio(tmp_path / "export.json", flood)
    before = _files(project.work)
    result = run(app, ["export", str(file), "--project", str(project.root), "--out", str(tmp_path / "o")])
    assert result.exit_code == 0, result.output
    table = json.loads((tmp_path / "o" / "comparison.json").read_text(encoding="utf-8"))
    assert [(row["id"], row["verdict"]) for row in table["rows"]] == [("report", "diverge")]
    assert table["study"] == "沿海预警"
    assert _files(project.work) == before


def test_predictions_of_an_export_on_request(tmp_path: Path, flood: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anybody's work a file shows its predictions on request, and only then."""
    monkeypatch.chdir(tmp_path)
    file = _label_studio(tmp_path / "export.json", flood)
    items = json.loads(file.read_text(encoding="utf-8"))
    for item in items:
        item["predictions"] = [{"result": item["annotations"][0]["result"]}]
        item["annotations"] = []
    file.write_text(json.dumps(items), encoding="utf-8")
    refused = run(app, ["export", str(file)])
    assert refused.exit_code == 1
    assert "holds no submitted annotations" in refused.stderr
    assert run(app, ["export", str(file), "--with-seeds"]).exit_code == 0
    table = json.loads((tmp_path / "out" / "comparison.json").read_text(encoding="utf-8"))
    (entry,) = [e for row in table["rows"] for cell in row["cells"] for e in cell["entries"]]
    assert (entry["machine"], entry["reference"], table["columns"][0]["count"]) == (True, "佚*1", 0)


def test_what_does_not_fit_is_told(tmp_path: Path, flood: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems of an export are told by their codes, the first twenty in full; the rest is exported."""
    monkeypatch.chdir(tmp_path)
    file = _label_studio(tmp_path / "export.json", flood)
    items = json.loads(file.read_text(encoding="utf-8"))
    good = items[1]["annotations"][0]["result"][0]
    wrong = [{**good, "id": f"w{n}", "value": {**good["value"], "labels": ["nonsense"]}} for n in range(22)]
    items[1]["annotations"][0]["result"] += wrong
    file.write_text(json.dumps(items), encoding="utf-8")
    result = run(app, ["export", str(file)])
    assert result.exit_code == 0
    assert "E101" in result.stderr
    assert "… and 2 more" in result.stderr


def test_a_document_that_is_gone_is_told(project: Project, flood: Study) -> None:
    """A consensus of a paper that is no longer among the documents is left out, and said."""
    _export(project)
    project.write(Document, flood.documents[1:])
    newer = project.path(Consensus).stat().st_mtime + 100
    os.utime(project.path(Consensus), (newer, newer))
    assert "left out, not among the documents: jia" in _export(project)


def test_two_profiles_of_one_id_are_told(project: Project) -> None:
    """Two profiles that would write the same files are refused."""
    text = "format: profile/1\nid: comparison\nkind: matrix\ntitle: {en: A, zh: 甲}\n"
    (project.root / "exports" / "again.yaml").write_text(text, encoding="utf-8")
    result = run(app, ["export", "--project", str(project.root)])
    assert result.exit_code == 1
    assert "another profile has the id 'comparison'" in result.stderr
    named = ["--profile", "comparison", "--profile", "again"]
    result = run(app, ["export", "--project", str(project.root), *named])
    assert result.exit_code == 1
    assert "exports/again: another profile has the id 'comparison'" in result.stderr
    _export(project, "--profile", "comparison", "--profile", "comparison", "--format", "json")


def test_translations_are_asked_for_once_and_then_shown(project: Project) -> None:
    """Export writes the file to fill in; what somebody filled in is kept, and stands beside the quotation."""
    _export(project, "--format", "csv", "--profile", "recommendations")
    path = project.root / "translations.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["reference"], row["translation"]) for row in rows] == [("甲1", "")]
    filled = "reference,translation\n甲1,Cities should build one platform\n"
    path.write_text(filled, encoding="utf-8")
    _export(project, "--format", "csv", "--profile", "recommendations")
    assert path.read_text(encoding="utf-8") == filled
    assert "Cities should build one platform" in (project.out / "recommendations.csv").read_text(encoding="utf-8")
    path.write_text(filled + "甲l,Mistyped\n甲*1,Of a machine mark\n", encoding="utf-8")
    told = _export(project, "--format", "csv", "--profile", "recommendations")
    assert "translations.csv: no quotation has the reference 甲l\n" in told


def test_what_becomes_no_statement_is_told(project: Project) -> None:
    """A recommendation without a theme has no concept; without the texts a statement has no place."""
    told = " ".join(_export(project, "--format", "dna").split())
    assert "dna: lost: 1 of comparison that stand in no row of a name" in told
    assert (project.out / "dna-documents.csv").is_file()
    told = " ".join(_export(project, "--format", "dna", "--max-quote", "5", "--out", str(project.root / "cut")).split())
    assert "dna: lost: the papers' texts" in told
    assert not (project.root / "cut" / "dna-documents.csv").exists()


def test_other_programs_formats_say_what_is_lost(project: Project) -> None:
    """Annotations go out as they are, for the consensus and each annotator, and no loss is silent."""
    told = _export(project, "--format", "brat")
    assert "brat: lost: 3 passages with what was asked there, 1 support of spans (n of m)" in " ".join(told.split())
    assert {path.name for path in (project.out / "brat").iterdir()} == {"consensus", "annotator-a1", "annotator-a2"}
    manifest = json.loads((project.out / "manifest.json").read_text(encoding="utf-8"))
    assert "brat/consensus/jia.ann" in manifest["files"]
    assert not list(project.out.glob("*.html"))


def test_too_many_papers_are_refused_before_they_are_read(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column for each of very many papers is no page: it is told before the consensus is made."""
    monkeypatch.setattr(limits, "LIMITS", {"html": limits.Limit(columns=1)})
    result = run(app, ["export", "--project", str(project.root)])

    assert result.exit_code == 1
    assert "exports/comparison: html shows at most 1 columns, this table has 4" in result.stderr
    assert not project.path(Consensus).exists()
    _export(project, "--profile", "comparison", "--format", "csv")
    _export(project, "--profile", "recommendations")


def test_too_long_a_list_is_refused_before_any_file_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all formats that were asked for, also of those before it."""
    monkeypatch.setattr(limits, "LIMITS", {"html": limits.Limit(rows=0)})
    result = run(app, ["export", "--profile", "recommendations", "--project", str(project.root)])

    assert result.exit_code == 1
    assert "html shows lists of at most 0 rows, this one has 1" in result.stderr
    assert not project.out.exists()
