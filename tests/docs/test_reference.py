"""The reference is made from the code, so that nothing can be missing in it; what it is made from is complete."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import griffe
import pytest

from annotate.agreement import METRICS
from annotate.cli.main import TITLES
from annotate.json_schemas import generate
from annotate.language import choose
from annotate.language.keys import FILES, keys
from annotate.seeding import packs
from docs_site.chinese import TOLD
from docs_site.codes import codes, findings
from docs_site.dependencies import dependencies
from docs_site.marking import cell
from docs_site.promised import Promised
from docs_site.python import PAGES, PUBLIC, explained, names, python, stage
from docs_site.records import headline, named, schemas
from docs_site.reference import commands, plugins, registries, yaml_keys
from docs_site.words import WORDS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_command_is_in_the_reference() -> None:
    """Each has a heading, in both languages."""
    for words in WORDS.values():
        page = "\n".join(commands(words))
        assert all(f"\n## annotate {name}\n" in page for name in TITLES)


def test_every_key_says_what_it_means() -> None:
    """No key of any YAML file goes without a sentence."""
    silent = [f"{key.file}: {key.path}" for file in FILES for key in keys(file) if not key.text]

    assert not silent


def test_every_key_is_in_the_reference() -> None:
    """Each stands on the page with its path."""
    page = "\n".join(yaml_keys(WORDS["en"], "en"))

    assert all(f"`{key.path}`" in page for file in FILES for key in keys(file))


def test_every_metric_is_explained() -> None:
    """The page on agreement has a row for each in both languages: unit, formula, source, corner cases."""
    for name in ("agreement.md", "agreement.zh.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        assert not [metric for metric in METRICS.names() if f"`{metric}`" not in text]


def test_every_plugin_is_in_the_reference() -> None:
    """Each group that can be added to is listed with all its names."""
    page = "\n".join(plugins(WORDS["en"]))

    assert {"readers", "metrics", "reconcilers", "exporters"} <= {registry.group for registry in registries()}
    assert all(f"`{name}`" in page for registry in registries() for name in registry.builtin)


def test_findings_have_codes_of_their_kind() -> None:
    """E or W and three digits; each stands on the page with what it says."""
    page = "\n".join(codes(WORDS["en"]))

    assert len(findings()) > 20
    assert all(re.fullmatch(r"[EW]\d{3}", code) and f"`{code}`" in page for code, _, _ in findings())


def test_a_finding_s_code_says_its_own_message() -> None:
    """Where a function makes several findings, each code has what stands beside it, not its neighbours' words."""
    said = {(code, where.rpartition("/")[2]): messages for code, messages, where in findings()}

    assert said["E404", "regions.py"] == ["the offsets lie outside the text; the region is not taken"]
    assert said["W421", "submissions.py"] == [
        "the annotator has a later annotation of this task; this one is not taken"
    ]
    assert len(said["E453", "adopting.py"]) == 2
    assert {f"E45{n}" for n in (1, 2, 3, 4)} <= {code for code, _ in said}


def test_the_chinese_reference_tells_modules_plugins_and_records_in_chinese() -> None:
    """Every sentence of a docstring that these pages show has its Chinese, and none stands there in vain."""
    choose("en")
    shown = "\n".join([*plugins(WORDS["zh"]), *schemas(WORDS["zh"]), *python(WORDS["zh"])])
    choose("zh")
    pages = "\n".join([*plugins(WORDS["zh"]), *schemas(WORDS["zh"]), *python(WORDS["zh"])])
    choose("en")

    assert not [english for english in TOLD if cell(english) not in shown]
    assert not [chinese for chinese in TOLD.values() if cell(chinese) not in pages]
    assert not set(sentences()) - TOLD.keys()


def sentences() -> Iterator[str]:
    """Yield what plug-ins, public modules and the fields of records say of themselves; metrics have names instead."""
    for registry in registries():
        if registry.group != METRICS.group:
            yield from (first_line(registry.load(name)) for name in registry.builtin)
    yield from (first_line(import_module(name)) for name in PUBLIC)
    for schema in generate().values():
        yield headline(schema.get("description", ""))
        for part in (schema, *schema.get("$defs", {}).values()):
            yield from (field["description"] for _, field in named(part, "") if "description" in field)


def first_line(value: object) -> str:
    """Return the first line of a docstring."""
    return (value.__doc__ or "").partition("\n")[0]


def test_every_public_name_stands_on_the_list_and_on_the_page_of_its_stage() -> None:
    """The list leads to the page; the Chinese page names what the English one has from docstrings; the menu has all."""
    menu = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    for lang, words in WORDS.items():
        rows = re.findall(
            r"^\| \[`([\w.]+)`\]\(python/(\w+)\.md#([\w.]+)\) \| .* \| (.*) \|$", "\n".join(python(words)), re.MULTILINE
        )
        listed = {
            module: (page, told.replace("`", "").split()) for module, page, anchor, told in rows if anchor == module
        }
        assert tuple(listed) == PUBLIC, lang
        for page, modules in PAGES.items():
            text = "\n".join(stage(page, words, lang))
            assert f": reference/python/{page}.md\n" in menu
            for module in modules:
                own = names(module)
                assert listed[module] == (page, own)
                if lang == "en":
                    assert f"\n::: {module}\n" in text
                else:
                    assert re.findall(rf'#{re.escape(module)}\.(\w+)">', text) == own


def test_what_is_promised_is_said() -> None:
    """Mkdocstrings leaves out what has no docstring, so that a link to it would lead nowhere."""
    silent = []
    for module in PUBLIC:
        homes = dict.fromkeys(names(module), module)
        for node in ast.parse(inspect.getsource(import_module(module))).body:
            if isinstance(node, ast.ImportFrom):
                homes |= {one.name: str(node.module) for one in node.names if one.name in homes}
        silent += [f"{home}.{name}" for name, home in homes.items() if name not in explained(home)]

    assert silent == []


def test_a_pack_shows_what_is_promised_of_it() -> None:
    """Its name; what its rules are made of serves them alone, and the reference is silent on it."""
    shown = griffe.visit(packs.__name__, Path(packs.__file__), inspect.getsource(packs))
    for name in ("Pack", "Words"):
        assert len(shown[name].members) > 1
        Promised().on_class(cls=shown[name])

    assert list(shown["Pack"].members) == ["name"]
    assert len(shown["Words"].members) > 1


def test_what_is_made_of_parts_links_to_them() -> None:
    """A record names the parts that it holds, and each part has its fields on the same page."""
    page = "\n".join(schemas(WORDS["en"]))

    assert "[Span](#span)" in page
    assert "\n### Span\n" in page
    assert "`document:annotator:region`" in page.partition("\n### Span\n")[2].partition("\n### ")[0]


def test_examples_of_commands_are_commands() -> None:
    """Each line of an example in the reference begins with the program's name and holds no prose."""
    examples = re.findall(r"^```sh\n(.*?)^```", "\n".join(commands(WORDS["en"])), re.MULTILINE | re.DOTALL)
    lines = [line for example in examples for line in example.splitlines()]

    assert len(lines) > 30
    assert not [line for line in lines if not line.startswith("annotate ") or ", " in line]


def test_nothing_is_under_the_agpl() -> None:
    """What the toolkit brings may be used and changed without publishing one's own work; each says its licence."""
    brought = dependencies()

    assert len(brought) > 50
    assert not [one.name for one in brought if not one.licence]
    assert not [one for one in brought if re.search(r"AGPL|Affero", one.licence, re.IGNORECASE)]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_shows_pictures_that_are_there(name: str) -> None:
    """One of the comparison, in its language, and one of the annotation page."""
    suffix = ".zh" if ".zh" in name else ""
    text = (DOCS.parent / name).read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)

    assert {f"docs/pictures/comparison{suffix}.png", "docs/pictures/annotation.png"} <= set(shown)
    assert all((DOCS.parent / picture).stat().st_size > 10_000 for picture in shown)
