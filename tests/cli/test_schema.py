"""`annotate schema` lists, checks, shows and explains schemas, in a study and outside."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.loading import find


def run(*arguments: str) -> Result:
    """Run `annotate schema …`."""
    return CliRunner().invoke(app, ["schema", *arguments])


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study with one theme and a schema of its own."""
    CliRunner().invoke(app, ["init", str(tmp_path / "s")])
    themes = "format: themes/1\nthemes: [{id: tides, title: {en: Tides, zh: 潮位}}]\n"
    (tmp_path / "s" / "themes.yaml").write_text(themes, encoding="utf-8")
    own = find("schemas", "policy-argument").read_text(encoding="utf-8").replace("id: policy-argument", "id: own")
    (tmp_path / "s" / "schemas" / "own.yaml").write_text(own, encoding="utf-8")
    return tmp_path / "s"


def test_list_names_shipped_and_own(study: Path) -> None:
    """Each name with its file; as JSON for a program."""
    told = json.loads(run("list", "--json", "--project", str(study)).stdout)

    assert told == {
        "own": str(study / "schemas" / "own.yaml"),
        "policy-argument": str(find("schemas", "policy-argument")),
    }
    assert "policy-argument\t" in run("list").stdout


def test_check_tells_all_problems(study: Path) -> None:
    """Status 1 and one line a problem; a sound file is status 0."""
    path = study / "schemas" / "own.yaml"
    assert run("check", str(path)).exit_code == 0
    path.write_text(
        path.read_text().replace('hotkey: "2"', 'hotkey: "1"').replace("targets: [actor]", "targets: [act]")
    )
    result = run("check", str(path))

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 3
    assert all(line.startswith(f"error: {path}") for line in result.stderr.splitlines())


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".txt"])
def test_check_reads_any_file_name(study: Path, suffix: str) -> None:
    """The file is what was named, not what a name would find."""
    path = (study / "schemas" / "own.yaml").rename(study / f"x{suffix}")

    assert run("check", str(path)).exit_code == 0
    assert run("check", str(study / "none.yaml")).exit_code == 1


def test_show_in_three_forms(study: Path) -> None:
    """YAML as it stands, JSON with the study's themes, Label Studio's XML."""
    as_json = json.loads(run("show", "own", "--as", "json", "--project", str(study)).stdout)
    as_xml = ET.fromstring(run("show", "own", "--as", "xml", "--project", str(study)).stdout)  # noqa: S314 - our own

    assert run("show").stdout == find("schemas", "policy-argument").read_text(encoding="utf-8")
    themes = [a["choices"] for label in as_json["labels"] for a in label["attributes"] if a["id"] == "theme"]
    assert [choice["id"] for choice in themes[0]] == ["tides"]
    assert {label.get("alias") for label in as_xml.iter("Label")} >= {"claim", "evidence", "actor"}


@pytest.mark.parametrize(("lang", "word"), [("zh", "政策建议"), ("en", "Policy recommendation")])
def test_guide_in_two_languages_and_formats(study: Path, lang: str, word: str) -> None:
    """The guideline is printed as Markdown or as one page, with the study's themes."""
    markdown = run("guide", "own", "--lang", lang, "--project", str(study)).stdout
    page = run("guide", "own", "--lang", lang, "--format", "html", "--project", str(study)).stdout

    assert markdown.startswith("# ")
    assert page.startswith("<!doctype html>")
    assert word in markdown
    assert word in page
    assert ("潮位" if lang == "zh" else "Tides") in markdown


def test_wrong_names_are_one_message(tmp_path: Path) -> None:
    """An unknown schema lists the known; a folder that is no study is told."""
    unknown = run("show", "polcy-argument")
    outside = run("show", "--project", str(tmp_path))

    assert unknown.exit_code == outside.exit_code == 1
    assert "Did you mean policy-argument?" in unknown.stderr
    assert "annotate init" in outside.stderr
