from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.model import Annotation, Answer, Asked, Document, Extent, Prediction
from annotate.seeding import load_packs
from annotate.store import Project

TEXT = """对策建议

因此，中国应当公布潮位数据。2019年，渔获量下降了四成。分散的预警代价很高。
"""


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """Return a small study with one ingested paper."""
    root = tmp_path / "study"
    for command in (["init", str(root)], ["ingest", "--project", str(root)]):
        if command[0] == "ingest":
            (root / "papers" / "a.txt").write_text(TEXT, encoding="utf-8")
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
    return Project.open(root)


def run(*arguments: str) -> tuple[int, str]:
    """Run a command; return its status and all it printed."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_seed(study: Project) -> None:
    """`seed` writes one prediction a document, and the tasks that Label Studio imports."""
    status, output = run("seed", "--segmenter", "char", "--project", str(study.root))
    assert status == 0, output
    (prediction,) = study.read(Prediction)
    tasks = json.loads((study.work / "tasks.json").read_text(encoding="utf-8"))

    assert {"policy_recommendation", "evidence", "claim", "actor"} <= {span.label for span in prediction.spans}
    assert [len(task["predictions"]) for task in tasks] == [1] * len(tasks)
    assert tasks[0]["predictions"][0]["model_version"] == prediction.model_version


def test_seed_twice_gives_the_same_bytes(study: Project) -> None:
    """A second run rewrites its files with the same bytes."""
    files = [study.path(Prediction), study.work / "tasks.json"]
    runs = []
    for _ in range(2):
        run("seed", "--segmenter", "char", "--project", str(study.root))
        runs.append([path.read_bytes() for path in files])

    assert runs[0] == runs[1]


def test_min_score(study: Project) -> None:
    """`--min-score` leaves out what scores lower, and says how many."""
    status, output = run("seed", "--segmenter", "char", "--min-score", "0.99", "--project", str(study.root))
    (prediction,) = study.read(Prediction)

    assert status == 0
    assert prediction.spans == ()
    assert "policy_recommendation: 1 marks score under 0.99 and are not shown" in output
    assert "evidence: 1 marks score under 0.99 and are not shown" in output


def test_min_score_of_one_label(study: Project) -> None:
    """A least score for one label leaves the others alone; one for a label stands before one for all."""
    arguments = ["--min-score", "claim=1", "--min-score", "0", "--project", str(study.root)]
    status, output = run("seed", "--segmenter", "char", *arguments)
    (prediction,) = study.read(Prediction)

    assert status == 0
    assert [line for line in output.splitlines() if "score under" in line] == [
        "claim: 1 marks score under 1 and are not shown"
    ]
    assert {"policy_recommendation", "evidence", "actor"} == {span.label for span in prediction.spans}


@pytest.mark.parametrize(
    ("given", "word"), [("clam=0.5", "Did you mean claim?"), ("claim=high", "'high' is no score"), ("2", "no score")]
)
def test_min_score_that_is_none(given: str, word: str, study: Project) -> None:
    """An unknown label or a wrong number is refused."""
    status, output = run("seed", "--segmenter", "char", "--min-score", given, "--project", str(study.root))

    assert status == 1
    assert word in output


def test_blank_share(study: Project) -> None:
    """A share of the tasks gets no prediction and says so; the record holds what was found all the same."""
    for name in "bcdefgh":
        (study.papers / f"{name}.txt").write_text(TEXT.replace("四", name), encoding="utf-8")
    run("ingest", "--project", str(study.root))
    chosen = []
    for state in ("7", "7", "8"):
        arguments = ["--blank-share", "0.5", "--random-state", state, "--project", str(study.root)]
        status, _ = run("seed", "--segmenter", "char", *arguments)
        assert status == 0
        tasks = json.loads((study.work / "tasks.json").read_text(encoding="utf-8"))
        blank = [task["data"]["document"] for task in tasks if task["data"]["status"] == "blank"]
        assert [task["data"]["document"] for task in tasks if "predictions" not in task] == blank
        chosen.append(blank)

    assert all(prediction.spans for prediction in study.read(Prediction))
    assert [len(each) for each in chosen] == [4, 4, 4]
    assert chosen[0] == chosen[1] != chosen[2]


def test_a_rule_that_breaks_the_schema_writes_nothing(study: Project) -> None:
    """A rule that sets a value the schema does not know is named, and no file is written."""
    rule = {
        "id": "own", "title": "Own", "label": "policy_recommendation", "family": "own", "weight": 9.0,
        "pattern": "潮位", "set": {"modality": "perhaps"}, "match": ["潮位上升了。"], "skip": ["水库很远。"],
    }  # fmt: skip
    path = study.root / "seeds" / "zh" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"format": "seeds/1", "rules": [rule]}, allow_unicode=True), encoding="utf-8")
    status, output = run("seed", "--segmenter", "char", "--project", str(study.root))

    assert status == 1
    assert "perhaps" in output
    assert not study.path(Prediction).exists()


def test_seed_before_ingest(tmp_path: Path) -> None:
    """Without documents the message says which file is missing."""
    run("init", str(tmp_path / "study"))
    status, output = run("seed", "--segmenter", "char", "--project", str(tmp_path / "study"))

    assert status == 1
    assert "documents.jsonl: the file is not there" in output


def test_rules_list() -> None:
    """`rules list` names each rule with label, family and weight."""
    status, output = run("rules", "list", "zh")

    assert status == 0
    assert "should-actor\tpolicy_recommendation\tmodal\t+3.8" in output


def test_rules_test(study: Project) -> None:
    """`rules test` ends well for the shipped packs, and with status 1 where an example fails."""
    assert run("rules", "test", "zh", "en")[0] == 0
    rule = {
        "id": "own", "title": "Own", "label": "claim", "family": "own", "weight": 1.0, "pattern": "潮位",
        "match": ["水库很远。"], "skip": ["潮位上升了。"],
    }  # fmt: skip
    path = study.root / "seeds" / "zh" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"format": "seeds/1", "rules": [rule]}, allow_unicode=True), encoding="utf-8")
    status, output = run("rules", "test", "--project", str(study.root))

    assert status == 1
    assert "own: does not fire on '水库很远。' (match)" in output
    assert "own: fires on '潮位上升了。' (skip)" in output


def test_rules_explain(study: Project) -> None:
    """`rules explain` shows the sentence at an offset, its verdict and the weights behind it."""
    (document,) = study.read(Document)
    at = document.text.index("中国应当")
    status, output = run(
        "rules", "explain", "a.txt", "--at", str(at), "--segmenter", "char", "--project", str(study.root)
    )

    assert status == 0
    assert "→ policy_recommendation" in output
    assert "+3.8 should-actor" in output
    assert "渔获量" not in output


def test_rules_explain_unknown_paper(study: Project) -> None:
    """A paper that is not there is named, with the nearest one."""
    status, output = run("rules", "explain", "b.txt", "--segmenter", "char", "--project", str(study.root))

    assert status == 1
    assert "there is no paper 'b.txt'" in output
    assert "a.txt" in output


def test_rules_explain_nowhere(study: Project) -> None:
    """An offset outside every sentence gives status 1."""
    status, _ = run("rules", "explain", "a.txt", "--at", "99999", "--segmenter", "char", "--project", str(study.root))

    assert status == 1


def test_model_install_says_where(model: Path) -> None:
    """`model install` says where the model is if it is there already."""
    status, output = run("model", "install")

    assert status == 0
    assert str(model) in output


def test_rules_explain_a_file_outside_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare text file is explained with the packs that ship, and says what would have changed the verdict."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text(TEXT, encoding="utf-8")
    status, output = run("rules", "explain", "notes.txt")

    assert status == 0, output
    assert "without the family modal it would be a claim" in output
    assert "more for advice would have made it a recommendation" in output


def annotate_all(study: Project) -> None:
    """Write annotations of two papers: what rules mark, by somebody who kept it."""
    (study.papers / "b.txt").write_text(TEXT.replace("潮位", "渔获"), encoding="utf-8")
    run("ingest", "--project", str(study.root))
    run("seed", "--segmenter", "char", "--project", str(study.root))
    done = []
    for document, prediction in zip(study.read(Document), study.read(Prediction), strict=True):
        whole = Extent(0, len(document.text))
        labels = ("policy_recommendation", "claim", "evidence", "actor")
        spans = tuple(replace(span, id=f"{document.id}:li:{span.id}") for span in prediction.spans)
        answer = Answer(task="1", annotation="1", extent=whole, state="submitted")
        asked = (Asked(extent=whole, labels=labels),)
        done.append(Annotation(document=document.id, annotator="li", spans=spans, asked=asked, answers=(answer,)))
    study.write(Annotation, done)


def test_rules_report(study: Project) -> None:
    """`rules report` gives each rule's firings, precision, recall and what became of its marks."""
    annotate_all(study)
    status, output = run("rules", "report", "--project", str(study.root))

    assert status == 0, output
    line = next(line for line in output.splitlines() if line.startswith("should-actor"))
    assert line.split("\t")[4:] == ["2", "1.00 [0.34-1.00] of 2", "1.00 [0.34-1.00] of 2", "2", "0", "0", "0"]


def test_rules_report_says_how_every_label_did(study: Project) -> None:
    """Below the table stand F1, kappa and scores of each label, and how far annotators went along."""
    annotate_all(study)
    _, output = run("rules", "report", "--project", str(study.root))

    assert "F1 1.00 [1.00, 1.00] (marking everything" in output
    assert "calibration error" in output
    assert "of the marks that annotators were shown, claim: kept 1.00 [" in output


def test_rules_report_ablation(study: Project) -> None:
    """Leaving out a family shows what it is worth; what did not fire is worth nothing."""
    annotate_all(study)
    status, output = run("rules", "report", "--ablation", "--project", str(study.root))
    rows = [line.split("\t") for line in output.splitlines() if "\t" in line]
    worth = {(row[0], row[1]): row[3] for row in rows}

    assert status == 0, output
    assert worth["modal", "policy_recommendation"].startswith("-1.00")
    assert worth["quote", "evidence"].startswith("0.00")
    assert ("headings", "claim") in worth


def test_rules_report_without_a_family(study: Project) -> None:
    """A family can be left out by name; an unknown one is refused with the nearest."""
    annotate_all(study)
    _, found = run("rules", "report", "--json", "--without", "modal", "--project", str(study.root))
    status, refused = run("rules", "report", "--without", "modul", "--project", str(study.root))
    content = json.loads(found)
    advice = next(each for each in content["figures"] if each["label"] == "policy_recommendation")

    assert not any(each["rule"] == "should-actor" for each in content["rules"])
    assert advice["f1"]["value"] == 0
    assert (status, "Did you mean modal?" in refused) == (1, True)


def test_rules_report_without_annotations(study: Project) -> None:
    """Without annotations the command says what to do."""
    status, output = run("rules", "report", "--project", str(study.root))

    assert status == 1
    assert "annotations.jsonl" in output


def test_rules_fit(study: Project) -> None:
    """`rules fit` writes a file that is a part of a pack once it is moved there, and warns of few papers."""
    annotate_all(study)
    before = load_packs(["zh"], study.root)[0].name
    status, output = run("rules", "fit", "--project", str(study.root))
    assert status == 0, output
    fitted = study.work / "fitted-zh.yaml"
    assert load_packs(["zh"], study.root)[0].name == before
    place = study.root / "seeds" / "zh" / "fitted.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    fitted.rename(place)
    (pack,) = load_packs(["zh"], study.root)

    assert "2 papers are too few to trust the fit" in output
    assert pack.name != before
    assert set(pack.calibration) == {"policy_recommendation", "claim", "evidence"}


def test_theme_note_where_there_is_no_codebook(study: Project) -> None:
    """Without a codebook the general themes are suggested in the free note; with one only its own themes."""
    run("seed", "--segmenter", "char", "--project", str(study.root))
    (prediction,) = study.read(Prediction)
    (note,) = (span.values("theme_note") for span in prediction.spans if span.values("theme_note"))
    codebook = {"format": "themes/1", "themes": [{"id": "tides", "title": {"zh": "潮位"}}]}
    (study.root / "themes.yaml").write_text(yaml.safe_dump(codebook, allow_unicode=True), encoding="utf-8")
    run("seed", "--segmenter", "char", "--project", str(study.root))
    (after,) = study.read(Prediction)

    assert note == ("数据与数字治理",)
    assert [span.values("theme") for span in after.spans if span.values("theme")] == [("tides",)]
    assert not any(span.values("theme_note") for span in after.spans)


def test_rules_report_of_an_export(study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Label Studio export is enough: its tasks are the text, its annotations the judgement."""
    run("seed", "--segmenter", "char", "--project", str(study.root))
    items = json.loads((study.work / "tasks.json").read_text(encoding="utf-8"))
    for number, item in enumerate(items, 1):
        result = item["predictions"][0]["result"]
        item |= {"id": number, "annotations": [{"id": number, "completed_by": 1, "result": result}]}
    export = tmp_path / "export.json"
    export.write_text(json.dumps(items), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    status, output = run("rules", "report", "export.json")

    assert status == 0, output
    line = next(line for line in output.splitlines() if line.startswith("should-actor"))
    assert line.split("\t")[4:] == ["1", "1.00 [0.21-1.00] of 1", "1.00 [0.21-1.00] of 1", "1", "0", "0", "0"]
