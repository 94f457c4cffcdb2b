"""The examples of docs/architecture.md are real: plug-ins are loaded through entry points, the script runs."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from annotate import registry
from annotate.agreement import METRICS, agree
from annotate.errors import InputError
from annotate.exporters import EXPORTERS, Options
from annotate.ingest.readers import READERS, parse
from annotate.model import Annotation, Consensus, Document
from annotate.reconcile import RECONCILERS
from annotate.seeding import load_packs
from annotate.seeding.examples import failures
from annotate.store import Project
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study
from docs_site.python import PUBLIC

DOCS = Path(__file__).parents[2] / "docs"
PLUGIN = re.compile(r"<!-- plugin: (\w+) (\w+) (\w+) -->\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SCRIPT = re.compile(r"<!-- script -->\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LONGEST = 40
TEXT = (DOCS / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install every example as a package with an entry point, as pip would lay it down."""
    lines: dict[str, list[str]] = {}
    for group, name, attribute, code in PLUGIN.findall(TEXT):
        (tmp_path / f"example_{name}.py").write_text(code, encoding="utf-8")
        lines.setdefault(group, []).append(f"{name} = example_{name}:{attribute}")
    info = tmp_path / "examples-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: examples\nVersion: 1.0\n")
    points = "\n".join(f"[annotate.{group}]\n" + "\n".join(said) for group, said in lines.items())
    (info / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._installed.cache_clear()  # noqa: SLF001 - entry points are looked up once a process
    yield
    registry._installed.cache_clear()  # noqa: SLF001 - entry points are looked up once a process


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Run the demo once."""
    folder = tmp_path_factory.mktemp("demo") / "demo-study"
    subprocess.run([Path(sys.executable).with_name("annotate"), "demo", folder], check=True, capture_output=True)
    return Project.open(folder)


def test_there_is_an_example_of_each_kind_and_it_is_short() -> None:
    """A reader, a rule kind, a metric, a reconciler, an exporter; each in under forty lines."""
    examples = {group: code for group, _, _, code in PLUGIN.findall(TEXT)}

    assert set(examples) == {"readers", "rule_kinds", "metrics", "reconcilers", "exporters"}
    assert all(len(code.splitlines()) < LONGEST for code in examples.values())


def test_both_languages_show_the_same_examples() -> None:
    """Code is not translated."""
    chinese = (DOCS / "architecture.zh.md").read_text(encoding="utf-8")

    assert PLUGIN.findall(TEXT) == PLUGIN.findall(chinese)
    assert SCRIPT.findall(TEXT) == SCRIPT.findall(chinese)


def test_the_examples_pass_our_own_lint() -> None:
    """Who puts one into the toolkit has nothing to mend first."""
    ruff = Path(sys.executable).with_name("ruff")
    if not ruff.exists():
        pytest.skip("ruff is not installed beside this Python")
    root = DOCS.parent
    for _, name, _, code in PLUGIN.findall(TEXT):
        words = [str(ruff), "check", "--no-cache", "--stdin-filename", f"annotate/{name}.py", "-"]
        done = subprocess.run(words, cwd=root, input=code, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_all_that_examples_use_is_public() -> None:
    """What the examples and the script import of ours is promised on the page of the Python interface."""
    used = [
        (node.module, name.name)
        for code in [*(code for *_, code in PLUGIN.findall(TEXT)), *SCRIPT.findall(TEXT)]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("annotate")
        for name in node.names
    ]

    assert used
    assert not [(module, name) for module, name in used if module not in PUBLIC or name not in public_names(module)]


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_there_and_say_what_they_are(module: str) -> None:
    """A public module has names; each exists, and each class and function has a docstring."""
    found = public_names(module)
    values = {name: getattr(import_module(module), name) for name in found}

    assert found
    assert [
        name for name, one in values.items() if (inspect.isclass(one) or inspect.isroutine(one)) and not one.__doc__
    ] == []


def public_names(module: str) -> list[str]:
    """Return what a module says it exports, else what is made in it and is not private."""
    made = import_module(module)
    own: list[str] = []
    for node in ast.parse(inspect.getsource(made)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            own.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            own += [target.id for target in targets if isinstance(target, ast.Name)]
    return list(getattr(made, "__all__", [name for name in own if not name.startswith("_")]))


@pytest.mark.parametrize("page", ["architecture.md", "architecture.zh.md"])
def test_the_floors_are_those_of_the_contract(page: str) -> None:
    """The table names every module on its floor, in the order in which imports go downward."""
    contract = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| [^|]+ \|$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    told = [name.removeprefix("annotate.") for row in rows[:5] for name in re.findall(r"`([\w.]+)`", row)]

    assert told == [name for layer in layers for name in re.findall(r"\w+", layer)]


def test_the_table_says_where_a_line_of_each_kind_stands() -> None:
    """The file makes the registry of that kind; the pages and the folders of tests are there."""
    rows = re.findall(r"^\| ([\w ]+) \| `(\S+\.py)` \| `(\S+)` \| `(\S+)` \|$", TEXT, re.MULTILINE)
    groups = {kind: f"{kind.replace(' ', '_')}s" for kind, *_ in rows}

    assert set(groups.values()) == {group for group, *_ in PLUGIN.findall(TEXT)}
    for kind, module, page, tests in rows:
        source = (DOCS.parent / module).read_text(encoding="utf-8")
        assert re.search(rf'Registry\(\s*"{groups[kind]}"', source), module
        assert (DOCS.parent / page).is_file()
        assert (DOCS.parent / tests).is_dir()


@pytest.mark.usefixtures("installed")
def test_the_reader_reads(tmp_path: Path) -> None:
    """Subtitles lose their numbers and times, and nothing else."""
    text = "1\n00:00:01,000 --> 00:00:02,000\n各市应当共享数据。\n"
    reading = parse(text.encode(), tmp_path / "speech.srt")

    assert "srt" in READERS.names()
    assert [text[start:end] for start, end, _ in reading.cuts] == ["1\n00:00:01,000 --> 00:00:02,000\n"]


PACK = """format: seeds/1
rules:
  - id: dated-advice
    title: 限期
    label: policy_recommendation
    family: deadline
    weight: 2.0
    when: {deadline: [dated, soon]}
    match: [请于两年内建成潮位站。]
    skip: [潮位站已经建成。]
"""


@pytest.mark.usefixtures("installed")
def test_the_rule_kind_finds(tmp_path: Path) -> None:
    """A rule may ask for it as for a built-in fact; an unknown value of it is refused as theirs are."""
    root = Path(__file__).parents[2]
    shutil.copytree(root / "seeds" / "zh", tmp_path / "seeds" / "zh")
    rule = tmp_path / "seeds" / "zh" / "deadline.yaml"
    rule.write_text(PACK, encoding="utf-8")
    (pack,) = load_packs(["zh"], tmp_path)
    failed = [one for one in failures(pack) if one.rule == "dated-advice"]
    rule.write_text(PACK.replace("dated, soon", "dated, sooner"), encoding="utf-8")

    assert not failed
    assert [name for name, _ in pack.kinds] == ["deadline"]
    with pytest.raises(InputError, match="sooner"):
        load_packs(["zh"], tmp_path)


@pytest.mark.usefixtures("installed")
def test_the_metric_measures(study: Project) -> None:
    """It stands in the scores under its own name, between none and all."""
    annotations = study.read_all(Annotation)
    figures = agree(annotations, ["observed_agreement_sentence"], documents=tuple(study.read(Document)))
    values = [score.value for score in figures.scores if score.value is not None]

    assert "observed_agreement_sentence" in METRICS.names()
    assert values
    assert all(0 < value <= 1 for value in values)


@pytest.mark.usefixtures("installed")
def test_the_reconciler_reconciles(study: Project) -> None:
    """Two of three stand, one of three is disputed, and none of three is not."""
    method = RECONCILERS.load("two_thirds")(study.read_all(Annotation))

    assert method.membership(["a", "b"], ["a", "b", "c"]) == "accept"
    assert method.membership(["a"], ["a", "b", "c"]) == "dispute"
    assert method.membership(["a"], ["a", "b", "c", "d"]) == "reject"


@pytest.mark.usefixtures("installed")
def test_the_exporter_writes(study: Project, tmp_path: Path) -> None:
    """One line a recommendation of the comparison."""
    made = Study(documents=tuple(study.read(Document)), consensus=study.read_all(Consensus), schema=study.schema())
    table = tabulate(load_profile("comparison"), made)
    (path,) = EXPORTERS.load("lines")([table], tmp_path, Options())

    assert len(path.read_text(encoding="utf-8").splitlines()) == len(table.entries())


def test_the_script_takes_papers_to_a_table(study: Project) -> None:
    """Under thirty lines, run as it stands beside the demo's study."""
    (script,) = SCRIPT.findall(TEXT)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=study.root.parent, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert len(script.splitlines()) < 30
    assert "# " in (study.root.parent / "comparison.md").read_text(encoding="utf-8")
