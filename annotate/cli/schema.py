"""`annotate schema …`: what may be annotated, checked, shown, and explained to annotators."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, Lang, ProjectOption, data, find_project, say, sub_app

if TYPE_CHECKING:
    from annotate.schema import Schema

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A schema's name, or a .yaml file.")]


class ShowAs(StrEnum):
    """How a schema is printed."""

    yaml = "yaml"
    json = "json"
    xml = "xml"


class GuideFormat(StrEnum):
    """Formats of the guideline."""

    md = "md"
    html = "html"


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = sub_app("Annotation schemas: list, check, show, and the guideline for annotators.")
    group.command("list")(list_)
    group.command("check")(check)
    group.command("show")(show)
    group.command("guide")(guide)
    app.add_typer(group, name="schema")


def list_(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List the schemas that can be used here.

    Example: annotate schema list
    """
    import json

    from annotate.errors import visible
    from annotate.loading import available

    found = available("schemas", _root(project))
    if as_json:
        data(json.dumps({name: str(path) for name, path in found.items()}, ensure_ascii=False, indent=1))
        return
    for name, path in found.items():
        data(f"{visible(name)}\t{visible(str(path))}")


def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="The schema's YAML file.")]) -> None:
    """Tell all problems of a schema file, each with its place; status 1 if there are any.

    Example: annotate schema check schemas/my-schema.yaml
    """
    from annotate.schema import load_file

    schema = load_file(file)
    n_attributes = sum(len(label.attributes) for label in schema.labels)
    parts = f"{len(schema.labels)} labels, {n_attributes} attributes, {len(schema.relations)} relations"
    say(f"{file}: the schema {schema.id} {schema.version} is sound ({parts}).")


def show(
    name: NameArgument = "policy-argument",
    as_: Annotated[ShowAs, typer.Option("--as", help="xml is Label Studio's labelling configuration.")] = ShowAs.yaml,
    project: ProjectOption = None,
) -> None:
    """Print a schema; inside a study with the study's themes as choices.

    Example: annotate schema show policy-argument --as xml
    """
    from annotate.files import adapter
    from annotate.loading import find
    from annotate.schema import Schema

    schema = _load(name, project)
    if as_ is ShowAs.yaml:
        data(find("schemas", name, _root(project)).read_text(encoding="utf-8-sig"))
    elif as_ is ShowAs.json:
        data(adapter(Schema).dump_json(schema, indent=1).decode())
    else:
        from annotate.labelstudio.config import to_xml

        data(to_xml(schema))


def guide(
    name: NameArgument = "policy-argument",
    lang: Annotated[Lang, typer.Option(help="The guideline's language.")] = Lang.zh,
    format_: Annotated[GuideFormat, typer.Option("--format", help="Markdown or one HTML page.")] = GuideFormat.md,
    project: ProjectOption = None,
) -> None:
    """Print the guideline for annotators that the schema gives.

    Example: annotate schema guide policy-argument --lang zh --format html > guide.html
    """
    from annotate.guideline import to_html, to_markdown

    render = to_html if format_ is GuideFormat.html else to_markdown
    data(render(_load(name, project), lang.value))


def _load(name: str, project: Path | None) -> Schema:
    """Read a schema, with the themes of the study around it where there is one."""
    from annotate.codebook import load_codebook
    from annotate.schema import load

    root = _root(project)
    schema = load(name, root)
    return schema.with_choices(load_codebook(root / "themes.yaml").choices()) if root else schema


def _root(project: Path | None) -> Path | None:
    """Return the study's folder, None outside of any: schemas can be read without a study."""
    study = find_project(project)
    return study.root if study else None
