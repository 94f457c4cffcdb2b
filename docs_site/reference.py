"""Write the pages of the reference in both languages from what they describe.

`make docs` runs this before it builds the site: docs/reference/ is made, not
kept, so no command, key, code or plug-in can be missing there or out of date.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

import annotate
from annotate.agreement.names import METRIC_NAMES
from annotate.cli.main import TITLES, app
from annotate.json_schemas import generate
from annotate.language import EXAMPLE, choose, current, paragraphs, translate
from annotate.language.catalogue import read
from annotate.language.keys import FILES, keys
from annotate.registry import Registry
from docs_site.words import KINDS, WORDS

ROOT = Path(annotate.__file__).parent
FOLDER = Path(__file__).parents[1] / "docs" / "reference"
# Pages whose tables need the room that a list of few headings would take.
WITHOUT_CONTENTS = {"keys", "codes", "modules", "dependencies"}
WIDE = "---\nhide: [toc]\n---\n\n"
# Modules whose names are promised to stay, in the order of the work.
PUBLIC = (
    "annotate.model", "annotate.offsets", "annotate.schema", "annotate.codebook", "annotate.errors", "annotate.store",
    "annotate.registry", "annotate.ingest", "annotate.seeding", "annotate.segmenters", "annotate.labelstudio",
    "annotate.agreement", "annotate.reconcile", "annotate.tables", "annotate.exporters", "annotate.exchange",
    # What plug-ins stand on.
    "annotate.files", "annotate.ingest.encoding", "annotate.ingest.readers", "annotate.seeding.kinds",
    "annotate.agreement.metric", "annotate.agreement.comparison", "annotate.agreement.coding",
    "annotate.reconcile.methods", "annotate.reconcile.edges",
)  # fmt: skip


def cell(text: object) -> str:
    """Return a text as it may stand in a cell of a Markdown table; what stands between backticks is code already."""
    parts = " ".join(str(text).split()).replace("|", "\\|").split("`")
    return "`".join(part if n % 2 and len(parts) % 2 else _inert(part) for n, part in enumerate(parts))


def _inert(text: str) -> str:
    return text.replace("<", "&lt;").replace("{", "&#123;").replace("[", "&#91;")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + "---|" * len(names)
    for row in rows:
        yield "| " + " | ".join(cell(one) for one in row) + " |"
    yield ""


def told(lines: Iterable[str]) -> Iterator[str]:
    """Yield a table whose last column is a text, which needs room."""
    yield from ('<div class="told" markdown>', "", *lines, "</div>", "")


def commands(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of commands: help, options and arguments of each."""
    yield from (f"# {words['commands']}", "", words["common"], "")
    group = typer.main.get_command(app)
    for name in TITLES:
        yield from command(group.commands[name], f"annotate {name}", words)  # type: ignore[attr-defined]


def command(one: Any, name: str, words: dict[str, str]) -> Iterator[str]:
    """Yield the part of one command, and of those below it."""
    below = getattr(one, "commands", {})
    yield from (f"{'##' if name.count(' ') == 1 else '###'} {name}", "")
    for paragraph in paragraphs(one.help or ""):
        yield from paragraph_of_help(paragraph)
    rows = [
        (f"`{' '.join([*one.opts, *one.secondary_opts])}`", translate(one.help or ""), default(one))
        for one in one.params
        if getattr(one, "help", None) and "--help" not in one.opts
    ]
    if rows:
        yield from table((words["option"], words["means"], words["default"]), rows)
    for sub in below:
        yield from command(below[sub], f"{name} {sub}", words)


def paragraph_of_help(paragraph: str) -> Iterator[str]:
    """Yield a paragraph; an example of a command line stands as such."""
    if paragraph.startswith(EXAMPLE):
        yield from ("```sh", paragraph.removeprefix(EXAMPLE), "```", "")
    else:
        yield from (cell(translate(paragraph)).replace("\\|", "|"), "")


def default(one: Any) -> str:
    """Return the default of an option, empty where it has none to speak of."""
    return "" if one.default in (None, "", False) or callable(one.default) else f"`{one.default}`"


def yaml_keys(words: dict[str, str], lang: str) -> Iterator[str]:
    """Yield the page of YAML keys."""
    yield from (f"# {words['keys']}", "", words["keys_head"], "")
    for file in FILES:
        yield from (f"## {file}", "")
        rows = [
            (
                f"`{key.path}`",
                kind(key.kind, lang),
                words["none_given"] if key.default == "none" else kind(key.default, lang) or words["must"],
                translate(key.text),
            )
            for key in keys(file)
        ]
        yield from told(table((words["key"], words["kind"], words["default"], words["means"]), rows))


def kind(text: str, lang: str) -> str:
    """Return the kind of a key's value in a language."""
    if lang == "zh":
        for word, chinese in KINDS.items():
            text = text.replace(word, chinese)
    return text


def codes(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of codes: errors from the catalogue, findings from the code."""
    yield from (f"# {words['codes']}", "", f"## {words['errors']}", "", words["codes_head"], "")
    entries = [entry for entry in read() if entry.id and entry.auto_comments]
    rows = [
        (f"`{entry.auto_comments[0]}`", translate(str(entry.id)), f"`{entry.locations[0][0]}`")
        for entry in sorted(entries, key=lambda entry: entry.auto_comments[0])
    ]
    yield from table((words["code"], words["message"], words["where"]), rows)
    yield from (f"## {words['issues']}", "", words["issues_head"], "")
    rows = [(f"`{code}`", "; ".join(translate(one) for one in said), f"`{where}`") for code, said, where in findings()]
    yield from table((words["code"], words["message"], words["where"]), rows)


def findings() -> list[tuple[str, list[str], str]]:
    """Return code, messages and place of every finding in the code."""
    from annotate.language.sources import issues

    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for code, message in issues(ast.parse(path.read_text(encoding="utf-8"))):
            said = found.setdefault((code, path.relative_to(ROOT.parent).as_posix()), [])
            if message not in said:
                said.append(message)
    return sorted((code, said, where) for (code, where), said in found.items())


def plugins(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of plug-ins: every registry and what it knows, with the first line of each one's docstring."""
    yield from (f"# {words['plugins']}", "", words["plugins_head"], "")
    for registry in registries():
        yield from (f"## {registry.group}", "", f"{words['group']}: `annotate.{registry.group}`", "")
        rows = [(f"`{name}`", said(registry, name), f"`{registry.builtin[name]}`") for name in sorted(registry.builtin)]
        if rows:
            yield from table((words["name"], words["means"], "Python"), rows)
        else:
            yield from (words["none"], "")


def said(registry: Registry, name: str) -> str:
    """Return in a line what a plug-in does: a metric's name for people, another's first line."""
    if names := METRIC_NAMES.get(name):
        return names[current()]
    return (getattr(registry.load(name), "__doc__", None) or "").strip().partition("\n")[0]


def registries() -> list[Registry]:
    """Return all registries of the package, by group."""
    found: dict[str, Registry] = {}
    for path in sorted(ROOT.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "= Registry(" in source:
            name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
            for value in vars(import_module(name)).values():
                if isinstance(value, Registry):
                    found[value.group] = value
    return [found[group] for group in sorted(found)]


def schemas(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of JSON Schemas, one part a kind of record."""
    yield from (f"# {words['schemas']}", "", words["schemas_head"], "")
    for name, schema in generate().items():
        yield from (f"## {name}", "", f"[{words['download']}](schemas/{name}.json)", "")
        rows = [
            (f"`{field}`", f"`{shape(said)}`", said.get("description", ""))
            for field, said in schema.get("properties", {}).items()
        ]
        yield from told(table((words["field"], words["kind"], words["means"]), rows))


def shape(said: dict[str, Any]) -> str:
    """Return the type of a field: `string`, `array of Span`, `string or null`.

    >>> shape({"type": "array", "items": {"$ref": "#/$defs/Span"}})
    'array of Span'
    """
    if "const" in said:
        return json.dumps(said["const"])
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "anyOf" in said:
        return " or ".join(shape(one) for one in said["anyOf"])
    items = said.get("items")
    return f"array of {shape(items)}" if items else str(said.get("type", "any"))


def python(words: dict[str, str], lang: str) -> Iterator[str]:
    """Yield the page of the Python interface, which mkdocstrings fills; docstrings are English, so once."""
    yield from (f"# {words['python']}", "")
    if lang == "en":
        for name in PUBLIC:
            yield from (f"::: {name}", "")
        return
    yield from (words["python_head"], "")
    modules = [import_module(name) for name in PUBLIC]
    rows = [(f"`{one.__name__}`", (one.__doc__ or "").partition("\n")[0], names(one)) for one in modules]
    yield from table((words["module"], words["means"], words["name"]), rows)


def names(module: Any) -> str:
    """Return the names that a module makes public."""
    own = [name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
    public = getattr(module, "__all__", None) or [name for name in own if not name.startswith("_")]
    return " ".join(f"`{name}`" for name in public)


def dependencies(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of packages and licences."""
    from annotate.exporters.library import library
    from docs_site.dependencies import dependencies as found

    yield from (f"# {words['dependencies']}", "", words["dependencies_head"], "")
    rows = [(one.name, one.version, one.licence or words["unstated"], one.extra or words["core"]) for one in found()]
    yield from table((words["name"], words["version"], words["licence"], words["extra"]), rows)
    yield from ("", words["carried"], "", "```text", library().notices, "```", "")


def modules(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of modules, each with the first line of its docstring."""
    yield from (f"# {words['modules']}", "", words["modules_head"], "")
    rows = []
    for path in sorted(ROOT.rglob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        rows.append((f"`{path.relative_to(ROOT.parent).as_posix()}`", said.partition("\n")[0]))
    yield from table((words["module"], words["means"]), rows)


def main() -> None:
    """Write all pages in both languages."""
    for lang, suffix in (("en", ""), ("zh", ".zh")):
        choose(lang)
        words = WORDS[lang]
        pages = {
            "commands": commands(words), "keys": yaml_keys(words, lang), "codes": codes(words),
            "plugins": plugins(words), "schemas": schemas(words), "python": python(words, lang),
            "dependencies": dependencies(words), "modules": modules(words),
        }  # fmt: skip
        for name, lines in pages.items():
            write(f"{name}{suffix}.md", (WIDE if name in WITHOUT_CONTENTS else "") + "\n".join(lines) + "\n")
    for name, schema in generate().items():
        write(f"schemas/{name}.json", json.dumps(schema, ensure_ascii=False, indent=1))
    choose("en")


def write(name: str, text: str) -> None:
    """Write one file of the reference."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
