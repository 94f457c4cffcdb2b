"""Write the pages of the reference in both languages from what they describe.

`make docs` runs this before it builds the site: docs/reference/ is made, not
kept, so no command, key, code or plug-in can be missing there or out of date.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import typer

import annotate
from annotate.agreement.names import METRIC_NAMES
from annotate.cli.main import TITLES, app
from annotate.json_schemas import generate
from annotate.language import EXAMPLE, choose, current, paragraphs, translate
from annotate.language.keys import FILES, keys
from annotate.registry import Registry
from docs_site.codes import codes
from docs_site.marking import cell, table, told
from docs_site.python import FOLDER as PYTHON
from docs_site.python import PAGES, python, stage, summary
from docs_site.records import schemas
from docs_site.words import KINDS, WORDS

ROOT = Path(annotate.__file__).parent
FOLDER = Path(__file__).parents[1] / "docs" / "reference"
# Pages whose tables need the room that a list of few headings would take.
WITHOUT_CONTENTS = {"keys", "codes", "plugins", "dependencies", "python"}
PATH = re.compile(r"`([\w.]+):(\w+)`")
WIDE = "---\nhide: [toc]\n---\n\n"


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
        (f"`{typed(given)}`", translate(given.help or ""), default(given))
        for given in one.params
        if getattr(given, "help", None) and "--help" not in given.opts
    ]
    if rows:
        yield from table((words["option"], words["means"], words["default"]), rows)
    for sub in below:
        yield from command(below[sub], f"{name} {sub}", words)


def typed(given: Any) -> str:
    """Return an option or an argument as it is typed."""
    if given.param_type_name == "argument":
        return str(given.metavar or given.name.upper())
    return " ".join([*given.opts, *given.secondary_opts, *([given.metavar] if given.metavar else [])])


def paragraph_of_help(paragraph: str) -> Iterator[str]:
    """Yield a paragraph; examples of command lines stand as such, one a line."""
    text, _, example = translate(paragraph).partition(translate(EXAMPLE.strip()))
    if text.strip():
        yield from (cell(text).replace("\\|", "|"), "")
    if example:
        yield from ("```sh", *example.strip().split(", then "), "```", "")


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
                preset(key.default, words, lang),
                translate(key.text),
            )
            for key in keys(file)
        ]
        yield from told(table((words["key"], words["kind"], words["default"], words["means"]), rows))


def preset(default: str, words: dict[str, str], lang: str) -> str:
    """Return what holds where a key is left out, as YAML has it."""
    if default in ("", "none"):
        return words["must"] if not default else words["none_given"]
    said = kind(default, lang)
    in_words = said != default or default in KINDS
    return said if in_words else f"`{default.replace('(', '[').replace(')', ']').replace(chr(39), '')}`"


def kind(text: str, lang: str) -> str:
    """Return the kind of a key's value in a language; what stands between backticks is a value itself."""
    if lang == "zh":
        parts = text.split("`")
        for word, chinese in KINDS.items():
            parts[::2] = [part.replace(word, chinese) for part in parts[::2]]
        text = "`".join(parts).replace("`, `", "`、`")
    return text


def plugins(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of plug-ins: every registry and what it knows, with the first line of each one's docstring."""
    yield from (f"# {words['plugins']}", "", words["plugins_head"], "")
    for registry in registries():
        yield from (f"## {registry.group}", "", f"{words['group']}`annotate.{registry.group}`", "")
        rows = [(f"`{name}`", said(registry, name), f"`{registry.builtin[name]}`") for name in sorted(registry.builtin)]
        if rows:
            lines = table((words["name"], words["means"], "Python"), rows)
            # On a phone a long path breaks behind its module, not in the midst of a name.
            yield from (PATH.sub(r"<code>\1:<wbr>\2</code>", line) for line in lines)
        else:
            yield from (words["none"], "")


def said(registry: Registry, name: str) -> str:
    """Return in a line what a plug-in does: a metric's name for people, another's first line."""
    if names := METRIC_NAMES.get(name):
        return names[current()]
    return summary(registry.load(name))


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


def dependencies(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of packages and licences."""
    from annotate.exporters.library import library
    from docs_site.dependencies import dependencies as found

    yield from (f"# {words['dependencies']}", "", words["dependencies_head"], "")
    rows = [(one.name, one.version, one.licence or words["unstated"], one.extra or words["core"]) for one in found()]
    yield from table((words["name"], words["version"], words["licence"], words["extra"]), rows)
    yield from ("", words["carried"], "", "```text", library().notices, "```", "")


def modules(words: dict[str, str]) -> Iterator[str]:
    """Yield the page of modules, a section a package, each module with the first line of its docstring."""
    yield from (f"# {words['modules']}", "", words["modules_head"], "")
    paths = sorted(ROOT.rglob("*.py"), key=lambda path: (len(path.relative_to(ROOT).parts) > 1, path))
    for package, found in groupby(paths, key=lambda path: path.relative_to(ROOT).parts[:-1][:1]):
        yield from (f"## {'/'.join((ROOT.name, *package))}", "")
        rows = []
        for path in found:
            line = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
            rows.append((f"`{path.relative_to(ROOT / '/'.join(package)).as_posix()}`", line))
        yield from table((words["module"], words["means"]), rows)


def main() -> None:
    """Write all pages in both languages."""
    for lang, suffix in (("en", ""), ("zh", ".zh")):
        choose(lang)
        words = WORDS[lang]
        pages = {
            "commands": commands(words), "keys": yaml_keys(words, lang), "codes": codes(words),
            "plugins": plugins(words), "schemas": schemas(words), "python": python(words),
            "dependencies": dependencies(words), "modules": modules(words),
            **{f"{PYTHON}/{page}": stage(page, words, lang) for page in PAGES},
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
